"""The lines that name a person, for the file of what is held: all of them, or those of an officer's area."""

from collections.abc import Sequence

import pytest

from conftest import AT
from headgoose.kernel.area import Area, area_of, key_of, level_of
from headgoose.orders.actions.drafting import DraftLine
from headgoose.orders.actions.issuing import issue_paper
from headgoose.orders.actions.steps import approve_order, submit_order
from headgoose.orders.holdings import lines_held
from headgoose.orders.tests.conftest import COUNTY, OTHER_VILLAGE, SIBLING, TODAY, VILLAGE, Draft, NewHolder, NewPost
from headgoose.orders.tests.conftest import Officer as NewOfficer

PREFECTURE, OTHER_COUNTY = "2312", "231222"


def areas(*codes: str) -> Sequence[Area]:
    return [area_of(key_of(code), level_of(code)) for code in codes]


@pytest.mark.django_db
def test_lines_of_others_drafts_and_about_seats_elsewhere_are_left_out(
    officer: NewOfficer, new_post: NewPost, new_holder: NewHolder, draft: Draft
) -> None:
    tenure = new_holder(new_post(place=VILLAGE))
    maker, approver = officer(PREFECTURE), officer(PREFECTURE)
    lines = [DraftLine("end", tenure_id=tenure.pk, end_on=TODAY, reason="resigned")]
    paper = draft(maker, lines, place=PREFECTURE)

    def numbers() -> list[int]:
        asked = (None, areas(PREFECTURE), areas(COUNTY), areas(OTHER_COUNTY, SIBLING))
        return [len(lines_held(tenure.person_id, within)) for within in asked]

    assert numbers() == [1, 1, 0, 0]
    submit_order(by=maker, at=AT, paper_id=paper.pk)
    approve_order(by=approver, at=AT, paper_id=paper.pk)
    assert numbers() == [1, 1, 0, 0]
    issue_paper(by=maker, at=AT, paper_id=paper.pk)
    assert numbers() == [1, 1, 1, 0]


@pytest.mark.django_db
def test_a_line_about_a_seat_elsewhere_is_left_out_though_the_paper_is_near(
    officer: NewOfficer, new_post: NewPost, new_holder: NewHolder, draft: Draft
) -> None:
    tenure = new_holder(new_post(place=VILLAGE))
    far = new_post(place=OTHER_VILLAGE)
    lines = [DraftLine("appoint", post_id=far.pk, person_id=tenure.person_id, start_on=TODAY, how="appointed")]
    draft(officer(PREFECTURE), lines, place=PREFECTURE)
    assert len(lines_held(tenure.person_id, areas(PREFECTURE))) == 1
    assert lines_held(tenure.person_id, areas(COUNTY)) == []
