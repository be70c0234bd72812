"""Putting right what is on record of a tenure, or saying that it never was. What was believed stays visible."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER, now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.people.actions.corrections import correct_tenure, void_tenure
from headgoose.people.checks import seat_token
from headgoose.people.forms import CorrectForm, SeatForm, VoidForm
from headgoose.people.models import Tenure
from headgoose.people.queries import get_tenure
from headgoose.people.rules import check_reach
from headgoose.places.models import Span


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, tenure_id: int) -> HttpResponse:
    """Put right the dates of a tenure, or how it came about."""
    actor = get_actor(request)
    tenure, span = _tenure(actor, tenure_id)
    initial = {
        "start_on": tenure.start_on,
        "end_on": None if tenure.end_on == FOREVER else tenure.end_on,
        "how": tenure.how,
        "end_reason": tenure.end_reason,
    }
    form = CorrectForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        said = {**form.cleaned_data, "end_on": form.cleaned_data["end_on"] or FOREVER}
        try:
            correct_tenure(by=actor, at=now(), tenure_id=tenure_id, **said)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The tenure was put right; what was on record before stays visible."))
            return redirect(_back(tenure))
    title = _("Put right the tenure of %(person)s") % {"person": tenure.person.name}
    return _page(request, form, tenure, span, title)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, tenure_id: int) -> HttpResponse:
    """Say that a tenure never was."""
    actor = get_actor(request)
    tenure, span = _tenure(actor, tenure_id)
    form = VoidForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            void_tenure(by=actor, at=now(), tenure_id=tenure_id, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The tenure counts as never held; what was on record before stays visible."))
            return redirect(_back(tenure))
    title = _("The tenure of %(person)s never was") % {"person": tenure.person.name}
    return _page(request, form, tenure, span, title, danger=True)


def _tenure(actor: Actor, tenure_id: int) -> tuple[Tenure, Span]:
    tenure, span = get_tenure(tenure_id, actor.scope(Right.READ), today())
    check_reach(actor, tenure.type, span.key)
    return tenure, span


def _back(tenure: Tenure) -> str:
    return f"{reverse('person', args=[tenure.person_id])}#tenure-{tenure.pk}"


def _page(request: HttpRequest, form: SeatForm, tenure: Tenure, span: Span, title: str, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "fields": [bound for bound in form if not bound.is_hidden],
        "title": title,
        "subtitle": f"{tenure.type.name} · {span.said}",
        "token": seat_token(tenure.post_id),
        "trail": [(tenure.person.name, reverse("person", args=[tenure.person_id])), (title, "")],
        "back": _back(tenure),
        "section": "people",
        **more,
    }
    return render(request, "people/form.html", context, status=form.status if form.errors else 200)
