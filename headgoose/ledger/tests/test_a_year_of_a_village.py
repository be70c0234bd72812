"""The year 2025 of one village, from its opening balances to its closed statements, reckoned by hand beforehand.

Twelve months are entered and closed one by one. What stands in the tables was worked out on paper, not printed.
"""

from collections.abc import Callable
from typing import Any

import pytest

from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.opening import Opening, draft_opening
from headgoose.ledger.actions.periods import lock_month, reopen_month
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.balances import trial_balance
from headgoose.ledger.models import Book, Voucher
from headgoose.ledger.tests.conftest import Desk
from headgoose.ledger.tests.textbook import Textbook
from headgoose.ledger.verifying import verify_books

DETAILS = """
    11301 应收成员款
    11302 应付成员款
    32201 各项分配
    32202 未分配收益
    51301 运转支出
    51302 其他管理费用
"""
OPENING = """
    101 库存现金         借 3,200.00
    102 银行存款         借 186,000.00
    112 应收款           借 12,000.00
    11301 应收成员款     借 4,000.00
    121 库存物资         借 6,000.00
    151 固定资产         借 860,000.00
    152 累计折旧         贷 215,000.00
    211 应付款           贷 20,000.00
    301 资本             贷 600,000.00
    311 公积公益金       贷 245,000.00
    32202 未分配收益     借 8,800.00
"""
# Month by month: day, what it was for, lines.
YEAR: dict[int, list[tuple[int, str, str]]] = {
    1: [
        (5, "收到当年承包费", "借 102 银行存款 90,000.00\n贷 501 经营收入 90,000.00"),
        (
            10,
            "收到机动地2025至2027年承包费",
            "借 102 银行存款 45,000.00\n贷 501 经营收入 15,000.00\n贷 211 应付款 30,000.00",
        ),
        (15, "结转以前年度预收的2025年承包费", "借 211 应付款 10,000.00\n贷 501 经营收入 10,000.00"),
    ],
    2: [(20, "支付办公费、电费", "借 51301 运转支出 2,400.00\n贷 101 库存现金 2,400.00")],
    3: [
        (12, "收到玉米烘干塔专项资金", "借 102 银行存款 300,000.00\n贷 241 专项应付款 300,000.00"),
        (20, "收到村级组织运转补助", "借 102 银行存款 20,000.00\n贷 503 补助收入 20,000.00"),
    ],
    4: [
        (8, "支付烘干塔工程款第一期", "借 153 在建工程 160,000.00\n贷 102 银行存款 160,000.00"),
        (15, "一事一议修路筹资", "借 11301 应收成员款 50,000.00\n贷 231 一事一议资金 50,000.00"),
    ],
    5: [
        (10, "收到修路筹资", "借 102 银行存款 48,000.00\n贷 11301 应收成员款 48,000.00"),
        (22, "支付修路工程款", "借 153 在建工程 50,000.00\n贷 102 银行存款 50,000.00"),
    ],
    6: [
        (5, "支付烘干塔工程款第二期", "借 153 在建工程 130,000.00\n贷 102 银行存款 130,000.00"),
        (
            30,
            "烘干塔验收，转为固定资产",
            "借 151 固定资产 290,000.00\n贷 153 在建工程 290,000.00\n"
            "借 241 专项应付款 290,000.00\n贷 311 公积公益金 290,000.00",
        ),
    ],
    7: [
        (
            15,
            "村路完工，转为固定资产",
            "借 151 固定资产 50,000.00\n贷 153 在建工程 50,000.00\n"
            "借 231 一事一议资金 50,000.00\n贷 311 公积公益金 50,000.00",
        ),
    ],
    8: [(9, "收到投资分红", "借 102 银行存款 36,000.00\n贷 502 投资收益 36,000.00")],
    9: [
        (
            3,
            "农机修理",
            "借 511 经营支出 14,500.00\n贷 102 银行存款 12,500.00\n贷 121 库存物资 2,000.00",
        ),
        (18, "支付会议费", "借 51302 其他管理费用 860.00\n贷 102 银行存款 860.00"),
    ],
    10: [
        (8, "更正9月会议费", "借 51302 其他管理费用 680.00\n贷 102 银行存款 680.00"),
        (20, "收回上年应收租金", "借 102 银行存款 12,000.00\n贷 112 应收款 12,000.00"),
    ],
    11: [
        (
            11,
            "收到征地补偿款",
            "借 102 银行存款 200,000.00\n贷 11302 应付成员款 150,000.00\n"
            "贷 211 应付款 10,000.00\n贷 311 公积公益金 40,000.00",
        ),
        (25, "向成员兑付补偿款", "借 11302 应付成员款 150,000.00\n贷 102 银行存款 150,000.00"),
        (30, "存款利息", "借 102 银行存款 320.50\n贷 504 其他收入 320.50"),
        (30, "缴纳税费", "借 512 税金及附加 1,180.25\n贷 102 银行存款 1,180.25"),
    ],
    12: [
        (15, "接受无凭据的机井，按名义金额入账", "借 151 固定资产 1.00\n贷 311 公积公益金 1.00"),
        (20, "慰问老人", "借 514 公益支出 9,000.00\n贷 102 银行存款 9,000.00"),
        (22, "罚款", "借 515 其他支出 500.00\n贷 101 库存现金 500.00"),
        (31, "计提烘干塔等经营用固定资产折旧", "借 511 经营支出 21,500.00\n贷 152 累计折旧 21,500.00"),
        # The net result is 121,560.25; 8,800 make up the loss; of 112,760.25 the charter takes 15 % for the fund.
        (31, "按章程提取15%公积公益金", "借 32201 各项分配 16,914.04\n贷 311 公积公益金 16,914.04"),
        (31, "向成员分配，600股，每股120元", "借 32201 各项分配 72,000.00\n贷 11302 应付成员款 72,000.00"),
        (31, "其他分配", "借 32201 各项分配 5,000.00\n贷 211 应付款 5,000.00"),
    ],
}
END_OF_JUNE = """
    101 库存现金         借 800.00
    102 银行存款         借 349,000.00
    112 应收款           借 12,000.00
    11301 应收成员款     借 6,000.00
    121 库存物资         借 6,000.00
    151 固定资产         借 1,150,000.00
    152 累计折旧         贷 215,000.00
    153 在建工程         借 50,000.00
    211 应付款           贷 40,000.00
    231 一事一议资金     贷 50,000.00
    241 专项应付款       贷 10,000.00
    301 资本             贷 600,000.00
    311 公积公益金       贷 535,000.00
    32202 未分配收益     借 8,800.00
    501 经营收入         贷 115,000.00
    503 补助收入         贷 20,000.00
    51301 运转支出       借 2,400.00
"""
CLOSED = """
    101 库存现金         借 300.00
    102 银行存款         借 423,960.25
    11301 应收成员款     借 6,000.00
    11302 应付成员款     贷 72,000.00
    121 库存物资         借 4,000.00
    151 固定资产         借 1,200,001.00
    152 累计折旧         贷 236,500.00
    211 应付款           贷 55,000.00
    241 专项应付款       贷 10,000.00
    301 资本             贷 600,000.00
    311 公积公益金       贷 641,915.04
    32202 未分配收益     贷 18,846.21
"""
INCOME_STATEMENT = {
    "一、经营收入": "115,000.00",
    "加：投资收益": "36,000.00",
    "补助收入": "20,000.00",
    "减：经营支出": "36,000.00",
    "税金及附加": "1,180.25",
    "管理费用": "3,080.00",
    "其中：运转支出": "2,400.00",
    "二、经营收益": "130,739.75",
    "加：其他收入": "320.50",
    "减：公益支出": "9,000.00",
    "其他支出": "500.00",
    "三、收益总额": "121,560.25",
    "四、净收益": "121,560.25",
    "加：期初未分配收益": "-8,800.00",
    "五、可分配收益": "112,760.25",
    "减：提取公积公益金": "16,914.04",
    "向成员分配": "72,000.00",
    "其他分配": "5,000.00",
    "六、期末未分配收益": "18,846.21",
}
BALANCE_SHEET = {
    "货币资金": "424,260.25",
    "应收款项": "6,000.00",
    "存货": "4,000.00",
    "流动资产合计": "434,260.25",
    "固定资产净值": "963,501.00",
    "资产总计": "1,397,761.25",
    "应付款项": "127,000.00",
    "专项应付款": "10,000.00",
    "负债合计": "137,000.00",
    "资本": "600,000.00",
    "公积公益金": "641,915.04",
    "未分配收益": "18,846.21",
    "所有者权益合计": "1,260,761.25",
    "负债和所有者权益总计": "1,397,761.25",
}


def open_year(desk: Desk) -> Textbook:
    """The opening balances, drafted by the village and posted by the township."""
    book = Textbook(desk)
    book.set_up(DETAILS)
    balances = [Opening(code, *((fen, 0) if side == "借" else (0, fen))) for code, side, fen in book.table(OPENING)]
    drafted = draft_opening(by=desk.maker, at=desk.at, book_id=desk.book.pk, balances=balances)
    post_voucher(by=desk.reviewer, at=desk.at, voucher_id=drafted.pk)
    return book


def keep_month(book: Textbook, month: int) -> None:
    """Enter a month and close it. In October the wrong voucher of September is taken back first."""
    if month == 10:
        wrong = Voucher.objects.get(book=book.desk.book, summary="支付会议费")
        book.take_back(wrong, "2025-10-08", "金额应为680元")
    for day, summary, lines in YEAR[month]:
        book.enter(f"2025-{month:02d}-{day:02d}", summary, lines)
    book.close(202500 + month)


@pytest.fixture
def year(new_desk: Callable[..., Desk]) -> Textbook:
    """All months of 2025 entered and closed; the year itself is not."""
    book = open_year(new_desk(since=202501))
    book.stands(202500, OPENING)
    for month in range(1, 13):
        keep_month(book, month)
    return book


def test_the_year_from_its_opening_to_its_closed_statements(year: Textbook) -> None:
    year.stands(202506, END_OF_JUNE)
    assert year.income(2025) == "171,320.50"
    assert year.statement("income", "2025") == INCOME_STATEMENT
    year.close(202513)
    year.stands(202513, CLOSED)
    # The closing lies in a month of its own: the year's income and its statement are what they were.
    assert year.income(2025) == "171,320.50"
    assert year.statement("income", "2025") == INCOME_STATEMENT
    assert year.statement("balance", "2025") == BALANCE_SHEET
    assert verify_books([year.desk.book.pk]).sound


def test_the_closing_of_the_year_is_four_vouchers(year: Textbook) -> None:
    year.close(202513)
    closing = Voucher.objects.filter(book=year.desk.book, kind="closing").order_by("number")
    assert [(one.summary, one.total_fen) for one in closing] == [
        ("结转2025年度各项收入", 17_132_050),
        ("结转2025年度各项支出", 4_976_025),
        ("结转2025年度收益", 12_156_025),
        ("结转2025年度各项分配", 9_391_404),
    ]
    numbers = Voucher.objects.filter(book=year.desk.book, year=2025).order_by("sequence").values_list("number")
    assert [number for (number,) in numbers] == list(range(1, len(numbers) + 1))


def test_the_trial_balance_of_the_year_ties_at_both_ends(year: Textbook) -> None:
    year.close(202513)
    found = trial_balance(year.desk.book.pk, 202501, 202513)
    assert found.ties
    # Assets of 1,071,200 and a loss of 8,800 at the beginning, at the end 1,634,261.25, on either side.
    assert (found.totals[0], found.totals[4]) == (108_000_000, 163_426_125)


def test_the_next_year_begins_with_the_balances_and_releases_the_prepaid_fee(year: Textbook) -> None:
    year.close(202513)
    year.enter("2026-01-05", "结转2026年承包费", "借 211 应付款 15,000.00\n贷 501 经营收入 15,000.00")
    assert year.income(2026) == "15,000.00"
    after = {**year.balances(202513), "211": -4_000_000, "501": -1_500_000}
    assert year.balances(202601) == after
    year.enter("2026-01-20", "兑付2025年成员分红", "借 11302 应付成员款 72,000.00\n贷 102 银行存款 72,000.00")
    assert "11302" not in year.balances(202601)


def test_a_closed_year_is_opened_with_a_reason_and_a_locked_one_never(year: Textbook) -> None:
    year.close(202513)
    desk, late = year.desk, ("2025-12-30", "漏记的电费", "借 51301 运转支出 60.00\n贷 101 库存现金 60.00")
    officer: dict[str, Any] = {"by": desk.reviewer, "at": desk.at, "book_id": desk.book.pk}
    with pytest.raises(Refused) as refused:
        year.enter(*late)
    assert refused.value.because is Because.CONFLICT
    reopen_month(**officer, month=202512, why="漏记一笔电费")
    year.enter(*late)
    for month in (202512, 202513):
        year.close(month)
    # Closed again by the difference: 60 yuan less are left.
    assert year.balances(202513)["32202"] == -1_878_621
    assert year.statement("income", "2025")["六、期末未分配收益"] == "18,786.21"
    lock_month(**officer, month=202513)
    with pytest.raises(Refused) as refused:
        reopen_month(**officer, month=202512, why="还想再改一次")
    assert refused.value.because is Because.CONFLICT
    assert Book.objects.get(pk=desk.book.pk).locked_to == 202513
    assert verify_books([desk.book.pk]).sound
