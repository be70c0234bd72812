"""Public requests as everybody reads them: what is asked, where, where it stands; nobody who asked."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from headgoose.casework.models import Channel, Event, Request, RequestState, are_public
from headgoose.casework.open311.asking import Asked
from headgoose.casework.open311.errors import absent
from headgoose.casework.open311.formats import w3
from headgoose.casework.open311.jurisdictions import area_asked
from headgoose.casework.open311.keys import client_id_of
from headgoose.casework.open311.updates import (
    CLOSED,
    CLOSED_STATES,
    OPEN,
    note_of,
    number_of,
    page_asked,
    public_events,
)
from headgoose.casework.open311.words import for_everybody
from headgoose.casework.tables import tables
from headgoose.kernel.area import EVERYWHERE, Level
from headgoose.kernel.clock import now, today
from headgoose.places.models import Span
from headgoose.places.queries import spans_of

ROOT = "service_requests"
IDS_MOST = 100


def request_list(asked: Asked) -> tuple[str, Any]:
    """The requests that were asked for, the newest first."""
    found = public_requests(asked)
    if asked.listed("service_request_id"):
        numbers = [number_of(one) for one in asked.listed("service_request_id")]
        rows = list(found.filter(pk__in=[number for number in numbers if number])[:IDS_MOST])
    else:
        rows = list(_filtered(asked, found)[page_asked(asked)])
    return ROOT, shown(rows, asked.flag("extensions"))


def one_request(asked: Asked, request_id: str) -> tuple[str, Any]:
    """One request, in a list of one."""
    rows = list(public_requests(asked).filter(pk=number_of(request_id) or 0))
    if not rows:
        raise absent(_("service_request_id was not found."))
    return ROOT, shown(rows, asked.flag("extensions"))


def request_of_token(asked: Asked, token: str) -> tuple[str, Any]:
    """The number of the request that a client sent under an id of its own: for when the answer was lost."""
    client_id = client_id_of(token)
    own = Request.objects.filter(client_id=client_id, channel=Channel.OPEN311) if client_id else Request.objects.none()
    number = own.values_list("pk", flat=True).first()
    if number is None:
        raise absent(_("token was not found."))
    return ROOT, [{"service_request_id": str(number), "token": token}]


def public_requests(asked: Asked) -> QuerySet[Request]:
    """What everybody may read, of the jurisdiction that was asked for."""
    area = area_asked(asked.text("jurisdiction_id").strip(), today())
    changed = Event.objects.filter(request=OuterRef("pk"), number=OuterRef("version")).values("at")
    found = Request.objects.filter(are_public()).annotate(changed_at=Subquery(changed[:1]))
    if area != EVERYWHERE:
        found = found.filter(key__gte=area.low, key__lt=area.high)
    return found.select_related("category", "desk_type").order_by("-received_at", "-pk")


def _filtered(asked: Asked, found: QuerySet[Request]) -> QuerySet[Request]:
    first, last = asked.window(now())
    found = found.filter(received_at__gte=first, received_at__lte=last)
    if codes := asked.listed("service_code"):
        known = {category.code for category in tables().categories}
        if set(codes) - known:
            raise absent(_("service_code was not found."))
        found = found.filter(category__code__in=codes)
    states = set(asked.one_of("status", (OPEN, CLOSED)))
    if states == {OPEN}:
        return found.exclude(state__in=CLOSED_STATES)
    return found.filter(state__in=CLOSED_STATES) if states == {CLOSED} else found


def shown(rows: Sequence[Request], extended: bool = False) -> list[dict[str, Any]]:
    """Requests in the words of the specification; with `extended` also their notes."""
    on = today()
    names = _places_of(rows, on)
    desks = spans_of((row.desk_place_id for row in rows), on)
    said = [_said(row, names, desks.get(row.desk_place_id)) for row in rows]
    if extended:
        notes = _notes(rows)
        for row, one in zip(rows, said, strict=True):
            one["notes"] = notes.get(row.pk, [])
    return said


def _said(row: Request, names: dict[int, str], desk: Span | None) -> dict[str, Any]:
    closed = row.state in CLOSED_STATES
    changed: datetime = row.changed_at  # type: ignore[attr-defined]
    level = Level.GRID if row.key % Level.VILLAGE.divisor else Level.VILLAGE
    return {
        "service_request_id": str(row.pk),
        "status": CLOSED if closed else OPEN,
        "status_notes": str(RequestState(row.state).label),
        "service_name": row.category.name,
        "service_code": row.category.code,
        "description": for_everybody(row.text),
        "agency_responsible": f"{desk.said} {row.desk_type.name}" if desk else row.desk_type.name,
        "service_notice": None,
        "requested_datetime": w3(row.received_at),
        "updated_datetime": w3(row.closed_at if closed and row.closed_at else changed),
        "expected_datetime": None if closed else w3(row.answer_by),
        "address": _address(row, names),
        "address_id": str(row.key).zfill(15)[: level.digits],
        "zipcode": None,
        "lat": None if row.lat_e6 is None else row.lat_e6 / 1_000_000,
        "long": None if row.long_e6 is None else row.long_e6 / 1_000_000,
        "media_url": None,
    }


def _address(row: Request, names: dict[int, str]) -> str:
    """From the most particular to the most general, as the specification wants it."""
    keys = dict.fromkeys(row.key - row.key % level.divisor for level in sorted(Level, reverse=True))
    parts = [for_everybody(row.where_text), *(names.get(key, "") for key in keys)]
    return ", ".join(part for part in parts if part)


def _places_of(rows: Iterable[Request], on: date) -> dict[int, str]:
    keys = {row.key - row.key % level.divisor for row in rows for level in Level}
    return {span.key: span.said for span in Span.objects.on(on).filter(key__in=keys)} if keys else {}


def _notes(rows: Sequence[Request]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for event in public_events().filter(request__in=[row.pk for row in rows]).order_by("request_id", "number"):
        found.setdefault(event.request_id, []).append(note_of(event))
    return found
