"""A voucher is drafted by one, reviewed and posted by another, and reversed when it was wrong."""

from datetime import date
from typing import Any

import pytest

from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.posting import post_voucher, post_vouchers, return_voucher, review_voucher
from headgoose.ledger.actions.vouchers import change_voucher, discard_voucher, reverse_voucher
from headgoose.ledger.models import MonthTotal, Voucher, VoucherState
from headgoose.ledger.tests.conftest import Desk

FEE = (("102", 5000.0), ("501", -5000.0))


def totals(desk: Desk) -> dict[tuple[int, str], tuple[int, int]]:
    rows = MonthTotal.objects.filter(book=desk.book).select_related("account")
    return {(row.month, row.account.code): (row.debit_fen, row.credit_fen) for row in rows}


def test_numbers_and_totals_come_with_posting(desk: Desk) -> None:
    first, second = desk.post("2026-03-02", *FEE), desk.post("2026-02-01", *FEE)
    assert [first.number, second.number] == [1, 2]
    assert [first.sequence, second.sequence] == [1, 2]
    assert first.hash != second.hash
    assert totals(desk) == {
        (202603, "102"): (500000, 0),
        (202603, "501"): (0, 500000),
        (202602, "102"): (500000, 0),
        (202602, "501"): (0, 500000),
    }


def test_a_draft_moves_no_total_and_has_no_number(desk: Desk) -> None:
    voucher = desk.draft("2026-03-02", *FEE)
    assert (voucher.number, voucher.state) == (None, VoucherState.DRAFT)
    assert totals(desk) == {}


def test_who_made_it_does_not_review_it(desk: Desk) -> None:
    voucher = desk.draft("2026-03-02", *FEE)
    desk.maker = desk.reviewer
    own = desk.draft("2026-03-02", *FEE)
    for act in (review_voucher, post_voucher):
        with pytest.raises(Refused) as refused:
            act(by=desk.reviewer, at=desk.at, voucher_id=own.pk)
        assert refused.value.because is Because.FORBIDDEN
    assert post_voucher(by=desk.reviewer, at=desk.at, voucher_id=voucher.pk).state == VoucherState.POSTED


def test_a_reviewed_voucher_is_given_back_changed_and_posted(desk: Desk) -> None:
    voucher = desk.draft("2026-03-02", *FEE)
    review_voucher(by=desk.reviewer, at=desk.at, voucher_id=voucher.pk)
    with pytest.raises(Refused):
        discard_voucher(by=desk.maker, at=desk.at, voucher_id=voucher.pk)
    returned = return_voucher(by=desk.reviewer, at=desk.at, voucher_id=voucher.pk, why="请补收款收据")
    assert (returned.state, returned.reviewer_id, returned.remark) == (VoucherState.DRAFT, None, "请补收款收据")
    entries = desk.postings(("101", 20.0), ("501", -20.0))
    change_voucher(
        by=desk.maker, at=desk.at, voucher_id=voucher.pk, on=date(2026, 3, 3), summary="改", entries=entries, version=0
    )
    post_voucher(by=desk.reviewer, at=desk.at, voucher_id=voucher.pk)
    assert totals(desk) == {(202603, "101"): (2000, 0), (202603, "501"): (0, 2000)}


def test_a_page_that_is_out_of_date_changes_nothing(desk: Desk) -> None:
    voucher = desk.draft("2026-03-02", *FEE)
    same: dict[str, Any] = {
        "by": desk.maker,
        "at": desk.at,
        "voucher_id": voucher.pk,
        "on": date(2026, 3, 3),
        "summary": "改",
    }
    change_voucher(**same, entries=desk.postings(*FEE), version=0)
    with pytest.raises(Refused) as refused:
        change_voucher(**same, entries=desk.postings(*FEE), version=0)
    assert refused.value.because is Because.CONFLICT


def test_a_reversal_takes_the_amounts_back_in_red_and_once(desk: Desk) -> None:
    wrong = desk.post("2026-03-02", *FEE)
    red = reverse_voucher(by=desk.maker, at=desk.at, voucher_id=wrong.pk, on=date(2026, 4, 1), why="金额有误")
    with pytest.raises(Refused):
        reverse_voucher(by=desk.maker, at=desk.at, voucher_id=wrong.pk, on=date(2026, 4, 1), why="金额有误")
    post_voucher(by=desk.reviewer, at=desk.at, voucher_id=red.pk)
    found = totals(desk)
    assert found[202604, "501"] == (0, -500000)
    assert sum(credit for (_month, code), (_debit, credit) in found.items() if code == "501") == 0
    assert Voucher.objects.get(pk=red.pk).reverses_id == wrong.pk


def test_a_reversal_put_aside_may_be_followed_by_another(desk: Desk) -> None:
    wrong = desk.post("2026-03-02", *FEE)
    same: dict[str, Any] = {
        "by": desk.maker,
        "at": desk.at,
        "voucher_id": wrong.pk,
        "on": date(2026, 4, 1),
        "why": "金额有误",
    }
    red = reverse_voucher(**same)
    discard_voucher(by=desk.maker, at=desk.at, voucher_id=red.pk)
    assert reverse_voucher(**same).pk != red.pk


def test_many_are_posted_by_date_all_or_none(desk: Desk) -> None:
    late, early = desk.draft("2026-03-09", *FEE), desk.draft("2026-03-02", *FEE)
    assert post_vouchers(by=desk.reviewer, at=desk.at, voucher_ids=[late.pk, early.pk]) == 2
    assert [Voucher.objects.get(pk=pk).number for pk in (early.pk, late.pk)] == [1, 2]
    third = desk.draft("2026-03-10", *FEE)
    with pytest.raises(Refused) as refused:
        post_vouchers(by=desk.reviewer, at=desk.at, voucher_ids=[third.pk, late.pk])
    assert refused.value.details["voucher_id"] == late.pk
    assert Voucher.objects.get(pk=third.pk).number is None


@pytest.mark.parametrize("on", ["2026-06-02", "2025-12-31"])
def test_a_date_in_the_future_or_before_the_book_is_refused(desk: Desk, on: str) -> None:
    with pytest.raises(Refused) as refused:
        desk.draft(on, *FEE)
    assert refused.value.field == "on"
