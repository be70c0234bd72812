"""What a book says of the vouchers of a file: which accounts are meant, what balances, whether months are open.

Nothing is written here. The preview shows the outcome; taking the file weighs it again behind the book's lock.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from headgoose.kernel.money import show_fen
from headgoose.kernel.refusal import Refused
from headgoose.ledger.models import Account, Book, VoucherKind
from headgoose.ledger.months import month_of, show_month
from headgoose.ledger.posting import Posting
from headgoose.ledger.queries import accounts_of
from headgoose.ledger.rules import LINES_MAX, check_date
from headgoose.ledger.sheets.reading import Fault, Reading, SheetLine, SheetVoucher
from headgoose.places.names import plain_text

CODE_ASIDE = str.maketrans("", "", " .-_/\\'")
PATH_MARKS = str.maketrans(dict.fromkeys("/\\_—–-＞>→:", "/"))
SAID_MAX = 40
NAMED_MAX = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """A voucher of a file that can be drafted."""

    row: int
    number: str
    on: date
    month: int
    summary: str
    documents: int
    entries: Sequence[Posting]

    @property
    def total_fen(self) -> int:
        """The sum of its debits."""
        return sum(entry.debit_fen for entry in self.entries)


@dataclass
class SheetCheck:
    """What would come of a file: all its vouchers, or what stands against them, by row."""

    rows: int
    vouchers: list[Checked] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def by_month(self) -> list[tuple[str, int, int]]:
        """Months with the number of their vouchers and their sum."""
        found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for voucher in self.vouchers:
            found[voucher.month][0] += 1
            found[voucher.month][1] += voucher.total_fen
        return [(show_month(month), count, fen) for month, (count, fen) in sorted(found.items())]

    @property
    def total_fen(self) -> int:
        """The sum of all debits."""
        return sum(voucher.total_fen for voucher in self.vouchers)


def check_sheet(book: Book, reading: Reading, today: date) -> SheetCheck:
    """Hold what was read against the book. Its vouchers count only when there is no fault at all."""
    found = SheetCheck(reading.rows, faults=list(reading.faults), notices=reading.notices)
    named = NamedAccounts(list(accounts_of(book.pk)))
    dates: dict[date, str] = {}
    for voucher in reading.vouchers:
        entries = _entries(reading, voucher, named, found.faults)
        _check_voucher(reading, voucher, found.faults)
        if voucher.on is None:
            continue
        if voucher.on not in dates:
            dates[voucher.on] = _why_not(book, voucher.on, today)
        if dates[voucher.on]:
            found.faults.append(Fault(voucher.row, dates[voucher.on], reading.cell(voucher.row, "on")))
        month = month_of(voucher.on)
        row = (voucher.row, voucher.number, voucher.on, month, voucher.summary, voucher.documents, entries)
        found.vouchers.append(Checked(*row))
    found.faults.sort(key=lambda fault: fault.row)
    return found


def _why_not(book: Book, on: date, today: date) -> str:
    """Why a voucher may not have a date, "" where it may."""
    try:
        check_date(book, VoucherKind.ORDINARY, on, today)
    except Refused as refused:
        return str(refused)
    return ""


def _check_voucher(reading: Reading, voucher: SheetVoucher, faults: list[Fault]) -> None:
    """Whether it is whole; silent where a row of it has a fault of its own, which would only be said twice."""
    said: dict[str, object] = {"first": voucher.row, "last": voucher.lines[-1].row if voucher.lines else voucher.row}
    if len(voucher.lines) > LINES_MAX:
        text = _("The voucher in rows %(first)d to %(last)d has more than 200 lines.")
    elif not voucher.is_sound:
        return
    elif len(voucher.lines) < 2:
        text = _("The voucher has one line only; it needs at least two.")
    elif voucher.difference_fen:
        text = _("The voucher in rows %(first)d to %(last)d: debits and credits differ by %(difference)s yuan.")
        said |= {"difference": show_fen(voucher.difference_fen)}
    else:
        return
    faults.append(Fault(voucher.row, text % said, reading.cell(voucher.row, "number")))


def _entries(reading: Reading, voucher: SheetVoucher, named: "NamedAccounts", faults: list[Fault]) -> list[Posting]:
    entries = []
    for line in voucher.lines:
        try:
            account = named.find(line)
        except Refused as refused:
            column = refused.field if refused.field in reading.columns else "name"
            faults.append(Fault(line.row, str(refused), reading.cell(line.row, column or "name")))
            continue
        entries.append(
            Posting(
                account.pk,
                account.code,
                line.debit_fen,
                line.credit_fen,
                line.summary,
                line.payee,
                line.payee_kind,
            )
        )
    return entries


class NamedAccounts:
    """The accounts of a book, as files name them: by code, by name, by both, by the names from the top down."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self._by_code = {account.code: account for account in accounts}
        self._names: dict[str, list[Account]] = defaultdict(list)
        for account in accounts:
            for name in {account.name_zh, account.name_en} - {""}:
                self._names[bare_name(name)].append(account)
        self._found: dict[tuple[str, str, str], Account | Refused] = {}

    def find(self, line: SheetLine) -> Account:
        """The account that a row means. Raises Refused, with the column in `field`."""
        key = (line.code, line.name, line.detail)
        if key not in self._found:
            try:
                self._found[key] = self._search(*key)
            except Refused as refused:
                self._found[key] = refused
        found = self._found[key]
        if isinstance(found, Refused):
            raise found
        return found

    def _search(self, code: str, name: str, detail: str) -> Account:
        digits, _space, rest = code.partition(" ")
        digits = digits.translate(CODE_ASIDE)
        if not digits and name[:3].isascii() and name[:3].isdigit():
            # Both in one cell: 101 库存现金
            digits, _space, name = name.partition(" ")
            digits = digits.translate(CODE_ASIDE)
        if not digits:
            return self._named(name, detail)
        account = self._by_code.get(digits)
        if account is None:
            reason = _("There is no account %(code)s in this book.") % {"code": code[:SAID_MAX] or digits[:SAID_MAX]}
            raise Refused(reason, field="code")
        for said in (rest, name, detail):
            if said and not self._agrees(account, said):
                words = {"account": str(account), "name": said[:SAID_MAX]}
                raise Refused(_("%(account)s is not “%(name)s”: code and name disagree.") % words, field="name")
        return account

    def _agrees(self, account: Account, said: str) -> bool:
        """Whether a name is that of the account, of one above it, or names from one above down to it."""
        names = self._line_of(account)
        return bare_name(said) in names or _steps(said)[-1] in names

    def _line_of(self, account: Account) -> set[str]:
        """The names of an account and of those above it."""
        codes = (account.code[:length] for length in range(3, len(account.code) + 1))
        line = [self._by_code[code] for code in codes if code in self._by_code]
        return {bare_name(name) for one in line for name in (one.name_zh, one.name_en) if name}

    def _named(self, name: str, detail: str) -> Account:
        """The one account with a name; names of accounts above it, before it or in a column of their own, narrow it."""
        given = [said for said in (name, detail) if said]
        steps = [bare_name(said) for said in given]
        if given and steps[-1] not in self._names:
            steps = [step for said in given for step in _steps(said)]
        # What stands before may also be a class of the chart, 资产/银行存款, which is no account.
        last, before = (steps[-1], [step for step in steps[:-1] if step in self._names]) if steps else ("", [])
        found = [one for one in self._names.get(last, []) if all(step in self._line_of(one) for step in before)]
        if len(found) == 1:
            return found[0]
        said = {"name": "/".join(part for part in (name, detail) if part)[: 2 * SAID_MAX]}
        if found:
            said["some"] = ", ".join(one.code for one in found[:NAMED_MAX])
            raise Refused(_("“%(name)s” may be several accounts: %(some)s. Give the code.") % said, field="name")
        raise Refused(_("There is no account “%(name)s” in this book.") % said, field="name")


def bare_name(name: str) -> str:
    """A name as it is compared: without spaces, small letters, one sort of brackets."""
    return plain_text(name).replace(" ", "").lower()


def _steps(said: str) -> list[str]:
    """The names of a path from the top down: 经营收入/发包收入."""
    steps = [bare_name(step) for step in plain_text(said).translate(PATH_MARKS).split("/")]
    return [step for step in steps if step] or [""]
