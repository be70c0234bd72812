"""Opening balances are typed or come from the old books, one voucher that balances, and later only the difference."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.sheets import Cell, Sheet, workbook
from headgoose.ledger.actions.opening import Opening, draft_opening, posted_opening, take_old_books
from headgoose.ledger.actions.periods import close_month
from headgoose.ledger.actions.posting import post_voucher, review_voucher
from headgoose.ledger.models import Account, Voucher, VoucherState
from headgoose.ledger.old_books import passage_of, passages, read_trial_balance
from headgoose.ledger.tests.conftest import VILLAGE, Desk

Users = Callable[..., Client]
BOOKS = f"/place/{VILLAGE}/books"
HEADER = ("科目编码", "科目名称", "借方余额", "贷方余额")


def draft(desk: Desk, **yuan: float) -> Voucher:
    """`draft(desk, a102=500, a301=-500)`: positive balances are debits."""
    balances = [
        Opening(name[1:], round(max(amount, 0) * 100), round(max(-amount, 0) * 100)) for name, amount in yuan.items()
    ]
    return draft_opening(by=desk.maker, at=desk.at, book_id=desk.book.pk, balances=balances)


def refusal(act: Callable[..., Any], *args: Any, **said: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        act(*args, **said)
    return refused.value


def post(desk: Desk, voucher: Voucher) -> None:
    post_voucher(by=desk.reviewer, at=desk.at, voucher_id=voucher.pk)


def lines(*rows: tuple[Cell, ...], header: tuple[str, ...] = HEADER) -> bytes:
    """A workbook of rows under the usual heading."""
    return workbook([Sheet("余额表", header, rows)])


def read(*rows: tuple[Cell, ...]) -> list[tuple[str, int, int]]:
    found = read_trial_balance(lines(*rows))
    assert found.remarks == []
    return [(line.code, line.debit_fen, line.credit_fen) for line in found.lines]


def remarks(*rows: tuple[Cell, ...]) -> list[int]:
    return [remark.row for remark in read_trial_balance(lines(*rows)).remarks]


def test_a_draft_that_waits_is_written_anew(desk: Desk) -> None:
    first = draft(desk, a102=500, a301=-500)
    second = draft(desk, a102=700, a301=-700)
    assert (first.pk, second.total_fen, Voucher.objects.count()) == (second.pk, 70000, 1)


def test_what_is_reviewed_is_not_changed_behind_the_reviewer(desk: Desk) -> None:
    voucher = draft(desk, a102=500, a301=-500)
    review_voucher(by=desk.reviewer, at=desk.at, voucher_id=voucher.pk)
    assert refusal(draft, desk, a102=700, a301=-700).because is Because.CONFLICT


def test_after_posting_only_the_difference_is_drafted(desk: Desk) -> None:
    post(desk, draft(desk, a101=100, a102=500, a301=-600))
    assert refusal(draft, desk, a101=100, a102=500, a301=-600).because is Because.CONFLICT
    voucher = draft(desk, a102=650, a301=-600, a311=-50)
    found = [(e.account.code, e.debit_fen, e.credit_fen) for e in voucher.entries.select_related("account")]
    assert found == [("101", 0, 10000), ("102", 15000, 0), ("311", 0, 5000)]
    post(desk, voucher)
    assert posted_opening(desk.book) == {"102": 65000, "301": -60000, "311": -5000}


@pytest.mark.parametrize(
    "yuan", [{}, {"a102": 5}, {"a102": 5, "a301": -4}, {"a999": 5, "a301": -5}, {"a102": 5, "a501": -5}]
)
def test_what_cannot_be_opened_with_is_refused(desk: Desk, yuan: dict[str, float]) -> None:
    refusal(draft, desk, **yuan)
    assert not Voucher.objects.exists()


def test_a_book_that_begins_within_a_year_takes_its_income_along(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk(since=202604)
    assert draft(desk, a102=5, a501=-5).month == 202600


def test_once_the_first_month_is_closed_they_stay(desk: Desk) -> None:
    close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=202601)
    assert refusal(draft, desk, a102=5, a301=-5).because is Because.CONFLICT


def test_who_only_reads_opens_nothing(as_user: Users, desk: Desk) -> None:
    secretary = as_user("secretary", VILLAGE)
    assert secretary.post(f"{BOOKS}/opening/", {"debit-102": "5", "credit-301": "5"}).status_code == 403
    assert secretary.get(f"{BOOKS}/opening/file/").status_code == 403
    assert secretary.post(f"{BOOKS}/opening/take/", {"lines": "[]"}).status_code == 403


def test_details_of_the_old_books_are_set_up_when_wanted(desk: Desk) -> None:
    balances = [
        Opening("112", 30000, 0, name="张三"),
        Opening("112", 20000, 0, name="李四"),
        Opening("211", 0, 50000),
    ]
    said: dict[str, Any] = {"by": desk.maker, "at": desk.at, "book_id": desk.book.pk, "balances": balances}
    take_old_books(**said, with_details=False)
    assert not Account.objects.filter(book=desk.book).exists()
    voucher = take_old_books(**said, with_details=True)
    assert [e.account.code for e in voucher.entries.select_related("account")] == ["11201", "11202", "211"]
    take_old_books(**said, with_details=True)
    assert [str(one) for one in Account.objects.filter(book=desk.book)] == ["11201 张三", "11202 李四"]


def test_more_balances_than_lines_are_summed_by_account_and_side(desk: Desk) -> None:
    many = [Opening("113", 100, 0, summary=f"户{number}") for number in range(150)]
    many += [Opening("113", 0, 30, summary=f"欠户{number}") for number in range(100)]
    voucher = draft_opening(by=desk.maker, at=desk.at, book_id=desk.book.pk, balances=[*many, Opening("301", 0, 12000)])
    found = [(e.account.code, e.debit_fen, e.credit_fen) for e in voucher.entries.select_related("account")]
    assert found == [("113", 15000, 0), ("113", 0, 3000), ("301", 0, 12000)]


def test_the_mapping_passes_only_to_accounts_that_there_are(desk: Desk) -> None:
    chart = set(Account.objects.filter(book=None).values_list("code", flat=True))
    assert {one.new_code for one in passages().values()} - {""} <= chart
    assert all(one.source for one in passages().values())
    # What the chart of 2023 split or dropped is for somebody to decide.
    assert {one.old_code for one in passages().values() if not one.new_code} >= {"131", "132", "212", "511"}
    swapped = {code: passages()[code].new_code for code in ("153", "154", "202", "211")}
    assert swapped == {"153": "154", "154": "153", "202": "211", "211": "212"}
    assert passage_of("154001002") == passages()["154"]
    assert passage_of("9") is passage_of("999") is None


def test_sums_in_the_file_are_left_out(desk: Desk) -> None:
    rows: list[tuple[Cell, ...]] = [
        (101, "现金", 300.1, None),
        ("112", "应收款", 700, ""),
        ("112001", "单位", 500, ""),
        ("11200101", "粮站", "５００.00", ""),
        ("112002", "个人", "200", "0"),
        ("301", "资本", "-", "1,000.10"),
        ("", "合  计", 1000.1, 1000.1),
    ]
    assert read(*rows) == [("101", 30010, 0), ("11200101", 50000, 0), ("112002", 20000, 0), ("301", 0, 100010)]


def test_a_negative_balance_stands_on_the_other_side(desk: Desk) -> None:
    assert read(("202", "应付款", None, -50.5), ("301", "资本", "-20", "")) == [("202", 5050, 0), ("301", 0, 2000)]


def test_what_a_spreadsheet_computed_is_read_to_the_fen(desk: Desk) -> None:
    assert read(("101", "现金", 0.1 + 0.2, None)) == [("101", 30, 0)]


@pytest.mark.parametrize(
    "row",
    [
        ("现金", "现金", 5, None),
        ("1", "现金", 5, None),
        ("101", "现金", "五元", None),
        ("101", "现金", "1.234", None),
        ("101", "现金", 1.234, None),
        ("101", "现金", 1e18, None),
        ("101", "现金", True, None),
        ("112", "应收款", 5, None),
    ],
)
def test_rows_that_cannot_be_right_are_named(desk: Desk, row: tuple[Cell, ...]) -> None:
    assert remarks(("301", "资本", "", 5), row, ("112001", "粮站", 6, None)) == [3]


def test_an_account_that_is_there_twice_is_named(desk: Desk) -> None:
    assert remarks(("101", "现金", 5, None), ("101", "库存现金", 6, None)) == [3]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        "编码,名称\n101,现金".encode(),
        lines(),
        lines(("合计", "", 5, 5)),
        lines(header=("科目编码", "科目名称", "借方余额", "借方余额")),
        "代码,名称,借方,贷方,借方,贷方\n101,现金,1,,2,".encode(),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(as_user: Users, desk: Desk, content: bytes) -> None:
    refusal(read_trial_balance, content)
    file = BytesIO(content)
    file.name = "余额表.xlsx"
    keeper = as_user("village_accountant", VILLAGE)
    assert keeper.post(f"{BOOKS}/opening/file/", {"file": file}).status_code in {413, 422}
    assert keeper.post(f"{BOOKS}/opening/file/").status_code == 422


def preview(client: Client, *rows: tuple[Cell, ...]) -> Any:
    file = BytesIO(lines(*rows))
    file.name = "余额表.xlsx"
    return client.post(f"{BOOKS}/opening/file/", {"file": file})


def test_what_has_no_account_yet_must_be_chosen_before_anything_is_drafted(as_user: Users, desk: Desk) -> None:
    keeper = as_user("village_accountant", VILLAGE)
    page = preview(keeper, ("131", "牲畜（禽）资产", 80, None), ("301", "资本", None, 80))
    assert (page.status_code, page.context["open"], page.context["may_take"]) == (200, 1, True)
    said = {"lines": page.context["lines"], "to-0": "", "to-1": "301"}
    again = keeper.post(f"{BOOKS}/opening/take/", said)
    assert (again.status_code, [bool(one.fault) for one in again.context["chosen"]]) == (422, [True, False])
    assert keeper.post(f"{BOOKS}/opening/take/", said | {"to-0": "999"}).status_code == 422
    assert not Voucher.objects.exists()
    assert keeper.post(f"{BOOKS}/opening/take/", said | {"to-0": "132 生产性生物资产"}).status_code == 302
    voucher = Voucher.objects.get()
    assert (voucher.state, [e.account.code for e in voucher.entries.all()]) == (VoucherState.DRAFT, ["132", "301"])


def test_old_books_that_do_not_balance_are_not_taken(as_user: Users, desk: Desk) -> None:
    keeper = as_user("village_accountant", VILLAGE)
    page = preview(keeper, ("101", "现金", 81, None), ("301", "资本", None, 80))
    assert (page.status_code, page.context["difference"], page.context["may_take"]) == (422, 100, False)
    said = {"lines": page.context["lines"], "to-0": "101", "to-1": "301"}
    assert keeper.post(f"{BOOKS}/opening/take/", said).status_code == 422
    assert not Voucher.objects.exists()
    # By how much they differ has no side.
    assert preview(keeper, ("101", "现金", 79, None), ("301", "资本", None, 80)).context["difference"] == 100


@pytest.mark.parametrize(
    "packed",
    [
        "",
        "[]",
        "{}",
        "null",
        "7",
        "[[1]]",
        '[[1, "101", "x", -5, 0]]',
        '[[1, "1x1", "x", 5, 0]]',
        '[[1, "101", 5, 5, 0]]',
        '[[true, "101", "x", 5, 0]]',
        '[[1, "101", "x", 1e300, 0]]',
        "[" * 5000,
    ],
)
def test_a_page_that_lost_its_balances_says_so(as_user: Users, desk: Desk, packed: str) -> None:
    answer = as_user("village_accountant", VILLAGE).post(f"{BOOKS}/opening/take/", {"lines": packed})
    assert answer.status_code == 422
    assert not Voucher.objects.exists()


@pytest.mark.parametrize("text", ["abc", "1.234", "-5", "9" * 30])
def test_what_is_no_amount_is_marked_in_its_row_and_the_rest_is_kept(as_user: Users, desk: Desk, text: str) -> None:
    said = {"debit-102": text, "credit-301": "5"}
    page = as_user("village_accountant", VILLAGE).post(f"{BOOKS}/opening/", said)
    assert page.status_code == 422
    rows = {row.account.code: row for row in page.context["typed"].rows}
    assert (rows["102"].debit, bool(rows["102"].fault), rows["301"].credit) == (text, True, "5")


def test_the_table_shows_what_stands_and_what_is_drafted(as_user: Users, desk: Desk) -> None:
    post(desk, draft(desk, a102=500, a301=-500))
    draft(desk, a101=20, a102=480, a301=-500)
    page = as_user("village_accountant", VILLAGE).get(f"{BOOKS}/opening/")
    rows = {row.account.code: (row.debit, row.credit) for row in page.context["typed"].rows}
    assert (rows["101"], rows["102"], rows["301"]) == (("20.00", ""), ("480.00", ""), ("", "500.00"))
    assert "501" not in rows
