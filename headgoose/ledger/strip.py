"""The months of a book as a strip: open, closed, locked, and what was posted in each or waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from headgoose.ledger.actions.periods import first_open_month
from headgoose.ledger.models import Book, Voucher, VoucherState
from headgoose.ledger.months import CLOSING, OPENING, last_day, month_of, show_month
from headgoose.ledger.waiting import last_over

WAITING = [VoucherState.DRAFT, VoucherState.REVIEWED]


@dataclass(frozen=True)
class Month:
    """A month, or the closing of a year, as the strip shows it.

    Args:
        state: "locked", "closed", "next" for the one that is closed next, "open".
        over: whether it could be closed by the calendar.
    """

    month: int
    state: str
    over: bool
    posted: int = 0
    waiting: int = 0

    @property
    def label(self) -> str:
        """Its number within the year, for the strip."""
        return f"{self.month % 100:02d}"

    @property
    def said(self) -> str:
        """The month in full."""
        return show_month(self.month)

    @property
    def is_closing(self) -> bool:
        """Whether it is the closing of a year."""
        return self.month % 100 == CLOSING


def months_of(book: Book, on: date, first_year: int | None = None) -> dict[int, list[Month]]:
    """The months of a book up to today's by year, the newest first; from a year on. One query."""
    from_year = max(first_year or 0, book.since // 100)
    counts = _counts(book, from_year)
    found: dict[int, list[Month]] = {}
    for year in range(on.year, from_year - 1, -1):
        numbers = (year * 100 + number for number in range(1, CLOSING + 1))
        found[year] = [_month(book, month, on, counts) for month in numbers if _is_shown(book, month, on)]
    return found


def _is_shown(book: Book, month: int, on: date) -> bool:
    return book.since <= month and (month <= month_of(on) if month % 100 < CLOSING else last_day(month) < on)


def _month(book: Book, month: int, on: date, counts: dict[int, tuple[int, int]]) -> Month:
    first = first_open_month(book)
    state = "open"
    if month <= book.locked_to:
        state = "locked"
    elif month <= book.closed_to:
        state = "closed"
    elif month == first:
        state = "next"
    # Opening balances are closed with the first month.
    parts = [month] if month != book.since else [month // 100 * 100 + OPENING, month]
    posted, waiting = (sum(counts.get(part, (0, 0))[place] for part in parts) for place in (0, 1))
    return Month(month, state, month <= last_over(on), posted, waiting)


def _counts(book: Book, from_year: int) -> dict[int, tuple[int, int]]:
    rows = (
        Voucher.objects.filter(book=book, month__gte=from_year * 100)
        .values_list("month")
        .annotate(posted=Count("pk", filter=Q(state=VoucherState.POSTED)), waiting=Count("pk", filter=_waiting()))
        .order_by()
    )
    return {month: (posted, waiting) for month, posted, waiting in rows}


def _waiting() -> Q:
    return Q(state__in=WAITING)


def waiting_in(months: Iterable[Month]) -> int:
    """How many vouchers wait in some months."""
    return sum(month.waiting for month in months)
