"""Months are closed in order, reopened with a reason, locked for good; the year is closed by vouchers."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.actions.periods import close_month, draft_year_end, first_open_month, lock_month, reopen_month
from headgoose.ledger.actions.posting import post_vouchers
from headgoose.ledger.actions.vouchers import discard_voucher, reverse_voucher
from headgoose.ledger.closing import LINES_A_VOUCHER, closing_postings, unclosed_balances
from headgoose.ledger.models import Book, MonthTotal, Voucher, VoucherKind
from headgoose.ledger.tests.conftest import Desk
from headgoose.records.models import Act

FEE = (("102", 5000.0), ("501", -5000.0))


def close(desk: Desk, *months: int) -> Book:
    for month in months:
        book = close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month)
    return book


def reopen(desk: Desk, month: int, why: str = "漏记一笔承包费") -> Book:
    return reopen_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month, why=why)


def lock(desk: Desk, month: int) -> Book:
    return lock_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month)


def balances(desk: Desk) -> dict[str, int]:
    """Debit - credit in yuan, over all months, of accounts that have a balance."""
    found: dict[str, int] = {}
    for row in MonthTotal.objects.filter(book=desk.book).select_related("account"):
        found[row.account.code] = found.get(row.account.code, 0) + row.debit_fen - row.credit_fen
    return {code: fen // 100 for code, fen in sorted(found.items()) if fen}


def year_end(desk: Desk, year: int) -> list[Voucher]:
    """Draft the closing of a year and post it."""
    drafted = list(draft_year_end(by=desk.maker, at=desk.at, book_id=desk.book.pk, year=year))
    post_vouchers(by=desk.reviewer, at=desk.at, voucher_ids=[voucher.pk for voucher in drafted])
    return drafted


@pytest.fixture
def ended(new_desk: Callable[..., Desk]) -> Desk:
    """A book that began in November 2025, whose November and December are closed."""
    desk = new_desk(since=202511)
    desk.post("2025-11-03", *FEE)
    desk.post("2025-12-05", ("513", 1200), ("101", -1200))
    close(desk, 202511, 202512)
    return desk


def refusal(act: Callable[..., object], **said: object) -> Refused:
    with pytest.raises(Refused) as refused:
        act(**said)
    return refused.value


def test_months_are_closed_one_after_the_other_once_they_are_over(desk: Desk) -> None:
    said = {"by": desk.reviewer, "at": desk.at, "book_id": desk.book.pk}
    assert "2026-01" in str(refusal(close_month, **said, month=202602))
    assert close(desk, 202601, 202602, 202603, 202604, 202605).closed_to == 202605
    assert refusal(close_month, **said, month=202605).because is Because.CONFLICT
    assert refusal(close_month, **said, month=202606).field == "month"


@pytest.mark.parametrize("month", [202512, 202500, 202614, 202600, 0, 999999])
def test_what_is_no_month_of_the_book_is_neither_closed_nor_reopened_nor_locked(desk: Desk, month: int) -> None:
    close(desk, 202601)
    said = {"by": desk.reviewer, "at": desk.at, "book_id": desk.book.pk, "month": month}
    refusal(close_month, **said)
    refusal(lock_month, **said)
    refusal(reopen_month, **said, why="漏记一笔承包费")
    assert Book.objects.get(pk=desk.book.pk).closed_to == 202601


def test_a_month_with_a_waiting_voucher_is_not_closed(desk: Desk) -> None:
    waiting = desk.draft("2026-01-08", *FEE)
    said = {"by": desk.reviewer, "at": desk.at, "book_id": desk.book.pk, "month": 202601}
    assert refusal(close_month, **said).because is Because.CONFLICT
    discard_voucher(by=desk.maker, at=desk.at, voucher_id=waiting.pk)
    assert close(desk, 202601).closed_to == 202601


def test_opening_balances_that_wait_keep_the_first_month_open(desk: Desk) -> None:
    desk.draft("2026-01-01", ("102", 300), ("301", -300), kind=VoucherKind.OPENING)
    said = {"by": desk.reviewer, "at": desk.at, "book_id": desk.book.pk, "month": 202601}
    assert refusal(close_month, **said).because is Because.CONFLICT


def test_nothing_is_drafted_or_posted_into_a_closed_month(desk: Desk) -> None:
    close(desk, 202601)
    with pytest.raises(Refused) as refused:
        desk.draft("2026-01-20", *FEE)
    assert refused.value.because is Because.CONFLICT
    assert desk.post("2026-02-01", *FEE).number == 1


def test_who_only_keeps_a_book_closes_nothing(desk: Desk) -> None:
    said = {"by": desk.maker, "at": desk.at, "book_id": desk.book.pk, "month": 202601}
    for act in (close_month, lock_month):
        assert refusal(act, **said).because is Because.FORBIDDEN
    close(desk, 202601)
    assert refusal(reopen_month, **said, why="漏记一笔承包费").because is Because.FORBIDDEN


def test_reopening_takes_the_months_after_it_along_and_says_why(desk: Desk) -> None:
    close(desk, 202601, 202602, 202603)
    assert reopen(desk, 202602).closed_to == 202601
    act = Act.objects.get(verb="ledger.reopen_month")
    assert (act.before, act.after) == ({"closed_to": 202603}, {"closed_to": 202601, "why": "漏记一笔承包费"})
    assert act.touches_from == date(2026, 2, 1)
    assert close(desk, 202602, 202603).closed_to == 202603


def test_reopening_the_first_month_opens_the_book_from_its_beginning(desk: Desk) -> None:
    close(desk, 202601, 202602)
    book = reopen(desk, 202601)
    assert (book.closed_to, first_open_month(book)) == (0, 202601)
    assert Act.objects.get(verb="ledger.reopen_month").touches_from == date(2026, 1, 1)
    desk.draft("2026-01-01", ("102", 300), ("301", -300), kind=VoucherKind.OPENING)


def test_a_reason_is_needed_and_an_open_month_is_not_reopened(desk: Desk) -> None:
    close(desk, 202601)
    said = {"by": desk.reviewer, "at": desk.at, "book_id": desk.book.pk}
    assert refusal(reopen_month, **said, month=202601, why=" ").field == "why"
    assert refusal(reopen_month, **said, month=202602, why="漏记一笔承包费").because is Because.CONFLICT


def test_what_is_locked_stays(desk: Desk) -> None:
    close(desk, 202601, 202602, 202603)
    lock(desk, 202602)
    said = {"by": desk.reviewer, "at": desk.at, "book_id": desk.book.pk}
    assert refusal(reopen_month, **said, month=202602, why="漏记一笔承包费").because is Because.CONFLICT
    assert refusal(lock_month, **said, month=202601).because is Because.CONFLICT
    assert refusal(lock_month, **said, month=202604).because is Because.CONFLICT
    assert reopen(desk, 202603).closed_to == 202602


def test_an_act_touches_figures_from_the_first_month_that_it_moves(desk: Desk) -> None:
    close(desk, 202601, 202602, 202603)
    lock(desk, 202602)
    lock(desk, 202603)
    days = dict(Act.objects.filter(verb="ledger.close_month").values_list("after__closed_to", "touches_from"))
    assert days == {202601: date(2026, 1, 1), 202602: date(2026, 2, 1), 202603: date(2026, 3, 1)}
    days = dict(Act.objects.filter(verb="ledger.lock_month").values_list("after__locked_to", "touches_from"))
    assert days == {202602: date(2026, 1, 1), 202603: date(2026, 3, 1)}


def test_the_year_is_closed_after_december_and_before_january(ended: Desk) -> None:
    said = {"by": ended.reviewer, "at": ended.at, "book_id": ended.book.pk}
    assert "2025" in str(refusal(close_month, **said, month=202601))
    refusal(close_month, **said, month=202513)
    drafted = year_end(ended, 2025)
    assert [(voucher.month, voucher.on, voucher.year) for voucher in drafted] == [
        (202513, date(2025, 12, 31), 2025)
    ] * 3
    assert balances(ended) == {"101": -1200, "102": 5000, "322": -3800}
    book = close(ended, 202513)
    assert (book.closed_to, first_open_month(book)) == (202513, 202601)
    assert [v.number for v in Voucher.objects.filter(book=ended.book).order_by("sequence")] == [1, 2, 3, 4, 5]


def test_the_closing_leaves_the_income_of_the_year_readable(ended: Desk) -> None:
    year_end(ended, 2025)
    rows = MonthTotal.objects.filter(book=ended.book, top=501, month__range=(202501, 202512))
    assert sum(row.credit_fen - row.debit_fen for row in rows) == 500000


def test_a_year_is_not_closed_before_its_months_are(ended: Desk) -> None:
    reopen(ended, 202512)
    said = {"by": ended.maker, "at": ended.at, "book_id": ended.book.pk}
    assert "2025-12" in str(refusal(draft_year_end, **said, year=2025))
    assert refusal(draft_year_end, **said, year=2026).field == "month"
    assert refusal(draft_year_end, **said, year=2024).field == "month"
    assert not Voucher.objects.filter(kind=VoucherKind.CLOSING).exists()


def test_a_year_is_closed_once(ended: Desk) -> None:
    said: dict[str, Any] = {"by": ended.maker, "at": ended.at, "book_id": ended.book.pk, "year": 2025}
    drafted = draft_year_end(**said)
    assert refusal(draft_year_end, **said).because is Because.CONFLICT
    post_vouchers(by=ended.reviewer, at=ended.at, voucher_ids=[voucher.pk for voucher in drafted])
    refusal(draft_year_end, **said)
    close(ended, 202513)
    assert refusal(draft_year_end, **said).because is Because.CONFLICT


def test_a_year_that_was_posted_into_again_is_closed_by_the_difference(ended: Desk) -> None:
    year_end(ended, 2025)
    close(ended, 202513)
    reopen(ended, 202512)
    ended.post("2025-12-20", ("102", 700), ("501", -700))
    close(ended, 202512)
    more = year_end(ended, 2025)
    assert [voucher.total_fen for voucher in more] == [70000, 70000]
    assert balances(ended) == {"101": -1200, "102": 5700, "322": -4500}


def test_a_part_that_was_put_aside_is_drafted_again(ended: Desk) -> None:
    said: dict[str, Any] = {"by": ended.maker, "at": ended.at, "book_id": ended.book.pk, "year": 2025}
    income, *others = draft_year_end(**said)
    discard_voucher(by=ended.maker, at=ended.at, voucher_id=income.pk)
    post_vouchers(by=ended.reviewer, at=ended.at, voucher_ids=[voucher.pk for voucher in others])
    assert [voucher.total_fen for voucher in year_end(ended, 2025)] == [500000]
    assert balances(ended) == {"101": -1200, "102": 5000, "322": -3800}


def test_a_loss_lowers_what_is_undistributed(ended: Desk) -> None:
    reopen(ended, 202512)
    ended.post("2025-12-30", ("515", 9000), ("102", -9000))
    close(ended, 202512)
    year_end(ended, 2025)
    assert balances(ended) == {"101": -1200, "102": -4000, "322": 5200}


def detail(desk: Desk, code: str, name: str) -> None:
    add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code=code, name=name)


def test_details_are_closed_one_by_one(ended: Desk) -> None:
    reopen(ended, 202512)
    for code, name in (("50101", "机动地发包"), ("50102", "房屋出租"), ("51301", "干部报酬"), ("32101", "本年")):
        detail(ended, code, name)
    ended.post("2025-12-11", ("102", 900), ("50101", -600), ("50102", -300))
    ended.post("2025-12-12", ("51301", 250), ("32101", 50), ("101", -300))
    close(ended, 202512)
    year_end(ended, 2025)
    assert balances(ended) == {"101": -1500, "102": 5900, "322": -4400}
    assert unclosed_balances(ended.book.pk, 202513) == []


def test_what_was_distributed_goes_to_what_was_not(ended: Desk) -> None:
    reopen(ended, 202511)
    detail(ended, "32201", "各项分配")
    detail(ended, "32202", "未分配收益")
    ended.post("2025-11-20", ("32201", 1000), ("311", -1000))
    close(ended, 202511, 202512)
    year_end(ended, 2025)
    assert balances(ended) == {"101": -1200, "102": 5000, "311": -1000, "32202": -2800}
    assert close(ended, 202513).closed_to == 202513


def test_a_year_whose_income_equals_its_expenses_is_closed_too(ended: Desk) -> None:
    reopen(ended, 202512)
    ended.post("2025-12-30", ("513", 3800), ("101", -3800))
    close(ended, 202512)
    assert len(year_end(ended, 2025)) == 2
    assert balances(ended) == {"101": -5000, "102": 5000}


def test_more_details_than_a_voucher_has_lines_are_closed_by_several(ended: Desk) -> None:
    reopen(ended, 202512)
    for number in range(LINES_A_VOUCHER + 3):
        detail(ended, f"501{number:04d}", f"地块{number}")
    for start in (0, 150):
        codes = [f"501{number:04d}" for number in range(start, min(start + 150, LINES_A_VOUCHER + 3))]
        ended.post("2025-12-01", ("102", 10.0 * len(codes)), *((code, -10.0) for code in codes))
    assert [len(lines) for _summary, lines in closing_postings(ended.book.pk, 2025)] == [200, 5, 2, 2]
    close(ended, 202512)
    year_end(ended, 2025)
    assert close(ended, 202513).closed_to == 202513


def test_the_closing_of_a_year_is_not_reversed(ended: Desk) -> None:
    first, *_rest = year_end(ended, 2025)
    with pytest.raises(Refused) as refused:
        reverse_voucher(by=ended.maker, at=ended.at, voucher_id=first.pk, on=date(2026, 1, 5), why="年结有误")
    assert refused.value.because is Because.CONFLICT


def test_the_system_drafts_no_closing(ended: Desk, system: Actor) -> None:
    with pytest.raises(Refused) as refused:
        draft_year_end(by=system, at=ended.at, book_id=ended.book.pk, year=2025)
    assert refused.value.because is Because.FORBIDDEN
