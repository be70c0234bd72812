"""The province brings in a file of places; a township draws its grids."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from headgoose.tests.journeys.walking import Walk, day_from_today, send

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey


def csv_of(*villages: str) -> str:
    """A file of villages that the demo does not have, under a township that it has."""
    return "\r\n".join(["code,name,kind", *(f"{village},village" for village in villages), ""])


NEW = csv_of("231221102288,试点一村委会", "231221102289,试点二村委会")
PUT_ASIDE = csv_of("231221102298,试点八村委会")
BROKEN = csv_of("231221102290,试点三村委会", "2312211022,短码村委会", "231221102290,再来村委会")


def bring_in(page: "Page", name: str, content: bytes) -> None:
    """Send a file of places and wait for what it would change."""
    page.goto("/places/")
    page.locator("a[href='/places/import/']").click()
    page.locator("[name=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.locator("[name=on]").fill(day_from_today().isoformat())
    page.locator("main form .actions button.btn").click()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_is_looked_at_and_put_aside(walk: Walk, encoding: str) -> None:
    page = walk("province_officer")
    bring_in(page, "新村.csv", PUT_ASIDE.encode(encoding))
    expect(page.locator("main table").first).to_contain_text("试点八村委会")
    page.locator("form[action$='/discard/'] button").click()
    expect(page).to_have_url(re.compile(r"/places/import/$"))
    answered = page.goto("/place/231221102298/")
    assert answered is not None
    assert answered.status == 404


def test_a_file_is_looked_at_applied_and_changes_nothing_a_second_time(walk: Walk) -> None:
    page = walk("province_officer")
    bring_in(page, "新村.csv", NEW.encode())
    expect(page.locator("dl.facts dd").first).to_have_text("2")
    expect(page.locator("main table tbody tr")).to_have_count(2)
    page.locator("form[action$='/apply/'] button").click()
    expect(page.locator("[role=status]")).to_be_visible()
    expect(page.locator("form[action$='/apply/']")).to_have_count(0)
    page.goto("/place/231221102288/")
    expect(page.locator("main .head")).to_contain_text("试点一村委会")
    bring_in(page, "新村.csv", NEW.encode())
    expect(page.locator("form[action$='/apply/']")).to_have_count(0)
    expect(page.locator("dl.facts dd").first).to_have_text("0")


def test_a_broken_file_names_its_rows_and_cannot_be_applied(walk: Walk) -> None:
    page = walk("province_officer")
    bring_in(page, "坏.csv", BROKEN.encode())
    expect(page.locator("[role=alert]")).to_contain_text("2 problems")
    problems = page.locator("main table tbody tr")
    assert problems.locator("td:first-child").all_inner_texts() == ["3", "4"]
    expect(problems.first).to_contain_text("2312211022")
    expect(page.locator("form[action$='/apply/']")).to_have_count(0)


def test_what_is_no_table_is_refused_beside_its_field(walk: Walk) -> None:
    page = walk("province_officer")
    bring_in(page, "picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    expect(page.locator(".field.wrong .error")).to_be_visible()
    expect(page.locator("[name=file]")).to_be_visible()


def test_a_township_makes_grids_renames_one_and_redraws(walk: Walk) -> None:
    page = walk("township_officer", "zh")
    page.goto("/places/")
    page.locator("main a.card").first.click()
    page.locator("#panel-below ~ .scroll tbody th a").nth(1).click()
    village = page.url
    grids = page.locator("#panel-below ~ .scroll tbody tr")
    before = grids.count()
    page.locator("a[href$='/grids/make/']").click()
    page.locator("[name=count]").fill("2")
    send(page)
    expect(page.locator("[role=status]")).to_be_visible()
    expect(grids).to_have_count(before + 2)
    grids.last.locator("a[href$='/rename/']").click()
    page.locator("[name=name]").fill("河东网格")
    page.locator("[name=on]").fill(day_from_today(1).isoformat())
    send(page)
    page.goto(f"{village}?on={day_from_today(1)}")
    expect(grids.last).to_contain_text("河东网格")
    page.goto(village)
    page.locator("a[href$='/grids/redraw/']").click()
    page.locator("[name=count]").fill(str(before + 5))
    page.locator("[name=on]").fill(day_from_today(2).isoformat())
    send(page)
    page.goto(f"{village}?on={day_from_today(2)}")
    expect(grids).to_have_count(before + 5)


def test_a_grid_with_somebody_in_post_is_not_closed(walk: Walk) -> None:
    page = walk("township_officer")
    page.goto("/places/")
    page.locator("main a.card").first.click()
    page.locator("#panel-below ~ .scroll tbody th a").nth(2).click()
    village, grids = page.url, page.locator("#panel-below ~ .scroll tbody tr")
    before = grids.count()
    grids.first.locator("a[href$='/close/']").click()
    send(page)
    expect(page.locator("main .error, main [role=alert]").first).to_be_visible()
    page.goto(village)
    expect(grids).to_have_count(before)
