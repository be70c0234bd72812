"""By SQL, past all actions: what must never be is refused by the database itself, on both engines."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from headgoose.training.actions.evaluating import evaluate_class
from headgoose.training.actions.hours import correct_hours, issue_certificate
from headgoose.training.models import Certificate, Enrolment, Evaluation, HoursPast, Mark, Quota, Session
from headgoose.training.tests.conftest import School


@pytest.fixture
def over(school: School) -> School:
    """Approved: one person with hours, a correction, a certificate and an answer; one who withdrew; one in a seat."""
    tenure = school.ground.tenure()
    row = school.name(tenure)
    school.begin()
    school.ground.users["stranger"].person = tenure.person
    school.attend(row, 1, 2)
    school.end()
    by, at = school.ground.actor("county_officer"), school.ground.at
    correct_hours(by=by, at=at, enrolment_id=row.pk, minutes=120, why="早退一小时")
    issue_certificate(by=by, at=at, enrolment_id=row.pk)
    school.organise(evaluate_class, "stranger", content=5, teaching=5, use=5)
    return school


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, list(values))


TABLES = "trainingclass session quota enrolment hourspast certificate rolllist mark evaluation material"


@pytest.mark.parametrize(
    "table", ["trainingclass", "session", "quota", "enrolment", "hourspast", "certificate", "mark", "evaluation"]
)
def test_nothing_is_deleted(over: School, table: str) -> None:
    with pytest.raises(DatabaseError):
        run(f"DELETE FROM training_{table}")


@pytest.mark.parametrize(
    "change",
    [
        "training_trainingclass SET carried = NOT carried",
        "training_trainingclass SET title = 'x'",
        "training_trainingclass SET state = 'under_way', approved_at = NULL",
        "training_trainingclass SET place_id = place_id + 1",
        "training_session SET minutes = 400",
        "training_quota SET seats = 1 WHERE parent_id IS NULL",
        "training_quota SET seats = 9 WHERE parent_id IS NOT NULL",
        "training_enrolment SET minutes = 100",
        "training_enrolment SET minutes = NULL",
        "training_enrolment SET minutes = 181, corrected_at = named_at, corrected_why = 'more'",
        "training_enrolment SET answered = (1 = 0)",
        "training_enrolment SET person_id = person_id + 1",
        "training_enrolment SET seat = 99",
        "training_mark SET present = NOT present",
        "training_hourspast SET minutes = 1",
        "training_certificate SET number = 'x'",
        "training_evaluation SET content = 1",
    ],
)
def test_what_is_fixed_is_not_changed(over: School, change: str) -> None:
    with pytest.raises(DatabaseError):
        run(f"UPDATE {change}")


def test_a_class_is_not_begun_in_another_state_nor_approved_with_hours_missing(school: School) -> None:
    school.name(school.ground.tenure())
    school.begin()
    with pytest.raises(DatabaseError):
        run("UPDATE training_trainingclass SET state = 'approved', approved_at = made_at")
    with pytest.raises(DatabaseError):
        run("UPDATE training_trainingclass SET state = 'cancelled'")


def enrol(row: Enrolment, **changed: object) -> None:
    said = {field.attname: getattr(row, field.attname) for field in Enrolment._meta.fields if field.attname != "id"}
    with transaction.atomic():
        Enrolment(**{**said, "answered": False, **changed}).save(force_insert=True)


def test_nobody_gets_a_seat_that_is_taken_or_beyond_the_quota_or_twice(school: School) -> None:
    one, two = school.ground.tenure(), school.ground.tenure(name="学员乙")
    worker = school.ground.tenure("grid_worker", "231221100200001", "网格员")
    row = school.name(one, "township_officer")
    second = {"person_id": two.person_id, "tenure_id": two.pk}
    for wrong in (
        {**second, "seat": 1},
        {**second, "seat": 3},
        {**second, "seat": 0},
        {**second, "seat": 2, "minutes": 10},
        {"seat": 2},
        {"seat": 2, "turn": 2},
        {"seat": 2, "person_id": two.person_id},
        {"seat": 2, "person_id": worker.person_id, "tenure_id": worker.pk},
        {**second, "seat": 2, "turn": 2},
    ):
        with pytest.raises(DatabaseError):
            enrol(row, **wrong)
    enrol(row, **second, seat=2)


def test_no_quota_gives_away_more_than_it_has(school: School) -> None:
    root = school.one.quotas.get(parent=None)
    place = school.ground.tree.place("231221101")
    for parent, seats in ((root, 2), (None, 1), (root.parts.get(), 3)):
        with pytest.raises(DatabaseError), transaction.atomic():
            Quota.objects.create(
                training_class=school.one, place=place, parent=parent, seats=seats, given_at=school.ground.at
            )
    Quota.objects.create(training_class=school.one, place=place, parent=root, seats=1, given_at=school.ground.at)


def test_marks_take_turns_and_stay_within_their_class(school: School) -> None:
    row = school.name(school.ground.tenure())
    said = {"enrolment": row, "session": school.session(1), "how": "sheet", "at": school.ground.at}
    with pytest.raises(DatabaseError), transaction.atomic():
        Mark.objects.create(**said)
    school.begin()
    for wrong in ({"number": 2}, {"present": False}, {"how": "list"}, {"number": 0, "present": False}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Mark.objects.create(**{**said, **wrong})
    Mark.objects.create(**said)
    with pytest.raises(DatabaseError), transaction.atomic():
        Mark.objects.create(**said)
    Mark.objects.create(**said, number=2, present=False)


def test_a_session_is_not_added_to_a_class_that_is_over(over: School) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Session.objects.create(
            training_class=over.one, number=3, start_at=over.ground.at, minutes=60, room="x", salt="x"
        )


def test_there_is_no_certificate_without_hours_and_no_answer_without_somebody(school: School) -> None:
    row = school.name(school.ground.tenure())
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.create(enrolment=row, number="1", issued_at=school.ground.at)
    with pytest.raises(DatabaseError), transaction.atomic():
        Evaluation.objects.create(id=1, training_class=school.one, content=5, teaching=5, use=5)


def test_what_was_before_a_correction_is_kept_whoever_corrects(over: School) -> None:
    assert HoursPast.objects.count() == 1
    run("UPDATE training_enrolment SET minutes = 60, corrected_at = named_at, corrected_why = 'by hand'")
    assert list(HoursPast.objects.values_list("minutes", flat=True)) == [180, 120]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="no such statement elsewhere")
@pytest.mark.parametrize("table", ["enrolment", "mark", "evaluation", "quota", "trainingclass"])
def test_no_row_takes_the_place_of_another(over: School, table: str) -> None:
    with pytest.raises(DatabaseError):
        run(f"INSERT OR REPLACE INTO training_{table} SELECT * FROM training_{table}")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="no such statement elsewhere")
@pytest.mark.parametrize("table", TABLES.split())
def test_no_table_is_emptied(over: School, table: str) -> None:
    with pytest.raises(DatabaseError):
        run(f"TRUNCATE training_{table} CASCADE")
