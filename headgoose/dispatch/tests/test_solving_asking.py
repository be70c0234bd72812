"""Why not this place? What it would cost and who would move, held to the best plan with the pair."""

from dataclasses import replace

import numpy as np
import pytest

from headgoose.dispatch.solving import (
    Fault,
    Hurdle,
    Infeasible,
    Malformed,
    Move,
    Problem,
    Way,
    cost_of,
    moves_between,
    solve,
    why_not,
)
from headgoose.dispatch.tests.drawing import drawn, edges_of, villages
from headgoose.dispatch.tests.oracle import optimum

A, B, C = villages(3)
CHAIN = edges_of((0, 0, 1), (0, 1, 0), (1, 1, 0, 8), (1, 2, 0, 9), (2, 2, 0), (2, 0, 3))
PROBLEM = Problem(("a", "b", "c"), (A, B, C), (1, 1, 1), (1, 1, 1), CHAIN)


def test_the_chain_of_moves_and_its_cost_are_said() -> None:
    plan = solve(PROBLEM)
    assert plan.place_of == {"a": A, "b": B, "c": C}
    answer = why_not(PROBLEM, plan, "a", B)
    assert answer.hurdle is None
    assert answer.moves == (Move("a", A, B), Move("b", B, C), Move("c", C, A))
    assert (answer.extra["rank"], answer.extra["distance"]) == (2, 1)
    assert answer.extra["objective"] > 0


def test_the_place_one_has_costs_nothing_and_moves_nobody() -> None:
    answer = why_not(PROBLEM, solve(PROBLEM), "a", A)
    assert (answer.extra["objective"], answer.moves, answer.hurdle) == (0, (), None)


def test_a_pair_that_is_forbidden_pinned_away_or_no_candidate_says_so() -> None:
    plan = solve(PROBLEM)
    cases = [
        (replace(PROBLEM, forbids=(("a", B),)), "a", B, Hurdle.FORBIDDEN, Way.ALLOW),
        (replace(PROBLEM, pins=(("a", A),)), "a", B, Hurdle.PINNED, Way.PIN),
        (PROBLEM, "a", C, Hurdle.NO_CANDIDATE, Way.WIDEN),
    ]
    for problem, person, place, hurdle, way in cases:
        answer = why_not(problem, plan, person, place)
        assert answer.hurdle is hurdle
        assert [(one.kind, one.people, one.places) for one in answer.explanation.relaxations] == [
            (way, (person,), (place,))
        ]


def test_a_pair_that_would_leave_a_minimum_unfilled_is_explained() -> None:
    problem = replace(PROBLEM, edges=edges_of((0, 0), (0, 1), (1, 1), (2, 2)))
    answer = why_not(problem, solve(problem), "a", B)
    assert answer.hurdle is Hurdle.MINIMUMS
    assert answer.explanation.clusters[0].places == (A,)
    assert answer.extra == {}


def test_strangers_are_refused() -> None:
    plan = solve(PROBLEM)
    for person, place, fault in (("z", A, Fault.UNKNOWN_PERSON), ("a", 7, Fault.UNKNOWN_PLACE)):
        with pytest.raises(Malformed) as refused:
            why_not(PROBLEM, plan, person, place)
        assert refused.value.reason is fault


@pytest.mark.parametrize("seed", range(40))
def test_the_extra_cost_is_that_of_the_optimum_with_the_pair_by_another_solver(seed: int) -> None:
    problem = replace(drawn(seed, people=9, places=6, tight=0.2), may_stay_out=True)
    try:
        plan = solve(problem)
    except Infeasible:
        return
    for row in np.random.default_rng(seed).permutation(len(problem.edges))[:5].tolist():
        person, place = problem.people[problem.edges.person[row]], problem.places[problem.edges.place[row]]
        if (person, place) in problem.forbids:
            continue
        expected = optimum(replace(problem, pins=((person, place),)))
        answer = why_not(problem, plan, person, place)
        assert (answer.hurdle is Hurdle.MINIMUMS) == (expected.objective is None)
        if expected.objective is not None and expected.out is not None:
            assert answer.extra["objective"] == expected.objective - plan.objective
            assert answer.extra["out"] == expected.out - plan.parts["out"]
            after = plan.place_of | {move.person: move.target for move in answer.moves}
            placed = {one: at for one, at in after.items() if at is not None}
            assert cost_of(problem, placed)["objective"] == expected.objective


def test_between_plans_of_equal_cost_the_fewest_move() -> None:
    """Any of twenty could make room at no cost; one of them does, and the rest stay."""
    many = villages(20)
    pairs = edges_of(*((person, place) for person in range(20) for place in range(20)))
    problem = Problem(tuple(f"p{number:02}" for number in range(20)), many, (1,) * 20, (1,) * 20, pairs)
    plan = solve(problem)
    for person, target in (("p00", plan.place_of["p07"]), ("p13", plan.place_of["p02"])):
        answer = why_not(problem, plan, person, target)
        assert answer.extra["objective"] == 0
        assert len(answer.moves) == 2
        assert answer.moves[0].person == person


def test_moves_between_two_plans_name_who_comes_and_who_goes() -> None:
    assert moves_between({"a": A, "b": B}, {"a": A, "c": B}) == (Move("b", B, None), Move("c", None, B))
