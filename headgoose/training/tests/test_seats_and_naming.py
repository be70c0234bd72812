"""Seats go down the tree, people are named for them, each once, and never more than there are."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from headgoose.kernel.refusal import Because, Refused
from headgoose.training.actions.classes import announce_class
from headgoose.training.actions.naming import hand_out_seats, name_person, withdraw_person
from headgoose.training.models import Enrolment, TrainingClass
from headgoose.training.tests.conftest import (
    COUNTY,
    OTHER_COUNTY,
    OTHER_TOWNSHIP,
    OTHER_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    Ground,
    School,
)

Plan = Callable[..., TrainingClass]


def hand(school: School, place: str, seats: int, part: str = "county_officer") -> Any:
    return school.organise(hand_out_seats, part, place_id=school.ground.tree.place(place).pk, seats=seats)


def test_a_township_names_within_its_quota_and_no_further(school: School) -> None:
    one, two, three = (school.ground.tenure(name=f"学员{turn}") for turn in "甲乙丙")
    rows = [school.name(tenure, "township_officer") for tenure in (one, two)]
    assert [row.seat for row in rows] == [1, 2]
    with pytest.raises(Refused) as refused:
        school.name(three, "township_officer")
    assert (refused.value.because, refused.value.field) == (Because.CONFLICT, "quota")
    # The county still has one seat of its own.
    assert school.name(three).quota.place_id == school.ground.tree.place(COUNTY).pk


def test_who_is_in_the_class_is_not_named_again(school: School) -> None:
    tenure = school.ground.tenure()
    school.name(tenure)
    with pytest.raises(Refused) as refused:
        school.name(tenure)
    assert refused.value.field == "person"


def test_who_holds_no_post_of_the_track_is_not_named(school: School) -> None:
    with pytest.raises(Refused) as refused:
        school.name(school.ground.tenure("grid_worker", "231221100200001"))
    assert refused.value.field == "person"


def test_who_leaves_the_post_before_the_class_begins_is_not_named(school: School) -> None:
    with pytest.raises(Refused):
        school.name(school.ground.tenure(end_on=school.one.start_on))


def test_an_officer_names_nobody_of_elsewhere(school: School) -> None:
    with pytest.raises(Refused) as refused:
        school.name(school.ground.tenure(place=OTHER_VILLAGE), "township_officer")
    assert refused.value.because is Because.FORBIDDEN
    for part in ("secretary", "auditor", "grid_worker"):
        with pytest.raises(Refused) as refused:
            school.name(school.ground.tenure(), part)
        assert refused.value.because is Because.FORBIDDEN


def test_seats_of_a_province_go_down_step_by_step(ground: Ground, plan: Plan) -> None:
    school = School(ground, plan(seats=6, place="23", part="province_officer"))
    school.organise(announce_class, "province_officer")
    hand(school, "2312", 4, "province_officer")
    hand(school, COUNTY, 3, "prefecture_officer")
    with pytest.raises(Refused) as refused:
        hand(school, OTHER_COUNTY, 2, "prefecture_officer")
    assert refused.value.field == "seats"
    hand(school, TOWNSHIP, 1)
    with pytest.raises(Refused) as refused:
        hand(school, OTHER_TOWNSHIP, 1)
    assert refused.value.because is Because.FORBIDDEN
    assert school.name(ground.tenure(), "township_officer").quota.seats == 1
    assert school.name(ground.tenure(name="学员乙")).quota.seats == 3


def test_seats_are_handed_out_to_what_lies_below_only(school: School) -> None:
    for place in (OTHER_COUNTY, "23", COUNTY, VILLAGE):
        with pytest.raises(Refused) as refused:
            hand(school, place, 1)
        assert refused.value.field == "code"
    with pytest.raises(Refused) as refused:
        hand(school, TOWNSHIP, -1)
    assert refused.value.field == "seats"


def test_seats_are_taken_back_as_far_as_nobody_sits_there(school: School) -> None:
    rows = [school.name(school.ground.tenure(name=f"学员{turn}"), "township_officer") for turn in "甲乙"]
    with pytest.raises(Refused) as refused:
        hand(school, TOWNSHIP, 1)
    assert refused.value.field == "seats"
    school.organise(
        lambda **said: withdraw_person(by=said["by"], at=said["at"], enrolment_id=rows[0].pk, why="家中有事")
    )
    quota = hand(school, TOWNSHIP, 1)
    rows[1].refresh_from_db()
    assert (quota.seats, rows[1].seat) == (1, 1)
    assert hand(school, TOWNSHIP, 2).seats == 2


def test_a_withdrawal_stays_on_record_and_frees_the_seat(school: School) -> None:
    tenure, by, at = school.ground.tenure(), school.ground.actor("township_officer"), school.ground.at
    first = school.name(tenure, "township_officer")
    with pytest.raises(Refused) as refused:
        withdraw_person(by=by, at=at, enrolment_id=first.pk, why="")
    assert refused.value.field == "why"
    withdraw_person(by=by, at=at, enrolment_id=first.pk, why="农忙走不开")
    with pytest.raises(Refused):
        withdraw_person(by=by, at=at, enrolment_id=first.pk, why="农忙走不开")
    again = school.name(tenure, "township_officer")
    first.refresh_from_db()
    assert (first.withdrawn_why, again.turn, again.seat) == ("农忙走不开", 2, 1)


def test_a_person_withdraws_themself_until_the_class_begins(school: School) -> None:
    tenure = school.ground.tenure()
    row = school.name(tenure)
    by = school.ground.actor("stranger")
    with pytest.raises(Refused):
        withdraw_person(by=by, at=school.ground.at, enrolment_id=row.pk, why="去不了了")
    school.ground.users["stranger"].person = tenure.person
    by = school.ground.actor("stranger")
    school.begin()
    with pytest.raises(Refused):
        withdraw_person(by=by, at=school.ground.at, enrolment_id=row.pk, why="去不了了")


@pytest.mark.django_db(transaction=True)
def test_two_officers_name_for_the_last_seat_at_once(ground: Ground, plan: Plan) -> None:
    school = School(ground, plan(seats=1))
    school.organise(announce_class)
    tenures = [ground.tenure(name=f"学员{turn}") for turn in "甲乙丙丁"]
    by, start = ground.actor("county_officer"), Barrier(4)
    results: list[object] = []

    def run(person: int) -> None:
        start.wait()
        try:
            results.append(name_person(by=by, at=ground.at, class_id=school.one.pk, person_id=person))
        except Refused as refused:
            results.append(refused)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(tenure.person_id,)) for tenure in tenures]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(result).__name__ for result in results) == ["Enrolment", "Refused", "Refused", "Refused"]
    assert Enrolment.objects.count() == 1
