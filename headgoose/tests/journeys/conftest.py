"""One demo, one server and one browser for all journeys."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from headgoose.tests.journeys.further_pages import find_further_numbers
from headgoose.tests.journeys.pages import bring_in_file, find_numbers
from headgoose.tests.journeys.server import serving_demo
from headgoose.tests.journeys.walking import Walk, Walker

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, StorageState

HEAD = "code,name,kind\n"
PREVIEWED = f"{HEAD}231221103290,试点三村委会,village\n231221103291,试点四村委会,village\n"
BROKEN = f"{HEAD}231221103290,试点三村委会,village\n2312211032,短码村委会,village\n231221103290,再来村委会,village\n"


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the county demo is served."""
    with serving_demo(tmp_path_factory.mktemp("county")) as served:
        yield served


@pytest.fixture(scope="session")
def passes() -> "dict[str, StorageState]":
    """The cookies of those of the cast who have signed in so far."""
    return {}


@pytest.fixture
def walk(browser: "Browser", address: str, passes: "dict[str, StorageState]") -> Iterator[Walk]:
    """Pages of the demo, signed in. Afterwards nothing may have gone wrong on any of them."""
    walker = Walker(browser, address, passes)
    yield walker
    walker.close()
    assert walker.troubles == []


@pytest.fixture(scope="session")
def long_walk(browser: "Browser", address: str, passes: "dict[str, StorageState]") -> Iterator[Walker]:
    """One walk through many pages, for those who look at each of them."""
    walker = Walker(browser, address, passes)
    yield walker
    walker.close()


@pytest.fixture
def look(long_walk: Walker) -> Iterator[Callable[..., "Page"]]:
    """A page of the long walk: `look(part, language, **options)`. Nothing may go wrong on it."""
    yield long_walk.again
    troubles, long_walk.troubles = long_walk.troubles, []
    assert troubles == []


@pytest.fixture(scope="session")
def found(browser: "Browser", address: str, passes: "dict[str, StorageState]") -> Iterator[dict[str, str]]:
    """What the addresses of the main pages leave open: `found["person"]` is the number of somebody in post."""
    walker = Walker(browser, address, passes)
    officer = walker("province_officer")
    yield {
        **find_numbers(walker),
        **find_further_numbers(walker),
        "preview": bring_in_file(officer, "新增村.csv", PREVIEWED),
        "broken": bring_in_file(officer, "有误.csv", BROKEN),
    }
    walker.close()
