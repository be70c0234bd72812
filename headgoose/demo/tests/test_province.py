"""The whole province, built once into a file of its own: its headline numbers are those of the programme, exactly."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pysqlite3
import pytest
from django.db import connection

from headgoose.demo.tests.sums import (
    EMPTY,
    GRIDS_A_VILLAGE,
    OVER_THE_LINE,
    SECRETARIES,
    THREE_IN_ONE,
    Ask,
    a_village,
    empties,
    headlines,
    kinds,
    one,
    staffed_grids,
)
from headgoose.kernel.clock import years_before

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="once is enough, and a file is the quickest"),
]

DAY = date(2026, 11, 23)
BUILD = """
import datetime, django
django.setup()
from django.core.management import call_command
from headgoose.demo.build import build_demo
call_command("migrate", verbosity=0)
build_demo(today=datetime.date(2026, 11, 23), progress=lambda *_: None)
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Plain SQL on the province; built in a process of its own, since a test's transaction would be round it."""
    home: Path = tmp_path_factory.mktemp("province")
    file = home / "province.sqlite3"
    surroundings = os.environ | {
        "DATABASE_URL": f"sqlite:///{file}",
        "HEADGOOSE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "headgoose.settings",
    }
    subprocess.run([sys.executable, "-c", BUILD], env=surroundings, check=True, timeout=300)
    province = pysqlite3.connect(str(file))
    yield lambda query: province.execute(query).fetchall()
    province.close()
    for rest in home.glob("province.sqlite3*"):
        rest.unlink()


def test_the_tree_is_the_real_one(asked: Ask) -> None:
    real = {10: 1, 20: 13, 30: 126, 40: 1703, 50: 8968, 51: 4909}
    assert kinds(asked, date(2016, 1, 1)) == real
    assert kinds(asked, DAY) == {**real, 60: 47_412}
    assert asked(GRIDS_A_VILLAGE.format(on=DAY)) == [(2, 12, 8968, 47_412)]


@pytest.mark.parametrize("on", [DAY, date(2027, 5, 1), date(2027, 11, 23)], ids=str)
def test_the_headlines_are_those_of_the_programme_for_a_year(asked: Ask, on: date) -> None:
    found = headlines(asked, on)
    assert found["first_secretary"] == 3609
    assert 12_000 < found["graduate"] < 13_000
    assert 950 <= found["township_deputy"] < 1000
    assert 360 < found["border_team_member"] < 370
    assert 0.985 < found["grid_worker"] / found["grids"] < 0.987
    assert found["three_in_one"] == 7282
    assert found == headlines(asked, DAY)


def test_graduates_are_one_or_two_in_every_village_and_first_secretaries_one(asked: Ask) -> None:
    assert a_village(asked, "graduate", DAY) == (1, 2, 8968)
    assert a_village(asked, "first_secretary", DAY) == (1, 1, 3609)


def test_border_teams_sit_in_villages_of_marked_counties(asked: Ask) -> None:
    assert one(asked, "SELECT count(*) FROM places_mark WHERE kind = 'border'") == 18
    inside = """
        SELECT count(*) FROM people_tenure t JOIN people_posttype y ON y.id = t.type_id
        JOIN places_span v ON v.place_id = t.place_id AND v.kind = 50
        JOIN places_span c ON c.key = v.key - v.key % 1000000000 AND c.kind = 30
        JOIN places_mark m ON m.place_id = c.place_id WHERE y.code = 'border_team_member'
    """
    everywhere = "SELECT count(*) FROM people_tenure t JOIN people_posttype y ON y.id = t.type_id WHERE y.code = '{}'"
    assert one(asked, inside) == one(asked, everywhere.format("border_team_member"))


def test_one_person_in_three_posts_rose_with_the_elections(asked: Ask) -> None:
    days = ("2016-01-01", "2020-12-31", "2021-04-01", "2025-12-31", "2026-04-01")
    shares = [one(asked, THREE_IN_ONE.format(on=day)) / 8968 for day in days]
    assert shares == sorted(shares)
    assert 0.33 < shares[0] < 0.37 < shares[1] < 0.38
    assert 0.6 < shares[2] < shares[3] < 0.7 < shares[4]


def test_every_type_of_post_has_a_few_empty_seats(asked: Ask) -> None:
    for code, seats, empty in asked(EMPTY.format(on=DAY)):
        if seats > 100:
            assert 0.005 <= empty / seats <= 0.015, code


@pytest.mark.parametrize("years", range(1, 11))
def test_some_posts_were_empty_on_every_anniversary_as_today(asked: Ask, years: int) -> None:
    on = years_before(DAY, years)
    posts, empty = empties(asked, on)
    assert 0.004 <= empty / posts <= 0.025
    for code, seats, vacant in asked(EMPTY.format(on=on)):
        if seats > 2000 and code != "grid_worker":
            assert 0.006 <= vacant / seats <= 0.021, code


def test_empty_posts_change_slowly_from_year_to_year(asked: Ask) -> None:
    counts = [empties(asked, years_before(DAY, years)) for years in range(10, -1, -1)]
    shares = [empty / posts for posts, empty in counts]
    assert all(abs(after - before) < 0.004 for before, after in pairwise(shares))


def test_more_and_more_grids_are_staffed(asked: Ask) -> None:
    shares = [staffed_grids(asked, years_before(DAY, years)) for years in range(8, -1, -1)]
    assert 0.95 < shares[0] < 0.97
    assert all(after > before for before, after in pairwise(shares))


def test_women_and_young_people_among_secretaries_have_become_more(asked: Ask) -> None:
    [(count, women, young)] = asked(SECRETARIES.format(on=DAY, born="1991-11-23"))
    assert 0.11 < women / count < 0.13
    assert 0.14 < young / count < 0.16
    [(count, women_then, young_then)] = asked(SECRETARIES.format(on="2016-11-23", born="1981-11-23"))
    assert women_then / count < 0.08
    assert young_then / count < 0.08


def test_villages_over_the_line_rose_from_a_fifth_to_nearly_all(asked: Ask) -> None:
    years = asked(OVER_THE_LINE)
    assert [year for year, _villages, _over in years] == list(range(2016, 2027))
    assert {villages for _year, villages, _over in years} == {8968}
    shares = [over / villages for _year, villages, over in years[:-1]]
    assert shares == sorted(shares)
    assert round(100 * shares[0], 1) == 20.0
    assert round(100 * shares[-1], 1) == 97.5


def test_the_books_hold_ten_years_of_vouchers(asked: Ask) -> None:
    assert one(asked, "SELECT count(*) FROM ledger_voucher WHERE state = 'posted'") >= 350_000
    assert one(asked, "SELECT count(*) FROM ledger_book WHERE closed_to < 202610") > 100
