"""The trial balance of a book and the detail ledger of an account, from the sums kept with every posting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.db import connection
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.models import Account, Side
from headgoose.ledger.months import CLOSING, OPENING, parse_month, show_month
from headgoose.ledger.queries import accounts_of

TOTALS = (
    "SELECT account_id, sum(CASE WHEN month < %s THEN debit_fen - credit_fen ELSE 0 END), "
    "sum(CASE WHEN month < %s THEN 0 ELSE debit_fen END), sum(CASE WHEN month < %s THEN 0 ELSE credit_fen END) "
    "FROM ledger_monthtotal WHERE book_id = %s AND month <= %s GROUP BY account_id"
)
LINES = (
    "SELECT v.id, v.month, v.\"on\", v.number, v.year, v.kind, coalesce(nullif(e.summary, ''), v.summary), a.id, "
    "e.debit_fen, e.credit_fen FROM ledger_voucher v JOIN ledger_entry e ON e.voucher_id = v.id "
    "JOIN ledger_account a ON a.id = e.account_id WHERE v.book_id = %s AND v.month >= %s AND v.month <= %s "
    "AND v.state = 'posted' AND a.top = %s AND a.code LIKE %s "
    'ORDER BY v.month, v."on", v.number, e.line'
)


@cache
def shared_accounts() -> dict[int, Account]:
    """The shared chart by id. The database lets nobody change it, so it is read once."""
    return {account.pk: account for account in Account.objects.filter(book=None)}


def accounts_with(ids: Iterable[int]) -> dict[int, Account]:
    """Accounts by id; details of books cost a query, the shared chart none."""
    chart = shared_accounts()
    wanted = set(ids)
    if wanted <= chart.keys():
        return chart
    return {**chart, **Account.objects.in_bulk(wanted - chart.keys())}


@dataclass(slots=True)
class BalanceRow:
    """An account in the trial balance, its details included; balances stand on one side, of some accounts on both.

    Args:
        depth: 0 for an account of the shared chart, more for a detail below one.
    """

    account: Account
    depth: int = 0
    opening_debit: int = 0
    opening_credit: int = 0
    debit: int = 0
    credit: int = 0
    closing_debit: int = 0
    closing_credit: int = 0

    @property
    def amounts(self) -> tuple[int, int, int, int, int, int]:
        """Opening, movement and closing, each debit and credit, in fen."""
        return (
            self.opening_debit, self.opening_credit, self.debit, self.credit, self.closing_debit, self.closing_credit
        )  # fmt: skip

    def add(self, opening: int, debit: int, credit: int) -> None:
        """Add what was posted to one account, its balances on the side where they stand."""
        closing = opening + debit - credit
        if opening > 0:
            self.opening_debit += opening
        else:
            self.opening_credit -= opening
        self.debit += debit
        self.credit += credit
        if closing > 0:
            self.closing_debit += closing
        else:
            self.closing_credit -= closing

    def settle(self) -> None:
        """Leave the difference of both sides on one of them."""
        opening, closing = self.opening_debit - self.opening_credit, self.closing_debit - self.closing_credit
        self.opening_debit, self.opening_credit = (opening, 0) if opening > 0 else (0, -opening)
        self.closing_debit, self.closing_credit = (closing, 0) if closing > 0 else (0, -closing)


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """All accounts of a book that ever moved: opening, movement and closing.

    Args:
        totals: of the accounts of the shared chart, as `BalanceRow.amounts`.
    """

    first: int
    last: int
    rows: list[BalanceRow]
    totals: tuple[int, ...] = field(default=(0,) * 6)

    @property
    def ties(self) -> bool:
        """Whether debits equal credits: at the beginning, in between, at the end."""
        return all(self.totals[place] == self.totals[place + 1] for place in (0, 2, 4))

    @property
    def tops(self) -> list[BalanceRow]:
        """The accounts of the shared chart alone."""
        return [row for row in self.rows if not row.depth]


def trial_balance(book_id: int, first: int, last: int) -> TrialBalance:
    """The trial balance of a book over months; `last` may be the closing of a year. One query, two with details."""
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, [first, first, first, book_id, last])
        posted = cursor.fetchall()
    accounts = accounts_with(row[0] for row in posted)
    rows: dict[str, BalanceRow] = {}
    details = []
    for account_id, opening, debit, credit in posted:
        account = accounts[account_id]
        row = rows[account.code] = BalanceRow(account)
        row.add(int(opening), int(debit), int(credit))
        if account.book_id is not None:
            details.append(row)
    if details:
        _nest(book_id, rows, details)
    ordered = [rows[code] for code in sorted(rows)]
    totals = tuple(map(sum, zip(*(row.amounts for row in ordered if not row.depth), strict=True))) or (0,) * 6
    return TrialBalance(first, last, ordered, totals)


def _nest(book_id: int, rows: dict[str, BalanceRow], details: Sequence[BalanceRow]) -> None:
    """Let every account hold its details: one that stands on either side keeps both, the others their difference."""
    own = {row.account.code: row.amounts for row in details}
    known = {account.code: account for account in accounts_of(book_id)}
    above: set[str] = set()
    for code, amounts in own.items():
        parents = [code[:length] for length in range(3, len(code)) if code[:length] in known]
        rows[code].depth = len(parents)
        for depth, parent in enumerate(parents):
            row = rows.setdefault(parent, BalanceRow(known[parent], depth))
            row.opening_debit += amounts[0]
            row.opening_credit += amounts[1]
            row.debit += amounts[2]
            row.credit += amounts[3]
            row.closing_debit += amounts[4]
            row.closing_credit += amounts[5]
        above.update(parents)
    for code in above:
        if rows[code].account.side != Side.BOTH:
            rows[code].settle()


def stand(fen: int) -> tuple[str, int]:
    """On which side a balance stands, in a word, and its amount."""
    if not fen:
        return pgettext("a balance of nothing", "even"), 0
    return (gettext("debit"), fen) if fen > 0 else (gettext("credit"), -fen)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """An entry in the detail ledger of an account, with the balance after it."""

    voucher_id: int
    month: int
    on: date
    number: int
    kind: str
    summary: str
    account: Account
    debit_fen: int
    credit_fen: int
    balance_fen: int

    @property
    def balance(self) -> tuple[str, int]:
        """Its side and amount."""
        return stand(self.balance_fen)


@dataclass(frozen=True, slots=True)
class MonthSums:
    """What a month, and the year up to it, moved; `lines` are those of the month that the page shows."""

    month: int
    lines: list[LedgerLine]
    debit_fen: int
    credit_fen: int
    year_debit_fen: int
    year_credit_fen: int
    balance_fen: int

    @property
    def balance(self) -> tuple[str, int]:
        """Its side and amount."""
        return stand(self.balance_fen)

    @property
    def said(self) -> str:
        """The month in words."""
        return show_month(self.month)


@dataclass(frozen=True, slots=True)
class DetailLedger:
    """An account with its details over months: the balance before, month by month every entry, the balance after."""

    account: Account
    opening_fen: int
    months: list[MonthSums]
    closing_fen: int
    count: int

    @property
    def opening(self) -> tuple[str, int]:
        """The side and amount of the balance before."""
        return stand(self.opening_fen)

    @property
    def has_details(self) -> bool:
        """Whether entries are of accounts below."""
        return any(line.account.pk != self.account.pk for month in self.months for line in month.lines)


def get_account(book_id: int, code: str) -> Account:
    """An account of a book by its code. Raises Refused (NOT_FOUND)."""
    account = accounts_of(book_id).filter(code=code).first() if code.isascii() and code.isdigit() else None
    if account is None:
        reason = _("The book has no account %(code)s.") % {"code": code[:20]}
        raise Refused(reason, Because.NOT_FOUND, field="account")
    return account


def detail_ledger(book_id: int, account: Account, first: int, last: int) -> DetailLedger:
    """Every posted entry of an account and its details over months, with running balances. Three queries."""
    year = first // 100 * 100 + OPENING
    opening, in_year_debit, in_year_credit = _before(book_id, account, first, year)
    with connection.cursor() as cursor:
        cursor.execute(LINES, [book_id, first, last, account.top, f"{account.code}%"])
        posted = cursor.fetchall()
    accounts = accounts_with(row[7] for row in posted)
    balance, months = opening, list[MonthSums]()
    lines: list[LedgerLine] = []
    debit = credit = 0
    for place, (voucher_id, month, on, number, _year, kind, summary, account_id, plus, minus) in enumerate(posted):
        balance += plus - minus
        debit, credit = debit + plus, credit + minus
        own = accounts[account_id]
        lines.append(LedgerLine(voucher_id, month, on, number, kind, summary, own, plus, minus, balance))
        if place + 1 == len(posted) or posted[place + 1][1] != month:
            if month // 100 != year // 100:
                year, in_year_debit, in_year_credit = month, 0, 0
            in_year_debit, in_year_credit = in_year_debit + debit, in_year_credit + credit
            months.append(MonthSums(month, lines, debit, credit, in_year_debit, in_year_credit, balance))
            lines, debit, credit = [], 0, 0
    return DetailLedger(account, opening, months, balance, len(posted))


def _before(book_id: int, account: Account, first: int, year: int) -> tuple[int, int, int]:
    """The balance before a month, and what its year had moved by then without opening balances."""
    sql = (
        "SELECT coalesce(sum(t.debit_fen - t.credit_fen), 0), "
        "coalesce(sum(CASE WHEN t.month > %s THEN t.debit_fen ELSE 0 END), 0), "
        "coalesce(sum(CASE WHEN t.month > %s THEN t.credit_fen ELSE 0 END), 0) "
        "FROM ledger_monthtotal t JOIN ledger_account a ON a.id = t.account_id "
        "WHERE t.book_id = %s AND t.month < %s AND a.top = %s AND a.code LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [year, year, book_id, first, account.top, f"{account.code}%"])
        opening, debit, credit = cursor.fetchone()
    return int(opening), int(debit), int(credit)


def parse_from_to(first: str, last: str, year: int) -> tuple[int, int]:
    """The months of a trial balance as an address names them: 2026-01 to 2026-05; 2025-13 is the year's closing.

    Without words, the whole year. Raises Refused.
    """
    end = 0
    if last.endswith(f"-{CLOSING}"):
        end = parse_month(f"{last[:4]}-12") + 1
    elif last:
        end = parse_month(last)
    start = parse_month(first) if first else (end // 100 or year) * 100 + 1
    end = end or max(year, start // 100) * 100 + CLOSING
    if end < start:
        raise Refused(_("The last month lies before the first."), field="to")
    return start, end
