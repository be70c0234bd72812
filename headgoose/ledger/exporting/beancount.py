"""The file that beancount reads. It asserts our balance of every account at the end of every month it moved in."""

from collections import defaultdict
from collections.abc import Iterator

from headgoose.ledger.exporting.copies import Balances, Copy
from headgoose.ledger.exporting.naming import (
    CURRENCY,
    account_name,
    amount,
    closes,
    dated,
    day_before,
    next_day,
    one_line,
    red_side,
)
from headgoose.ledger.months import OPENING, last_day
from headgoose.ledger.streaming import StoredVoucher


def _said(text: str) -> str:
    plain = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def ledger_file(copy: Copy) -> Iterator[str]:
    """The lines of the file."""
    names = {number: account_name(account) for number, account in copy.accounts.items()}
    yield f'option "title" {_said(f"{copy.book.name} {copy.place}")}'
    yield f'option "operating_currency" "{CURRENCY}"'
    first = day_before(copy.year or copy.book.since // 100)
    for number, account in copy.accounts.items():
        yield f"{first} open {names[number]} {CURRENCY}"
        yield f"  name: {_said(account.name_zh)}"
    if copy.year is not None:
        yield from _carried(copy, names, copy.year)
    for voucher in copy.vouchers():
        yield ""
        yield from _transaction(voucher, names)
    yield ""
    yield from _assertions(copy, names)


def _carried(copy: Copy, names: dict[int, str], year: int) -> Iterator[str]:
    balances = copy.balances_before(year * 100)
    if any(balances.values()):
        yield ""
        yield f'{day_before(year)} * "上年结转" #carried-{year}'
        for number, name in names.items():
            if balances.get(number):
                yield f"  {name}  {amount(balances[number])}"


def _transaction(voucher: StoredVoucher, names: dict[int, str]) -> Iterator[str]:
    closing = f" #closing-{voucher.year}" if closes(voucher) else ""
    yield f"{dated(voucher)} * {_said(voucher.summary)}{closing}"
    yield f'  number: "{voucher.year}-{voucher.number}"'
    yield f'  kind: "{voucher.kind}"'
    yield f'  month: "{voucher.month}"'
    yield f'  sequence: "{voucher.sequence}"'
    yield f'  hash: "{voucher.hash}"'
    for line in voucher.lines:
        yield f"  {names[line.account_id]}  {amount(line.debit_fen - line.credit_fen)}"
        for key, words in (("red", red_side(line)), ("summary", line.summary), ("payee", line.payee)):
            if words:
                yield f"    {key}: {_said(words)}"


def _assertions(copy: Copy, names: dict[int, str]) -> Iterator[str]:
    """Balances from the kept sums, at the start of the day after a month. A shared account includes its details."""
    moved: dict[str, tuple[Balances, set[int]]] = {}
    for month, before, sums in copy.months():
        after = defaultdict(int, before)
        for number, (debit, credit) in sums.items():
            after[number] += debit - credit
        day = f"{month // 100:04d}-01-01" if month % 100 == OPENING else next_day(last_day(month))
        # The closing of a year ends on the same day as its December.
        moved[day] = after, {*sums, *moved.get(day, ({}, set()))[1]}
    for day, (balances, accounts) in moved.items():
        for number in sorted(accounts, key=lambda one: copy.accounts[one].code):
            own = copy.accounts[number]
            held = balances[number]
            if own.book_id is None:
                held = sum(fen for other, fen in balances.items() if copy.accounts[other].top == own.top)
            yield f"{day} balance {names[number]}  {amount(held).removesuffix(CURRENCY)}~ 0.00 {CURRENCY}"
