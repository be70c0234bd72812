"""What may and may not be of posts and tenures: pure functions over one line or half a million alike."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

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
from headgoose.places.rules import horizon

Days = NDArray[np.int64]
Mask = NDArray[np.bool_]

ADULT_AT_DAYS = 18 * 365 + 4
NAME_MAX = 40
# What may stand in a name beside letters; the numeral zero counts as one.
BESIDE_LETTERS = str.maketrans("〇", "零", "·•- ")
SEXES = frozenset(Sex.values)


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
    if not name.translate(BESIDE_LETTERS).isalpha():
        raise Refused(_("A name has letters only; a middle dot, a hyphen or a space may stand between."), field="name")


def births_within(today: date) -> tuple[date, date]:
    """The first and the last date of birth of somebody who can hold a post: 100 to 16 years ago."""
    return years_before(today, 100), years_before(today, 16)


def check_birth(born_on: date, sex: str, within: tuple[date, date]) -> None:
    """A person in a post is 16 to 100 years old. `within` is what `births_within` gives."""
    if not within[0] <= born_on <= within[1]:
        raise Refused(_("The date of birth must be 16 to 100 years ago."), field="born_on")
    if sex not in SEXES:
        raise Refused(_("Say whether the person is a woman or a man."), field="sex")


def find_faults(lines: Lines, today: date) -> list[Fault]:
    """Every line that breaks a rule of dates, first broken rule each, in line order."""
    rules: list[tuple[Mask, Promise, str]] = [
        (lines.start < EARLIEST.toordinal(), _("The date lies before 1 October 1949."), "start_on"),
        (lines.start > horizon(today).toordinal(), _("The date lies more than five years ahead."), "start_on"),
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


class Claim(NamedTuple):
    """What each row holds alone during [start, end): lines of an order first, then what stands in the records."""

    owner: Days
    start: Days
    end: Days


class Rivals(Protocol):
    """Posts that exclude each other: told which lines were taken, it says whether another one meets them."""

    def meets(self, line: int) -> bool:
        """Whether a line meets what stands or what was taken."""

    def take(self, line: int) -> None:
        """A line was taken."""


def refuse_in_turn(
    own: int, claims: Sequence[Claim], beside: Collection[int] = (), rivals: Rivals | None = None
) -> list[tuple[int, int]]:
    """Lines that meet what stands already, or an earlier line that was taken, as (line, number of the claim).

    What meets a rival has the number after the last claim.

    So an order names the very lines that would be refused were they appointed one by one.

    Args:
        own: how many lines the order has: the first rows of each claim.
        beside: lines refused for another reason; they hold nothing.
    """
    contested = [claim.owner[:own][np.isin(claim.owner[:own], _contested(claim))] for claim in claims]
    if rivals is None and not any(len(owners) for owners in contested):
        return []
    held = [_standing(claim, own, set(owners.tolist())) for claim, owners in zip(claims, contested, strict=True)]
    refused = []
    for line in range(own):
        if line in beside:
            continue
        met = next((n for n, claim in enumerate(claims) if _meets(claim, line, held[n])), None)
        if met is None and rivals is not None and rivals.meets(line):
            met = len(claims)
        if met is not None:
            refused.append((line, met))
            continue
        _take(claims, held, line)
        if rivals is not None:
            rivals.take(line)
    return refused


def _take(claims: Sequence[Claim], held: Sequence[dict[int, list[tuple[int, int]]]], line: int) -> None:
    for claim, spans in zip(claims, held, strict=True):
        if (owner := int(claim.owner[line])) in spans:
            spans[owner].append((int(claim.start[line]), int(claim.end[line])))


def _contested(claim: Claim) -> Days:
    """The owners with rows that overlap, each of them; a long row is compared with all that it covers."""
    order = np.lexsort((claim.start, claim.owner))
    owner, start, end = claim.owner[order], claim.start[order], claim.end[order]
    overlapping = (owner[1:] == owner[:-1]) & (start[1:] < _running_end(owner, end)[:-1])
    contested: Days = np.unique(owner[1:][overlapping])
    return contested


def _standing(claim: Claim, own: int, owners: set[int]) -> dict[int, list[tuple[int, int]]]:
    """What stands in the records for the owners in question."""
    spans: dict[int, list[tuple[int, int]]] = {owner: [] for owner in owners}
    rows = zip(claim.owner[own:].tolist(), claim.start[own:].tolist(), claim.end[own:].tolist(), strict=True)
    for owner, start, end in rows:
        if owner in spans:
            spans[owner].append((start, end))
    return spans


def _meets(claim: Claim, line: int, held: dict[int, list[tuple[int, int]]]) -> bool:
    start, end = claim.start[line], claim.end[line]
    return any(start < until and since < end for since, until in held.get(int(claim.owner[line]), ()))


def _running_end(owner: Days, end: Days) -> Days:
    """The latest end among the rows of an owner so far, rows sorted by owner and start."""
    if len(owner) == 0:
        return end
    group = np.cumsum(np.concatenate(([False], owner[1:] != owner[:-1])))
    # Ordinals stay below 2**22, so a group number above them makes the running maximum restart at each owner.
    lifted: Days = np.maximum.accumulate(group * 2**22 + end)
    running: Days = lifted - group * 2**22
    return running


def reach(by: Actor, type_: PostType) -> tuple[Area, ...]:
    """The areas where the actor may fill posts of a type: right to appoint, from a high enough level."""
    return outermost(
        grant.area for grant in by.grants if grant.right is Right.APPOINT and grant.post_level <= type_.appointer_level
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
