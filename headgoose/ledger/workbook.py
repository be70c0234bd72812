"""Statements and balances as Excel workbooks that print: a heading, ruled tables, amounts in yuan, who signs."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from headgoose.kernel.sheets import XLSX, attached

Cell = str | int | None
AMOUNT = "#,##0.00;[Red]-#,##0.00"


@dataclass(frozen=True)
class Table:
    """One sheet.

    Args:
        title: of the statement; the sheet bears it too.
        about: whose it is, and the period.
        header: titles of the columns.
        rows: cells; the amounts are whole fen.
        amounts: which columns hold amounts.
        bold: numbers of rows that are totals or headings.
        notes: what stands below.
        widths: of columns, in characters.
    """

    title: str
    about: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    amounts: frozenset[int]
    bold: frozenset[int] = frozenset()
    notes: Sequence[str] = ()
    widths: dict[int, int] = field(default_factory=dict)
    landscape: bool = False


def yuan(fen: int | None) -> float | None:
    """An amount as Excel holds it."""
    return None if fen is None else fen / 100


def workbook_of(tables: Sequence[Table]) -> bytes:
    """The bytes of a workbook."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for table in tables:
        _write(book, table)
    book.close()
    return buffer.getvalue()


def workbook_answer(name: str, tables: Sequence[Table]) -> HttpResponse:
    """A workbook to be saved."""
    answer = HttpResponse(workbook_of(tables), content_type=XLSX)
    answer["Content-Disposition"] = attached(name)
    return answer


def _write(book: Any, table: Table) -> None:
    page = book.add_worksheet(_sheet_name(table.title))
    last = len(table.header) - 1
    page.merge_range(0, 0, 0, last, table.title, book.add_format({"bold": True, "font_size": 16, "align": "center"}))
    page.merge_range(1, 0, 1, last, f"{table.about}    {_('in yuan')}", book.add_format({"align": "center"}))
    page.write_row(2, 0, table.header, book.add_format({"bold": True, "border": 1, "bg_color": "#EEEEEE"}))
    plain = {bold: book.add_format({"border": 1, "bold": bold}) for bold in (False, True)}
    money = {bold: book.add_format({"border": 1, "bold": bold, "num_format": AMOUNT}) for bold in (False, True)}
    for number, row in enumerate(table.rows):
        bold = number in table.bold
        for column, cell in enumerate(row):
            if column in table.amounts and isinstance(cell, int):
                page.write_number(number + 3, column, yuan(cell), money[bold])
            else:
                page.write(number + 3, column, "" if cell is None else cell, plain[bold])
    below = len(table.rows) + 4
    signed = [_("Head of the unit"), _("Head of accounting"), pgettext("of a statement", "Drawn up by")]
    page.write(below, 0, "        ".join(f"{words}: ____________" for words in signed))
    for place, note in enumerate(table.notes, 1):
        page.write(below + place, 0, note, book.add_format({"font_color": "#666666"}))
    for column in range(last + 1):
        page.set_column(column, column, table.widths.get(column, 16 if column in table.amounts else 12))
    page.set_paper(9)
    if table.landscape:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    page.freeze_panes(3, 0)


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in "[]:*?/\\")[:31]
