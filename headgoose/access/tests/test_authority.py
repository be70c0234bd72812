"""Authority comes from a tenure held on the day, at its place and below, and from nothing else."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from headgoose.access.models import User
from headgoose.access.queries import actor_of, cast_on
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, area_of, key_of, level_of
from headgoose.kernel.clock import today
from headgoose.kernel.rights import Right
from headgoose.people.models import How, Post, PostType, Tenure

UserAt = Callable[..., User]


def area(code: str) -> Area:
    return area_of(key_of(code), level_of(code))


def actor(user: User, on: date | None = None) -> Actor:
    return actor_of(user, on or today(), "127.0.0.1")


def seat(user: User, tree: Any, code: str, post_type: str, start_on: date) -> Tenure:
    kind = PostType.objects.get(code=post_type)
    place = tree.place(code)
    assert user.person is not None
    post = Post.objects.create(type=kind, place=place, seat=9, start_on=date(2016, 1, 1))
    return Tenure.objects.create(
        post=post, type=kind, place=place, person=user.person, start_on=start_on, how=How.APPOINTED
    )


def end(user: User, on: date) -> None:
    Tenure.objects.filter(person=user.person).update(end_on=on, end_reason="resigned")


def test_a_person_without_a_post_may_nothing_anywhere(user_at: UserAt) -> None:
    stranger = actor(user_at())
    assert stranger.grants == ()
    assert stranger.posts == ()
    assert not any(stranger.may(right, area("231221100200001")) for right in Right)


def test_an_account_without_a_person_may_nothing(tree: Any) -> None:
    nobody = actor(User.objects.create(username="buyer"))
    assert nobody.grants == ()
    assert nobody.label == "buyer"


def test_a_post_gives_what_its_type_lists_at_its_place_and_below(user_at: UserAt) -> None:
    officer = actor(user_at("county_officer", "231221"))
    assert officer.may(Right.APPOINT, area("231221"))
    assert officer.may(Right.APPOINT, area("231221100200001"))
    assert not officer.may(Right.APPOINT, area("231222"))
    assert not officer.may(Right.READ, area("2312"))
    assert not officer.may(Right.IMPORT_PLACES, area("231221"))
    assert {grant.post_level for grant in officer.grants} == {3}


def test_a_tenure_that_ended_yesterday_gives_nothing_today(user_at: UserAt) -> None:
    user = user_at("county_officer", "231221")
    end(user, today())
    assert actor(user).grants == ()
    assert actor(user, today() - timedelta(days=1)).may(Right.READ, area("231221"))


def test_a_tenure_that_starts_tomorrow_gives_nothing_yet(user_at: UserAt, tree: Any) -> None:
    user = user_at()
    seat(user, tree, "231222", "county_officer", today() + timedelta(days=1))
    assert actor(user).grants == ()
    assert actor(user, today() + timedelta(days=1)).may(Right.APPOINT, area("231222"))


def test_two_posts_add_up(user_at: UserAt, tree: Any) -> None:
    user = user_at("township_officer", "231221100")
    seat(user, tree, "231222", "auditor", date(2024, 1, 1))
    both = actor(user)
    assert both.may(Right.APPOINT, area("231221100"))
    assert both.may(Right.READ_TRAIL, area("231222"))
    assert not both.may(Right.APPOINT, area("231222"))
    assert both.scope(Right.READ) == (area("231221100"), area("231222"))
    assert len(both.posts) == 2


def test_a_closed_account_has_no_grants_even_in_post(user_at: UserAt) -> None:
    user = user_at("county_officer", "231221")
    user.is_active = False
    assert actor(user).grants == ()


def test_a_place_that_is_no_more_gives_no_right(user_at: UserAt, tree: Any) -> None:
    user = user_at("county_officer", "231221")
    span = tree["231221"]
    span.end_on = today()
    span.save()
    assert actor(user).grants == ()


def test_a_place_that_was_recoded_keeps_its_officer_over_the_new_code(user_at: UserAt, tree: Any) -> None:
    user = user_at("county_officer", "231221")
    span = tree["231221"]
    span.end_on = today()
    span.save()
    span.pk, span.key, span.start_on, span.end_on = None, key_of("231299"), today(), date(9999, 12, 31)
    span.save()
    assert actor(user).may(Right.APPOINT, area("231299"))
    assert not actor(user).may(Right.APPOINT, area("231221"))
    assert actor(user, today() - timedelta(days=1)).may(Right.APPOINT, area("231221"))


def test_the_actor_costs_one_query_and_none_without_a_person(
    user_at: UserAt, tree: Any, django_assert_num_queries: Any
) -> None:
    user = User.objects.get(pk=user_at("county_officer", "231221").pk)
    seat(user, tree, "231222", "auditor", date(2024, 1, 1))
    with django_assert_num_queries(1):
        actor(user)
    nobody = User.objects.create(username="buyer")
    with django_assert_num_queries(0):
        actor(nobody)


def test_posts_are_named_in_the_readers_language(user_at: UserAt) -> None:
    user = user_at("county_officer", "231221")
    with translation.override("zh-hans"):
        assert actor(user).posts == ("望奎县 · 县委组织部干部",)
    with translation.override("en"):
        assert "county officer" in actor(user).posts[0]


def test_a_grid_is_named_with_its_village(user_at: UserAt) -> None:
    user = user_at("grid_worker", "231221100200001")
    with translation.override("zh-hans"):
        assert actor(user).posts == ("厢红五村 第1网格 · 网格员",)


def test_the_cast_is_listed_in_order_with_its_seats(cast: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        players = cast_on(today())
    assert [player.user.cast for player in players][:2] == ["province_officer", "prefecture_officer"]
    by_part = {player.user.cast: player for player in players}
    assert by_part["secretary"].seats[0].type.code == "secretary"
    assert by_part["stranger"].seats == []


@pytest.mark.django_db
def test_there_is_no_cast_before_the_demo_is_built() -> None:
    assert cast_on(today()) == []
