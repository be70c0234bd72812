"""A file of vouchers is looked at, taken whole and once, and posted by somebody else."""

from typing import Any

import pytest

from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.files import preview_voucher_file, take_voucher_file
from headgoose.ledger.actions.posting import post_vouchers
from headgoose.ledger.models import Entry, Voucher, VoucherFile, VoucherState
from headgoose.ledger.sheets.checking import SheetCheck
from headgoose.ledger.tests.conftest import Desk
from headgoose.ledger.tests.sheets import FEE, HEADING, OFFICE, csv_file, workbook


def look(desk: Desk, content: bytes) -> SheetCheck:
    return preview_voucher_file(by=desk.maker, at=desk.at, book=desk.book, content=content)


def take(desk: Desk, content: bytes, **more: Any) -> VoucherFile:
    return take_voucher_file(
        by=desk.maker, at=desk.at, book_id=desk.book.pk, file_name="三月.xlsx", content=content, **more
    )


@pytest.mark.parametrize(
    "content",
    [workbook(FEE + OFFICE), *(csv_file(FEE + OFFICE, encoding=name) for name in ("utf-8", "utf-8-sig", "gb18030"))],
    ids=["xlsx", "utf-8", "utf-8 with mark", "gbk"],
)
def test_the_usual_sheet_becomes_drafts_that_another_posts(desk: Desk, content: bytes) -> None:
    assert look(desk, content).faults == []
    file = take(desk, content)
    vouchers = list(Voucher.objects.filter(file=file).order_by("on"))
    assert [(v.on.isoformat(), v.summary, v.documents, v.total_fen) for v in vouchers] == [
        ("2026-03-02", "收承包费", 1, 500000),
        ("2026-03-09", "付办公费", 2, 123450),
    ]
    post_vouchers(by=desk.reviewer, at=desk.at, voucher_ids=[v.pk for v in vouchers])
    assert Voucher.objects.filter(file=file, state=VoucherState.POSTED).count() == 2


def test_who_brought_the_file_in_does_not_post_it(desk: Desk) -> None:
    desk.maker = desk.reviewer
    file = take(desk, workbook(FEE))
    with pytest.raises(Refused) as refused:
        post_vouchers(by=desk.reviewer, at=desk.at, voucher_ids=list(file.vouchers.values_list("pk", flat=True)))
    assert refused.value.because is Because.FORBIDDEN


def test_the_same_file_is_taken_once(desk: Desk) -> None:
    take(desk, workbook(FEE))
    for act in (take, look):
        with pytest.raises(Refused) as refused:
            act(desk, workbook(FEE))
        assert refused.value.because is Because.CONFLICT
        assert "三月.xlsx" in str(refused.value)
    assert Voucher.objects.count() == 1


def test_other_headings_totals_signatures_and_lines_without_numbers_are_understood(desk: Desk) -> None:
    heading = ["年月日", "业务摘要", "会计科目", "借方", "贷方"]
    rows: list[list[object]] = [
        ["2026年3月2日", "收承包费", "银行存款", 100, ""],
        ["", "收承包费", "经营收入", "", 100],
        ["", "合计", "", 100, 100],
        ["2026.3.3", "付电费", "管理费用", 20, ""],
        ["", "付电费", "银行存款", "", 20],
        ["制单：甲", "", "", "", ""],
    ]
    found = look(desk, workbook(rows, heading))
    assert found.faults == []
    assert [(v.on.day, len(v.entries), v.total_fen) for v in found.vouchers] == [(2, 2, 10000), (3, 2, 2000)]


def test_a_title_above_the_heading_and_days_as_excel_numbers_are_read(desk: Desk) -> None:
    rows = [HEADING, [46083, "1", "收承包费", 102, "", 88, "", ""], ["", "", "", 501, "", "", 88, ""]]
    found = look(desk, workbook(rows, ["厢红五村记账凭证"]))
    assert found.faults == []
    assert found.vouchers[0].on.isoformat() == "2026-03-02"


def test_a_detail_is_found_by_its_path_of_names(desk: Desk) -> None:
    rows: list[list[object]] = [
        ["2026-03-02", "1", "收", "", "资产/银行存款", 5, ""],
        ["", "", "", "", "经营收入", "", 5],
    ]
    assert look(desk, workbook(rows)).faults == []


def test_a_file_with_a_fault_is_taken_in_no_part(desk: Desk) -> None:
    bad = [*FEE, ["2026-03-09", "记-2", "付办公费", "513", "管理费用", 100, "", 2], ["", "", "", "102", "", "", 99, ""]]
    with pytest.raises(Refused) as refused:
        take(desk, workbook(bad))
    assert len(refused.value.details["faults"]) == 1
    assert (Voucher.objects.count(), Entry.objects.count(), VoucherFile.objects.count()) == (0, 0, 0)


def test_a_sum_that_a_sheet_worked_out_is_read_as_it_was_meant(desk: Desk) -> None:
    rows: list[list[object]] = [["2026-03-02", "1", "收", 102, "", 0.1 + 0.2, ""], ["", "", "", 501, "", "", 0.3]]
    assert look(desk, workbook(rows)).vouchers[0].total_fen == 30
