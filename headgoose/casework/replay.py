"""What is stored of a request, read back from its events alone.

`apply` is the one place that says what an event does to a request: actions write an event and store what comes of it,
a replay does the same from the first event on, and both are equal or something was falsified.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from headgoose.casework.deadlines import Counts, Pause, due_at, every_day
from headgoose.casework.models import Event, RequestState
from headgoose.casework.models.request import OPEN_STATES
from headgoose.casework.working_days import is_working_day

FINAL = frozenset(RequestState) - frozenset(OPEN_STATES)


class Standing(NamedTuple):
    """What follows from the events of a request.

    Args:
        began_at: from when the deadline to answer runs; moved by a dispatch, an escalation and a reopening.
        accept_minutes, answer_minutes, working: of the rule that was fixed then.
    """

    state: str = ""
    category_id: int = 0
    urgency: str = ""
    desk_place_id: int = 0
    desk_type_id: int = 0
    holder_id: int | None = None
    dispatches: int = 0
    designated: bool = False
    level: int = 0
    dispatched_at: datetime | None = None
    respond_by: datetime | None = None
    began_at: datetime | None = None
    accept_minutes: int = 0
    answer_minutes: int = 0
    working: bool = False
    pauses: tuple[Pause, ...] = ()
    accepted_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    merged_into_id: int | None = None
    erased_at: datetime | None = None
    version: int = 0

    @property
    def counts(self) -> Counts:
        """Which days count."""
        return is_working_day if self.working else every_day

    @property
    def accept_by(self) -> datetime | None:
        """Until when it must be accepted; None once it is, or when nothing is to be done."""
        if self.state != RequestState.NEW or self.began_at is None:
            return None
        return due_at(self.began_at, self.accept_minutes, (), self.counts)

    @property
    def answer_by(self) -> datetime | None:
        """Until when it must be answered; stays after the answer, so that lateness can be told. None while paused."""
        if self.began_at is None:
            return None
        return due_at(self.began_at, self.answer_minutes, self.pauses, self.counts)


STORED = (
    "state",
    "category_id",
    "urgency",
    "desk_place_id",
    "desk_type_id",
    "holder_id",
    "dispatches",
    "designated",
    "level",
    "dispatched_at",
    "respond_by",
    "accept_by",
    "answer_by",
    "accepted_at",
    "answered_at",
    "closed_at",
    "merged_into_id",
    "erased_at",
    "version",
)


@dataclass(frozen=True)
class Happened:
    """An event as `apply` sees it."""

    verb: str
    at: datetime
    state: str
    person_id: int | None = None
    outcome: Mapping[str, Any] = field(default_factory=dict)


def stored_of(standing: Standing) -> dict[str, Any]:
    """What a request stores of it, by field."""
    return {name: getattr(standing, name) for name in STORED}


def replay(events: Iterable[Event]) -> Standing:
    """What follows from events in the order of their numbers."""
    standing = Standing()
    for event in events:
        standing = apply(standing, Happened(event.verb, event.at, event.state, event.person_id, event.outcome))
    return standing


def apply(before: Standing, event: Happened) -> Standing:
    """What follows when one more event has happened. `event.state` is the state that it leads to."""
    after = before._replace(state=event.state, version=before.version + 1)
    change = CHANGES.get(event.verb)
    return change(after, event) if change else after


def _receive(standing: Standing, event: Happened) -> Standing:
    outcome = event.outcome
    standing = standing._replace(category_id=outcome["category"], urgency=outcome["urgency"])
    sent = _dispatch(standing, event)
    return sent._replace(respond_by=sent.accept_by)


def _dispatch(standing: Standing, event: Happened) -> Standing:
    """To a desk, with deadlines that run anew. A transfer may put it under another category."""
    outcome = event.outcome
    return standing._replace(
        category_id=outcome.get("category", standing.category_id),
        urgency=outcome.get("urgency", standing.urgency),
        desk_place_id=outcome["place"],
        desk_type_id=outcome["type"],
        holder_id=None,
        dispatches=standing.dispatches + 1,
        designated=standing.designated or event.verb == "designate",
        dispatched_at=event.at,
        began_at=event.at,
        accept_minutes=outcome["accept_minutes"],
        answer_minutes=outcome["answer_minutes"],
        working=outcome["working"],
        pauses=(),
    )


def _escalate(standing: Standing, event: Happened) -> Standing:
    outcome = event.outcome
    return standing._replace(
        desk_place_id=outcome["place"],
        desk_type_id=outcome["type"],
        holder_id=None,
        level=outcome["level"],
        began_at=event.at,
        accept_minutes=outcome["minutes"],
        answer_minutes=outcome["minutes"],
        pauses=(),
    )


def _move(standing: Standing, event: Happened) -> Standing:
    """The map changed: its desk stands at the place that its own became. Who holds it and its deadlines stay."""
    return standing._replace(desk_place_id=event.outcome["place"], desk_type_id=event.outcome["type"])


def _accept(standing: Standing, event: Happened) -> Standing:
    return standing._replace(holder_id=event.person_id, accepted_at=standing.accepted_at or event.at)


def _take_over(standing: Standing, event: Happened) -> Standing:
    """Who works on what nobody holds leads from then on."""
    return standing if standing.holder_id else standing._replace(holder_id=event.person_id)


def _pause(standing: Standing, event: Happened) -> Standing:
    return _take_over(standing, event)._replace(pauses=(*standing.pauses, (event.at, None)))


def _resume(standing: Standing, event: Happened) -> Standing:
    *before, (since, _open) = standing.pauses
    return standing._replace(pauses=(*before, (since, event.at)))


def _answer(standing: Standing, event: Happened) -> Standing:
    return _take_over(standing, event)._replace(answered_at=event.at)


def _end(standing: Standing, event: Happened) -> Standing:
    return standing._replace(closed_at=event.at)


def _reopen(standing: Standing, event: Happened) -> Standing:
    outcome = event.outcome
    return standing._replace(
        answered_at=None,
        closed_at=None,
        merged_into_id=None,
        began_at=event.at,
        accept_minutes=outcome["answer_minutes"],
        answer_minutes=outcome["answer_minutes"],
        working=outcome["working"],
        pauses=(),
    )


def _merge(standing: Standing, event: Happened) -> Standing:
    closed = _close_pause(standing, event.at)
    return closed._replace(merged_into_id=event.outcome["into"], closed_at=event.at)


def _erase(standing: Standing, event: Happened) -> Standing:
    return standing._replace(erased_at=standing.erased_at or event.at)


def _close_pause(standing: Standing, at: datetime) -> Standing:
    pauses = tuple((since, at if until is None else until) for since, until in standing.pauses)
    return standing._replace(pauses=pauses)


CHANGES = {
    "receive": _receive,
    "return": _dispatch,
    "transfer": _dispatch,
    "designate": _dispatch,
    "escalate": _escalate,
    "move": _move,
    "accept": _accept,
    "start": _take_over,
    "pause": _pause,
    "resume": _resume,
    "answer": _answer,
    "close": _end,
    "reject": _end,
    "hand_over": _end,
    "reopen": _reopen,
    "merge": _merge,
    "erase": _erase,
}
