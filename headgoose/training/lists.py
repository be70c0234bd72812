"""Lists of a class's roll that are filled in without a network: their heading, and what their rows say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headgoose.kernel.clock import CHINA
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.names import plain_text
from headgoose.places.sheets import Remark, open_sheet
from headgoose.training.models import Session

ROWS_MAX = 4_000
HEADER_WITHIN_ROWS = 10
LONGEST_CELL = 60
NUMBERS = ("编号", "number", "no.")
NAMES = ("姓名", "name")
SESSION = re.compile(r"(?:第\s*(\d{1,3})\s*(?:次|节|课)|session\s*(\d{1,3})).*", re.IGNORECASE)
PRESENT = {"1", "√", "✓", "✔", "到", "已到", "是", "有", "y", "yes", "present", "x", "v", "o"}
ABSENT = {"", "0", "×", "✗", "缺", "未到", "缺席", "否", "无", "n", "no", "absent", "-", "—"}


@dataclass(frozen=True)
class ListRow:
    """A row: whose it is by number ("" where none stands) and name, and the sessions that it says they were at."""

    number: int
    cells: list[str]
    place_number: str
    name: str
    sessions: tuple[int, ...]


@dataclass
class ListReading:
    """The rows of a list; those in `remarks`, by row number, have something wrong with them."""

    header: list[str] = field(default_factory=list)
    rows: list[ListRow] = field(default_factory=list)
    remarks: dict[int, list[Remark]] = field(default_factory=dict)


def heading_of(session: Session) -> str:
    """The heading of a session's column."""
    words = {"number": session.number, "when": f"{session.start_at.astimezone(CHINA):%m-%d %H:%M}"}
    return _("Session %(number)s · %(when)s") % words


def read_list(content: bytes) -> ListReading:
    """The rows of a list. Refuses a file that cannot be read, or that has no heading."""
    sheet = open_sheet(content, max_rows=ROWS_MAX)
    rows = ((number, [_text(cell) for cell in cells]) for number, cells in sheet.rows)
    reading = ListReading()
    columns: dict[str, int] = {}
    for number, cells in rows:
        columns = _columns(cells)
        if columns:
            reading.header = cells
            break
        if number >= HEADER_WITHIN_ROWS:
            break
    if not columns:
        raise Refused(_("The file needs the heading of the list: number, name, and a column a session."), field="file")
    for number, cells in rows:
        if any(cells):
            reading.rows.append(_row(number, cells, columns, reading.remarks))
    for remark in sheet.problems:
        reading.remarks.setdefault(remark.row, []).append(remark)
    if not reading.rows:
        raise Refused(_("The file has no rows below its heading."), field="file")
    if len(reading.rows) > ROWS_MAX:
        raise Refused(_("The file has too many rows."), Because.TOO_LARGE, "file")
    return reading


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return plain_text(str(cell))[:LONGEST_CELL]


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Where each column stands; nothing when this row is no heading."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        plain, session = cell.lower(), SESSION.fullmatch(cell)
        name = "number" if plain in NUMBERS else "name" if plain in NAMES else ""
        if session:
            name = f"session{int(session.group(1) or session.group(2))}"
        if name and name in found:
            raise Refused(_("The column “%(title)s” is there twice.") % {"title": cell}, field="file")
        if name:
            found[name] = place
    sessions = [name for name in found if name.startswith("session")]
    return found if "name" in found and sessions else {}


def _row(number: int, cells: list[str], columns: Mapping[str, int], remarks: dict[int, list[Remark]]) -> ListRow:
    said = {name: cells[place] for name, place in columns.items() if place < len(cells)}
    came = []
    for name, word in said.items():
        if not name.startswith("session"):
            continue
        if word.lower() in PRESENT:
            came.append(int(name.removeprefix("session")))
        elif word.lower() not in ABSENT:
            message = gettext_noop("“%(said)s” says neither that somebody was there nor that they were not.")
            remarks.setdefault(number, []).append(Remark(number, message, {"said": word[:20]}))
    who = said.get("name", "")
    return ListRow(number, cells, said.get("number", ""), who if who.isascii() else who.replace(" ", ""), tuple(came))
