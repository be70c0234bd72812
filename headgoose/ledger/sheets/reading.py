"""Vouchers read from a file of rows as people keep them: which rows are one voucher, which are sums, what a cell means.

What the book says of it is for `checking`; here a file is only read. Whatever cannot be read has a fault with
its cell.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from headgoose.kernel.money import fen_of_number, parse_fen, show_fen
from headgoose.kernel.refusal import Refused
from headgoose.ledger.models import Payee
from headgoose.ledger.rules import DOCUMENTS_MAX, PAYEE_MAX, SUMMARY_MAX
from headgoose.ledger.sheets.columns import cell_name, find_columns
from headgoose.places.names import plain_text
from headgoose.places.sheets import Cell, open_sheet

ROWS_MAX, COLUMNS_MAX = 50_000, 60
SAID_MAX = 40
NUMBER_MAX = 30
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T][\d:.]+)?", re.ASCII)
RUN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(10_000, 80_000)
# What needs none of the care that `parse_fen` takes.
USUAL_AMOUNT = re.compile(r"(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
LARGEST_EXACT = 2**53
NOTHING = {"", "-", "—", "–", "/"}
ACCOUNT = ("code", "name", "detail")
AMOUNTS = ("debit", "credit", "amount")
# A row of sums is compared with the rows above it; sums of longer times this file alone cannot answer for.
SUM = re.compile(r"(?:本页|本月|本日|本期|凭证)?(?:合计|总计|小计)|(?:sub|grand)?total", re.IGNORECASE)
OTHER_SUM = re.compile(
    r"(?:本年|本季|本月|全年)累计|(?:本年|本季|全年)合计|承前页|过次页|转次页|承上页|期初余额|期末余额|上年结转"
)
# 合计：壹万元整
SUM_IN_WORDS = re.compile(r"(?:合计|总计)(?:金额)?(?:\(大写\))?:.*")
FOOTER = re.compile(
    r"(?:制单|审核|复核|记账|出纳|会计|主管|会计主管|财务主管|经手|打印|核算单位|单位)(?:人|员|日期|时间|单位)?:.*|第\d+页.*"
)
DEBIT_SIDE, CREDIT_SIDE = {"借", "借方", "debit", "dr", "d"}, {"贷", "贷方", "credit", "cr", "c"}
PAYEES = {
    **dict.fromkeys(["单位", "单位账户", "对公", "公户", "对公账户", "企业", "unit", "accountofaunit"], Payee.UNIT),
    **dict.fromkeys(
        ["个人", "个人账户", "对私", "私户", "对私账户", "person", "personal", "personalaccount"], Payee.PERSON
    ),
}


class Fault(NamedTuple):
    """What is wrong in a row, in the reader's language, with its cell (F12) where it is one."""

    row: int
    text: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A row of a voucher, with the account as it was named."""

    row: int
    code: str
    name: str
    detail: str
    debit_fen: int
    credit_fen: int
    summary: str
    payee: str
    payee_kind: str


@dataclass(slots=True)
class SheetVoucher:
    """The rows of one voucher. `number` is that of the file; ours is given when it is posted."""

    row: int
    number: str
    on: date | None
    summary: str = ""
    documents: int = 0
    is_sound: bool = True
    lines: list[SheetLine] = field(default_factory=list)

    @property
    def difference_fen(self) -> int:
        """Debits - credits."""
        return sum(line.debit_fen - line.credit_fen for line in self.lines)


@dataclass
class Reading:
    """The vouchers of a file in its order, and what is wrong with its rows."""

    columns: dict[str, int]
    left: int = 0
    vouchers: list[SheetVoucher] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    rows: int = 0

    def cell(self, row: int, column: str) -> str:
        """The cell of a row and column as spreadsheets name it; "" where the file has no such column."""
        return cell_name(row, self.left + self.columns[column]) if column in self.columns else ""

    def blame(self, row: int, column: str, text: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(row, text, self.cell(row, column)))


def read_vouchers(content: bytes) -> Reading:
    """The vouchers in a file. Refuses a file that cannot be read at all, that has no heading, or no row below it."""
    if not content.strip():
        raise Refused(_("The file is empty."), field="file")
    sheet = open_sheet(content, ROWS_MAX, COLUMNS_MAX, merged=True)
    rows = iter(sheet.rows)
    reading = Reading(find_columns(rows), sheet.left, notices=[remark.text for remark in sheet.notices])
    reader = _Reader(reading)
    for number, cells in rows:
        reader.take(number, cells)
    for remark in sheet.problems:
        reading.faults.append(Fault(remark.row, remark.text))
    reading.vouchers = list(reader.vouchers.values())
    if not reading.vouchers and not reading.faults:
        raise Refused(_("The file has no vouchers below its heading."), field="file")
    return reading


class _Reader:
    """Takes one row after the other; knows which voucher is under way and what the rows so far add up to."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.vouchers: dict[tuple[object, str], SheetVoucher] = {}
        self.sums = _Sums()
        self._numbered = "number" in reading.columns
        self._current: SheetVoucher | None = None
        self._summary = ""
        self._places = list(reading.columns.items())

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        """Read a row."""
        raw = {name: cells[place] for name, place in self._places if place < len(cells)}
        said = {name: _text(cell) for name, cell in raw.items()}
        if not any(said.values()) or self._is_no_line(number, said, raw):
            return
        self.reading.rows += 1
        faults = len(self.reading.faults)
        voucher = self._voucher_of(number, said)
        if voucher is None:
            return
        self._read_head(number, said, voucher)
        debit, credit = self._amounts(number, said, raw)
        self.sums.add(voucher, debit, credit)
        payee, payee_kind = self._payee(number, said)
        names = [said.get(name, "") for name in ACCOUNT]
        if not any(names):
            self.reading.blame(number, "code" if "code" in self.reading.columns else "name", _("Which account?"))
        summary = self._summary if self._summary != voucher.summary else ""
        code, name, detail = names
        line = SheetLine(number, code, name, detail, debit, credit, summary, payee, payee_kind)
        voucher.lines.append(line)
        voucher.is_sound &= len(self.reading.faults) == faults

    def _is_no_line(self, number: int, said: dict[str, str], raw: dict[str, Cell]) -> bool:
        """Whether a row is one of sums, which are compared with the rows above, or says who signed the sheet."""
        for name, text in said.items():
            if not text or name in AMOUNTS or any(said.get(other) for other in ACCOUNT if other != name):
                continue
            plain = text.replace(" ", "")
            if OTHER_SUM.fullmatch(plain):
                return True
            if SUM.fullmatch(plain.rstrip(":")) or (name not in ACCOUNT and SUM_IN_WORDS.fullmatch(plain)):
                self._compare(number, said, raw)
                return True
            if FOOTER.fullmatch(plain) and all(said.get(other, "") in NOTHING for other in AMOUNTS):
                return True
        return False

    def _compare(self, number: int, said: dict[str, str], raw: dict[str, Cell]) -> None:
        """A sum that the rows above do not give tells that some are lost; one in words is passed over."""
        pair = [said.get(name, "") for name in ("debit", "credit")]
        if self.reading.faults or all(text in NOTHING for text in pair):
            return
        try:
            debit, credit = (
                0 if said[name] in NOTHING else _fen_of(said[name], raw[name]) for name in ("debit", "credit")
            )
        except (Refused, KeyError):
            return
        if (debit, credit) not in self.sums.possible():
            text = _(
                "The sums written here, %(written)s, are not those of the rows above, %(found)s: rows may be missing."
            )
            both = {"written": f"{show_fen(debit)} / {show_fen(credit)}"}
            both["found"] = " / ".join(map(show_fen, self.sums.all))
            self.reading.blame(number, "debit", text % both)
        self.sums.since_last = (0, 0)

    def _voucher_of(self, number: int, said: dict[str, str]) -> SheetVoucher | None:
        """The voucher that a row belongs to: by date and number; where both are empty, the one under way."""
        day, label = said.get("on", ""), _label(said)
        current = self._current
        on = self._day(number, day) if day else None
        if not self._numbered:
            # Without numbers a voucher ends where it balances, or where the day changes.
            label = f"#{number}" if self._is_over(day, on) else ""
        if not label:
            if current is None or (day and on != current.on):
                self.reading.blame(number, "number", _("The number of the voucher is missing."))
                return None
            return current
        if len(label) > NUMBER_MAX:
            text = _("The number of the voucher is longer than %(limit)d characters.") % {"limit": NUMBER_MAX}
            self.reading.blame(number, "number", text)
        if not day:
            # A date that is written once holds for what follows, as merged cells do.
            on = current.on if current else None
            day = on.isoformat() if on else ""
            if current is None:
                self.reading.blame(number, "on", _("The date of the voucher is missing."))
        key = (on or day, label)
        if key not in self.vouchers:
            self.vouchers[key] = SheetVoucher(number, label[:NUMBER_MAX] if self._numbered else "", on)
            self._summary = ""
        elif self.vouchers[key] is not current:
            self._summary = self.vouchers[key].summary
        self._current = self.vouchers[key]
        return self._current

    def _is_over(self, day: str, on: date | None) -> bool:
        """Whether the voucher under way ends before a row that has this day, or none."""
        current = self._current
        if current is None or (day and on != current.on):
            return True
        return len(current.lines) > 1 and current.difference_fen == 0

    def _day(self, number: int, said: str) -> date | None:
        found = read_day(said)
        if found is None:
            text = _("“%(said)s” is not a date: write it as 2026-06-01.") % {"said": said[:SAID_MAX]}
            self.reading.blame(number, "on", text)
        return found

    def _read_head(self, number: int, said: dict[str, str], voucher: SheetVoucher) -> None:
        self._summary = said.get("summary", "") or self._summary
        if not self._summary:
            self.reading.blame(number, "summary", _("Say what it is for."))
        elif len(self._summary) > SUMMARY_MAX or not self._summary.isprintable():
            self.reading.blame(number, "summary", _("At most 120 characters."))
        voucher.summary = voucher.summary or self._summary
        papers = said.get("documents", "").removesuffix("张")
        if papers in NOTHING:
            return
        if papers.isascii() and papers.isdigit() and len(papers) <= 9 and int(papers) <= DOCUMENTS_MAX:
            voucher.documents = max(voucher.documents, int(papers))
        else:
            self.reading.blame(number, "documents", _("The number of documents is 0 to 999."))

    def _amounts(self, number: int, said: dict[str, str], raw: dict[str, Cell]) -> tuple[int, int]:
        """Debit and credit in fen; a fault, and 0, where a row does not have exactly one of them."""
        faults = len(self.reading.faults)
        if {"debit", "credit"} <= self.reading.columns.keys():
            debit, credit = (self._fen(number, name, said.get(name, ""), raw.get(name)) for name in ("debit", "credit"))
        else:
            amount = self._fen(number, "amount", said.get("amount", ""), raw.get("amount"))
            side = said.get("side", "").lower()
            if side not in DEBIT_SIDE | CREDIT_SIDE:
                text = _("“%(said)s” is not a side: write 借 or 贷.") % {"said": side[:SAID_MAX]}
                self.reading.blame(number, "side", text)
            debit, credit = (amount, 0) if side in DEBIT_SIDE else (0, amount)
        if len(self.reading.faults) > faults:
            return debit, credit
        where = "debit" if "debit" in self.reading.columns else "amount"
        if debit and credit:
            self.reading.blame(number, "credit", _("An amount stands on one side only."))
        elif not (debit or credit):
            self.reading.blame(number, where, _("An amount is missing."))
        elif debit < 0 or credit < 0:
            text = _("An amount is not negative; reverse the voucher that was wrong.")
            self.reading.blame(number, where if debit else "credit" if where == "debit" else where, text)
        return debit, credit

    def _fen(self, number: int, column: str, said: str, raw: Cell) -> int:
        if said in NOTHING:
            return 0
        try:
            return _fen_of(said, raw)
        except Refused as refused:
            self.reading.blame(number, column, str(refused))
            return 0

    def _payee(self, number: int, said: dict[str, str]) -> tuple[str, str]:
        payee, kind = said.get("payee", ""), said.get("payee_kind", "").replace(" ", "").lower()
        if len(payee) > PAYEE_MAX or not payee.isprintable():
            self.reading.blame(number, "payee", _("At most 60 characters."))
        if not payee or not kind:
            return payee, ""
        if kind not in PAYEES:
            text = _("“%(said)s” is not a kind of account: write 单位 (of a unit) or 个人 (personal).")
            self.reading.blame(number, "payee_kind", text % {"said": kind[:SAID_MAX]})
        return payee, PAYEES.get(kind, Payee.NONE).value


class _Sums:
    """What rows add up to, debit and credit in fen: all, those since the last sum, of the month, of the voucher."""

    def __init__(self) -> None:
        self.all = (0, 0)
        self.since_last = (0, 0)
        self._month: tuple[object, tuple[int, int]] = (None, (0, 0))
        self._voucher: tuple[SheetVoucher | None, tuple[int, int]] = (None, (0, 0))

    def add(self, voucher: SheetVoucher, debit: int, credit: int) -> None:
        """Add a row."""
        month = voucher.on and (voucher.on.year, voucher.on.month)
        self.all = (self.all[0] + debit, self.all[1] + credit)
        self.since_last = (self.since_last[0] + debit, self.since_last[1] + credit)
        of_month = self._month[1] if self._month[0] == month else (0, 0)
        self._month = (month, (of_month[0] + debit, of_month[1] + credit))
        of_voucher = self._voucher[1] if self._voucher[0] is voucher else (0, 0)
        self._voucher = (voucher, (of_voucher[0] + debit, of_voucher[1] + credit))

    def possible(self) -> set[tuple[int, int]]:
        """The sums that a row of sums may mean."""
        return {self.all, self.since_last, self._month[1], self._voucher[1]}


def _label(said: dict[str, str]) -> str:
    """The number of a voucher as the file has it: 记-3, whether in one column or in two."""
    number, word = (said.get(name, "").replace(" ", "") for name in ("number", "word"))
    return f"{word}-{number}" if word and number and not number.startswith(word) else number


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < LARGEST_EXACT:
        cell = int(cell)
    return _cleaned(str(cell))


# Most cells of a sheet say what one above them said.
@lru_cache(maxsize=4096)
def _cleaned(cell: str) -> str:
    return plain_text(cell.translate(INVISIBLE)).lstrip("'") if cell else ""


def _fen_of(said: str, raw: Cell) -> int:
    """The fen of a cell. Raises Refused."""
    if isinstance(raw, bool):
        raise Refused(_("“%(text)s” is not an amount.") % {"text": said}, field="amount")
    if isinstance(raw, int | float):
        # A spreadsheet shows 15 digits; what its own adding leaves behind them is not meant.
        return fen_of_number(float(f"{raw:.15g}"))
    if usual := USUAL_AMOUNT.fullmatch(said):
        return int(usual[1]) * 100 + int((usual[2] or "").ljust(2, "0"))
    return parse_fen(said)


@lru_cache(maxsize=1024)
def read_day(said: str) -> date | None:
    """A day however it is written; a number is one as Excel counts days. None when it is none."""
    if match := DAY.fullmatch(said) or RUN_DAY.fullmatch(said):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return None
    if said.isascii() and said.isdigit() and len(said) <= 6 and int(said) in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(days=int(said))
    return None
