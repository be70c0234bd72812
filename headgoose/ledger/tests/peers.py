"""hledger and beancount read a book that was taken away, and say its balances: by month, then by account.

Months are ours, as `exporting` says: December without what closes its year, then month 13 with it.
"""

import csv
import subprocess
from collections import defaultdict
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TypeVar

from beancount import loader
from beancount.core import data, realization
from beancount.core.inventory import Inventory

from headgoose.ledger.exporting import export_book
from headgoose.ledger.models import Book, MonthTotal
from headgoose.ledger.months import CLOSING, OPENING, last_day

K = TypeVar("K", bound=tuple[int, str])
V = TypeVar("V")
Balances = dict[tuple[int, str], int]
Sides = dict[tuple[int, str], tuple[int, int]]


def text_of(book: Book, kind: str, year: int | None = None) -> str:
    """A book as a file."""
    return b"".join(export_book(book, "231221100200", kind, year)).decode()


def months_of(first_year: int, last_year: int) -> list[int]:
    """Every month, from the opening of a year to the closing of another."""
    return [year * 100 + month for year in range(first_year, last_year + 1) for month in range(CLOSING + 1)]


def our_balances(book: Book, months: list[int]) -> Balances:
    """What our kept sums say at the end of every month; accounts without a balance are left out."""
    rows = list(MonthTotal.objects.filter(book=book).values_list("month", "account__code", "debit_fen", "credit_fen"))
    found: Balances = {}
    for month in months:
        held: dict[str, int] = defaultdict(int)
        for moved, code, debit, credit in rows:
            if moved <= month:
                held[code] += debit - credit
        found |= {(month, code): fen for code, fen in held.items() if fen}
    return found


def our_sides(book: Book) -> Sides:
    """What our kept sums say was debited and credited in every month."""
    rows = MonthTotal.objects.filter(book=book).values_list("month", "account__code", "debit_fen", "credit_fen")
    return {(month, code): (debit, credit) for month, code, debit, credit in rows}


def hledger_balances(text: str, months: list[int], folder: Path) -> Balances:
    """What hledger says of a journal."""
    file = folder / "book.journal"
    file.write_text(text, encoding="utf-8")
    found: Balances = {}
    for year in sorted({month // 100 for month in months}):
        # A year with its closing: only ends of years; without it: every month.
        whole = _hledger(file, year, "--yearly")
        found |= {(year * 100 + CLOSING, code): fen for (_month, code), fen in whole.items()}
        found |= _hledger(file, year, "--monthly", f"not:tag:closing={year}")
        before = _hledger(file, year - 1, "--yearly")
        found |= {(year * 100 + OPENING, code): fen for (_month, code), fen in before.items()}
    return {key: fen for key, fen in found.items() if fen and key[0] in set(months)}


def _hledger(file: Path, year: int, *asked: str) -> Balances:
    span = ["--begin", f"{year}-01-01", "--end", f"{year + 1}-01-01"]
    options = ["--historical", "--flat", "--no-total", "--output-format", "csv", "--commodity-style", "1000.00 CNY"]
    command = ["hledger", "--file", str(file), "balance", *span, *options, *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    header, *rows = csv.reader(StringIO(done.stdout))
    found: Balances = {}
    for name, *amounts in rows:
        for title, said in zip(header[1:], amounts, strict=True):
            # 2026-03 or, by the year, 2026.
            month = int(title.replace("-", "")[:6].ljust(6, "0"))
            found[month, name.rpartition(":A")[2]] = _fen(said)
    return found


def _fen(said: str) -> int:
    plain = said.removesuffix("CNY").strip().replace(".", "")
    return int(plain or "0")


def beancount_entries(text: str) -> tuple[list[data.Transaction], list[str]]:
    """The transactions beancount reads, and what it has against the file."""
    entries, errors, _options = loader.load_string(text)
    transactions = [entry for entry in entries if isinstance(entry, data.Transaction)]
    return transactions, [str(error.message) for error in errors]


def beancount_balances(text: str, months: list[int]) -> Balances:
    """What beancount says of a file."""
    transactions, errors = beancount_entries(text)
    assert errors == []
    found: Balances = {}
    for month in months:
        year, number = month // 100, month % 100
        until = date(year - 1, 12, 31) if number == OPENING else last_day(month)
        kept = [entry for entry in transactions if entry.date <= until]
        if number != CLOSING:
            kept = [entry for entry in kept if f"closing-{year}" not in entry.tags]
        root = realization.realize(kept)  # type: ignore[no-untyped-call]
        for account in realization.iter_children(root):  # type: ignore[no-untyped-call]
            fen = _fen_held(account.balance)
            if fen:
                found[month, account.account.rpartition(":A")[2]] = fen
    return found


def _fen_held(balance: Inventory) -> int:
    held = balance.get_currency_units("CNY")  # type: ignore[no-untyped-call]
    return int(held.number * 100)


def beancount_sides(text: str) -> Sides:
    """What was debited and credited in every month, with red letters on their side."""
    transactions, _errors = beancount_entries(text)
    found: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for entry in transactions:
        for posting in entry.postings:
            assert posting.units
            assert posting.units.number
            fen = int(posting.units.number * 100)
            red = (posting.meta or {}).get("red")
            side = 0 if (fen > 0) != bool(red) else 1
            assert red in (None, ("debit", "credit")[side])
            found[int(entry.meta["month"]), posting.account.rpartition(":A")[2]][side] += fen if side == 0 else -fen
    return {key: (debit, credit) for key, (debit, credit) in found.items()}


def differences(ours: dict[K, V], theirs: dict[K, V]) -> list[tuple[K, V | None, V | None]]:
    """Where two do not agree: the first few by month and account, what we say, what they say."""
    keys = sorted(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))
    return [(key, ours.get(key), theirs.get(key)) for key in keys[:5]]
