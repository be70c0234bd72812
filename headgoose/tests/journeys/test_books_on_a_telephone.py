"""The books on a telephone: every amount stands within the screen, and nothing has to be pushed aside to see it."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from headgoose.tests.journeys.pages import first_match
from headgoose.tests.journeys.walking import Walk

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
PHONE = {"width": 390, "height": 844}
# How many cells of tables are shown, and which of them begin or end beyond the screen or their card.
BEYOND = """() => {
    const shown = [...document.querySelectorAll("main table :is(td, th)")].filter((one) =>
        one.textContent.trim() && one.getClientRects().length && !one.closest("thead"));
    const beyond = shown.filter((one) => {
        const box = one.getBoundingClientRect(), card = one.closest(".scroll").getBoundingClientRect();
        return box.left < 0 || box.right > Math.min(innerWidth, card.right + 1);
    });
    return [shown.length, beyond.map((one) => one.textContent.trim())];
}"""


@pytest.fixture
def village(walk: Walk) -> str:
    """The code of the village whose accountant is of the cast."""
    page = walk("village_accountant")
    page.goto("/places/")
    return first_match(r'href="/place/(\d{12})/"', page.content())


def look_at(page: "Page", path: str, language: str) -> None:
    """Open a page; its tables lie within the screen."""
    page.goto(path)
    shown, beyond = page.evaluate(BEYOND)
    assert shown > 0, f"{path} has no table"
    assert beyond == [], f"{path} in {language}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_amount_of_a_village_is_within_the_screen(walk: Walk, village: str, language: str) -> None:
    page, books = walk("secretary", language, viewport=PHONE), f"/place/{village}/books"
    for path in (
        f"{books}/",
        f"{books}/vouchers/",
        f"{books}/balances/",
        f"{books}/accounts/102/",
        f"{books}/statements/?period=2025-Q4",
        f"{books}/statements/?of=income&period=2025-Q4",
        f"{books}/statements/line/?of=income&period=2025&line=8",
        f"{books}/disclosures/",
        f"{books}/checks/",
    ):
        look_at(page, path, language)
    everybody = walk("", language, viewport=PHONE)
    look_at(everybody, f"/open/{village}/books/2025-Q4/", language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sum_of_a_county_is_within_the_screen(walk: Walk, village: str, language: str) -> None:
    page, county = walk("county_officer", language, viewport=PHONE), f"/place/{village[:6]}"
    for path in ("statements/", "statements/?of=income&period=2025-Q4", "bands/", "disclosures/", "checks/?year=all"):
        look_at(page, f"{county}/{path}", language)


def test_what_a_cell_holds_is_typed_over_after_enter(walk: Walk, village: str) -> None:
    page = walk("village_accountant")
    page.goto(f"/place/{village}/books/vouchers/new/")
    page.keyboard.press("Enter")
    page.keyboard.type("2")
    expect(page.locator("[name=documents]")).to_have_value("2")


def test_the_day_that_was_typed_stays_when_the_last_voucher_is_copied(walk: Walk, village: str) -> None:
    page = walk("village_accountant")
    page.goto(f"/place/{village}/books/vouchers/new/")
    page.locator("[name=on]:visible").fill("2026-11-03")
    page.locator("[name=on]:visible").dispatch_event("change")
    page.locator("[data-copy-last]").click()
    expect(page.locator("[name=on]:visible")).to_have_value("2026-11-03")
    expect(page.locator("[name=account]").first).not_to_have_value("")
