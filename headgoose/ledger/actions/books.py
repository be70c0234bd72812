"""Books are opened; villages set up details below the shared chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows, reserve_ids
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.spelling import phrase_initials
from headgoose.kernel.writing import action
from headgoose.ledger.models import Account, Book
from headgoose.ledger.months import first_day, month_of
from headgoose.ledger.queries import lock_book
from headgoose.ledger.rules import area_of_book, check_may
from headgoose.places.models import Kind, Span
from headgoose.places.names import plain_text
from headgoose.places.queries import spans_of
from headgoose.records.actions import Entry, record_act, record_acts

NAME_MAX = 60
CODE_MAX = 12
FEW = 100
BOOK_COLUMNS = ("id", "place_id", "name", "since", "closed_to", "locked_to")


@dataclass(frozen=True)
class NewBook:
    """A book to be opened: for which village, from which month on (yyyymm)."""

    place_id: int
    since: int
    name: str = ""


@action
def open_book(*, by: Actor, at: datetime, place_id: int, since: int, name: str = "") -> Book:
    """Open the book of a village's collective from a month on (yyyymm)."""
    (book,) = open_books(by=by, at=at, books=[NewBook(place_id, since, name)])
    return book


@action
def open_books(*, by: Actor, at: datetime, books: Sequence[NewBook]) -> list[Book]:
    """Open the books of many villages at once: all of them or none."""
    on = date_of(at)
    spans = spans_of([new.place_id for new in books], on)
    known = Book.objects.filter(place_id__in=spans) if len(books) <= FEW else Book.objects.all()
    taken = set(known.values_list("place_id", flat=True))
    rows = [_row(by, on, new, spans.get(new.place_id), taken) for new in books]
    ids = reserve_ids(Book, len(rows))
    insert_rows(Book, BOOK_COLUMNS, [(book_id, *row) for book_id, row in zip(ids, rows, strict=True)])
    entries = [
        Entry(f"ledger.book:{book_id}", spans[place].key, first_day(since), None, {"since": since, "name": name})
        for book_id, (place, name, since, _closed, _locked) in zip(ids, rows, strict=True)
    ]
    record_acts(by=by, at=at, verb="ledger.open_book", entries=entries)
    return [
        Book(id=book_id, place_id=place, name=name, since=since)
        for book_id, (place, name, since, _closed, _locked) in zip(ids, rows, strict=True)
    ]


def _row(by: Actor, on: date, new: NewBook, span: Span | None, taken: set[int]) -> tuple[int, str, int, int, int]:
    if span is None or span.kind != Kind.VILLAGE:
        raise Refused(_("Books are kept for the collective of a village."), field="place")
    by.require(Right.LOCK_BOOKS, span.area)
    if not (190001 <= new.since <= month_of(on) and 1 <= new.since % 100 <= 12):
        raise Refused(_("A book begins this month or earlier."), field="since")
    if new.place_id in taken:
        raise Refused(_("%(name)s has a book already.") % {"name": span.said}, Because.CONFLICT)
    taken.add(new.place_id)
    return new.place_id, _name(new.name or f"{_village(span.name)}股份经济合作社"), new.since, 0, 0


def _village(name: str) -> str:
    """The village that a committee is named after: 厢红五村 for 厢红五村委会."""
    for ending in ("民委员会", "委会"):
        if name.endswith(f"村{ending}"):
            return name.removesuffix(ending)
    return name


@action
def add_detail_account(*, by: Actor, at: datetime, book_id: int, code: str, name: str) -> Account:
    """Set up a detail of a village below an account of the shared chart: its code begins with that account's."""
    book = lock_book(book_id)
    check_may(by, Right.KEEP_BOOKS, book)
    code = plain_text(code)
    if not (code.isascii() and code.isdigit() and 3 < len(code) <= CODE_MAX):
        raise Refused(_("The code of a detail is the account's three digits and 1 to 9 more."), field="code")
    parent = Account.objects.filter(book=None, code=code[:3]).first()
    if parent is None:
        reason = _("There is no account %(code)s in the chart; a village sets up details, never a new account.")
        raise Refused(reason % {"code": code[:3]}, field="code")
    if Account.objects.filter(book=book, code=code).exists():
        raise Refused(_("The book has an account %(code)s already.") % {"code": code}, Because.CONFLICT, field="code")
    name = _name(name)
    account = Account.objects.create(
        book=book,
        code=code,
        top=parent.top,
        name_zh=name,
        initials=phrase_initials(name)[:60],
        kind=parent.kind,
        side=parent.side,
    )
    record_act(
        by=by,
        at=at,
        verb="ledger.add_detail_account",
        subject=f"ledger.book:{book.pk}",
        place_key=area_of_book(book).low,
        after={"code": code, "name": name},
    )
    return account


@action
def rename_detail_account(*, by: Actor, at: datetime, book_id: int, code: str, name: str) -> Account:
    """Give a detail of a village another name; its code stays, and so does what was posted to it."""
    book = lock_book(book_id)
    check_may(by, Right.KEEP_BOOKS, book)
    account = Account.objects.filter(book=book, code=plain_text(code)).first()
    if account is None:
        reason = _("The book has no detail %(code)s; the accounts of the chart are the same for all.")
        raise Refused(reason % {"code": code[:CODE_MAX]}, Because.NOT_FOUND, field="code")
    before, account.name_zh = account.name_zh, _name(name)
    if account.name_zh == before:
        raise Refused(_("The account is called so already."), field="name")
    account.initials = phrase_initials(account.name_zh)[:60]
    account.save(update_fields=["name_zh", "initials"])
    record_act(
        by=by,
        at=at,
        verb="ledger.rename_detail_account",
        subject=f"ledger.book:{book.pk}",
        place_key=area_of_book(book).low,
        before={"code": account.code, "name": before},
        after={"code": account.code, "name": account.name_zh},
    )
    return account


def _name(name: str) -> str:
    plain = plain_text(name)
    if not plain or len(plain) > NAME_MAX or not plain.isprintable():
        raise Refused(_("Give a name of at most 60 characters."), field="name")
    return plain
