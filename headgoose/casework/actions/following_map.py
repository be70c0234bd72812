"""Requests after the map has changed: they are laid where their place went, and moved to the desks that stand there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from headgoose.casework.desks import chain_of_key, general_type
from headgoose.casework.following_map import AT_A_DESK, IDS_A_QUERY, Shift, find_shifts, heirs_of
from headgoose.casework.log import SYSTEM, Step, lock_request, standing_of
from headgoose.casework.models import Joiner, Request
from headgoose.casework.tables import tables
from headgoose.casework.writing.requests import add_event, note
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.registries import MapOutcome
from headgoose.kernel.writing import action
from headgoose.people.models import PostType
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of
from headgoose.records.actions import record_act


def follow_if_needed(by: Actor, at: datetime, outcome: MapOutcome) -> None:
    """Do what follows from a change of the map for requests, where there are any."""
    shifts = find_shifts(outcome)
    desks = Request.objects.filter(desk_place_id__in=list(outcome.closed), state__in=AT_A_DESK)
    moving = list(desks.order_by("pk").values_list("pk", flat=True))
    if shifts or moving:
        follow_map(by=by, at=at, outcome=outcome, shifts=shifts, moving=moving)


@action
def follow_map(*, by: Actor, at: datetime, outcome: MapOutcome, shifts: Sequence[Shift], moving: Sequence[int]) -> None:
    """Lay requests where their places went, and move them to the desks that stand there."""
    for shift in shifts:
        _shift(shift, outcome.on)
    heirs = heirs_of(outcome)
    spans = last_spans_of(set(heirs.values()))
    for request_id in moving:
        _move(by, at, lock_request(request_id), heirs, spans)
    _join_anew(at, heirs, spans)
    record_act(
        by=by,
        at=at,
        verb="casework.follow_map",
        subject="casework.request:",
        place_key=outcome.place_key,
        touches_from=outcome.on,
        after={"document": outcome.document, "moved": sum(len(shift.request_ids) for shift in shifts)},
    )


def _shift(shift: Shift, on: date) -> None:
    """Another key, and the village in which that lies."""
    chain = chain_of_key(shift.new_key, on)
    values = {"key": shift.new_key}
    if Level.VILLAGE in chain.spans:
        values["village_id"] = chain.village.place_id
    for ids in _some(shift.request_ids):
        Request.objects.filter(pk__in=ids).update(**values)


def _some(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + IDS_A_QUERY] for start in range(0, len(ids), IDS_A_QUERY))


def _move(by: Actor, at: datetime, request: Request, heirs: Mapping[int, int], spans: Mapping[int, Span]) -> None:
    span = spans.get(heirs.get(request.desk_place_id, 0))
    if span is None:
        return
    type_ = _type_at(span, request.desk_type)
    step = Step("move", request.state, outcome={"place": span.place_id, "type": type_.pk}, label=SYSTEM)
    add_event(request, standing_of(request), step, by=by, at=at)
    note(by, at, "move_request", request)


def _type_at(span: Span, present: PostType) -> PostType:
    """The same post where the place has it, else the general one."""
    return present if int(span.kind) in present.kinds else tables().types[general_type(span)]


def _join_anew(at: datetime, heirs: Mapping[int, int], spans: Mapping[int, Span]) -> None:
    """Who helped from a place that is closed helps from where it went."""
    rows = Joiner.objects.filter(place_id__in=list(heirs), request__state__in=AT_A_DESK).select_related("type")
    for row in rows:
        span = spans.get(heirs[row.place_id])
        if span is not None:
            desk = {"place_id": span.place_id, "type": _type_at(span, row.type)}
            Joiner.objects.get_or_create(request_id=row.request_id, **desk, defaults={"joined_at": at})
