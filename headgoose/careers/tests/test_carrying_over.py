"""What is carried over in bulk stands on record as if each had been done by its action, under the same rules."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from conftest import AT, Tree
from headgoose.careers.actions.awards import record_award
from headgoose.careers.actions.carrying import (
    CarriedAward,
    CarriedHandover,
    CarriedReserve,
    CarriedReview,
    carry_over_awards,
    carry_over_handovers,
    carry_over_reserves,
    carry_over_reviews,
)
from headgoose.careers.actions.handing_over import confirm_task, open_handover
from headgoose.careers.actions.opening import open_due_handovers
from headgoose.careers.actions.reserves import list_reserve, propose_reserve
from headgoose.careers.actions.reviews import confirm_review, review_year, write_word
from headgoose.careers.handovers import Change
from headgoose.careers.models import Award, Handover, HandoverItem, HandoverTask, Reserve, Review
from headgoose.careers.tests.conftest import COUNTY, RESULTS, SIBLING, TOWNSHIP, WORD, NewTenure, Officer, holder_of
from headgoose.careers.tests.test_awards import facts
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Refused
from headgoose.people.models import PostType, Tenure
from headgoose.records.models import Act

WRITTEN = datetime(2025, 12, 1, 2, tzinfo=UTC)
REVIEWED, CONFIRMED = WRITTEN + timedelta(days=40), WRITTEN + timedelta(days=80)


def values(model: Any, *left_out: str) -> list[dict[str, Any]]:
    """All columns of all rows but their numbers."""
    return [
        {k: v for k, v in row.items() if k not in {"id", *left_out}} for row in model.objects.order_by("pk").values()
    ]


def test_reviews_carried_over_are_as_if_written_reviewed_and_confirmed(
    tenure: Tenure, new_tenure: NewTenure, officer: Officer, system: Actor
) -> None:
    reviewer, confirmer = officer(TOWNSHIP), officer(COUNTY)
    one = write_word(by=holder_of(tenure), at=WRITTEN, tenure_id=tenure.pk, year=2025, word=WORD)
    review_year(by=reviewer, at=REVIEWED, review_id=one.pk, results=RESULTS, grade="good")
    confirm_review(by=confirmer, at=CONFIRMED, review_id=one.pk)
    other = new_tenure(place=SIBLING)
    steps = {"reviewed": (REVIEWED, reviewer.person_id), "confirmed": (CONFIRMED, confirmer.person_id)}
    carried = CarriedReview(other.pk, 2025, WORD, WRITTEN, results=RESULTS, grade="good", **steps)  # type: ignore[arg-type]
    assert carry_over_reviews(by=system, at=AT, carried=[carried]) == 1
    by_hand, in_bulk = values(Review, "tenure_id", "person_id")
    assert by_hand == in_bulk


def test_reviews_are_carried_over_under_the_rules_of_their_steps(
    tenure: Tenure, officer: Officer, system: Actor
) -> None:
    who = officer(TOWNSHIP).person_id or 0
    right = CarriedReview(tenure.pk, 2025, WORD, WRITTEN, (REVIEWED, who), RESULTS, "good")
    for wrong in (
        right._replace(own_word="短"),
        right._replace(year=2023),
        right._replace(grade="best"),
        right._replace(reviewed=(WRITTEN - timedelta(days=1), who)),
        right._replace(reviewed=(AT + timedelta(days=1), who)),
        right._replace(reviewed=(REVIEWED, tenure.person_id)),
        right._replace(confirmed=(CONFIRMED, who)),
        right._replace(reviewed=None, confirmed=(CONFIRMED, who)),
        right._replace(tenure_id=10**12),
    ):
        with pytest.raises(Refused):
            carry_over_reviews(by=system, at=AT, carried=[right, wrong])
    assert not Review.objects.exists()
    with pytest.raises(Refused):
        carry_over_reviews(by=officer(COUNTY), at=AT, carried=[right])


def test_awards_carried_over_are_as_if_recorded(tenure: Tenure, officer: Officer, system: Actor) -> None:
    record_award(by=officer(), at=AT, tenure_id=tenure.pk, **facts())
    said = facts(awarded_on=date(2024, 7, 1))
    carry_over_awards(by=system, at=AT, carried=[CarriedAward(tenure.pk, **said)])
    by_hand, in_bulk = values(Award, "awarded_on")
    assert by_hand == in_bulk
    assert Act.objects.get(verb="careers.carry_over_careers").touches_from == date(2024, 7, 1)
    for wrong in (facts(title=""), facts(awarded_on=date(2026, 6, 2)), facts(level=7)):
        with pytest.raises(Refused):
            carry_over_awards(by=system, at=AT, carried=[CarriedAward(tenure.pk, **wrong)])


def test_reserves_carried_over_are_as_if_proposed_and_listed(
    new_tenure: NewTenure, officer: Officer, system: Actor, tree: Tree
) -> None:
    one, two, why = new_tenure("graduate"), new_tenure("graduate"), "熟悉电商和农技"
    type_id, place_id = PostType.objects.get(code="secretary").pk, tree.place(COUNTY).pk
    first, second = officer(COUNTY), officer(COUNTY)
    named: dict[str, Any] = {"type_id": type_id, "place_id": place_id, "why": why}
    row = propose_reserve(by=first, at=WRITTEN, person_id=one.person_id, **named)
    list_reserve(by=second, at=REVIEWED, reserve_id=row.pk)
    steps = ((WRITTEN, first.person_id or 0), (REVIEWED, second.person_id or 0))
    carried = CarriedReserve(two.person_id, type_id, place_id, why, *steps)
    carry_over_reserves(by=system, at=AT, carried=[carried])
    by_hand, in_bulk = values(Reserve, "person_id")
    assert by_hand == in_bulk
    with pytest.raises(Refused):
        carry_over_reserves(by=system, at=AT, carried=[carried._replace(listed=steps[0])])


def test_handovers_carried_over_are_as_if_opened_and_confirmed(
    new_tenure: NewTenure, officer: Officer, system: Actor
) -> None:
    opened, last = AT - timedelta(days=20), AT - timedelta(days=9)
    changes = []
    for place in ("231221100200", SIBLING):
        left = new_tenure(place=place, end_on=date(2026, 5, 10))
        changes.append(Change(left, new_tenure(place=place, post=left.post, start_on=date(2026, 5, 10))))
    one, two = changes
    assert one.came is not None
    handover = open_handover(by=officer(TOWNSHIP), at=opened, left_id=one.left.pk, came_id=one.came.pk)
    for task in handover.tasks.all():
        for side in (one.left, one.came):
            confirm_task(by=holder_of(side), at=last, task_id=task.pk)
    whole = HandoverItem.objects.filter(type=one.left.type).count()
    carry_over_handovers(by=system, at=AT, carried=[CarriedHandover(two, opened, whole, whole, last)])
    by_hand, in_bulk = values(Handover, "left_id", "came_id")
    assert by_hand == in_bulk
    rows = values(HandoverTask, "handover_id", "given_by_id", "taken_by_id")
    assert rows[:whole] == rows[whole:]
    with pytest.raises(Refused, match="already"):
        carry_over_handovers(by=system, at=AT, carried=[CarriedHandover(two, opened)])


def test_handovers_open_by_themselves_where_a_seat_changed_hands_lately_and_once(new_tenure: NewTenure) -> None:
    left = new_tenure(end_on=date(2026, 5, 10))
    came = new_tenure(post=left.post, start_on=date(2026, 5, 20))
    long_ago = new_tenure(place=SIBLING, end_on=date(2026, 3, 1))
    new_tenure(place=SIBLING, post=long_ago.post, start_on=date(2026, 3, 1))
    again = new_tenure("committee_director", end_on=date(2026, 5, 20))
    new_tenure("committee_director", post=again.post, person=again.person, start_on=date(2026, 5, 20))
    for _turn in range(2):
        open_due_handovers(AT)
    assert [(one.left_id, one.came_id) for one in Handover.objects.all()] == [(left.pk, came.pk)]
    assert Act.objects.filter(verb="careers.open_handover").count() == 1
