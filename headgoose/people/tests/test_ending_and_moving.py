"""Ending a tenure and moving a person through the actions."""

from datetime import date

import pytest

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.actions.tenures import end_tenure, transfer_person
from headgoose.people.checks import seat_token
from headgoose.people.models import Tenure
from headgoose.people.tests.conftest import AT, OTHER_VILLAGE, SIBLING, NewPost, NewTenure
from headgoose.records.models import Act


def end(by: Actor, tenure: Tenure, on: date, token: str | None = None) -> Tenure:
    return end_tenure(by=by, at=AT, tenure_id=tenure.pk, end_on=on, reason="resigned", token=token)


def test_a_tenure_ends_with_its_reason(county: Actor, new_post: NewPost, new_tenure: NewTenure) -> None:
    held = new_tenure(new_post("secretary"))
    end(county, held, date(2026, 6, 1))
    held.refresh_from_db()
    assert (held.end_on, held.end_reason) == (date(2026, 6, 1), "resigned")
    assert Act.objects.get().before["end_on"] == "9999-12-31"


def test_an_ended_tenure_is_history(county: Actor, new_post: NewPost, new_tenure: NewTenure) -> None:
    left = new_tenure(new_post("secretary"), end_on=date(2026, 6, 1))
    with pytest.raises(Refused) as caught:
        end(county, left, date(2026, 7, 1))
    assert caught.value.because is Because.CONFLICT
    with pytest.raises(Refused):
        transfer_person(
            by=county, at=AT, tenure_id=left.pk, post_id=new_post("secretary", SIBLING).pk, on=date(2026, 7, 1)
        )
    left.refresh_from_db()
    assert left.end_on == date(2026, 6, 1)


def test_a_tenure_cannot_end_before_it_starts(county: Actor, new_post: NewPost, new_tenure: NewTenure) -> None:
    held = new_tenure(new_post("secretary"), start_on=date(2026, 5, 1))
    with pytest.raises(Refused) as caught:
        end(county, held, date(2026, 5, 1))
    assert caught.value.field == "end_on"


def test_the_same_form_sent_twice_ends_once(county: Actor, new_post: NewPost, new_tenure: NewTenure) -> None:
    held = new_tenure(new_post("secretary"))
    token = seat_token(held.post_id)
    end(county, held, date(2026, 9, 1), token)
    with pytest.raises(Refused) as caught:
        end(county, held, date(2026, 9, 1), token)
    assert caught.value.because is Because.CONFLICT
    assert Act.objects.count() == 1


def test_a_tenure_elsewhere_is_not_ended(county: Actor, new_post: NewPost, new_tenure: NewTenure) -> None:
    with pytest.raises(Refused) as caught:
        end(county, new_tenure(new_post("secretary", OTHER_VILLAGE)), date(2026, 6, 1))
    assert caught.value.because is Because.FORBIDDEN


def test_a_person_moves_by_one_tenure_ending_and_another_beginning(
    county: Actor, new_post: NewPost, new_tenure: NewTenure
) -> None:
    held, goal = new_tenure(new_post("secretary")), new_post("secretary", SIBLING)
    moved = transfer_person(by=county, at=AT, tenure_id=held.pk, post_id=goal.pk, on=date(2026, 7, 1))
    held.refresh_from_db()
    assert (held.end_on, held.end_reason) == (date(2026, 7, 1), "transferred")
    assert (moved.person_id, moved.post_id, moved.start_on) == (held.person_id, goal.pk, date(2026, 7, 1))


def test_a_move_to_a_taken_seat_leaves_everything_as_it_was(
    county: Actor, new_post: NewPost, new_tenure: NewTenure
) -> None:
    held, taken = new_tenure(new_post("secretary")), new_tenure(new_post("secretary", SIBLING), "测试乙")
    with pytest.raises(Refused) as caught:
        transfer_person(by=county, at=AT, tenure_id=held.pk, post_id=taken.post_id, on=date(2026, 7, 1))
    assert caught.value.because is Because.CONFLICT
    held.refresh_from_db()
    assert held.open_ended
    assert not Act.objects.exists()
