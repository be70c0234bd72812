"""What was opened to everybody, what is overdue by the rule, village by village and summed for places."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from headgoose.kernel.area import Level
from headgoose.kernel.bulk import among
from headgoose.ledger.definitions import DisclosureRule, disclosure_rule_on
from headgoose.ledger.models import Book, Disclosure
from headgoose.ledger.periods import Period, quarters_over, year_period
from headgoose.places.models import Kind, Span
from headgoose.places.queries import spans_of


@dataclass(frozen=True)
class Overdue:
    """A village whose books of some quarters were not disclosed in time, the oldest last."""

    span: Span
    book: Book
    quarters: tuple[Period, ...]
    days: int

    @property
    def quarter_codes(self) -> list[str]:
        """The quarters as addresses name them."""
        return [quarter.code for quarter in self.quarters]

    @property
    def closed(self) -> bool:
        """Whether the months of the newest of them are closed, so that only the declaration is missing."""
        return self.quarters[0].last <= self.book.closed_to


@dataclass(frozen=True)
class Standing:
    """How the villages of a place stand: how many have books, and how many of these are overdue."""

    books: int = 0
    overdue: int = 0
    quarters: int = 0

    @property
    def share(self) -> float | None:
        """The share of books that are open in time."""
        return 1 - self.overdue / self.books if self.books else None


def due_quarters(rule: DisclosureRule, on: date, since: int) -> list[Period]:
    """The quarters that must be open on a day, the newest first."""
    found = quarters_over(on, since)
    late = [quarter for quarter in found if quarter.end_on + timedelta(days=rule.days_after) < on]
    return [quarter for quarter in late[: rule.quarters_back] if quarter.end_on >= rule.effective_on]


def reports_to_open(book: Book, disclosed: Collection[tuple[int, int]]) -> list[Period]:
    """The years of a book that are closed and whose reports are not open yet, the newest first."""
    years = [year_period(year) for year in range(book.closed_to // 100, book.since // 100 - 1, -1)]
    return [year for year in years if year.end <= book.closed_to and (year.first, year.last) not in disclosed]


def may_meet_from(declared_on: date) -> date:
    """The first day on which members may meet about the report of a year that was opened to them on a day."""
    return declared_on + timedelta(days=disclosure_rule_on(declared_on).report_days)


def with_periods(found: Iterable[Disclosure]) -> list[tuple[Disclosure, Period]]:
    """Disclosures, each with its months."""
    return [(one, Period(one.from_month, one.to_month)) for one in found]


def meeting_from(disclosure: Disclosure, period: Period) -> date | None:
    """The first day on which members may meet about what was opened; only the report of a year waits for a meeting."""
    return may_meet_from(disclosure.declared_on) if period.is_year else None


def is_open(quarter: Period, disclosed: Sequence[tuple[int, int]]) -> bool:
    """Whether every month of a quarter was disclosed, by itself or with the others."""
    months = range(quarter.first, quarter.last + 1)
    return all(any(first <= month <= last for first, last in disclosed) for month in months)


def missing_quarters(book: Book, disclosed: Sequence[tuple[int, int]], due: Sequence[Period]) -> tuple[Period, ...]:
    """Which of some quarters are not open; a book that began within one owes the months since."""
    found = []
    for quarter in due:
        owed = Period(max(quarter.first, book.since), quarter.last)
        if owed.first <= owed.last and not is_open(owed, disclosed):
            found.append(quarter)
    return tuple(found)


# A village that hung out every due quarter as a quarter owes nothing; only the others are looked at closely.
COUNTED = """
SELECT b.id, s.key, count(d.id) FROM places_span s JOIN ledger_book b ON b.place_id = s.place_id
LEFT JOIN ledger_disclosure d ON d.book_id = b.id AND d.to_month >= %s AND d.to_month <= %s
  AND d.to_month - d.from_month = 2 AND d.to_month %% 100 IN (3, 6, 9, 12)
WHERE s.kind = %s AND s.key >= %s AND s.key < %s AND s.start_on <= %s AND s.end_on > %s
GROUP BY b.id, s.key ORDER BY s.key
"""


def overdue_within(span: Span, on: date) -> tuple[list[Overdue], dict[int, int]]:
    """The overdue villages of a place on a day, in the order of the map; and of each village with a book its key.

    Four queries, however many villages.
    """
    rule = disclosure_rule_on(on)
    due = due_quarters(rule, on, 190_001)
    # From the oldest to the newest; where none is due, nothing is counted.
    ends = (due[-1].last, due[0].last) if due else (1, 0)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [*ends, Kind.VILLAGE.value, span.area.low, span.area.high, on, on])
        counted = cursor.fetchall()
    keys = {book_id: key for book_id, key, _count in counted}
    looked_at = [book_id for book_id, _key, count in counted if count < len(due)]
    disclosed = _disclosed(looked_at, due[-1].first) if due else {}
    missing: dict[Book, tuple[Period, ...]] = {}
    for book in Book.objects.in_bulk(looked_at).values():
        if quarters := missing_quarters(book, disclosed.get(book.pk, ()), due):
            missing[book] = quarters
    spans = spans_of([book.place_id for book in missing], on)
    found = [
        Overdue(spans[book.place_id], book, quarters, (on - quarters[-1].end_on).days - rule.days_after)
        for book, quarters in missing.items()
    ]
    return sorted(found, key=lambda one: one.span.key), keys


def _disclosed(book_ids: Sequence[int], since: int) -> Mapping[int, Sequence[tuple[int, int]]]:
    condition, value = among("book_id", book_ids)
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT book_id, from_month, to_month FROM ledger_disclosure WHERE {condition} AND to_month >= %s",
            [value, since],
        )
        for book_id, first, last in cursor.fetchall():
            found[book_id].append((first, last))
    return found


def standings_by(overdue: Sequence[Overdue], keys: Mapping[int, int], level: Level) -> dict[int, Standing]:
    """How the places of a level stand, by key."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for key in keys.values():
        counts[key - key % level.divisor][0] += 1
    for one in overdue:
        place = counts[one.span.key - one.span.key % level.divisor]
        place[1] += 1
        place[2] += len(one.quarters)
    return {key: Standing(*numbers) for key, numbers in counts.items()}
