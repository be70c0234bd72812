"""How the plain-text files name accounts, write amounts and days, and keep people's words from being read as more."""

from datetime import date

from headgoose.ledger.models import Account, AccountKind
from headgoose.ledger.months import CLOSING, OPENING
from headgoose.ledger.streaming import StoredLine, StoredVoucher

CURRENCY = "CNY"
ROOTS = {
    AccountKind.ASSET.value: "Assets",
    # What production has cost so far stands in the balance sheet with the stock.
    AccountKind.COST.value: "Assets",
    AccountKind.LIABILITY.value: "Liabilities",
    AccountKind.EQUITY.value: "Equity",
    AccountKind.INCOME.value: "Income",
    AccountKind.EXPENSE.value: "Expenses",
}


def account_name(account: Account) -> str:
    """`Assets:A102`, and for a detail `Assets:A102:A10201`."""
    name = f"{ROOTS[account.kind]}:A{account.top}"
    return name if account.book_id is None else f"{name}:A{account.code}"


def amount(fen: int) -> str:
    """`-1234.50 CNY`."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d} {CURRENCY}"


def day_before(year: int) -> str:
    """Where what was there before a year is dated."""
    return f"{year - 1:04d}-12-31"


def dated(voucher: StoredVoucher) -> str:
    """The day of a voucher in the file."""
    return day_before(voucher.year) if voucher.month % 100 == OPENING else voucher.on


def closes(voucher: StoredVoucher) -> bool:
    """Whether it belongs to the closing of its year."""
    return voucher.month % 100 == CLOSING


def red_side(line: StoredLine) -> str:
    """The side of a red letter; empty for an amount that is not negative."""
    return "debit" if line.debit_fen < 0 else "credit" if line.credit_fen < 0 else ""


def one_line(text: str) -> str:
    """Words without what would end a line."""
    return "".join(char if char.isprintable() else " " for char in text).strip()


def next_day(day: date) -> str:
    """The day after, as the files write it."""
    return date.fromordinal(day.toordinal() + 1).isoformat()
