"""Each trouble that the demo makes is what the check of its name finds."""

from collections.abc import Callable
from datetime import date

import pytest

from conftest import AT, Tree
from headgoose.demo.bookkeeping import Keeper, VillageBook
from headgoose.demo.trouble import KINDS, Trouble, make_trouble
from headgoose.kernel.actor import system_actor
from headgoose.ledger.actions.carrying import Carried, carry_over, prepare
from headgoose.ledger.checks import CHECKS, findings_in
from headgoose.ledger.models import Account
from headgoose.ledger.tests.conftest import VILLAGE, Desk
from headgoose.ledger.tests.conftest import new_desk as new_desk

TODAY = date(2026, 6, 1)
# What is paid without cash in the till is paid over the limit as well.
BESIDES = {"negative_cash": {"cash_over_limit"}}
UNTOUCHED = {"earmarked_untouched": 2024, "construction_unaccepted": 2023}
# The year is closed, so that nothing is said of months; the book has money and many ordinary payments.
CLOSED_TO = 202605


def kept_with(desk: Desk, kind: str) -> None:
    """A book of some years with one trouble in it."""
    people = desk.maker.person_id, desk.reviewer.person_id
    keeper = Keeper(lambda _day: people[0] or 0, lambda _day: people[1] or 0)
    village = VillageBook(desk.book, keeper, dict(Account.objects.filter(book=None).values_list("code", "pk")))
    village.open(date(2023, 1, 1), [("102", 90_000_00), ("301", -90_000_00)])
    year = UNTOUCHED.get(kind, 2025)
    planned = make_trouble(Trouble(kind, 2026 - year, 12_000), year, 90_000_00) if kind else []
    for month in range(1, 13):
        for day, code in ((3, "513"), (4, "513")):
            more: dict[str, int | str] = {"documents": 1, "payee": f"示范单位{month}", "payee_kind": "unit"}
            planned.append((date(2025, month, day), "付款", [(code, 100_00), ("102", -100_00)], more))
    for on, summary, lines, said in sorted(planned, key=lambda one: one[0]):
        village.enter(on, summary, lines, **said)
    operator = system_actor("operator", "cli")
    carry_over(by=operator, at=AT, prepared=prepare(AT, [Carried(desk.book, village.vouchers, CLOSED_TO)]))


@pytest.mark.parametrize("kind", ["", *(kind for kind in KINDS if kind != "borrowed")])
def test_a_check_finds_the_trouble_of_its_name_and_no_other(
    new_desk: Callable[..., Desk], tree: Tree, kind: str
) -> None:
    kept_with(new_desk(VILLAGE, 202301), kind)
    found = {one.check for one in findings_in(tree["23"].area, date(2023, 1, 1), TODAY, TODAY)}
    assert found == ({kind, *BESIDES.get(kind, ())} if kind else set())


def test_there_is_trouble_for_every_check_but_those_of_receipts_and_months() -> None:
    assert set(CHECKS) - set(KINDS) == {"same_receipt", "unclosed"}
