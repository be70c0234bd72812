"""The server solves what waits: in a process of its own, taken up again after a kill, given up when it cannot be."""

import pytest

from conftest import AT
from headgoose.dispatch.actions.drafting import set_bound
from headgoose.dispatch.actions.files import take_pool_file
from headgoose.dispatch.actions.relaxing import relax_run
from headgoose.dispatch.actions.ruling import withdraw_candidate
from headgoose.dispatch.actions.solving import begin_attempt, start_solving, stop_solving
from headgoose.dispatch.asking_why import replay_run, said_why_not
from headgoose.dispatch.models import Run
from headgoose.dispatch.telling import said_explanation
from headgoose.dispatch.tests.runs.conftest import (
    HALL,
    POOL,
    RIVER,
    SIBLING,
    TOWN,
    NewRun,
    Officer,
    csv_of,
    key,
    plan_of,
    somebody,
)
from headgoose.dispatch.working import solve_run, solve_waiting
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Refused
from headgoose.places.models import Span


def asked(by: Actor, run: Run, pool: list[list[str]] | None = None) -> Run:
    """The run with its pool, waiting for a plan."""
    content = csv_of(*(pool or POOL))
    take_pool_file(by=by, at=AT, run_id=run.pk, file_name="名单.csv", content=content)
    return start_solving(by=by, at=AT, run_id=run.pk)


def test_the_duty_solves_what_waits_in_a_process_of_its_own(
    new_run: NewRun, officer: Officer, in_its_own_process: None
) -> None:
    by = officer()
    run = asked(by, new_run(by))
    solve_waiting(AT)
    run.refresh_from_db()
    assert (run.state, len(plan_of(run))) == ("planned", 3)
    assert run.solver


def test_a_run_that_a_killed_server_left_is_taken_up_again(new_run: NewRun, officer: Officer, system: Actor) -> None:
    by = officer()
    run = asked(by, new_run(by))
    begin_attempt(by=system, at=AT, run_id=run.pk)
    solve_waiting(AT)
    run.refresh_from_db()
    assert (run.state, run.attempts) == ("planned", 2)


def test_a_run_that_kills_the_server_each_time_is_a_draft_again(
    new_run: NewRun, officer: Officer, system: Actor
) -> None:
    by = officer()
    run = asked(by, new_run(by))
    for _time in range(3):
        begin_attempt(by=system, at=AT, run_id=run.pk)
    solve_waiting(AT)
    run.refresh_from_db()
    assert run.state == "draft"
    assert run.remark


def test_a_plan_that_nobody_waits_for_any_more_is_not_stored(new_run: NewRun, officer: Officer) -> None:
    by = officer()
    run = asked(by, new_run(by))
    stop_solving(by=by, at=AT, run_id=run.pk)
    assert not solve_run(run.pk, AT)
    run.refresh_from_db()
    assert (run.state, run.placements.count()) == ("draft", 0)


def test_weights_that_overflow_are_told_with_the_limit(new_run: NewRun, officer: Officer) -> None:
    by = officer()
    weights = {"order": "weighted", **dict.fromkeys(("rank", "distance", "skill", "home", "stay"), 10**15)}
    run = asked(by, new_run(by, weights=weights), [somebody("甲一", HALL, RIVER), *POOL[1:]])
    solve_waiting(AT)
    run.refresh_from_db()
    assert run.state == "draft"
    assert "64" in run.remark


def test_more_minimum_seats_than_people_are_explained_and_relaxed(planned: NewRun, officer: Officer) -> None:
    by = officer()
    run = planned(by, POOL[:2], least=1)
    assert run.state == "infeasible"
    said = said_explanation(run)
    assert len(said["clusters"]) == 1
    assert "厢红六村" in str(said["clusters"][0].details) or "通江村" in str(said["clusters"][0].details)
    ways = [way for way in said["clusters"][0].ways if way.number is not None]
    vacancy = next(number for number in said["vacancies"])
    assert vacancy in [way.number for way in ways]
    with pytest.raises(Refused):
        relax_run(by=by, at=AT, run_id=run.pk, numbers=[999])
    relax_run(by=by, at=AT, run_id=run.pk, numbers=said["vacancies"])
    solve_waiting(AT)
    run.refresh_from_db()
    assert (run.state, len(plan_of(run))) == ("planned", 2)


def test_a_bound_of_a_township_is_kept(new_run: NewRun, officer: Officer, tree: object) -> None:
    by = officer()
    run = new_run(by)
    town = Span.objects.get(key=key(TOWN), kind=40)
    set_bound(by=by, at=AT, run_id=run.pk, place_id=town.place_id, lower=0, upper=1)
    asked(by, run, [somebody("甲一", HALL, SIBLING), somebody("乙二", HALL, RIVER)])
    solve_waiting(AT)
    assert plan_of(run) == {"甲一": HALL, "乙二": RIVER}


def test_by_merit_who_has_the_higher_score_chooses_first(planned: NewRun, officer: Officer) -> None:
    by = officer()
    pool = [somebody("甲一", HALL, SIBLING, score="70"), somebody("乙二", HALL, SIBLING, score="90")]
    run = planned(by, pool, mode="merit")
    assert plan_of(run) == {"甲一": SIBLING, "乙二": HALL}
    assert run.envies == 0


def test_a_replay_gives_the_same_and_tells_when_the_input_has_changed(planned: NewRun, officer: Officer) -> None:
    by = officer()
    run = planned(by)
    assert replay_run(run).same
    one = run.candidates.get(name="甲一")
    withdraw_candidate(by=by, at=AT, run_id=run.pk, candidate_id=one.pk)
    run.refresh_from_db()
    again = replay_run(run)
    assert (again.same, again.same_input) == (False, False)


def test_why_not_is_answered_with_who_would_move(planned: NewRun, officer: Officer) -> None:
    run = planned(officer())
    two = run.candidates.get(name="乙二")
    answer = said_why_not(run, two, key(HALL))
    assert any("甲一" in move for move in answer.moves)
    assert "厢红五村" in answer.place.said
    barred = said_why_not(run, run.candidates.get(name="丙三"), key(RIVER))
    assert barred.moves == []


def test_the_same_people_in_another_order_get_the_same_plan(planned: NewRun, officer: Officer) -> None:
    pool = [somebody(name, HALL, SIBLING) for name in ("甲一", "乙二", "丙三", "丁四")]
    one, other = planned(officer(), pool), planned(officer(), pool[::-1])
    assert plan_of(one) == plan_of(other)
    assert one.fingerprint == other.fingerprint
