"""Small files that ask for all memory or all time there is: refused soon, and the server lives on."""

import io
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from headgoose.kernel.refusal import Because, Refused
from headgoose.places import sheets
from headgoose.places.reading import read_places
from headgoose.places.tests.conftest import xlsx_of

SOON_SECONDS = 10
SHEET = "xl/worksheets/sheet1.xml"
ROWS = [("code", "name", "kind"), ("23", "黑龙江省", "province")]


@pytest.fixture(autouse=True)
def said_in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def xlsx_with(last_row: str, sheet: str = SHEET) -> bytes:
    """A small Excel file with one more row given as its XML, and perhaps its sheet in another part."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of(ROWS))) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in source.namelist():
            part = source.read(name).decode()
            if name == SHEET:
                part = re.sub("<dimension[^>]*>", "", part).replace("</sheetData>", f"{last_row}</sheetData>")
            part = part.replace(SHEET.removeprefix("xl/"), sheet.removeprefix("xl/"))
            copy.writestr(sheet if name == SHEET else name, part)
    return buffer.getvalue()


def package_of(name: str, part: str) -> bytes:
    """A packed file of one part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, part)
    return buffer.getvalue()


BOMBS = {
    "far cell, its place not named first": xlsx_with(
        '<row r="150000"><c s="0" r="XFD150000" t="inlineStr"><is><t>x</t></is></c></row>'
    ),
    "far cell in single quotes": xlsx_with("<row r='150000'><c r='XFD150000'><v>1</v></c></row>"),
    "far cell in a sheet elsewhere": xlsx_with(
        '<row r="150000"><c r="XFD150000"><v>1</v></c></row>', sheet="xl/other/sheet1.xml"
    ),
    "repeated rows of an ods that never end": package_of("content.xml", '<x number-rows-repeated="1000" y>' * 100_000),
    "cells of an xlsx that never end": package_of(SHEET, '<c r="AA1"' * 100_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_small_file_that_asks_for_too_much_is_refused_soon(bomb: str) -> None:
    assert len(BOMBS[bomb]) < 20_000
    begun = time.monotonic()
    with pytest.raises(Refused) as refusal:
        read_places(BOMBS[bomb])
    assert time.monotonic() - begun < SOON_SECONDS
    assert refusal.value.because in (Because.TOO_LARGE, Because.INVALID)
    assert refusal.value.field == "file"
    assert len(read_places(xlsx_of(ROWS)).rows) == 1


def test_the_files_without_their_far_cells_are_read() -> None:
    assert len(read_places(xlsx_with("")).rows) == 1
    assert len(read_places(xlsx_with("", sheet="xl/other/sheet1.xml")).rows) == 1


def test_a_far_cell_that_memory_has_room_for_is_refused_as_too_wide() -> None:
    with pytest.raises(Refused, match="26 columns"):
        read_places(xlsx_with("<row r='9'><c r='AA9'><v>1</v></c></row>"))


def test_a_file_that_says_more_than_an_answer_holds_is_refused() -> None:
    long = "x" * 32_000
    with pytest.raises(Refused, match="too large or damaged"):
        read_places(xlsx_of([*ROWS, *[("23", long, long)] * 1_500]))


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reader_of(monkeypatch, tmp_path, "import time; time.sleep(60)")
    monkeypatch.setattr(sheets, "READER_SECONDS", 0.5)
    with pytest.raises(Refused, match="too large or damaged") as refusal:
        read_places(xlsx_of(ROWS))
    assert refusal.value.because is Because.TOO_LARGE


def test_the_reader_is_told_nothing_of_the_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HEADGOOSE_SECRET_KEY", "a secret")
    reader_of(monkeypatch, tmp_path, "import json, os; print(json.dumps({'names': [*os.environ]}))")
    notices = sheets.open_sheet(xlsx_of(ROWS)).notices
    assert "HEADGOOSE" not in str(notices)
    assert "PATH" not in str(notices)


def reader_of(monkeypatch: pytest.MonkeyPatch, folder: Path, program: str) -> None:
    """Have workbooks read by another program."""
    (folder / "reader.py").write_text(program)
    monkeypatch.setattr(sheets, "READER", folder / "reader.py")
