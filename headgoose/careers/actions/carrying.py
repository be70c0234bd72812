"""Reviews, awards, reserves and handovers of former years are carried over: as they went, many at once.

Each is held to the rules that its action asks; who did what, and when, is taken as it is told.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.careers.actions.handing_over import due_day
from headgoose.careers.handovers import Change, check_opens
from headgoose.careers.models import Award, Handover, HandoverItem, HandoverTask, Reserve, Review, SuccessionRule
from headgoose.careers.rules import (
    DOCUMENT_MOST,
    TITLE_MOST,
    UNIT_MOST,
    check_award_day,
    check_award_level,
    check_grade,
    check_line,
    check_reason,
    check_words,
    check_year,
)
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.bulk import among, insert_rows, reserve_ids
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.records.actions import record_act

AT_ONCE = 100_000
Row = tuple[Any, ...]
Step = tuple[datetime, int]
FACTS = (
    "SELECT t.id, t.person_id, t.start_on, t.end_on, y.code FROM people_tenure t "
    "JOIN people_posttype y ON y.id = t.type_id WHERE {tenures} AND t.end_reason <> 'void'"
)
FINISHED = "UPDATE careers_handover SET state = 'done', closed_at = %s WHERE id = %s"


class CarriedReview(NamedTuple):
    """A review as it went; what has no step did not happen. A step is an instant and a person."""

    tenure_id: int
    year: int
    own_word: str
    written_at: datetime
    reviewed: Step | None = None
    results: str = ""
    grade: str = ""
    confirmed: Step | None = None


class CarriedAward(NamedTuple):
    """An award as its document says."""

    tenure_id: int
    title: str
    level: int
    unit: str
    awarded_on: date
    document: str


class CarriedReserve(NamedTuple):
    """A name on a reserve list, or proposed for it."""

    person_id: int
    type_id: int
    place_id: int
    why: str
    proposed: Step
    listed: Step | None = None


class CarriedHandover(NamedTuple):
    """A handover as it went: when it was opened, how many of its tasks were given and taken, in order, and until when.

    Args:
        last_at: when the last of them was confirmed.
    """

    change: Change
    opened_at: datetime
    given: int = 0
    taken: int = 0
    last_at: datetime | None = None


class Facts(NamedTuple):
    """What the rules ask of a tenure."""

    pk: int
    person_id: int
    start_on: date
    end_on: date
    code: str


@dataclass(frozen=True)
class Written:
    """Texts and instants as the database takes them, each worked out once."""

    words: Callable[[str, str], str]
    line: Callable[[str, int, str], str]
    instant: Callable[[datetime], Any]


def _written() -> Written:
    return Written(cache(check_words), cache(check_line), cache(connection.ops.adapt_datetimefield_value))


@action
def carry_over_reviews(*, by: Actor, at: datetime, carried: Sequence[CarriedReview]) -> int:
    """Carry reviews over; how many. All or none: refused where one breaks a rule, or lies in the future."""
    _check_may(by, len(carried))
    facts, write = facts_of({one.tenure_id for one in carried}), _written()
    columns: tuple[str, ...] = (
        "tenure_id",
        "person_id",
        "year",
        "state",
        "version",
        "own_word",
        "written_at",
        "results",
        "grade",
    )
    columns += ("reviewer_id", "reviewed_at", "confirmer_id", "confirmed_at", "remark")
    insert_rows(Review, columns, [_review(one, facts[one.tenure_id], at, write) for one in carried])
    _leave(by, at, "review", min((date_of(one.written_at) for one in carried), default=FOREVER), len(carried))
    return len(carried)


def _review(one: CarriedReview, tenure: Facts, at: datetime, write: Written) -> Row:
    """A review in the columns of its table, held to the rules of its three steps."""
    check_year(tenure, tenure.code, one.year, date_of(one.written_at))
    steps = [step for step in (one.reviewed, one.confirmed) if step is not None]
    _check_order([one.written_at, *(when for when, _who in steps)], at)
    people = [tenure.person_id, *(who for _when, who in steps)]
    if len(set(people)) < len(people) or (one.confirmed and not one.reviewed):
        raise Refused(_("Three different people stand behind a review."))
    word = write.words(one.own_word, "word")
    results = write.words(one.results, "results") if one.reviewed else ""
    grade = check_grade(one.grade) if one.reviewed else ""
    state = ("written", "reviewed", "confirmed")[len(steps)]
    row: list[Any] = [tenure.pk, tenure.person_id, one.year, state, 1 + len(steps), word, write.instant(one.written_at)]
    row += [results, grade]
    for step in (one.reviewed, one.confirmed):
        row += [step[1], write.instant(step[0])] if step else [None, None]
    return (*row, "")


@action
def carry_over_awards(*, by: Actor, at: datetime, carried: Sequence[CarriedAward]) -> int:
    """Carry awards over; how many. All or none."""
    _check_may(by, len(carried))
    facts, write, today = facts_of({one.tenure_id for one in carried}), _written(), date_of(at)
    columns = ("tenure_id", "person_id", "title", "level", "unit", "awarded_on", "document", "made_at", "revoked_why")
    instant = write.instant(at)
    rows = []
    for one in carried:
        tenure = facts[one.tenure_id]
        check_award_day(tenure, one.awarded_on, today)
        title, unit = write.line(one.title, TITLE_MOST, "title"), write.line(one.unit, UNIT_MOST, "unit")
        document = write.line(one.document, DOCUMENT_MOST, "document")
        level = check_award_level(one.level)
        rows.append(
            (tenure.pk, tenure.person_id, title, level, unit, one.awarded_on.isoformat(), document, instant, "")
        )
    insert_rows(Award, columns, rows)
    _leave(by, at, "award", min((one.awarded_on for one in carried), default=FOREVER), len(carried))
    return len(carried)


@action
def carry_over_reserves(*, by: Actor, at: datetime, carried: Sequence[CarriedReserve]) -> int:
    """Carry reserve lists over; how many. All or none."""
    _check_may(by, len(carried))
    write = _written()
    columns = (
        "person_id",
        "type_id",
        "place_id",
        "state",
        "why",
        "proposer_id",
        "proposed_at",
        "lister_id",
        "listed_at",
    )
    rows = []
    for one in carried:
        steps = [step for step in (one.proposed, one.listed) if step is not None]
        _check_order([when for when, _who in steps], at)
        if len({one.person_id, *(who for _when, who in steps)}) <= len(steps):
            raise Refused(_("Who proposed does not decide: a second officer must."))
        state = "listed" if one.listed else "proposed"
        listed = (one.listed[1], write.instant(one.listed[0])) if one.listed else (None, None)
        named = (one.person_id, one.type_id, one.place_id, state, check_reason(one.why))
        rows.append((*named, one.proposed[1], write.instant(one.proposed[0]), *listed, ""))
    insert_rows(Reserve, (*columns, "off_why"), rows)
    _leave(by, at, "reserve", FOREVER, len(carried))
    return len(carried)


@action
def carry_over_handovers(*, by: Actor, at: datetime, carried: Sequence[CarriedHandover]) -> int:
    """Carry handovers over as far as they went; how many. All or none."""
    _check_may(by, len(carried))
    items: dict[int, list[int]] = {}
    for type_id, item_id in HandoverItem.objects.order_by("number").values_list("type_id", "pk"):
        items.setdefault(type_id, []).append(item_id)
    days, write = dict(SuccessionRule.objects.values_list("type_id", "handover_days")), _written()
    check_opens([one.change for one in carried], items.keys(), date_of(at))
    ids = reserve_ids(Handover, len(carried))
    rows: list[Row] = []
    tasks: list[Row] = []
    finished: list[Row] = []
    for pk, one in zip(ids, carried, strict=True):
        _check_order([one.opened_at, one.last_at or one.opened_at], at)
        left, came = one.change
        due = due_day(left, date_of(one.opened_at), days[left.type_id]).isoformat()
        rows.append((pk, left.pk, came.pk if came else None, "open", write.instant(one.opened_at), due, ""))
        tasks += _tasks(pk, one, items[left.type_id], write)
        if came and one.given == one.taken == len(items[left.type_id]):
            finished.append((write.instant(one.last_at or one.opened_at), pk))
    insert_rows(Handover, ("id", "left_id", "came_id", "state", "opened_at", "due_on", "closed_why"), rows)
    columns = ("handover_id", "item_id", "given_by_id", "given_at", "given_why", "taken_by_id", "taken_at")
    insert_rows(HandoverTask, columns, tasks)
    with connection.cursor() as cursor:
        cursor.executemany(FINISHED, finished)
    _leave(by, at, "handover", min((date_of(one.opened_at) for one in carried), default=FOREVER), len(carried))
    return len(carried)


def _tasks(pk: int, one: CarriedHandover, items: Sequence[int], write: Written) -> Iterator[Row]:
    """The tasks of a handover: the first of them given, the first of those taken."""
    when = write.instant(one.last_at or one.opened_at)
    left, came = one.change
    for number, item in enumerate(items):
        given = (left.person_id, when) if number < one.given else (None, None)
        taken = (came.person_id, when) if came and number < one.taken else (None, None)
        yield (pk, item, *given, "", *taken)


def facts_of(tenure_ids: set[int]) -> dict[int, Facts]:
    """What the rules ask of tenures; one query for any number. Refused where one is not there."""
    text, value = among("t.id", sorted(tenure_ids))
    with connection.cursor() as cursor:
        cursor.execute(FACTS.format(tenures=text), [value])
        found = {row[0]: Facts(*row) for row in cursor.fetchall()}
    if len(found) < len(tenure_ids):
        raise Refused(_("There is no such tenure."), Because.NOT_FOUND)
    return found


def _check_may(by: Actor, count: int) -> None:
    by.require(Right.APPOINT, EVERYWHERE)
    if count > AT_ONCE:
        words = {"limit": AT_ONCE}
        raise Refused(_("At most %(limit)s rows are carried over at once.") % words, Because.TOO_LARGE)


def _check_order(instants: Sequence[datetime], at: datetime) -> None:
    """Refuse what lies in the future or out of order."""
    if any(later < earlier for earlier, later in zip(instants, [*instants[1:], at], strict=True)):
        raise Refused(_("What is carried over lies in the future, or out of order."))


def _leave(by: Actor, at: datetime, noun: str, touches_from: date, count: int) -> None:
    record_act(
        by=by,
        at=at,
        verb="careers.carry_over_careers",
        subject="careers.career:",
        touches_from=touches_from,
        after={"count": count, "records": noun},
    )
