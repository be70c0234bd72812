"""Hours are approved from what was attended, corrected with a reason, certified, and counted by year."""

import pytest

from headgoose.kernel.refusal import Because, Refused
from headgoose.training.actions.hours import correct_hours, issue_certificate
from headgoose.training.models import Certificate, Enrolment
from headgoose.training.queries import approved_minutes, classes_of
from headgoose.training.tests.conftest import Ground, School


@pytest.fixture
def rows(school: School) -> list[Enrolment]:
    """One was at both sessions, one at the first, one at none."""
    found = [school.name(school.ground.tenure(name=f"学员{turn}")) for turn in "甲乙丙"]
    school.begin()
    school.attend(found[0], 1, 2)
    school.attend(found[1], 1)
    return found


def correct(
    school: School, row: Enrolment, minutes: int, why: str = "漏登一次", part: str = "county_officer"
) -> Enrolment:
    by = school.ground.actor(part)
    return correct_hours(by=by, at=school.ground.at, enrolment_id=row.pk, minutes=minutes, why=why)


def test_who_was_in_no_class_has_no_minutes(ground: Ground) -> None:
    person = ground.tenure().person
    assert approved_minutes([person.pk], 2026) == {}
    assert approved_minutes([], 2026) == {}
    assert list(classes_of(person.pk)) == []


def test_minutes_count_when_they_are_approved_and_in_their_year(school: School, rows: list[Enrolment]) -> None:
    persons = [row.person_id for row in rows]
    assert approved_minutes(persons, 2026) == {}
    school.end()
    assert approved_minutes(persons, 2026) == {persons[0]: 180, persons[1]: 90}
    assert approved_minutes(persons, 2025) == {}
    assert [row.training_class for row in classes_of(persons[0])] == [school.one]


def test_fewer_minutes_than_attended_can_be_approved_and_never_more(school: School, rows: list[Enrolment]) -> None:
    for wrong in ({rows[1].pk: 91}, {rows[2].pk: 1}, {rows[0].pk: -1}):
        with pytest.raises(Refused) as refused:
            school.end(wrong)
        assert refused.value.field == "minutes"
    with pytest.raises(Refused):
        school.end({rows[2].pk + 99: 1})
    school.end({rows[0].pk: 120})
    assert approved_minutes([rows[0].person_id], 2026) == {rows[0].person_id: 120}


def test_a_correction_keeps_what_was_before(school: School, rows: list[Enrolment]) -> None:
    with pytest.raises(Refused):
        correct(school, rows[1], 180)
    school.end()
    correct(school, rows[1], 180)
    school.ground.later(hours=1)
    row = correct(school, rows[1], 120, "早退一小时")
    past = [(one.minutes, one.corrected_why) for one in row.past.all()]
    assert (row.minutes, past) == (120, [(90, ""), (180, "漏登一次")])


@pytest.mark.parametrize(
    ("minutes", "why", "field"),
    [(181, "漏登一次", "minutes"), (-1, "漏登一次", "minutes"), (120, "x", "why"), (90, "漏登一次", "minutes")],
)
def test_a_correction_that_makes_no_sense_is_refused(
    school: School, rows: list[Enrolment], minutes: int, why: str, field: str
) -> None:
    school.end()
    with pytest.raises(Refused) as refused:
        correct(school, rows[1], minutes, why)
    assert refused.value.field == field


def test_a_certificate_has_one_number_that_nobody_can_guess(school: School, rows: list[Enrolment]) -> None:
    by = school.ground.actor("county_officer")
    with pytest.raises(Refused):
        issue_certificate(by=by, at=school.ground.at, enrolment_id=rows[0].pk)
    school.end()
    made = issue_certificate(by=by, at=school.ground.at, enrolment_id=rows[0].pk)
    assert made.number.startswith("2026-")
    assert len(made.number) == 19
    with pytest.raises(Refused) as refused:
        issue_certificate(by=by, at=school.ground.at, enrolment_id=rows[0].pk)
    assert refused.value.because is Because.CONFLICT
    with pytest.raises(Refused):
        issue_certificate(by=by, at=school.ground.at, enrolment_id=rows[2].pk)
    with pytest.raises(Refused) as refused:
        issue_certificate(by=school.ground.actor("secretary"), at=school.ground.at, enrolment_id=rows[1].pk)
    assert refused.value.because is Because.FORBIDDEN
    assert Certificate.objects.count() == 1
