"""A person: the posts they held, hold and will hold, as a timeline."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from headgoose.kernel.asking import date_asked, read_date
from headgoose.kernel.clock import FOREVER, date_of, today, years_between
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.registries import person_panels
from headgoose.kernel.rights import Right
from headgoose.people.known import end_of
from headgoose.people.models import EndReason, Tenure, TenurePast
from headgoose.people.queries import Term, tenures_of, terms_as_known
from headgoose.people.views.rows import Reach, can_change
from headgoose.places.wording import dated, place_url


@signed_in
@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The timeline; only what lies inside the reader's area, and a 404 when nothing does.

    `?known=` shows it as it was on record on a day.
    """
    actor, on = get_actor(request), date_asked(request)
    terms = tenures_of(person_id, actor.scope(Right.READ), on)
    holder = terms[0].tenure.person
    known = _known_asked(request)
    if known is not None:
        terms = terms_as_known(person_id, actor.scope(Right.READ), end_of(known))
    may, past = Reach(actor), _past([term.tenure.pk for term in terms]) if known is None else {}
    lines = [_line(term, on, may, past.get(term.tenure.pk, []), known) for term in terms]
    context = {
        "person": holder,
        "age": years_between(holder.born_on, on) if on >= holder.born_on else None,
        "on": on,
        "known": known,
        "today": today(),
        "lines": lines,
        "held": [term for term in terms if term.phase(on) == "now"],
        "panels": [panel.render(person_id, actor, on) for panel in person_panels],
        "json_url": dated(reverse("person-json", args=[person_id]), on),
        "section": "people",
    }
    return render(request, "people/person.html", context)


def _known_asked(request: HttpRequest) -> date | None:
    """The day in `?known=`, when it lies in the past."""
    text = request.GET.get("known", "").strip()
    day = read_date(text) if text else None
    return day if day is not None and day < today() else None


def _past(tenure_ids: list[int]) -> dict[int, list[TenurePast]]:
    """What was on record of tenures before, newest first."""
    found: dict[int, list[TenurePast]] = {}
    for version in TenurePast.objects.filter(tenure_id__in=tenure_ids).order_by("-known_until", "-pk"):
        found.setdefault(version.tenure_id, []).append(version)
    return found


def _line(term: Term, on: date, may: Reach, past: list[TenurePast], known: date | None) -> dict[str, Any]:
    """A tenure as a line of the timeline. What is shown as it was known cannot be acted on."""
    tenure = term.tenure
    phase = term.phase(on)
    covered = known is None and phase != "void" and may.covers(tenure.type, term.place.key)
    return {
        "term": term,
        "phase": phase,
        "place_url": place_url(term.place, max(min(on, tenure.end_on), tenure.start_on)),
        "post_url": dated(reverse("post", args=[tenure.post_id]), on),
        "may_change": covered and can_change(tenure, today()),
        "may_correct": covered,
        "past": past,
        "corrected": any(_corrects(tenure, version) for version in past),
    }


def _corrects(tenure: Tenure, version: TenurePast) -> bool:
    """Whether a version was put right later, and not merely given its end."""
    if tenure.end_reason == EndReason.VOID:
        return True
    changed_after_its_end = version.end_on <= date_of(version.known_until) and version.end_on != tenure.end_on
    return (version.start_on, version.how) != (tenure.start_on, tenure.how) or changed_after_its_end


@signed_in
@require_safe
def person_json(request: HttpRequest, person_id: int) -> HttpResponse:
    """The same for machines."""
    on = date_asked(request)
    terms = tenures_of(person_id, get_actor(request).scope(Right.READ), on)
    answer = {
        "on": on.isoformat(),
        "person": {"id": person_id, "name": terms[0].tenure.person.name},
        "tenures": [_facts(term, term.phase(on)) for term in terms],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _facts(term: Term, phase: str) -> dict[str, Any]:
    tenure = term.tenure
    return {
        "id": tenure.pk,
        "phase": phase,
        "post": {"id": tenure.post_id, "type": tenure.type.code, "name": tenure.type.name},
        "place": {"id": term.place.place_id, "code": term.place.code, "name": term.place.name},
        "start_on": tenure.start_on.isoformat(),
        "end_on": None if tenure.end_on == FOREVER else tenure.end_on.isoformat(),
        "how": tenure.how,
        "batch": tenure.batch.code if tenure.batch else None,
        "sent_by": term.sent_by.code if term.sent_by else None,
        "order": tenure.order.number if tenure.order else None,
    }
