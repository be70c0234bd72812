"""What means nothing is refused with its reason, and what would overflow with the limit."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from headgoose.dispatch.solving import (
    Bound,
    Edges,
    Fault,
    Malformed,
    Order,
    Problem,
    TooLarge,
    Weights,
    breaches,
    cost_of,
    fingerprint,
    merit,
    solve,
    why_not,
)
from headgoose.dispatch.tests.drawing import edges_of, villages
from headgoose.kernel.area import Level

A, B = villages(2)
SOUND = Problem(("a", "b"), (A, B), (0, 1), (1, 2), edges_of((0, 0), (0, 1, 1), (1, 1)))
COUNTY = Bound(A - A % Level.COUNTY.divisor, Level.COUNTY, 0, 5)
EDGES = SOUND.edges
HALVES: Any = EDGES.parts / 2

WRONG: dict[str, tuple[Problem, Fault]] = {
    "the same person twice": (replace(SOUND, people=("a", "a")), Fault.PERSON_TWICE),
    "the same village twice": (replace(SOUND, places=(A, A)), Fault.PLACE_TWICE),
    "a township as a village": (replace(SOUND, places=(A, B + 1)), Fault.NOT_A_PLACE),
    "a quota left away": (replace(SOUND, lower=(0,)), Fault.LENGTHS_DIFFER),
    "a negative quota": (replace(SOUND, lower=(-1, 1)), Fault.NEGATIVE),
    "a quota beyond all people": (replace(SOUND, upper=(1, 2**40)), Fault.NUMBER_TOO_LARGE),
    "more at least than at most": (replace(SOUND, lower=(2, 1)), Fault.LOWER_OVER_UPPER),
    "a person beyond the pool": (replace(SOUND, edges=edges_of((2, 0))), Fault.EDGE_UNKNOWN),
    "a village beyond the demand": (replace(SOUND, edges=edges_of((0, 2))), Fault.EDGE_UNKNOWN),
    "an index below nothing": (replace(SOUND, edges=edges_of((-1, 0))), Fault.EDGE_UNKNOWN),
    "a pair twice": (replace(SOUND, edges=edges_of((0, 0), (1, 1), (0, 0))), Fault.EDGE_TWICE),
    "a negative distance": (replace(SOUND, edges=edges_of((0, 0, 0, -3))), Fault.NEGATIVE),
    "a distance beyond the earth": (replace(SOUND, edges=edges_of((0, 0, 0, 2**40))), Fault.NUMBER_TOO_LARGE),
    "columns of different length": (
        replace(SOUND, edges=replace(EDGES, person=EDGES.person[1:])),
        Fault.LENGTHS_DIFFER,
    ),
    "parts with fractions": (replace(SOUND, edges=replace(EDGES, parts=HALVES)), Fault.NOT_WHOLE),
    "a negative weight": (replace(SOUND, weights=Weights(rank=-1)), Fault.NEGATIVE),
    "a bound of an area twice": (replace(SOUND, bounds=(COUNTY, replace(COUNTY, upper=4))), Fault.BOUND_TWICE),
    "a bound of a village": (replace(SOUND, bounds=(Bound(A, Level.VILLAGE, 0, 1),)), Fault.BOUND_LEVEL),
    "a bound whose key is no area": (replace(SOUND, bounds=(Bound(A, Level.COUNTY, 0, 1),)), Fault.BOUND_LEVEL),
    "a negative bound": (replace(SOUND, bounds=(replace(COUNTY, lower=-1),)), Fault.NEGATIVE),
    "a bound upside down": (replace(SOUND, bounds=(replace(COUNTY, lower=6),)), Fault.LOWER_OVER_UPPER),
    "a pin of a stranger": (replace(SOUND, pins=(("z", A),)), Fault.UNKNOWN_PERSON),
    "a pin to nowhere": (replace(SOUND, pins=(("a", 7),)), Fault.UNKNOWN_PLACE),
    "a forbidden pair of a stranger": (replace(SOUND, forbids=(("z", A),)), Fault.UNKNOWN_PERSON),
    "two pins of one person": (replace(SOUND, pins=(("a", A), ("a", B))), Fault.PINNED_TWICE),
    "a pin that is forbidden": (replace(SOUND, pins=(("a", A),), forbids=(("a", A),)), Fault.PINNED_AND_FORBIDDEN),
    "a pin of no candidate": (replace(SOUND, pins=(("b", A),)), Fault.NOT_A_CANDIDATE),
}


def test_the_sound_problem_is_solved() -> None:
    assert solve(replace(SOUND, bounds=(COUNTY,))).place_of == {"a": A, "b": B}


@pytest.mark.parametrize("name", WRONG)
def test_input_that_means_nothing_is_refused(name: str) -> None:
    problem, fault = WRONG[name]
    with pytest.raises(Malformed) as refused:
        solve(problem)
    assert refused.value.reason is fault


def test_a_refusal_names_what_it_is_about() -> None:
    with pytest.raises(Malformed) as refused:
        fingerprint(replace(SOUND, edges=edges_of((1, 1), (0, 0), (1, 1))))
    assert refused.value.names == ("b", str(B))


@pytest.mark.parametrize(
    ("place_of", "fault"),
    [({"z": A}, Fault.UNKNOWN_PERSON), ({"a": 7}, Fault.UNKNOWN_PLACE), ({"b": A}, Fault.NOT_A_CANDIDATE)],
)
def test_an_assignment_outside_the_problem_has_no_cost(place_of: dict[str, int], fault: Fault) -> None:
    with pytest.raises(Malformed) as refused:
        cost_of(SOUND, place_of)
    assert refused.value.reason is fault


def test_an_assignment_outside_the_problem_breaks_no_bound_but_is_refused() -> None:
    with pytest.raises(Malformed):
        breaches(SOUND, {"z": A})


def test_nobody_chooses_by_merit_without_a_score() -> None:
    with pytest.raises(Malformed) as refused:
        merit(SOUND, {"a": 1})
    assert (refused.value.reason, refused.value.names) == (Fault.NO_SCORE, ("b",))


def crowd(weights: Weights, people: int = 300) -> Problem:
    """Many people, each with two villages to go to."""
    everybody = tuple(f"p{number}" for number in range(people))
    pairs = edges_of(*((person, place, place, 90, 3, 1) for person, place in product(range(people), range(2))))
    return Problem(everybody, (A, B), (0, 0), (people, people), pairs, weights=weights)


def test_weights_are_refused_at_the_limit_and_not_below() -> None:
    with pytest.raises(TooLarge) as refused:
        solve(crowd(Weights(rank=2**62, order=Order.WEIGHTED)))
    limit = refused.value.limit
    assert refused.value.found == 2**62 + 94
    assert solve(crowd(Weights(rank=limit - 94, order=Order.WEIGHTED))).parts["rank"] == 0
    with pytest.raises(TooLarge) as refused:
        solve(crowd(Weights(rank=limit - 93, order=Order.WEIGHTED)))
    assert refused.value.found == limit + 1


def test_at_the_limit_the_plan_is_still_the_optimum() -> None:
    """Everybody wishes for the first village, which takes 100: costs near the limit must not wrap around."""
    with pytest.raises(TooLarge) as refused:
        solve(crowd(Weights(rank=2**62, order=Order.WEIGHTED)))
    most = refused.value.limit - 94
    problem = replace(crowd(Weights(rank=most, order=Order.WEIGHTED)), upper=(100, 300))
    plan = solve(problem)
    assert plan.parts["rank"] == 200
    assert plan.objective == 200 * most + 300 * 94


def test_a_weight_beyond_64_bits_of_a_part_that_is_nowhere_does_not_matter() -> None:
    problem = replace(crowd(Weights(home=2**90, order=Order.WEIGHTED)), edges=edges_of((0, 0, 0, 5)))
    assert solve(problem).parts["distance"] == 5


@pytest.mark.parametrize("order", [Order.EACH, Order.TOTAL])
def test_the_orders_of_parts_are_refused_when_their_digits_do_not_fit(order: Order) -> None:
    parts = np.full((600, 4), 2**20, dtype=np.int64)
    pairs = crowd(Weights()).edges
    problem = replace(crowd(Weights(order=order)), edges=Edges(pairs.person, pairs.place, parts))
    for asked in (lambda: solve(problem), lambda: why_not(problem, solve(crowd(Weights())), "p1", B)):
        with pytest.raises(TooLarge) as refused:
            asked()
        assert 0 < refused.value.limit < refused.value.found


def test_the_order_of_sums_fits_a_pool_that_is_small() -> None:
    assert solve(crowd(Weights(order=Order.TOTAL), people=60)).parts["rank"] == 0
