"""Counts over a prefecture or more are kept, and fresh at once when something is written."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Tree
from headgoose.kernel.actor import Actor
from headgoose.people.actions.posts import establish_post
from headgoose.people.actions.tenures import appoint_person, end_tenure
from headgoose.people.models import PostType, Tenure
from headgoose.people.queries import seat_counts
from headgoose.people.rules import Seating
from headgoose.people.tests.conftest import AT, SIBLING, VILLAGE, NewPerson, NewPost, NewTenure

TODAY = date(2026, 6, 1)


@pytest.fixture
def held(new_post: NewPost, new_tenure: NewTenure) -> Tenure:
    return new_tenure(new_post("secretary"))


def counted(tree: Tree) -> tuple[int, int, int]:
    """Seats, held, ending of the village party secretaries of the prefecture."""
    count = seat_counts([tree["2312"].area], TODAY)[0]
    return count.seats, count.held, count.ending


def test_the_second_reader_does_not_count_again(tree: Tree, held: Tenure) -> None:
    def counting() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert counted(tree) == (1, 1, 0)
        return sum("count(*)" in query["sql"] for query in asked.captured_queries)

    assert (counting(), counting()) == (1, 0)


def test_an_end_set_for_next_month_counts_at_once(tree: Tree, county: Actor, held: Tenure) -> None:
    assert counted(tree) == (1, 1, 0)
    end_tenure(by=county, at=AT, tenure_id=held.pk, end_on=date(2026, 7, 1), reason="retired")
    assert counted(tree) == (1, 1, 1)


def test_a_new_seat_and_its_holder_count_at_once(
    tree: Tree, county: Actor, held: Tenure, new_person: NewPerson
) -> None:
    assert counted(tree) == (1, 1, 0)
    secretary = PostType.objects.get(code="secretary")
    post = establish_post(by=county, at=AT, type_=secretary, place_id=tree[SIBLING].place_id, start_on=TODAY)
    assert counted(tree) == (2, 1, 0)
    appoint_person(by=county, at=AT, line=Seating(post.pk, new_person("测试乙").pk, TODAY))
    assert counted(tree) == (2, 2, 0)


def test_another_area_and_another_date_are_counted_for_themselves(tree: Tree, held: Tenure) -> None:
    assert counted(tree) == (1, 1, 0)
    assert seat_counts([tree[VILLAGE].area, tree["2312"].area], date(2016, 1, 1))[0].held == 0
    assert seat_counts([tree["231222"].area], TODAY) == []
