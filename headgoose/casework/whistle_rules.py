"""Who may do what with a whistle, how soon departments come, and what is late."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.casework.deadlines import due_at, every_day
from headgoose.casework.desks import desks_of
from headgoose.casework.models import Leg, LegState, Whistle, WhistleState
from headgoose.casework.rules import point_of
from headgoose.casework.states import LEG, WHISTLE
from headgoose.casework.tables import tables
from headgoose.casework.working_days import is_working_day
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right

TITLE_MAX, REMARK_MAX, REASON_LEAST = 80, 500, 4
RATINGS = range(1, 6)
DEADLINES = Path(__file__).resolve().parent / "data" / "whistles.csv"
BLOWN_AT = frozenset({Level.VILLAGE, Level.TOWNSHIP})


class Part(Enum):
    """On what somebody's part in a whistle rests."""

    BLOWER = "blower"
    DEPARTMENT = "department"
    COUNTY = "county"

    @property
    def label(self) -> Promise:
        """In words."""
        return PARTS[self]


PARTS: dict[Part, Promise] = {
    Part.BLOWER: _("who may blow the whistle there"),
    Part.DEPARTMENT: _("who holds the post of the department in the county"),
    Part.COUNTY: _("who directs requests for the county or above"),
}
# Whose each verb of the tables of states is.
WHISTLE_PART = {"call": Part.BLOWER, "close": Part.BLOWER, "withdraw": Part.BLOWER}
LEG_PART = {
    "report": Part.DEPARTMENT,
    "answer": Part.DEPARTMENT,
    "send_back": Part.BLOWER,
    "rate": Part.BLOWER,
    "excuse": Part.COUNTY,
}


@dataclass(frozen=True)
class Terms:
    """How soon a department reports for duty and answers, for a kind of whistle; working days count whole."""

    report_minutes: int
    report_working: bool
    answer_minutes: int
    answer_working: bool

    def due(self, at: datetime) -> tuple[datetime, datetime]:
        """Until when it reports and until when it answers, when it is called at an instant."""
        return (
            _after(at, self.report_minutes, self.report_working),
            _after(at, self.answer_minutes, self.answer_working),
        )


def _after(at: datetime, minutes: int, working: bool) -> datetime:
    due = due_at(at, minutes, (), is_working_day if working else every_day)
    if due is None:
        raise ValueError("a deadline without a pause has an end")
    return due


@cache
def terms_by_kind() -> dict[str, Terms]:
    """The table of deadlines, by kind of whistle."""
    with DEADLINES.open(encoding="utf-8", newline="") as file:
        return {
            row["kind"]: Terms(
                int(row["report_minutes"]),
                bool(row["report_working"]),
                int(row["answer_minutes"]),
                bool(row["answer_working"]),
            )
            for row in csv.DictReader(file)
        }


def is_county(actor: Actor, key: int) -> bool:
    """Whether a post at the county or above lets an actor direct what lies at a key."""
    point = point_of(key)
    return any(
        grant.right is Right.DIRECT_REQUESTS and grant.area.covers(point) and 0 < grant.post_level <= Level.COUNTY
        for grant in actor.grants
    )


def parts_of_whistle(actor: Actor, whistle: Whistle) -> frozenset[Part]:
    """An actor's parts in a whistle, but for those in single legs."""
    parts = set()
    if actor.may(Right.BLOW_WHISTLES, point_of(whistle.key)):
        parts.add(Part.BLOWER)
    if is_county(actor, whistle.key):
        parts.add(Part.COUNTY)
    return frozenset(parts)


def departments_of(actor: Actor, whistle: Whistle, on: date) -> frozenset[str]:
    """The types of post by which an actor sits at a department's desk in the whistle's county."""
    if not actor.may(Right.ANSWER_WHISTLES, point_of(whistle.key)):
        return frozenset()
    codes = {type_.pk: code for code, type_ in tables().types.items()}
    return frozenset(codes[type_id] for place_id, type_id in desks_of(actor, on) if place_id == whistle.county_id)


def parts_of_leg(actor: Actor, leg: Leg, on: date) -> frozenset[Part]:
    """An actor's parts in one leg of a whistle."""
    parts = parts_of_whistle(actor, leg.whistle)
    if leg.department.post_type in departments_of(actor, leg.whistle, on):
        parts |= {Part.DEPARTMENT}
    return parts


def whistle_verbs(whistle: Whistle, parts: Iterable[Part]) -> list[str]:
    """What somebody with these parts may do with a whistle now, in the order of the table."""
    mine = set(parts)
    return [verb for verb in WHISTLE.verbs(whistle.state) if WHISTLE_PART[verb] in mine]


def leg_verbs(leg: Leg, parts: Iterable[Part]) -> list[str]:
    """What somebody with these parts may do with a leg now, in the order of the table."""
    if leg.whistle.state != WhistleState.BLOWN:
        return []
    mine = set(parts)
    return [verb for verb in LEG.verbs(leg.state) if LEG_PART[verb] in mine]


def check_whistle(whistle: Whistle, verb: str, parts: Iterable[Part]) -> WhistleState:
    """The state that a verb leads to. Refuses who may not (FORBIDDEN), and what the table does not name (CONFLICT)."""
    check_part(WHISTLE_PART[verb], parts)
    return WhistleState(WHISTLE.allowed(whistle.state, verb))


def check_leg(leg: Leg, verb: str, parts: Iterable[Part]) -> LegState:
    """The state that a verb leads to. Refuses who may not (FORBIDDEN), and what the tables do not name (CONFLICT)."""
    check_part(LEG_PART[verb], parts)
    # No leg moves once the whistle is closed: the verb "call" stands for all that needs a blown whistle.
    WHISTLE.allowed(leg.whistle.state, "call")
    return LegState(LEG.allowed(leg.state, verb))


def check_part(wanted: Part, parts: Iterable[Part]) -> None:
    """Refuse whoever has not the part that a step is for."""
    if wanted not in set(parts):
        raise Refused(_("This step is for somebody else."), Because.FORBIDDEN)


def check_seen(whistle: Whistle, version: int | None) -> None:
    """Refuse a step on a whistle that is no longer what the page showed; None does not ask."""
    if version is not None and version != whistle.version:
        raise Refused(_("Somebody did something here meanwhile; look at it again."), Because.CONFLICT)


@dataclass(frozen=True)
class Lateness:
    """How a leg stands to its deadlines at an instant.

    Args:
        report, answer: minutes beyond the deadline; 0 when in time, or not due yet.
        running: it is late and still not done.
    """

    report: int
    answer: int
    running: bool

    @property
    def worst(self) -> int:
        """The longer of both, in minutes."""
        return max(self.report, self.answer)


def lateness_of(leg: Leg, at: datetime) -> Lateness:
    """How late a leg is; one that was let go is not. Where the whistle is over, nothing runs any more."""
    at = leg.whistle.closed_at or at
    if leg.state == LegState.EXCUSED:
        return Lateness(0, 0, running=False)
    report = _minutes(leg.report_by, leg.reported_at or at)
    answer = _minutes(leg.answer_by, leg.answered_at or at)
    undone = bool(report and leg.reported_at is None) or bool(answer and leg.answered_at is None)
    running = undone and leg.whistle.state == WhistleState.BLOWN
    return Lateness(report, answer, running)


def _minutes(due: datetime, done: datetime) -> int:
    return max(int((done - due).total_seconds() // 60), 0)
