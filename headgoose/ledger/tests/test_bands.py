"""Villages by income band: who lies where, and nobody crosses the line by a change of definition unseen."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from headgoose.kernel.refusal import Refused
from headgoose.ledger import bands, income
from headgoose.ledger.bands import bands_of, read_incomes
from headgoose.ledger.income import LINE_YUAN, IncomeDefinition, definition_of, definitions, others_than
from headgoose.ledger.models import Account
from headgoose.ledger.tests.conftest import COUNTY, SIBLING, TOWNSHIP, VILLAGE, Desk

if TYPE_CHECKING:
    from conftest import Tree
    from headgoose.access.models import User

pytestmark = pytest.mark.django_db
FAR = "231221101200"
# Of each village: account and yuan, the income of 2025.
EARNED: dict[str, list[tuple[str, float]]] = {
    VILLAGE: [("501", 60_000), ("503", 50_000)],
    SIBLING: [("501", 90_000), ("504", 9_999)],
    FAR: [("502", 100_000.01)],
}


@pytest.fixture
def earning(new_desk: Callable[..., Desk]) -> dict[str, Desk]:
    """Three villages with an income and some costs in 2025."""
    found = {}
    for code, lines in EARNED.items():
        desk = found[code] = new_desk(code, 202501)
        for account, yuan in lines:
            desk.post("2025-06-02", ("102", yuan), (account, -yuan))
        desk.post("2025-07-02", ("513", 30_000), ("102", -30_000))
    return found


@pytest.fixture
def county(earning: dict[str, Desk], user_at: Callable[..., "User"]) -> Client:
    """An officer of the county."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user_at("county_officer", COUNTY))
    return client


def read(client: Client, code: str, **query: str) -> Any:
    return json.loads(client.get(f"/place/{code}/bands.json", query).content)


def test_every_definition_reads_accounts_of_the_chart_and_has_a_source(tree: "Tree") -> None:
    known = set(Account.objects.filter(book=None).values_list("code", flat=True))
    titles = [one.title for one in definitions()]
    assert len(titles) == len(set(titles))
    for one in definitions():
        assert set(one.plus) | set(one.minus) <= known, one.title
        assert not set(one.plus) & set(one.minus), one.title
        assert all([one.source_zh, one.source_en, one.name_zh, one.name_en, one.note_zh, one.note_en]), one.title
    assert definition_of("collective-income").formula == "501 + 502 + 503 + 504"


def test_an_amount_at_a_limit_lies_below_it() -> None:
    import numpy as np

    yuan = [-5, 0, 50_000, 50_000.01, 100_000, 100_000.01, 500_000, 1_000_000, 1_000_000.01]
    assert bands_of(np.array([round(one * 100) for one in yuan])).tolist() == [0, 0, 0, 1, 1, 2, 2, 3, 4]


def test_each_definition_counts_what_it_says(earning: dict[str, Desk], tree: "Tree") -> None:
    found = read_incomes(tree[COUNTY].area, 2025)
    under = {one.title: [fen / 100 for fen in found.under(one).tolist()] for one in definitions()}
    assert found.keys.tolist() == [tree[code].key for code in EARNED]
    assert under == {
        "collective-income/1": [110_000, 99_999, 100_000.01],
        "operating-income/1": [60_000, 90_000, 100_000.01],
        "income-without-subsidies/1": [60_000, 99_999, 100_000.01],
        "operating-result/1": [80_000, 60_000, 70_000.01],
        "net-income/1": [80_000, 69_999, 70_000.01],
    }


def test_bands_and_who_would_cross_are_told(county: Client, tree: "Tree") -> None:
    told = read(county, COUNTY)
    assert (told["villages"], told["over_the_line"]) == (3, 2)
    assert [band["villages"] for band in told["bands"]] == [0, 1, 2, 0, 0]
    changes = {one["definition"]["title"]: (one["rising"], one["falling"]) for one in told["changes"]}
    assert changes == {
        "operating-income/1": (0, 1),
        "income-without-subsidies/1": (0, 1),
        "operating-result/1": (0, 2),
        "net-income/1": (0, 2),
    }
    [village] = told["crossing"]["villages"]
    assert (village["code"], village["amount_fen"], village["other_fen"]) == (VILLAGE, 11_000_000, 6_000_000)


def test_whoever_would_rise_is_told_too(county: Client) -> None:
    told = read(county, COUNTY, definition="operating-income/1", against="collective-income/1")
    [village] = told["crossing"]["villages"]
    assert (village["code"], village["amount_fen"], village["other_fen"]) == (VILLAGE, 6_000_000, 11_000_000)
    page = county.get(f"/place/{COUNTY}/bands/", {"definition": "operating-income/1"}).content.decode()
    assert "come over it" in page
    assert "60,000.00" in page
    assert "110,000.00" in page
    assert f"/place/{VILLAGE}/books/" in page


def test_a_former_version_of_the_definition_stands_first(county: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = definition_of("collective-income")
    second = replace(first, version=2, plus=("501", "502", "504"))
    every = (*definitions(), second)
    monkeypatch.setattr(income, "definitions", lambda: every)
    monkeypatch.setattr(bands, "definitions", lambda: every)
    assert others_than(second)[0].title == "collective-income/1"
    assert "collective-income/1" not in [one.title for one in others_than(first)]
    told = read(county, COUNTY)
    assert told["definition"]["title"] == "collective-income/2"
    assert told["changes"][0]["definition"]["title"] == "collective-income/1"
    assert (told["changes"][0]["rising"], told["crossing"]["against"]) == (1, "collective-income/1")
    assert "former version" in county.get(f"/place/{COUNTY}/bands/").content.decode()


def test_places_below_are_told_apart_and_add_up(county: Client) -> None:
    context = county.get(f"/place/{COUNTY}/bands/").context
    below = {place.code: [count for _band, count in counts] for place, _url, counts, _all in context["places"]}
    assert below == {TOWNSHIP: [0, 1, 1, 0, 0], "231221101": [0, 0, 1, 0, 0]}
    villages = county.get(f"/place/{TOWNSHIP}/bands/").context["villages"]
    assert [(row.code, row.amount) for row in villages] == [(VILLAGE, 11_000_000), (SIBLING, 9_999_900)]
    assert county.get(f"/place/{VILLAGE}/bands/").status_code == 200


def test_a_voucher_moves_a_village_at_once(county: Client, earning: dict[str, Desk]) -> None:
    assert read(county, COUNTY)["over_the_line"] == 2
    earning[SIBLING].post("2025-08-02", ("102", 2), ("501", -2))
    assert read(county, COUNTY)["over_the_line"] == 3
    earning[SIBLING].post("2026-01-02", ("102", 900_000), ("501", -900_000))
    assert [band["villages"] for band in read(county, COUNTY)["bands"]] == [0, 0, 3, 0, 0]


def test_a_year_without_books_says_so(county: Client) -> None:
    page = county.get(f"/place/{COUNTY}/bands/", {"year": "2024"})
    assert page.status_code == 200
    assert "No village here had a book in this year." in page.content.decode()


def test_all_villages_are_taken_away(county: Client) -> None:
    csv_file = county.get(f"/place/{COUNTY}/bands.csv")
    text = b"".join(csv_file.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][3:] == [one.title for one in definitions()]
    assert rows[1][0] == VILLAGE
    assert rows[1][3:5] == ["110,000.00", "60,000.00"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(county.get(f"/place/{COUNTY}/bands.xlsx").content))
    assert book.get_sheet_by_index(0).to_python()[1][3:5] == [110_000.0, 60_000.0]
    assert [row[1] for row in book.get_sheet_by_index(1).to_python()[1:]] == [0, 1, 2, 0, 0]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"year": "2026"}, 422),
        ({"year": "２０２５"}, 422),
        ({"year": "-1"}, 422),
        ({"year": "99999"}, 422),
        ({"definition": "mine/1"}, 404),
        ({"definition": "collective-income/9"}, 404),
        ({"against": "x"}, 404),
        ({"page": "99999"}, 200),
        ({"year": "1950"}, 404),
    ],
)
def test_a_bad_address_gets_a_plain_answer(county: Client, query: dict[str, str], status: int) -> None:
    answer = county.get(f"/place/{COUNTY}/bands/", query)
    assert answer.status_code == status
    assert len(answer.content) > 20


def test_no_village_outside_the_area_is_told(county: Client, client: Client) -> None:
    for code in ("231222", "2312", "231222100200"):
        for end in ("/", ".json", ".csv", ".xlsx"):
            assert county.get(f"/place/{code}/bands{end}").status_code == 403, (code, end)
    assert client.get(f"/place/{COUNTY}/bands/").status_code == 302


def test_the_line_is_that_of_the_figure(earning: dict[str, Desk], tree: "Tree") -> None:
    """What the page counts over the line is the figure's own condition, under its definition."""
    from headgoose.kernel.figures import figures

    figure = figures.get("E1")
    assert f"> {LINE_YUAN * 100} " in figure.query
    assert figure.version == definition_of(income.DEFAULT).title


def test_an_unknown_definition_is_refused() -> None:
    with pytest.raises(Refused):
        definition_of("")


def test_a_definition_may_subtract_what_stands_on_the_other_side() -> None:
    """An account of the debit side that is taken away, and one of the credit side that is, have opposite signs."""
    one = IncomeDefinition("x", 1, "", "", ("501", "513"), ("503",), "", "", "", "", date(2026, 1, 1))
    assert one.amount("t") == (
        "CASE WHEN t.top IN (501) THEN t.credit_fen - t.debit_fen "
        "WHEN t.top IN (503, 513) THEN -(t.credit_fen - t.debit_fen) ELSE 0 END"
    )
