"""Cash and bank that the books show below zero."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.bulk import among
from headgoose.kernel.money import show_fen
from headgoose.ledger.checks.finding import Check, Finding, KnownBook
from headgoose.ledger.checks.ground import Ground, as_date, read
from headgoose.ledger.months import first_day, last_day, month_of, months_between, show_month

CASH, BANK = 101, 102
BEFORE = (
    "SELECT t.book_id, sum(t.debit_fen) - sum(t.credit_fen) FROM ledger_monthtotal t "
    "WHERE {books} AND t.top = %s AND (t.month < %s OR t.month %% 100 = 0 AND t.month <= %s) "
    "GROUP BY t.book_id"
)
MOVES = (
    'SELECT v.book_id, v."on", v.id, e.debit_fen - e.credit_fen FROM ledger_voucher v '
    "JOIN ledger_entry e ON e.voucher_id = v.id JOIN ledger_account a ON a.id = e.account_id AND a.top = {top} "
    "WHERE {{vouchers}} AND v.kind <> 'opening' "
    'ORDER BY v.book_id, v.month, v."on", v.id'
)


class Day(NamedTuple):
    """How an account stood at the end of a day on which it moved."""

    on: date
    balance: int
    paid_by: tuple[int, ...]


def negative_cash(ground: Ground) -> Iterator[Finding]:
    """Months in which cash was below zero."""
    return _negative(ground, "negative_cash", CASH)


def negative_bank(ground: Ground) -> Iterator[Finding]:
    """Months in which the bank deposits were below zero."""
    return _negative(ground, "negative_bank", BANK)


def _negative(ground: Ground, check: str, top: int) -> Iterator[Finding]:
    condition, ids = among("t.book_id", ground.by_id)
    # By whole months; what moved before them, and the opening, whatever its date, is in the sums kept.
    first = month_of(ground.since)
    balances: dict[int, int] = defaultdict(int)
    before = read(BEFORE.format(books=condition), [ids, top, first, ground.last_month])
    balances |= {book: int(fen) for book, fen in before}
    moves = ground.vouchers(MOVES.format(top=top), first_day(first))
    by_book = {book: list(rows) for book, rows in groupby(moves, key=lambda row: row[0])}
    for book in ground.books:
        if book.pk in by_book or balances[book.pk] < 0:
            yield from _of_book(ground, check, top, book, balances[book.pk], by_book.get(book.pk, []))


def _of_book(
    ground: Ground, check: str, top: int, book: KnownBook, end: int, moves: list[tuple[int, object, int, int]]
) -> Iterator[Finding]:
    days = _days(end, moves)
    first = max(book.since, month_of(ground.since))
    for month in months_between(first, month_of(ground.until)):
        found = days[month]
        end = found[-1].balance if found else end
        lowest = min(found, key=lambda day: day.balance, default=Day(_shown_on(ground, month), end, ()))
        # What nothing moves is said again once a year, wherever the range begins.
        if min(lowest.balance, end) < 0 and (found or month % 100 == 1 or month == book.since):
            yield _finding(ground, check, top, book, month, end, lowest)


def _days(balance: int, moves: list[tuple[int, object, int, int]]) -> dict[int, list[Day]]:
    """The days on which an account moved, by month."""
    days: dict[int, list[Day]] = defaultdict(list)
    for on, rows in groupby(((as_date(row[1]), row[2], int(row[3])) for row in moves), key=lambda row: row[0]):
        listed = list(rows)
        balance += sum(net for _on, _voucher, net in listed)
        paid_by = tuple(dict.fromkeys(voucher for _on, voucher, net in listed if net < 0))
        days[month_of(on)].append(Day(on, balance, paid_by))
    return days


def _shown_on(ground: Ground, month: int) -> date:
    return min(last_day(month), ground.until)


def _finding(ground: Ground, check: str, top: int, book: KnownBook, month: int, end: int, lowest: Day) -> Finding:
    said = {"account": ground.chart[top], "month": show_month(month), "day": lowest.on.isoformat()}
    if end < 0:
        sentence = _("%(account)s stands at %(balance)s yuan at the end of %(month)s.")
        said["balance"] = show_fen(end)
    else:
        sentence = _("%(account)s fell to %(balance)s yuan on %(day)s, within the month.")
        said["balance"] = show_fen(lowest.balance)
    amount = min(lowest.balance, end)
    return Finding(check, book, show_month(month), lowest.on, month, sentence, said, amount, lowest.paid_by)


CHECKS = (
    Check(
        code="negative_cash",
        name=_("Cash below zero"),
        definition=_(
            "Account 101 has a credit balance at the end of a month, or at the end of a day within it by the dates of "
            "the vouchers: more cash was paid than there was. One finding for each month in which it moved, and one "
            "each January while it stands so."
        ),
        find=negative_cash,
        order=10,
    ),
    Check(
        code="negative_bank",
        name=_("Bank below zero"),
        definition=_(
            "Account 102 has a credit balance at the end of a month, or at the end of a day within it by the dates of "
            "the vouchers. One finding for each month in which it moved, and one each January while it stands so."
        ),
        find=negative_bank,
        order=11,
    ),
)
