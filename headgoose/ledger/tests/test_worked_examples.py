"""The typical postings of a village collective, as the accounting system has them; each reads like its textbook."""

from collections.abc import Callable

import pytest
from django.utils.translation import override

from headgoose.kernel.refusal import Refused
from headgoose.ledger.models import VoucherKind
from headgoose.ledger.tests.conftest import Desk
from headgoose.ledger.tests.textbook import Textbook


@pytest.fixture
def book(new_desk: Callable[..., Desk]) -> Textbook:
    """A book that begins in 2023 with nothing in it."""
    return Textbook(new_desk(since=202301))


def test_a_contract_fee_of_this_year_is_income(book: Textbook) -> None:
    book.enter(
        "2023-03-10",
        "收到当年承包费",
        """
        借 102 银行存款   24,000.00
        贷 501 经营收入   24,000.00
        """,
    )
    book.stands(
        202303,
        """
        102 银行存款   借 24,000.00
        501 经营收入   贷 24,000.00
        """,
    )
    assert book.income(2023) == "24,000.00"


def test_a_contract_fee_of_three_years_is_income_of_three_years(book: Textbook) -> None:
    book.enter(
        "2023-01-20",
        "收到2023至2025年承包费",
        """
        借 102 银行存款   30,000.00
        贷 501 经营收入   10,000.00
        贷 211 应付款     20,000.00
        """,
    )
    for year in (2024, 2025):
        book.enter(
            f"{year}-01-05",
            f"结转{year}年承包费",
            """
            借 211 应付款     10,000.00
            贷 501 经营收入   10,000.00
            """,
        )
    assert [book.income(year) for year in (2023, 2024, 2025)] == ["10,000.00"] * 3
    book.stands(
        202412,
        """
        102 银行存款   借 30,000.00
        211 应付款     贷 10,000.00
        501 经营收入   贷 20,000.00
        """,
    )
    book.stands(
        202512,
        """
        102 银行存款   借 30,000.00
        501 经营收入   贷 30,000.00
        """,
    )


def test_an_earmarked_grant_is_no_income_and_becomes_an_asset_and_the_fund(book: Textbook) -> None:
    book.enter(
        "2023-03-01",
        "收到烘干塔建设专项资金",
        """
        借 102 银行存款     200,000.00
        贷 241 专项应付款   200,000.00
        """,
    )
    book.enter(
        "2023-05-20",
        "支付烘干塔工程款",
        """
        借 153 在建工程   180,000.00
        贷 102 银行存款   180,000.00
        """,
    )
    book.stands(
        202305,
        """
        102 银行存款     借 20,000.00
        153 在建工程     借 180,000.00
        241 专项应付款   贷 200,000.00
        """,
    )
    book.enter(
        "2023-09-30",
        "烘干塔验收，转为固定资产",
        """
        借 151 固定资产     180,000.00
        贷 153 在建工程     180,000.00
        借 241 专项应付款   180,000.00
        贷 311 公积公益金   180,000.00
        """,
    )
    # What was not spent stays earmarked.
    book.stands(
        202309,
        """
        102 银行存款     借 20,000.00
        151 固定资产     借 180,000.00
        241 专项应付款   贷 20,000.00
        311 公积公益金   贷 180,000.00
        """,
    )
    assert book.income(2023) == "0.00"


def test_an_operating_subsidy_is_income(book: Textbook) -> None:
    book.enter(
        "2023-04-12",
        "收到上级运转补助",
        """
        借 102 银行存款   20,000.00
        贷 503 补助收入   20,000.00
        """,
    )
    assert book.income(2023) == "20,000.00"


def test_a_case_by_case_levy_goes_from_the_members_into_what_was_built(book: Textbook) -> None:
    book.enter(
        "2023-04-15",
        "一事一议修路筹资，800人每人50元",
        """
        借 113 内部往来         40,000.00
        贷 231 一事一议资金     40,000.00
        """,
    )
    book.enter(
        "2023-05-10",
        "收到修路筹资",
        """
        借 102 银行存款   38,500.00
        贷 113 内部往来   38,500.00
        """,
    )
    book.enter(
        "2023-06-22",
        "支付修路工程款",
        """
        借 153 在建工程   38,000.00
        贷 102 银行存款   38,000.00
        """,
    )
    book.stands(
        202306,
        """
        102 银行存款         借 500.00
        113 内部往来         借 1,500.00
        153 在建工程         借 38,000.00
        231 一事一议资金     贷 40,000.00
        """,
    )
    book.enter(
        "2023-07-15",
        "村路完工，转为固定资产",
        """
        借 151 固定资产         38,000.00
        贷 153 在建工程         38,000.00
        借 231 一事一议资金     38,000.00
        贷 311 公积公益金       38,000.00
        """,
    )
    book.stands(
        202307,
        """
        102 银行存款         借 500.00
        113 内部往来         借 1,500.00
        151 固定资产         借 38,000.00
        231 一事一议资金     贷 2,000.00
        311 公积公益金       贷 38,000.00
        """,
    )
    assert book.income(2023) == "0.00"


def test_land_compensation_belongs_to_members_to_others_and_to_the_collective(book: Textbook) -> None:
    book.enter(
        "2023-10-11",
        "收到征地补偿款",
        """
        借 102 银行存款     300,000.00
        贷 113 内部往来     240,000.00
        贷 211 应付款        20,000.00
        贷 311 公积公益金    40,000.00
        """,
    )
    book.enter(
        "2023-10-25",
        "向成员兑付补偿款",
        """
        借 113 内部往来   240,000.00
        贷 102 银行存款   240,000.00
        """,
    )
    book.stands(
        202310,
        """
        102 银行存款     借 60,000.00
        211 应付款       贷 20,000.00
        311 公积公益金   贷 40,000.00
        """,
    )
    assert book.income(2023) == "0.00"


def a_good_year_after_a_loss(book: Textbook) -> None:
    """A loss of 12,000 carried over, and 100,000 earned since."""
    book.set_up(
        """
        32201 各项分配
        32202 未分配收益
        """
    )
    # A loss of 12,000 from former years.
    book.enter(
        "2023-01-01",
        "期初余额",
        """
        借 102 银行存款         88,000.00
        借 32202 未分配收益     12,000.00
        贷 301 资本            100,000.00
        """,
        kind=VoucherKind.OPENING.value,
    )
    book.enter(
        "2023-06-30",
        "收到承包费",
        """
        借 102 银行存款   130,000.00
        贷 501 经营收入   130,000.00
        """,
    )
    book.enter(
        "2023-08-31",
        "支付管理费用",
        """
        借 513 管理费用   30,000.00
        贷 102 银行存款   30,000.00
        """,
    )


def test_a_distribution_makes_up_a_loss_first_then_the_fund_then_members_then_others(book: Textbook) -> None:
    a_good_year_after_a_loss(book)
    # Of the net result of 100,000, the loss takes 12,000. Of the 88,000 left, by the charter, 20 % go to the fund.
    book.enter(
        "2023-12-31",
        "按章程提取20%公积公益金",
        """
        借 32201 各项分配      17,600.00
        贷 311 公积公益金      17,600.00
        """,
    )
    # 500 shares of 120 yuan.
    book.enter(
        "2023-12-31",
        "向成员分配收益，500股，每股120元",
        """
        借 32201 各项分配      60,000.00
        贷 113 内部往来        60,000.00
        """,
    )
    book.enter(
        "2023-12-31",
        "其他分配",
        """
        借 32201 各项分配       5,000.00
        贷 211 应付款           5,000.00
        """,
    )
    for month in range(202301, 202314):
        book.close(month)
    # 88,000 - 17,600 - 60,000 - 5,000 = 5,400 are left.
    book.stands(
        202313,
        """
        102 银行存款         借 188,000.00
        113 内部往来         贷 60,000.00
        211 应付款           贷 5,000.00
        301 资本             贷 100,000.00
        311 公积公益金       贷 17,600.00
        32202 未分配收益     贷 5,400.00
        """,
    )
    found = book.statement("income", "2023")
    assert {name: found[name] for name in list(found)[-7:]} == {
        "四、净收益": "100,000.00",
        "加：期初未分配收益": "-12,000.00",
        "五、可分配收益": "88,000.00",
        "减：提取公积公益金": "17,600.00",
        "向成员分配": "60,000.00",
        "其他分配": "5,000.00",
        "六、期末未分配收益": "5,400.00",
    }


def test_an_asset_without_any_price_enters_at_one_yuan(book: Textbook) -> None:
    book.enter(
        "2023-11-08",
        "接受无凭据的机井一眼，按名义金额入账",
        """
        借 151 固定资产     1.00
        贷 311 公积公益金   1.00
        """,
    )
    book.stands(
        202311,
        """
        151 固定资产     借 1.00
        311 公积公益金   贷 1.00
        """,
    )


def test_what_was_wrong_is_taken_back_in_red_letters_and_entered_as_it_is(book: Textbook) -> None:
    wrong = book.enter(
        "2023-05-18",
        "支付办公费",
        """
        借 513 管理费用   860.00
        贷 101 库存现金   860.00
        """,
    )
    for month in range(202301, 202306):
        book.close(month)
    # May is closed: the reversal is dated in June.
    red = book.take_back(wrong, "2023-06-02", "金额应为680元")
    book.enter(
        "2023-06-02",
        "更正5月办公费",
        """
        借 513 管理费用   680.00
        贷 101 库存现金   680.00
        """,
    )
    assert (red.total_fen, red.reverses_id) == (-86_000, wrong.pk)
    book.stands(
        202306,
        """
        101 库存现金   贷 680.00
        513 管理费用   借 680.00
        """,
    )
    # In red letters the month's turnover shrinks as well, where an opposite entry would have swollen it.
    assert book.statement("income", "2023-06") == {
        "管理费用": "-180.00",
        "二、经营收益": "180.00",
        "三、收益总额": "180.00",
        "四、净收益": "180.00",
        "加：期初未分配收益": "-860.00",
        "五、可分配收益": "-680.00",
        "六、期末未分配收益": "-680.00",
    }


@pytest.mark.parametrize(
    ("lines", "because"),
    [
        ("借 102 银行存款 100.00\n贷 501 经营收入 99.99", "differ by 0.01 yuan"),
        ("借 102 银行存款 100.00", "at least two lines"),
        ("借 102 银行存款 -100.00\n贷 501 经营收入 -100.00", "is not negative"),
        ("借 102 银行存款 0.00\n贷 501 经营收入 0.00", "an amount on one side"),
    ],
)
def test_what_is_no_voucher_is_refused_with_the_reason(book: Textbook, lines: str, because: str) -> None:
    with override("en"), pytest.raises(Refused, match=because):
        book.enter("2023-03-10", "收到承包费", lines)
    assert book.balances(202312) == {}
