"""The pages of figures over books: amounts in yuan, the year they are about, doors down to the accounts."""

import csv
import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from headgoose.ledger.tests.conftest import COUNTY, SIBLING, VILLAGE, Desk
from headgoose.ledger.tests.conftest import new_desk as new_desk

if TYPE_CHECKING:
    from headgoose.access.models import User

pytestmark = pytest.mark.django_db
ON = "2026-06-01"


@pytest.fixture
def officer(new_desk: Callable[..., Desk], user_at: Callable[..., "User"]) -> Client:
    """Of the county, two villages of which have books: one with an income over the line, one with a little."""
    rich, poor = new_desk(VILLAGE, 202401), new_desk(SIBLING, 202501)
    rich.post("2025-06-02", ("102", 1_234_567.8), ("501", -1_234_567.8))
    rich.post("2025-06-03", ("102", 10), ("503", -10))
    poor.post("2025-06-02", ("102", 0.01), ("504", -0.01))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user_at("county_officer", COUNTY))
    return client


def test_an_amount_is_in_yuan_in_every_twin(officer: Client) -> None:
    base = f"/figure/E1-income/{COUNTY}/{ON}"
    page = officer.get(f"{base}/").content.decode()
    assert "1.2m <small>yuan</small>" in page
    assert "year 2025" in page
    twin = json.loads(officer.get(f"{base}.json").content)
    assert (twin["value"], twin["denominator"], twin["figure"]["period"]) == (1_234_577.81, None, "year")
    assert {part["name"]: part["value"] for part in twin["parts"]} == {
        "Operating income": 1_234_567.8,
        "Subsidy income": 10,
        "Other income": 0.01,
    }
    assert [point["on"] for point in twin["trend"]][-2:] == ["2024-12-31", "2025-12-31"]
    assert [point["value"] for point in twin["trend"]][-3:] == [None, 0, 1_234_577.81]
    text = b"".join(officer.get(f"{base}.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert list(csv.reader(io.StringIO(text)))[1][3:] == ["1234577.81"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(officer.get(f"{base}.xlsx").content))
    assert book.get_sheet_by_index(0).to_python()[1][3] == 1_234_577.81


def test_in_chinese_it_is_in_ten_thousands(officer: Client) -> None:
    page = officer.get(f"/figure/E1-income/{COUNTY}/{ON}/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "123.5万" in page


def test_rows_of_an_amount_say_theirs_and_open_the_account(officer: Client) -> None:
    answer = officer.get(f"/figure/E1-income/{COUNTY}/{ON}/rows/")
    page = answer.content.decode()
    assert answer.context["page"].paginator.count == 3
    assert '<td class="n">1,234,567.80</td>' in page
    assert f"/place/{VILLAGE}/books/accounts/501/?from=2025-01&amp;to=2025-12" in page
    rows = json.loads(officer.get(f"/figure/E1-income/{COUNTY}/{ON}/rows.json").content)["rows"]
    assert sorted(row["numerator"] for row in rows) == [0.01, 10, 1_234_567.8]
    assert officer.get(f"/place/{VILLAGE}/books/accounts/501/?from=2025-01&to=2025-12").status_code == 200


def test_rows_of_a_share_say_what_each_village_earned(officer: Client) -> None:
    missing = officer.get(f"/figure/E1/{COUNTY}/{ON}/rows/?counted=no").content.decode()
    assert "2025: 0.01 yuan" in missing
    assert "1,234,577.80" not in missing
    counted = officer.get(f"/figure/E1/{COUNTY}/{ON}/rows/?counted=yes").content.decode()
    assert "2025: 1,234,577.80 yuan" in counted
    address = f"/place/{VILLAGE}/books/statements/?of=income&period=2025"
    assert address.replace("&", "&amp;") in counted
    assert officer.get(address).status_code == 200


def test_the_page_of_the_line_leads_to_the_bands_of_its_year(officer: Client) -> None:
    link = f'href="/place/{COUNTY}/bands/?year=2025"'
    assert link in officer.get(f"/figure/E1/{COUNTY}/{ON}/").content.decode()
    assert "year=2024" in officer.get(f"/figure/E1/{COUNTY}/2025-06-01/").content.decode()
    assert "/bands/" not in officer.get(f"/figure/G7/{COUNTY}/{ON}/").content.decode()


def test_where_nobody_keeps_books_there_is_no_record_and_no_zero(officer: Client) -> None:
    page = officer.get("/figure/E1-income/231221101/2026-06-01/").content.decode()
    assert "no record" in page
    twin = json.loads(officer.get("/figure/E1/231221101/2026-06-01.json").content)
    assert (twin["value"], twin["state"]) == (None, "missing")


def test_as_known_before_the_books_were_opened_says_so(officer: Client) -> None:
    page = officer.get(f"/figure/E1/{COUNTY}/{ON}/?known=2026-05-30").content.decode()
    assert "posted in the books by 2026-05-30" in page
    assert "no record" in page


def test_the_briefing_tells_of_collectives_where_there_are_books(officer: Client) -> None:
    page = officer.get(f"/briefing/{COUNTY}/").content.decode()
    assert f'href="/figure/E1/{COUNTY}/{ON}/"' in page
    assert ">50.0%</a>" in page
    assert "/figure/E1/" not in officer.get("/briefing/231221101/").content.decode()


def test_every_page_of_every_figure_over_books_answers_where_there_are_books(officer: Client) -> None:
    ends = ["/", ".json", ".csv", ".xlsx", "/trend/", "/trend.svg", "/spark.svg", "/trend.csv", "/trend.json", "/door/"]
    ends += ["/rows/", "/rows.csv", "/rows.json", "/rows.xlsx", "/ranking/", "/ranking/?format=xlsx"]
    for code in ("E1", "E1-50", "E1-income", "E1-running", "E1-debt", "E1-disclosed"):
        for place in (COUNTY, VILLAGE):
            for end in ends:
                address = f"/figure/{code}/{place}/{ON}{end}"
                assert officer.get(address).status_code == 200, address
