"""A file as somebody sent it, turned into rows of cells: CSV in UTF-8 or GBK, Excel and OpenDocument sheets.

Whatever is wrong with the file as a whole is refused here, and cheaply: the size before the content is looked at, the
number of rows before cells are made. Workbooks are read by another process, which a bad file may take down.
"""

import csv
import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headgoose.kernel.refusal import Because, Refused

if TYPE_CHECKING:
    from headgoose.places.spreadsheet import Answer

MAX_ROWS = 200_000
MAX_COLUMNS = 26
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
DELIMITERS = "\t;,"
DELIMITER_WITHIN_ROWS = 10
READER = Path(__file__).with_name("spreadsheet.py")
READER_SECONDS = 20
LISTED_RANGES = 10

logger = logging.getLogger(__name__)

Cell = object


class Remark(NamedTuple):
    """Something to say about a row; row 0 is the file as a whole. Said in the language of whoever reads it."""

    row: int
    message: str
    words: dict[str, str] = {}

    @property
    def text(self) -> str:
        """The sentence."""
        return _(self.message) % self.words


@dataclass
class Sheet:
    """Rows of cells with their numbers as the sender sees them, from 1; so many empty columns left of them are gone."""

    rows: Iterable[tuple[int, list[Cell]]]
    left: int = 0
    problems: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)


def open_sheet(content: bytes, max_rows: int = MAX_ROWS, max_columns: int = MAX_COLUMNS, merged: bool = False) -> Sheet:
    """The rows of a file. Refuses what is too large, protected, or no spreadsheet.

    Args:
        merged: take merged cells too; the first has the content, the others are empty.
    """
    limit = settings.UPLOAD_LIMIT_BYTES
    if len(content) > limit:
        words = {"limit": limit // (1024 * 1024)}
        raise Refused(_("The file is larger than %(limit)s MB.") % words, Because.TOO_LARGE, field="file")
    if content.startswith((ZIP, OLE)):
        return _workbook(content, (max_rows, max_columns, MAX_UNPACKED_BYTES, int(merged)))
    return _csv(content, max_rows)


def _too_many_rows(max_rows: int) -> Refused:
    words = {"limit": f"{max_rows:,}"}
    return Refused(_("The file has more than %(limit)s rows; split it.") % words, Because.TOO_LARGE, field="file")


def _no_spreadsheet() -> Refused:
    return Refused(_("This is not a spreadsheet: send a CSV or Excel file."), field="file")


# --- CSV ---


def _csv(content: bytes, max_rows: int) -> Sheet:
    if content.startswith(UTF_16):
        raise Refused(_("The file is in UTF-16. Save it as CSV UTF-8 and send it again."), field="file")
    if CONTROL.search(content):
        raise _no_spreadsheet()
    if content.count(b"\n") > max_rows + 1 or content.count(b"\r") > max_rows + 1:
        raise _too_many_rows(max_rows)
    lines, sheet = _decode(content.removeprefix(b"\xef\xbb\xbf"))
    # A title may stand above the heading.
    beginning = "\n".join(lines[:DELIMITER_WITHIN_ROWS])
    delimiter = max(DELIMITERS, key=beginning.count)
    sheet.rows = _csv_rows(lines, delimiter)
    return sheet


def _csv_rows(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    reader = csv.reader(io.StringIO("\n".join(lines), newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for row in reader:
            number = reader.line_num
            yield number, list(row)
    except csv.Error as error:
        words = {"row": number + 1, "limit": f"{csv.field_size_limit():,}"}
        if "field limit" in str(error):
            message = _("Row %(row)s cannot be read as CSV: a cell in it is longer than %(limit)s characters.")
            raise Refused(message % words, Because.TOO_LARGE, field="file") from error
        message = _("Row %(row)s cannot be read as CSV: its quotation marks do not match.")
        raise Refused(message % words, field="file") from error


def _decode(content: bytes) -> tuple[list[str], Sheet]:
    """The lines in the encoding that most of them are in; lines in another one are problems."""
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    sheet = Sheet(rows=())
    encoding, name = "utf-8", "UTF-8"
    beyond_ascii = [line for line in lines if not line.isascii()]
    if sum(_reads_as(line, "utf-8") for line in beyond_ascii) * 2 < len(beyond_ascii):
        encoding, name = "gb18030", "GBK"
        sheet.notices.append(Remark(0, gettext_noop("The file is in GBK and was read as such.")))
    decoded: list[str] = []
    for number, line in enumerate(lines, 1):
        odd = not line.isascii() and (
            not _reads_as(line, encoding) or (encoding == "gb18030" and _reads_as(line, "utf-8") and _long(line))
        )
        if odd:
            message = gettext_noop("This row is in another encoding than the rest of the file (%(name)s).")
            sheet.problems.append(Remark(number, message, {"name": name}))
        decoded.append(line.decode(encoding, "replace"))
    if len(sheet.problems) > 1 and len(sheet.problems) * 4 > len(beyond_ascii):
        raise _no_spreadsheet()
    return decoded, sheet


def _reads_as(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _long(line: bytes) -> bool:
    """Whether a line has enough characters that reading both as UTF-8 and as GBK is no accident (联通 is one)."""
    return sum(byte >= 0x80 for byte in line) >= 9


# --- Excel, OpenDocument ---


def _workbook(content: bytes, limits: tuple[int, int, int, int]) -> Sheet:
    """The rows of a workbook, which another process reads: see there."""
    answer, lines = _ask_reader(content, (limits[0] + 1, *limits[1:]))
    if "fault" in answer:
        raise _unfit(answer, *limits[:2])
    names = answer["names"]
    rows = chain.from_iterable(json.loads(line) for line in lines)
    sheet = Sheet(rows=enumerate(rows, 1), left=answer.get("left", 0))
    if len(names) > 1:
        message = gettext_noop("Only the first sheet, %(name)s, was read; %(others)s more were not.")
        sheet.notices.append(Remark(0, message, {"name": names[0], "others": str(len(names) - 1)}))
    return sheet


def _ask_reader(content: bytes, limits: Sequence[int]) -> tuple["Answer", list[bytes]]:
    """What the reader says of a workbook. Refuses one that it died of, or did not come to an end with."""
    command = [sys.executable, "-I", "-B", str(READER), *map(str, limits)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=READER_SECONDS, env={}, check=True)
    except subprocess.SubprocessError as error:
        logger.warning("A spreadsheet could not be read: %s; %s", error, (getattr(error, "stderr", b"") or b"")[-500:])
        message = _("The file is too large or damaged: it cannot be read.")
        raise Refused(message, Because.TOO_LARGE, field="file") from error
    first, *lines = done.stdout.splitlines()
    answer: Answer = json.loads(first)
    return answer, lines


def _unfit(answer: "Answer", max_rows: int, max_columns: int) -> Refused:
    """The refusal of a workbook for what is wrong with it."""
    fault, ranges = answer["fault"], answer["merged"]
    if fault == "rows":
        return _too_many_rows(max_rows)
    if fault == "columns":
        words = {"limit": max_columns}
        return Refused(_("The sheet has more than %(limit)s columns.") % words, Because.TOO_LARGE, field="file")
    if fault == "protected":
        return Refused(_("The file is protected by a password. Save it without one."), field="file")
    if fault == "merged" and ranges:
        said = ", ".join(ranges[:LISTED_RANGES]) + ("…" if len(ranges) > LISTED_RANGES else "")
        message = _("Cells are merged (%(ranges)s). Take the merging apart, so that each row says all of it.")
        return Refused(message % {"ranges": said}, field="file")
    if fault == "merged":
        message = _("Cells are merged. Take the merging apart, so that each row says all of it.")
        return Refused(message, field="file")
    return _no_spreadsheet()
