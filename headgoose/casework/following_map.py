"""Requests after the map has changed: they lie where their place went, and their desks stand there.

A place is told by its code of before: what lies under an old key lies under the new one, also what came there from a
place that was closed before. A request itself keeps the place that it was about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headgoose.casework.desks import chain_of_key, general_type
from headgoose.casework.log import SYSTEM, Step, add_event, lock_request, note, standing_of
from headgoose.casework.models import Joiner, Request, RequestState
from headgoose.casework.models.request import OPEN_STATES
from headgoose.casework.tables import tables
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.registries import Foreseen, MapOutcome
from headgoose.kernel.writing import action
from headgoose.people.models import PostType
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of
from headgoose.records.actions import record_act

# At these a desk still has something to do.
AT_A_DESK = [*OPEN_STATES, RequestState.ANSWERED]
IDS_A_QUERY = 500


@dataclass(frozen=True)
class Shift:
    """What lay under an old key lies under a new one."""

    request_ids: list[int]
    new_key: int


def reasons_against_closing(place_ids: Sequence[int], on: date) -> dict[int, str]:
    """Why places cannot be closed: requests are open there, or lie at a desk there."""
    reasons: dict[int, str] = {}
    for start in range(0, len(place_ids), IDS_A_QUERY):
        some = list(place_ids[start : start + IDS_A_QUERY])
        for field in ("place_id", "village_id", "desk_place_id"):
            there = Request.objects.filter(**{f"{field}__in": some, "state__in": OPEN_STATES})
            for place_id in there.values_list(field, flat=True).distinct():
                reasons[place_id] = _("Requests of residents are open there: settle them first.")
    return reasons


def heirs_of(outcome: MapOutcome) -> dict[int, int]:
    """By place that is closed, the place that most of it goes to."""
    return {closed: max(parts, key=lambda part: part[1])[0] for closed, parts in outcome.closed.items() if parts}


def foresee_following(outcome: MapOutcome) -> list[Foreseen]:
    """How many requests follow the places that are closed."""
    closed = list(outcome.closed)
    if not closed:
        return []
    there = Request.objects.filter(place_id__in=closed).count()
    desks = Request.objects.filter(desk_place_id__in=closed, state__in=AT_A_DESK).count()
    said = []
    if there:
        text = ngettext("%(count)d request lies there then", "%(count)d requests lie there then", there)
        said.append(Foreseen(text % {"count": there}, there))
    if desks:
        text = ngettext("%(count)d request gets another desk", "%(count)d requests get another desk", desks)
        said.append(Foreseen(text % {"count": desks}, desks))
    return said


def follow_if_needed(by: Actor, at: datetime, outcome: MapOutcome) -> None:
    """Do what follows from a change of the map for requests, where there are any."""
    shifts = find_shifts(outcome)
    desks = Request.objects.filter(desk_place_id__in=list(outcome.closed), state__in=AT_A_DESK)
    moving = list(desks.order_by("pk").values_list("pk", flat=True))
    if shifts or moving:
        follow_map(by=by, at=at, outcome=outcome, shifts=shifts, moving=moving)


def find_shifts(outcome: MapOutcome) -> list[Shift]:
    """Which requests get another key, worked out before any of them does: two places may change their codes."""
    ended = {span.place_id: span.key for span in Span.objects.filter(end_on=outcome.on)}
    laid = dict(Span.objects.filter(start_on=outcome.on).values_list("place_id", "key"))
    heirs = heirs_of(outcome)
    last = last_spans_of(set(heirs.values()))
    to = {place: laid[place] for place in ended if place in laid}
    to |= {place: last[heir].key for place, heir in heirs.items() if heir in last}
    found = []
    for place, new_key in to.items():
        old_key = ended.get(place)
        if old_key is None or old_key == new_key:
            continue
        ids = list(Request.objects.filter(key=old_key).values_list("pk", flat=True))
        if ids:
            found.append(Shift(ids, new_key))
    return found


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
