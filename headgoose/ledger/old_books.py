"""A trial balance of the books that a village kept before, read from a file, and what becomes of its accounts.

The chart of 2004 had other codes: `data/old_chart_mapping.csv` says which of today's accounts each passes to, and
leaves open what has to be decided (livestock that is consumed, that bears, or that serves the public welfare).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headgoose.kernel.money import fen_of_number, parse_fen
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.names import plain_text
from headgoose.places.sheets import Cell, Remark, open_sheet

MAPPING = Path(__file__).parent / "data" / "old_chart_mapping.csv"
# Each column and what it is called, white space and brackets aside.
TITLES = {
    "code": ("科目编码", "科目代码", "科目编号", "会计科目编码", "编码", "编号", "代码", "code", "accountcode"),
    "name": ("科目名称", "会计科目", "会计科目名称", "名称", "科目", "name", "accountname"),
    "debit": ("借方余额", "期末借方余额", "期末余额借方", "期末借方", "年末借方余额", "借方", "debitbalance", "debit"),
    "credit": (
        "贷方余额",
        "期末贷方余额",
        "期末余额贷方",
        "期末贷方",
        "年末贷方余额",
        "贷方",
        "creditbalance",
        "credit",
    ),
}
HEADER_WITHIN_ROWS = 10
SUMS = ("合计", "总计", "小计", "total")
LINES_MAX = 400
CODE_MAX, NAME_MAX = 20, 60
BRACKETS = str.maketrans("", "", " \u3000()（）[]【】:：_-元")


@dataclass(frozen=True)
class OldLine:
    """The balance of one account of the old books; on a side of its own, in fen."""

    row: int
    code: str
    name: str
    debit_fen: int
    credit_fen: int

    @property
    def detail(self) -> str:
        """The digits below the account of the chart, "" for that account itself."""
        return self.code[3:]


@dataclass
class TrialBalance:
    """What a file says: the lines that hold balances, and what is wrong with its rows."""

    lines: list[OldLine] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)

    @property
    def debit_fen(self) -> int:
        """The sum of the debit balances."""
        return sum(line.debit_fen for line in self.lines)

    @property
    def credit_fen(self) -> int:
        """The sum of the credit balances."""
        return sum(line.credit_fen for line in self.lines)


@dataclass(frozen=True)
class Passage:
    """What becomes of an account of the chart of 2004.

    Args:
        new_code: of today's chart; "" where somebody must choose.
        source: the rule that says so, or what is to be decided.
    """

    old_code: str
    old_name: str
    new_code: str
    source: str


@cache
def passages() -> Mapping[str, Passage]:
    """The mapping table, by old code."""
    with MAPPING.open(encoding="utf-8", newline="") as file:
        rows = [
            Passage(row["old_code"], row["old_name"], row["new_code"], row["source"]) for row in csv.DictReader(file)
        ]
    return {row.old_code: row for row in rows}


def passage_of(code: str) -> Passage | None:
    """What the table says of an old code: by the longest part of it that is there."""
    known = passages()
    return next((known[code[:length]] for length in range(len(code), 2, -1) if code[:length] in known), None)


def read_trial_balance(content: bytes) -> TrialBalance:
    """The balances in a file. Refuses a file that cannot be read at all, or that has no heading."""
    sheet = open_sheet(content)
    rows = iter(sheet.rows)
    columns = _columns(rows)
    found = TrialBalance(remarks=list(sheet.problems), notices=list(sheet.notices))
    read = [line for number, cells in rows if (line := _line(number, cells, columns, found.remarks))]
    found.lines = list(_leaves(read, found))
    if not found.lines and not found.remarks:
        raise Refused(_("The file has no balances below its heading."), field="file")
    if len(found.lines) > LINES_MAX:
        words = {"limit": LINES_MAX}
        raise Refused(_("The file has more than %(limit)s balances.") % words, Because.TOO_LARGE, field="file")
    return found


def _columns(rows: Iterator[tuple[int, list[Cell]]]) -> dict[str, int]:
    """Where each column stands, by the first row that names all."""
    best: set[str] = set()
    for number, cells in rows:
        found = _named(cells)
        if found.keys() == TITLES.keys():
            return found
        best = max(best, set(found), key=len)
        if number >= HEADER_WITHIN_ROWS:
            break
    missing = ", ".join(TITLES[name][0] for name in TITLES if name not in best)
    raise Refused(_("The file needs a heading; missing: %(missing)s.") % {"missing": missing}, field="file")


def _named(cells: Sequence[Cell]) -> dict[str, int]:
    """Columns that a row names; where several titles would do, the plainest. Refuses a title that is there twice."""
    titles = [plain_text(str(cell or "")).translate(BRACKETS).lower() for cell in cells]
    found: dict[str, int] = {}
    for column, names in TITLES.items():
        title = next((name for name in names if name in titles), None)
        if title is None:
            continue
        if titles.count(title) > 1:
            raise Refused(_("The column “%(title)s” is there twice.") % {"title": title}, field="file")
        found[column] = titles.index(title)
    return found


def _text(cells: Sequence[Cell], place: int) -> str:
    cell = cells[place] if place < len(cells) else None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return plain_text("" if cell is None else str(cell)).strip("'")


def _line(number: int, cells: list[Cell], columns: Mapping[str, int], remarks: list[Remark]) -> OldLine | None:
    """A row as a balance; None for an empty row, one of sums, or one with something wrong."""
    code = _text(cells, columns["code"]).replace(" ", "").replace("-", "").replace(".", "")
    name = _text(cells, columns["name"])[:NAME_MAX]
    if code.lower().startswith(SUMS) or name.replace(" ", "").lower().startswith(SUMS):
        return None
    if not any(_text(cells, place) for place in columns.values()):
        return None
    if not (code.isascii() and code.isdigit() and 3 <= len(code) <= CODE_MAX):
        words = {"code": code[:CODE_MAX]}
        remarks.append(Remark(number, gettext_noop("“%(code)s” is not the code of an account."), words))
        return None
    try:
        debit, credit = (_fen(cells, columns[side]) for side in ("debit", "credit"))
    except Refused as refused:
        remarks.append(Remark(number, "%(reason)s", {"reason": str(refused)}))
        return None
    # A negative balance stands on the other side.
    turned_debit, turned_credit = max(debit, 0) + max(-credit, 0), max(credit, 0) + max(-debit, 0)
    return OldLine(number, code, name, turned_debit, turned_credit) if turned_debit or turned_credit else None


def _fen(cells: Sequence[Cell], place: int) -> int:
    cell = cells[place] if place < len(cells) else None
    if isinstance(cell, bool):
        raise Refused(_("“%(text)s” is not an amount.") % {"text": str(cell)})
    if isinstance(cell, int | float):
        # A sum that a spreadsheet computed may stray in the last binary digits.
        return fen_of_number(round(cell, 2) if abs(cell) < 1e12 and abs(round(cell, 2) - cell) < 1e-6 else cell)
    text = _text(cells, place)
    return parse_fen(text) if text not in {"", "-", "—"} else 0


def _leaves(lines: Iterable[OldLine], found: TrialBalance) -> Iterator[OldLine]:
    """The balances without those that are sums of their details; a sum that is none is remarked upon."""
    listed = list(lines)
    seen: dict[str, OldLine] = {}
    for line in listed:
        if line.code in seen:
            words = {"code": line.code}
            found.remarks.append(Remark(line.row, gettext_noop("The account %(code)s is there twice."), words))
        seen.setdefault(line.code, line)
    for line in seen.values():
        below = [one for one in seen.values() if one.code != line.code and one.code.startswith(line.code)]
        if not below:
            yield line
            continue
        leaves = [one for one in below if not any(o.code != one.code and o.code.startswith(one.code) for o in below)]
        if sum(one.debit_fen - one.credit_fen for one in leaves) != line.debit_fen - line.credit_fen:
            words = {"code": line.code}
            message = gettext_noop("The balance of %(code)s is not the sum of its details.")
            found.remarks.append(Remark(line.row, message, words))
