"""The plan is the optimum, by another solver's word, and the same whatever the order of the input."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from headgoose.dispatch.solving import (
    Bound,
    Infeasible,
    Order,
    Problem,
    Step,
    Weights,
    breaches,
    cost_of,
    factors,
    fingerprint,
    solve,
)
from headgoose.dispatch.tests.drawing import drawn, edges_of, shuffled, villages, with_pin
from headgoose.dispatch.tests.oracle import Verdict, optimum
from headgoose.kernel.area import Level

A, B, C = villages(3)
WEIGHTS = {
    Order.EACH: Weights(stay=2),
    Order.TOTAL: Weights(order=Order.TOTAL),
    Order.WEIGHTED: Weights(rank=40, distance=1, skill=7, home=55, stay=13, order=Order.WEIGHTED),
}


def verdict(problem: Problem) -> Verdict:
    try:
        plan = solve(problem)
    except Infeasible:
        return Verdict(None, None)
    assert breaches(problem, plan.place_of) == ()
    assert cost_of(problem, plan.place_of) == {"objective": plan.objective, **plan.parts}
    return Verdict(plan.parts["out"], plan.objective)


@pytest.mark.parametrize("order", Order)
def test_hundreds_of_small_problems_have_the_optimum_and_the_verdict_of_another_solver(order: Order) -> None:
    possible = 0
    for seed in range(250):
        problem = drawn(seed, weights=WEIGHTS[order])
        if seed % 3 == 0:
            problem = with_pin(problem, np.random.default_rng(seed))
        expected = optimum(problem)
        assert verdict(problem) == expected, seed
        possible += expected.out is not None
    assert 70 < possible < 180


def test_problems_of_a_county_have_the_optimum_of_another_solver() -> None:
    possible = 0
    for seed in range(16):
        problem = drawn(seed, people=90, places=40, tight=0.4, weights=WEIGHTS[Order.EACH])
        expected = optimum(problem)
        assert verdict(problem) == expected, seed
        possible += expected.out is not None
    assert 4 < possible < 15


def test_everybody_gets_the_first_choice_where_that_is_possible() -> None:
    problem = Problem(("a", "b"), (A, B), (1, 1), (1, 1), edges_of((0, 0, 1), (0, 1, 0), (1, 0, 0), (1, 1, 1)))
    assert solve(problem).place_of == {"a": B, "b": A}


def test_rank_weighs_more_than_any_distance_of_one_person() -> None:
    problem = Problem(("a",), (A, B), (0, 0), (1, 1), edges_of((0, 0, 0, 500), (0, 1, 1, 0)))
    assert solve(problem).place_of == {"a": A}
    by_weight = replace(problem, weights=Weights(rank=100, order=Order.WEIGHTED))
    assert solve(by_weight).place_of == {"a": B}


def test_in_the_order_of_sums_a_step_of_rank_outweighs_the_distances_of_all_together() -> None:
    rows = [(0, 0, 0, 9), (0, 1, 1, 0), (1, 1, 0, 9), (1, 0, 0, 0), (2, 2, 0, 9), (2, 1, 0, 9)]
    problem = Problem(("a", "b", "c"), (A, B, C), (0, 0, 0), (1, 1, 1), edges_of(*rows))
    every = product(*([place for person, place, *_ in rows if person == one] for one in range(3)))
    sums = {}
    for places in every:
        if len(set(places)) == 3:
            taken = [row for row in rows if places[row[0]] == row[1]]
            sums[places] = (sum(row[2] for row in taken), sum(row[3] for row in taken))
    plan = solve(replace(problem, weights=Weights(order=Order.TOTAL)))
    assert (plan.parts["rank"], plan.parts["distance"]) == min(sums.values())


def test_a_part_of_weight_nothing_does_not_count() -> None:
    problem = Problem(("a",), (A, B), (0, 0), (1, 1), edges_of((0, 0, 0, 500), (0, 1, 1, 0)), weights=Weights(rank=0))
    assert factors(problem)["rank"] == 0
    assert solve(problem).place_of == {"a": B}


def test_least_and_most_hold_at_every_level() -> None:
    near = edges_of(*((person, place, place) for person in range(4) for place in range(3)))
    other = A + 2 * 10**11
    problem = Problem(("a", "b", "c", "d"), (A, B, other), (0, 0, 0), (4, 4, 4), near)
    away = Bound(other - other % Level.PREFECTURE.divisor, Level.PREFECTURE, 3, 3)
    sent = solve(replace(problem, bounds=(away,))).place_of
    assert sorted(sent.values()).count(other) == 3
    here = Bound(A - A % Level.TOWNSHIP.divisor, Level.TOWNSHIP, 0, 1)
    assert breaches(replace(problem, bounds=(here,)), {"a": A, "b": A, "c": other})[0].count == 2


def test_as_few_people_as_can_be_are_left_out_when_there_are_more_than_seats() -> None:
    problem = Problem(("a", "b", "c"), (A, B), (0, 0), (1, 1), edges_of((0, 0), (1, 0), (1, 1, 9), (2, 0)))
    plan = solve(problem)
    assert plan.parts["out"] == 1
    assert plan.place_of["b"] == B
    with pytest.raises(Infeasible):
        solve(replace(problem, may_stay_out=False))


def test_a_person_without_a_candidate_place_stays_out() -> None:
    problem = Problem(("a", "lost"), (A,), (1,), (2,), edges_of((0, 0)))
    plan = solve(problem)
    assert plan.place_of == {"a": A}
    assert plan.parts["out"] == 1


def test_nobody_and_nowhere_is_an_empty_plan() -> None:
    assert solve(Problem((), (), (), (), edges_of())).place_of == {}
    assert solve(Problem(("a",), (A,), (0,), (1,), edges_of())).parts["out"] == 1


def test_pins_hold_and_forbidden_pairs_do_not_occur() -> None:
    rows = edges_of((0, 0, 0), (0, 1, 5), (1, 0, 0), (1, 1, 5))
    problem = Problem(("a", "b"), (A, B), (0, 0), (2, 2), rows, pins=(("a", B),), forbids=(("b", A),))
    assert solve(problem).place_of == {"a": B, "b": B}


@pytest.mark.parametrize("seed", range(25))
def test_shuffled_input_gives_the_same_plan_and_fingerprint(seed: int) -> None:
    problem = replace(drawn(seed, people=40, places=15, tight=0.0), lower=(0,) * 15, upper=(3,) * 15, may_stay_out=True)
    problem = with_pin(problem, np.random.default_rng(seed))
    other = shuffled(problem, np.random.default_rng(seed))
    assert fingerprint(problem) == fingerprint(other)
    assert solve(problem).place_of == solve(other).place_of
    assert list(solve(other).place_of) == sorted(solve(other).place_of)


def between_equals(seed: str) -> Problem:
    """Six people for six villages, and nothing to choose between them."""
    everywhere = edges_of(*product(range(6), range(6)))
    return Problem(tuple("abcdef"), villages(6), (1,) * 6, (1,) * 6, everywhere, seed=seed)


def test_a_kept_run_is_replayed_to_the_letter() -> None:
    plan = solve(between_equals("2026 draw"))
    order = villages(6)
    assert {person: order.index(place) for person, place in plan.place_of.items()} == {
        "a": 2,
        "b": 5,
        "c": 3,
        "d": 4,
        "e": 0,
        "f": 1,
    }
    assert plan.fingerprint == "1fc4fccdaecc0ddefbe93657cd92dc4dbd7db8066004504277ff4afc44ea5fbb"


def test_the_seed_decides_between_equals_and_so_does_not_favour_the_first_name() -> None:
    plans = [solve(between_equals(f"seed {number}")) for number in range(60)]
    assert len({tuple(plan.place_of.items()) for plan in plans}) > 40
    assert len({plan.fingerprint for plan in plans}) == 60
    first = [plan.place_of["a"] for plan in plans]
    assert all(first.count(place) > 2 for place in villages(6))


def test_lots_never_outweigh_one_unit_of_cost() -> None:
    everywhere = list(product(range(12), range(12)))
    unknown = 0
    for number in range(40):
        draw = np.random.default_rng(number)
        homes = draw.random(len(everywhere)) < 0.85
        pairs = edges_of(*((*pair, 0, 0, 0, int(home)) for pair, home in zip(everywhere, homes, strict=True)))
        keys = villages(12)
        problem = Problem(tuple("abcdefghijkl"), keys, (1,) * 12, (1,) * 12, pairs, seed=f"seed {number}")
        assert solve(problem).objective == optimum(problem).objective
        unknown += solve(problem).objective > 0
    assert unknown > 5


def test_the_fingerprint_changes_with_everything_that_the_plan_follows_from() -> None:
    problem = drawn(5, people=6, places=4, tight=1.0)
    parts = problem.edges.parts.copy()
    parts[0, 1] += 1
    others = [
        replace(problem, lower=(0,) * 4),
        replace(problem, upper=(9,) * 4),
        replace(problem, bounds=problem.bounds[1:]),
        replace(problem, weights=Weights(home=2)),
        replace(problem, seed="other"),
        replace(problem, forbids=()),
        replace(problem, kept={"p0": A}),
        replace(problem, may_stay_out=not problem.may_stay_out),
        with_pin(problem, np.random.default_rng(0)),
        replace(problem, edges=replace(problem.edges, parts=parts)),
    ]
    assert len({fingerprint(one) for one in (problem, *others)}) == 11


def test_after_withdrawals_who_stays_is_moved_less_with_a_stay_penalty() -> None:
    problem = replace(
        drawn(8, people=120, places=60, tight=0.0), lower=(0,) * 60, may_stay_out=True, forbids=(), kept={}
    )
    before = solve(problem).place_of
    gone = set(list(before)[::6])
    rows = np.flatnonzero([problem.people[person] not in gone for person in problem.edges.person])
    left = tuple(person for person in problem.people if person not in gone)
    index = np.cumsum([person not in gone for person in problem.people]) - 1
    edges = type(problem.edges)(index[problem.edges.person[rows]], problem.edges.place[rows], problem.edges.parts[rows])
    again = replace(problem, people=left, edges=edges, kept=before)
    free = solve(replace(again, weights=Weights(stay=0)))
    held = solve(replace(again, weights=Weights(stay=1)))
    assert held.parts["moved"] < free.parts["moved"]
    assert held.parts["out"] == free.parts["out"]
    assert held.parts["moved"] == sum(before.get(one) != held.place_of.get(one) for one in left if one in before)


def test_a_run_says_how_far_it_is() -> None:
    told: list[Step] = []
    solve(between_equals(""), told.append)
    assert told == [Step.ORDERING, Step.SOLVING, Step.READING]
