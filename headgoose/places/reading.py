"""Rows of cells turned into places: which column is which, codes and kinds as they were meant, the rest by row.

What can be read with certainty is read and noted; what cannot is a problem, and one problem stops the file.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headgoose.kernel.refusal import Refused
from headgoose.places.models import Kind
from headgoose.places.names import official_text, plain_text
from headgoose.places.rules import LONGEST_NAME
from headgoose.places.sheets import Cell, Remark, open_sheet

LARGEST_EXACT = 2**53
HEADER_WITHIN_ROWS = 10
HEADERS = {
    "code": "code",
    "name": "name",
    "kind": "kind",
    **dict.fromkeys(["代码", "编码", "区划代码", "行政区划代码", "统计用区划代码", "地区代码"], "code"),
    **dict.fromkeys(["名称", "地名", "单位名称", "行政区划名称", "区划名称", "地区名称"], "name"),
    **dict.fromkeys(["类别", "类型", "级别", "层级", "种类"], "kind"),
}
KINDS = {
    **{kind.name.lower(): kind for kind in Kind},
    **dict.fromkeys(["省", "省级", "自治区", "直辖市"], Kind.PROVINCE),
    **dict.fromkeys(["市", "地级", "地级市", "市级", "地区", "市(地区)", "自治州", "盟"], Kind.PREFECTURE),
    **dict.fromkeys(["县", "县级", "县级市", "区", "市辖区", "区县", "县(市、区)", "自治县", "旗"], Kind.COUNTY),
    **dict.fromkeys(["乡镇", "乡级", "乡", "镇", "街道", "街道办", "乡镇(街道)"], Kind.TOWNSHIP),
    **dict.fromkeys(["村", "行政村", "村级", "村委会", "村民委员会"], Kind.VILLAGE),
    **dict.fromkeys(["社区", "居委会", "居民委员会", "社区居委会"], Kind.COMMUNITY),
    "网格": Kind.GRID,
}
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
SCIENTIFIC = re.compile(r"^\d(\.\d+)?[eE]\+?\d+$")


class Row(NamedTuple):
    """A place as the file says it, with the row it stands in."""

    number: int
    code: str
    name: str
    kind: Kind


@dataclass
class Reading:
    """What a file says, and what is to be said about it. `codes` are those of all rows, also of rows with a problem."""

    rows: list[Row] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    problems: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)


def read_places(content: bytes) -> Reading:
    """The places of a file of `code,name,kind`. Refuses a file that cannot be read at all."""
    sheet = open_sheet(content)
    reading = Reading(problems=sheet.problems, notices=sheet.notices)
    garbled = {remark.row for remark in sheet.problems}
    rows = iter(sheet.rows)
    columns = _columns(rows, reading)
    for number, cells in rows:
        if number not in garbled and any(cell not in ("", None) for cell in cells):
            _read_row(number, cells, columns, reading)
    if not reading.rows and not reading.problems:
        raise Refused(_("The file names no place."), field="file")
    return reading


def _columns(rows: Iterable[tuple[int, list[Cell]]], reading: Reading) -> tuple[int, int, int]:
    """Where code, name and kind stand: by the first row that names all three."""
    best: dict[str, int] = {}
    for number, cells in rows:
        titles = [HEADERS.get(_text(cell).replace(" ", "").lower()) for cell in cells]
        found = {title: column for column, title in enumerate(titles) if title}
        if len(found) == 3:
            if len([title for title in titles if title]) > 3:
                message = _("A column is there twice in the heading (row %(row)s).") % {"row": number}
                raise Refused(message, field="file")
            if others := len([cell for cell, title in zip(cells, titles, strict=True) if _text(cell) and not title]):
                Notes(number, reading).notice(gettext_noop("%(count)s other columns were not read."), count=others)
            return found["code"], found["name"], found["kind"]
        best = max(best, found, key=len)
        if number >= HEADER_WITHIN_ROWS:
            break
    missing = ", ".join(title for title in ("code", "name", "kind") if title not in best)
    message = _("The file needs a first row that says code, name, kind; missing: %(missing)s.") % {"missing": missing}
    raise Refused(message, field="file")


def _read_row(number: int, cells: list[Cell], columns: tuple[int, int, int], reading: Reading) -> None:
    notes = Notes(number, reading)
    code_cell, name_cell, kind_cell = (cells[column] if column < len(cells) else "" for column in columns)
    code, name, kind = _code(code_cell, notes), _name(name_cell, notes), _kind(kind_cell, notes)
    if code:
        reading.codes.add(code)
    if code and name and kind is not None:
        reading.rows.append(Row(number, code, name, kind))


@dataclass
class Notes:
    """Where what is to be said about one row is written down."""

    number: int
    reading: Reading

    def problem(self, message: str, **words: object) -> None:
        """Something that stops the file."""
        self.reading.problems.append(Remark(self.number, message, {key: str(word) for key, word in words.items()}))

    def notice(self, message: str, **words: object) -> None:
        """Something that was read another way than it was written."""
        self.reading.notices.append(Remark(self.number, message, {key: str(word) for key, word in words.items()}))


def _text(cell: Cell) -> str:
    return plain_text(str(cell).translate(INVISIBLE)) if cell is not None else ""


def _code(cell: Cell, notes: Notes) -> str:
    """The code as it was meant, or "" and a problem."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        notes.problem(gettext_noop("The code is not a number or text."))
        return ""
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < LARGEST_EXACT:
            return str(int(cell))
        notes.problem(gettext_noop("The code %(code)s has lost digits; format the column as text."), code=cell)
        return ""
    raw = str(cell)
    return raw if raw.isascii() and raw.isdigit() else _written_code(raw, notes)


def _written_code(raw: str, notes: Notes) -> str:
    """A code given as text that is more than digits."""
    code = _text(raw).replace(" ", "").removeprefix("=").strip("\"'")
    whole, _point, zeros = code.partition(".")
    if zeros and not zeros.strip("0"):
        code = whole
    if not code:
        notes.problem(gettext_noop("The code is missing."))
    elif SCIENTIFIC.match(code):
        message = gettext_noop("The code %(code)s is in scientific notation and has lost digits.")
        notes.problem(message, code=code[:30])
    elif not (code.isascii() and code.isdigit()):
        notes.problem(gettext_noop("The code %(code)s is not made of digits only."), code=code[:30])
    else:
        notes.notice(gettext_noop("The code was read as %(code)s."), code=code[:30])
        return code
    return ""


def _name(cell: Cell, notes: Notes) -> str:
    """The name, cleaned, or "" and a problem."""
    raw = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell or "")
    name = official_text(raw.translate(INVISIBLE))
    if not name:
        notes.problem(gettext_noop("The name is missing."))
    elif len(name) > LONGEST_NAME:
        notes.problem(gettext_noop("The name is longer than %(limit)s characters."), limit=LONGEST_NAME)
    elif not name.isprintable() or "\ufffd" in name or any(unicodedata.category(sign) == "Co" for sign in name):
        notes.problem(gettext_noop("The name holds characters that cannot be read."))
    else:
        if name != raw:
            notes.notice(gettext_noop("The name was read as %(name)s."), name=name)
        return name
    return ""


def _kind(cell: Cell, notes: Notes) -> Kind | None:
    """The kind, or None and a problem."""
    said = _text(cell).replace(" ", "").lower()
    if not said:
        notes.problem(gettext_noop("The kind is missing."))
    elif said not in KINDS:
        notes.problem(gettext_noop("The kind %(kind)s is not known."), kind=said[:30])
    return KINDS.get(said)
