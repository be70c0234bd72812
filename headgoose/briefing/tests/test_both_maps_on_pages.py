"""Every page of a figure on both maps: the switch, what became of a place, shares of rows, the same in the twins."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from headgoose.briefing.tests.changes import MapChanges
from headgoose.kernel.clock import now
from headgoose.people.rules import Seating
from headgoose.places.models import Span

if TYPE_CHECKING:
    from headgoose.briefing.tests.conftest import Countryside

pytestmark = pytest.mark.django_db
VILLAGE, SISTER = "231221101200", "231221100201"
THEN = "2018-06-01"
ENDS = ("/", ".json", ".csv", ".xlsx", "/trend/", "/trend.svg", "/spark.svg", "/trend.csv", "/trend.json", "/rows/")
MORE = ("/rows.csv", "/rows.json", "/rows.xlsx", "/ranking/", "/door/")


@pytest.fixture
def new(countryside: "Countryside") -> Span:
    """A village with a first secretary gave 40 % of itself to a new one; another was merged into it."""
    since = date(2016, 3, 1)
    countryside.seat(
        Seating(countryside.post(VILLAGE, "first_secretary"), countryside.persons[0], since),
        Seating(countryside.post(SISTER, "first_secretary"), countryside.persons[1], since),
        at=now() - timedelta(days=1),
    )
    changes = MapChanges(countryside.tree)
    new = changes.split(countryside.tree[VILLAGE], 600_000, date(2020, 1, 1))
    changes.merge(countryside.tree[SISTER], countryside.tree[VILLAGE], date(2021, 1, 1))
    return new


@pytest.fixture
def client(new: Span, as_user: Callable[..., Client]) -> Client:
    """An officer of the county."""
    client = as_user("county_officer", "231221")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.mark.parametrize("end", ENDS + MORE)
@pytest.mark.parametrize("query", ["basis=then", "basis=today", "known=2026-01-01", "basis=today&known=2026-01-01"])
def test_every_page_answers_on_both_maps(client: Client, end: str, query: str) -> None:
    for code in ("P4", "G7", "VAC"):
        assert client.get(f"/figure/{code}/231221/{THEN}{end}?{query}").status_code == 200


def test_the_switch_leads_to_the_other_map_and_says_its_value(client: Client) -> None:
    """1 as it was, 1.6 today: 60 % of its own and the one of the village merged in."""
    then = client.get(f"/figure/P4/{VILLAGE}/{THEN}/").content.decode()
    assert f'href="/figure/P4/{VILLAGE}/{THEN}/?basis=today"' in then
    assert "on today&#x27;s map: 1.6" in then or "on today's map: 1.6" in then
    today = client.get(f"/figure/P4/{VILLAGE}/{THEN}/?basis=today").content.decode()
    assert ">1.6" in today.replace("\n", "")
    assert "as it was: 1" in today
    assert 'class="tabs basis' not in client.get(f"/figure/P4/{VILLAGE}/2026-06-01/").content.decode()


def test_a_place_that_is_gone_or_was_not_there_yet_says_what_it_became_or_came_from(client: Client, new: Span) -> None:
    gone = client.get(f"/figure/P4/{SISTER}/{THEN}/").content.decode()
    assert "is no longer there" in gone
    assert f'href="/figure/P4/{VILLAGE}/{THEN}/?basis=today"' in gone
    young = client.get(f"/figure/P4/{new.code}/{THEN}/?basis=today").content.decode()
    assert "was not there on 2018-06-01" in young
    assert f'href="/figure/P4/{VILLAGE}/{THEN}/?basis=then"' in young
    assert "(40.0%)" in young
    assert client.get(f"/figure/P4/{SISTER}/{THEN}/?basis=today").status_code == 404


def test_rows_say_their_share_and_where_they_lie_today(client: Client) -> None:
    """Page, CSV and JSON: two rows of 60 % and 100 %, which come to 1.6."""
    base = f"/figure/P4/{VILLAGE}/{THEN}"
    page = client.get(f"{base}/rows/?basis=today")
    assert page.context["page"].paginator.count == 2
    assert "60.0%" in page.content.decode()
    found = json.loads(client.get(f"{base}/rows.json?basis=today").content)
    assert found["map_on"] == "2026-06-01"
    assert [(row["place"]["code"], row["share"]) for row in found["rows"]] == [(VILLAGE, 0.6), (SISTER, 1)]
    assert [row["lies_in"] and row["lies_in"]["code"] for row in found["rows"]] == [None, VILLAGE]
    value = json.loads(client.get(f"{base}.json?basis=today").content)
    assert (value["value"], value["basis"]) == (1.6, "today")
    text = b"".join(client.get(f"{base}/rows.csv?basis=today").streaming_content)  # type: ignore[attr-defined]
    lines = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [float(line["Share"]) for line in lines] == [0.6, 1]


def test_an_address_carries_its_map_on(client: Client) -> None:
    """From the figure to rows, twins, children and trend one stays on the map; the figure of 2018 opens the same."""
    page = client.get(f"/figure/P4/231221/{THEN}/?basis=today&known=2026-01-01").content.decode()
    for end in ("rows/", "ranking/", "trend/"):
        assert f"/figure/P4/231221/{THEN}/{end}?basis=today&amp;known=2026-01-01" in page, end
    assert f'href="/figure/P4/231221100/{THEN}/?basis=today&amp;known=2026-01-01"' in page
    sent = client.get(f"/figure/?figure=G7&place=231221&on={THEN}&basis=today")
    assert sent.headers["Location"] == f"/figure/G7/231221/{THEN}/?basis=today"


@pytest.mark.parametrize("query", ["basis=tomorrow", "known=2026-02-30", "known=x"])
def test_a_bad_basis_or_day_is_refused_in_a_sentence(client: Client, query: str) -> None:
    assert client.get(f"/figure/P4/231221/{THEN}/?{query}").status_code == 422


def test_no_map_opens_what_lies_outside_the_area(new: Span, as_user: Callable[..., Client]) -> None:
    """An officer of the sister county sees neither side of the switch."""
    outside = as_user("county_officer", "231222")
    for basis in ("then", "today"):
        for end in ("/", "/rows.json", "/trend.csv"):
            assert outside.get(f"/figure/P4/{VILLAGE}/{THEN}{end}?basis={basis}").status_code == 403


def test_a_place_that_was_moved_into_the_area_is_read_there_and_where_it_was(
    countryside: "Countryside", as_user: Callable[..., Client]
) -> None:
    """A village moved from 兰西 to 望奎 in 2020: its officer today may read what it was in 2018."""
    tree = countryside.tree
    MapChanges(tree).move(tree["231222100200"], tree["231221100"], date(2020, 1, 1))
    officer = as_user("county_officer", "231221")
    assert officer.get(f"/figure/P4/231222100200/{THEN}/").status_code == 200
    assert officer.get(f"/figure/P4/231222/{THEN}/").status_code == 403


def test_a_figure_as_known_on_a_day_leaves_out_what_was_entered_since(client: Client) -> None:
    """Both were entered on 31 May 2026: the day before nothing of them was known, on any map."""
    base = f"/figure/P4/231221/{THEN}"
    for query, number in (("known=2026-05-30", 0), ("known=2026-05-31", 2), ("basis=today&known=2026-05-30", 0)):
        assert json.loads(client.get(f"{base}.json?{query}").content)["value"] == number, query
    page = client.get(f"{base}/?known=2026-05-30").content.decode()
    assert "on record of people in post on 2026-05-30" in page
    assert json.loads(client.get(f"{base}/rows.json?known=2026-05-30").content)["rows"] == []


def test_the_form_of_a_figure_asks_for_the_day_as_known_and_keeps_date_and_map(client: Client) -> None:
    """Sent as a browser without scripts sends it: every field of the form by its name."""
    page = client.get(f"/figure/P4/231221/{THEN}/?basis=today&known=2026-05-30").content.decode()
    form = page[page.index('action="/figure/"') : page.index("</form>", page.index('action="/figure/"'))]
    fields = dict(re.findall(r'<input [^>]*name="(\w+)" value="([^"]*)"', form))
    assert fields == {"place": "231221", "basis": "today", "on": THEN, "known": "2026-05-30"}
    assert re.search(r'<label>As known on <input [^>]*max="2026-06-01" aria-describedby="known-hint"', form)
    assert 'id="known-hint"' in form
    sent = {**fields, "figure": "P4", "known": "2026-05-29"}
    assert client.get("/figure/", sent)["Location"] == f"/figure/P4/231221/{THEN}/?basis=today&known=2026-05-29"
    emptied = client.get("/figure/", {**sent, "known": ""})["Location"]
    assert emptied == f"/figure/P4/231221/{THEN}/?basis=today"
    plain = client.get(f"/figure/P4/231221/{THEN}/").content.decode()
    assert 'name="known" value=""' in plain
