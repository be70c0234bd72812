"""Requests, whistles and roll-calls of former years are carried over: as they were logged, many at once.

Each log passes through the same table of states and the same `apply` as a request of today, and is written with what
follows from it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.casework.models import CallBack, Event, Joiner, Request
from headgoose.casework.replay import STORED, Happened, Standing, apply, stored_of
from headgoose.casework.rules import make_code
from headgoose.casework.states import REQUEST
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.bulk import insert_rows, reserve_ids, shifted
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.records.actions import Entry, record_acts

AT_ONCE = 20_000
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Logged:
    """One event of a request that is carried over; `label` where no person in post did it."""

    verb: str
    at: datetime
    person_id: int | None = None
    label: str = ""
    text: str = ""
    outcome: Mapping[str, Any] = field(default_factory=dict)
    open: bool = True


@dataclass(frozen=True, slots=True)
class Replied:
    """A call-back that is carried over."""

    asked_at: datetime
    asked_by: int | None = None
    replied_at: datetime | None = None
    solved: bool | None = None
    satisfaction: int | None = None
    words: str = ""
    excluded_why: str = ""
    excluded_by: int | None = None


@dataclass(frozen=True, slots=True)
class CarriedRequest:
    """A request with its log from the first event on; the first verb is "receive".

    Args:
        joiners: (place id, post type id) of desks that joined.
        code: that the resident was given then; a new one is made without it.
    """

    place_id: int
    village_id: int
    key: int
    channel: str
    text: str
    events: Sequence[Logged]
    where_text: str = ""
    private: bool = False
    against_place_id: int | None = None
    call_backs: Sequence[Replied] = ()
    joiners: Sequence[tuple[int, int]] = ()
    code: str = ""


REQUEST_COLUMNS = (
    "id",
    "code",
    "digest",
    "place_id",
    "village_id",
    "key",
    "channel",
    "text",
    "where_text",
    "attributes",
    "against_place_id",
    "private",
    "received_at",
    *STORED,
)
EVENT_COLUMNS: tuple[str, ...] = ("request_id", "number", "at", "verb", "state", "person_id", "label", "text")
EVENT_COLUMNS += ("outcome", "open", "level", "digest")
CALL_BACK_COLUMNS: tuple[str, ...] = (
    "request_id",
    "round",
    "asked_at",
    "asked_by_id",
    "replied_at",
    "solved",
    "satisfaction",
)
CALL_BACK_COLUMNS += ("words", "excluded_why", "excluded_by_id")


@dataclass(frozen=True)
class Prepared:
    """Requests whose logs passed the rules, as the tables take them, with ids from `first_id` on."""

    at: datetime
    first_id: int
    requests: list[Row]
    events: list[Row]
    call_backs: list[Row]
    joiners: list[Row]
    acts: list[Entry]


def prepare_requests(at: datetime, carried: Sequence[CarriedRequest], first_id: int = 1) -> Prepared:
    """Check what is to be carried over and lay it out; nothing is asked of the database.

    Args:
        first_id: the id that the first request is likely to get.

    Raises:
        Refused: a log is not in order of time, lies in the future, or makes a move that no request can make.
    """
    made = Prepared(at, first_id, [], [], [], [], [])
    for request_id, one in enumerate(carried, first_id):
        standing, states = follow(one.events, at)
        made.requests.append(_request_row(request_id, one, standing))
        made.events.extend(_event_rows(request_id, one.events, states))
        made.call_backs.extend(_call_back_rows(request_id, one.call_backs))
        made.joiners.extend((request_id, place, type_, _moment(one.events[0].at)) for place, type_ in one.joiners)
        made.acts.append(_act(request_id, one, standing))
    return made


@action
def carry_over_requests(*, by: Actor, at: datetime, prepared: Prepared) -> int:
    """Carry requests over with their logs; how many. All or none.

    Args:
        prepared: what `prepare_requests` found good at the same instant.

    Raises:
        Refused: too many at once.
    """
    by.require(Right.DIRECT_REQUESTS, EVERYWHERE)
    if len(prepared.requests) > AT_ONCE:
        raise Refused(_("At most 20,000 requests are carried over at once."), Because.TOO_LARGE)
    if prepared.at != at:
        raise ValueError("prepared for another instant")
    ids = reserve_ids(Request, len(prepared.requests))
    further = ids.start - prepared.first_id
    # Events first: a request is as its log says from the moment it is there. References are checked at commit.
    insert_rows(Event, EVENT_COLUMNS, shifted(prepared.events, further))
    insert_rows(Request, REQUEST_COLUMNS, shifted(prepared.requests, further))
    insert_rows(CallBack, CALL_BACK_COLUMNS, shifted(prepared.call_backs, further))
    insert_rows(Joiner, ("request_id", "place_id", "type_id", "joined_at"), shifted(prepared.joiners, further))
    acts = prepared.acts
    if further:
        acts = [replace(act, subject=_subject(row_id)) for row_id, act in zip(ids, acts, strict=True)]
    record_acts(by=by, at=at, verb="casework.carry_over_requests", entries=acts)
    return len(ids)


def follow(events: Sequence[Logged], at: datetime) -> tuple[Standing, list[str]]:
    """What follows from a log, and the state after each event. Raises Refused."""
    standing, before = Standing(), None
    states: list[str] = []
    for event in events:
        if (before is not None and event.at < before) or event.at > at:
            raise Refused(_("A log runs forward in time and ends today."), field="events")
        before = event.at
        target = "new" if event.verb == "receive" and not states else REQUEST.allowed(standing.state, event.verb)
        standing = apply(standing, Happened(event.verb, event.at, str(target), event.person_id, event.outcome))
        states.append(str(target))
    if not states or events[0].verb != "receive":
        raise Refused(_("A log begins with what was received."), field="events")
    return standing, states


@lru_cache(maxsize=4096)
def _moment(at: datetime | None) -> Any:
    return None if at is None else connection.ops.adapt_datetimefield_value(at)


def _request_row(request_id: int, one: CarriedRequest, standing: Standing) -> tuple[Any, ...]:
    stored = [_moment(value) if isinstance(value, datetime) else value for value in stored_of(standing).values()]
    head = (request_id, one.code or make_code(), "", one.place_id, one.village_id, one.key, one.channel)
    tail = (one.text, one.where_text, "{}", one.against_place_id, one.private, _moment(one.events[0].at))
    return (*head, *tail, *stored)


def _event_rows(request_id: int, events: Sequence[Logged], states: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    for number, (event, state) in enumerate(zip(events, states, strict=True), 1):
        level = event.outcome.get("level", 0) if event.verb == "escalate" else 0
        said = (event.person_id, event.label, event.text, json.dumps(event.outcome), event.open, level, "")
        yield (request_id, number, _moment(event.at), event.verb, state, *said)


def _call_back_rows(request_id: int, rows: Sequence[Replied]) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(rows, 1):
        said = (_moment(row.asked_at), row.asked_by, _moment(row.replied_at), row.solved, row.satisfaction)
        yield (request_id, number, *said, row.words, row.excluded_why, row.excluded_by)


def _subject(request_id: int) -> str:
    return f"casework.request:{request_id}"


def _act(request_id: int, one: CarriedRequest, standing: Standing) -> Entry:
    said = {"state": standing.state, "event": standing.version}
    since = date_of(one.events[0].at)
    return Entry(_subject(request_id), one.key, since, None, said)
