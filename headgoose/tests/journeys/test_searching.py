"""The one box: by name, part of a name, initials and code; by keyboard; and plain words where an address is wrong."""

import re

import pytest
from playwright.sync_api import expect

from headgoose.tests.journeys.walking import LOCALES, Walk

pytestmark = pytest.mark.journey
BAD_ADDRESSES = {
    "/place/99/": {404},
    "/place/23%00/": {400},
    "/search/?q=%ff": {400},
    "/place/231221/?on=0000-00-00": {422},
    "/figure/P4/231221/0000-00-00/": {422},
    "/figure/NONE/231221/": {404},
    "/place/２３１２２１x/": {404},
    "/person/999999999999/": {404},
    "/nowhere/": {404},
}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("望奎镇", "231221100"),
        ("奎", "231221100"),
        ("wkx", "231221"),
        ("231221101", "231221101"),
        ("２３１２２１１０１", "231221101"),
    ],
    ids=["name", "part", "initials", "code", "full-width code"],
)
def test_a_place_is_found_by(walk: Walk, words: str, found: str) -> None:
    page = walk("county_officer")
    page.goto("/")
    page.locator("header [name=q]").fill(words)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q="))
    page.locator(f".found a[href='/place/{found}/']").click()
    expect(page.locator("main .head .sub").first).to_contain_text(found)


def test_a_person_is_found_by_name(walk: Walk) -> None:
    page = walk("county_officer")
    page.goto("/")
    name = page.locator("h1").inner_text()
    page.goto(f"/search/?q={name}")
    page.locator(".found a[href^='/person/']", has_text=name).first.click()
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator(".timeline > .now").first).to_be_visible()


def test_suggestions_come_while_typing_and_are_reached_by_keyboard(walk: Walk) -> None:
    page = walk("county_officer")
    page.goto("/figures/")
    page.locator("header [name=q]").focus()
    page.keyboard.type("tjz")
    expect(page.locator("#suggestions a").first).to_be_visible()
    for _step in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "/place/231221101/":
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/place/231221101/"))


def test_escape_puts_the_suggestions_away(walk: Walk) -> None:
    page = walk("county_officer")
    page.goto("/")
    page.locator("header [name=q]").press_sequentially("tjz")
    expect(page.locator("#suggestions a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions a")).to_have_count(0)


def test_the_language_changes_and_the_page_stays(walk: Walk) -> None:
    page = walk("county_officer", "zh")
    address = "/place/231221/people/?state=vacant&type=grid_worker"
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    for lang in ("en", "zh-Hans"):
        page.locator("form.tongue button").click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        assert page.url.endswith(address)
    page.goto("/figures/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("path", BAD_ADDRESSES)
def test_a_bad_address_shows_a_plain_page(walk: Walk, path: str, language: str) -> None:
    page = walk("county_officer", language)
    answered = page.goto(path)
    assert answered is not None
    assert answered.status in BAD_ADDRESSES[path]
    expect(page.locator("html")).to_have_attribute("lang", {"en": "en", "zh": "zh-Hans"}[language])
    expect(page.locator(".plain-answer h1")).to_be_visible()
    page.locator(".plain-answer .actions a").first.click()
    expect(page).to_have_url(re.compile(r"//[^/]+/$"))


def test_the_box_stays_empty_on_a_page_that_asks_something_else(walk: Walk) -> None:
    page = walk("county_officer")
    page.goto("/place/231221/people/?state=vacant&words=网格")
    expect(page.locator("header [name=q]")).to_have_value("")
    expect(page.locator("main [name=words]")).to_have_value("网格")
