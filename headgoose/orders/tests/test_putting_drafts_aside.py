"""A draft is put aside by who drew it up; by another only once that person holds no post any more."""

import pytest

from conftest import AT
from headgoose.kernel.refusal import Because, Refused
from headgoose.orders.actions.steps import discard_order
from headgoose.orders.models import PaperState
from headgoose.orders.tests.conftest import TODAY, Draft, NewHolder, NewPost, Officer
from headgoose.people.models import Person, Tenure


def test_another_officer_puts_a_draft_aside_only_when_its_maker_is_gone(
    draft: Draft, officer: Officer, new_post: NewPost, new_holder: NewHolder
) -> None:
    maker, other = officer(), officer()
    seat = new_holder(new_post("county_officer", "231221"), Person.objects.get(pk=maker.person_id or 0))
    paper = draft(maker)
    with pytest.raises(Refused) as refusal:
        discard_order(by=other, at=AT, paper_id=paper.pk)
    assert refusal.value.because is Because.FORBIDDEN
    Tenure.objects.filter(pk=seat.pk).update(end_on=TODAY, known_at=AT)
    assert discard_order(by=other, at=AT, paper_id=paper.pk).state == PaperState.DISCARDED


def test_the_maker_puts_an_own_draft_aside(draft: Draft, officer: Officer) -> None:
    paper = draft(maker := officer())
    assert discard_order(by=maker, at=AT, paper_id=paper.pk).state == PaperState.DISCARDED
