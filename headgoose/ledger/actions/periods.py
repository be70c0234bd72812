"""Months are closed, reopened with a reason, and locked for good; the year is closed by vouchers like any other."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.ledger.actions.vouchers import draft_voucher
from headgoose.ledger.closing import closing_postings, unclosed_balances
from headgoose.ledger.models import Book, Voucher, VoucherKind, VoucherState
from headgoose.ledger.months import CLOSING, first_day, last_day, next_month, previous_month, show_month
from headgoose.ledger.queries import lock_book
from headgoose.ledger.rules import area_of_book, check_may, check_why
from headgoose.records.actions import record_act


def first_open_month(book: Book) -> int:
    """The month that is closed next."""
    return next_month(book.closed_to) if book.closed_to else book.since


@action
def close_month(*, by: Actor, at: datetime, book_id: int, month: int) -> Book:
    """Close the first open month (yyyy13: the year). Refused while vouchers of it wait, or the year is not closed."""
    book = lock_book(book_id)
    check_may(by, Right.REVIEW_BOOKS, book)
    check_is_month(book, month)
    if month <= book.closed_to:
        raise Refused(_("%(month)s is closed already.") % {"month": show_month(month)}, Because.CONFLICT)
    check_next_to_close(book, month)
    if last_day(month) >= date_of(at):
        raise Refused(_("A month is closed once it is over."), field="month")
    check_nothing_waits(book, month)
    if month % 100 == CLOSING and unclosed_balances(book.pk, month):
        raise Refused(_("Income and expenses of the year still have balances: post its closing first."))
    _set_mark(by, at, book, "close_month", month, closed_to=month)
    return book


def check_is_month(book: Book, month: int) -> None:
    """Refuse what is no month of the book: not 1 to 13, or before it begins."""
    if not 1 <= month % 100 <= CLOSING or month < book.since:
        raise Refused(_("The book has no such month."), field="month")


def check_next_to_close(book: Book, month: int) -> None:
    """Refuse a month that is not the first open one."""
    first = first_open_month(book)
    if month != first:
        raise Refused(
            _("Months are closed one after the other: first %(month)s.") % {"month": show_month(first)}, field="month"
        )


def check_nothing_waits(book: Book, month: int) -> None:
    """Refuse while a voucher of the month, or of one before, is not posted."""
    waiting = Voucher.objects.filter(
        book=book, month__lte=month, state__in=[VoucherState.DRAFT, VoucherState.REVIEWED]
    ).count()
    if waiting:
        said = {"count": waiting, "month": show_month(month)}
        reason = _("Vouchers up to %(month)s still wait to be posted or put aside: %(count)d.")
        raise Refused(reason % said, Because.CONFLICT)


@action
def reopen_month(*, by: Actor, at: datetime, book_id: int, month: int, why: str) -> Book:
    """Open a closed month again, and with it all after it. A locked one stays."""
    book = lock_book(book_id)
    check_may(by, Right.LOCK_BOOKS, book)
    check_is_month(book, month)
    if month <= book.locked_to:
        raise Refused(_("%(month)s is locked.") % {"month": show_month(month)}, Because.CONFLICT)
    if month > book.closed_to:
        raise Refused(_("%(month)s is open.") % {"month": show_month(month)}, Because.CONFLICT)
    before = previous_month(month) if month > book.since else 0
    _set_mark(by, at, book, "reopen_month", month, why=check_why(why), closed_to=before)
    return book


@action
def lock_month(*, by: Actor, at: datetime, book_id: int, month: int) -> Book:
    """Lock every closed month up to one, for good."""
    book = lock_book(book_id)
    check_may(by, Right.LOCK_BOOKS, book)
    check_is_month(book, month)
    if month > book.closed_to:
        raise Refused(_("Only closed months are locked."), Because.CONFLICT)
    if month <= book.locked_to:
        raise Refused(_("%(month)s is locked already.") % {"month": show_month(month)}, Because.CONFLICT)
    first = next_month(book.locked_to) if book.locked_to else book.since
    _set_mark(by, at, book, "lock_month", first, locked_to=month)
    return book


def _set_mark(by: Actor, at: datetime, book: Book, verb: str, first: int, why: str = "", **marks: int) -> None:
    """Move marks of a book; `first` is the earliest month that is another thing afterwards."""
    before = {name: getattr(book, name) for name in marks}
    for name, value in marks.items():
        setattr(book, name, value)
    book.save(update_fields=list(marks))
    record_act(
        by=by,
        at=at,
        verb=f"ledger.{verb}",
        subject=f"ledger.book:{book.pk}",
        place_key=area_of_book(book).low,
        touches_from=first_day(first),
        before=before,
        after={**marks, **({"why": why} if why else {})},
    )


@action
def draft_year_end(*, by: Actor, at: datetime, book_id: int, year: int) -> Sequence[Voucher]:
    """Draft the vouchers that close a year, whose months are closed: income and expenses into 321, that into 322.

    They are reviewed and posted like any other, then the year is closed. A year that was reopened and posted into is
    closed again by the difference.
    """
    book = lock_book(book_id)
    check_may(by, Right.KEEP_BOOKS, book)
    closing = year * 100 + CLOSING
    check_is_month(book, closing)
    if closing <= book.closed_to:
        raise Refused(_("%(month)s is closed already.") % {"month": show_month(closing)}, Because.CONFLICT)
    check_next_to_close(book, closing)
    check_nothing_waits(book, closing)
    drafted = [
        draft_voucher(
            by=by,
            at=at,
            book_id=book.pk,
            on=last_day(closing),
            summary=summary,
            entries=postings,
            kind=VoucherKind.CLOSING,
        )
        for summary, postings in closing_postings(book.pk, year)
    ]
    if not drafted:
        raise Refused(_("There is nothing to close: income and expenses of the year have no balance."))
    return drafted
