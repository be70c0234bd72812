"""The reader of Excel and OpenDocument sheets: a program of its own, which may die of a file without anyone else.

A small file can ask for all memory there is, and the library that reads it then ends the whole process. So this is
started by its path for one file, with limits on memory and time, without surroundings, and imports nothing of
Headgoose. The file comes in on stdin. What goes out is JSON by lines: first an `Answer`, then lists of rows. Anything
but exit status 0 means that the file was too much.
"""

import io
import json
import re
import resource
import sys
import zipfile
import zlib
from itertools import islice
from typing import NamedTuple, NotRequired, TypedDict

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

MEMORY_BYTES = 1024**3
CPU_SECONDS = 15
ANSWER_CHARACTERS = 64 * 1024**2
ROWS_A_LINE = 1_000
ZIP = b"PK\x03\x04"
XLSX_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
ODS_MERGED = re.compile(rb"""number-(?:rows|columns)-spanned\s*=\s*["'](?!1["'])\d""")
FOREIGN = (CalamineError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, OSError, EOFError)


class Limits(NamedTuple):
    """What a sheet may have at most, and whether its cells may be merged."""

    rows: int
    columns: int
    unpacked_bytes: int
    merged: int = 0


class Answer(TypedDict):
    """What is said before the rows: a fault and no rows, or the names of the sheets and empty columns at the left."""

    fault: NotRequired[str]
    merged: NotRequired[list[str]]
    names: NotRequired[list[str]]
    left: NotRequired[int]


class Unfit(Exception):
    """The sheet cannot be taken: `rows`, `columns`, `merged`, `protected` or `foreign`."""

    def __init__(self, fault: str, merged: list[str] | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.merged = merged or []


def open_first(content: bytes, limits: Limits) -> tuple[list[str], CalamineSheet]:
    """The names of the sheets that can be seen, and the first of them."""
    try:
        if content.startswith(ZIP):
            _check_package(content, limits)
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            seen = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
            names = seen or book.sheet_names
            if not names:
                raise Unfit("foreign")
            taken = book.get_sheet_by_name(names[0])
    except PasswordError as error:
        raise Unfit("protected") from error
    except FOREIGN as error:
        raise Unfit("foreign") from error
    _check_extent(taken, limits)
    return names, taken


def _check_package(content: bytes, limits: Limits) -> None:
    """Look into an xlsx or ods file before it is read, to refuse cheaply what is plainly too long or merged."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if sum(part.file_size for part in package.infolist()) > limits.unpacked_bytes:
            raise Unfit("rows")
        for name in package.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                if sum(1 for _row in XLSX_ROW.finditer(package.read(name))) > limits.rows:
                    raise Unfit("rows")
            elif name == "content.xml" and not limits.merged and ODS_MERGED.search(package.read(name)):
                raise Unfit("merged")


def _check_extent(sheet: CalamineSheet, limits: Limits) -> None:
    if max(sheet.total_height, sheet.height) > limits.rows:
        raise Unfit("rows")
    if max(sheet.total_width, sheet.width) > limits.columns:
        raise Unfit("columns")
    if not limits.merged and (ranges := sheet.merged_cell_ranges):
        raise Unfit("merged", [f"{_cell(*first)}:{_cell(*last)}" for first, last in ranges[:11]])


def _cell(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _say(words: object) -> int:
    """One line of the answer; what is neither text nor number is said as text."""
    line = json.dumps(words, ensure_ascii=False, default=str) + "\n"
    sys.stdout.buffer.write(line.encode())
    return len(line)


def _limit_self() -> None:
    """Set the limits, or keep those that are lower already."""
    limits = {resource.RLIMIT_AS: MEMORY_BYTES, resource.RLIMIT_CPU: CPU_SECONDS, resource.RLIMIT_CORE: 0}
    for kind, limit in limits.items():
        _soft, hard = resource.getrlimit(kind)
        lowest = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (lowest, lowest))


def main(arguments: list[str]) -> int:
    """Read the file on stdin within the limits that are named: rows, columns, bytes when unpacked, merged."""
    _limit_self()
    try:
        names, sheet = open_first(sys.stdin.buffer.read(), Limits(*map(int, arguments)))
    except Unfit as unfit:
        _say(Answer(fault=unfit.fault, merged=unfit.merged))
        return 0
    room = ANSWER_CHARACTERS - _say(Answer(names=names, left=sheet.start[1] if sheet.start else 0))
    rows = sheet.iter_rows()
    while some := list(islice(rows, ROWS_A_LINE)):
        room -= _say(some)
        if room < 0:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
