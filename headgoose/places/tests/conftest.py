"""Files of places, and the shortest way to bring one in."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.cache import cache

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.places.actions import apply_tree_import, preview_tree_import
from headgoose.places.models import Span, TreeImport

Rows = Sequence[tuple[str, str, str]]
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def csv_of(rows: Iterable[Sequence[str]], encoding: str = "utf-8", head: str = "code,name,kind") -> bytes:
    """A CSV file of places."""
    return "\r\n".join([head, *(",".join(row) for row in rows), ""]).encode(encoding)


def xlsx_of(rows: Iterable[Sequence[Any]], merge: str = "", sheets: int = 1) -> bytes:
    """An Excel file whose rows are given with the heading."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet("places")
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    if merge:
        page.merge_range(merge, "merged")
    for _more in range(sheets - 1):
        book.add_worksheet()
    book.close()
    return buffer.getvalue()


def ods_of(body: str) -> bytes:
    """An OpenDocument sheet with rows given as its XML."""
    names = " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0"/>'
        package.writestr("META-INF/manifest.xml", manifest)
        content = (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body><office:spreadsheet>'
            f'<table:table table:name="S">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        package.writestr("content.xml", content)
    return buffer.getvalue()


def ods_row(*cells: str, row: str = "", cell: str = "") -> str:
    """One row of an OpenDocument sheet."""
    inside = "".join(
        f'<table:table-cell office:value-type="string" {cell}><text:p>{text}</text:p></table:table-cell>'
        for text in cells
    )
    return f"<table:table-row {row}>{inside}</table:table-row>"


@pytest.fixture(autouse=True)
def counts_counted_afresh() -> None:
    """A test that is rolled back leaves the numbers of its rows to the next one: forget what was kept by them."""
    cache.clear()


@pytest.fixture
def preview(system: Actor) -> Callable[..., TreeImport]:
    """`preview(rows or bytes, on)`: the import as kept."""

    def bring(content: bytes | Rows, on: date, by: Actor | None = None) -> TreeImport:
        raw = content if isinstance(content, bytes) else csv_of(content)
        return preview_tree_import(by=by or system, at=now(), file_name="tree.csv", content=raw, effective_on=on)

    return bring


@pytest.fixture
def bring_in(preview: Callable[..., TreeImport], system: Actor) -> Callable[..., TreeImport]:
    """`bring_in(rows or bytes, on)`: previewed and applied."""

    def bring(content: bytes | Rows, on: date) -> TreeImport:
        made = preview(content, on)
        assert made.summary["counts"]["problems"] == 0, made.summary["lists"]["problems"]
        return apply_tree_import(by=system, at=now(), import_id=made.pk)

    return bring


def tree_on(day: date) -> list[tuple[str, str, str]]:
    """The tree without its grids, as a file would say it."""
    spans = Span.objects.on(day).filter(kind__lt=60)
    return sorted((span.code, span.name, span.get_kind_display()) for span in spans)
