"""Years of vouchers from the books that were kept before are carried over: posted as they were, many books at once.

They were made by one person and reviewed by another then; each keeps the rules that a voucher entered today keeps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.ledger.actions.posting import check_ready
from headgoose.ledger.models import Book, Disclosure
from headgoose.ledger.months import first_day
from headgoose.ledger.posting import Ready
from headgoose.ledger.writing import write_posted
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


@action
def carry_over(*, by: Actor, at: datetime, carried: Sequence[Carried]) -> int:
    """Carry vouchers over into books that hold none yet; how many. All books or none.

    Raises:
        Refused: a rule is broken (as in `draft_voucher` and `post_voucher`), or a book holds vouchers already.
    """
    if len(carried) > BOOKS_AT_ONCE:
        raise Refused(_("At most 1,000 books are filled at once."), Because.TOO_LARGE)
    spans = last_spans_of([one.book.place_id for one in carried])
    for one in carried:
        by.require(Right.LOCK_BOOKS, spans[one.book.place_id].area)
    _check_empty([one.book.pk for one in carried])
    for one in carried:
        for ready in one.vouchers:
            check_ready(one.book, ready, at)
    write_posted(at, [(one.book.pk, one.vouchers) for one in carried])
    for one in carried:
        if one.closed_to:
            marks = {"closed_to": one.closed_to, "locked_to": one.locked_to}
            Book.objects.filter(pk=one.book.pk).update(**marks)
    rows = [
        (one.book.pk, first, last, on.isoformat(), person, "")
        for one in carried
        for first, last, on, person in one.disclosed
    ]
    insert_rows(Disclosure, DISCLOSED, rows)
    entries = [_entry(one, spans[one.book.place_id].key) for one in carried]
    record_acts(by=by, at=at, verb="ledger.carry_over", entries=entries)
    return sum(len(one.vouchers) for one in carried)


def _check_empty(book_ids: Sequence[int]) -> None:
    if Book.objects.filter(pk__in=book_ids, vouchers__isnull=False).exists():
        raise Refused(_("Books are carried over into books without vouchers."), Because.CONFLICT)


def _entry(one: Carried, key: int) -> Entry:
    said = {
        "vouchers": len(one.vouchers),
        "total_fen": sum(ready.total_fen for ready in one.vouchers),
        "closed_to": one.closed_to,
        "disclosed": len(one.disclosed),
    }
    return Entry(f"ledger.book:{one.book.pk}", key, first_day(one.book.since // 100 * 100), None, said)
