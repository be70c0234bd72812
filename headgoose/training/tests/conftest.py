"""A county class with its people: the officers who organise it and the cadres who go there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from conftest import TREE_SINCE, Tree
from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.people.models import How, Person, Post, PostType, Tenure

VILLAGE, SIBLING, TOWNSHIP, COUNTY = "231221100200", "231221100201", "231221100", "231221"
OTHER_VILLAGE, OTHER_TOWNSHIP, OTHER_COUNTY = "231222100200", "231222100", "231222"
# A Monday, ten in the morning in China.
AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
TODAY = date(2026, 6, 1)


@dataclass
class Ground:
    """The tree, the cast in post since 2020, and a clock that a test moves."""

    tree: Tree
    users: dict[str, User]
    at: datetime = AT

    def actor(self, part: str) -> Actor:
        """Somebody of the cast, as on the clock."""
        return actor_of(self.users[part], date_of(self.at), "test")

    def later(self, **span: float) -> datetime:
        """Move the clock on: `later(hours=3)`."""
        self.at += timedelta(**span)
        return self.at

    def tenure(
        self, code: str = "graduate", place: str = VILLAGE, name: str = "学员甲", end_on: date = FOREVER
    ) -> Tenure:
        """Somebody new in a new seat since 2020."""
        type_, spot = PostType.objects.get(code=code), self.tree.place(place)
        seat = Post.objects.filter(type=type_, place=spot).count() + 1
        post = Post.objects.create(type=type_, place=spot, seat=seat, start_on=TREE_SINCE)
        person = Person.objects.create(name=name, initials="xy", sex="f", born_on=date(1990, 4, 4))
        return Tenure.objects.create(
            post=post, type=type_, place=spot, person=person, start_on=date(2020, 1, 1), end_on=end_on, how=How.SENT
        )


@pytest.fixture
def ground(tree: Tree, cast: "dict[str, User]") -> Ground:
    """The cast in post since 2020."""
    return Ground(tree, cast)


Refusal = Callable[..., Any]
