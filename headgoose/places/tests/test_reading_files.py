"""What people send: read when it can be read with certainty, else refused or reported by row."""

import io
import struct
import zipfile

import pytest

from headgoose.kernel.refusal import Because, Refused
from headgoose.places.models import Kind
from headgoose.places.reading import Reading, read_places
from headgoose.places.sheets import MAX_ROWS
from headgoose.places.tests.conftest import csv_of, ods_of, ods_row, xlsx_of

ROWS = [("23", "黑龙江省", "province"), ("2312", "绥化市", "prefecture"), ("231221", "望奎县", "county")]
MEANT = [("23", "黑龙江省", 10), ("2312", "绥化市", 20), ("231221", "望奎县", 30)]
HEAD = ("code", "name", "kind")


def said(reading: Reading) -> list[tuple[str, str, int]]:
    return [(row.code, row.name, int(row.kind)) for row in reading.rows]


def problems(content: bytes) -> list[tuple[int, str]]:
    return [(remark.row, remark.text) for remark in read_places(content).problems]


def refused(content: bytes) -> Refused:
    with pytest.raises(Refused) as refusal:
        read_places(content)
    assert str(refusal.value)
    return refusal.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_csv_is_read_in_every_encoding_that_offices_use(encoding: str) -> None:
    reading = read_places(csv_of(ROWS, encoding))
    assert said(reading) == MEANT
    assert not reading.problems
    assert bool(reading.notices) is encoding.startswith("gb")


def test_an_excel_file_is_read() -> None:
    assert said(read_places(xlsx_of([HEAD, *ROWS]))) == MEANT


def test_an_opendocument_sheet_is_read() -> None:
    body = ods_row(*HEAD) + "".join(ods_row(*row) for row in ROWS)
    trailing = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    assert said(read_places(ods_of(body + trailing))) == MEANT


@pytest.mark.parametrize("head", ["代码,名称,类别", "编码,名称,类型", " Code , NAME ,Kind", "区划代码,单位名称,级别"])
def test_the_heading_may_be_chinese_or_untidy(head: str) -> None:
    assert said(read_places(csv_of(ROWS, head=head))) == MEANT


def test_columns_may_stand_in_any_order_and_others_are_left_unread() -> None:
    reading = read_places(csv_of([("望奎县", "x", "county", "231221")], head="name,remark,kind,code"))
    assert said(reading) == [("231221", "望奎县", 30)]
    assert [remark.row for remark in reading.notices] == [1]


@pytest.mark.parametrize(
    ("word", "kind"),
    [("省", 10), ("地区", 20), ("市辖区", 30), ("街道", 40), ("行政村", 50), ("居委会", 51), ("Village", 50)],
)
def test_kinds_may_be_said_in_chinese_or_english(word: str, kind: int) -> None:
    assert read_places(csv_of([("23", "x", word)])).rows[0].kind is Kind(kind)


@pytest.mark.parametrize(
    "code", ["２３１２２１", "231 221", " 231221 ", "231221.0", '"=""231221"""', "\u200b231221", "'231221"]
)
def test_codes_written_oddly_are_read_and_noted_by_row(code: str) -> None:
    reading = read_places(csv_of([("2312", "绥化市", "prefecture"), (code, "望奎县", "county")]))
    assert said(reading)[1] == ("231221", "望奎县", 30)
    assert [(remark.row, "231221" in remark.text) for remark in reading.notices] == [(3, True)]


def test_codes_that_excel_made_numbers_of_are_read() -> None:
    reading = read_places(xlsx_of([HEAD, (230102001001.0, "省报社社区居委会", "community"), (23, "黑龙江省", "省")]))
    assert [row.code for row in reading.rows] == ["230102001001", "23"]
    assert not reading.problems


@pytest.mark.parametrize("code", ["2.30102E+11", "2.3E+5", "231221.5", "2312a1", "二三", "", "-23", "2312２１x"])
def test_codes_with_lost_or_foreign_digits_are_problems_by_row(code: str) -> None:
    assert [row for row, _text in problems(csv_of([ROWS[0], (code, "望奎县", "county")]))] == [3]


@pytest.mark.parametrize("number", [230102001001.5, 1e17])
def test_numbers_that_lost_digits_in_excel_are_problems_by_row(number: float) -> None:
    assert [row for row, _text in problems(xlsx_of([HEAD, (number, "x", "村")]))] == [2]


def test_a_truth_value_or_a_date_is_no_code() -> None:
    assert [row for row, _text in problems(xlsx_of([HEAD, (True, "x", "村"), ROWS[0]]))] == [2]


@pytest.mark.parametrize("name", ["", "   ", "村" * 61, "望奎\ufffd县", "望奎\ue123县"])
def test_names_missing_too_long_or_unreadable_are_problems_by_row(name: str) -> None:
    assert [row for row, _text in problems(csv_of([("231221", name, "county")]))] == [2]


def test_names_keep_their_chinese_brackets_and_lose_spaces_and_wide_digits() -> None:
    reading = read_places(
        csv_of([("23", "开发区（城北）", "省"), ("24", "红 旗 村", "省"), ("25", "八五一０农场", "省")])
    )
    assert [row.name for row in reading.rows] == ["开发区（城北）", "红旗村", "八五一0农场"]
    assert [remark.row for remark in reading.notices] == [3, 4]


@pytest.mark.parametrize("kind", ["", "planet", "星球"])
def test_kinds_unknown_or_missing_are_problems_by_row(kind: str) -> None:
    assert [row for row, _text in problems(csv_of([("23", "黑龙江省", kind)]))] == [2]


def test_several_problems_of_a_row_are_all_told() -> None:
    assert [row for row, _text in problems(csv_of([("x", "", "y")]))] == [2, 2, 2]


def test_empty_rows_are_passed_over_and_rows_keep_their_numbers() -> None:
    reading = read_places(b"\r\ncode,name,kind\r\n\r\n23,\xe9\xbb\x91,province\r\n,,\r\n2312,\xe7\xbb\xa5,x\r\n")
    assert [row.number for row in reading.rows] == [4]
    assert [remark.row for remark in reading.problems] == [6]


def test_a_row_in_another_encoding_than_the_rest_is_a_problem() -> None:
    mixed = csv_of(ROWS) + "231222,兰西县,county\r\n".encode("gbk")
    assert [row for row, _text in problems(mixed)] == [5]
    mixed = csv_of(ROWS * 2, "gbk") + "231222,兰西县镇村村民委员会,county\r\n".encode()
    assert [row for row, _text in problems(mixed)] == [8]
    both = "231222,榆林镇村,county".encode()
    assert both.decode("gb18030")
    assert [row for row, _text in problems(csv_of(ROWS * 2, "gbk") + both)] == [8]


def test_utf_16_is_refused_plainly() -> None:
    assert "UTF-16" in str(refused(csv_of(ROWS, "utf-16")).reason)


def garbage() -> list[bytes]:
    empty_zip, word = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(empty_zip, "w") as package:
        package.writestr("x.txt", "x")
    with zipfile.ZipFile(word, "w") as package:
        package.writestr("word/document.xml", "<w:document/>")
    return [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00\x01",
        b"PK\x03\x04 broken off",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<512x"),
        empty_zip.getvalue(),
        word.getvalue(),
        xlsx_of([HEAD, *ROWS])[:3000],
    ]


@pytest.mark.parametrize("content", garbage())
def test_what_is_no_spreadsheet_is_refused(content: bytes) -> None:
    assert refused(content).because is Because.INVALID


@pytest.mark.parametrize("content", [b"", b"\n\n", b"hello\nworld\n", csv_of(ROWS, head="a,b,c"), csv_of([])])
def test_a_file_without_heading_or_places_is_refused(content: bytes) -> None:
    assert refused(content).field == "file"


def test_a_heading_that_names_a_column_twice_is_refused() -> None:
    refused(csv_of([("23", "x", "省", "y")], head="code,name,kind,名称"))


def test_quotation_marks_that_do_not_match_are_refused_with_the_row() -> None:
    assert "3" in str(refused('code,name,kind\n23,黑龙江省,省\n2312,"绥化市,市\n'.encode()).reason)


def test_a_cell_too_long_for_csv_is_refused_as_such() -> None:
    refusal = refused(csv_of([*ROWS, ("231222", "x" * 140_000, "county")]))
    assert refusal.because is Because.TOO_LARGE
    assert "5" in str(refusal.reason)
    assert "131,072" in str(refusal.reason)


def test_merged_cells_are_refused_with_their_range() -> None:
    assert "A3:A5" in str(refused(xlsx_of([HEAD, *ROWS], merge="A3:A5")).reason)
    body = ods_row(*HEAD) + ods_row("23", "黑", "省", cell='table:number-rows-spanned="2"')
    refused(ods_of(body))


def test_only_the_first_sheet_is_read_and_that_is_said() -> None:
    assert [remark.row for remark in read_places(xlsx_of([HEAD, *ROWS], sheets=3)).notices] == [0]


def test_a_file_of_700000_rows_is_refused_before_it_is_read() -> None:
    content = b"code,name,kind\n" + b"230102001001,x,village\n" * 700_000
    refusal = refused(content)
    assert refusal.because is Because.TOO_LARGE
    assert f"{MAX_ROWS:,}" in str(refusal.reason)


def test_an_excel_file_of_too_many_rows_is_refused() -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of([HEAD]))) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", b"<row><c><v>1</v></c></row>" * 700_000 + b"</sheetData>")
            copy.writestr(name, content)
    assert refused(buffer.getvalue()).because is Because.TOO_LARGE


def test_a_small_file_that_unfolds_into_a_huge_one_is_refused() -> None:
    many = ods_row("23", "x", "省", row='table:number-rows-repeated="1000000"')
    assert refused(ods_of(ods_row(*HEAD) + many)).because is Because.TOO_LARGE
    wide = ods_row("23", "x", cell='table:number-columns-repeated="16000"')
    assert refused(ods_of(ods_row(*HEAD) + wide)).because is Because.TOO_LARGE
    far = [HEAD, ["23", "x", "省", *[""] * 900, "stray"]]
    assert refused(xlsx_of(far)).because is Because.TOO_LARGE


def test_a_file_over_the_size_limit_is_refused(settings: object) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    assert refused(b"x" * (1024 * 1024 + 1)).because is Because.TOO_LARGE
