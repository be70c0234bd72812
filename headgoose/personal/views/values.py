"""Recording a value of a person, and being shown it once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.personal.actions.fields import NOT_YOURS, clear_field, record_field, reveal_field
from headgoose.personal.forms import ReasonForm, ValueForm
from headgoose.personal.models import FieldKind
from headgoose.personal.queries import Subject, find_subject, get_field
from headgoose.personal.rules import OWN, Reason, read_reason


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("value")
def record(request: HttpRequest, person_id: int, kind: FieldKind) -> HttpResponse:
    """Record a value, put it right, or clear it (`clear` in what is sent)."""
    actor = get_actor(request)
    subject = find_subject(person_id, actor, today())
    if not subject.may_record(kind):
        raise Refused(NOT_YOURS, Because.FORBIDDEN)
    back = home_of(subject)
    if "clear" in request.POST:
        clear_field(by=actor, at=now(), person_id=person_id, kind=kind)
        messages.success(request, _("Cleared: %(kind)s.") % {"kind": kind.label})
        return redirect(back)
    form = ValueForm(kind, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            record_field(
                by=actor,
                at=now(),
                person_id=person_id,
                kind=kind,
                text=form.cleaned_data["value"],
                passbook=form.cleaned_data.get("passbook", False),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Recorded: %(kind)s.") % {"kind": kind.label})
            return redirect(back)
    context = {
        "form": form,
        "title": _("Record: %(kind)s") % {"kind": kind.label},
        "held": subject_holds(subject, kind),
    }
    return _page(request, subject, back, form.status if form.errors else 200, context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("value")
def reveal(request: HttpRequest, person_id: int, kind: FieldKind) -> HttpResponse:
    """Ask what for, then show the value once: the page is not to be kept, and opening it again is another showing."""
    actor = get_actor(request)
    subject = find_subject(person_id, actor, today())
    if not (subject.own or subject.may_reveal):
        raise Refused(NOT_YOURS, Because.FORBIDDEN)
    get_field(person_id, kind)
    form = None if subject.own else ReasonForm(request.POST if request.method == "POST" else None)
    back = home_of(subject)
    title = _("Show: %(kind)s") % {"kind": kind.label}
    if request.method == "POST" and (reason := reason_in(form)) is not None:
        value = reveal_field(by=actor, at=now(), person_id=person_id, kind=kind, reason=reason)
        context = {"person": subject.person, "title": kind.label, "value": value, "back": back, "reason": reason}
        return render(request, "personal/revealed.html", {**context, "section": "people"})
    return _page(request, subject, back, form.status if form and form.errors else 200, {"form": form, "title": title})


def reason_in(form: ReasonForm | None) -> Reason | None:
    """The reason that was given; one's own needs none. None when the form says what is missing."""
    if form is None:
        return OWN
    if not form.is_valid():
        return None
    try:
        return read_reason(form.cleaned_data["purpose"], form.cleaned_data["words"])
    except Refused as refused:
        form.refuse(refused)
        return None


def home_of(subject: Subject) -> str:
    """Where somebody comes from who looks at a person's values."""
    return reverse("my-data") if subject.own else reverse("person", args=[subject.person.pk])


def subject_holds(subject: Subject, kind: FieldKind) -> bool:
    """Whether a value is on record."""
    return bool(subject.person.personal_fields.filter(kind=kind).exists())


def _page(request: HttpRequest, subject: Subject, back: str, status: int, context: dict[str, Any]) -> HttpResponse:
    around = {"person": subject.person, "back": back, "section": "people"}
    return render(request, "personal/form.html", {**around, **context}, status=status)
