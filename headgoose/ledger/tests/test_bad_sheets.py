"""Whatever is wrong with a sheet is said at its cell, and nothing is taken."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.actions.files import preview_voucher_file, take_voucher_file
from headgoose.ledger.actions.periods import close_month
from headgoose.ledger.models import Entry, Voucher, VoucherFile
from headgoose.ledger.tests.conftest import Desk
from headgoose.ledger.tests.sheets import FEE, HEADING, OFFICE, csv_file, many_vouchers, workbook
from headgoose.records.models import Act

Rows = list[list[object]]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def faults_in(desk: Desk, content: bytes) -> list[tuple[str, str]]:
    """Cells and what is said of them."""
    checked = preview_voucher_file(by=desk.maker, at=desk.at, book=desk.book, content=content)
    return [(fault.cell, fault.text) for fault in checked.faults]


def faults(desk: Desk, *rows: list[object]) -> list[tuple[str, str]]:
    return faults_in(desk, workbook(rows))


def pair(debit: object, credit: object, on: object = "2026-03-02", code: object = "501") -> Rows:
    return [[on, "1", "收承包费", "102", "", debit, "", 1], ["", "", "", code, "", "", credit, ""]]


def row(**cells: object) -> list[object]:
    """A line of 5 yuan into the bank, but for what is named."""
    usual = {"on": "2026-03-02", "number": "1", "summary": "收", "code": "102", "name": "", "debit": 5, "credit": ""}
    return list({**usual, "documents": 1, **cells}.values())


OTHER: list[object] = ["", "", "", "501", "", "", 5, ""]
BAD: dict[str, tuple[Rows, str, str]] = {
    "unbalanced": (pair(100, 99), "B2", "rows 2 to 3: debits and credits differ by 1.00 yuan"),
    "negative": (pair(-100, -100), "F2", "not negative"),
    "zeros": (pair(0, 0), "F2", "amount is missing"),
    "zero in the credit": (pair(5, 0), "F3", "amount is missing"),
    "both sides": ([row(credit=5), OTHER], "G2", "on one side only"),
    "three decimals": (pair("12.345", "12.345"), "F2", "at most two decimals"),
    "three decimals as a number": (pair(12.345, 12.345), "F2", "at most two decimals"),
    "1e18 as text": (pair("1e18", "1e18"), "F2", "is not an amount"),
    "1e18": (pair(1e18, 1e18), "F2", "larger than books can hold"),
    "1e300": (pair(1e300, 1e300), "F2", "larger than books can hold"),
    "nineteen digits": (pair("9" * 19, "9" * 19), "F2", "larger than books can hold"),
    "text": (pair("一百", 100), "F2", "is not an amount"),
    "a number with text": (pair("12abc", 12), "F2", "is not an amount"),
    "groups of two": (pair("1,00,000", 100000), "F2", "is not an amount"),
    "a truth": (pair(True, 1), "F2", "is not an amount"),
    "unknown code": (pair(100, 100, code="599"), "D3", "no account 599"),
    "half a code": (pair(100, 100, code="50"), "D3", "no account 50"),
    "code with a name of another": ([row(name="库存现金"), OTHER], "E2", "code and name disagree"),
    "both in one cell, disagreeing": ([row(code="102 库存现金"), OTHER], "E2", "code and name disagree"),
    "unknown name": ([row(code="", name="小金库"), OTHER], "E2", "There is no account “小金库”"),
    "no account": ([row(code=""), OTHER], "D2", "Which account?"),
    "future year": (pair(100, 100, on="2027-03-02"), "A2", "in the future"),
    "tomorrow": (pair(100, 100, on="2026-06-02"), "A2", "in the future"),
    "before the book": (pair(100, 100, on="2025-12-31"), "A2", "The book begins in 2026-01"),
    "a day in words": (pair(100, 100, on="三月二日"), "A2", "is not a date"),
    "30 February": (pair(100, 100, on="2026-02-30"), "A2", "is not a date"),
    "no year": (pair(100, 100, on="3月2日"), "A2", "is not a date"),
    "no date": (pair(100, 100, on=""), "A2", "date of the voucher is missing"),
    "no number": ([row(number=""), OTHER], "B2", "number of the voucher is missing"),
    "a new day without a number": ([*FEE, row(on="2026-03-03", number="")], "B4", "number of the voucher is missing"),
    "one line": ([row()], "B2", "one line only"),
    "201 lines": ([row(), *[OTHER] * 200], "B2", "more than 200 lines"),
    "no summary": ([row(summary=""), OTHER], "C2", "what it is for"),
    "a long summary": ([row(summary="长" * 121), OTHER], "C2", "At most 120"),
    "documents in words": ([row(documents="很多"), OTHER], "H2", "number of documents"),
    "negative documents": ([row(documents=-1), OTHER], "H2", "number of documents"),
}


@pytest.mark.parametrize(("rows", "cell", "said"), BAD.values(), ids=BAD.keys())
def test_each_fault_is_said_at_its_cell_and_nothing_is_written(desk: Desk, rows: Rows, cell: str, said: str) -> None:
    found = faults(desk, *rows)
    assert found[0][0] == cell
    assert said in found[0][1]
    acts = Act.objects.count()
    with pytest.raises(Refused) as refused:
        take_voucher_file(
            by=desk.maker, at=desk.at, book_id=desk.book.pk, file_name="x.xlsx", content=workbook([*rows, *OFFICE])
        )
    assert refused.value.status == 422
    there = (Voucher.objects.count(), Entry.objects.count(), VoucherFile.objects.count(), Act.objects.count() - acts)
    assert there == (0, 0, 0, 0)


@pytest.mark.parametrize("cells", [{"payee": "长" * 61}, {"payee": "甲", "kind": "支付宝"}])
def test_a_payee_has_a_short_name_and_a_known_account(desk: Desk, cells: dict[str, str]) -> None:
    heading = [*HEADING, "收款人", "收款账户"]
    rows = [[*row(), *cells.values()], OTHER]
    assert [cell for cell, _text in faults_in(desk, workbook(rows, heading))] == ["I2" if len(cells) == 1 else "J2"]


def test_cells_are_named_as_the_sheet_names_them_also_where_it_begins_further_right(desk: Desk) -> None:
    rows = [["", "", *cells] for cells in pair(100, 99)]
    assert [cell for cell, _text in faults_in(desk, workbook(rows, ["", "", *HEADING]))] == ["D2"]


def test_a_closed_month_takes_nothing(desk: Desk) -> None:
    for month in (202601, 202602, 202603):
        close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month)
    desk.book.refresh_from_db()
    ((cell, text),) = faults(desk, *pair(100, 100))
    assert cell == "A2"
    assert "2026-03 is closed; the first open month is 2026-04" in text


def test_a_month_closed_after_the_preview_is_seen_when_the_file_is_taken(desk: Desk) -> None:
    assert faults(desk, *FEE) == []
    for month in (202601, 202602, 202603):
        close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month)
    with pytest.raises(Refused, match="is closed"):
        take_voucher_file(by=desk.maker, at=desk.at, book_id=desk.book.pk, file_name="x", content=workbook(FEE))


def test_a_name_that_two_details_have_needs_the_code_or_the_path(desk: Desk) -> None:
    for code in ("50101", "50401"):
        add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code=code, name="机动地")
    ((cell, text),) = faults(desk, row(), ["", "", "", "", "机动地", "", 5, ""])
    assert cell == "E3"
    assert "50101, 50401" in text
    assert faults(desk, row(), ["", "", "", "", "经营收入/机动地", "", 5, ""]) == []


def test_all_faults_of_a_sheet_are_said_at_once(desk: Desk) -> None:
    rows = [*pair(100, 99), ["2026-03-05", "2", "付", "777", "", "x", "", 1], ["", "", "", "102", "", "", 5, ""]]
    assert [cell for cell, _text in faults(desk, *rows)] == ["B2", "F4", "D4"]


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.95])
def test_half_of_a_workbook_is_refused(desk: Desk, kept: float) -> None:
    content = workbook(FEE * 50)
    with pytest.raises(Refused) as refused:
        faults_in(desk, content[: int(len(content) * kept)])
    assert 400 <= refused.value.status < 500


@pytest.mark.parametrize(
    ("kept", "said"),
    [("5000.1", "differ by 0.02"), ("", "amount is missing"), (None, "one line only")],
)
def test_a_csv_file_cut_within_a_voucher_is_seen(desk: Desk, kept: str | None, said: str) -> None:
    lines = ["日期,凭证号,摘要,科目编码,借方金额,贷方金额", "2026-03-02,1,收承包费,102,5000.12,"]
    if kept is not None:
        lines.append(f",,收承包费,501,,{kept}")
    ((_cell, text),) = faults_in(desk, "\n".join(lines).encode())
    assert said in text


def test_rows_lost_between_whole_vouchers_are_told_by_the_sum_below(desk: Desk) -> None:
    total: list[object] = ["合计", "", "", "", "", 6234.5, 6234.5, ""]
    assert faults(desk, *FEE, *OFFICE, total) == []
    ((cell, text),) = faults(desk, *FEE, total)
    assert cell == "F4"
    assert "rows may be missing" in text


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"a,b,c\n1,2,3\n", csv_file([]), b"%PDF-1.4 nothing", b"\x00\x01\x02", b"PK\x03\x04", workbook([])],
)
def test_what_is_no_sheet_of_vouchers_is_refused(desk: Desk, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        faults_in(desk, content)
    assert refused.value.field == "file"


def test_another_encoding_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="UTF-16"):
        faults_in(desk, csv_file(FEE, encoding="utf-16"))


def test_a_row_in_another_encoding_than_the_rest_is_named(desk: Desk) -> None:
    lines = csv_file([*FEE, *OFFICE] * 6).split(b"\n")
    lines[3] = lines[3].decode().encode("gb18030")
    checked = preview_voucher_file(by=desk.maker, at=desk.at, book=desk.book, content=b"\n".join(lines))
    assert any(fault.row == 4 and "another encoding" in fault.text for fault in checked.faults)


def test_a_hundred_thousand_rows_are_refused(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        faults_in(desk, many_vouchers(50_000))
    assert refused.value.because is Because.TOO_LARGE
    assert "50,000" in str(refused.value)


def test_a_column_that_is_there_twice_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="twice"):
        faults_in(desk, workbook(FEE, [*HEADING, "摘要"]))


def test_a_missing_column_is_named(desk: Desk) -> None:
    with pytest.raises(Refused, match="missing: Credit"):
        faults_in(desk, workbook(FEE, [*HEADING[:6], "", "附件张数"]))
