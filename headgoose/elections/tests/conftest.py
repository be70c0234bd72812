"""Villages with posts, officers of township and county, a term, and elections on their way."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.core.cache import cache

from conftest import AT, TREE_SINCE, Tree
from headgoose.elections.actions.planning import plan_county
from headgoose.elections.actions.steps import Result, hold_election, publish_lists
from headgoose.elections.models import Body, Election, Term
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.rights import Right
from headgoose.kernel.spelling import initials_of
from headgoose.people.models import Person, Post, PostType, Tenure

VILLAGE, SIBLING, THIRD, COMMUNITY = "231221100200", "231221100201", "231221101200", "231221100001"
COUNTY, TOWNSHIP, OTHER_COUNTY, OTHER_VILLAGE = "231221", "231221100", "231222", "231222100200"
LISTED, HELD, STARTS = date(2026, 4, 1), date(2026, 5, 10), date(2026, 5, 20)
PLANNED = date(2026, 5, 8)
TODAY = date(2026, 6, 1)

NewPost = Callable[..., Post]
NewPerson = Callable[..., Person]
NewHolder = Callable[..., Tenure]
Find = Callable[..., Election]
Held = Callable[..., Election]


def elected() -> int:
    """How many tenures there are of people who were elected."""
    return Tenure.objects.filter(how="elected").count()


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Counts over wide areas are kept; each test counts anew."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def term(db: None) -> Term:
    """The term from 2026 to 2030."""
    return Term.objects.create(
        code="2026", name_zh="2026年换届", name_en="term from 2026", start_on=date(2026, 1, 1), end_on=date(2031, 1, 1)
    )


@pytest.fixture
def before(db: None) -> Term:
    """The term before it."""
    return Term.objects.create(
        code="2021", name_zh="2021年换届", name_en="term from 2021", start_on=date(2021, 1, 1), end_on=date(2026, 1, 1)
    )


@pytest.fixture
def county(actor_at: Callable[..., Actor], tree: Tree) -> Actor:
    """An officer of the county."""
    return actor_at(COUNTY, Right.APPOINT)


@pytest.fixture
def township(actor_at: Callable[..., Actor], tree: Tree) -> Actor:
    """An officer of the township."""
    return actor_at(TOWNSHIP, Right.APPOINT)


@pytest.fixture
def new_person(tree: Tree) -> NewPerson:
    """`new_person("王测试")`: somebody known in the county, where they once served in a work team."""

    def make(name: str = "测试甲", born_on: date = date(1985, 3, 5), sex: str = "f") -> Person:
        person = Person.objects.create(name=name, initials=initials_of(name), sex=sex, born_on=born_on)
        kind, place = PostType.objects.get(code="work_team_member"), tree.place(VILLAGE)
        seat = Post.objects.filter(type=kind, place=place).count() + 1
        post = Post.objects.create(type=kind, place=place, seat=seat, start_on=TREE_SINCE)
        day, end = date(2017, 1, 1), date(2018, 1, 1)
        Tenure.objects.create(
            post=post,
            type=kind,
            place=place,
            person=person,
            start_on=day,
            end_on=end,
            how="sent",
            end_reason="term_over",
        )
        return person

    return make


@pytest.fixture
def new_post(tree: Tree) -> NewPost:
    """`new_post("secretary", VILLAGE)`: the next seat of a type at a place."""

    def make(code: str, place: str = VILLAGE, start_on: date = TREE_SINCE) -> Post:
        kind = PostType.objects.get(code=code)
        seat = Post.objects.filter(type=kind, place=tree.place(place)).count() + 1
        return Post.objects.create(type=kind, place=tree.place(place), seat=seat, start_on=start_on)

    return make


@pytest.fixture
def new_holder(new_person: NewPerson) -> NewHolder:
    """`new_holder(post, "王测试")`: somebody who sits there since 2021, elected."""

    def make(
        post: Post, who: Person | str = "测试甲", start_on: date = date(2021, 2, 1), end_on: date = FOREVER
    ) -> Tenure:
        person = new_person(who) if isinstance(who, str) else who
        return Tenure.objects.create(
            post=post,
            type=post.type,
            place=post.place,
            person=person,
            start_on=start_on,
            end_on=end_on,
            how="elected",
            end_reason="" if end_on == FOREVER else "term_over",
        )

    return make


@pytest.fixture
def planned(county: Actor, term: Term, tree: Tree) -> Find:
    """Both bodies of the county are planned; `planned(VILLAGE, "branch")` is an election."""
    for body in Body:
        plan_county(
            by=county, at=AT, county_id=tree.place(COUNTY).pk, term_id=term.pk, body=body.value, planned_on=PLANNED
        )

    def find(place: str = VILLAGE, body: str = "branch") -> Election:
        return Election.objects.get(place=tree.place(place), body=body, number=1)

    return find


@pytest.fixture
def held(planned: Find, county: Actor) -> Held:
    """`held(post, person)`: the election of the post's body was held and the person elected; one call a body."""

    def make(post: Post, person: Person | None = None, result: Result | None = None, standing: int = 2) -> Election:
        body = "branch" if "secretary" in post.type.code else "committee"
        election = Election.objects.filter(place=post.place, body=body).order_by("-number")[0]
        publish_lists(by=county, at=AT, election_id=election.pk, listed_on=LISTED, standing={post.pk: standing})
        results = [result or Result(post.pk, person.pk if person else None)]
        return hold_election(by=county, at=AT, election_id=election.pk, held_on=HELD, results=results)

    return make
