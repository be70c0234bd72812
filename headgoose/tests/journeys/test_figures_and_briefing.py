"""A number of the briefing opens its door, then its figure, then its rows, and they are as many as it says."""

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from headgoose.tests.journeys.walking import Walk, day_from_today

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey


def whole(text: str) -> int:
    """The first number in a text, without its separators."""
    found = re.search(r"\d[\d,]*", text)
    assert found is not None, text
    return int(found[0].replace(",", ""))


def count_rows(page: "Page") -> int:
    """The rows of a list over all of its pages."""
    rows = page.locator("main tbody tr").count()
    while page.locator(".pager [rel=next]").count():
        page.locator(".pager [rel=next]").click()
        page.wait_for_load_state()
        rows += page.locator("main tbody tr").count()
    return rows


def test_a_number_opens_in_place_then_as_a_figure_then_as_its_rows(walk: Walk) -> None:
    page = walk("county_officer")
    page.goto("/briefing/231221/")
    number = page.locator("section p a[hx-get*='/P4/']")
    said = whole(number.inner_text())
    number.click()
    door = page.locator(".door")
    expect(door).to_contain_text("First secretaries in villages")
    expect(page).to_have_url(re.compile(r"/briefing/231221/$"))
    door.locator("a", has_text="Open the figure").click()
    expect(page.locator(".figure-value")).to_contain_text(str(said))
    page.locator("main .actions a.btn").first.click()
    expect(page).to_have_url(re.compile(r"/figure/P4/231221/\d{4}-\d\d-\d\d/rows/"))
    assert count_rows(page) == said > 0


def test_another_number_takes_the_door_of_its_chapter(walk: Walk) -> None:
    page = walk("county_officer")
    page.goto("/briefing/231221/")
    chapter = page.locator("section", has=page.locator("a[hx-get*='/P4/']"))
    for code in ("P4", "P6"):
        chapter.locator(f"a[hx-get*='/{code}/']").click()
        expect(chapter.locator(f".door a[href*='/{code}/']").first).to_be_visible()
    expect(chapter.locator(".door")).to_have_count(1)


def test_a_share_counts_the_rows_that_it_counts(walk: Walk) -> None:
    page = walk("county_officer")
    page.goto("/figure/G7/231221/")
    numerator, denominator = (
        whole(part) for part in page.locator("main .sub + .meter, main p.sub").nth(1).inner_text().split("of")
    )
    page.locator("main .actions a.btn").first.click()
    rows = page.url
    assert count_rows(page) == denominator
    page.goto(f"{rows}?counted=yes")
    assert count_rows(page) == numerator
    page.goto(f"{rows}?counted=no")
    assert count_rows(page) == denominator - numerator


def test_a_figure_is_taken_away_as_excel_csv_and_json(walk: Walk, tmp_path: Path) -> None:
    page = walk("county_officer")
    page.goto("/figure/P4/231221/")
    said = whole(page.locator(".figure-value").inner_text())
    with page.expect_download() as download:
        page.locator("main a", has_text="Excel").first.click()
    download.value.save_as(tmp_path / "figure.xlsx")
    sheets = CalamineWorkbook.from_path(str(tmp_path / "figure.xlsx"))
    assert said in sheets.get_sheet_by_index(0).to_python()[1]
    with page.expect_download() as download:
        page.locator("main a", has_text="CSV").first.click()
    download.value.save_as(tmp_path / "figure.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "figure.csv").read_text("utf-8-sig"))))
    assert rows[1][0] == "231221"
    assert str(said) in rows[1]
    page.locator("main a", has_text="JSON").first.click()
    page.wait_for_url("**/*.json")
    answer = json.loads(page.locator("body").inner_text())
    assert said in (answer.get("value"), answer.get("numerator"), answer.get("number"))


def test_the_rows_of_a_file_are_the_rows_of_the_page(walk: Walk, tmp_path: Path) -> None:
    page = walk("county_officer")
    page.goto(f"/figure/G3/231221/{day_from_today()}/rows/")
    for kind in ("CSV", "Excel"):
        with page.expect_download() as download:
            page.locator("main a", has_text=kind).first.click()
        download.value.save_as(tmp_path / kind)
    said = whole(page.locator("main .head .sub").inner_text())
    taken = list(csv.reader(io.StringIO((tmp_path / "CSV").read_text("utf-8-sig"))))
    assert len(taken) - 1 == said
    assert len(CalamineWorkbook.from_path(str(tmp_path / "Excel")).get_sheet_by_index(0).to_python()) - 1 == said


def test_another_date_shows_another_value_under_an_address_of_its_own(walk: Walk) -> None:
    page = walk("county_officer")
    page.goto("/figure/P6/231221/")
    today = whole(page.locator(".figure-value").inner_text())
    page.locator("[name=on]").fill("2018-06-01")
    page.locator("form.filters button").click()
    expect(page).to_have_url(re.compile("/figure/P6/231221/2018-06-01/"))
    then = page.locator(".figure-value").inner_text()
    assert then != str(today)
    page.reload()
    expect(page.locator(".figure-value")).to_have_text(then)


def test_the_map_leads_to_a_county_and_changes_its_figure(walk: Walk) -> None:
    page = walk("province_officer")
    page.goto("/map/23/")
    page.locator("[name=figure]").select_option("P4")
    page.locator("form.filters button").click()
    expect(page).to_have_url(re.compile("figure=P4"))
    expect(page.locator("h1")).to_have_text("First secretaries in villages")
    page.locator("svg.map a[href*='/231221/']").click()
    expect(page).to_have_url(re.compile(r"/figure/P4/231221/"))
    expect(page.locator(".figure-value")).to_be_visible()


def test_a_figure_goes_down_the_tree_and_up_again(walk: Walk) -> None:
    page = walk("province_officer")
    page.goto("/figure/P4/23/")
    for code in ("2312", "231221", "231221101"):
        page.locator(f"main table a[href*='/P4/{code}/']").click()
        expect(page).to_have_url(re.compile(f"/P4/{code}/"))
    page.locator(".crumbs a[href*='/P4/2312/']").click()
    expect(page).to_have_url(re.compile("/P4/2312/"))
