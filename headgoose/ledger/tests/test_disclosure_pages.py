"""The pages of disclosure: reports of years are offered and dated, and the list of overdue villages says what it is."""

from collections.abc import Callable

import pytest
from django.test import Client

from headgoose.kernel.answers import answers
from headgoose.ledger.actions.periods import close_month, draft_year_end, reopen_month
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.models import Disclosure
from headgoose.ledger.tests.conftest import COUNTY, VILLAGE, Desk

Users = Callable[..., Client]
DESK = f"/place/{VILLAGE}/books/disclosures/"
REPORT = f"/open/{VILLAGE}/books/2025/?in=zh"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    answers.clear()


@pytest.fixture
def ended(new_desk: Callable[..., Desk]) -> Desk:
    """A book of a quarter of 2025, closed with its year."""
    desk = new_desk(since=202510)
    desk.post("2025-11-03", ("102", 5000), ("501", -5000))
    for month in (202510, 202511, 202512):
        close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month)
    for drafted in draft_year_end(by=desk.maker, at=desk.at, book_id=desk.book.pk, year=2025):
        post_voucher(by=desk.reviewer, at=desk.at, voucher_id=drafted.pk)
    close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=202513)
    return desk


def test_the_report_of_a_closed_year_is_opened_on_the_page_and_says_when_members_may_meet(
    ended: Desk, as_user: Users
) -> None:
    keeper = as_user("village_accountant", VILLAGE)
    assert '<option value="2025">' in keeper.get(DESK).content.decode()
    assert keeper.post(f"{DESK}declare/", {"period": "2025"}).headers["Location"] == DESK
    page = keeper.get(DESK).content.decode()
    assert '<option value="2025">' not in page
    for said in (page, Client().get(REPORT).content.decode()):
        assert "2026-06-11 起可召开成员大会审议" in said


def test_a_quarter_says_nothing_of_a_meeting(ended: Desk, as_user: Users) -> None:
    keeper = as_user("village_accountant", VILLAGE)
    keeper.post(f"{DESK}declare/", {"period": "2025-Q4"})
    assert Disclosure.objects.get().to_month == 202512
    assert "成员大会审议" not in keeper.get(DESK).content.decode()


def test_a_report_whose_closing_was_opened_again_says_that_it_may_change(ended: Desk, as_user: Users) -> None:
    as_user("village_accountant", VILLAGE).post(f"{DESK}declare/", {"period": "2025"})
    said = "这些月份已反结账"
    assert said not in Client().get(REPORT).content.decode()
    reopen_month(by=ended.reviewer, at=ended.at, book_id=ended.book.pk, month=202513, why="提取公积公益金有误")
    assert said in Client().get(REPORT).content.decode()


def test_the_overdue_list_names_quarters_as_people_write_them_and_tells_its_share_from_the_figures(
    ended: Desk, as_user: Users
) -> None:
    page = as_user("county_officer", COUNTY).get(f"/place/{COUNTY}/disclosures/").content.decode()
    assert "2026-Q1、2025-Q4" in page
    assert "无逾期占比" in page
    assert "只看最近一个应公开的季度" in page
    own = as_user("village_accountant", VILLAGE).get(DESK).content.decode()
    assert "2026 年第 1 季度（未结账）、2025 年第 4 季度" in own


def test_a_place_without_books_is_said_to_have_none(tree: object, as_user: Users) -> None:
    page = as_user("county_officer", COUNTY).get(f"/place/{COUNTY}/disclosures/").content.decode()
    assert "没有账套" in page
