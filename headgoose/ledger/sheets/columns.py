"""The columns of a sheet of vouchers: what they are called, and where they stand in a file."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from headgoose.kernel.refusal import Refused
from headgoose.places.names import plain_text
from headgoose.places.sheets import Cell

COLUMNS = Path(__file__).parent.parent / "data" / "voucher_columns.csv"
HEADING_WITHIN_ROWS = 10
# What is said in brackets, and marks: 借方金额（元）*
ASIDE = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|[\s:：*_'’]")
# One of each is needed. Without numbers a voucher ends where it balances.
NEEDED = (("on",), ("summary",), ("code", "name"), ("debit", "amount"), ("credit", "side"))
# What the template offers.
TEMPLATE = (
    "on", "number", "summary", "code", "name", "debit", "credit", "documents", "payee", "payee_kind"
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column with its titles; those in `also` are known too."""

    code: str
    title_zh: str
    title_en: str
    also: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the reader calls it."""
        return self.title_zh if (get_language() or "zh").startswith("zh") else self.title_en

    @property
    def names(self) -> list[str]:
        """All its titles as they are compared, the plainest first."""
        return [bare_title(title) for title in (self.title_zh, self.title_en, *self.also)]


@cache
def columns() -> Mapping[str, Column]:
    """All columns, by code."""
    with COLUMNS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["column"]: Column(row["column"], row["title_zh"], row["title_en"], tuple(row["also"].split("|")))
        for row in rows
    }


def bare_title(cell: Cell) -> str:
    """A title without what is said in brackets, without spaces and marks, in small letters."""
    return ASIDE.sub("", plain_text("" if cell is None else str(cell))).lower()


def find_columns(rows: Iterator[tuple[int, list[Cell]]]) -> dict[str, int]:
    """Where each column stands: by the first row, or the first two one below the other, that name all needed ones.

    Raises:
        Refused: no such row is there, or a title is there twice.
    """
    above: dict[str, int] = {}
    best: dict[str, int] = {}
    for number, cells in rows:
        found = _named(cells)
        # 科目 and 金额 above, 编码, 名称, 借方 and 贷方 below them: the row below says more.
        for some in (found, {name: at for name, at in above.items() if at not in found.values()} | found):
            if not _missing(some):
                return some
            best = max(best, some, key=len)
        above = found
        if number >= HEADING_WITHIN_ROWS:
            break
    missing = ", ".join(columns()[one].title for one in _missing(best))
    raise Refused(
        _("The file needs a heading; missing: %(missing)s. Take the template.") % {"missing": missing}, field="file"
    )


def _missing(found: Mapping[str, int]) -> list[str]:
    return [choice[0] for choice in NEEDED if not any(one in found for one in choice)]


def _named(cells: Sequence[Cell]) -> dict[str, int]:
    """The columns that a row names; where several titles would do, the plainest."""
    titles = [bare_title(cell) for cell in cells]
    found: dict[str, int] = {}
    for column in columns().values():
        title = next((name for name in column.names if name in titles), None)
        if title is None:
            continue
        if titles.count(title) > 1:
            raise Refused(_("The column “%(title)s” is there twice.") % {"title": title}, field="file")
        found[column.code] = titles.index(title)
    return found


def cell_name(row: int, place: int) -> str:
    """A cell as spreadsheets name it: F12."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
