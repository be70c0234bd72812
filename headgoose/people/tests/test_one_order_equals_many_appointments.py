"""An order of many lines writes the same rows, and refuses the same lines, as appointing one by one."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import AT
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Refused
from headgoose.people.actions.tenures import appoint_person, issue_order
from headgoose.people.models import Order, Person, Post, Tenure
from headgoose.people.rules import Seating
from headgoose.people.tests.conftest import OTHER_VILLAGE, NewPerson, NewPost, NewTenure

FIRST = date(2025, 1, 1)
FIELDS = ("post_id", "type_id", "place_id", "person_id", "start_on", "end_on", "how")

# Lengths are short against the stretch of starts, so that some lines overlap and some do not; 0 ends before it starts.
line_numbers = st.tuples(
    st.integers(0, 4), st.integers(0, 3), st.integers(0, 300), st.sampled_from([0, 20, 60, 200, None])
)


class Undone(Exception):
    """Takes back what a try has written."""


@pytest.fixture
def world(new_post: NewPost, new_person: NewPerson, new_tenure: NewTenure) -> tuple[list[Post], list[Person]]:
    """Five posts (one ends, one lies elsewhere), four people (one a child), two tenures that stand already."""
    posts = [
        new_post("secretary"),
        new_post("supervisory_member"),
        new_post("supervisory_member"),
        new_post("committee_director", end_on=date(2025, 9, 1)),
        new_post("secretary", OTHER_VILLAGE),
    ]
    people = [new_person(f"测试{letter}") for letter in "甲乙丙"] + [new_person("测试丁", born_on=date(2007, 3, 1))]
    new_tenure(posts[0], people[0], FIRST + timedelta(50), FIRST + timedelta(110))
    new_tenure(posts[1], people[1], FIRST + timedelta(100), FIRST + timedelta(200))
    return posts, people


def seatings(world: tuple[list[Post], list[Person]], numbers: list[tuple[int, int, int, int | None]]) -> list[Seating]:
    posts, people = world
    return [
        Seating(
            posts[post].pk,
            people[person].pk,
            FIRST + timedelta(start),
            FOREVER if length is None else FIRST + timedelta(start + length),
        )
        for post, person, start, length in numbers
    ]


def rows() -> list[tuple[object, ...]]:
    return sorted(Tenure.objects.values_list(*FIELDS))


def one_by_one(by: Actor, lines: list[Seating]) -> tuple[set[int], list[tuple[object, ...]]]:
    """The lines refused when each is appointed in turn, and the rows then."""
    refused = set()
    try:
        with transaction.atomic():
            for number, line in enumerate(lines):
                try:
                    appoint_person(by=by, at=AT, line=line)
                except Refused:
                    refused.add(number)
            written = rows()
            raise Undone
    except Undone:
        return refused, written


def at_once(by: Actor, lines: list[Seating], place_id: int) -> tuple[set[int], list[tuple[object, ...]]]:
    """The lines refused when all are in one order, and the rows then."""
    refused: set[int] = set()
    try:
        with transaction.atomic():
            order = Order(number="测试1号", title="测试", place_id=place_id, issued_on=FIRST)
            try:
                issue_order(by=by, at=AT, order=order, lines=lines)
            except Refused as caught:
                refused = {fault.line for fault in caught.details["faults"]}
            written = rows()
            raise Undone
    except Undone:
        return refused, written


@given(numbers=st.lists(line_numbers, min_size=1, max_size=7))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_order_refuses_the_lines_that_would_be_refused_one_by_one_and_writes_the_same_rows(
    county: Actor, world: tuple[list[Post], list[Person]], numbers: list[tuple[int, int, int, int | None]]
) -> None:
    lines, place_id = seatings(world, numbers), world[0][0].place_id
    before = rows()
    refused, singly = one_by_one(county, lines)
    refused_at_once, together = at_once(county, lines, place_id)
    assert refused_at_once == refused
    assert together == (before if refused else singly)
    # What is left when the refused lines are taken out is issued, and equals what was appointed one by one.
    kept = [line for number, line in enumerate(lines) if number not in refused]
    assert not kept or at_once(county, kept, place_id) == (set(), singly)


def test_a_line_that_covers_a_tenure_is_named_though_another_line_lies_between(
    county: Actor, world: tuple[list[Post], list[Person]]
) -> None:
    lines = seatings(world, [(1, 0, 0, 200), (1, 2, 10, 20)])
    assert at_once(county, lines, world[0][0].place_id)[0] == {0} == one_by_one(county, lines)[0]
