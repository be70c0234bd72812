"""The pages of figures: what they show, at all levels, within scope, on any date, in a bounded number of queries."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from headgoose.kernel.figures import figures
from headgoose.people.rules import Seating

if TYPE_CHECKING:
    from headgoose.access.models import User
    from headgoose.briefing.tests.conftest import Countryside

pytestmark = pytest.mark.django_db
KINDS = ("csv", "json", "xlsx")
LEVELS = ["23", "2312", "231221", "231221100", "231221100200", "231221100200001"]
# The statements of the levels between differ in their bounds alone.
LEVELS_OF_BOTH = ["23", *(pytest.param(code, marks=pytest.mark.one_engine) for code in LEVELS[1:5]), LEVELS[5]]
ON = "2026-06-01"
# Cold: one query a figure, two for freshness, the rest the shell, the tree and the other rooms' panels.
QUERY_BUDGETS = {"/figure/G7/23/": 18, "/figures/23/": 59, "/briefing/23/": 26, "/map/23/": 16, "/place/23/": 90}


@pytest.fixture
def staffed(countryside: "Countryside") -> "Countryside":
    """Two first secretaries, one village under one person."""
    one, two, *_rest = countryside.persons
    since = date(2022, 3, 1)
    countryside.seat(
        Seating(countryside.post("231221100200", "first_secretary"), one, since),
        Seating(countryside.post("231222100200", "first_secretary"), two, since),
        *(
            Seating(countryside.post("231221100200", post), one, since)
            for post in ("secretary", "committee_director", "collective_head")
        ),
    )
    return countryside


@pytest.fixture
def county_client(staffed: "Countryside", user_at: Callable[..., "User"]) -> Client:
    """Signed in as an officer of 望奎县."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user_at("county_officer", "231221"))
    return client


@pytest.fixture
def province_client(staffed: "Countryside", user_at: Callable[..., "User"]) -> Client:
    """Signed in as an officer of the province."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user_at("province_officer", "23"))
    return client


@pytest.mark.parametrize("place", LEVELS_OF_BOTH)
def test_every_figure_has_its_pages_at_all_six_levels(province_client: Client, place: str) -> None:
    """Page, twins, pictures, rows, ranking, door: all answer for every figure."""
    for figure in figures:
        base = f"/figure/{figure.code}/{place}/{ON}"
        for end in (
            "/",
            ".json",
            ".csv",
            ".xlsx",
            "/trend/",
            "/trend.svg",
            "/spark.svg",
            "/trend.csv",
            "/trend.json",
            "/rows/",
            "/ranking/",
            "/door/",
        ):
            assert province_client.get(base + end).status_code == 200, base + end
        for end in ("/rows.csv", "/rows.json", "/rows.xlsx", *(f"/ranking/?format={kind}" for kind in KINDS)):
            assert province_client.get(base + end).status_code == 200, base + end


def test_the_twins_say_what_the_page_says(province_client: Client) -> None:
    """One value in HTML, JSON, CSV and Excel: one village of four, 25.0%."""
    base = f"/figure/G7/23/{ON}"
    page = province_client.get(f"{base}/").content.decode()
    assert "25.0%" in page
    twin = json.loads(province_client.get(f"{base}.json").content)
    assert (twin["numerator"], twin["denominator"], twin["value"]) == (1, 4, 0.25)
    assert [child["place"]["code"] for child in twin["children"]] == ["2312"]
    assert twin["trend"][-1]["value"] == 0.25
    assert twin["trend"][0]["value"] == 0
    text = b"".join(province_client.get(f"{base}.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][0] == "23"
    assert rows[1][3:] == ["1", "4", "0.25"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(province_client.get(f"{base}.xlsx").content))
    assert book.get_sheet_by_index(0).to_python()[1][3:] == [1.0, 4.0, 0.25]


def test_the_rows_page_lists_what_was_counted(province_client: Client) -> None:
    """Those not yet: three villages, without the one that is."""
    counted = province_client.get(f"/figure/G7/23/{ON}/rows/?counted=yes").content.decode()
    missing = province_client.get(f"/figure/G7/23/{ON}/rows/?counted=no").content.decode()
    assert "231221100200" in counted
    assert "/place/231221100200/" not in missing
    assert missing.count('<a href="/place/') == 3 + missing.split("<table>")[0].count('<a href="/place/')


def test_rows_are_found_by_the_name_of_a_place_or_of_one_above(province_client: Client) -> None:
    """通江 is a town and a village in it: one row of G7; 兰西 a county with one village; no name, no row."""
    base = f"/figure/G7/23/{ON}/rows"
    for words, codes in (("通江", {"231221101200"}), ("兰西", {"231222100200"}), ("无此", set()), ("%", set())):
        found = json.loads(province_client.get(f"{base}.json", {"words": words}).content)["rows"]
        assert {row["place"]["code"] for row in found} == codes, words
        page = province_client.get(f"{base}/", {"words": words})
        assert page.context["page"].paginator.count == len(codes), words


def test_a_figure_outside_the_scope_is_refused_without_a_word_about_it(county_client: Client) -> None:
    """Sibling county, prefecture and province answer 403 on every address, and name no number."""
    for place in ("231222", "2312", "23", "231222100200"):
        for end in ("/", ".json", ".csv", ".xlsx", "/trend.svg", "/rows/", "/rows.csv", "/ranking/", "/door/"):
            answer = county_client.get(f"/figure/P4/{place}/{ON}{end}")
            assert answer.status_code == 403, (place, end)
    assert county_client.get("/map/23/").status_code == 403
    assert county_client.get("/briefing/2312/").status_code == 403
    assert county_client.get(f"/figure/P4/231221/{ON}/").status_code == 200


def test_nobody_signed_in_is_sent_to_the_door(client: Client, staffed: "Countryside") -> None:
    """No figure without signing in."""
    assert client.get(f"/figure/P4/23/{ON}/").status_code == 302


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/figure/P4/23/0000-00-00/", 422),
        ("/figure/P4/23/2026-02-30/", 422),
        ("/figure/P4/23/tomorrow/", 422),
        ("/figure/P4/23/2015-12-31/", 404),
        ("/figure/P4/99/2026-06-01/", 404),
        ("/figure/P4/2x/2026-06-01/", 404),
        ("/figure/NOPE/23/2026-06-01/", 404),
        ("/figure/P4/23%00/2026-06-01/", 400),
        ("/figure/P4/23/?on=0000-00-00", 422),
        ("/briefing/23/?on=9999-12-31", 422),
        ("/map/23/?figure=%27%20OR%201=1", 200),
        ("/figure/P4/23/2026-06-01/rows/?page=99999999999", 200),
        ("/figure/?figure=P4&place=23&on=x", 422),
    ],
)
def test_a_bad_address_gets_a_plain_answer(province_client: Client, address: str, status: int) -> None:
    """Never a 500, and the sentence is on the page."""
    answer = province_client.get(address)
    assert answer.status_code == status
    if status != 200:
        assert len(answer.content) > 20


def test_the_briefing_speaks_only_of_what_applies(province_client: Client) -> None:
    """A village has no township deputies; the province has them; every number is a link to its figure."""
    province = province_client.get("/briefing/23/").content.decode()
    village = province_client.get("/briefing/231221100200/").content.decode()
    assert f'href="/figure/P7/23/{ON}/"' in province
    assert "/figure/P7/" not in village
    assert f'href="/figure/P4/231221100200/{ON}/"' in village
    for code in ("P4", "P6", "P6-villages", "G3", "G3-staffed", "G7", "O7", "VAC", "SEC-women", "SEC-under35"):
        assert f'href="/figure/{code}/23/{ON}/"' in province, code


@pytest.mark.parametrize("address", QUERY_BUDGETS)
def test_pages_keep_to_their_query_budget(
    province_client: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    """A page of all figures asks a bounded number of queries, cold."""
    with django_assert_max_num_queries(QUERY_BUDGETS[address]):
        assert province_client.get(address).status_code == 200


def test_a_warm_page_asks_nothing_of_the_facts(province_client: Client, django_assert_max_num_queries: Any) -> None:
    """The second look at all figures of a place runs no figure's query."""
    province_client.get("/figures/23/")
    with django_assert_max_num_queries(12) as asked:
        province_client.get("/figures/23/")
    assert not [query for query in asked.captured_queries if "AS facts" in query["sql"]]
