"""Years of vouchers from the books that were kept before are carried over: posted as they were, many books at once.

They were made by one person and reviewed by another then; each keeps the rules that a voucher entered today keeps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows, reserve_ids
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.ledger.actions.posting import check_ready
from headgoose.ledger.models import Book, Disclosure, Voucher
from headgoose.ledger.months import first_day
from headgoose.ledger.posting import Head, Ready
from headgoose.ledger.writing import Rows, lay_out, write_rows
from headgoose.places.queries import last_spans_of
from headgoose.records.actions import Entry, record_acts

BOOKS_AT_ONCE = 1_000
DISCLOSED = ("book_id", "from_month", "to_month", "declared_on", "declarer_id", "remark")


@dataclass(frozen=True)
class Carried:
    """What is carried over into one book.

    Args:
        vouchers: in the order in which they were posted.
        closed_to, locked_to: the marks afterwards; 0 leaves them.
        disclosed: (from_month, to_month, declared_on, person) of what was hung out.
    """

    book: Book
    vouchers: Sequence[Ready]
    closed_to: int = 0
    locked_to: int = 0
    disclosed: Sequence[tuple[int, int, date, int]] = ()


@dataclass(frozen=True)
class Filled:
    """What is said of one book that is filled; `disclosed` as the table takes it."""

    book_id: int
    place_id: int
    since: int
    vouchers: int
    total_fen: int
    closed_to: int
    locked_to: int
    disclosed: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Prepared:
    """Vouchers of some books that passed the rules, as the tables take them."""

    at: datetime
    books: list[Filled]
    rows: Rows


def prepare(at: datetime, carried: Sequence[Carried], first_id: int = 1) -> Prepared:
    """Check what is to be carried over and lay it out; nothing is asked of the database.

    Args:
        first_id: the id that the first voucher is likely to get.

    Raises:
        Refused: a rule is broken (as in `draft_voucher` and `post_voucher`).
    """
    for one in carried:
        for ready in one.vouchers:
            check_ready(one.book, ready, at)
    heads = {one.book.pk: Head(one.book.pk) for one in carried}
    rows = lay_out(at, [(one.book.pk, one.vouchers) for one in carried], heads, first_id)
    return Prepared(at, [_filled(one) for one in carried], rows)


def _filled(one: Carried) -> Filled:
    disclosed = [(one.book.pk, first, last, on.isoformat(), person, "") for first, last, on, person in one.disclosed]
    total = sum(ready.total_fen for ready in one.vouchers)
    book = one.book
    return Filled(book.pk, book.place_id, book.since, len(one.vouchers), total, one.closed_to, one.locked_to, disclosed)


@action
def carry_over(*, by: Actor, at: datetime, prepared: Prepared) -> int:
    """Carry vouchers over into books that hold none yet; how many. All books or none.

    Args:
        prepared: what `prepare` found good at the same instant.

    Raises:
        Refused: too many books, or one that holds vouchers already.
    """
    books = prepared.books
    if len(books) > BOOKS_AT_ONCE:
        raise Refused(_("At most 1,000 books are filled at once."), Because.TOO_LARGE)
    if prepared.at != at:
        raise ValueError("prepared for another instant")
    spans = last_spans_of([one.place_id for one in books])
    for one in books:
        by.require(Right.LOCK_BOOKS, spans[one.place_id].area)
    _check_empty([one.book_id for one in books])
    ids = reserve_ids(Voucher, len(prepared.rows.vouchers))
    write_rows(prepared.rows.moved(ids.start))
    for one in books:
        if one.closed_to:
            Book.objects.filter(pk=one.book_id).update(closed_to=one.closed_to, locked_to=one.locked_to)
    insert_rows(Disclosure, DISCLOSED, [row for one in books for row in one.disclosed])
    entries = [_entry(one, spans[one.place_id].key) for one in books]
    record_acts(by=by, at=at, verb="ledger.carry_over", entries=entries)
    return len(ids)


def _check_empty(book_ids: Sequence[int]) -> None:
    if Book.objects.filter(pk__in=book_ids, vouchers__isnull=False).exists():
        raise Refused(_("Books are carried over into books without vouchers."), Because.CONFLICT)


def _entry(one: Filled, key: int) -> Entry:
    said = {
        "vouchers": one.vouchers,
        "total_fen": one.total_fen,
        "closed_to": one.closed_to,
        "disclosed": len(one.disclosed),
    }
    return Entry(f"ledger.book:{one.book_id}", key, first_day(one.since // 100 * 100), None, said)
