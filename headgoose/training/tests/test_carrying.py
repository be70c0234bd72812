"""Classes carried over stand as those that went through the actions, and break no rule that those keep."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Refused
from headgoose.training.actions.carrying import CarriedClass, CarriedPerson, carry_over_classes
from headgoose.training.models import Enrolment, Mark, Session, TrainingClass
from headgoose.training.queries import attended_minutes
from headgoose.training.tests.conftest import COUNTY, SLOTS, TODAY, Ground, School

# What tells a class that was carried from one that went its way: numbers, who did it and when, and what codes need.
BESIDES = {"id", "carried", "made_at", "maker", "approver", "training_class", "salt", "quota", "named_at", "named_by"}
BESIDES |= {"session", "enrolment", "at", "by"}


def facts(row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.attname) for field in row._meta.fields if field.name not in BESIDES}


def carried_like(school: School) -> CarriedClass:
    one = school.one
    sessions = {session.pk: session.number for session in one.sessions.all()}
    persons = [
        CarriedPerson(
            row.tenure_id,
            row.person_id,
            row.minutes or 0,
            tuple(sorted(sessions[mark.session_id] for mark in row.marks.all())),
        )
        for row in one.enrolments.order_by("seat")
    ]
    at = one.approved_at
    assert at is not None
    return CarriedClass(one.place_id, one.track_id, one.title, one.start_on, one.end_on, 3, SLOTS, persons, at)


@pytest.fixture
def over(school: School) -> School:
    """Went its way through the actions: one at both sessions, one at the first, one at none."""
    rows = [school.name(school.ground.tenure(name=f"学员{turn}"), quota_id=None) for turn in "甲"]
    school.begin()
    school.attend(rows[0], 1)
    school.end()
    return school


def test_a_class_carried_over_equals_one_that_went_through_the_actions(over: School, system: Actor) -> None:
    (number,) = carry_over_classes(by=system, at=over.ground.at, carried=[carried_like(over)])
    made = TrainingClass.objects.get(pk=number)
    assert facts(made) == facts(over.one)
    for model in (Session, Enrolment):
        of_one, of_made = (
            [facts(row) for row in model._default_manager.filter(training_class=one)] for one in (over.one, made)
        )
        assert of_one == of_made
    marks = [[facts(mark) for mark in Mark.objects.filter(session__training_class=one)] for one in (over.one, made)]
    assert marks[0] == marks[1]
    assert list(attended_minutes(made).values()) == list(attended_minutes(over.one).values())
    root = made.quotas.get()
    assert (root.seats, root.parent, root.place_id) == (3, None, over.ground.tree.place(COUNTY).pk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"slots": ()},
        {"slots": (SLOTS[0], SLOTS[0])},
        {"seats": 0},
        {"end_on": TODAY - timedelta(days=1)},
        {"end_on": TODAY + timedelta(days=200)},
    ],
)
def test_a_class_that_breaks_a_rule_is_not_carried(over: School, system: Actor, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        carry_over_classes(by=system, at=over.ground.at, carried=[replace(carried_like(over), **wrong)])


def test_nothing_of_the_future_and_no_hours_beyond_the_sessions_are_carried(over: School, system: Actor) -> None:
    sound = carried_like(over)
    person = sound.persons[0]
    for wrong in (
        {"approved_at": over.ground.at + timedelta(days=1)},
        {"persons": [person._replace(minutes=181, attended=None)]},
        {"persons": [person._replace(minutes=91)]},
        {"persons": [person] * 4},
    ):
        with pytest.raises(Refused):
            carry_over_classes(by=system, at=over.ground.at, carried=[replace(sound, **wrong)])


def test_the_database_looks_at_what_is_carried_too(over: School, system: Actor, ground: Ground) -> None:
    sound = carried_like(over)
    worker = ground.tenure("grid_worker", "231221100200001", "网格员")
    gone = ground.tenure(name="离任者", end_on=TODAY)
    for tenure in (worker, gone):
        person = CarriedPerson(tenure.pk, tenure.person_id, 90)
        with pytest.raises(DatabaseError), transaction.atomic():
            carry_over_classes(by=system, at=over.ground.at, carried=[replace(sound, persons=[person])])
    with pytest.raises(DatabaseError), transaction.atomic():
        carry_over_classes(by=system, at=over.ground.at, carried=[replace(sound, persons=[sound.persons[0]] * 2)])
