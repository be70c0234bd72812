"""Money and works that stand still: earmarked money untouched, construction without acceptance, months not closed."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.bulk import among
from headgoose.kernel.money import show_fen
from headgoose.ledger.checks.finding import Check, Finding, KnownBook
from headgoose.ledger.checks.ground import Ground, read
from headgoose.ledger.months import CLOSING, last_day, month_of, next_month, show_month

EARMARKED, CONSTRUCTION = 241, 153
TOTALS = (
    "SELECT t.book_id, t.account_id, t.month, t.debit_fen - t.credit_fen FROM ledger_monthtotal t "
    "WHERE {books} AND t.top = %s AND t.month <= %s ORDER BY t.book_id, t.account_id, t.month"
)
BEHIND = (
    "SELECT v.book_id, e.account_id, v.month, v.id FROM ledger_voucher v JOIN ledger_entry e ON e.voucher_id = v.id "
    "WHERE {books} AND v.month >= %s AND v.month <= %s AND v.state = 'posted' AND {accounts} ORDER BY v.id"
)
Moves = list[tuple[int, int]]


@dataclass(frozen=True)
class Standing:
    """An account of a book whose balance has stood since a month."""

    book: KnownBook
    account_id: int
    month: int
    balance: int


def _calendar(month: int) -> int:
    """The calendar month of a month: the opening counts as January, the closing as December."""
    return month // 100 * 100 + min(max(month % 100, 1), 12)


def _age(month: int, now: int) -> int:
    """How many months lie between two."""
    return (now // 100 - month // 100) * 12 + now % 100 - _calendar(month) % 100


def last_moved(moves: Moves) -> tuple[int, int]:
    """The month in which an account last moved, and its credit balance."""
    return moves[-1][0], -sum(net for _month, net in moves)


def begun(moves: Moves) -> tuple[int, int]:
    """The month since which an account has had a debit balance without a break, and that balance."""
    balance, since = 0, 0
    for month, net in moves:
        if balance <= 0:
            since = month
        balance += net
    return since, balance


def _find(
    ground: Ground, check: str, top: int, threshold: str, since: Callable[[Moves], tuple[int, int]], sentence: Promise
) -> list[Finding]:
    least = ground.thresholds.value(threshold, ground.until)
    if least is None:
        return []
    condition, ids = among("t.book_id", ground.by_id)
    moves: dict[tuple[int, int], Moves] = defaultdict(list)
    for book, account, month, net in read(TOTALS.format(books=condition), [ids, top, ground.last_month]):
        moves[book, account].append((month, int(net)))
    found = []
    for (book, account), listed in moves.items():
        month, balance = since(listed)
        if balance > 0 and _age(month, month_of(ground.until)) >= least:
            found.append(Standing(ground.by_id[book], account, month, balance))
    return [_finding(check, sentence, least, *one) for one in _with_vouchers(ground, found)]


def _with_vouchers(ground: Ground, found: Sequence[Standing]) -> Iterator[tuple[Standing, object, tuple[int, ...]]]:
    """What stands, with the account in words and the vouchers of its month."""
    if not found:
        return
    accounts = ground.accounts(one.account_id for one in found)
    books, book_ids = among("v.book_id", {one.book.pk for one in found})
    of_accounts, account_ids = among("e.account_id", accounts)
    months = [one.month for one in found]
    behind: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    values = [book_ids, min(months), max(months), account_ids]
    for book, account, month, voucher in read(BEHIND.format(books=books, accounts=of_accounts), values):
        behind[book, account, month].append(voucher)
    for one in found:
        vouchers = dict.fromkeys(behind[one.book.pk, one.account_id, one.month])
        yield one, accounts[one.account_id], tuple(vouchers)


def _finding(
    check: str, sentence: Promise, least: int, one: Standing, account: object, vouchers: tuple[int, ...]
) -> Finding:
    month = _calendar(one.month)
    said = {"account": account, "amount": show_fen(one.balance), "month": show_month(month), "months": least}
    subject = f"account:{one.account_id}:{one.month}"
    return Finding(check, one.book, subject, last_day(month), month, sentence, said, one.balance, vouchers)


def earmarked(ground: Ground) -> list[Finding]:
    """Earmarked money that nothing has moved for long, as at the end of the range."""
    sentence = _("%(account)s holds %(amount)s yuan and has not moved since %(month)s, for %(months)s months or more.")
    return _find(ground, "earmarked_untouched", EARMARKED, "earmarked_months", last_moved, sentence)


def construction(ground: Ground) -> list[Finding]:
    """Works that have been under construction for long, as at the end of the range."""
    sentence = _("%(account)s has stood since %(month)s, for %(months)s months or more, now at %(amount)s yuan.")
    return _find(ground, "construction_unaccepted", CONSTRUCTION, "construction_months", begun, sentence)


def unclosed(ground: Ground) -> Iterator[Finding]:
    """Months of the range that are not closed long after their end."""
    for book in ground.books:
        month = next_month(book.closed_to) if book.closed_to else book.since
        while month <= ground.last_month:
            finding = _unclosed(ground, book, month) if last_day(month) >= ground.since else None
            if finding:
                yield finding
            month = next_month(month)


def _unclosed(ground: Ground, book: KnownBook, month: int) -> Finding | None:
    end = last_day(month)
    days = ground.thresholds.value("unclosed_year_days" if month % 100 == CLOSING else "unclosed_days", end)
    if days is None or end + timedelta(days=days) >= ground.until:
        return None
    said = {"month": Month(month), "days": days}
    subject, sentence = f"month:{month}", _("%(month)s is not closed %(days)s days after its end.")
    return Finding("unclosed", book, subject, end, month, sentence, said)


@dataclass(frozen=True)
class Month:
    """A month that is said in the language of whoever reads it."""

    month: int

    def __str__(self) -> str:
        return show_month(self.month)


CHECKS = (
    Check(
        code="earmarked_untouched",
        name=_("Earmarked money untouched"),
        definition=_(
            "An account 241, or a detail below it, holds money at the end of the period looked at and no voucher has "
            "moved it for the number of months."
        ),
        find=earmarked,
        order=50,
        thresholds=("earmarked_months",),
    ),
    Check(
        code="construction_unaccepted",
        name=_("Construction without acceptance"),
        definition=_(
            "An account 153, or a detail below it, has had a balance without a break for the number of months at the "
            "end of the period looked at: the works were not accepted and taken over as assets."
        ),
        find=construction,
        order=51,
        thresholds=("construction_months",),
    ),
    Check(
        code="unclosed",
        name=_("Month not closed"),
        definition=_("A month, or the closing of a year, is still open the number of days after its end."),
        find=unclosed,
        order=60,
        thresholds=("unclosed_days", "unclosed_year_days"),
    ),
)
