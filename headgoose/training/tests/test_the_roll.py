"""The roll of a session: codes that turn, sheets that were signed, and how each mark came."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from headgoose.kernel.refusal import Because, Refused
from headgoose.training.actions.naming import withdraw_person
from headgoose.training.actions.rolls import enter_sheet, scan_code
from headgoose.training.codes import STEP_S, code_for, receipt_for
from headgoose.training.models import Enrolment, Mark
from headgoose.training.queries import attended_minutes, present_at
from headgoose.training.tests.conftest import School


@pytest.fixture
def roll(school: School) -> School:
    """Begun, with somebody of the cast among those in the class."""
    tenure = school.ground.tenure()
    school.name(tenure)
    school.begin()
    school.ground.users["stranger"].person = tenure.person
    school.ground.at = school.session(1).start_at
    return school


def scan(school: School, code: str, at: datetime | None = None, receipt: str = "", part: str = "stranger") -> Enrolment:
    return scan_code(by=school.ground.actor(part), at=at or school.ground.at, code=code, receipt=receipt)


def refused_scan(school: School, code: str, at: datetime | None = None, **said: str) -> Because:
    with pytest.raises(Refused) as refused:
        scan(school, code, at, **said)
    assert not Mark.objects.exists() or said.get("again")
    return refused.value.because


def test_a_code_puts_the_person_on_the_roll_and_says_how(roll: School) -> None:
    row = scan(roll, code_for(roll.session(1), roll.ground.at))
    mark = Mark.objects.get()
    assert (mark.enrolment, mark.session, mark.how, mark.by_id) == (row, roll.session(1), "code", row.person_id)
    assert attended_minutes(roll.one) == {row.pk: 90}


@pytest.mark.parametrize(
    ("minutes", "counts"), [(-31, False), (-29, True), (0, True), (29, True), (31, False), (120, False)]
)
def test_a_code_counts_from_a_little_before_until_a_little_after(roll: School, minutes: int, counts: bool) -> None:
    at = roll.session(1).start_at + timedelta(minutes=minutes)
    code = code_for(roll.session(1), at)
    if counts:
        scan(roll, code, at)
    else:
        assert refused_scan(roll, code, at) is Because.CONFLICT


@pytest.mark.parametrize(
    ("seconds", "counts"), [(0, True), (STEP_S, True), (2 * STEP_S, False), (600, False), (-STEP_S, False)]
)
def test_a_code_passed_on_runs_out(roll: School, seconds: int, counts: bool) -> None:
    code = code_for(roll.session(1), roll.ground.at)
    at = roll.ground.at + timedelta(seconds=seconds)
    if counts:
        scan(roll, code, at)
    else:
        assert refused_scan(roll, code, at) is Because.CONFLICT


def test_a_code_counts_once(roll: School) -> None:
    code = code_for(roll.session(1), roll.ground.at)
    scan(roll, code)
    for again in (code, code_for(roll.session(1), roll.ground.later(minutes=1))):
        with pytest.raises(Refused) as refused:
            scan(roll, again)
        assert refused.value.because is Because.CONFLICT
    assert Mark.objects.count() == 1


def test_the_code_of_another_session_does_not_count(roll: School) -> None:
    one, two = roll.session(1), roll.session(2)
    forged = code_for(two, roll.ground.at).replace(f"{two.pk}-", f"{one.pk}-", 1)
    assert refused_scan(roll, forged) is Because.NOT_FOUND
    # The other session's own code is for its own time.
    assert refused_scan(roll, code_for(two, roll.ground.at)) is Because.CONFLICT


@pytest.mark.parametrize("code", ["", "x", "1-2-3", "9" * 40, "1-1-" + "g" * 32, "999999999999999999-1-" + "0" * 32])
def test_what_is_no_code_is_refused(roll: School, code: str) -> None:
    assert refused_scan(roll, code) is Because.NOT_FOUND


def test_who_is_not_in_the_class_or_withdrew_is_not_put_on_the_roll(roll: School) -> None:
    code = code_for(roll.session(1), roll.ground.at)
    assert refused_scan(roll, code, part="secretary") is Because.FORBIDDEN
    by, row = roll.ground.actor("county_officer"), roll.one.enrolments.get()
    withdraw_person(by=by, at=roll.ground.at, enrolment_id=row.pk, why="家中有事")
    assert refused_scan(roll, code) is Because.FORBIDDEN


def test_a_receipt_holds_for_minutes_and_for_its_own_person(roll: School) -> None:
    person = roll.ground.actor("stranger").person_id or 0
    code = code_for(roll.session(1), roll.ground.at)
    receipt = receipt_for(code, person, roll.ground.at)
    of_another = receipt_for(code, person + 1, roll.ground.at)
    later = roll.ground.at + timedelta(minutes=3)
    assert refused_scan(roll, code, later) is Because.CONFLICT
    assert refused_scan(roll, code, later, receipt=of_another) is Because.CONFLICT
    assert refused_scan(roll, code, later, receipt="forged:x") is Because.CONFLICT
    assert refused_scan(roll, code, roll.ground.at + timedelta(minutes=6), receipt=receipt) is Because.CONFLICT
    scan(roll, code, later, receipt)
    assert Mark.objects.get().at == roll.ground.at


def test_a_sheet_is_entered_and_put_right_and_what_was_stays(roll: School) -> None:
    row, by = roll.one.enrolments.get(), roll.ground.actor("county_officer")
    said: dict[str, Any] = {"by": by, "at": roll.session(1).end_at, "session_id": roll.session(1).pk}
    assert enter_sheet(**said, came=[row.pk]) == (1, 0)
    assert enter_sheet(**said, came=[row.pk]) == (0, 0)
    assert enter_sheet(**said, came=[], absent=[row.pk]) == (0, 1)
    assert present_at(roll.one) == {}
    assert enter_sheet(**said, came=[row.pk]) == (1, 0)
    marks = Mark.objects.order_by("number").values_list("number", "present", "how")
    assert list(marks) == [(1, True, "sheet"), (2, False, "sheet"), (3, True, "sheet")]


def test_a_sheet_is_refused_when_it_cannot_be(roll: School) -> None:
    row, session = roll.one.enrolments.get(), roll.session(2)
    by, end = roll.ground.actor("county_officer"), roll.session(2).end_at
    with pytest.raises(Refused):
        enter_sheet(by=by, at=roll.ground.at, session_id=session.pk, came=[row.pk])
    with pytest.raises(Refused):
        enter_sheet(by=by, at=end, session_id=session.pk, came=[row.pk + 99])
    with pytest.raises(Refused):
        enter_sheet(by=by, at=end, session_id=session.pk, came=[row.pk], absent=[row.pk])
    for part in ("township_officer", "stranger"):
        with pytest.raises(Refused) as refused:
            enter_sheet(by=roll.ground.actor(part), at=end, session_id=session.pk, came=[row.pk])
        assert refused.value.because is Because.FORBIDDEN
    assert not Mark.objects.exists()
