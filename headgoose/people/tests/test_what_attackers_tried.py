"""Ways round the rules that were tried once and must stay closed."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER, now
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.actions.persons import NewPerson, register_person, register_persons
from headgoose.people.actions.posts import abolish_post, establish_post
from headgoose.people.actions.tenures import appoint_person, end_tenure
from headgoose.people.checks import seat_token
from headgoose.people.models import EndReason, Post, PostType, Tenure
from headgoose.people.rules import Seating

if TYPE_CHECKING:
    from conftest import Tree

pytestmark = pytest.mark.django_db
SINCE = date(2020, 1, 1)


@pytest.fixture
def seats(tree: "Tree", system: Actor) -> list[Post]:
    """Two seats of township accountant at one township."""
    type_, place = PostType.objects.get(code="township_accountant"), tree.place("231221100").pk
    return [establish_post(by=system, at=now(), type_=type_, place_id=place, start_on=SINCE) for _ in range(2)]


@pytest.fixture
def person(system: Actor, tree: "Tree") -> int:
    """Somebody without a post."""
    return register_persons(by=system, at=now(), persons=[NewPerson("甲一", "f", date(1980, 1, 1))])[0]


def test_a_later_end_must_not_give_a_person_two_like_seats(system: Actor, seats: list[Post], person: int) -> None:
    """Seat A until the new year, seat B from then on: A cannot be drawn out over B."""
    turn = date(2026, 12, 31)
    first = appoint_person(by=system, at=now(), line=Seating(seats[0].pk, person, SINCE, turn))
    appoint_person(by=system, at=now(), line=Seating(seats[1].pk, person, turn))
    with pytest.raises(Refused) as refused:
        end_tenure(by=system, at=now(), tenure_id=first.pk, end_on=date(2028, 1, 1), reason=EndReason.TERM_OVER)
    assert refused.value.because is Because.CONFLICT


def test_a_later_end_must_not_reach_into_the_successors_time(system: Actor, seats: list[Post], person: int) -> None:
    """The successor is seated from the new year: a sentence about the seat, not a lost race."""
    turn = date(2026, 12, 31)
    other = register_persons(by=system, at=now(), persons=[NewPerson("乙二", "m", date(1981, 1, 1))])[0]
    first = appoint_person(by=system, at=now(), line=Seating(seats[0].pk, person, SINCE, turn))
    appoint_person(by=system, at=now(), line=Seating(seats[0].pk, other, turn))
    with pytest.raises(Refused, match=r"seat|岗位"):
        end_tenure(by=system, at=now(), tenure_id=first.pk, end_on=date(2027, 6, 1), reason=EndReason.TERM_OVER)


def test_no_end_is_not_an_end(system: Actor, seats: list[Post], person: int) -> None:
    """9999-12-31 stands for an open end and cannot be typed as one."""
    line = Seating(seats[0].pk, person, SINCE, date(2026, 12, 31))
    tenure = appoint_person(by=system, at=now(), line=line)
    with pytest.raises(Refused):
        end_tenure(by=system, at=now(), tenure_id=tenure.pk, end_on=FOREVER, reason=EndReason.RESIGNED)


def test_an_abolition_on_an_old_page_is_refused(system: Actor, seats: list[Post]) -> None:
    """Two officers abolish one post: the second sees that it has changed, and the first date stands."""
    token = seat_token(seats[0].pk)
    abolish_post(by=system, at=now(), post_id=seats[0].pk, end_on=date(2026, 7, 1), token=token)
    with pytest.raises(Refused) as refused:
        abolish_post(by=system, at=now(), post_id=seats[0].pk, end_on=date(2026, 8, 1), token=token)
    assert refused.value.because is Because.CONFLICT
    assert Post.objects.get(pk=seats[0].pk).end_on == date(2026, 7, 1)


@pytest.mark.parametrize("day", [date(9999, 12, 30), date(2500, 1, 1), date(1900, 1, 1)])
def test_posts_are_set_up_and_abolished_on_days_within_reach(
    tree: "Tree", system: Actor, seats: list[Post], day: date
) -> None:
    """Five years ahead at most."""
    type_, place = PostType.objects.get(code="secretary"), tree.place("231221100200").pk
    with pytest.raises(Refused):
        establish_post(by=system, at=now(), type_=type_, place_id=place, start_on=day)
    with pytest.raises(Refused):
        abolish_post(by=system, at=now(), post_id=seats[0].pk, end_on=day)


def test_a_township_sets_up_no_post_that_only_the_prefecture_fills(
    tree: "Tree", actor_at: Callable[..., Actor]
) -> None:
    """The right to set up posts ends where the right to fill them does."""
    officer = actor_at("231221100", Right.ESTABLISH_POSTS, Right.APPOINT)
    place = tree.place("231221100").pk
    type_ = PostType.objects.get(code="township_deputy")
    with pytest.raises(Refused) as refused:
        establish_post(by=officer, at=now(), type_=type_, place_id=place, start_on=SINCE)
    assert refused.value.because is Because.FORBIDDEN


def test_nobody_learns_that_somebody_elsewhere_exists(
    tree: "Tree", system: Actor, seats: list[Post], person: int, actor_at: Callable[..., Actor]
) -> None:
    """Registering somebody alike: told so where the other has served, and not in the next county."""
    appoint_person(by=system, at=now(), line=Seating(seats[0].pk, person, SINCE))
    born, here, next_door = date(1980, 1, 1), actor_at("231221", Right.APPOINT), actor_at("231222", Right.APPOINT)
    with pytest.raises(Refused):
        register_person(by=here, at=now(), name="甲一", sex="f", born_on=born)
    assert register_person(by=next_door, at=now(), name="甲一", sex="f", born_on=born) > person


def test_the_database_refuses_two_like_seats_for_one_person(seats: list[Post], person: int) -> None:
    """Behind the application's back, on both engines."""

    def sit(post: Post) -> None:
        Tenure.objects.create(
            post=post, type=post.type, place=post.place, person_id=person, start_on=SINCE, how="appointed"
        )

    sit(seats[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        sit(seats[1])
