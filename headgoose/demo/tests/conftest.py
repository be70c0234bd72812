"""One county, built once for the tests of a module and rolled back after them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from headgoose.demo.build import build_demo
from headgoose.demo.tests.sums import in_silence


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: builds the whole province; run once, on SQLite")


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo of one county as of the tests' day."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_demo(scale="county", progress=in_silence)
        yield
        transaction.set_rollback(True)
