"""Findings of an area: computed county by county, kept until something is written in the county.

What is kept is looked up by the newest act of the trail; acts since then say by their place which counties to compute
again. Within a transaction nothing is kept or taken: what it sees may be rolled back. Acknowledgements are no part of
it; they are read each time.
"""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from threading import Lock

from django.db import connection
from django.db.models import Max

from headgoose.kernel.area import EVERYWHERE, Area, Level
from headgoose.ledger.checks.finding import Finding, KnownBook
from headgoose.ledger.checks.ground import Ground, books_on
from headgoose.ledger.checks.table import CHECKS, get_check
from headgoose.records.models import Act

ROOMS = ("ledger", "places")
ACTS_AT_MOST = 5_000
RANGES_AT_MOST = 24
WIDTH = Level.COUNTY.divisor
Range = tuple[date, date, date]
# By range and county: the newest act of the trail when it was computed, and what was found.
_kept: "OrderedDict[Range, dict[int, tuple[int, list[Finding]]]]" = OrderedDict()
_lock = Lock()


def findings_in(area: Area, since: date, until: date, on: date) -> list[Finding]:
    """What all checks find in the books of an area in a range of days, in the order of places, the newest first.

    Args:
        on: the day of the map; the range ends with it at the latest.
    """
    books = books_on(_whole_counties(area), on)
    until = min(until, on)
    by_county: dict[int, list[KnownBook]] = {}
    for book in books:
        by_county.setdefault(book.key // WIDTH, []).append(book)
    inside = {book.pk for book in books if area.low <= book.key < area.high}
    if not inside or since > until:
        return []
    found = [finding for listed in _of_counties(by_county, since, until, on) for finding in listed]
    wide = Ground([book for book in books if book.pk in inside], since, until)
    found += [finding for check in CHECKS.values() if not check.in_county for finding in check.find(wide)]
    return sorted((one for one in found if one.book.pk in inside), key=_order)


def find_finding(
    check: str, book_id: int, subject: str, area: Area, since: date, until: date, on: date
) -> Finding | None:
    """The finding of a subject in the book of a village as one check finds it now, or None."""
    wanted = get_check(check)
    ground = Ground(books_on(_whole_counties(area), on), since, min(until, on))
    found = wanted.find(ground) if book_id in ground.by_id and ground.since <= ground.until else []
    return next((one for one in found if one.name == (book_id, check, subject)), None)


def _order(finding: Finding) -> tuple[int, int, int, str]:
    return finding.book.key, -finding.on.toordinal(), CHECKS[finding.check].order, finding.subject


def _whole_counties(area: Area) -> Area:
    """The counties that an area lies in: amounts are compared within a county."""
    if area == EVERYWHERE:
        return area
    return Area(area.low // WIDTH * WIDTH, -(-area.high // WIDTH) * WIDTH)


def _of_counties(by_county: dict[int, list[KnownBook]], since: date, until: date, on: date) -> Sequence[list[Finding]]:
    if connection.in_atomic_block:
        return list(_compute(by_county, since, until).values())
    newest = Act.objects.aggregate(newest=Max("id"))["newest"] or 0
    with _lock:
        kept = dict(_kept.get((since, until, on), {}))
    stale = _stale({county: kept[county][0] for county in by_county if county in kept})
    wanted = {county: books for county, books in by_county.items() if county not in kept or county in stale}
    computed = _compute(wanted, since, until) if wanted else {}
    fresh = {county: (newest, computed[county] if county in computed else kept[county][1]) for county in by_county}
    with _lock:
        _kept.setdefault((since, until, on), {}).update(fresh)
        _kept.move_to_end((since, until, on))
        while len(_kept) > RANGES_AT_MOST:
            _kept.popitem(last=False)
    return [listed for _act, listed in fresh.values()]


def _stale(known: dict[int, int]) -> set[int]:
    """Those of some counties, given with the act at which they were computed, in which something happened since."""
    if not known:
        return set()
    acts = Act.objects.filter(pk__gt=min(known.values())).order_by("pk")
    rows = list(acts.values_list("pk", "place_key", "room")[: ACTS_AT_MOST + 1])
    if len(rows) > ACTS_AT_MOST:
        return set(known)
    stale: set[int] = set()
    for act, key, room in rows:
        if room in ROOMS:
            # An act upon a prefecture or more, or upon no one place, concerns them all.
            where = None if key is None or key // WIDTH % 100 == 0 else key // WIDTH
            stale |= {county for county, at in known.items() if at < act and where in {None, county}}
    return stale


def _compute(by_county: dict[int, list[KnownBook]], since: date, until: date) -> dict[int, list[Finding]]:
    ground = Ground([book for books in by_county.values() for book in books], since, until)
    found: dict[int, list[Finding]] = {county: [] for county in by_county}
    for check in CHECKS.values():
        if check.in_county:
            for finding in check.find(ground):
                found[finding.book.key // WIDTH].append(finding)
    return found


def forget_findings() -> None:
    """Empty what is kept (tests, benchmarks)."""
    with _lock:
        _kept.clear()
