"""A book that begins within a year brings along what the year had earned: it counts as income of that year."""

from collections.abc import Callable
from datetime import date

import pytest

from conftest import TODAY, Tree
from headgoose.kernel.area import Level
from headgoose.ledger.actions.opening import Opening, draft_opening
from headgoose.ledger.actions.periods import close_month, draft_year_end
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.bands import read_incomes
from headgoose.ledger.definitions import BALANCE, INCOME
from headgoose.ledger.income import DEFAULT, definition_of
from headgoose.ledger.periods import parse_period
from headgoose.ledger.presenters import present_incomes
from headgoose.ledger.statements import Statement, accounts_behind, area_statement, book_statement
from headgoose.ledger.tests.conftest import TOWNSHIP, Desk


@pytest.fixture
def late(new_desk: Callable[..., Desk]) -> Desk:
    """Begins in April 2025 with 150 earned and 30 spent since January and 80 of former years; earns 100 more."""
    desk = new_desk(since=202504)
    balances = [
        Opening("102", 200_00, 0),
        Opening("513", 30_00, 0),
        Opening("501", 0, 150_00),
        Opening("322", 0, 80_00),
    ]
    drafted = draft_opening(by=desk.maker, at=desk.at, book_id=desk.book.pk, balances=balances)
    post_voucher(by=desk.reviewer, at=desk.at, voucher_id=drafted.pk)
    desk.post("2025-05-02", ("102", 100), ("501", -100))
    return desk


def close_the_year(desk: Desk) -> None:
    for month in range(202504, 202513):
        close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month)
    for drafted in draft_year_end(by=desk.maker, at=desk.at, book_id=desk.book.pk, year=2025):
        post_voucher(by=desk.reviewer, at=desk.at, voucher_id=drafted.pk)
    close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=202513)


def lines(found: Statement, column: int = 0) -> dict[int, int]:
    assert found.holds, found.ties
    return {row.line.number: row.amounts[column] // 100 for row in found.rows if row.amounts[column]}


YEAR = {1: 250, 6: 30, 8: 220, 12: 220, 14: 220, 15: 80, 17: 300, 21: 300}


def test_the_statement_of_the_year_has_all_of_it_before_and_after_the_closing(late: Desk) -> None:
    assert lines(book_statement(late.book.pk, INCOME, parse_period("2025"))) == YEAR
    close_the_year(late)
    statement = book_statement(late.book.pk, INCOME, parse_period("2025"))
    assert lines(statement) == YEAR
    assert [(tie.left, tie.right) for tie in statement.ties][1] == (220_00, 220_00)
    assert lines(book_statement(late.book.pk, INCOME, parse_period("2026")), 1) == YEAR
    assert lines(book_statement(late.book.pk, BALANCE, parse_period("2025")))[28] == 300


def test_a_quarter_has_its_own_and_the_year_to_date_all(late: Desk) -> None:
    statement = book_statement(late.book.pk, INCOME, parse_period("2025-Q2"))
    assert lines(statement) == {1: 100, 8: 100, 12: 100, 14: 100, 15: 200, 17: 300, 21: 300}
    assert lines(statement, 1) == YEAR


def test_accounts_behind_a_line_sum_to_it(late: Desk) -> None:
    statement = book_statement(late.book.pk, INCOME, parse_period("2025"))
    for row in statement.rows:
        if not row.line.is_total:
            behind = accounts_behind(statement, row.line)
            assert [sum(one.amounts[place] for one in behind) for place in range(2)] == row.amounts


def test_a_place_is_the_sum_of_its_books(late: Desk, tree: Tree) -> None:
    total, _below = area_statement(tree[TOWNSHIP], TODAY, Level.VILLAGE, INCOME, parse_period("2025"))
    assert lines(total) == YEAR
    total, _below = area_statement(tree["23"], TODAY, Level.COUNTY, INCOME, parse_period("2026"))
    assert lines(total, 1) == YEAR


def test_bands_and_rows_of_the_figure_count_it(late: Desk, tree: Tree) -> None:
    found = read_incomes(tree["23"].area, 2025).under(definition_of(DEFAULT))
    assert found.tolist() == [250_00]
    [hit] = present_incomes([late.book.pk], date(2025, 12, 31)).values()
    assert "250.00" in hit.detail
