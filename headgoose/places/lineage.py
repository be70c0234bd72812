"""Where the facts of places of one date lie on the map of a later one: the chain of successions, worked out exactly.

A place that is still there needs no link, whatever its code or parent became, unless it gave a part of itself away. A
place that was closed without a successor passes to its parent, so that nothing is lost.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from django.db import connection

from headgoose.kernel.bulk import among
from headgoose.places.models import WHOLE_PPM, EventKind, Kind, Succession

CLOSED = f"""
SELECT s.place_id, s.parent_id, s.start_on, s.end_on FROM places_span s
WHERE s.kind IN ({", ".join(str(int(kind)) for kind in Kind)}) AND s.end_on > %s AND s.end_on <= %s
AND NOT EXISTS (SELECT 1 FROM places_span n WHERE n.place_id = s.place_id AND n.start_on <= %s AND n.end_on > %s)
"""
STANDING = "SELECT place_id FROM places_span WHERE start_on <= %s AND end_on > %s"
PASSING = (EventKind.MERGE, EventKind.SPLIT)

Shares = Mapping[int, Fraction]
Moment = tuple[date, int]


class Link(NamedTuple):
    """That so many millionths of what a place was lie in another."""

    from_place_id: int
    to_place_id: int
    share_ppm: int


class Closing(NamedTuple):
    """When a place was closed, and what it lay in until then."""

    on: date
    parent_id: int | None


class Passing(NamedTuple):
    """An event by which a place passed on what it was, wholly or in part; events of a day in the order made."""

    moment: Moment
    shares: Shares


def lineage(since: date, until: date) -> list[Link]:
    """Where everything that lay on the map of one date lies on that of a later one.

    Returns:
        Links of each place that existed at `since` and either is gone at `until` or gave a part of itself away by
        then; those of a place sum to 1,000,000, and for one that is still there one of them leads to itself. Ordered
        by place. A place without links lies in itself. A province that was closed without a successor has none.
    """
    if since >= until:
        return []
    closings, present = _closings(since, until)
    passings = _passings(since, until)
    if not closings and not passings:
        return []
    wanted = present | _standing(passings.keys() - closings.keys(), since)
    chain = Chain(closings, passings)
    links = []
    for place_id in sorted(wanted):
        shares = to_millionths(chain.shares_of(place_id, (since, 0)))
        if shares.keys() != {place_id}:
            links += [Link(place_id, to_id, ppm) for to_id, ppm in sorted(shares.items())]
    return links


class Chain:
    """Follows places through all that happened to them."""

    def __init__(self, closings: Mapping[int, Closing], passings: Mapping[int, Sequence[Passing]]) -> None:
        self._closings, self._passings = closings, passings
        self._known: dict[tuple[int, Moment], Shares] = {}

    def shares_of(self, place_id: int, after: Moment) -> Shares:
        """Where the whole of a place lies in the end, given that it lay there just after a moment."""
        key = (place_id, after)
        if key not in self._known:
            self._known[key] = self._follow(place_id, after)
        return self._known[key]

    def _follow(self, place_id: int, after: Moment) -> Shares:
        closing = self._closings.get(place_id)
        for passing in self._passings.get(place_id, ()):
            if passing.moment > after:
                return self._sum((share, to_id, passing.moment) for to_id, share in passing.shares.items())
        if closing is None or closing.parent_id is None:
            return {place_id: Fraction(1)}
        # What became of the parent on that very day happens to this part of it too.
        return self.shares_of(closing.parent_id, (closing.on, 0))

    def _sum(self, parts: Iterable[tuple[Fraction, int, Moment]]) -> Shares:
        whole: dict[int, Fraction] = defaultdict(Fraction)
        for share, place_id, moment in parts:
            for to_id, part in self.shares_of(place_id, moment).items():
                whole[to_id] += share * part
        return dict(whole)


def to_millionths(shares: Shares) -> dict[int, int]:
    """Shares of a whole in parts per million that sum to the million: the largest remainders are rounded up."""
    floors = {place_id: int(share * WHOLE_PPM) for place_id, share in shares.items()}
    left = WHOLE_PPM - sum(floors.values())
    by_remainder = sorted(shares, key=lambda place_id: (floors[place_id] - shares[place_id] * WHOLE_PPM, place_id))
    for place_id in by_remainder[:left]:
        floors[place_id] += 1
    return {place_id: ppm for place_id, ppm in floors.items() if ppm}


def _closings(since: date, until: date) -> tuple[dict[int, Closing], set[int]]:
    """By place: how those closed between two dates were closed; and which of them were there at the first."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSED, [since, until, until, until])
        rows = cursor.fetchall()
    last: dict[int, Closing] = {}
    present = set()
    for place_id, parent_id, start_on, end_on in rows:
        if place_id not in last or last[place_id].on < end_on:
            last[place_id] = Closing(end_on, parent_id)
        if start_on <= since:
            present.add(place_id)
    return last, present


def _passings(since: date, until: date) -> dict[int, list[Passing]]:
    """By place: the events of merging and splitting that it went through, oldest first."""
    rows = (
        Succession.objects.filter(event__effective_on__gt=since, event__effective_on__lte=until)
        .filter(event__kind__in=PASSING)
        .order_by("event__effective_on", "event_id", "to_place_id")
        .values_list("event__effective_on", "event_id", "from_place_id", "to_place_id", "share_ppm")
    )
    parts: dict[tuple[int, Moment], dict[int, int]] = defaultdict(dict)
    for on, event_id, from_id, to_id, ppm in rows:
        parts[from_id, (on, event_id)][to_id] = ppm
    found: dict[int, list[Passing]] = defaultdict(list)
    for (from_id, moment), shares in parts.items():
        if shares.keys() != {from_id}:
            whole = sum(shares.values())
            found[from_id].append(Passing(moment, {to_id: Fraction(ppm, whole) for to_id, ppm in shares.items()}))
    return found


def _standing(place_ids: Iterable[int], on: date) -> set[int]:
    """Which of some places were there on a date."""
    wanted = list(place_ids)
    if not wanted:
        return set()
    condition, ids = among("place_id", wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"{STANDING} AND {condition}", [on, on, ids])
        return {place_id for (place_id,) in cursor.fetchall()}
