"""A class is planned, announced, begun, approved or cancelled, and takes no other way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from headgoose.kernel.refusal import Because, Refused
from headgoose.records.models import Act
from headgoose.training.actions.classes import (
    add_session,
    announce_class,
    begin_class,
    cancel_class,
    change_class,
    plan_class,
    remove_session,
)
from headgoose.training.actions.hours import approve_hours
from headgoose.training.models import ClassState, TrainingClass
from headgoose.training.states import TRAINING_CLASS
from headgoose.training.tests.conftest import COUNTY, SLOTS, TODAY, TOWNSHIP, Ground, School

Plan = Callable[..., TrainingClass]
FACTS: dict[str, Any] = {"track": "graduates", "title": "培训班", "start_on": TODAY, "end_on": TODAY, "seats": 10}


def test_a_class_goes_its_way_and_each_step_is_on_the_trail(school: School) -> None:
    school.begin()
    school.end()
    assert school.one.state == ClassState.APPROVED
    verbs = list(Act.objects.filter(room="training").order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        f"training.{verb}" for verb in ("plan_class", "announce_class", "hand_out_seats", "begin_class")
    ] + ["training.approve_hours"]


@pytest.mark.parametrize("state", list(ClassState))
@pytest.mark.parametrize("verb", ["announce", "begin", "cancel", "approve", "change"])
def test_only_what_the_table_says_can_be_done(ground: Ground, plan: Plan, state: ClassState, verb: str) -> None:
    school = School(ground, plan())
    steps: dict[str, Callable[[], object]] = {
        "announce": lambda: school.organise(announce_class),
        "begin": lambda: school.organise(begin_class),
        "approve": school.end,
        "cancel": lambda: school.organise(cancel_class, why="疫情防控"),
        "change": lambda: school.organise(change_class, title="新名", start_on=TODAY, end_on=TODAY, seats=4),
    }
    ways: dict[str, list[str]] = {
        "planned": [],
        "announced": ["announce"],
        "under_way": ["announce", "begin"],
        "cancelled": ["cancel"],
    }
    for step in ways.get(state, ["announce", "begin", "approve"]):
        steps[step]()
    if verb in TRAINING_CLASS.verbs(state):
        steps[verb]()
        school.one.refresh_from_db()
        assert school.one.state == TRAINING_CLASS.allowed(state, verb)
    else:
        with pytest.raises(Refused) as refused:
            steps[verb]()
        assert refused.value.because is Because.CONFLICT


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "班" * 121}, "title"),
        ({"track": "nothing"}, "track"),
        ({"seats": 0}, "seats"),
        ({"seats": -3}, "seats"),
        ({"seats": 2_001}, "seats"),
        ({"end_on": TODAY - timedelta(days=1)}, "end_on"),
        ({"start_on": TODAY - timedelta(days=9), "end_on": TODAY - timedelta(days=2)}, "end_on"),
        ({"end_on": TODAY + timedelta(days=200)}, "end_on"),
        ({"start_on": TODAY + timedelta(days=900), "end_on": TODAY + timedelta(days=901)}, "start_on"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(ground: Ground, changed: dict[str, Any], field: str) -> None:
    place = ground.tree.place(COUNTY).pk
    with pytest.raises(Refused) as refused:
        plan_class(by=ground.actor("county_officer"), at=ground.at, place_id=place, **{**FACTS, **changed})
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("slot", "field"),
    [
        (replace(SLOTS[0], on=TODAY + timedelta(days=1)), "on"),
        (replace(SLOTS[0], end=time(10)), "end"),
        (replace(SLOTS[0], room=" "), "room"),
        (replace(SLOTS[0], start=time(12), end=time(14, 30)), "start"),
    ],
)
def test_a_session_lies_in_its_class_and_beside_the_others(plan: Plan, ground: Ground, slot: Any, field: str) -> None:
    school = School(ground, plan())
    with pytest.raises(Refused) as refused:
        school.organise(add_session, slot=slot)
    assert refused.value.field == field


def test_a_township_organises_no_class_and_a_county_none_for_another(ground: Ground) -> None:
    place = ground.tree.place(TOWNSHIP).pk
    with pytest.raises(Refused) as refused:
        plan_class(by=ground.actor("county_officer"), at=ground.at, place_id=place, **FACTS)
    assert refused.value.field == "code"
    place = ground.tree.place("231222").pk
    with pytest.raises(Refused) as refused:
        plan_class(by=ground.actor("county_officer"), at=ground.at, place_id=place, **FACTS)
    assert refused.value.because is Because.FORBIDDEN


def test_a_class_without_sessions_is_not_announced_and_sessions_are_fixed_after(ground: Ground, plan: Plan) -> None:
    school = School(ground, plan(slots=()))
    with pytest.raises(Refused):
        school.organise(announce_class)
    school.organise(add_session, slot=SLOTS[0])
    school.organise(add_session, slot=SLOTS[1])
    school.organise(remove_session, number=1)
    school.organise(announce_class)
    with pytest.raises(Refused):
        school.organise(add_session, slot=SLOTS[0])
    with pytest.raises(Refused):
        school.organise(remove_session, number=2)


def test_a_class_does_not_begin_before_its_day_nor_end_before_its_last_session(school: School) -> None:
    school.ground.later(days=-1)
    with pytest.raises(Refused):
        school.begin()
    school.ground.later(days=1)
    school.begin()
    school.ground.at = school.session(2).start_at
    with pytest.raises(Refused):
        school.organise(approve_hours)


def test_a_cancelled_class_says_why(school: School) -> None:
    with pytest.raises(Refused) as refused:
        school.organise(cancel_class, why="x")
    assert refused.value.field == "why"
    school.organise(cancel_class, why="授课老师生病")
    school.one.refresh_from_db()
    assert (school.one.state, school.one.cancel_why) == ("cancelled", "授课老师生病")


MOVES = [(source, target) for source in ClassState for target in ClassState if source != target]
ALLOWED = {(row.source, row.target) for row in TRAINING_CLASS}


def test_the_database_knows_the_same_moves(ground: Ground, plan: Plan) -> None:
    school = School(ground, plan())
    school.organise(announce_class)
    school.begin()
    for target in ("planned", "announced"):
        with pytest.raises(DatabaseError), transaction.atomic():
            TrainingClass.objects.filter(pk=school.one.pk).update(state=target)
    planned = plan()
    for target in ("under_way", "approved"):
        with pytest.raises(DatabaseError), transaction.atomic():
            TrainingClass.objects.filter(pk=planned.pk).update(state=target, approved_at=ground.at)
