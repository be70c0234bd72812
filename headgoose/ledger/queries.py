"""Reads of books, always one book or an area at a time."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.prepared import Prepared
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.ledger.models import Account, Book, Voucher
from headgoose.places.models import Span
from headgoose.places.queries import get_span


def get_book(by: Actor, code: str, on: date, right: Right = Right.READ) -> tuple[Book, Span]:
    """The book of the village with a code on a date, and the village. Raises Refused (NOT_FOUND, FORBIDDEN)."""
    span = get_span(code, on)
    by.require(right, span.area)
    book = Book.objects.filter(place_id=span.place_id).first()
    if book is None:
        reason = _("%(name)s has no books here yet.") % {"name": span.said}
        raise Refused(reason, Because.NOT_FOUND, field="code")
    return book, span


# Every voucher begins with it; SQLite has one writer and needs no lock of a row.
HELD = Prepared(lambda pk: Book.objects.select_for_update().filter(pk=pk), pk=int)


def lock_book(book_id: int) -> Book:
    """The book, held until the transaction ends: numbers and marks are given behind this lock."""
    found = HELD.first(pk=book_id)
    if found is None:
        raise Refused(_("There is no such book."), Because.NOT_FOUND)
    return found


def accounts_of(book_id: int) -> "QuerySet[Account]":
    """The accounts of a book: the shared chart and its own details, by code."""
    return Account.objects.filter(book__isnull=True) | Account.objects.filter(book_id=book_id)


def accounts_by_code(book_id: int, codes: Iterable[str]) -> dict[str, Account]:
    """Accounts of a book by code; unknown codes are absent."""
    return {account.code: account for account in accounts_of(book_id).filter(code__in=set(codes))}


def vouchers_of(book_ids: Sequence[int]) -> "QuerySet[Voucher]":
    """The vouchers of books that a caller has checked."""
    return Voucher.objects.filter(book_id__in=book_ids)


def books_within(span: Span, on: date) -> "QuerySet[Book]":
    """The books of a place's villages on a date."""
    villages = Span.objects.on(on).within([span.area]).at_level(Level.VILLAGE)
    return Book.objects.filter(place_id__in=villages.values("place_id"))
