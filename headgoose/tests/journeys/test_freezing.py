"""The province freezes its briefing, takes it away as Word, and amends it for all to see."""

import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from headgoose.tests.journeys.test_every_page import TOO_WIDE, find_violations
from headgoose.tests.journeys.walking import Walk, day_from_today, send

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey


def let_somebody_go(page: "Page") -> None:
    """End the tenure of a first secretary today, so that a number of the briefing changes."""
    page.goto("/place/231221/people/?state=held&type=first_secretary")
    page.locator("main tbody tr").last.locator("a[href*='/end/']").click()
    page.locator("[name=end_on]").fill(day_from_today().isoformat())
    page.locator("[name=reason]").select_option(index=1)
    send(page)
    expect(page.locator("[role=status]")).to_be_visible()


def test_a_briefing_is_frozen_taken_as_word_counted_again_and_amended_visibly(walk: Walk) -> None:
    page = walk("province_officer")
    page.goto("/briefing/23/")
    page.locator("a[href*='/freeze/']").click()
    page.locator("main form .actions button").click()
    expect(page).to_have_url(re.compile(r"/briefing/frozen/[^/]+/$"))
    frozen = page.url
    number = frozen.rstrip("/").rpartition("/")[2]
    expect(page.locator(".actions", has_text="Signed and unchanged")).to_be_visible()
    with page.expect_download() as download:
        page.locator(f"a[href='/briefing/frozen/{number}.docx']").click()
    with zipfile.ZipFile(download.value.path()) as word:
        assert number in word.read("word/document.xml").decode()
    page.locator("a[href$='/recount/']").click()
    expect(page.locator(".good").first).to_contain_text("numbers come out the same")
    expect(page.locator("main .bad")).to_have_count(0)

    page.goto(frozen)
    page.locator("a[href$='/amend/']").click()
    page.locator("[name=reason]").fill("核对后按现在的记录重新发布。")
    page.locator("main form .actions button").click()
    expect(page.locator("[role=alert]")).to_contain_text("Nothing would change")
    let_somebody_go(walk("county_officer"))
    page.locator("main form .actions button").click()
    expect(page.locator(".notice", has_text=f"This amends {number}")).to_contain_text("核对后按现在的记录重新发布。")
    assert page.url != frozen
    reader = walk("province_officer", viewport={"width": 390, "height": 844})
    reader.goto(frozen)
    banner = reader.locator(".notice.amended")
    expect(banner).to_contain_text("核对后按现在的记录重新发布。")
    assert find_violations(reader) == []
    assert reader.evaluate(TOO_WIDE) == []
    banner.locator("a").click()
    expect(reader).to_have_url(page.url)
