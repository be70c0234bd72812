"""The journal that hledger reads."""

from collections.abc import Iterator

from headgoose.ledger.exporting.copies import Copy
from headgoose.ledger.exporting.naming import (
    CURRENCY,
    account_name,
    amount,
    closes,
    dated,
    day_before,
    one_line,
    red_side,
)
from headgoose.ledger.streaming import StoredVoucher

# In comments `word:` is a tag, a comma ends its value, and brackets hold dates that count.
PLAIN = str.maketrans(dict(zip(";:,|[]", "；：，｜［］", strict=True)))


def _said(text: str) -> str:
    return one_line(text).translate(PLAIN)


def journal(copy: Copy) -> Iterator[str]:
    """The lines of the file."""
    yield f"; {_said(copy.book.name)} {copy.place}"
    yield "; Balances at yyyymm: to the end of the month, not:tag:closing=yyyy; at yyyy13: to the end of the year."
    yield f"commodity 1000.00 {CURRENCY}"
    yield "decimal-mark ."
    names = {number: account_name(account) for number, account in copy.accounts.items()}
    for number, account in copy.accounts.items():
        yield f"account {names[number]}  ; {_said(account.name_zh)}"
    if copy.year is not None:
        yield from _carried(copy, names, copy.year)
    for voucher in copy.vouchers():
        yield ""
        yield from _transaction(voucher, names)


def _carried(copy: Copy, names: dict[int, str], year: int) -> Iterator[str]:
    balances = copy.balances_before(year * 100)
    if any(balances.values()):
        yield ""
        yield f"{day_before(year)} * 上年结转  ; carried:{year}"
        for number, name in names.items():
            if balances.get(number):
                yield f"    {name}  {amount(balances[number])}"


def _transaction(voucher: StoredVoucher, names: dict[int, str]) -> Iterator[str]:
    closing = f", closing:{voucher.year}" if closes(voucher) else ""
    yield f"{dated(voucher)} * ({voucher.year}-{voucher.number}) {_said(voucher.summary)}"
    yield f"    ; kind:{voucher.kind}, month:{voucher.month}, sequence:{voucher.sequence}{closing}"
    yield f"    ; hash:{voucher.hash}"
    for line in voucher.lines:
        tags = [f"red:{red_side(line)}"] if red_side(line) else []
        tags += [f"payee:{_said(line.payee)}"] if line.payee else []
        words = ", ".join([*([_said(line.summary)] if line.summary else []), *tags])
        comment = f"  ; {words}" if words else ""
        yield f"    {names[line.account_id]}  {amount(line.debit_fen - line.credit_fen)}{comment}"
