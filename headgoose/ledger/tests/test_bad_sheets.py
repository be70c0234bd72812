"""Whatever is wrong with a sheet is said at its row, and nothing is taken."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.files import preview_voucher_file
from headgoose.ledger.actions.periods import close_month
from headgoose.ledger.models import Voucher
from headgoose.ledger.sheets import reading
from headgoose.ledger.tests.conftest import Desk
from headgoose.ledger.tests.sheets import FEE, csv_file, workbook


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def faults(desk: Desk, *rows: list[object]) -> list[tuple[int, str]]:
    content = workbook(rows)
    return preview_voucher_file(by=desk.maker, at=desk.at, book=desk.book, content=content).faults


def pair(debit: object, credit: object, on: object = "2026-03-02", code: object = "501") -> list[list[object]]:
    return [[on, "1", "收承包费", "102", "", debit, "", 1], ["", "", "", code, "", "", credit, ""]]


@pytest.mark.parametrize(
    ("rows", "row", "said"),
    [
        (pair(100, 99), 2, "differ by 1.00 yuan"),
        (pair(-100, -100), 2, "not negative"),
        (pair(0, 0), 2, "on one side"),
        (pair("12.345", "12.345"), 2, "at most two decimals"),
        (pair("1e18", "1e18"), 2, "is not an amount"),
        (pair(1e18, 1e18), 2, "is not an amount"),
        (pair("一百", 100), 2, "is not an amount"),
        (pair(100, 100, code="599"), 3, "no account 599"),
        (pair(100, 100, on="2027-03-02"), 2, "in the future"),
        (pair(100, 100, on="2025-12-31"), 2, "The book begins"),
        (pair(100, 100, on="三月二日"), 2, "is not a date"),
        (pair(100, 100, on="2026-02-30"), 2, "is not a date"),
        ([["2026-03-02", "1", "收", "102", "", 5, 5, 1], ["", "", "", "501", "", "", 5, ""]], 2, "on one side"),
        ([["2026-03-02", "1", "收", "102", "库存现金", 5, "", 1], ["", "", "", "501", "", "", 5, ""]], 2, "is called"),
        ([["2026-03-02", "1", "收", "102", "", 5, "", 1]], 2, "at least two lines"),
        ([["2026-03-02", "1", "", "102", "", 5, "", 1], ["", "", "", "501", "", "", 5, ""]], 2, "what it is for"),
        (
            [["2026-03-02", "1", "收", "102", "", 5, "", "很多"], ["", "", "", "501", "", "", 5, ""]],
            2,
            "number of documents",
        ),
    ],
)
def test_each_fault_is_said_at_its_row(desk: Desk, rows: list[list[object]], row: int, said: str) -> None:
    found = faults(desk, *rows)
    assert found
    assert found[0][0] == row
    assert said in found[0][1]
    assert not Voucher.objects.exists()


def test_full_width_digits_and_separators_are_read(desk: Desk) -> None:
    assert faults(desk, *pair("￥１，０００．５０", "1，000.50元")) == []


def test_a_closed_month_takes_nothing(desk: Desk) -> None:
    for month in (202601, 202602, 202603):
        close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month)
    desk.book.refresh_from_db()
    found = faults(desk, *pair(100, 100))
    assert "is closed" in found[0][1]


def test_all_faults_of_a_sheet_are_said_at_once(desk: Desk) -> None:
    rows = [*pair(100, 99), ["2026-03-05", "2", "付", "777", "", 5, "", 1], ["", "", "", "102", "", "", 5, ""]]
    assert [row for row, _said in faults(desk, *rows)] == [2, 4]


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_half_of_a_workbook_is_refused(desk: Desk, kept: float) -> None:
    content = workbook(FEE * 50)
    with pytest.raises(Refused):
        preview_voucher_file(by=desk.maker, at=desk.at, book=desk.book, content=content[: int(len(content) * kept)])


def test_a_csv_file_cut_within_a_voucher_does_not_balance(desk: Desk) -> None:
    content = csv_file(FEE).rpartition(b"\n")[0]
    found = preview_voucher_file(by=desk.maker, at=desk.at, book=desk.book, content=content).faults
    assert "at least two lines" in found[0][1]


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"a,b,c\n1,2,3\n", csv_file([]), b"%PDF-1.4 nothing", b"\x00\x01\x02"]
)
def test_what_is_no_sheet_of_vouchers_is_refused(desk: Desk, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        preview_voucher_file(by=desk.maker, at=desk.at, book=desk.book, content=content)
    assert refused.value.field == "file"


def test_too_many_rows_are_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ROWS_MAX", 5)
    with pytest.raises(Refused) as refused:
        faults(desk, *(FEE * 3))
    assert refused.value.because is Because.TOO_LARGE
