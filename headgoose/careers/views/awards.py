"""Recording an award and revoking one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from headgoose.careers.actions.awards import record_award, revoke_award
from headgoose.careers.forms import AwardForm, WhyForm
from headgoose.careers.queries import get_award, get_overseen_tenure
from headgoose.careers.views.reviews import crumbs_to
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.places.queries import last_spans_of


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, tenure_id: int) -> HttpResponse:
    """Record an award."""
    actor = get_actor(request)
    tenure = get_overseen_tenure(actor, tenure_id)
    form = AwardForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            record_award(by=actor, at=now(), tenure_id=tenure_id, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The award is on record."))
            return redirect("person-chain", tenure.person_id)
    context = {
        "form": form,
        "title": _("Record an award of %(person)s") % {"person": tenure.person.name},
        "subtitle": f"{tenure.type.name} · {last_spans_of([tenure.place_id])[tenure.place_id].said}",
        "crumbs": crumbs_to(tenure.person_id, tenure.person.name, _("Award")),
        "back": reverse("person-chain", args=[tenure.person_id]),
        "save": _("Put on record"),
        "section": "careers",
    }
    return render(request, "careers/form.html", context, status=form.status if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, award_id: int) -> HttpResponse:
    """Revoke an award with a reason."""
    actor = get_actor(request)
    award = get_award(actor, award_id)
    form = WhyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            revoke_award(by=actor, at=now(), award_id=award_id, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The award is revoked and counts no more."))
            return redirect("person-chain", award.person_id)
    context = {
        "form": form,
        "title": _("Revoke the award of %(person)s") % {"person": award.person.name},
        "subtitle": f"{award.title} · {award.unit} · {award.document}",
        "crumbs": crumbs_to(award.person_id, award.person.name, _("Award")),
        "back": reverse("person-chain", args=[award.person_id]),
        "save": _("Revoke"),
        "danger": True,
        "section": "careers",
    }
    return render(request, "careers/form.html", context, status=form.status if form.errors else 200)
