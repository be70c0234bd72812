"""A handover: opened with its tasks, each confirmed once by both sides, done with the last of them."""

from datetime import date, timedelta

import pytest
from django.db import Error, connection, transaction

from conftest import AT
from headgoose.careers.actions.handing_over import (
    confirm_task,
    drop_handover,
    give_in_stead,
    name_successor,
    open_handover,
    open_handovers,
)
from headgoose.careers.handovers import Change, find_successor, get_handover
from headgoose.careers.models import Handover, HandoverItem
from headgoose.careers.tests.conftest import COUNTY, OTHER_COUNTY, SIBLING, TOWNSHIP, NewTenure, Officer, holder_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import Tenure
from headgoose.records.models import Act

TODAY = date(2026, 6, 1)
CHANGE = date(2026, 5, 20)


@pytest.fixture
def left(new_tenure: NewTenure) -> Tenure:
    """Who left the seat."""
    return new_tenure(end_on=CHANGE)


@pytest.fixture
def came(new_tenure: NewTenure, left: Tenure) -> Tenure:
    """Who came into it."""
    return new_tenure(post=left.post, start_on=CHANGE)


def test_a_handover_opens_with_the_tasks_of_the_post_and_a_day_by_which(
    left: Tenure, came: Tenure, officer: Officer
) -> None:
    handover = open_handover(by=officer(TOWNSHIP), at=AT, left_id=left.pk, came_id=came.pk)
    items = HandoverItem.objects.filter(type=left.type)
    assert [task.item for task in handover.tasks.all()] == list(items)
    assert handover.due_on == TODAY + timedelta(days=15)
    assert find_successor(left) == came
    assert Act.objects.get(verb="careers.open_handover").subject == f"careers.handover:{handover.pk}"


def test_each_side_confirms_each_task_once_and_the_last_one_ends_it(
    left: Tenure, came: Tenure, officer: Officer
) -> None:
    handover = open_handover(by=officer(TOWNSHIP), at=AT, left_id=left.pk, came_id=came.pk)
    tasks = list(handover.tasks.all())
    for task in tasks:
        for side in (left, came):
            handover.refresh_from_db()
            assert handover.state == "open"
            confirm_task(by=holder_of(side), at=AT, task_id=task.pk)
    handover.refresh_from_db()
    assert handover.state == "done"
    for side in (left, came):
        with pytest.raises(Refused) as refused:
            confirm_task(by=holder_of(side), at=AT, task_id=tasks[0].pk)
        assert refused.value.because is Because.CONFLICT


def test_a_task_is_not_confirmed_twice_by_one_side(left: Tenure, came: Tenure, officer: Officer) -> None:
    handover = open_handover(by=officer(TOWNSHIP), at=AT, left_id=left.pk, came_id=came.pk)
    task = handover.tasks.all()[0]
    confirm_task(by=holder_of(left), at=AT, task_id=task.pk)
    with pytest.raises(Refused, match="confirmed already"):
        confirm_task(by=holder_of(left), at=AT, task_id=task.pk)
    task.refresh_from_db()
    assert (task.given_by_id, task.taken_at) == (left.person_id, None)


def test_nobody_but_the_two_confirms(left: Tenure, came: Tenure, new_tenure: NewTenure, officer: Officer) -> None:
    handover = open_handover(by=officer(TOWNSHIP), at=AT, left_id=left.pk, came_id=came.pk)
    task = handover.tasks.all()[0]
    for other in (officer(TOWNSHIP), holder_of(new_tenure(place=SIBLING), SIBLING)):
        with pytest.raises(Refused) as refused:
            confirm_task(by=other, at=AT, task_id=task.pk)
        assert refused.value.because is Because.FORBIDDEN
    with pytest.raises(Refused) as missing:
        confirm_task(by=holder_of(left), at=AT, task_id=10**15)
    assert missing.value.because is Because.NOT_FOUND


def test_an_officer_confirms_in_the_stead_of_who_left_but_not_who_comes(
    left: Tenure, came: Tenure, officer: Officer
) -> None:
    handover = open_handover(by=officer(TOWNSHIP), at=AT, left_id=left.pk, came_id=came.pk)
    task = handover.tasks.all()[0]
    with pytest.raises(Refused, match="does not confirm"):
        give_in_stead(by=officer(TOWNSHIP, came.person), at=AT, task_id=task.pk, why="前任已病故")
    with pytest.raises(Refused):
        give_in_stead(by=officer(OTHER_COUNTY), at=AT, task_id=task.pk, why="前任已病故")
    given = give_in_stead(by=officer(TOWNSHIP), at=AT, task_id=task.pk, why="前任已病故")
    assert (given.given_why, given.done) == ("前任已病故", False)
    assert confirm_task(by=holder_of(came), at=AT, task_id=task.pk).done


def test_who_comes_can_be_named_later_and_once(left: Tenure, new_tenure: NewTenure, officer: Officer) -> None:
    handover = open_handover(by=officer(TOWNSHIP), at=AT, left_id=left.pk)
    came = new_tenure(post=left.post, start_on=CHANGE)
    with pytest.raises(Refused):
        confirm_task(by=holder_of(came), at=AT, task_id=handover.tasks.all()[0].pk)
    name_successor(by=officer(TOWNSHIP), at=AT, handover_id=handover.pk, came_id=came.pk)
    confirm_task(by=holder_of(came), at=AT, task_id=handover.tasks.all()[0].pk)
    with pytest.raises(Refused, match="already"):
        name_successor(by=officer(TOWNSHIP), at=AT, handover_id=handover.pk, came_id=came.pk)


def test_a_seat_is_handed_over_once_unless_it_was_called_off(left: Tenure, came: Tenure, officer: Officer) -> None:
    handover = open_handover(by=officer(), at=AT, left_id=left.pk, came_id=came.pk)
    with pytest.raises(Refused, match="already"):
        open_handover(by=officer(), at=AT, left_id=left.pk, came_id=came.pk)
    drop_handover(by=officer(), at=AT, handover_id=handover.pk, why="开错了席位")
    with pytest.raises(Refused):
        confirm_task(by=holder_of(left), at=AT, task_id=handover.tasks.all()[0].pk)
    assert open_handover(by=officer(), at=AT, left_id=left.pk, came_id=came.pk).pk != handover.pk


def test_only_seats_that_change_hands_are_handed_over(new_tenure: NewTenure, officer: Officer) -> None:
    stays = new_tenure()
    later = new_tenure(place=SIBLING, end_on=TODAY + timedelta(days=61))
    nothing = new_tenure("supervisory_member", end_on=CHANGE)
    for one in (stays, later, nothing):
        with pytest.raises(Refused):
            open_handover(by=officer(), at=AT, left_id=one.pk)
    gone = new_tenure("committee_director", end_on=CHANGE)
    same = new_tenure("committee_director", post=gone.post, start_on=CHANGE, person=gone.person)
    for other in (same, stays):
        with pytest.raises(Refused, match="not who comes"):
            open_handover(by=officer(), at=AT, left_id=gone.pk, came_id=other.pk)
    assert not Handover.objects.exists()


def test_many_are_opened_at_once_or_none(left: Tenure, came: Tenure, new_tenure: NewTenure, officer: Officer) -> None:
    other = new_tenure("first_secretary", place=SIBLING, end_on=CHANGE)
    with pytest.raises(Refused):
        open_handovers(by=officer(), at=AT, changes=[Change(left, came), Change(came)])
    assert not Handover.objects.exists()
    assert len(open_handovers(by=officer(), at=AT, changes=[Change(left, came), Change(other)])) == 2


def test_a_handover_is_seen_by_the_two_and_by_officers_above(
    left: Tenure, came: Tenure, new_tenure: NewTenure, officer: Officer
) -> None:
    handover = open_handover(by=officer(TOWNSHIP), at=AT, left_id=left.pk, came_id=came.pk)
    for one in (holder_of(left), holder_of(came), officer(TOWNSHIP), officer(COUNTY)):
        assert get_handover(one, handover.pk) == handover
    for one in (holder_of(new_tenure(place=SIBLING), SIBLING), officer(OTHER_COUNTY)):
        with pytest.raises(Refused):
            get_handover(one, handover.pk)
    with pytest.raises(Refused):
        open_handover(by=holder_of(came), at=AT, left_id=left.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE careers_handover SET state = 'done', closed_at = opened_at",
        "UPDATE careers_handover SET due_on = '2027-01-01'",
        "UPDATE careers_handover SET came_id = NULL",
        "DELETE FROM careers_handover",
        "DELETE FROM careers_handovertask",
        "UPDATE careers_handovertask SET given_at = NULL, given_by_id = NULL",
        "UPDATE careers_handovertask SET given_at = '2026-06-02 02:00:00'",
        "UPDATE careers_handovertask SET taken_by_id = given_by_id, taken_at = given_at",
        "UPDATE careers_handovertask SET taken_at = given_at",
    ],
)
def test_the_database_lets_nobody_else_confirm_nor_take_anything_back(
    left: Tenure, came: Tenure, officer: Officer, statement: str
) -> None:
    handover = open_handover(by=officer(TOWNSHIP), at=AT, left_id=left.pk, came_id=came.pk)
    for task in handover.tasks.all():
        confirm_task(by=holder_of(left), at=AT, task_id=task.pk)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
