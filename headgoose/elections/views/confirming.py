"""Confirming: one village with all that it writes before one's eyes, or all held villages of a county at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from headgoose.elections.actions.confirming import (
    Outcome,
    confirm_county,
    confirm_village,
    may_confirm_in,
)
from headgoose.elections.forms import ConfirmForm
from headgoose.elections.models import Election, ElectionState, Term
from headgoose.elections.panels import list_url
from headgoose.elections.plan import find_faults, plan_confirmation
from headgoose.elections.queries import elections_at, held_villages, token_of
from headgoose.elections.views.progress import around, place_asked, term_asked
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.look.wording import number_text
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm the village, or the held villages of the county, that the address names."""
    actor, span = place_asked(request, code)
    term = term_asked(request)
    if term is None or span.level not in (Level.COUNTY, Level.VILLAGE):
        raise Refused(_("Villages are confirmed one by one, or all of a county at once."), Because.NOT_FOUND)
    if not may_confirm_in(actor, span):
        raise Refused(_("Your posts do not give you this right here."), Because.FORBIDDEN)
    page = _county if span.level is Level.COUNTY else _village
    return page(request, actor, span, term)


def _village(request: HttpRequest, actor: Actor, span: Span, term: Term) -> HttpResponse:
    elections = list(elections_at(span.place_id, term).filter(state=ElectionState.HELD))
    if not elections:
        raise Refused(_("No election of this village waits to be confirmed."), Because.CONFLICT)
    form = ConfirmForm(request.POST or None, initial={"starts_on": today(), "token": token_of(elections)})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        told: dict[str, Any] = {"by": actor, "at": now(), "place_id": span.place_id, "term_id": term.pk}
        try:
            confirm_village(**told, starts_on=said["starts_on"], number=said["number"], token=said["token"] or None)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, _("The village is confirmed: who was elected is in post, who was before has left.")
            )
            return redirect(list_url(span, term))
    context = around(actor, span, term, _("Confirm")) | {"form": form, **_written(actor, elections, term)}
    return render(request, "elections/confirm.html", context, status=form.status if form.errors else 200)


def _written(actor: Actor, elections: Sequence[Election], term: Term) -> dict[str, Any]:
    """What would be written from today on, and what stands against it."""
    plan = plan_confirmation(elections, today())
    leaving = {tenure.post_id: tenure for tenure in plan.leaving}
    return {
        "seats": [(contest, leaving.get(contest.post_id)) for contest in plan.contests],
        "faults": find_faults(actor, today(), plan, term),
    }


def _county(request: HttpRequest, actor: Actor, span: Span, term: Term) -> HttpResponse:
    form = ConfirmForm(request.POST or None, initial={"starts_on": today()})
    outcome: Outcome | None = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            outcome = confirm_county(actor, now(), span.place_id, term, said["starts_on"], said["number"])
        except Refused as refused:
            form.refuse(refused)
    waiting = held_villages(span.area, term, today())
    if outcome is not None and not outcome.refused and not form.errors:
        said_now = _("Villages confirmed: %(count)s.") % {"count": number_text(len(outcome.confirmed))}
        messages.success(request, said_now)
        return redirect(list_url(span, term))
    context = around(actor, span, term, _("Confirm")) | {
        "form": form,
        "waiting": list(last_spans_of(waiting).values()),
        "outcome": outcome,
        "refused": _refused(outcome.refused) if outcome else [],
    }
    return render(request, "elections/confirm_county.html", context, status=form.status if form.errors else 200)


def _refused(refused: Mapping[int, Sequence[Any]]) -> list[tuple[Span, Sequence[Any]]]:
    spans = last_spans_of(refused)
    return [(spans[place_id], reasons) for place_id, reasons in refused.items()]
