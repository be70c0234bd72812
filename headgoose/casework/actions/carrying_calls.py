"""Whistles and roll-calls of former years are carried over: as they went, many at once, by the tables of states."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.casework.actions.calling_roll import CALL
from headgoose.casework.models import Answer, Called, Leg, LegState, RollCall, Whistle, WhistleEvent, WhistleState
from headgoose.casework.rollboard import report_of
from headgoose.casework.rollforms import NEED_HELP, preset, read_given
from headgoose.casework.states import LEG
from headgoose.casework.whistle_rules import terms_by_kind
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.bulk import insert_rows, reserve_ids
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.models import Kind, Span
from headgoose.records.actions import Entry, record_act, record_acts

AT_ONCE = 20_000
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class CarriedLeg:
    """One department's part as it went; what has no instant did not happen."""

    department_id: int
    lead: bool
    reported: tuple[datetime, int] | None = None
    answered: tuple[datetime, int, str] | None = None
    rated: tuple[datetime, int] | None = None

    def steps(self) -> list[tuple[datetime, str]]:
        """What happened, with the verbs of the table of states."""
        found = [("report", self.reported), ("answer", self.answered), ("rate", self.rated)]
        return [(step[0], verb) for verb, step in found if step is not None]


@dataclass(frozen=True, slots=True)
class CarriedWhistle:
    """A whistle as it went."""

    place_id: int
    county_id: int
    key: int
    kind: str
    title: str
    text: str
    blown_at: datetime
    blown_by: int
    legs: Sequence[CarriedLeg]
    closed_at: datetime | None = None


WHISTLE_COLUMNS: tuple[str, ...] = (
    "id",
    "place_id",
    "county_id",
    "key",
    "kind",
    "title",
    "text",
    "state",
    "blown_at",
    "blown_by_id",
)
WHISTLE_COLUMNS += ("closed_at", "version")
LEG_COLUMNS: tuple[str, ...] = (
    "id",
    "whistle_id",
    "department_id",
    "lead",
    "state",
    "called_at",
    "report_by",
    "answer_by",
)
LEG_COLUMNS += ("reported_at", "reported_by_id", "answered_at", "answered_by_id", "answer", "rated_at", "rating")
LEG_COLUMNS += ("remark",)
EVENT_COLUMNS: tuple[str, ...] = ("whistle_id", "number", "at", "verb", "leg_id", "person_id", "text", "digest")


@action
def carry_over_whistles(*, by: Actor, at: datetime, carried: Sequence[CarriedWhistle]) -> int:
    """Carry whistles over with their legs and logs; how many. All or none.

    Raises:
        Refused: something lies in the future or out of order, a whistle is closed with a leg open, or none leads.
    """
    by.require(Right.BLOW_WHISTLES, EVERYWHERE)
    if len(carried) > AT_ONCE:
        raise Refused(_("At most 20,000 whistles are carried over at once."), Because.TOO_LARGE)
    ids = reserve_ids(Whistle, len(carried))
    leg_ids = iter(reserve_ids(Leg, sum(len(one.legs) for one in carried)))
    whistles: list[Row] = []
    legs: list[Row] = []
    events: list[Row] = []
    acts: list[Entry] = []
    for whistle_id, one in zip(ids, carried, strict=True):
        _check_whistle(one, at)
        mine = [next(leg_ids) for _leg in one.legs]
        log = _log(whistle_id, one, mine)
        legs.extend(_leg_row(leg_id, whistle_id, one, leg) for leg_id, leg in zip(mine, one.legs, strict=True))
        events.extend(log)
        whistles.append(_whistle_row(whistle_id, one, len(log)))
        said = {"whistle_kind": one.kind}
        acts.append(Entry(f"casework.whistle:{whistle_id}", one.key, date_of(one.blown_at), None, said))
    # Legs first: into a whistle that is closed already none could be called.
    insert_rows(Leg, LEG_COLUMNS, legs)
    insert_rows(Whistle, WHISTLE_COLUMNS, whistles)
    insert_rows(WhistleEvent, EVENT_COLUMNS, events)
    record_acts(by=by, at=at, verb="casework.carry_over_whistles", entries=acts)
    return len(carried)


def _check_whistle(one: CarriedWhistle, at: datetime) -> None:
    if sum(leg.lead for leg in one.legs) != 1:
        raise Refused(_("One of the departments called leads."), field="lead")
    for leg in one.legs:
        state: str = LegState.CALLED
        before = one.blown_at
        for moment, verb in leg.steps():
            state = LEG.allowed(state, verb)
            if not before <= moment <= at:
                raise Refused(_("A log runs forward in time and ends today."), field="legs")
            before = moment
        if one.closed_at is not None and (state != LegState.RATED or one.closed_at < before):
            raise Refused(_("A whistle is closed when no leg is open."), Because.CONFLICT, field="closed_at")


def _moment(at: datetime | None) -> Any:
    return None if at is None else connection.ops.adapt_datetimefield_value(at)


def _whistle_row(whistle_id: int, one: CarriedWhistle, version: int) -> tuple[Any, ...]:
    state = WhistleState.BLOWN if one.closed_at is None else WhistleState.CLOSED
    head = (whistle_id, one.place_id, one.county_id, one.key, one.kind, one.title, one.text, state.value)
    return (*head, _moment(one.blown_at), one.blown_by, _moment(one.closed_at), version)


def _leg_row(leg_id: int, whistle_id: int, one: CarriedWhistle, leg: CarriedLeg) -> tuple[Any, ...]:
    state: str = LegState.CALLED
    for _at, verb in leg.steps():
        state = LEG.allowed(state, verb)
    report_by, answer_by = terms_by_kind()[one.kind].due(one.blown_at)
    reported_at, reported_by = leg.reported or (None, None)
    answered_at, answered_by, answer = leg.answered or (None, None, "")
    rated_at, rating = leg.rated or (None, None)
    head = (leg_id, whistle_id, leg.department_id, leg.lead, str(state), _moment(one.blown_at), _moment(report_by))
    came = (_moment(answer_by), _moment(reported_at), reported_by, _moment(answered_at), answered_by, answer)
    return (*head, *came, _moment(rated_at), rating, "")


def _log(whistle_id: int, one: CarriedWhistle, leg_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    found: list[tuple[datetime, str, int | None, int | None]] = [(one.blown_at, "blow", None, one.blown_by)]
    for leg_id, leg in zip(leg_ids, one.legs, strict=True):
        who = {"report": leg.reported and leg.reported[1], "answer": leg.answered and leg.answered[1]}
        found += [(at, verb, leg_id, who.get(verb) or one.blown_by) for at, verb in leg.steps()]
    found.sort(key=lambda row: row[0])
    if one.closed_at is not None:
        found.append((one.closed_at, "close", None, one.blown_by))
    return [
        (whistle_id, number, _moment(at), verb, leg_id, person, "", "")
        for number, (at, verb, leg_id, person) in enumerate(found, 1)
    ]


@dataclass(frozen=True, slots=True)
class CarriedAnswer:
    """What a grid answered, and when."""

    at: datetime
    person_id: int | None
    given: dict[str, Any]
    for_grid: bool = False


@dataclass(frozen=True)
class CarriedRoll:
    """A roll-call as it went, under the form of its kind."""

    place: Span
    kind: str
    title: str
    text: str
    opened_at: datetime
    opened_by: int | None
    answer_by: datetime
    closed_at: datetime


@action
def carry_over_roll_call(
    *, by: Actor, at: datetime, roll: CarriedRoll, answer_of: Callable[[int, int], CarriedAnswer | None]
) -> RollCall:
    """Carry a closed roll-call over: every grid of its day was called, and `answer_of(place id, key)` says what came.

    Raises:
        Refused: an answer does not fit the form, or lies outside the roll-call's time.
    """
    area = roll.place.area
    by.require(Right.CALL_ROLLS, area)
    kept = RollCall.objects.create(
        place_id=roll.place.place_id,
        low=area.low,
        high=area.high,
        kind=roll.kind,
        title=roll.title,
        text=roll.text,
        form=preset(roll.kind),
        called=0,
        opened_at=roll.opened_at,
        opened_by_id=roll.opened_by,
        answer_by=roll.answer_by,
    )
    on = date_of(roll.opened_at).isoformat()
    with connection.cursor() as cursor:
        cursor.execute(CALL, [kept.pk, False, int(Kind.GRID), area.low, area.high, on, on])
    _answer(kept, roll, answer_of)
    kept.called = Called.objects.filter(roll_call=kept).count()
    kept.closed_at = roll.closed_at
    kept.report = report_of(kept, roll.closed_at)
    kept.save(update_fields=["called", "closed_at", "report"])
    record_act(
        by=by,
        at=at,
        verb="casework.carry_over_roll_call",
        subject=f"casework.roll_call:{kept.pk}",
        place_key=area.low,
        touches_from=date_of(roll.opened_at),
        after={"called": kept.called},
    )
    return kept


def _answer(kept: RollCall, roll: CarriedRoll, answer_of: Callable[[int, int], CarriedAnswer | None]) -> None:
    answers: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    for called_id, place_id, key in Called.objects.filter(roll_call=kept).values_list("pk", "place_id", "key"):
        answer = answer_of(place_id, key)
        if answer is None:
            continue
        if not roll.opened_at <= answer.at <= roll.closed_at:
            raise Refused(_("A log runs forward in time and ends today."), field="answers")
        given = read_given(kept.form, answer.given, has_photo=False)
        answers.append(_answer_row(called_id, answer, given))
        needs = bool(given.get("needs")) or given.get("status") == NEED_HELP
        changed.append((_moment(answer.at), given.get("status", ""), given.get("count"), needs, called_id))
    insert_rows(Answer, ANSWER_COLUMNS, answers)
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE casework_called SET answered_at = %s, status = %s, count = %s, needs = %s WHERE id = %s", changed
        )


ANSWER_COLUMNS = ("called_id", "number", "at", "digest", "person_id", "for_grid", "given")


def _answer_row(called_id: int, answer: CarriedAnswer, given: dict[str, Any]) -> tuple[Any, ...]:
    said = (answer.person_id, answer.for_grid, json.dumps(given, ensure_ascii=False))
    return (called_id, 1, _moment(answer.at), "", *said)
