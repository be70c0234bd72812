"""What closes a year: the balances of income and expenses go to 321, its balance to 322."""

from django.db import connection

from headgoose.ledger.models import Account, AccountKind
from headgoose.ledger.months import CLOSING
from headgoose.ledger.posting import Posting

YEAR_RESULT, DISTRIBUTION = "321", "322"
# 32201 is the customary detail for undistributed income; a book without details uses 322 itself.
BALANCES = (
    "SELECT a.id, a.code, a.kind, sum(t.debit_fen) - sum(t.credit_fen) FROM ledger_monthtotal t "
    "JOIN ledger_account a ON a.id = t.account_id WHERE t.book_id = %s AND t.month <= %s "
    "AND (a.kind IN ('income', 'expense') OR a.code = '321') GROUP BY a.id, a.code, a.kind "
    "HAVING sum(t.debit_fen) <> sum(t.credit_fen) ORDER BY a.code"
)


def unclosed_balances(book_id: int, month: int) -> list[tuple[int, str, str, int]]:
    """Accounts of income, expenses and 321 with a balance at the end of a month: id, code, kind, debit - credit."""
    with connection.cursor() as cursor:
        cursor.execute(BALANCES, [book_id, month])
        return [(row[0], row[1], row[2], int(row[3])) for row in cursor.fetchall()]


def closing_postings(book_id: int, year: int) -> list[tuple[str, list[Posting]]]:
    """The vouchers that close a year, each as summary and lines; none where nothing has a balance."""
    balances = unclosed_balances(book_id, year * 100 + CLOSING)
    shared = {account.code: account.pk for account in Account.objects.filter(book=None, code__in=["321", "322"])}
    income = [row for row in balances if row[2] == AccountKind.INCOME]
    expenses = [row for row in balances if row[2] == AccountKind.EXPENSE]
    result = -sum(row[3] for row in balances)
    found = []
    for summary, rows in ((f"结转{year}年度各项收入", income), (f"结转{year}年度各项支出", expenses)):
        if rows and (lines := _turned(rows, shared[YEAR_RESULT], YEAR_RESULT)):
            found.append((summary, lines))
    if result:
        transfer = [(shared[YEAR_RESULT], YEAR_RESULT, AccountKind.EQUITY.value, -result)]
        found.append((f"结转{year}年度收益", _turned(transfer, shared[DISTRIBUTION], DISTRIBUTION)))
    return found


def _turned(rows: list[tuple[int, str, str, int]], to_id: int, to_code: str) -> list[Posting]:
    lines = [_line(account_id, code, -balance) for account_id, code, _kind, balance in rows]
    total = sum(balance for _id, _code, _kind, balance in rows)
    return [*lines, _line(to_id, to_code, total)] if total else lines


def _line(account_id: int, code: str, amount: int) -> Posting:
    """A line of a signed amount: positive on the debit side."""
    return Posting(account_id, code, debit_fen=max(amount, 0), credit_fen=max(-amount, 0))
