"""What holds of the pages of elections, training, careers and dispatch: axe finds nothing, nothing is too wide."""

import pytest
from playwright.sync_api import expect

from headgoose.tests.journeys.pages import first_match
from headgoose.tests.journeys.test_every_page import SCHEMES, SEEN_AT, TOO_WIDE, WIDTHS, Look, find_violations
from headgoose.tests.journeys.walking import LOCALES, Walk

pytestmark = pytest.mark.journey
PAGES = {
    "elections": ("county_officer", "/place/231221/elections/"),
    "elections-province": ("province_officer", "/elections/"),
    "elections-list": ("county_officer", "/place/231221/elections/list/"),
    "elections-calendar": ("county_officer", "/place/231221/elections/calendar/"),
    "elections-confirm": ("county_officer", "/place/231221/elections/confirm/"),
    "election": ("county_officer", "/election/{election}/"),
    "election-terms": ("province_officer", "/elections/terms/"),
    "training": ("county_officer", "/training/"),
    "training-mine": ("secretary", "/training/mine/"),
    "training-new": ("county_officer", "/training/new/"),
    "training-without": ("county_officer", "/training/without/"),
    "training-check": ("", "/training/check/"),
    "training-class": ("county_officer", "/training/{class}/"),
    "training-candidates": ("county_officer", "/training/{class}/candidates/"),
    "training-printed": ("county_officer", "/training/{class}/printed/"),
    "careers": ("county_officer", "/careers/"),
    "chains": ("county_officer", "/place/231221/chains/"),
    "chain": ("county_officer", "/person/{secretary}/chain/"),
    "reviews": ("county_officer", "/place/231221/reviews/"),
    "ending": ("county_officer", "/place/231221/ending/"),
    "reserve": ("county_officer", "/place/231221/reserve/"),
    "handovers": ("county_officer", "/place/231221/handovers/"),
    "dispatch": ("prefecture_officer", "/dispatch/"),
    "dispatch-new": ("prefecture_officer", "/dispatch/new/"),
    "dispatch-run": ("prefecture_officer", "/dispatch/{run}/"),
    "dispatch-people": ("prefecture_officer", "/dispatch/{run}/people/"),
    "dispatch-places": ("prefecture_officer", "/dispatch/{run}/places/"),
    "dispatch-record": ("prefecture_officer", "/dispatch/{run}/record/"),
    "dispatch-candidate": ("prefecture_officer", "/dispatch/{run}/people/{candidate}/"),
}


@pytest.fixture
def places(walk: Walk) -> dict[str, str]:
    """What the addresses leave open: rows of the demo that the county sees."""
    county, prefecture = walk("county_officer"), walk("prefecture_officer")

    def find(pattern: str, path: str) -> str:
        page = prefecture if path.startswith("/dispatch/") else county
        page.goto(path)
        return first_match(pattern, page.content())

    run = find(r'href="/dispatch/(\d+)/"', "/dispatch/")
    return {
        "election": find(r'href="/election/(\d+)/"', "/place/231221/elections/list/"),
        "class": find(r'href="/training/(\d+)/"', "/training/"),
        "secretary": find(r'href="/person/(\d+)/chain/"', "/place/231221/chains/"),
        "run": run,
        "candidate": find(rf'href="/dispatch/{run}/people/(\d+)/"', f"/dispatch/{run}/people/"),
    }


@pytest.mark.parametrize("language", LOCALES)
def test_every_page_of_sending_is_open_to_everybody_at_every_width(
    look: Look, places: dict[str, str], language: str
) -> None:
    faults = []
    for name, (part, path) in PAGES.items():
        page = look(part, language, color_scheme=SCHEMES[language])
        page.set_viewport_size({"width": SEEN_AT[language], "height": 900})
        page.goto(path.format(**places))
        expect(page.locator("h1"), name).to_be_visible()
        faults += [f"{name}: {fault}" for fault in find_violations(page)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{name}, {width} wide: {fault}" for fault in page.evaluate(TOO_WIDE)]
    assert faults == []
