"""A run from its first line to the reversal, and every step that is refused on the way."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from conftest import AT
from headgoose.dispatch.actions.drafting import demand_empty_seats, reopen_run
from headgoose.dispatch.actions.ruling import move_candidate, rule_candidate, withdraw_candidate
from headgoose.dispatch.actions.solving import start_solving
from headgoose.dispatch.actions.steps import (
    approve_run,
    discard_run,
    issue_run,
    propose_reversal,
    return_run,
    reverse_run,
)
from headgoose.dispatch.models import Candidate, Demand, Edge, Placement, Run
from headgoose.dispatch.tests.runs.conftest import (
    END,
    HALL,
    POOL,
    RIVER,
    SIBLING,
    START,
    NewRun,
    Officer,
    key,
    plan_of,
    somebody,
)
from headgoose.dispatch.working import solve_run
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import Order, Person, Post, Tenure
from headgoose.records.models import Act


def test_the_plan_gives_everybody_the_best_choices_together(planned: NewRun, officer: Officer) -> None:
    run = planned(officer())
    assert (run.state, plan_of(run)) == ("planned", {"甲一": HALL, "乙二": RIVER, "丙三": SIBLING})
    assert run.parts["rank"] == 1
    assert (len(run.fingerprint), run.optimum) == (64, run.objective)


def test_a_run_goes_all_the_way_and_back(planned: NewRun, officer: Officer) -> None:
    maker, second = officer(), officer()
    run = planned(maker)
    approve_run(by=second, at=AT, run_id=run.pk)
    issue_run(by=maker, at=AT, run_id=run.pk)
    tenures = list(Tenure.objects.filter(order__number=run.number))
    assert {(t.start_on, t.end_on, t.how, t.sent_by_id) for t in tenures} == {(START, END, "sent", run.place_id)}
    assert Person.objects.filter(name__in=["甲一", "乙二", "丙三"]).count() == 3
    assert set(run.placements.values_list("tenure_id", flat=True)) == {t.pk for t in tenures}
    assert not run.candidates.filter(person=None).exists()
    assert Act.objects.filter(verb="dispatch.issue_line").count() == 3
    propose_reversal(by=maker, at=AT, run_id=run.pk, why="名额有变")
    with pytest.raises(Refused) as refused:
        reverse_run(by=maker, at=AT, run_id=run.pk)
    assert refused.value.because is Because.FORBIDDEN
    reverse_run(by=second, at=AT, run_id=run.pk)
    assert Tenure.objects.filter(order__number=run.number).count() == 0
    assert Act.objects.filter(verb="dispatch.reverse_line").count() == 3


def test_who_made_or_changed_a_run_does_not_approve_it(planned: NewRun, officer: Officer) -> None:
    maker, second, third = officer(), officer(), officer()
    run = planned(maker)
    for by in (maker, second):
        if by is second:
            candidate = run.candidates.get(name="丙三")
            rule_candidate(by=second, at=AT, run_id=run.pk, candidate_id=candidate.pk, key=key(HALL), kind="forbid")
        with pytest.raises(Refused) as refused:
            approve_run(by=by, at=AT, run_id=run.pk)
        assert refused.value.because is Because.FORBIDDEN
    assert approve_run(by=third, at=AT, run_id=run.pk).state == "approved"


def test_a_batch_is_neither_approved_nor_issued_twice(planned: NewRun, officer: Officer) -> None:
    maker, second = officer(), officer()
    run = planned(maker)
    approve_run(by=second, at=AT, run_id=run.pk)
    with pytest.raises(Refused) as refused:
        approve_run(by=second, at=AT, run_id=run.pk)
    assert refused.value.because is Because.CONFLICT
    issue_run(by=maker, at=AT, run_id=run.pk)
    with pytest.raises(Refused):
        issue_run(by=maker, at=AT, run_id=run.pk)
    assert (Order.objects.count(), Tenure.objects.filter(order__isnull=False).count()) == (1, 3)


def test_of_two_officers_with_one_plan_open_the_second_is_told(planned: NewRun, officer: Officer) -> None:
    maker, second = officer(), officer()
    run = planned(maker)
    one, other = run.candidates.get(name="甲一"), run.candidates.get(name="乙二")
    seen = run.version
    rule_candidate(by=maker, at=AT, run_id=run.pk, candidate_id=one.pk, key=key(HALL), kind="pin", version=seen)
    with pytest.raises(Refused) as refused:
        rule_candidate(by=second, at=AT, run_id=run.pk, candidate_id=other.pk, key=key(HALL), kind="pin", version=seen)
    assert refused.value.because is Because.CONFLICT
    assert run.rulings.count() == 1


def test_a_pin_is_kept_and_a_forbid_too(planned: NewRun, officer: Officer) -> None:
    by = officer()
    run = planned(by)
    two = run.candidates.get(name="乙二")
    rule_candidate(by=by, at=AT, run_id=run.pk, candidate_id=two.pk, key=key(HALL), kind="pin")
    start_solving(by=by, at=AT, run_id=run.pk)
    solve_run(run.pk, AT)
    assert plan_of(run)["乙二"] == HALL
    rule_candidate(by=by, at=AT, run_id=run.pk, candidate_id=two.pk, key=key(HALL), kind="forbid")
    start_solving(by=by, at=AT, run_id=run.pk)
    solve_run(run.pk, AT)
    assert plan_of(run)["乙二"] == RIVER


def test_a_plan_with_a_ruling_that_came_after_it_is_not_approved(planned: NewRun, officer: Officer) -> None:
    by = officer()
    run = planned(by)
    two = run.candidates.get(name="乙二")
    rule_candidate(by=by, at=AT, run_id=run.pk, candidate_id=two.pk, key=key(HALL), kind="pin")
    with pytest.raises(Refused) as refused:
        approve_run(by=officer(), at=AT, run_id=run.pk)
    assert refused.value.because is Because.CONFLICT


def test_after_a_withdrawal_few_others_move(planned: NewRun, officer: Officer) -> None:
    by = officer()
    run = planned(by, [*POOL, somebody("丁四", RIVER)], may_stay_out=True)
    before = plan_of(run)
    gone = run.candidates.get(name="丙三" if "丙三" in before else "甲一")
    withdraw_candidate(by=by, at=AT, run_id=run.pk, candidate_id=gone.pk)
    assert gone.name not in plan_of(run)
    run.refresh_from_db()
    start_solving(by=by, at=AT, run_id=run.pk, keep=True, version=run.version)
    solve_run(run.pk, AT)
    run.refresh_from_db()
    after = plan_of(run)
    assert gone.name not in after
    assert all(after[name] == place for name, place in before.items() if name != gone.name)
    assert run.parts["moved"] == 0


def test_two_people_change_places_by_hand_and_the_cost_is_told(planned: NewRun, officer: Officer) -> None:
    by = officer()
    run = planned(by, [somebody("甲一", HALL, SIBLING), somebody("乙二", RIVER), somebody("丙三", SIBLING, HALL)])
    one, other = run.candidates.get(name="甲一"), run.candidates.get(name="丙三")
    run = move_candidate(by=by, at=AT, run_id=run.pk, candidate_id=one.pk, key=None, swap_with=other.pk)
    assert (plan_of(run)["甲一"], plan_of(run)["丙三"]) == (SIBLING, HALL)
    assert (run.objective or 0) > (run.optimum or 0)
    assert run.placements.filter(by_hand=True).count() == 2


def test_a_full_place_takes_nobody_more(planned: NewRun, officer: Officer) -> None:
    by = officer()
    run = planned(by)
    one = run.candidates.get(name="甲一")
    with pytest.raises(Refused) as refused:
        move_candidate(by=by, at=AT, run_id=run.pk, candidate_id=one.pk, key=key(SIBLING))
    assert refused.value.because is Because.CONFLICT
    assert plan_of(run)["甲一"] == HALL


def test_a_seat_filled_after_approval_stops_the_issue(
    planned: NewRun, officer: Officer, seats: dict[str, Post]
) -> None:
    maker = officer()
    run = planned(maker)
    approve_run(by=officer(), at=AT, run_id=run.pk)
    post = seats[HALL]
    person = Person.objects.create(name="抢先者", initials="qxz", sex="m", born_on=date(1990, 1, 1))
    Tenure.objects.create(
        post=post, type=post.type, place=post.place, person=person, start_on=date(2026, 6, 1), how="appointed"
    )
    with pytest.raises(Refused) as refused:
        issue_run(by=maker, at=AT, run_id=run.pk)
    assert refused.value.because is Because.CONFLICT
    assert Tenure.objects.filter(order__isnull=False).count() == 0


def test_a_run_whose_day_has_come_is_not_issued(planned: NewRun, officer: Officer) -> None:
    maker = officer()
    run = planned(maker)
    approve_run(by=officer(), at=AT, run_id=run.pk)
    with pytest.raises(Refused):
        issue_run(by=maker, at=AT.replace(month=9), run_id=run.pk)


def test_a_draft_is_put_aside_by_its_maker(new_run: NewRun, officer: Officer) -> None:
    run = new_run(officer())
    with pytest.raises(Refused):
        start_solving(by=officer(), at=AT, run_id=run.pk)
    maker = officer()
    assert discard_run(by=maker, at=AT, run_id=new_run(maker).pk).state == "discarded"


def test_a_returned_plan_may_be_reopened(planned: NewRun, officer: Officer) -> None:
    maker = officer()
    run = planned(maker)
    approve_run(by=officer(), at=AT, run_id=run.pk)
    with pytest.raises(Refused):
        demand_empty_seats(by=maker, at=AT, run_id=run.pk)
    assert return_run(by=maker, at=AT, run_id=run.pk, why="再看一遍").state == "planned"
    assert reopen_run(by=maker, at=AT, run_id=run.pk).state == "draft"


# --- What the database itself refuses ---


def removed(rows: Any) -> None:
    """Delete rows without a word to Django, which would look for what refers to them first."""
    rows._raw_delete("default")


def test_the_database_refuses_what_must_never_be(planned: NewRun, officer: Officer) -> None:
    maker = officer()
    run = planned(maker)
    runs, of_run = Run.objects.filter(pk=run.pk), {"run_id": run.pk}
    candidate = run.candidates.get(name="甲一")
    writes: list[Callable[[], object]] = [
        lambda: runs.update(state="issued"),
        lambda: runs.update(state="approved"),
        lambda: runs.update(state="approved", approver_id=maker.person_id, approver_user_id=7, approved_at=AT),
        lambda: runs.update(seed="another"),
        lambda: runs.update(start_on=date(2026, 10, 1)),
        lambda: runs.update(version=0),
        lambda: removed(runs),
        lambda: Demand.objects.filter(**of_run).update(upper=9),
        lambda: Edge.objects.filter(**of_run).update(km=0),
        lambda: removed(Edge.objects.filter(**of_run)),
        lambda: removed(Candidate.objects.filter(**of_run)),
        lambda: Placement.objects.create(run=run, candidate=candidate, key=1, rank=0, km=0, skill=0, home=0),
    ]
    for write in writes:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_the_database_refuses_that_who_changed_a_run_approves_it(planned: NewRun, officer: Officer) -> None:
    run, second = planned(officer()), officer()
    candidate = run.candidates.get(name="丙三")
    rule_candidate(by=second, at=AT, run_id=run.pk, candidate_id=candidate.pk, key=key(HALL), kind="forbid")
    for approver in ({"approver_id": second.person_id}, {"approver_id": 0, "approver_user_id": second.user_id}):
        approver["approver_id"] = approver["approver_id"] or officer().person_id
        with pytest.raises(IntegrityError), transaction.atomic():
            Run.objects.filter(pk=run.pk).update(state="approved", approved_at=AT, **approver)


def test_the_database_keeps_an_approved_plan(planned: NewRun, officer: Officer) -> None:
    run = planned(officer())
    approve_run(by=officer(), at=AT, run_id=run.pk)
    runs, lines = Run.objects.filter(pk=run.pk), Placement.objects.filter(run=run)
    writes: list[Callable[[], object]] = [
        lambda: runs.update(objective=1),
        lambda: runs.update(fingerprint="x"),
        lambda: runs.update(approver_id=officer().person_id),
        lambda: lines.update(key=key(HALL)),
        lambda: removed(lines),
        lambda: Candidate.objects.filter(run=run).update(withdrawn=True),
        lambda: runs.update(state="issued"),
    ]
    for write in writes:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
