"""What was opened to everybody, what is overdue by the rule, village by village and summed for places."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from headgoose.kernel.area import Level
from headgoose.ledger.definitions import DisclosureRule, disclosure_rule_on
from headgoose.ledger.models import Book, Disclosure
from headgoose.ledger.periods import Period, quarters_over
from headgoose.places.models import Kind, Span


@dataclass(frozen=True)
class Overdue:
    """A village whose books of some quarters were not disclosed in time, the oldest last."""

    span: Span
    book: Book
    quarters: tuple[Period, ...]
    days: int

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


def overdue_within(span: Span, on: date) -> tuple[list[Overdue], dict[int, int]]:
    """The overdue villages of a place on a day, in the order of the map; and of each village with a book its key.

    Three queries, however many villages.
    """
    rule = disclosure_rule_on(on)
    villages = Span.objects.on(on).within([span.area]).filter(kind=Kind.VILLAGE)
    books = {book.place_id: book for book in Book.objects.filter(place_id__in=villages.values("place_id"))}
    due = due_quarters(rule, on, min((book.since for book in books.values()), default=300_001))
    disclosed = _disclosed(villages, due[-1].first) if due else {}
    found, keys = [], {}
    for village in villages.order_by("key"):
        book = books.get(village.place_id)
        if book is None:
            continue
        keys[book.pk] = village.key
        if missing := missing_quarters(book, disclosed.get(book.pk, ()), due):
            days = (on - missing[-1].end_on).days - rule.days_after
            found.append(Overdue(village, book, missing, days))
    return found, keys


def _disclosed(villages: "QuerySet[Span]", since: int) -> Mapping[int, Sequence[tuple[int, int]]]:
    rows = Disclosure.objects.filter(book__place_id__in=villages.values("place_id"), to_month__gte=since).values_list(
        "book_id", "from_month", "to_month"
    )
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for book_id, first, last in rows.iterator(chunk_size=10_000):
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
