"""A file of vouchers is looked at, taken whole and once, and posted by somebody else."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions import files as actions
from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.actions.files import (
    discard_voucher_file,
    mark_of,
    post_voucher_file,
    preview_voucher_file,
    take_voucher_file,
)
from headgoose.ledger.actions.posting import return_voucher
from headgoose.ledger.actions.vouchers import change_voucher
from headgoose.ledger.models import Entry, MonthTotal, Voucher, VoucherFile, VoucherState
from headgoose.ledger.sheets.checking import SheetCheck
from headgoose.ledger.tests.conftest import Desk
from headgoose.ledger.tests.sheets import FEE, HEADING, OFFICE, csv_file, many_vouchers, workbook
from headgoose.records.models import Act

Rows = list[list[object]]


def look(desk: Desk, content: bytes) -> SheetCheck:
    return preview_voucher_file(by=desk.maker, at=desk.at, book=desk.book, content=content)


def take(desk: Desk, content: bytes, name: str = "三月.xlsx") -> VoucherFile:
    return take_voucher_file(by=desk.maker, at=desk.at, book_id=desk.book.pk, file_name=name, content=content)


def told(checked: SheetCheck) -> list[tuple[str, str, list[tuple[str, int, int]]]]:
    """What would come of a file: day, summary and lines; faults are a failure."""
    assert checked.faults == []
    return [
        (one.on.isoformat(), one.summary, [(e.code, e.debit_fen, e.credit_fen) for e in one.entries])
        for one in checked.vouchers
    ]


BOTH = [
    ("2026-03-02", "收承包费", [("102", 500000, 0), ("501", 0, 500000)]),
    ("2026-03-09", "付办公费", [("513", 123450, 0), ("102", 0, 123450)]),
]


@pytest.mark.parametrize(
    "content",
    [workbook(FEE + OFFICE), *(csv_file(FEE + OFFICE, encoding=name) for name in ("utf-8", "utf-8-sig", "gb18030"))],
    ids=["xlsx", "utf-8", "utf-8 with mark", "gbk"],
)
def test_the_usual_sheet_becomes_drafts_that_another_posts(desk: Desk, content: bytes) -> None:
    assert told(look(desk, content)) == BOTH
    assert not Voucher.objects.exists()
    file = take(desk, content)
    vouchers = list(Voucher.objects.filter(file=file).order_by("on"))
    assert [(v.state, v.event, v.documents, v.total_fen, v.maker_id) for v in vouchers] == [
        ("draft", "记-1", 1, 500000, desk.maker.person_id),
        ("draft", "记-2", 2, 123450, desk.maker.person_id),
    ]
    assert post_voucher_file(by=desk.reviewer, at=desk.at, file_id=file.pk) == 2
    assert [v.number for v in Voucher.objects.filter(file=file).order_by("on")] == [1, 2]
    totals = MonthTotal.objects.filter(book=desk.book, account__code="102").values_list("debit_fen", "credit_fen")
    assert list(totals) == [(500000, 123450)]


def test_merged_cells_stand_for_all_their_rows(desk: Desk) -> None:
    content = workbook([["厢红五村凭证清单"], HEADING, *FEE, *OFFICE], [""] * 8, ["A2:H2", "A4:A5", "B4:B5", "C6:C7"])
    assert told(look(desk, content)) == BOTH


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 3, 2),
        "2026-3-2",
        "2026/03/02",
        "2026.3.2",
        "2026年3月2日",
        "２０２６－０３－０２",
        20260302,
        46083,
        "46083",
    ],
)
def test_days_are_read_however_they_are_written(desk: Desk, day: object) -> None:
    content = workbook([[day, *FEE[0][1:]], FEE[1]])
    assert [one.on for one in look(desk, content).vouchers] == [date(2026, 3, 2)]


@pytest.mark.parametrize(
    "amount", [1000.5, "1000.50", "1,000.50", "１，０００．５０", "￥1,000.50", "1000.5元", " 1000.5 "]
)
def test_amounts_are_read_however_they_are_written(desk: Desk, amount: object) -> None:
    rows: Rows = [["2026-03-02", "1", "收", "102", "", amount, "", ""], ["", "", "", "501", "", "-", amount, ""]]
    assert look(desk, workbook(rows)).total_fen == 100050


def test_a_sum_that_a_sheet_worked_out_is_read_as_it_was_meant(desk: Desk) -> None:
    rows: Rows = [["2026-03-02", "1", "收", 102, "", 0.1 + 0.2, ""], ["", "", "", 501, "", "", 0.3]]
    assert look(desk, csv_file(rows)).faults != []
    assert look(desk, workbook(rows)).total_fen == 30


def test_a_side_and_one_column_of_amounts_do_as_well(desk: Desk) -> None:
    heading = ["凭证日期", "凭证字", "凭证编号", "摘要", "科目代码", "科目全称", "方向", "金额（元）"]
    rows: Rows = [
        ["2026-03-02", "记", 1, "收承包费", 102, "银行存款", "借", 5000],
        ["2026-03-02", "记", 1, "收承包费", 501, "经营收入", "贷", 5000],
        ["2026-03-02", "收", 1, "付办公费", 513, "", "借", 20],
        ["2026-03-02", "收", 1, "付办公费", 101, "", "贷", 20],
    ]
    checked = look(desk, workbook(rows, heading))
    assert [(one.number, len(one.entries)) for one in checked.vouchers] == [("记-1", 2), ("收-1", 2)]


def test_sides_below_a_common_heading_are_found(desk: Desk) -> None:
    heading: list[object] = ["日期", "凭证号", "摘要", "科目", "", "金额", "", "附件"]
    sides: list[object] = ["", "", "", "编码", "名称", "借方", "贷方", ""]
    merged = ["D1:E1", "F1:G1", "A1:A2", "B1:B2", "C1:C2"]
    assert told(look(desk, workbook([sides, *FEE, *OFFICE], heading, merged))) == BOTH


def test_sums_signatures_and_lines_without_numbers_are_understood(desk: Desk) -> None:
    heading = ["年月日", "业务摘要", "会计科目", "借方", "贷方"]
    rows: Rows = [
        ["2026年3月2日", "收承包费", "银行存款", 100, ""],
        ["", "收承包费", "经营收入", "", 100],
        ["", "合计", "", 100, 100],
        ["2026.3.3", "付电费", "管理费用", 20, ""],
        ["", "付电费", "银行存款", "", 20],
        ["", "提折旧", "其他支出", 7, ""],
        ["", "提折旧", "累计折旧", "", 7],
        ["", "本月合计", "", 127, 127],
        ["", "本年累计", "", 99999, 99999],
        ["制单：甲", "", "", "", ""],
    ]
    found = look(desk, workbook(rows, heading))
    assert found.faults == []
    assert [(v.on.day, v.entries[-1].code, v.total_fen) for v in found.vouchers] == [
        (2, "501", 10000),
        (3, "102", 2000),
        (3, "152", 700),
    ]


def test_rows_of_one_voucher_need_not_stand_together(desk: Desk) -> None:
    first, second = ([[*row] for row in rows] for rows in (FEE, OFFICE))
    for pair in (first, second):
        pair[1][:3] = pair[0][:3]
    assert told(look(desk, workbook([first[0], second[0], first[1], second[1]]))) == BOTH


def test_details_are_found_by_code_name_path_and_a_column_of_their_own(desk: Desk) -> None:
    add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code="50101", name="发包收入")
    heading = ["日期", "凭证号", "摘要", "科目编码", "总账科目", "明细科目", "借方", "贷方"]
    named = [
        ["501.01", "", ""],
        ["50101", "经营收入", "发包收入"],
        ["", "发包收入", ""],
        ["", "经营收入/发包收入", ""],
        ["", "经营收入-发包收入", ""],
        ["", "经营收入", "发包收入"],
        ["50101 发包收入", "", ""],
        ["", "50101 发包收入", ""],
    ]
    for names in named:
        rows: Rows = [["2026-03-02", "1", "收", "102", "Bank deposits", "", 5, ""], ["", "", "", *names, "", 5]]
        assert told(look(desk, workbook(rows, heading)))[0][2][1] == ("50101", 0, 500), names


def test_each_line_may_have_a_summary_and_a_payee(desk: Desk) -> None:
    heading = [*HEADING, "往来单位", "账户性质"]
    rows: Rows = [
        ["2026-03-02", "1", "付工钱", "513", "", 5, "", 1, "", ""],
        ["", "", "转账", "102", "", "", 5, "", "张三", "个人"],
    ]
    file = take(desk, workbook(rows, heading))
    found = Entry.objects.filter(voucher__file=file).values_list("summary", "payee", "payee_kind")
    assert list(found) == [("", "", ""), ("转账", "张三", "person")]


def test_the_same_file_is_taken_once_and_the_refusal_says_when_and_by_whom(desk: Desk) -> None:
    content = workbook(FEE)
    take(desk, content)
    for act in (take, look):
        with pytest.raises(Refused) as refused:
            act(desk, content)
        assert refused.value.because is Because.CONFLICT
        for part in ("三月.xlsx", "2026-06-01 10:00", desk.maker.label):
            assert part in str(refused.value)
    assert Voucher.objects.count() == 1


def test_a_file_saved_anew_has_a_warning_that_its_vouchers_may_be_there(desk: Desk) -> None:
    take(desk, csv_file(FEE))
    with override("en"):
        (notice,) = look(desk, csv_file(FEE + OFFICE)).notices
    assert notice.startswith("1 voucher of this file has the date, number and amount of one")
    assert look(desk, csv_file(OFFICE)).notices == []


def test_who_brought_the_file_in_does_not_post_it(desk: Desk) -> None:
    desk.maker = desk.reviewer
    file = take(desk, workbook(FEE))
    with pytest.raises(Refused) as refused:
        post_voucher_file(by=desk.reviewer, at=desk.at, file_id=file.pk)
    assert refused.value.because is Because.FORBIDDEN


def test_a_file_of_more_vouchers_than_are_posted_at_once_is_posted_in_one_go(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "VOUCHERS_AT_ONCE", 40)
    file = take(desk, many_vouchers(100))
    assert post_voucher_file(by=desk.reviewer, at=desk.at, file_id=file.pk) == 100
    posted = Voucher.objects.filter(file=file, state=VoucherState.POSTED)
    assert list(posted.order_by("on", "pk").values_list("number", flat=True)) == list(range(1, 101))


def test_what_changed_since_the_page_was_shown_is_not_posted_unseen(desk: Desk) -> None:
    file = take(desk, workbook(FEE + OFFICE))
    mark, voucher = mark_of(file.pk), Voucher.objects.filter(file=file).order_by("pk")[0]
    entries = desk.postings(("102", 7.0), ("501", -7.0))
    change_voucher(
        by=desk.maker, at=desk.at, voucher_id=voucher.pk, on=voucher.on, summary="改", entries=entries, version=0
    )
    with pytest.raises(Refused) as refused:
        post_voucher_file(by=desk.reviewer, at=desk.at, file_id=file.pk, mark=mark)
    assert refused.value.because is Because.CONFLICT
    assert post_voucher_file(by=desk.reviewer, at=desk.at, file_id=file.pk, mark=mark_of(file.pk)) == 2


def test_what_was_given_back_waits_while_the_rest_is_posted(desk: Desk) -> None:
    file = take(desk, workbook(FEE + OFFICE))
    first = Voucher.objects.filter(file=file).order_by("pk")[0]
    return_voucher(by=desk.reviewer, at=desk.at, voucher_id=first.pk, why="请补收款收据")
    assert post_voucher_file(by=desk.reviewer, at=desk.at, file_id=file.pk) == 1
    first.refresh_from_db()
    assert first.state == VoucherState.DRAFT
    with pytest.raises(Refused):
        post_voucher_file(by=desk.reviewer, at=desk.at, file_id=file.pk)


def test_the_drafts_of_a_wrong_file_are_put_aside_at_once(desk: Desk) -> None:
    file = take(desk, workbook(FEE + OFFICE))
    assert discard_voucher_file(by=desk.maker, at=desk.at, file_id=file.pk) == 2
    assert set(Voucher.objects.values_list("state", flat=True)) == {VoucherState.DISCARDED}
    assert Act.objects.filter(verb="ledger.discard_voucher").count() == 2


def test_an_act_says_what_was_taken_and_payees_stay_out_of_it(desk: Desk) -> None:
    file = take(desk, workbook(FEE))
    act = Act.objects.get(verb="ledger.take_voucher_file")
    assert (act.subject, act.after["vouchers"], act.after["sha256"]) == (f"ledger.book:{desk.book.pk}", 1, file.sha256)


def test_ten_times_the_vouchers_take_no_more_statements(desk: Desk) -> None:
    counts = []
    for count in (20, 200):
        with CaptureQueriesContext(connection) as captured:
            file = take(desk, many_vouchers(count, mark=str(count)))
            post_voucher_file(by=desk.reviewer, at=desk.at, file_id=file.pk)
        counts.append(sum(not query["sql"].startswith(("INSERT", "UPDATE")) for query in captured))
    assert counts[1] <= counts[0] + 2
