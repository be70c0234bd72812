"""Pictures of the main pages, for the README and the guide; kept in the folder that HEADGOOSE_PICTURES names.

They show the county of the journeys, or what a server that HEADGOOSE_PICTURES_OF names shows: a whole province.
"""

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from headgoose.tests.journeys.pages import PAGES, bring_in_file, find_numbers
from headgoose.tests.journeys.walking import Walker

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.journey
SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
MOST_BYTES = 150_000
QUALITIES = (85, 70, 50)
TAKEN = {
    "demo": "demo",
    "desk": "home",
    "place-province": "place-province",
    "place-county": "place-county",
    "place-village": "place-village",
    "place-grid": "place-grid",
    "figure": "figure-share",
    "map": "map",
    "people": "people-empty",
    "person": "person",
    "appoint": "appoint",
    "search": "search",
    "import": "import-preview",
}
IN_ENGLISH = ("desk", "place-county", "figure", "map", "people", "briefing")
NEW = "code,name,kind\n231221103294,试点五村委会,village\n231221103295,试点六村委会,village\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures go."""
    asked = os.environ.get("HEADGOOSE_PICTURES")
    folder = Path(asked) if asked else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def walker(browser: "Browser", request: pytest.FixtureRequest) -> Iterator[Walker]:
    """Somebody with a camera."""
    asked = os.environ.get("HEADGOOSE_PICTURES_OF", "").rstrip("/")
    walker = Walker(browser, asked or request.getfixturevalue("address"), {})
    yield walker
    walker.close()
    assert walker.troubles == []


@pytest.fixture(scope="module")
def numbers(walker: Walker) -> Iterator[dict[str, str]]:
    """What the addresses leave open. The file that was brought in for its picture is put aside afterwards."""
    page = walker("province_officer")
    preview = bring_in_file(page, "新增村.csv", NEW)
    yield {**find_numbers(walker), "preview": preview}
    page.locator("form[action$='/discard/'] button").click()
    expect(page.locator("[role=status]")).to_be_visible()


def keep(page: "Page", path: Path) -> None:
    """Keep what the window shows as WebP, as good as the limit allows."""
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)
    camera = page.context.new_cdp_session(page)
    for quality in QUALITIES:
        shot = camera.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        content = base64.b64decode(shot["data"])
        if len(content) <= MOST_BYTES:
            break
    path.write_bytes(content)
    assert len(content) <= MOST_BYTES, path.name


def asked_pictures() -> list[tuple[str, str, str]]:
    """Name, size and language of each picture; one to try the camera where nobody asks for them."""
    if "HEADGOOSE_PICTURES" not in os.environ:
        return [("briefing", "phone", "zh")]
    names = [*TAKEN, "briefing"]
    chinese = [(name, size, "zh") for name in names for size in SIZES]
    return chinese + [(name, "wide", "en") for name in IN_ENGLISH]


@pytest.mark.parametrize(("name", "size", "language"), asked_pictures())
def test_a_main_page_has_its_picture(
    walker: Walker, numbers: dict[str, str], folder: Path, name: str, size: str, language: str
) -> None:
    part, path = PAGES[TAKEN.get(name, name)]
    if name == "briefing":
        part, path = "province_officer", "/briefing/23/"
    page = walker(part, language, viewport=SIZES[size])
    answered = page.goto(path.format(**numbers), wait_until="networkidle")
    assert answered is not None
    assert answered.ok
    if name == "briefing":
        page.locator("a[hx-get*='/P4/']").click()
        expect(page.locator(".door")).to_be_visible()
    keep(page, folder / f"{name}-{size}-{language}.webp")
    page.context.close()
