"""Lists to take away: CSV that Excel opens in Chinese, and Excel workbooks. Cells are never read as formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, override

Cell = str | int | float | date | Promise | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST_COLUMN = 40


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title (at most 31 characters), its header, its rows, and columns of shares and of yuan."""

    title: str
    header: Sequence[str | Promise]
    rows: Iterable[Sequence[Cell]]
    percent_columns: frozenset[int] = frozenset()
    money_columns: frozenset[int] = frozenset()


class _Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, (int, float)):
        return cell
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def attached(name: str) -> str:
    """The header that has a browser save a file under a name."""
    return f"attachment; filename*=UTF-8''{quote(name)}"


def csv_answer(name: str, header: Sequence[str | Promise], rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """A CSV file with a byte order mark, streamed row by row."""
    writer = csv.writer(_Echo())
    # Rows are written after the request, when its language is no longer the active one.
    language = get_language() or settings.LANGUAGE_CODE

    def lines() -> Iterator[str]:
        yield "\ufeff"
        with override(language):
            yield writer.writerow([_plain(cell) for cell in header])
            for row in rows:
                yield writer.writerow([_plain(cell) for cell in row])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = attached(name)
    return answer


def xlsx_answer(name: str, sheets: Sequence[Sheet]) -> HttpResponse:
    """An Excel workbook with a bold, frozen header on each sheet."""
    answer = HttpResponse(workbook(sheets), content_type=XLSX)
    answer["Content-Disposition"] = attached(name)
    return answer


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The bytes of an Excel workbook."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
    # Red letters are red, as in books.
    money = book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.title[:31])
        page.freeze_panes(1, 0)
        widths = [len(str(title)) + 2 for title in sheet.header]
        page.write_row(0, 0, [str(title) for title in sheet.header], bold)
        for number, row in enumerate(sheet.rows, 1):
            for column, cell in enumerate(row):
                plain = cell if isinstance(cell, (int, float)) else "" if cell is None else str(cell)
                widths[column] = max(widths[column], 2 * len(str(plain)) if isinstance(plain, str) else len(str(plain)))
                form = percent if column in sheet.percent_columns else money if column in sheet.money_columns else None
                page.write(number, column, plain, form)
        for column, width in enumerate(widths):
            page.set_column(column, column, min(width, WIDEST_COLUMN))
    book.close()
    return buffer.getvalue()
