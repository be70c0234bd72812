"""A person in post, keys of the test's own, and values that no generated person has."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from conftest import Tree
from headgoose.access.models import User
from headgoose.kernel.actor import Actor
from headgoose.kernel.rights import Right
from headgoose.people.models import Person

VILLAGE, COUNTY, OTHER_COUNTY = "231221100200", "231221", "231222"
# Born on 1985-03-05, a woman's: the check digit is worked out by the standard, not by the code under test.
IDENTITY, PHONE, CARD = "23122119850305002X", "13800138000", "6222021234567890128"
VALUES = (IDENTITY, PHONE, CARD)


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> Path:
    """The key file of this test."""
    settings.KEYS_FILE = tmp_path / "keys.json"
    return tmp_path / "keys.json"


@pytest.fixture(autouse=True)
def refused_in_english() -> Iterator[None]:
    """What an action refuses is read in English; a page is in whatever its request asks for."""
    with translation.override("en"):
        yield


@pytest.fixture
def user(user_at: Callable[..., User]) -> User:
    """The account of a village secretary: a woman born on 1985-03-05."""
    made = user_at("secretary", VILLAGE, name="测试甲")
    Person.objects.filter(user=made).update(sex="f", born_on=date(1985, 3, 5))
    return made


@pytest.fixture
def person_id(user: User) -> int:
    """The person of that account."""
    assert user.person_id is not None
    return user.person_id


@pytest.fixture
def county(actor_at: Callable[..., Actor], tree: Tree) -> Actor:
    """An officer above, who may record and be shown values."""
    return actor_at(COUNTY, Right.APPOINT, Right.REVEAL_PERSONAL)
