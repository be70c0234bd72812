"""What a problem must be before anything is computed from it."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from headgoose.dispatch.solving.errors import Fault, Malformed
from headgoose.dispatch.solving.problem import PARTS, Bound, Edges, Order, Problem
from headgoose.kernel.area import KEY_DIGITS, Level

MOST = 2**31 - 1
BOUNDED = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)


def check(problem: Problem) -> None:
    """Raises Malformed for what no plan could be meant by."""
    _check_unique(problem.people, Fault.PERSON_TWICE)
    _check_unique(problem.places, Fault.PLACE_TWICE)
    strangers = [key for key in problem.places if not 0 < key < 10**KEY_DIGITS or key % Level.VILLAGE.divisor]
    if strangers:
        raise Malformed(Fault.NOT_A_PLACE, *strangers)
    _check_quotas(problem)
    _check_weights(problem)
    check_edges(problem.edges, len(problem.people), len(problem.places))
    _check_bounds(problem.bounds)
    _check_pairs(problem)


def check_edges(edges: Edges, people: int, places: int) -> None:
    """Indexes within people and places, parts that are not negative, one row a pair."""
    count = len(edges.person)
    if edges.person.shape != (count,) or edges.place.shape != (count,) or edges.parts.shape != (count, len(PARTS)):
        raise Malformed(Fault.LENGTHS_DIFFER, "edges")
    if any(column.dtype.kind != "i" for column in (edges.person, edges.place, edges.parts)):
        raise Malformed(Fault.NOT_WHOLE, "edges")
    for name, index, number in (("person", edges.person, people), ("place", edges.place, places)):
        if count and not 0 <= int(index.min()) <= int(index.max()) < number:
            raise Malformed(Fault.EDGE_UNKNOWN, name)
    if count and int(edges.parts.min()) < 0:
        raise Malformed(
            Fault.NEGATIVE, *(name for name, low in zip(PARTS, edges.parts.min(axis=0), strict=True) if low < 0)
        )
    if count and int(edges.parts.max()) > MOST:
        raise Malformed(Fault.NUMBER_TOO_LARGE, "parts")


def _check_unique(keys: Iterable[Hashable], fault: Fault) -> None:
    keys = tuple(keys)
    if len(set(keys)) < len(keys):
        raise Malformed(fault, *(key for key, times in Counter(keys).items() if times > 1))


def _check_quotas(problem: Problem) -> None:
    if not len(problem.places) == len(problem.lower) == len(problem.upper):
        raise Malformed(Fault.LENGTHS_DIFFER, "places")
    _check_range(problem.places, problem.lower, problem.upper)


def _check_range(keys: Sequence[int], lower: Sequence[int], upper: Sequence[int]) -> None:
    wrong = [key for key, least in zip(keys, lower, strict=True) if least < 0]
    if wrong:
        raise Malformed(Fault.NEGATIVE, *wrong)
    wrong = [key for key, least, most in zip(keys, lower, upper, strict=True) if least > most]
    if wrong:
        raise Malformed(Fault.LOWER_OVER_UPPER, *wrong)
    wrong = [key for key, most in zip(keys, upper, strict=True) if most > MOST]
    if wrong:
        raise Malformed(Fault.NUMBER_TOO_LARGE, *wrong)


def _check_weights(problem: Problem) -> None:
    weights = problem.weights
    wrong = [name for name in (*PARTS, "stay") if getattr(weights, name) < 0]
    if wrong:
        raise Malformed(Fault.NEGATIVE, *wrong)
    Order(weights.order)


def _check_bounds(bounds: Sequence[Bound]) -> None:
    _check_unique(((bound.area_key, bound.level) for bound in bounds), Fault.BOUND_TWICE)
    wrong = [bound.area_key for bound in bounds if bound.level not in BOUNDED or bound.area_key % bound.level.divisor]
    if wrong:
        raise Malformed(Fault.BOUND_LEVEL, *wrong)
    keys = [bound.area_key for bound in bounds]
    lower = [bound.lower for bound in bounds]
    upper = [max(bound.lower, 0) if bound.upper is None else bound.upper for bound in bounds]
    _check_range(keys, lower, upper)


def _check_pairs(problem: Problem) -> None:
    people, places = set(problem.people), set(problem.places)
    for person, place in (*problem.pins, *problem.forbids):
        if person not in people:
            raise Malformed(Fault.UNKNOWN_PERSON, person)
        if place not in places:
            raise Malformed(Fault.UNKNOWN_PLACE, place)
    _check_unique((person for person, _place in problem.pins), Fault.PINNED_TWICE)
    both = set(problem.pins) & set(problem.forbids)
    if both:
        raise Malformed(Fault.PINNED_AND_FORBIDDEN, *(person for person, _place in sorted(both)))


def check_known(problem: Problem, place_of: Iterable[tuple[str, int]]) -> None:
    """Raises Malformed for an assignment that names people or places outside the problem."""
    people, places = set(problem.people), set(problem.places)
    for person, place in place_of:
        if person not in people:
            raise Malformed(Fault.UNKNOWN_PERSON, person)
        if place not in places:
            raise Malformed(Fault.UNKNOWN_PLACE, place)


def whole(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Numbers as an array of 64 bits."""
    return np.fromiter(values, dtype=np.int64, count=len(values))
