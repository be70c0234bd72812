"""What may be done with books and vouchers, and by whom."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.bulk import among
from headgoose.kernel.money import MOST_FEN
from headgoose.kernel.prepared import Prepared
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.ledger.models import Book, Payee, Voucher, VoucherKind
from headgoose.ledger.months import CLOSING, last_day, month_of, next_month, show_month
from headgoose.ledger.posting import Posting
from headgoose.places.models import Span
from headgoose.places.names import plain_text

SUMMARY_MAX, PAYEE_MAX, WHY_MAX = 120, 60, 200
WHY_AT_LEAST = 4
LINES_MAX = 200
DOCUMENTS_MAX = 999
PAYEE_KINDS = frozenset(Payee.values)


# Every voucher asks this, some of them several times.
LAST_SPAN = Prepared(lambda place: Span.objects.filter(place_id=place).order_by("-end_on", "-pk")[:1], place=int)


def area_of_book(book: Book) -> Area:
    """The area of the village, on the newest map; kept with the book at hand."""
    kept: Area | None = book.__dict__.get("village_area")
    if kept is None:
        span = LAST_SPAN.first(place=book.place_id)
        if span is None:
            raise LookupError(book.place_id)
        kept = book.__dict__["village_area"] = span.area
    return kept


def check_may(by: Actor, right: Right, book: Book) -> None:
    """Refuse unless a post gives the right over the book's village."""
    by.require(right, area_of_book(book))


def check_summary(summary: str) -> str:
    """What a voucher or a line says it is for, cleaned."""
    plain = plain_text(summary)
    if not plain or len(plain) > SUMMARY_MAX or not plain.isprintable():
        raise Refused(_("Say in 1 to 120 characters what it is for."), field="summary")
    return plain


def check_why(why: str) -> str:
    """A reason in words, cleaned."""
    plain = plain_text(why)
    if not WHY_AT_LEAST <= len(plain) <= WHY_MAX or not plain.isprintable():
        raise Refused(_("Give the reason in 4 to 200 characters."), field="why")
    return plain


def check_documents(documents: int) -> int:
    """The number of source documents on paper."""
    if not 0 <= documents <= DOCUMENTS_MAX:
        raise Refused(_("The number of documents is 0 to 999."), field="documents")
    return documents


def check_entries(entries: Sequence[Posting], *, red: bool = False) -> None:
    """Refuse entries that are too few or many, of wrong amounts, or that do not balance.

    Args:
        red: of a reversal, whose amounts may be negative.
    """
    if len(entries) < 2:
        raise Refused(_("A voucher has at least two lines."), field="entries")
    if len(entries) > LINES_MAX:
        raise Refused(_("A voucher has at most 200 lines."), Because.TOO_LARGE, field="entries")
    for line, entry in enumerate(entries, 1):
        _check_amounts(line, entry, red)
        if len(entry.summary) > SUMMARY_MAX:
            raise Refused(_("Say in 1 to 120 characters what it is for."), field="summary", line=line)
        if len(entry.payee) > PAYEE_MAX or entry.payee_kind not in PAYEE_KINDS:
            raise Refused(_("Line %(line)d: name the payee in at most 60 characters.") % {"line": line}, field="payee")
    difference = sum(entry.debit_fen - entry.credit_fen for entry in entries)
    if difference:
        said = {"difference": f"{difference / 100:,.2f}"}
        raise Refused(_("Debits and credits differ by %(difference)s yuan.") % said, field="entries")


def _check_amounts(line: int, entry: Posting, red: bool) -> None:
    if (entry.debit_fen == 0) == (entry.credit_fen == 0):
        raise Refused(_("Line %(line)d: give an amount on one side.") % {"line": line}, field="amount", line=line)
    amount = entry.debit_fen or entry.credit_fen
    if amount < 0 and not red:
        reason = _("Line %(line)d: an amount is not negative; reverse the voucher that was wrong.")
        raise Refused(reason % {"line": line}, field="amount", line=line)
    if abs(amount) > MOST_FEN:
        raise Refused(_("Line %(line)d: the amount is larger than books can hold.") % {"line": line}, field="amount")


def month_for(kind: str, on: date) -> int:
    """The month in which a voucher of a kind and date lies."""
    if kind == VoucherKind.OPENING:
        return on.year * 100
    return on.year * 100 + CLOSING if kind == VoucherKind.CLOSING else month_of(on)


def check_date(book: Book, kind: str, on: date, today: date) -> int:
    """The month of a voucher's date; refuses one before the book began, in the future, or in a month not open."""
    month = month_for(kind, on)
    if on > today:
        raise Refused(_("%(on)s lies in the future.") % {"on": on}, field="on")
    if month_of(on) < book.since and kind != VoucherKind.OPENING:
        said = {"since": show_month(book.since)}
        raise Refused(_("The book begins in %(since)s.") % said, field="on")
    if kind == VoucherKind.OPENING and on.year != book.since // 100:
        raise Refused(_("Opening balances belong to the year in which the book begins."), field="on")
    if kind == VoucherKind.CLOSING and on != last_day(month):
        raise Refused(_("The year is closed on 31 December."), field="on")
    check_open(book, month)
    return month


def check_open(book: Book, month: int) -> None:
    """Refuse a month that is closed or locked."""
    if month <= book.closed_to:
        said = {"month": show_month(month), "next": show_month(next_month(book.closed_to))}
        reason = _("%(month)s is closed; the first open month is %(next)s.")
        raise Refused(reason % said, Because.CONFLICT, field="on")


ACCOUNTS = "SELECT id, code, book_id FROM ledger_account WHERE {accounts}"


def check_accounts(book: Book, entries: Sequence[Posting]) -> None:
    """Refuse entries on what is no account of the book, or not the account that their code says."""
    condition, value = among("id", {entry.account_id for entry in entries})
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS.format(accounts=condition), [value])
        codes = {pk: code for pk, code, book_id in cursor.fetchall() if book_id in (None, book.pk)}
    for line, entry in enumerate(entries, 1):
        if codes.get(entry.account_id) != entry.code:
            said = {"code": entry.code}
            raise Refused(_("There is no account %(code)s in this book.") % said, field="account", line=line)


def check_by_hand(voucher: Voucher) -> None:
    """Refuse to change by hand what follows from other vouchers."""
    if voucher.kind == VoucherKind.REVERSAL:
        reason = _("A reversal is what it reverses, with the signs turned; put it aside instead.")
        raise Refused(reason, Because.CONFLICT)
    if voucher.kind == VoucherKind.CLOSING:
        reason = _("The closing of a year follows from its balances; put it aside and draft it anew.")
        raise Refused(reason, Because.CONFLICT)


def check_as_seen(voucher: Voucher, version: int | None) -> None:
    """Refuse a step on a voucher that is no longer what the page showed; None does not ask."""
    if version is not None and version != voucher.version:
        raise Refused(_("Somebody changed this voucher meanwhile; look at it again."), Because.CONFLICT)


def check_another(by: Actor, voucher: Voucher) -> int:
    """Who reviews is a person other than who made it; the reviewer."""
    if by.person_id is None or voucher.maker_id is None:
        reason = _("A voucher is made and reviewed by people in post, never by the system.")
        raise Refused(reason, Because.FORBIDDEN)
    if by.person_id == voucher.maker_id:
        reason = _("Who made a voucher does not review it: a second person must.")
        raise Refused(reason, Because.FORBIDDEN)
    return by.person_id
