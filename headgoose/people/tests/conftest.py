"""Posts, persons and tenures on the small tree, written plainly; the actions under test are called by the tests."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.core.cache import cache

from conftest import AT, TREE_SINCE, Tree
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.spelling import initials_of
from headgoose.people.models import Person, Post, PostType, Tenure

VILLAGE, SIBLING, COUNTY, OTHER_VILLAGE = "231221100200", "231221100201", "231221", "231222100200"
__all__ = ["AT", "COUNTY", "OTHER_VILLAGE", "SIBLING", "VILLAGE"]

NewPost = Callable[..., Post]
NewPerson = Callable[..., Person]
NewTenure = Callable[..., Tenure]


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Counts over wide areas are kept; each test counts anew."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def new_post(tree: Tree) -> NewPost:
    """`new_post("secretary", VILLAGE)`: the next seat of a type at a place."""

    def make(code: str, place: str = VILLAGE, start_on: date = TREE_SINCE, end_on: date = FOREVER) -> Post:
        kind = PostType.objects.get(code=code)
        seat = Post.objects.filter(type=kind, place=tree.place(place)).count() + 1
        return Post.objects.create(type=kind, place=tree.place(place), seat=seat, start_on=start_on, end_on=end_on)

    return make


@pytest.fixture
def new_person(db: None) -> NewPerson:
    """`new_person("王测试")`."""

    def make(name: str = "测试甲", born_on: date = date(1985, 3, 5), sex: str = "f") -> Person:
        return Person.objects.create(name=name, initials=initials_of(name), sex=sex, born_on=born_on)

    return make


@pytest.fixture
def new_tenure(new_person: NewPerson) -> NewTenure:
    """`new_tenure(post, "王测试", date(2020, 1, 1))`."""

    def make(
        post: Post, who: Person | str = "测试甲", start_on: date = date(2020, 1, 1), end_on: date = FOREVER
    ) -> Tenure:
        person = new_person(who) if isinstance(who, str) else who
        return Tenure.objects.create(
            post=post,
            type=post.type,
            place=post.place,
            person=person,
            start_on=start_on,
            end_on=end_on,
            how="appointed",
        )

    return make


@pytest.fixture
def county(actor_at: Callable[..., Actor], tree: Tree) -> Actor:
    """An officer of the county who may appoint and set up posts."""
    from headgoose.kernel.rights import Right

    return actor_at(COUNTY, Right.APPOINT, Right.ESTABLISH_POSTS)
