"""The plan is the optimum, by another solver's word, and the same whatever the order of the input."""

from dataclasses import replace

import numpy as np
import pytest

from headgoose.dispatch.solving import Infeasible, Order, Problem, Weights, cost_of, fingerprint, solve
from headgoose.dispatch.tests.drawing import drawn, edges_of, shuffled, villages
from headgoose.dispatch.tests.oracle import Verdict

A, B, C = villages(3)


def verdict(problem: Problem) -> Verdict:
    try:
        plan = solve(problem)
    except Infeasible:
        return Verdict(None, None)
    return Verdict(plan.parts["out"], plan.objective)


def test_everybody_gets_the_first_choice_where_that_is_possible() -> None:
    problem = Problem(("a", "b"), (A, B), (1, 1), (1, 1), edges_of((0, 0, 1), (0, 1, 0), (1, 0, 0), (1, 1, 1)))
    assert solve(problem).place_of == {"a": B, "b": A}


def test_rank_weighs_more_than_any_distance_of_one_person() -> None:
    problem = Problem(("a",), (A, B), (0, 0), (1, 1), edges_of((0, 0, 0, 500), (0, 1, 1, 0)))
    assert solve(problem).place_of == {"a": A}
    by_weight = replace(problem, weights=Weights(rank=100, order=Order.WEIGHTED))
    assert solve(by_weight).place_of == {"a": B}


@pytest.mark.parametrize("seed", range(20))
def test_shuffled_input_gives_the_same_plan_and_fingerprint(seed: int) -> None:
    problem = drawn(seed, people=40, places=15, tight=0.0)
    problem = replace(problem, lower=(0,) * 15, may_stay_out=True)
    other = shuffled(problem, np.random.default_rng(seed))
    assert fingerprint(problem) == fingerprint(other)
    assert solve(problem).place_of == solve(other).place_of


def test_cost_of_the_plan_is_what_the_plan_says() -> None:
    problem = drawn(3, people=30, places=12, tight=0.0)
    problem = replace(problem, lower=(0,) * 12, may_stay_out=True)
    plan = solve(problem)
    assert cost_of(problem, plan.place_of) == {"objective": plan.objective, **plan.parts}
