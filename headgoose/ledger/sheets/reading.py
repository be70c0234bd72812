"""Rows of a sheet put together into vouchers: which column is which, days and amounts as they were meant.

The usual Chinese voucher sheet has a row a line, with date, number and summary often only in the first row of each
voucher, and totals in between. What the book says of it is for `checking`; here it is only read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headgoose.kernel.money import parse_fen
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.names import plain_text
from headgoose.places.sheets import Remark, open_sheet

ROWS_MAX = 60_000
HEADER_WITHIN_ROWS = 10
# Each column: its title in Chinese and in English, and what else it is called.
TITLES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "on": ("日期", "Date", ("凭证日期", "制单日期", "记账日期", "年月日")),
    "number": ("凭证号", "Voucher", ("凭证字号", "凭证编号", "凭证号数", "字号", "编号", "号数", "voucher no")),
    "summary": ("摘要", "Summary", ("业务摘要", "内容", "description")),
    "code": ("科目编码", "Account", ("科目代码", "科目编号", "会计科目编码", "会计科目代码", "account code")),
    "account": ("科目名称", "Account name", ("会计科目", "科目", "总账科目", "会计科目名称")),
    "debit": ("借方金额", "Debit", ("借方", "借方发生额", "借方本币", "借")),
    "credit": ("贷方金额", "Credit", ("贷方", "贷方发生额", "贷方本币", "贷")),
    "documents": ("附件张数", "Documents", ("附件", "附单据数", "单据张数", "附单据")),
    "payee": ("收款人", "Payee", ("收款单位", "往来单位", "收款方", "往来")),
    "payee_kind": ("收款账户", "Paid into", ("收款账户性质", "账户性质")),
}
TOTALS = ("合计", "总计", "小计", "本页合计", "本月合计", "累计", "本年累计", "total")
MAKERS = ("制单", "审核", "记账:", "会计主管", "出纳")
PAYEE_KINDS = {"单位": "unit", "对公": "unit", "unit": "unit", "个人": "person", "person": "person"}
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?", re.ASCII)
RUN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
EXCEL_EPOCH, EXCEL_DAYS = date(1899, 12, 30), range(10_000, 80_000)
NEARLY = 1e-6
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))

NO_DAY = gettext_noop("“%(text)s” is not a date.")
NOT_WHOLE = gettext_noop("“%(text)s” is not a number of documents.")


@dataclass
class SheetLine:
    """A row: one line of a voucher. None where an amount could not be read."""

    row: int
    summary: str
    code: str
    account: str
    debit_fen: int
    credit_fen: int
    payee: str = ""
    payee_kind: str = ""


@dataclass
class SheetVoucher:
    """Rows that belong together. `on` is None where the date could not be read."""

    row: int
    on: date | None
    number: str
    summary: str
    documents: int = 0
    lines: list[SheetLine] = field(default_factory=list)


@dataclass
class Reading:
    """The vouchers of a sheet, and by row number what could not be read."""

    vouchers: list[SheetVoucher] = field(default_factory=list)
    remarks: dict[int, list[str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    rows: int = 0

    def note(self, row: int, said: str) -> None:
        """Say what is wrong with a row."""
        self.remarks.setdefault(row, []).append(said)


def titles(chinese: bool) -> list[str]:
    """The heading of the template."""
    return [zh if chinese else en for zh, en, _others in TITLES.values()]


def read_vouchers(content: bytes) -> Reading:
    """The vouchers of a file. Refuses a file that cannot be read at all, or that has no heading or no rows."""
    sheet = open_sheet(content)
    rows = ((number, [_text(cell) for cell in cells]) for number, cells in sheet.rows)
    reading = Reading(notices=[remark.text for remark in sheet.notices])
    columns = _columns(rows)
    group: SheetVoucher | None = None
    for number, cells in rows:
        named = {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}
        if not any(named.values()) or _is_no_line(named, cells):
            continue
        reading.rows += 1
        if reading.rows > ROWS_MAX:
            words = {"limit": ROWS_MAX}
            raise Refused(_("The file has more than %(limit)s rows: split it.") % words, Because.TOO_LARGE, "file")
        if group is None or _begins(named, group, "number" in columns):
            group = _voucher(reading, number, named, group)
            reading.vouchers.append(group)
        group.lines.append(_line(reading, number, named, group))
    _remark(reading, sheet.problems)
    if not reading.vouchers:
        raise Refused(_("The file has no rows below its heading."), field="file")
    return reading


def _remark(reading: Reading, problems: Iterable[Remark]) -> None:
    for problem in problems:
        reading.note(problem.row, problem.text)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        # A sum that a sheet worked out is 0.30000000000000004 and means 0.30.
        near = round(cell, 2)
        cell = near if abs(cell - near) < NEARLY else cell
        cell = int(cell) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    return plain_text(str(cell).translate(INVISIBLE))


def _columns(rows: Iterator[tuple[int, list[str]]]) -> dict[str, int]:
    """Which column is which, from the first row that names both sides and an account. Refuses without one."""
    called = {_key(title): name for name, (zh, en, others) in TITLES.items() for title in (zh, en, *others)}
    for _number, cells in islice(rows, HEADER_WITHIN_ROWS):
        found: dict[str, int] = {}
        for place, cell in enumerate(cells):
            name = called.get(_key(cell))
            if name is not None:
                found.setdefault(name, place)
        if {"on", "debit", "credit"} <= found.keys() and {"code", "account"} & found.keys():
            return found
    reason = _("No heading was found: the sheet needs columns for date, summary, account, debit and credit.")
    raise Refused(reason, field="file")


def _key(title: str) -> str:
    return re.sub(r"[\s()（）:：]|元", "", title).lower()


def _is_no_line(named: Mapping[str, str], cells: Sequence[str]) -> bool:
    """Totals between vouchers, and the signatures below them."""
    first = next((cell for cell in cells if cell), "").lower().replace(" ", "")
    if first.startswith(TOTALS) or named.get("summary", "").replace(" ", "").startswith(TOTALS):
        return not named.get("code")
    return first.startswith(MAKERS) and not (named.get("debit") or named.get("credit"))


def _begins(named: Mapping[str, str], group: SheetVoucher, numbered: bool) -> bool:
    """Whether a row begins another voucher: another number or day, or, without numbers, once the last one balances."""
    number, on = named.get("number", ""), named.get("on", "")
    if numbered:
        same_day = not on or read_day(on) == group.on
        return bool(number and number != group.number) or not same_day
    balanced = sum(line.debit_fen - line.credit_fen for line in group.lines) == 0 and len(group.lines) > 1
    return balanced or bool(on and read_day(on) != group.on)


def _voucher(reading: Reading, row: int, named: Mapping[str, str], last: SheetVoucher | None) -> SheetVoucher:
    text, on = named.get("on", ""), last.on if last else None
    if text:
        on = read_day(text)
        if on is None:
            reading.note(row, _(NO_DAY) % {"text": text[:40]})
    elif last is None:
        reading.note(row, _("The date is missing."))
    documents, said = 0, named.get("documents", "")
    if said:
        if said.isascii() and said.isdigit() and int(said) <= 999:
            documents = int(said)
        else:
            reading.note(row, _(NOT_WHOLE) % {"text": said[:40]})
    return SheetVoucher(row, on, named.get("number", ""), named.get("summary", ""), documents)


def _line(reading: Reading, row: int, named: Mapping[str, str], group: SheetVoucher) -> SheetLine:
    summary = named.get("summary", "")
    group.summary = group.summary or summary
    kind = named.get("payee_kind", "")
    if kind and kind not in PAYEE_KINDS:
        reading.note(row, _("“%(text)s” is neither a unit's account nor a personal one.") % {"text": kind[:40]})
    return SheetLine(
        row,
        summary,
        named.get("code", ""),
        named.get("account", ""),
        _amount(reading, row, named.get("debit", "")),
        _amount(reading, row, named.get("credit", "")),
        named.get("payee", ""),
        PAYEE_KINDS.get(kind, ""),
    )


def _amount(reading: Reading, row: int, text: str) -> int:
    if not text or text in ("-", "—"):
        return 0
    try:
        return parse_fen(text)
    except Refused as refused:
        reading.note(row, str(refused))
        return 0


def read_day(text: str) -> date | None:
    """A date as sheets write it: with dashes, points or 年月日, run together, or as Excel's number of a day."""
    found = DAY.fullmatch(text) or RUN_DAY.fullmatch(text)
    if found:
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None
    if text.isascii() and text.isdigit() and int(text) in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(days=int(text))
    return None
