"""The trial balance of a place is the sum of those of its books, at every level, and ties."""

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import product

import pytest
from django.core.cache import caches
from django.test import Client

from conftest import TODAY, Tree
from headgoose.kernel.area import Level
from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.balances import TrialBalance, shared_accounts, trial_balance
from headgoose.ledger.models import Book
from headgoose.ledger.place_balances import place_trial_balance
from headgoose.ledger.tests.conftest import COUNTY, SIBLING, TOWNSHIP, VILLAGE, Desk

FAR = "231222100200"
Net = dict[str, tuple[int, int, int, int]]


@pytest.fixture
def province(new_desk: Callable[..., Desk], tree: Tree) -> Tree:
    """Three books in which chance posted to every account for two years and a half, members on both sides of 113."""
    draw, codes = random.Random(23), sorted(account.code for account in shared_accounts().values())
    for code in (VILLAGE, SIBLING, FAR):
        desk = new_desk(code, since=202401)
        add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code="11301", name="一组")
        for account in [*codes, "11301"]:
            day = date.fromordinal(draw.randint(date(2024, 1, 1).toordinal(), date(2026, 5, 31).toordinal()))
            yuan, other = draw.choice([-1, 1]) * draw.randint(1, 900), draw.choice([c for c in codes if c != account])
            desk.post(day.isoformat(), (account, yuan), (other, -yuan))
    caches["figures"].clear()
    return tree


def net(found: TrialBalance) -> Net:
    """By account: opening, debit, credit, closing."""
    return {
        row.account.code: (
            row.opening_debit - row.opening_credit,
            row.debit,
            row.credit,
            row.closing_debit - row.closing_credit,
        )
        for row in found.tops
    }


def summed(balances: list[TrialBalance]) -> Net:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for found in balances:
        for code, amounts in net(found).items():
            sums[code] = [one + more for one, more in zip(sums[code], amounts, strict=True)]
    return {code: (a, b, c, d) for code, (a, b, c, d) in sums.items()}


MONTHS = [(202501, 202513), (202503, 202504), (202401, 202605), (202601, 202601)]


def test_a_place_is_the_sum_of_its_books(province: Tree) -> None:
    keys = {village.place_id: village.key for village in province.spans.values()}
    books = [(pk, keys[place]) for pk, place in Book.objects.order_by("pk").values_list("pk", "place_id")]
    for months, code in product(MONTHS, ["23", "2312", COUNTY, TOWNSHIP]):
        span = province[code]
        of_books = [trial_balance(pk, *months) for pk, key in books if span.area.low <= key < span.area.high]
        whole, below = place_trial_balance(span, TODAY, Level(span.level + 1), *months)
        assert net(whole) == summed(of_books) == summed(list(below.values()))
        assert whole.ties
        assert all(one.ties for one in below.values())
        [own] = [row for row in whole.rows if row.account.code == "113"]
        theirs = [row for found in of_books for row in found.tops if row.account.code == "113"]
        # Who owes and who is owed is not set off, nor from village to village.
        assert own.closing_debit == sum(row.closing_debit for row in theirs)
        assert own.closing_credit == sum(row.closing_credit for row in theirs)


def test_a_place_without_books_has_an_empty_one(tree: Tree) -> None:
    whole, below = place_trial_balance(tree[COUNTY], TODAY, Level.TOWNSHIP, 202501, 202513)
    assert (whole.rows, whole.totals, below) == ([], (0,) * 6, {})


@pytest.fixture
def two(new_desk: Callable[..., Desk]) -> None:
    """Two villages of one township with a little in the bank."""
    for code in (VILLAGE, SIBLING):
        new_desk(code, since=202501).post("2025-03-01", ("102", 30), ("501", -30))


ABOVE = f"/place/{COUNTY}/balances/"
YEAR = "from=2025-01&to=2025-13"


def test_the_page_shows_each_account_and_opens_it_down_to_the_village(
    two: None, as_user: Callable[..., Client]
) -> None:
    officer = as_user("county_officer", COUNTY)
    page = officer.get(f"{ABOVE}?{YEAR}")
    assert page.status_code == 200
    assert f'href="{ABOVE}102/?{YEAR.replace("&", "&amp;")}"' in page.content.decode()
    by_township = officer.get(f"{ABOVE}102/?{YEAR}").content.decode()
    assert f"/place/{TOWNSHIP}/balances/102/?" in by_township
    by_village = officer.get(f"/place/{TOWNSHIP}/balances/102/?{YEAR}").content.decode()
    assert f"/place/{VILLAGE}/books/accounts/102/?" in by_village
    assert officer.get(f"/place/{VILLAGE}/balances/?{YEAR}").headers["Location"] == (
        f"/place/{VILLAGE}/books/balances/?{YEAR}"
    )


def test_the_same_is_taken_away_and_adds_up(two: None, as_user: Callable[..., Client]) -> None:
    officer = as_user("county_officer", COUNTY)
    found = officer.get(f"/place/{COUNTY}/balances.json?{YEAR}").json()
    assert found["ties"] is True
    assert sum(row["debit_fen"] for row in found["rows"]) == found["totals"]["debit_fen"] > 0
    csv = b"".join(officer.get(f"/place/{COUNTY}/balances.csv?{YEAR}")).decode("utf-8-sig")
    assert len(csv.splitlines()) == len(found["rows"]) + 2
    assert officer.get(f"/place/{COUNTY}/balances.xlsx?{YEAR}").content[:2] == b"PK"


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (ABOVE, 200),
        (f"{ABOVE}?from=2025-99", 422),
        (f"{ABOVE}?from=2026-01&to=2025-01", 422),
        (f"{ABOVE}999/", 404),
        (f"{ABOVE}１０２/", 404),
        ("/place/2312/balances/", 403),
        ("/place/231221100200001/balances/", 404),
    ],
)
def test_what_is_asked_wrongly_is_refused_plainly(
    two: None, as_user: Callable[..., Client], url: str, status: int
) -> None:
    assert as_user("county_officer", COUNTY).get(url).status_code == status
