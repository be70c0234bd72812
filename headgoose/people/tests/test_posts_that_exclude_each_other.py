"""Nobody, and where the rule says so no near relative, holds two posts that exclude each other."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.actions.kinships import end_kinship, record_kinship
from headgoose.people.actions.tenures import appoint_person, issue_order
from headgoose.people.models import ExcludedPair, Kinship, Order, Tenure
from headgoose.people.rules import Seating
from headgoose.people.tests.conftest import AT, COUNTY, OTHER_VILLAGE, SIBLING, NewPerson, NewPost, NewTenure

DAY = date(2026, 7, 1)


def test_the_three_administrators_are_three_people_wherever_they_sit(
    new_post: NewPost, new_person: NewPerson, system: Actor
) -> None:
    person = new_person()
    appoint_person(by=system, at=AT, line=Seating(new_post("system_admin", "23").pk, person.pk, DAY))
    for code, place in (("security_admin", "23"), ("audit_admin", "23"), ("audit_admin", COUNTY)):
        with pytest.raises(Refused) as refusal:
            appoint_person(by=system, at=AT, line=Seating(new_post(code, place).pk, person.pk, DAY))
        assert refusal.value.because is Because.CONFLICT
    assert Tenure.objects.count() == 1


def test_an_accountant_sits_on_the_supervisory_board_of_another_village_only(
    new_post: NewPost, new_tenure: NewTenure, county: Actor
) -> None:
    tenure = new_tenure(new_post("village_accountant"))
    with pytest.raises(Refused) as refusal:
        appoint_person(by=county, at=AT, line=Seating(new_post("supervisory_member").pk, tenure.person_id, DAY))
    assert (refusal.value.because, refusal.value.field) == (Because.CONFLICT, "person")
    elsewhere = Seating(new_post("supervisory_member", SIBLING).pk, tenure.person_id, DAY)
    assert appoint_person(by=county, at=AT, line=elsewhere).open_ended


def test_one_may_follow_the_other(new_post: NewPost, new_tenure: NewTenure, county: Actor) -> None:
    tenure = new_tenure(new_post("village_accountant"), end_on=DAY)
    line = Seating(new_post("supervisory_member").pk, tenure.person_id, DAY)
    assert appoint_person(by=county, at=AT, line=line).start_on == DAY


def test_two_lines_of_one_order_exclude_each_other(new_post: NewPost, new_person: NewPerson, county: Actor) -> None:
    person = new_person()
    posts = [new_post("village_accountant"), new_post("supervisory_member")]
    order = Order(number="测1", title="测试", place_id=posts[0].place_id, issued_on=DAY)
    with pytest.raises(Refused) as refusal:
        issue_order(by=county, at=AT, order=order, lines=[Seating(post.pk, person.pk, DAY) for post in posts])
    assert [fault.line for fault in refusal.value.details["faults"]] == [1]


def test_near_relatives_exclude_each_other_until_they_are_none(
    new_post: NewPost, new_person: NewPerson, new_tenure: NewTenure, county: Actor
) -> None:
    head = new_tenure(new_post("collective_head"))
    wife = new_person("测试乙")
    new_tenure(new_post("graduate"), wife, date(2020, 1, 1), date(2021, 1, 1))
    kinship = record_kinship(
        by=county, at=AT, person_id=wife.pk, other_id=head.person_id, kind="spouse", start_on=date(2026, 1, 1)
    )
    post = new_post("supervisory_member")
    with pytest.raises(Refused) as refusal:
        appoint_person(by=county, at=AT, line=Seating(post.pk, wife.pk, DAY))
    assert (refusal.value.because, refusal.value.field) == (Because.CONFLICT, "person")
    with pytest.raises(DatabaseError, match="near relative"), transaction.atomic():
        new_tenure(post, wife, DAY)
    end_kinship(by=county, at=AT, kinship_id=kinship.pk, on=date(2026, 6, 15))
    assert appoint_person(by=county, at=AT, line=Seating(post.pk, wife.pk, DAY)).open_ended


def test_the_database_refuses_excluded_posts_whoever_writes(
    new_post: NewPost, new_tenure: NewTenure, new_person: NewPerson
) -> None:
    person = new_person()
    first = new_tenure(new_post("committee_director"), person, end_on=DAY)
    second = new_tenure(new_post("supervisory_member"), person, DAY)
    with pytest.raises(DatabaseError, match="excluded by another post"), transaction.atomic():
        Tenure.objects.filter(pk=first.pk).update(end_on=FOREVER)
    with pytest.raises(DatabaseError, match="excluded by another post"), transaction.atomic():
        Tenure.objects.filter(pk=second.pk).update(start_on=date(2026, 6, 1))


def test_who_keeps_books_at_the_township_sits_on_no_villages_board(
    new_post: NewPost, new_person: NewPerson, new_tenure: NewTenure, county: Actor
) -> None:
    person = new_person()
    new_tenure(new_post("township_accountant", "231221100"), person)
    with pytest.raises(Refused) as refusal:
        appoint_person(by=county, at=AT, line=Seating(new_post("supervisory_member").pk, person.pk, DAY))
    assert refusal.value.because is Because.CONFLICT


def test_kinship_is_recorded_of_people_in_the_area_only(
    new_post: NewPost, new_tenure: NewTenure, county: Actor
) -> None:
    here, elsewhere = new_tenure(new_post("secretary")), new_tenure(new_post("secretary", OTHER_VILLAGE), "测试乙")
    ask: Any = {"kind": "sibling", "start_on": date(2026, 1, 1)}
    with pytest.raises(Refused) as refusal:
        record_kinship(by=county, at=AT, person_id=here.person_id, other_id=elsewhere.person_id, **ask)
    assert refusal.value.because is Because.NOT_FOUND
    with pytest.raises(Refused) as refusal:
        record_kinship(by=county, at=AT, person_id=here.person_id, other_id=here.person_id, **ask)
    assert refusal.value.field == "other"
    assert not Kinship.objects.exists()


@pytest.mark.django_db
def test_every_excluded_pair_names_its_source() -> None:
    pairs = list(ExcludedPair.objects.all())
    assert len(pairs) == 7
    assert all(len(pair.source) > 10 for pair in pairs)
