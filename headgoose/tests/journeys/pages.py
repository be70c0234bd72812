"""The main pages, each with who looks at it; what stands in braces is found in the demo."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from headgoose.tests.journeys.walking import Walk, day_from_today

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES: Mapping[str, tuple[str, str]] = {
    "demo": ("", "/demo/"),
    "sign-in": ("", "/sign-in/?form=1"),
    "home": ("county_officer", "/"),
    "home-township": ("township_officer", "/"),
    "home-no-post": ("stranger", "/"),
    "places": ("province_officer", "/places/"),
    "place-province": ("province_officer", "/place/23/"),
    "place-county": ("county_officer", "/place/231221/"),
    "place-township": ("township_officer", "/place/{township_officer}/"),
    "place-village": ("secretary", "/place/{secretary}/"),
    "place-grid": ("grid_worker", "/place/{grid_worker}/"),
    "place-then": ("county_officer", "/place/231221/?on=2019-06-01"),
    "figures": ("county_officer", "/figures/231221/"),
    "figure": ("county_officer", "/figure/P4/231221/"),
    "figure-share": ("province_officer", "/figure/G7/23/"),
    "figure-parts": ("county_officer", "/figure/VAC/231221/"),
    "trend": ("county_officer", "/figure/G7/231221/{today}/trend/"),
    "rows": ("county_officer", "/figure/P4/231221/{today}/rows/"),
    "ranking": ("county_officer", "/figure/G3/231221/{today}/ranking/"),
    "figure-year": ("province_officer", "/figure/E1/23/"),
    "figure-money": ("county_officer", "/figure/E1-income/231221/"),
    "bands": ("county_officer", "/place/231221/bands/"),
    "map": ("province_officer", "/map/23/"),
    "briefing": ("county_officer", "/briefing/231221/"),
    "people": ("county_officer", "/place/231221/people/"),
    "people-empty": ("county_officer", "/place/231221/people/?state=vacant"),
    "person": ("county_officer", "/person/{person}/"),
    "post": ("county_officer", "/post/{post}/"),
    "appoint": ("county_officer", "/post/{seat}/appoint/"),
    "transfer": ("county_officer", "/tenure/{tenure}/transfer/"),
    "end": ("county_officer", "/tenure/{tenure}/end/"),
    "set-up-post": ("county_officer", "/place/231221/posts/new/"),
    "search": ("county_officer", "/search/?q=wk"),
    "search-nothing": ("county_officer", "/search/?q=zzzz"),
    "import": ("province_officer", "/places/import/"),
    "import-preview": ("province_officer", "/places/import/{preview}/"),
    "import-broken": ("province_officer", "/places/import/{broken}/"),
    "grids-make": ("township_officer", "/place/{secretary}/grids/make/"),
    "not-found": ("county_officer", "/place/99/"),
}


SEATED_LOW = ("township_officer", "secretary", "grid_worker")


def find_numbers(walk: Walk) -> dict[str, str]:
    """A person, a seat held and its tenure, an empty seat, and where the lower of the cast sit, read off the pages."""
    own = {}
    for part in SEATED_LOW:
        page = walk(part)
        page.goto("/places/")
        own[part] = first_match(r'href="/place/(\d+)/"', page.content())
    page = walk("county_officer")
    page.goto("/place/231221/people/?state=held&type=secretary")
    held = page.content()
    page.goto("/place/231221/people/?state=vacant&type=grid_worker")
    return {
        **own,
        "today": day_from_today().isoformat(),
        "person": first_match(r"/person/(\d+)/", held),
        "post": first_match(r"/post/(\d+)/", held),
        "tenure": first_match(r"/tenure/(\d+)/", held),
        "seat": first_match(r"/post/(\d+)/appoint/", page.content()),
    }


def bring_in_file(page: "Page", name: str, content: str) -> str:
    """Send a file of places to be looked at; the number of its preview."""
    page.goto("/places/import/")
    page.locator("[name=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content.encode()})
    page.locator("main form .actions button.btn").click()
    page.wait_for_url(re.compile(r"/import/\d+/"))
    return first_match(r"/import/(\d+)/", page.url)


def first_match(pattern: str, text: str) -> str:
    """What the group of a pattern stands for where it is found first."""
    found = re.search(pattern, text)
    if found is None:
        raise LookupError(f"{pattern} is not on the page")
    return found[1]
