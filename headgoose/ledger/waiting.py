"""What waits in the books of an area, village by village: one query, however many there are."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db import connection

from headgoose.kernel.area import Area, Level, code_of
from headgoose.ledger.months import CLOSING, month_of, next_month, previous_month
from headgoose.places.models import Kind, Span

# The condition on the state is written as the index of what is not posted has it, so that SQLite sees that it fits.
WAITING = """
SELECT s.place_id, s.key, s.name, s.pinyin, s.initials, b.id, b.since, b.closed_to, b.locked_to,
  coalesce(w.drafts, 0), coalesce(w.returned, 0), coalesce(w.mine, 0), coalesce(w.reviewed, 0),
  (SELECT v.posted_at FROM ledger_voucher v WHERE v.book_id = b.id AND v.sequence IS NOT NULL
   ORDER BY v.sequence DESC LIMIT 1)
FROM places_span s
LEFT JOIN ledger_book b ON b.place_id = s.place_id
LEFT JOIN (
  SELECT v.book_id AS book_id,
    sum(CASE WHEN v.state = 'draft' THEN 1 ELSE 0 END) AS drafts,
    sum(CASE WHEN v.state = 'draft' AND v.remark <> '' THEN 1 ELSE 0 END) AS returned,
    sum(CASE WHEN v.state = 'draft' AND v.remark = '' AND v.maker_id = %s THEN 1 ELSE 0 END) AS mine,
    sum(CASE WHEN v.state = 'reviewed' THEN 1 ELSE 0 END) AS reviewed
  FROM ledger_voucher v WHERE NOT (v.state = 'posted') AND v.state IN ('draft', 'reviewed') GROUP BY v.book_id
) w ON w.book_id = b.id
WHERE s.kind = %s AND s.start_on <= %s AND s.end_on > %s AND ({areas}) ORDER BY s.key
"""
NOBODY = 0


class Show(StrEnum):
    """Which villages a list shows, or the walk from village to village stops at."""

    ALL = "all"
    WORK = "work"
    REVIEW = "review"
    RETURNED = "returned"
    CLOSE = "close"
    NO_BOOK = "none"


@dataclass(frozen=True)
class Village:
    """One village and what waits in its book.

    Args:
        book_id: None where no book was opened.
        drafts: all drafts; `returned` of them were given back, `mine` are the reader's own and wait for somebody else.
        due: how many months (and years' closings) are over and not closed.
    """

    place_id: int
    key: int
    name: str
    pinyin: str
    initials: str
    book_id: int | None
    since: int
    closed_to: int
    locked_to: int
    drafts: int
    returned: int
    mine: int
    reviewed: int
    posted_at: datetime | None
    due: int

    @cached_property
    def span(self) -> Span:
        """The village itself; of a province's nine thousand only those on the page are made."""
        kind = Kind.VILLAGE.value
        return Span(
            place_id=self.place_id, key=self.key, kind=kind, name=self.name, pinyin=self.pinyin, initials=self.initials
        )

    @property
    def code(self) -> str:
        """The statistical code."""
        return code_of(self.key, Level.VILLAGE)

    @property
    def first_open(self) -> int:
        """The month that is closed next; 0 without a book."""
        return first_after(self.since, self.closed_to) if self.book_id else 0

    @property
    def to_review(self) -> int:
        """What the reader can review or post: others' drafts that were not given back, and what was reviewed."""
        return self.drafts - self.returned - self.mine + self.reviewed

    def fits(self, show: Show) -> bool:
        """Whether it belongs into a list."""
        return show is Show.ALL or FITTING[show](self)


FITTING: dict[Show, Callable[[Village], bool]] = {
    Show.WORK: lambda village: bool(village.to_review or village.returned or village.due),
    Show.REVIEW: lambda village: bool(village.to_review),
    Show.RETURNED: lambda village: bool(village.returned),
    Show.CLOSE: lambda village: bool(village.due),
    Show.NO_BOOK: lambda village: village.book_id is None,
}


def first_after(since: int, closed_to: int) -> int:
    """The month that is closed next in a book that began in one month and is closed up to another, if any."""
    return next_month(closed_to) if closed_to else since


def _step(month: int) -> int:
    """Months and closings of years, counted."""
    return month // 100 * CLOSING + month % 100


def last_over(on: date) -> int:
    """The last month that is over on a day; in January it is the closing of the year before."""
    return previous_month(month_of(on))


def closings_due(first_open: int, on: date) -> int:
    """How many months and closings of years are over and not closed, from the first open one."""
    return max(_step(last_over(on)) - _step(first_open) + 1, 0)


def villages_within(areas: Sequence[Area], on: date, person_id: int | None = None) -> list[Village]:
    """The villages of areas that a caller has checked, in the order of the tree; one query."""
    if not areas:
        return []
    condition = " OR ".join(["s.key >= %s AND s.key < %s"] * len(areas))
    bounds = [bound for area in areas for bound in (area.low, area.high)]
    given: list[Any] = [person_id or NOBODY, Kind.VILLAGE.value, on, on, *bounds]
    with connection.cursor() as cursor:
        cursor.execute(WAITING.format(areas=condition), given)
        return [_village(row, on) for row in cursor.fetchall()]


def _village(row: Sequence[Any], on: date) -> Village:
    place_id, key, name, pinyin, initials, book_id, since, closed_to, locked_to, *counts, posted_at = row
    drafts, returned, mine, reviewed = map(int, counts)
    if posted_at is not None and posted_at.tzinfo is None:
        # SQLite keeps instants without their zone.
        posted_at = posted_at.replace(tzinfo=UTC)
    due = closings_due(first_after(since, closed_to), on) if book_id else 0
    return Village(
        place_id,
        key,
        name,
        pinyin,
        initials,
        book_id,
        since or 0,
        closed_to or 0,
        locked_to or 0,
        drafts,
        returned,
        mine,
        reviewed,
        posted_at,
        due,
    )


def next_village(villages: Iterable[Village], after: int, show: Show) -> Village | None:
    """The next village of a list after one with a key, from the beginning again after the last; never that one."""
    fitting = [village for village in villages if village.fits(show) and village.key != after]
    return next((village for village in fitting if village.key > after), fitting[0] if fitting else None)


@dataclass(frozen=True)
class Summary:
    """What waits in an area, counted."""

    villages: int
    books: int
    to_review: int
    returned: int
    due: int
    behind: int


# The villages come first: SQLite has no statistics to see by itself that they are fewer than the vouchers that wait.
BOOKS_BY_MARK = """
SELECT b.since, b.closed_to, count(*) FROM places_span s LEFT JOIN ledger_book b ON b.place_id = s.place_id
WHERE s.kind = %s AND s.start_on <= %s AND s.end_on > %s AND ({areas}) GROUP BY b.since, b.closed_to
"""
COUNTED = """
SELECT coalesce(sum(CASE WHEN v.state = 'reviewed' OR (v.remark = '' AND coalesce(v.maker_id, 0) <> %s)
    THEN 1 ELSE 0 END), 0),
  coalesce(sum(CASE WHEN v.state = 'draft' AND v.remark <> '' THEN 1 ELSE 0 END), 0)
FROM places_span s CROSS JOIN ledger_book b CROSS JOIN ledger_voucher v
WHERE b.place_id = s.place_id AND v.book_id = b.id AND NOT (v.state = 'posted') AND v.state IN ('draft', 'reviewed')
  AND s.kind = %s AND s.start_on <= %s AND s.end_on > %s AND ({areas})
"""


def summary_of(areas: Sequence[Area], on: date, person_id: int | None = None) -> Summary:
    """What waits in areas that a caller has checked; two queries whose answers are small."""
    if not areas:
        return Summary(0, 0, 0, 0, 0, 0)
    condition = " OR ".join(["s.key >= %s AND s.key < %s"] * len(areas))
    given: list[Any] = [Kind.VILLAGE.value, on, on, *(bound for area in areas for bound in (area.low, area.high))]
    with connection.cursor() as cursor:
        cursor.execute(BOOKS_BY_MARK.format(areas=condition), given)
        marks = cursor.fetchall()
        cursor.execute(COUNTED.format(areas=condition), [person_id or NOBODY, *given])
        to_review, returned = cursor.fetchone()
    books = [(closings_due(first_after(since, closed_to), on), count) for since, closed_to, count in marks if since]
    return Summary(
        villages=sum(count for _since, _closed, count in marks),
        books=sum(count for _due, count in books),
        to_review=int(to_review),
        returned=int(returned),
        due=sum(due * count for due, count in books),
        behind=sum(count for due, count in books if due),
    )
