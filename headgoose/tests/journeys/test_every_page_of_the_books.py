"""What holds of every page of the books: axe finds nothing, nothing is too wide; what everybody opens is light."""

import pytest
from playwright.sync_api import expect

from headgoose.tests.journeys.pages import first_match
from headgoose.tests.journeys.test_every_page import (
    MOST_BYTES,
    SCHEMES,
    SEEN_AT,
    TOO_WIDE,
    WIDTHS,
    Look,
    find_violations,
)
from headgoose.tests.journeys.walking import LOCALES, Walk

pytestmark = pytest.mark.journey
BOOKS = {
    "desk": ("township_accountant", "/books/"),
    "review": ("township_accountant", "/books/review/"),
    "book": ("secretary", "/place/{village}/books/"),
    "months": ("township_accountant", "/place/{village}/books/months/"),
    "reopen": ("county_officer", "/place/{village}/books/months/202601/reopen/"),
    "accounts": ("village_accountant", "/place/{village}/books/chart/"),
    "opening": ("village_accountant", "/place/{village}/books/opening/"),
    "opening-file": ("village_accountant", "/place/{village}/books/opening/file/"),
    "balances": ("auditor", "/place/{village}/books/balances/"),
    "ledger": ("auditor", "/place/{village}/books/accounts/102/"),
    "balance-sheet": ("auditor", "/place/{village}/books/statements/?period=2025-Q4"),
    "income": ("auditor", "/place/{village}/books/statements/?of=income&period=2025-Q4"),
    "line": ("auditor", "/place/{village}/books/statements/line/?of=income&period=2025&line=8"),
    "statements": ("county_officer", "/place/231221/statements/"),
    "statement-line": ("county_officer", "/place/231221/statements/line/?of=income&period=2025&line=1"),
    "bands": ("county_officer", "/place/231221/bands/?definition=net-income/1&year=2020"),
    "bands-township": ("township_accountant", "/place/{township}/bands/"),
    "disclosures": ("village_accountant", "/place/{village}/books/disclosures/"),
    "disclosure-sheet": ("secretary", "/place/{village}/books/disclosures/sheet/?period=2025-Q4"),
    "disclosures-below": ("county_officer", "/place/231221/disclosures/"),
    "checks": ("township_accountant", "/place/{village}/books/checks/"),
    "checks-below": ("county_officer", "/place/231221/checks/?year=all"),
    "files": ("village_accountant", "/place/{village}/books/files/"),
    "export": ("auditor", "/place/{village}/books/export/"),
    "place-books": ("county_officer", "/place/231221/books/"),
    "open-books": ("", "/open/{village}/books/"),
    "open-books-period": ("", "/open/{village}/books/2025-Q4/"),
}


@pytest.fixture
def places(walk: Walk) -> dict[str, str]:
    """The village whose accountant is of the cast, and its township."""
    page = walk("village_accountant")
    page.goto("/places/")
    village = first_match(r'href="/place/(\d{12})/"', page.content())
    return {"village": village, "township": village[:9]}


@pytest.mark.parametrize("language", LOCALES)
def test_every_page_of_the_books_is_open_to_everybody_at_every_width(
    look: Look, places: dict[str, str], language: str
) -> None:
    faults = []
    for name, (part, path) in BOOKS.items():
        page = look(part, language, color_scheme=SCHEMES[language])
        page.set_viewport_size({"width": SEEN_AT[language], "height": 900})
        page.goto(path.format(**places))
        expect(page.locator("h1"), name).to_be_visible()
        faults += [f"{name}: {fault}" for fault in find_violations(page)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{name}, {width} wide: {fault}" for fault in page.evaluate(TOO_WIDE)]
    assert faults == []


@pytest.mark.parametrize("name", ["open-books", "open-books-period"])
def test_what_everybody_opens_is_light_on_first_load(walk: Walk, places: dict[str, str], name: str) -> None:
    page = walk("", "zh", viewport={"width": 390, "height": 844})
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(BOOKS[name][1].format(**places), wait_until="networkidle")
    assert len(sizes) >= 3
    assert sum(sizes) <= MOST_BYTES
