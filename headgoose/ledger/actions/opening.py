"""Opening balances: what a book begins with, typed or from the books kept before, drafted as one voucher."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.ledger.actions.books import CODE_MAX, NAME_MAX, add_detail_account
from headgoose.ledger.actions.vouchers import change_voucher, draft_voucher
from headgoose.ledger.models import Account, AccountKind, Book, MonthTotal, Voucher, VoucherKind, VoucherState
from headgoose.ledger.months import OPENING, first_day
from headgoose.ledger.posting import Posting
from headgoose.ledger.queries import accounts_by_code, accounts_of, lock_book
from headgoose.ledger.rules import LINES_MAX, check_may

SUMMARY = "期初余额"
CORRECTION = "更正期初余额"
RESULT_KINDS = {AccountKind.INCOME.value, AccountKind.EXPENSE.value}


@dataclass(frozen=True)
class Opening:
    """The balance of one account at the beginning, in fen; `name` is the detail's to be set up, if any."""

    code: str
    debit_fen: int = 0
    credit_fen: int = 0
    name: str = ""
    summary: str = ""


def opening_month(book: Book) -> int:
    """Where the opening balances of a book lie."""
    return book.since // 100 * 100 + OPENING


def posted_opening(book: Book) -> dict[str, int]:
    """The posted opening balances by code: debit - credit, in fen."""
    rows = (
        MonthTotal.objects.filter(book=book, month=opening_month(book))
        .values_list("account__code")
        .annotate(balance=Sum(F("debit_fen") - F("credit_fen")))
        .order_by("account__code")
    )
    return {code: int(balance) for code, balance in rows if balance}


def waiting_opening(book: Book) -> Voucher | None:
    """The voucher of opening balances that is not posted yet."""
    waiting = [VoucherState.DRAFT, VoucherState.REVIEWED]
    return Voucher.objects.filter(book=book, kind=VoucherKind.OPENING, state__in=waiting).order_by("-pk").first()


@action
def draft_opening(*, by: Actor, at: datetime, book_id: int, balances: Sequence[Opening]) -> Voucher:
    """Draft the opening balances of a book as one voucher; one that waits is written anew.

    Where some are posted already, only the difference is drafted: `balances` says all that shall stand.
    """
    book = lock_book(book_id)
    check_may(by, Right.KEEP_BOOKS, book)
    accounts = accounts_by_code(book_id, [one.code for one in balances])
    check_balances(book, balances, accounts)
    posted = posted_opening(book)
    entries = _difference(book, posted, balances, accounts) if posted else _entries(balances, accounts)
    if not entries:
        raise Refused(_("These opening balances are posted already."), Because.CONFLICT)
    summary = CORRECTION if posted else SUMMARY
    on = first_day(book.since)
    waiting = waiting_opening(book)
    if waiting is None:
        return draft_voucher(
            by=by,
            at=at,
            book_id=book_id,
            on=on,
            summary=summary,
            entries=entries,
            kind=VoucherKind.OPENING.value,
        )
    if waiting.state != VoucherState.DRAFT:
        reason = _("Opening balances have been reviewed and wait to be posted; have them given back to change them.")
        raise Refused(reason, Because.CONFLICT)
    return change_voucher(by=by, at=at, voucher_id=waiting.pk, on=waiting.on, summary=summary, entries=entries)


def check_balances(book: Book, balances: Sequence[Opening], accounts: Mapping[str, Account]) -> None:
    """Refuse balances of accounts that are not there, that were nothing at the time, or that do not balance."""
    for one in balances:
        account = accounts.get(one.code)
        if account is None:
            raise Refused(_("There is no account %(code)s in this book.") % {"code": one.code[:CODE_MAX]}, field="code")
        if account.kind in RESULT_KINDS and book.since % 100 == 1:
            reason = _("%(account)s: income and expenses have no balance when a year begins; they were closed to 322.")
            raise Refused(reason % {"account": str(account)}, field="code", code=one.code)
        if one.debit_fen < 0 or one.credit_fen < 0:
            reason = _("%(account)s: a negative balance stands on the other side.")
            raise Refused(reason % {"account": str(account)}, field="amount", code=one.code)
    difference = sum(one.debit_fen - one.credit_fen for one in balances)
    if difference:
        said = {"difference": f"{difference / 100:,.2f}"}
        raise Refused(_("Debits and credits differ by %(difference)s yuan.") % said, field="entries")
    if not any(one.debit_fen or one.credit_fen for one in balances):
        raise Refused(_("Enter at least one balance."), field="entries")


def _entries(balances: Sequence[Opening], accounts: Mapping[str, Account]) -> list[Posting]:
    """A line a balance; summed by account and side where a voucher would not hold so many."""
    lines = []
    for one in balances:
        account = accounts[one.code]
        if one.debit_fen:
            lines.append(Posting(account.pk, account.code, debit_fen=one.debit_fen, summary=one.summary))
        if one.credit_fen:
            lines.append(Posting(account.pk, account.code, credit_fen=one.credit_fen, summary=one.summary))
    return lines if len(lines) <= LINES_MAX else _summed(lines)


def _summed(lines: Sequence[Posting]) -> list[Posting]:
    sums: dict[tuple[int, str, bool], int] = defaultdict(int)
    for line in lines:
        sums[line.account_id, line.code, line.debit_fen > 0] += line.debit_fen + line.credit_fen
    return [
        Posting(account_id, code, debit_fen=fen if debit else 0, credit_fen=0 if debit else fen)
        for (account_id, code, debit), fen in sums.items()
    ]


def _difference(
    book: Book, posted: Mapping[str, int], balances: Sequence[Opening], accounts: Mapping[str, Account]
) -> list[Posting]:
    wanted: dict[str, int] = defaultdict(int)
    for one in balances:
        wanted[one.code] += one.debit_fen - one.credit_fen
    known = {**accounts_by_code(book.pk, posted), **accounts}
    lines = []
    for code in sorted({*posted, *wanted}):
        more = wanted[code] - posted.get(code, 0)
        if more:
            lines.append(Posting(known[code].pk, code, debit_fen=max(more, 0), credit_fen=max(-more, 0)))
    return lines


@action
def take_old_books(
    *, by: Actor, at: datetime, book_id: int, balances: Sequence[Opening], with_details: bool
) -> Voucher:
    """Draft opening balances from the books kept before; their details are set up below today's accounts, if wanted.

    Args:
        balances: `code` is an account of today's chart or a detail of the book; where `name` is given and details are
            wanted, a detail called so is set up below it.
    """
    book = lock_book(book_id)
    check_may(by, Right.KEEP_BOOKS, book)
    if with_details:
        balances = _with_details(by, at, book, balances)
    return draft_opening(by=by, at=at, book_id=book_id, balances=balances)


def _with_details(by: Actor, at: datetime, book: Book, balances: Sequence[Opening]) -> list[Opening]:
    """Balances on details of their own; one of the same name below the same account is taken as it is."""
    known = {account.code: account.name_zh for account in accounts_of(book.pk)}
    found = []
    for one in balances:
        name = one.name.strip()[:NAME_MAX]
        if not name or one.code not in known:
            found.append(one)
            continue
        code = next((c for c, n in known.items() if n == name and c.startswith(one.code) and c != one.code), "")
        if not code:
            code = _free_code(one.code, known)
            add_detail_account(by=by, at=at, book_id=book.pk, code=code, name=name)
            known[code] = name
        found.append(Opening(code, one.debit_fen, one.credit_fen))
    return found


def _free_code(parent: str, known: Mapping[str, str]) -> str:
    """The first free code below an account, of two digits more, or of as many as there is need for."""
    for digits in range(2, CODE_MAX - len(parent) + 1):
        for number in range(1, 10**digits):
            code = f"{parent}{number:0{digits}d}"
            if code not in known:
                return code
    raise Refused(_("No code is left below %(code)s.") % {"code": parent}, Because.CONFLICT)
