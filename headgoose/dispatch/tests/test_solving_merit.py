"""Choice by score: the best first, minimums held, and envy counted as by hand."""

from dataclasses import replace

import numpy as np
import pytest

from headgoose.dispatch.solving import (
    Bound,
    Infeasible,
    Problem,
    breaches,
    explain,
    justified_envies,
    merit,
    solve,
)
from headgoose.dispatch.tests.drawing import drawn, edges_of, shuffled, villages, with_pin
from headgoose.kernel.area import Level

A, B, C = villages(3)
EVERYWHERE = edges_of(*((person, place, place) for person in range(3) for place in range(3)))
THREE = Problem(("a", "b", "c"), (A, B, C), (0, 0, 0), (1, 1, 1), EVERYWHERE)
SCORE = {"a": 10, "b": 30, "c": 20}


def scores(problem: Problem, seed: int) -> dict[str, int]:
    draw = np.random.default_rng(seed)
    return {person: int(draw.integers(1, 5)) for person in problem.people}


def rank_of(problem: Problem, person: str, place: int) -> int:
    row = (problem.edges.person == problem.people.index(person)) & (problem.edges.place == problem.places.index(place))
    return int(problem.edges.parts[row, 0][0])


def test_who_has_the_higher_score_chooses_first() -> None:
    plan = merit(THREE, SCORE)
    assert plan.place_of == {"b": A, "c": B, "a": C}
    assert justified_envies(THREE, plan, SCORE) == []


def test_a_minimum_is_filled_by_the_one_of_lowest_score_who_can() -> None:
    problem = replace(THREE, lower=(0, 0, 1), upper=(3, 3, 3))
    plan = merit(problem, SCORE)
    assert plan.place_of == {"b": A, "c": A, "a": C}
    only = replace(problem, forbids=(("a", C),))
    assert merit(only, SCORE).place_of == {"b": A, "c": C, "a": A}
    assert justified_envies(only, merit(only, SCORE), SCORE) == [("c", "a", A)]


def test_the_maximum_of_an_area_ends_the_choice_there() -> None:
    township = Bound(A - A % Level.TOWNSHIP.divisor, Level.TOWNSHIP, 0, 1)
    away = A + 10**11
    problem = Problem(("a", "b"), (A, away), (0, 0), (2, 2), edges_of((0, 0), (0, 1, 1), (1, 0), (1, 1, 1)))
    assert merit(replace(problem, bounds=(township,)), SCORE).place_of == {"b": A, "a": away}


def test_who_finds_an_area_full_goes_before_those_of_lower_score_elsewhere() -> None:
    township = Bound(A - A % Level.TOWNSHIP.divisor, Level.TOWNSHIP, 0, 1)
    here, away = A + 500_000, A + 10**11
    rows = edges_of((0, 0, 0), (1, 1, 0), (1, 2, 1), (2, 2, 0))
    problem = Problem(("high", "middle", "low"), (A, here, away), (0, 0, 0), (1, 1, 1), rows, bounds=(township,))
    assert merit(problem, {"high": 3, "middle": 2, "low": 1}).place_of == {"high": A, "middle": away}


def test_a_pin_goes_before_any_score_and_is_envied_by_nobody() -> None:
    problem = replace(THREE, pins=(("a", A),))
    plan = merit(problem, SCORE)
    assert plan.place_of == {"a": A, "b": B, "c": C}
    assert justified_envies(problem, plan, SCORE) == []


def test_minimums_that_cannot_be_repaired_are_explained() -> None:
    with pytest.raises(Infeasible) as refused:
        merit(replace(THREE, lower=(2, 1, 1), upper=(2, 1, 1)), SCORE)
    assert refused.value.explanation.clusters[0].short == 1


@pytest.mark.parametrize("seed", range(60))
def test_bounds_hold_and_nobody_envies_but_for_a_minimum_or_a_repair(seed: int) -> None:
    problem = with_pin(drawn(seed, people=12, places=8, tight=0.2), np.random.default_rng(seed))
    score = scores(problem, seed)
    if explain(problem).clusters:
        with pytest.raises(Infeasible):
            merit(problem, score)
        return
    plan = merit(problem, score)
    assert breaches(problem, plan.place_of) == ()
    assert dict(problem.pins).items() <= plan.place_of.items()
    assert not set(plan.place_of.items()) & set(problem.forbids)
    free = replace(problem, lower=(0,) * 8, bounds=tuple(replace(one, lower=0) for one in problem.bounds))
    free = replace(free, may_stay_out=True)
    if not problem.bounds:
        assert justified_envies(free, merit(free, score), score) == []


@pytest.mark.parametrize("seed", range(20))
def test_justified_envies_are_those_counted_by_hand(seed: int) -> None:
    problem = replace(drawn(seed, people=12, places=6, tight=0.0), lower=(0,) * 6, may_stay_out=True)
    score = scores(problem, seed)
    plan = solve(problem)
    expected = []
    for who in problem.people:
        own = rank_of(problem, who, plan.place_of[who]) if who in plan.place_of else 10**6
        for person, place in zip(problem.edges.person, problem.edges.place, strict=True):
            where = problem.places[place]
            if problem.people[person] != who or (who, where) in problem.forbids:
                continue
            if rank_of(problem, who, where) < own:
                lesser = (one for one, at in plan.place_of.items() if at == where and score[one] < score[who])
                expected += [(who, one, where) for one in lesser]
    assert justified_envies(problem, plan, score) == sorted(expected)


def test_merit_is_the_same_for_shuffled_input() -> None:
    for seed in range(20):
        problem = replace(drawn(seed, people=20, places=10, tight=0.0), lower=(0,) * 10, may_stay_out=True)
        score = scores(problem, seed)
        other = shuffled(problem, np.random.default_rng(seed))
        assert merit(problem, score).place_of == merit(other, score).place_of


def test_least_cost_may_leave_envy_where_merit_leaves_none() -> None:
    rows = edges_of((0, 0, 0), (0, 1, 1), (1, 0, 0), (1, 1, 5))
    problem = Problem(("high", "low"), (A, B), (0, 0), (1, 1), rows)
    score = {"high": 9, "low": 1}
    assert justified_envies(problem, solve(problem), score) == [("high", "low", A)]
    assert justified_envies(problem, merit(problem, score), score) == []
