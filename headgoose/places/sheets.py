"""A file as somebody sent it, turned into rows of cells: CSV in UTF-8 or GBK, Excel and OpenDocument sheets.

Whatever is wrong with the file as a whole is refused here, and cheaply: the size before the content is looked at, the
number of rows before cells are made.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from headgoose.kernel.refusal import Because, Refused

MAX_ROWS = 200_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
DELIMITERS = "\t;,"
XLSX_ROW = re.compile(rb"<(?:\w+:)?row[ >]")
XLSX_FAR_CELL = re.compile(rb'<(?:\w+:)?c r="[A-Z]{2,}\d+"[^>]*[^/]>')
ODS_MERGED = re.compile(rb'number-(?:rows|columns)-spanned="(?!1")\d+"')
ODS_REPEATED_ROW = re.compile(rb'number-rows-repeated="\d{4,}"[^>]*[^/>]>(.*?)</table:table-row>', re.DOTALL)
ODS_REPEATED_CELL = re.compile(
    rb'<table:table-cell[^>]*(?:columns-repeated="\d{2,}"[^>]*value-type|value-type[^>]*columns-repeated="\d{2,}")'
)

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
    """Rows of cells with their numbers as the sender sees them, from 1."""

    rows: Iterable[tuple[int, list[Cell]]]
    problems: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)


def open_sheet(content: bytes) -> Sheet:
    """The rows of a file. Refuses what is too large, protected, or no spreadsheet."""
    limit = settings.UPLOAD_LIMIT_BYTES
    if len(content) > limit:
        words = {"limit": limit // (1024 * 1024)}
        raise Refused(_("The file is larger than %(limit)s MB.") % words, Because.TOO_LARGE, field="file")
    if content.startswith((ZIP, OLE)):
        return _workbook(content)
    return _csv(content)


def _too_many_rows() -> Refused:
    words = {"limit": f"{MAX_ROWS:,}"}
    return Refused(_("The file has more than %(limit)s rows; split it.") % words, Because.TOO_LARGE, field="file")


def _no_spreadsheet() -> Refused:
    return Refused(_("This is not a spreadsheet: send a CSV or Excel file."), field="file")


# --- CSV ---


def _csv(content: bytes) -> Sheet:
    if content.startswith(UTF_16):
        raise Refused(_("The file is in UTF-16. Save it as CSV UTF-8 and send it again."), field="file")
    if CONTROL.search(content):
        raise _no_spreadsheet()
    if content.count(b"\n") > MAX_ROWS + 1 or content.count(b"\r") > MAX_ROWS + 1:
        raise _too_many_rows()
    lines, sheet = _decode(content.removeprefix(b"\xef\xbb\xbf"))
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
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
        message = _("Row %(row)s cannot be read as CSV: its quotation marks do not match.") % {"row": number + 1}
        raise Refused(message, field="file") from error


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


def _workbook(content: bytes) -> Sheet:
    try:
        if content.startswith(ZIP):
            _check_package(content)
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            seen = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
            names = seen or book.sheet_names
            if not names:
                raise _no_spreadsheet()
            taken = book.get_sheet_by_name(names[0])
    except PasswordError as error:
        raise Refused(_("The file is protected by a password. Save it without one."), field="file") from error
    except (CalamineError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError) as error:
        raise _no_spreadsheet() from error
    if taken.total_height > MAX_ROWS + 1 or taken.height > MAX_ROWS + 1:
        raise _too_many_rows()
    _check_merged(taken)
    sheet = Sheet(rows=((number, list(row)) for number, row in enumerate(taken.iter_rows(), 1)))
    if len(names) > 1:
        message = gettext_noop("Only the first sheet, %(name)s, was read; %(others)s more were not.")
        sheet.notices.append(Remark(0, message, {"name": names[0], "others": str(len(names) - 1)}))
    return sheet


def _check_merged(sheet: CalamineSheet) -> None:
    merged = sheet.merged_cell_ranges
    if merged:
        ranges = ", ".join(f"{_cell(*first)}:{_cell(*last)}" for first, last in merged[:10])
        more = "…" if len(merged) > 10 else ""
        message = _("Cells are merged (%(ranges)s). Take the merging apart, so that each row says all of it.")
        raise Refused(message % {"ranges": ranges + more}, field="file")


def _cell(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _check_package(content: bytes) -> None:
    """Look into an xlsx or ods file before it is unpacked: a small file can ask for all memory there is."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED_BYTES:
            raise _too_many_rows()
        for name in package.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                _check_extent(package.read(name))
            elif name == "content.xml":
                _check_ods(package.read(name))


def _check_extent(xml: bytes) -> None:
    if sum(1 for _row in XLSX_ROW.finditer(xml)) > MAX_ROWS + 1:
        raise _too_many_rows()
    if XLSX_FAR_CELL.search(xml):
        raise _too_many_columns()


def _check_ods(xml: bytes) -> None:
    if ODS_MERGED.search(xml):
        message = _("Cells are merged. Take the merging apart, so that each row says all of it.")
        raise Refused(message, field="file")
    for repeated in ODS_REPEATED_ROW.finditer(xml):
        if b"value-type" in repeated[1]:
            raise _too_many_rows()
    if ODS_REPEATED_CELL.search(xml):
        raise _too_many_columns()


def _too_many_columns() -> Refused:
    return Refused(_("The sheet has more than 26 columns; three are needed."), Because.TOO_LARGE, field="file")
