"""What a phone takes along: the requests, roll-calls, categories and places of whoever holds it, as plain values."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from headgoose.casework.desks import chain_of_key
from headgoose.casework.models import Called, Request
from headgoose.casework.models.request import OPEN_STATES
from headgoose.casework.queries import find_requests, rows_where, sight_of
from headgoose.casework.rules import parts_of, verbs_for
from headgoose.casework.tables import tables
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.rights import Right
from headgoose.places.models import Span

REQUESTS_MOST, GRIDS_MOST, PLACES_MOST, ROLLS_MOST = 100, 60, 60, 120
# What can be done from a phone without more than words and pictures.
PHONE_VERBS = ("accept", "start", "answer", "pause", "resume", "note")


def tasks_of(actor: Actor, at: datetime, on: date) -> dict[str, Any]:
    """Everything that a phone needs while it has no signal."""
    areas = actor.scope(Right.ANSWER_REQUESTS)
    places = _places(areas, on)
    return {
        "owner": actor.person_id,
        "name": actor.label,
        "at": at.isoformat(),
        "places": [{"code": span.code, "name": span.said} for span in places],
        "categories": _categories(places, on),
        "requests": [_request(actor, request, on) for request in _requests(actor, on)],
        "rolls": _rolls(areas),
    }


def _places(areas: Sequence[Area], on: date) -> list[Span]:
    """Where requests can be taken down: grids first, then villages and communities."""
    found = Span.objects.on(on).within(areas).filter(kind__gte=Level.VILLAGE * 10).order_by("-kind", "key")
    return list(found[:PLACES_MOST])


def _categories(places: Sequence[Span], on: date) -> list[dict[str, Any]]:
    chain = chain_of_key(places[0].key, on).place_ids if places else []
    return [{"code": row.code, "name": row.name, "example": row.example} for row in tables().categories_at(chain)]


def _requests(actor: Actor, on: date) -> list[Request]:
    """The open ones that an actor may see, soonest due first."""
    condition = sight_of(actor, on).where()
    states = ", ".join(f"'{state}'" for state in OPEN_STATES)
    tail = f"AND r.state IN ({states}) ORDER BY coalesce(r.accept_by, r.answer_by), r.id LIMIT {REQUESTS_MOST}"
    return find_requests([number for (number,) in rows_where(condition, "r.id", tail)])


def _request(actor: Actor, request: Request, on: date) -> dict[str, Any]:
    verbs = [verb for verb in verbs_for(request, parts_of(actor, request, on)) if verb in PHONE_VERBS]
    return {
        "number": request.pk,
        "category": request.category.name,
        "text": request.text,
        "where": request.where_text,
        "state": str(request.get_state_display()),
        "urgency": request.urgency,
        "due": None if (due := request.answer_by) is None else due.isoformat(),
        "received": request.received_at.isoformat(),
        "verbs": verbs,
    }


def _rolls(areas: Sequence[Area]) -> list[dict[str, Any]]:
    """Open roll-calls in which grids of the actor's were called, with those grids; unanswered ones first."""
    within = Q(pk__in=[])
    for area in areas:
        within |= Q(key__gte=area.low, key__lt=area.high)
    rows = Called.objects.filter(within, roll_call__closed_at=None).select_related("roll_call")
    found = list(rows.order_by("-answered_at", "roll_call_id", "key")[:ROLLS_MOST])
    names = {span.place_id: span for span in Span.objects.filter(place_id__in=[row.place_id for row in found])}
    return [
        {
            "roll": row.roll_call_id,
            "title": row.roll_call.title,
            "text": row.roll_call.text,
            "by": row.roll_call.answer_by.isoformat(),
            "form": row.roll_call.form,
            "grid": names[row.place_id].code,
            "grid_name": names[row.place_id].said,
            "answered": row.answered_at is not None,
        }
        for row in found
        if row.place_id in names
    ]
