"""What closes a year: income and expenses go to 321, its balance to 322, and what was distributed to what was not.

The balances are read as they stand, so what is posted into a year that was closed before is closed by the difference.
"""

from collections.abc import Sequence

from django.db import connection

from headgoose.ledger.models import Account, AccountKind
from headgoose.ledger.months import CLOSING
from headgoose.ledger.posting import Posting

YEAR_RESULT, DISTRIBUTION = "321", "322"
# The system of accounts has a book's details of 322 told apart by name: what was distributed, and what was not.
UNDISTRIBUTED = "未分配"
# One line is left for the account that the others go to.
LINES_A_VOUCHER = 199
BALANCES = (
    "SELECT a.id, a.code, a.kind, sum(t.debit_fen) - sum(t.credit_fen) FROM ledger_monthtotal t "
    "JOIN ledger_account a ON a.id = t.account_id WHERE t.book_id = %s AND t.month <= %s "
    "AND (a.kind IN ('income', 'expense') OR t.top IN (321, 322)) GROUP BY a.id, a.code, a.kind "
    "HAVING sum(t.debit_fen) <> sum(t.credit_fen) ORDER BY a.code"
)
Balance = tuple[int, str, str, int]


def unclosed_balances(book_id: int, month: int) -> list[Balance]:
    """Accounts that a closed year leaves without a balance, and have one: id, code, kind, debit - credit."""
    _target_id, target = undistributed_account(book_id)
    return [row for row in _balances(book_id, month) if row[1] != target]


def _balances(book_id: int, month: int) -> list[Balance]:
    with connection.cursor() as cursor:
        cursor.execute(BALANCES, [book_id, month])
        return [(row[0], row[1], row[2], int(row[3])) for row in cursor.fetchall()]


def undistributed_account(book_id: int) -> tuple[int, str]:
    """Id and code of the account that keeps what was not distributed: a detail named so, else 322 itself."""
    own = Account.objects.filter(book_id=book_id, top=322, name_zh__contains=UNDISTRIBUTED).order_by("code")
    shared = Account.objects.filter(book=None, code=DISTRIBUTION)
    account = own.first() or shared.get()
    return account.pk, account.code


def closing_postings(book_id: int, year: int) -> list[tuple[str, list[Posting]]]:
    """The vouchers that close a year, each as summary and lines; none where nothing has a balance."""
    rows = unclosed_balances(book_id, year * 100 + CLOSING)
    result_id = Account.objects.get(book=None, code=YEAR_RESULT).pk
    target_id, target = undistributed_account(book_id)
    income = [row for row in rows if row[2] == AccountKind.INCOME]
    expenses = [row for row in rows if row[2] == AccountKind.EXPENSE]
    moved = sum(row[3] for row in (*income, *expenses))
    result = {row[0]: row for row in rows if row[1].startswith(YEAR_RESULT)}
    standing = result.get(result_id, (result_id, YEAR_RESULT, AccountKind.EQUITY.value, 0))
    result[result_id] = (*standing[:3], standing[3] + moved)
    distributed = [row for row in rows if row[1].startswith(DISTRIBUTION)]
    return [
        *_vouchers(f"结转{year}年度各项收入", income, result_id, YEAR_RESULT),
        *_vouchers(f"结转{year}年度各项支出", expenses, result_id, YEAR_RESULT),
        *_vouchers(f"结转{year}年度收益", [row for row in result.values() if row[3]], target_id, target),
        *_vouchers(f"结转{year}年度各项分配", distributed, target_id, target),
    ]


def _vouchers(summary: str, rows: Sequence[Balance], to_id: int, to_code: str) -> list[tuple[str, list[Posting]]]:
    """The vouchers that move balances to an account, as many as their number of lines asks for."""
    parts = [rows[start : start + LINES_A_VOUCHER] for start in range(0, len(rows), LINES_A_VOUCHER)]
    return [(summary, _turned(part, to_id, to_code)) for part in parts]


def _turned(rows: Sequence[Balance], to_id: int, to_code: str) -> list[Posting]:
    lines = [_line(account_id, code, -balance) for account_id, code, _kind, balance in rows]
    total = sum(balance for _id, _code, _kind, balance in rows)
    return [*lines, _line(to_id, to_code, total)] if total else lines


def _line(account_id: int, code: str, amount: int) -> Posting:
    """A line of a signed amount: positive on the debit side."""
    return Posting(account_id, code, debit_fen=max(amount, 0), credit_fen=max(-amount, 0))
