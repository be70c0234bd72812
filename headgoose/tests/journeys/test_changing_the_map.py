"""The prefecture renames a township and merges two villages; history tells it, and figures go by either map."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from headgoose.tests.journeys.test_every_page import TOO_WIDE, find_violations
from headgoose.tests.journeys.walking import Walk, day_from_today

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
TOWNSHIP = "231221203"


def preview(page: "Page", code: str, kind: str, **said: str) -> None:
    """Choose what happens to a place, say it, and look at what it would do."""
    page.goto(f"/place/{code}/")
    page.locator(f"a[href='/place/{code}/change/']").click()
    page.locator(f"main a[href$='?kind={kind}']").click()
    for name, value in said.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("main form .actions button").click()
    expect(page.locator("form[action='/map-changes/apply/']")).to_be_visible()


def count_grids(page: "Page", address: str) -> int:
    """What a figure says."""
    page.goto(address)
    said = re.match(r"\d+", page.locator(".figure-value").inner_text())
    assert said is not None
    return int(said[0])


def test_a_township_is_renamed_after_a_preview_and_history_tells_it(walk: Walk) -> None:
    page = walk("prefecture_officer")
    code = TOWNSHIP
    page.goto(f"/place/{code}/")
    before = page.locator("h1").inner_text()
    preview(page, code, "rename", name="后三镇", document="绥政函〔2026〕9号")
    expect(page.locator("main table").first).to_contain_text("后三镇")
    assert find_violations(page) == []
    page.set_viewport_size({"width": 360, "height": 900})
    assert page.evaluate(TOO_WIDE) == []
    page.goto(f"/place/{code}/")
    expect(page.locator("h1")).to_have_text(before)
    preview(page, code, "rename", name="后三镇", document="绥政函〔2026〕9号")
    page.locator("form[action='/map-changes/apply/'] button").click()
    expect(page.locator("[role=status]")).to_be_visible()
    page.goto(f"/place/{code}/")
    expect(page.locator("h1")).to_contain_text("后三镇")
    expect(page.locator("main")).to_contain_text("绥政函〔2026〕9号")
    page.goto(f"/place/{code}/?on={day_from_today(-1)}")
    expect(page.locator("h1")).to_have_text(before)
    page.goto("/map-changes/?area=231221")
    expect(page.locator("main")).to_contain_text("绥政函〔2026〕9号")


def test_a_figure_counts_the_villages_of_a_date_on_the_map_of_then_and_of_today(walk: Walk) -> None:
    page = walk("prefecture_officer")
    page.goto(f"/place/{TOWNSHIP}/")
    links = page.locator("#panel-below ~ .scroll tbody th a")
    [other, one] = [link.get_attribute("href").strip("/").split("/")[1] for link in links.all()[-2:]]  # type: ignore[union-attr]
    preview(page, one, "merge", others=other, new_code=one, document="绥政函〔2026〕10号")
    page.locator("form[action='/map-changes/apply/'] button").click()
    expect(page.locator("[role=status]")).to_be_visible()
    answered = page.goto(f"/place/{other}/")
    assert answered is not None
    assert answered.status == 404
    closed = count_grids(page, f"/figure/G3/{other}/{day_from_today(-1)}/")
    expect(page.locator(".notice").first).to_contain_text("is no longer there; today it lies in")
    page.locator(".notice a").first.click()
    expect(page).to_have_url(re.compile(f"/figure/G3/{one}/"))
    then = count_grids(page, f"/figure/G3/{one}/{day_from_today(-1)}/")
    page.locator("nav.basis a", has_text="today").click()
    expect(page).to_have_url(re.compile("basis=today"))
    assert count_grids(page, page.url) == then + closed
