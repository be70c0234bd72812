"""One demo, one server and one browser for all journeys."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from headgoose.tests.journeys.server import serving_demo
from headgoose.tests.journeys.walking import Walk, Walker

if TYPE_CHECKING:
    from playwright.sync_api import Browser, StorageState


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
