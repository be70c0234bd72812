"""The report of a year is opened once the year is closed; ten days later members may meet about it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override

from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.disclosing import disclose_books
from headgoose.ledger.actions.periods import close_month, draft_year_end
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.disclosures import may_meet_from, reports_to_open
from headgoose.ledger.models import Book, Disclosure
from headgoose.ledger.periods import parse_period, year_period
from headgoose.ledger.tests.conftest import VILLAGE, Desk
from headgoose.records.models import Act

PAGE = f"/open/{VILLAGE}/books/2025/"


@pytest.fixture
def ended(new_desk: Callable[..., Desk]) -> Desk:
    """A book of a quarter of 2025, whose months are closed; the year is not."""
    desk = new_desk(since=202510)
    desk.post("2025-11-03", ("102", 5000), ("501", -5000))
    for month in (202510, 202511, 202512):
        close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month)
    return desk


def close_the_year(desk: Desk) -> None:
    for drafted in draft_year_end(by=desk.maker, at=desk.at, book_id=desk.book.pk, year=2025):
        post_voucher(by=desk.reviewer, at=desk.at, voucher_id=drafted.pk)
    close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=202513)


def report(desk: Desk, period: str = "2025") -> Disclosure:
    return disclose_books(by=desk.maker, at=desk.at, book_id=desk.book.pk, period=parse_period(period))


def offered(desk: Desk) -> list[str]:
    disclosed = set(Disclosure.objects.values_list("from_month", "to_month"))
    return [year.code for year in reports_to_open(Book.objects.get(pk=desk.book.pk), disclosed)]


def test_a_report_waits_for_the_closing_of_its_year(ended: Desk) -> None:
    assert offered(ended) == []
    with override("en"), pytest.raises(Refused, match="The closing of the year 2025 is not posted and closed") as no:
        report(ended)
    assert no.value.because is Because.CONFLICT
    # The quarter needs its months alone.
    report(ended, "2025-Q4")
    close_the_year(ended)
    assert offered(ended) == ["2025"]
    report(ended)
    assert offered(ended) == []


def test_members_may_meet_about_it_ten_days_later_and_the_act_says_from_when(ended: Desk) -> None:
    close_the_year(ended)
    opened = report(ended)
    assert (opened.declared_on, may_meet_from(opened.declared_on)) == (date(2026, 6, 1), date(2026, 6, 11))
    act = Act.objects.order_by("-pk")[0]
    assert act.after == {"from_month": 202501, "to_month": 202512, "remark": "", "may_meet_from": "2026-06-11"}


def test_anybody_reads_the_whole_year_as_it_was_closed(ended: Desk) -> None:
    close_the_year(ended)
    assert Client().get(PAGE).status_code == 404
    report(ended)
    page = Client().get(f"{PAGE}?in=zh")
    assert page.status_code == 200
    assert "5,000.00" in page.content.decode()


def test_a_year_before_the_book_has_no_report(ended: Desk) -> None:
    close_the_year(ended)
    with pytest.raises(Refused) as no:
        report(ended, "2024")
    assert no.value.because is Because.INVALID
    assert (
        reports_to_open(Book.objects.get(pk=ended.book.pk), {(year_period(2025).first, year_period(2025).last)}) == []
    )
