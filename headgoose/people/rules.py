"""What may and may not be of posts and tenures: pure functions over one line or half a million alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, outermost
from headgoose.kernel.clock import EARLIEST, FOREVER, years_before
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import How, PostType, Sex

Days = NDArray[np.int64]
Mask = NDArray[np.bool_]

ADULT_AT_DAYS = 18 * 365 + 4
YEARS_AHEAD = 5
NAME_MAX = 40


class Seating(NamedTuple):
    """A line of an order: this person in this post during [start_on, end_on)."""

    post_id: int
    person_id: int
    start_on: date
    end_on: date = FOREVER
    how: str = How.APPOINTED.value
    end_reason: str = ""
    batch_id: int | None = None
    sent_by_id: int | None = None


@dataclass(frozen=True)
class Lines:
    """What the rules need to know of each line, as columns of equal length; dates as ordinals."""

    start: Days
    end: Days
    born: Days
    post_start: Days
    post_end: Days
    key: Days


class Fault(NamedTuple):
    """A line that breaks a rule."""

    line: int
    reason: Promise | str
    field: str
    because: Because = Because.INVALID


def check_name(name: str) -> None:
    """A person's name: 1 to 40 characters, letters or ideographs, middle dots, spaces and hyphens."""
    if not name or len(name) > NAME_MAX:
        raise Refused(_("A name has 1 to 40 characters."), field="name")
    if not all(ch.isalpha() or ch in "·•- 〇" for ch in name):
        raise Refused(_("A name has letters only; a middle dot, a hyphen or a space may stand between."), field="name")


def check_birth(born_on: date, sex: str, today: date) -> None:
    """A person in a post is 16 to 100 years old."""
    if not years_before(today, 100) <= born_on <= years_before(today, 16):
        raise Refused(_("The date of birth must be 16 to 100 years ago."), field="born_on")
    if sex not in Sex.values:
        raise Refused(_("Say whether the person is a woman or a man."), field="sex")


def find_faults(lines: Lines, today: date) -> list[Fault]:
    """Every line that breaks a rule of dates, first broken rule each, in line order."""
    horizon = today.replace(year=today.year + YEARS_AHEAD, day=min(today.day, 28)).toordinal()
    rules: list[tuple[Mask, Promise, str]] = [
        (lines.start < EARLIEST.toordinal(), _("The date lies before 1 October 1949."), "start_on"),
        (lines.start > horizon, _("The date lies more than five years ahead."), "start_on"),
        (lines.start >= lines.end, _("A tenure must end after it starts."), "end_on"),
        (lines.start < lines.post_start, _("The post did not exist yet on that date."), "start_on"),
        (lines.start >= lines.post_end, _("The post no longer exists on that date."), "start_on"),
        (lines.end > lines.post_end, _("The post is abolished before the tenure ends."), "end_on"),
        (lines.start - lines.born < ADULT_AT_DAYS, _("The person would be younger than 18."), "person"),
    ]
    faults: dict[int, Fault] = {}
    for broken, reason, field in rules:
        for line in np.flatnonzero(broken).tolist():
            faults.setdefault(line, Fault(line, reason, field))
    return [faults[line] for line in sorted(faults)]


def find_clashes(owner: Days, start: Days, end: Days, own: int) -> list[tuple[int, int]]:
    """Pairs (line, other) of rows with the same owner whose [start, end) overlap, where line < own.

    Args:
        owner: what may only be held once at a time (a post, or a person and type and place).
        own: the first `own` rows are lines of the order, the rest stand in the records.
    """
    order = np.lexsort((start, owner))
    clashes: list[tuple[int, int]] = []
    sorted_owner, sorted_start, sorted_end = owner[order], start[order], end[order]
    # Within an owner, compare with the latest end so far, so that a long tenure clashes with all it covers.
    same = sorted_owner[1:] == sorted_owner[:-1]
    for at in np.flatnonzero(same & (sorted_start[1:] < _running_end(sorted_owner, sorted_end)[:-1])).tolist():
        first, second = int(order[at]), int(order[at + 1])
        line, other = (second, first) if second < own else (first, second)
        if line < own:
            clashes.append((line, other))
    return clashes


def _running_end(owner: Days, end: Days) -> Days:
    """The latest end among the rows of an owner so far, rows sorted by owner and start."""
    if len(owner) == 0:
        return end
    group = np.cumsum(np.concatenate(([False], owner[1:] != owner[:-1])))
    # Ordinals stay below 2**22, so a group number above them makes the running maximum restart at each owner.
    lifted: Days = np.maximum.accumulate(group * 2**22 + end)
    return lifted - group * 2**22


def reach(by: Actor, type_: PostType) -> tuple[Area, ...]:
    """The areas where the actor may fill posts of a type: right to appoint, from a high enough level."""
    return outermost(
        grant.area
        for grant in by.grants
        if grant.right is Right.APPOINT and grant.post_level <= type_.appointer_level
    )


def outside(areas: Sequence[Area], keys: Days) -> Mask:
    """Which keys lie in none of the areas."""
    inside = np.zeros(len(keys), dtype=bool)
    for area in areas:
        inside |= (keys >= area.low) & (keys < area.high)
    return ~inside


def check_reach(by: Actor, type_: PostType, key: int) -> None:
    """Refuse unless the actor may fill a post of this type at a place."""
    if outside(reach(by, type_), np.array([key], dtype=np.int64)).any():
        raise Refused(
            _("Your posts do not let you fill or end “%(post)s” here.") % {"post": type_.name}, Because.FORBIDDEN
        )


def ordinals(days: Sequence[date]) -> Days:
    """Dates as an array of ordinals."""
    return np.fromiter((day.toordinal() for day in days), dtype=np.int64, count=len(days))


def integers(values: Sequence[Any]) -> Days:
    """Whole numbers as an array."""
    return np.fromiter(values, dtype=np.int64, count=len(values))
