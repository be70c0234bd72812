"""Vouchers of former years: checked and laid out first, then written as a whole, or not at all."""

from datetime import date

import pytest

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Refused
from headgoose.ledger.actions.carrying import Carried, Prepared, carry_over, prepare
from headgoose.ledger.models import Entry, MonthTotal, Voucher
from headgoose.ledger.posting import Ready
from headgoose.ledger.tests.conftest import Desk
from headgoose.ledger.verifying import verify_books


def former(desk: Desk, month: int, debit: float = 40, credit: float = 40) -> Ready:
    """A voucher of this year, posted before the books came here."""
    return Ready(
        on=date(2026, month, 2),
        month=202600 + month,
        summary="旧账",
        entries=desk.postings(("102", debit), ("502", -credit)),
        maker_id=desk.maker.person_id or 0,
        reviewer_id=desk.reviewer.person_id or 0,
        made_at=desk.at,
        reviewed_at=desk.at,
    )


def prepared(desk: Desk, first_id: int = 1) -> Prepared:
    """Two months, the first of them closed afterwards."""
    return prepare(desk.at, [Carried(desk.book, [former(desk, 1), former(desk, 2)], closed_to=202601)], first_id)


@pytest.mark.parametrize("first_id", [1, 7])
def test_whatever_numbers_were_expected_each_voucher_has_its_lines_and_the_chain_holds(
    desk: Desk, system: Actor, first_id: int
) -> None:
    assert carry_over(by=system, at=desk.at, prepared=prepared(desk, first_id)) == 2
    assert verify_books([desk.book.pk]).sound
    of_voucher = Entry.objects.order_by("voucher_id", "line").values_list("voucher__number", "debit_fen")
    assert list(of_voucher) == [(1, 40_00), (1, 0), (2, 40_00), (2, 0)]
    assert sum(MonthTotal.objects.filter(book=desk.book).values_list("credit_fen", flat=True)) == 80_00
    desk.book.refresh_from_db()
    assert desk.book.closed_to == 202601


def test_a_book_that_holds_vouchers_is_not_filled(desk: Desk, system: Actor) -> None:
    carry_over(by=system, at=desk.at, prepared=prepared(desk))
    with pytest.raises(Refused, match="没有凭证"):
        carry_over(by=system, at=desk.at, prepared=prepared(desk))
    assert Voucher.objects.count() == 2


def test_what_breaks_a_rule_is_not_prepared(desk: Desk) -> None:
    with pytest.raises(Refused):
        prepare(desk.at, [Carried(desk.book, [former(desk, 1, debit=40, credit=41)])])
    with pytest.raises(Refused):
        prepare(desk.at, [Carried(desk.book, [former(desk, 7)])])


def test_what_was_prepared_for_another_instant_is_not_written(desk: Desk, system: Actor) -> None:
    with pytest.raises(ValueError, match="another instant"):
        carry_over(by=system, at=desk.at.replace(hour=3), prepared=prepared(desk))


def test_an_accountant_does_not_carry_over(desk: Desk) -> None:
    with pytest.raises(Refused):
        carry_over(by=desk.maker, at=desk.at, prepared=prepared(desk))
    assert not Voucher.objects.exists()
