"""What checks read: some books, a range of days, the thresholds, and the few reads that several checks share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db import connection

from headgoose.kernel.area import Area, Level
from headgoose.kernel.bulk import among
from headgoose.ledger.checks.finding import KnownBook
from headgoose.ledger.checks.thresholds import Thresholds, thresholds
from headgoose.ledger.models import Account
from headgoose.ledger.months import CLOSING, OPENING

BOOKS = (
    "SELECT b.id, b.place_id, s.key, b.since, b.closed_to FROM places_span s JOIN ledger_book b "
    "ON b.place_id = s.place_id WHERE s.key >= %s AND s.key < %s AND s.kind >= %s AND s.kind < %s "
    "AND s.start_on <= %s AND s.end_on > %s ORDER BY s.key"
)
# Of those that were taken back nothing is said; which these are is read once (`reversed`): of the index by the voucher
# taken back the planner makes nothing, since nearly all of it is empty.
ORDINARY = "v.state = 'posted' AND v.kind = 'ordinary'"
REVERSED = (
    "SELECT v.reverses_id FROM ledger_voucher v WHERE {books} AND v.month >= %s AND v.kind = 'reversal' "
    "AND v.state = 'posted'"
)
IN_RANGE = 'v.month >= %s AND v.month <= %s AND v."on" >= %s AND v."on" <= %s'


def books_on(area: Area, on: date) -> list[KnownBook]:
    """The books of the villages that lie in an area on a date."""
    kind = Level.VILLAGE * 10
    day = on.isoformat()
    return [KnownBook(*row) for row in read(BOOKS, [area.low, area.high, kind, kind + 10, day, day])]


def read(statement: str, values: Sequence[Any]) -> list[Any]:
    """The rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
    return rows


def _first_month(since: date) -> int:
    """The first month that can hold a voucher of a day or later; the opening lies before January."""
    return since.year * 100 + (since.month if since.month > 1 else OPENING)


def as_date(value: Any) -> date:
    """A date as the engines give it."""
    return value if isinstance(value, date) else date.fromisoformat(value)


# Far enough that payments before a range which belong to a group within it are seen.
LOOK_BACK = timedelta(days=31)


@dataclass
class Ground:
    """Some books and the days from `since` to `until`, both included.

    Args:
        until: also the day as at which balances are looked at.
    """

    books: Sequence[KnownBook]
    since: date
    until: date
    thresholds: Thresholds = field(default_factory=thresholds)

    @cached_property
    def by_id(self) -> dict[int, KnownBook]:
        """The books by id."""
        return {book.pk: book for book in self.books}

    @property
    def last_month(self) -> int:
        """The last month that can; the closing of the year lies after December."""
        return self.until.year * 100 + (self.until.month if self.until.month < 12 else CLOSING)

    def vouchers(self, statement: str, since: date | None = None) -> list[Any]:
        """The rows of a query whose one condition `{vouchers}` stands for the books' posted vouchers in the range.

        Args:
            since: another first day.
        """
        condition, ids = among("v.book_id", self.by_id)
        first = since or self.since
        values = [ids, _first_month(first), self.last_month, first.isoformat(), self.until.isoformat()]
        return read(statement.format(vouchers=f"{condition} AND {IN_RANGE} AND v.state = 'posted'"), values)

    def standing(self, statement: str, since: date | None = None) -> list[Any]:
        """The same for ordinary vouchers that were not taken back; rows begin with the book and the voucher."""
        rows = self.vouchers(statement.replace("{vouchers}", f"{{vouchers}} AND {ORDINARY}"), since)
        return [row for row in rows if row[1] not in self.reversed]

    @cached_property
    def reversed(self) -> set[int]:
        """The vouchers that were taken back; a reversal is never dated before what it takes back."""
        condition, ids = among("v.book_id", self.by_id)
        earliest = self.since.replace(month=1, day=1) - LOOK_BACK
        return {row[0] for row in read(REVERSED.format(books=condition), [ids, _first_month(earliest)])}

    @cached_property
    def chart(self) -> dict[int, Account]:
        """The shared chart by number."""
        return {account.top: account for account in Account.objects.filter(book=None)}

    def accounts(self, ids: Iterable[int]) -> dict[int, Account]:
        """Accounts by id."""
        wanted = set(ids)
        return {account.pk: account for account in Account.objects.filter(pk__in=wanted)} if wanted else {}
