"""What holds of every main page: axe finds nothing, nothing is too wide, nothing is broken, and it is light."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from headgoose.tests.journeys.further_pages import FURTHER
from headgoose.tests.journeys.pages import PAGES
from headgoose.tests.journeys.walking import LOCALES, Walk, day_from_today, enter, register_newcomer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Look = Callable[..., "Page"]
EVERY_PAGE = {**PAGES, **FURTHER}
WIDTHS = (360, 390, 1440, 1920)
LIGHT_PAGES = ("demo", "sign-in", "place-grid", "home-no-post")
MOST_BYTES = 60 * 1024
# Neither colours nor what scrolls depend on the words: each language is looked at in one scheme, on one screen.
SCHEMES = {"zh": "light", "en": "dark"}
SEEN_AT = {"zh": 390, "en": 1440}
FOUND_BY_AXE = "async () => (await axe.run({resultTypes: ['violations']})).violations"
TOO_WIDE = """() => {
    const page = document.scrollingElement;
    if (page.scrollWidth <= page.clientWidth) return [];
    const clipped = (one) => one.closest(".scroll, .tabs, .sections, .aside") !== null;
    const beyond = (one) => one.getBoundingClientRect().right > page.clientWidth + 1 && !clipped(one);
    const names = [...document.body.querySelectorAll("*")].filter(beyond).map((one) => one.outerHTML.slice(0, 120));
    return names.length ? names : ["the page"];
}"""


def find_violations(page: "Page") -> list[str]:
    """What axe says of the page, with the place of each."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    found = page.evaluate(FOUND_BY_AXE)
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_main_page_is_open_to_everybody_at_every_width(
    look: Look, found: dict[str, str], name: str, language: str
) -> None:
    part, path = EVERY_PAGE[name]
    page = look(part, language, color_scheme=SCHEMES[language])
    page.set_viewport_size({"width": SEEN_AT[language], "height": 900})
    page.goto(path.format(**found))
    expect(page.locator("h1")).to_be_visible()
    faults = find_violations(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width} wide: {fault}" for fault in page.evaluate(TOO_WIDE)]
    assert faults == []


@pytest.mark.parametrize("width", [360, 1440])
def test_what_opens_on_a_page_is_open_to_everybody_too(walk: Walk, width: int) -> None:
    page = walk("county_officer", viewport={"width": width, "height": 800})
    page.goto("/briefing/231221/")
    page.locator("a[hx-get*='/G7/']").click()
    expect(page.locator(".door")).to_be_visible()
    page.locator(".account > summary").click()
    faults = find_violations(page) + page.evaluate(TOO_WIDE)
    page.keyboard.press("Escape")
    page.locator("header [name=q]").press_sequentially("wk")
    expect(page.locator("#suggestions a").first).to_be_visible()
    faults += find_violations(page) + page.evaluate(TOO_WIDE)
    assert faults == []


@pytest.mark.parametrize("name", LIGHT_PAGES)
def test_a_page_for_weak_signals_is_light_on_first_load(walk: Walk, found: dict[str, str], name: str) -> None:
    part, path = PAGES[name]
    page = walk(part, "zh", viewport={"width": 390, "height": 844})
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(path.format(**found), wait_until="networkidle")
    assert len(sizes) >= 3
    assert sum(sizes) <= MOST_BYTES


def test_the_main_way_is_walked_without_script(walk: Walk) -> None:
    page = walk(java_script_enabled=False)
    enter(page, "county_officer")
    page.locator("nav.sections a", has_text="Places").click()
    page.locator("main a.card").first.click()
    page.locator(".fig a[href*='/P4/']").first.click()
    expect(page.locator(".figure-value")).to_be_visible()
    page.locator("main .actions a.btn").first.click()
    page.locator("main tbody a").first.click()
    expect(page.locator(".timeline > .now").first).to_be_visible()
    page.locator("nav.sections a", has_text="Briefing").click()
    page.locator("section p a[href*='/G3/']").first.click()
    expect(page.locator(".figure-value")).to_be_visible()
    page.goto("/place/231221/people/?state=vacant&type=graduate")
    page.locator("main tbody a.btn.small").first.click()
    page.locator("#id_words").fill("张")
    page.locator("button[name=find]").click()
    expect(page.locator("#candidates label").first).to_be_visible()
    register_newcomer(page, "测试无脚", day_from_today(), how="recruited")
    expect(page.locator("[role=status]")).to_contain_text("测试无脚")
