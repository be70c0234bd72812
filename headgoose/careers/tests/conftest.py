"""A village secretary, officers above with persons behind them, and short ways to write what is tested."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from conftest import AT, TREE_SINCE, Tree
from headgoose.careers.actions.reviews import confirm_review, review_year, write_word
from headgoose.careers.models import Review
from headgoose.kernel.actor import Actor, Grant
from headgoose.kernel.area import area_of, key_of, level_of
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.rights import Right
from headgoose.people.models import Order, Person, Post, PostType, Tenure

VILLAGE, SIBLING, TOWNSHIP, COUNTY = "231221100200", "231221100201", "231221100", "231221"
OTHER_COUNTY, OTHER_VILLAGE = "231222", "231222100200"
WORD = "带领党员群众修路三公里，集体收入增长一成。"
RESULTS = "班子团结，道路和饮水项目按期完成。"

Officer = Callable[..., Actor]
NewTenure = Callable[..., Tenure]


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> Iterator[None]:
    """Sentences and pages are told in English, whatever has been translated."""
    settings.LANGUAGE_CODE = "en"
    with override("en"):
        yield


@pytest.fixture
def new_person(db: None) -> Callable[..., Person]:
    """`new_person("王测试")`."""
    made = iter(range(1, 1000))

    def make(name: str = "") -> Person:
        born_on = date(1980, 1, 1 + next(made) % 28)
        return Person.objects.create(name=name or "测试甲", initials="csj", sex="f", born_on=born_on)

    return make


@pytest.fixture
def officer(new_person: Callable[..., Person], tree: Tree) -> Officer:
    """`officer("231221")`: somebody who may appoint there and below, with a person and an account of their own."""
    made = iter(range(1, 100))

    def make(code: str = COUNTY, person: Person | None = None, *rights: Right) -> Actor:
        number = next(made)
        person = person or new_person("干部" + chr(0x4E00 + number))
        level = level_of(code)
        given = rights or (Right.READ, Right.APPOINT)
        grants = tuple(Grant(right, area_of(key_of(code), level), level) for right in given)
        return Actor(label=person.name, user_id=1000 + number, grants=grants, person_id=person.pk)

    return make


@pytest.fixture
def new_tenure(tree: Tree, new_person: Callable[..., Person]) -> NewTenure:
    """`new_tenure("secretary", VILLAGE, person=..., start_on=..., end_on=..., post=...)`, elected by an order."""

    def make(
        code: str = "secretary",
        place: str = VILLAGE,
        person: Person | None = None,
        start_on: date = date(2021, 1, 10),
        end_on: date = FOREVER,
        post: Post | None = None,
    ) -> Tenure:
        kind = PostType.objects.get(code=code)
        where = tree.place(place)
        if post is None:
            seat = Post.objects.filter(type=kind, place=where).count() + 1
            post = Post.objects.create(type=kind, place=where, seat=seat, start_on=TREE_SINCE)
        paper = Order.objects.create(number="望组干〔2021〕1号", title="任职", place=where, issued_on=start_on)
        return Tenure.objects.create(
            post=post,
            type=kind,
            place=where,
            person=person or new_person(),
            start_on=start_on,
            end_on=end_on,
            how="elected",
            order=paper,
        )

    return make


@pytest.fixture
def tenure(new_tenure: NewTenure) -> Tenure:
    """The secretary of the village since 2021, for good."""
    return new_tenure()


def holder_of(tenure: Tenure, code: str = VILLAGE) -> Actor:
    """The person in post, who may read at their place and appoint nobody."""
    level = level_of(code)
    grants = (Grant(Right.READ, area_of(key_of(code), level), level),)
    return Actor(label=tenure.person.name, user_id=5000 + tenure.pk, grants=grants, person_id=tenure.person_id)


def confirmed(tenure: Tenure, officer: Officer, year: int = 2025, grade: str = "fit") -> Review:
    """A review that went all its way."""
    review = write_word(by=holder_of(tenure), at=AT, tenure_id=tenure.pk, year=year, word=WORD)
    review_year(by=officer(TOWNSHIP), at=AT, review_id=review.pk, results=RESULTS, grade=grade)
    return confirm_review(by=officer(COUNTY), at=AT, review_id=review.pk)
