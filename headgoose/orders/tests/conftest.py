"""Officers with persons behind them, posts, people, and a paper on its way."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.core.cache import cache

from conftest import AT, TREE_SINCE, Tree
from headgoose.kernel.actor import Actor, Grant
from headgoose.kernel.area import area_of, key_of, level_of
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.rights import Right
from headgoose.kernel.spelling import initials_of
from headgoose.orders.actions.drafting import DraftLine, draft_order
from headgoose.orders.models import OrderPaper
from headgoose.people.actions.persons import NewPerson
from headgoose.people.models import Person, Post, PostType, Tenure

VILLAGE, SIBLING, COUNTY, OTHER_VILLAGE = "231221100200", "231221100201", "231221", "231222100200"
TODAY = date(2026, 6, 1)
RIGHTS = (Right.READ, Right.APPOINT)

NewPost = Callable[..., Post]
NewHolder = Callable[..., Tenure]
Officer = Callable[..., Actor]
Draft = Callable[..., OrderPaper]


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Counts over wide areas are kept; each test counts anew."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def new_person(db: None) -> Callable[..., Person]:
    """`new_person("王测试")`."""

    def make(name: str = "测试甲", born_on: date = date(1985, 3, 5), sex: str = "f") -> Person:
        return Person.objects.create(name=name, initials=initials_of(name), sex=sex, born_on=born_on)

    return make


@pytest.fixture
def officer(new_person: Callable[..., Person]) -> Officer:
    """`officer("231221")`: somebody who may appoint there and below, with a person and an account of their own."""
    made = iter(range(1, 100))

    def make(code: str = COUNTY, person: Person | None = None, user_id: int = 0) -> Actor:
        number = next(made)
        person = person or new_person(f"干部{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{'子丑寅卯辰'[number // 10]}")
        level = level_of(code)
        grants = tuple(Grant(right, area_of(key_of(code), level), level) for right in RIGHTS)
        return Actor(label=person.name, user_id=user_id or 1000 + number, grants=grants, person_id=person.pk)

    return make


@pytest.fixture
def new_post(tree: Tree) -> NewPost:
    """`new_post("secretary", VILLAGE)`: the next seat of a type at a place."""

    def make(code: str = "graduate", place: str = VILLAGE, end_on: date = FOREVER) -> Post:
        kind = PostType.objects.get(code=code)
        seat = Post.objects.filter(type=kind, place=tree.place(place)).count() + 1
        return Post.objects.create(type=kind, place=tree.place(place), seat=seat, start_on=TREE_SINCE, end_on=end_on)

    return make


@pytest.fixture
def new_holder(new_person: Callable[..., Person]) -> NewHolder:
    """`new_holder(post, "王测试")`: somebody who sits there since 2020."""

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
def draft(tree: Tree) -> Draft:
    """`draft(maker, [line, ...])`: an order of the county."""

    def make(by: Actor, lines: list[DraftLine] | None = None, place: str = COUNTY, on: date = TODAY) -> OrderPaper:
        number, title = "望组干〔2026〕1号", "关于任免的通知"
        place_id = tree.place(place).pk
        return draft_order(
            by=by, at=AT, number=number, title=title, place_id=place_id, effective_on=on, lines=lines or []
        )

    return make


def newcomer(name: str = "新来者", born_on: date = date(1995, 4, 4), sex: str = "m") -> NewPerson:
    """Somebody who is not in the records."""
    return NewPerson(name, sex, born_on)
