"""hledger and beancount read what we take away of any book, and agree on every balance of every month."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from headgoose.ledger.models import Voucher, VoucherKind
from headgoose.ledger.tests.conftest import VILLAGE, Desk
from headgoose.ledger.tests.falsifying import fill, guards_down, run
from headgoose.ledger.tests.peers import (
    beancount_balances,
    beancount_entries,
    beancount_sides,
    differences,
    hledger_balances,
    months_of,
    our_balances,
    our_sides,
    text_of,
)
from headgoose.ledger.tests.random_books import RandomBook
from headgoose.ledger.verifying import verify_books

SEEDS = range(12)
# What is taken away is text; that the sums agree is looked at on both engines by a few.
SEEDS_OF_BOTH = [seed if seed < 3 else pytest.param(seed, marks=pytest.mark.one_engine) for seed in SEEDS]
ACTS = 160


def random_book(new_desk: Callable[..., Desk], seed: int) -> RandomBook:
    draw = random.Random(seed)
    lived = RandomBook(new_desk(VILLAGE, draw.choice([202401, 202403, 202412, 202501, 202505])), draw)
    lived.live(ACTS)
    return lived


@pytest.mark.parametrize("seed", SEEDS_OF_BOTH)
def test_they_agree_on_every_balance_of_every_month(new_desk: Callable[..., Desk], seed: int, tmp_path: Path) -> None:
    book = random_book(new_desk, seed).desk.book
    months = months_of(book.since // 100, 2026)
    ours = our_balances(book, months)
    assert len(ours) > 100
    assert differences(ours, hledger_balances(text_of(book, "hledger"), months, tmp_path)) == []
    text = text_of(book, "beancount")
    assert differences(ours, beancount_balances(text, months)) == []
    assert differences(our_sides(book), beancount_sides(text)) == []
    assert verify_books([book.pk]).findings == []


@pytest.mark.parametrize("seed", SEEDS_OF_BOTH[2:6])
def test_they_agree_on_a_single_year_too(new_desk: Callable[..., Desk], seed: int, tmp_path: Path) -> None:
    book = random_book(new_desk, seed).desk.book
    for year in range(book.since // 100, 2027):
        months = months_of(year, year)
        ours = our_balances(book, months)
        assert differences(ours, hledger_balances(text_of(book, "hledger", year), months, tmp_path)) == []
        assert differences(ours, beancount_balances(text_of(book, "beancount", year), months)) == []


@pytest.fixture
def full(new_desk: Callable[..., Desk]) -> Desk:
    """A book with everything in it."""
    desk = new_desk(VILLAGE, 202501)
    fill(desk)
    return desk


WRONG = [
    ("another account", "Assets:A102  ", "Assets:A101  "),
    ("another month", "2025-03-02", "2025-04-02"),
    ("another amount", "5000.00 CNY", "5000.01 CNY"),
    ("a closing that is not told", "closing", "ending"),
    ("an opening in its year", "2024-12-31 *", "2025-01-01 *"),
]


@pytest.mark.parametrize(("what", "right", "wrong"), WRONG, ids=[row[0] for row in WRONG])
def test_a_file_that_is_wrong_is_seen(full: Desk, tmp_path: Path, what: str, right: str, wrong: str) -> None:
    months = months_of(2025, 2026)
    ours = our_balances(full.book, months)
    journal, ledger = text_of(full.book, "hledger"), text_of(full.book, "beancount")
    assert right in journal
    assert right in ledger
    # Of an amount, both sides: a file that does not balance is refused by them anyway.
    if what == "another amount":
        journal = journal.replace(f"-{right}", f"-{wrong}").replace(f" {right}", f" {wrong}")
        ledger = ledger.replace(f"-{right}", f"-{wrong}").replace(f" {right}", f" {wrong}")
    else:
        journal, ledger = journal.replace(right, wrong), ledger.replace(right, wrong)
    assert differences(ours, hledger_balances(journal, months, tmp_path)) != []
    without = "".join(line for line in ledger.splitlines(keepends=True) if " balance " not in line)
    assert differences(ours, beancount_balances(without, months)) != []


def test_beancount_itself_holds_the_file_to_the_sums_that_we_keep(full: Desk) -> None:
    text = text_of(full.book, "beancount")
    assert beancount_entries(text)[1] == []
    with guards_down():
        run("UPDATE ledger_monthtotal SET debit_fen = debit_fen + 1 WHERE month = 202602 AND top = 102")
        _entries, errors = beancount_entries(text_of(full.book, "beancount"))
    assert len(errors) == 1
    assert "Balance failed for 'Assets:A102'" in errors[0]


@pytest.mark.one_engine
def test_chance_did_everything_that_can_be_done(new_desk: Callable[..., Desk]) -> None:
    done: Counter[str] = Counter()
    posted: Counter[str] = Counter()
    for seed in SEEDS:
        with transaction.atomic():
            lived = random_book(new_desk, seed)
            done += lived.done
            posted.update(Voucher.objects.filter(state="posted").values_list("kind", flat=True))
            transaction.set_rollback(True)
    acts = {action.__name__ for action, _weight in lived.steps}
    assert {name for name in acts if done[name] >= 5} == acts
    assert {kind for kind in VoucherKind.values if posted[kind] >= 10} == set(VoucherKind.values)
