"""Vouchers of a sheet held against a book: accounts, months, balance."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from headgoose.kernel.refusal import Refused
from headgoose.ledger.models import Account, Book, VoucherKind
from headgoose.ledger.posting import Posting
from headgoose.ledger.queries import accounts_of
from headgoose.ledger.rules import PAYEE_MAX, check_date, check_entries, check_summary
from headgoose.ledger.sheets.reading import Reading, SheetLine, SheetVoucher


@dataclass(frozen=True)
class Checked:
    """A voucher that can be taken."""

    row: int
    number: str
    on: date
    month: int
    summary: str
    documents: int
    entries: list[Posting]

    @property
    def total_fen(self) -> int:
        """The sum of its debits."""
        return sum(entry.debit_fen for entry in self.entries)


@dataclass
class SheetCheck:
    """What would come of a sheet: vouchers, or faults by row; with a fault nothing is taken."""

    vouchers: list[Checked] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    rows: int = 0

    @property
    def months(self) -> list[tuple[int, int, int]]:
        """Month, number of vouchers and sum of debits in fen."""
        counts = Counter(voucher.month for voucher in self.vouchers)
        sums: Counter[int] = Counter()
        for voucher in self.vouchers:
            sums[voucher.month] += voucher.total_fen
        return [(month, counts[month], sums[month]) for month in sorted(counts)]


def check_sheet(book: Book, reading: Reading, today: date) -> SheetCheck:
    """Hold the vouchers of a sheet against a book. Nothing is written."""
    found = SheetCheck(notices=reading.notices, rows=reading.rows)
    faults = {row: list(said) for row, said in reading.remarks.items()}
    lookup = Lookup(book)
    for voucher in reading.vouchers:
        checked = _check(book, voucher, lookup, today, faults)
        if checked is not None:
            found.vouchers.append(checked)
    found.faults = [(row, said) for row in sorted(faults) for said in faults[row]]
    return found


class Lookup:
    """The accounts of a book, by code and by name."""

    def __init__(self, book: Book) -> None:
        accounts = list(accounts_of(book.pk))
        self.by_code = {account.code: account for account in accounts}
        self.by_name: dict[str, list[Account]] = {}
        for account in accounts:
            self.by_name.setdefault(account.name_zh, []).append(account)

    def find(self, line: SheetLine) -> Account:
        """The account of a line. Raises Refused."""
        name = line.account.replace("／", "/").replace("—", "-")
        last = name.replace("/", "-").rpartition("-")[2].strip()
        if line.code:
            account = self.by_code.get(line.code)
            if account is None:
                raise Refused(_("There is no account %(code)s in this book.") % {"code": line.code[:20]})
            if last and account.name_zh not in (last, name) and account.name_en not in (last, name):
                said = {"code": account.code, "name": account.name_zh, "typed": line.account[:40]}
                raise Refused(_("Account %(code)s is called %(name)s, not %(typed)s.") % said)
            return account
        named = self.by_name.get(name) or self.by_name.get(last) or []
        if len(named) != 1:
            raise Refused(_("There is no account “%(name)s” in this book.") % {"name": line.account[:40]})
        return named[0]


def _check(
    book: Book, voucher: SheetVoucher, lookup: Lookup, today: date, faults: dict[int, list[str]]
) -> Checked | None:
    before = sum(len(said) for said in faults.values())
    entries = list(_entries(voucher, lookup, faults))
    unread = any(line.row in faults for line in voucher.lines)
    month = 0
    try:
        if voucher.on is not None:
            month = check_date(book, VoucherKind.ORDINARY.value, voucher.on, today)
        check_summary(voucher.summary)
        if not unread and len(entries) == len(voucher.lines):
            check_entries(entries)
    except Refused as refused:
        faults.setdefault(voucher.row, []).append(_of(voucher, str(refused)))
    if unread or voucher.on is None or sum(len(said) for said in faults.values()) > before:
        return None
    return Checked(voucher.row, voucher.number, voucher.on, month, voucher.summary, voucher.documents, entries)


def _of(voucher: SheetVoucher, said: str) -> str:
    if not voucher.number:
        return said
    return _("Voucher %(number)s: %(said)s") % {"number": voucher.number[:20], "said": said}


def _entries(voucher: SheetVoucher, lookup: Lookup, faults: dict[int, list[str]]) -> Iterator[Posting]:
    for line in voucher.lines:
        try:
            account = lookup.find(line)
            summary = check_summary(line.summary) if line.summary and line.summary != voucher.summary else ""
            if len(line.payee) > PAYEE_MAX:
                raise Refused(_("The payee has at most 60 characters."))
        except Refused as refused:
            faults.setdefault(line.row, []).append(str(refused))
            continue
        yield Posting(account.pk, account.code, line.debit_fen, line.credit_fen, summary, line.payee, line.payee_kind)
