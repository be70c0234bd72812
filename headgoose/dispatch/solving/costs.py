"""What a pair costs, in integers, and what a whole assignment costs."""

from collections.abc import Mapping

import numpy as np

from headgoose.dispatch.solving.checking import check_known
from headgoose.dispatch.solving.errors import Fault, Malformed, TooLarge
from headgoose.dispatch.solving.ordering import Ordered
from headgoose.dispatch.solving.problem import PARTS, Order, Problem, Whole

MOST_LOT_BITS, LEAST_LOT_BITS = 16, 4
NOT_KEPT, KEPT_ELSEWHERE = -1, -2


def factors(problem: Problem) -> dict[str, int]:
    """By part, and for `stay`, what one unit of it adds to the objective: the published rule as numbers.

    They hang on the weights and the largest values among all candidate pairs (and, in the order TOTAL, on the number
    of people), not on pins and forbids: objectives before and after a pin compare.
    """
    weights = problem.weights
    given = {name: getattr(weights, name) for name in ("stay", *PARTS)}
    if weights.order is Order.WEIGHTED:
        return given
    largest = problem.edges.largest
    crowd = len(problem.people) if weights.order is Order.TOTAL else 1
    made: dict[str, int] = {}
    below = 0
    for name in (*reversed(PARTS), "stay"):
        made[name] = given[name] * (1 + crowd * below)
        below += made[name] * largest.get(name, 1)
    return {name: made[name] for name in given}


def pair_costs(problem: Problem, ordered: Ordered, nodes: int) -> tuple[Whole, Whole]:
    """What every pair costs in a network of so many nodes, and what staying out costs each person.

    The objective is scaled so that the lots of all people together stay below one unit of it.

    Raises:
        TooLarge: before a number leaves 64 bits.
    """
    scale, bits = scale_for(dearest(problem), len(problem.people), nodes)
    cost, out = objective_by_pair(problem, ordered)
    cost *= scale
    cost += ordered.lots(bits)
    return cost, out * scale


def near_costs(problem: Problem, ordered: Ordered, nodes: int, place_of: Mapping[str, int]) -> tuple[Whole, Whole]:
    """As `pair_costs`, but between equals the fewest moves away from a plan decide instead of the lot."""
    scale_for(dearest(problem), len(problem.people), nodes)
    cost, out = objective_by_pair(problem, ordered)
    held = place_index(ordered, place_of)
    scale = len(problem.people) + 1
    return cost * scale + (held[ordered.edges.person] != ordered.edges.place), out * scale + (held != NOT_KEPT)


def dearest(problem: Problem) -> int:
    """No pair costs more than this."""
    unit = factors(problem)
    stay = unit["stay"] if problem.kept else 0
    return stay + sum(unit[name] * top for name, top in problem.edges.largest.items())


def objective_by_pair(problem: Problem, ordered: Ordered) -> tuple[Whole, Whole]:
    """What every pair adds to the objective, and what staying out adds for each person; see `scale_for` first."""
    unit, largest = factors(problem), problem.edges.largest
    # The weight of a part that is nowhere may be more than fits; it does not matter.
    cost = ordered.edges.parts @ np.array([unit[name] if largest[name] else 0 for name in PARTS], dtype=np.int64)
    out = np.zeros(len(ordered.people), dtype=np.int64)
    if problem.kept:
        kept = place_index(ordered, problem.kept)
        former = kept[ordered.edges.person]
        out += unit["stay"] * (kept != NOT_KEPT)
        cost += unit["stay"] * ((former != NOT_KEPT) & (former != ordered.edges.place))
    return cost, out


def scale_for(dearest: int, people: int, nodes: int) -> tuple[int, int]:
    """What the objective is multiplied by, and how many bits lots have: as many as fit. Raises TooLarge.

    The solver multiplies costs by the number of nodes, and potentials may be a few times the dearest arc; there are
    more nodes than people, so the total stays below 2**63 as well.
    """
    most = (2**63 - 1) // (4 * (nodes + 1))
    lot = scale = 0
    for bits in range(MOST_LOT_BITS, LEAST_LOT_BITS - 1, -1):
        lot = 2**bits - 1
        scale = people * lot + 1
        if dearest * scale + lot <= most:
            return scale, bits
    raise TooLarge(limit=max(0, (most - lot) // scale), found=dearest)


def place_index(ordered: Ordered, place_of: Mapping[str, int]) -> Whole:
    """Of each person the index of the place in a plan, or NOT_KEPT, or KEPT_ELSEWHERE for a place that is gone."""
    index = {place: row for row, place in enumerate(ordered.places)}
    found = (index.get(place_of[one], KEPT_ELSEWHERE) if one in place_of else NOT_KEPT for one in ordered.people)
    return np.fromiter(found, dtype=np.int64, count=len(ordered.people))


def cost_of(problem: Problem, place_of: Mapping[str, int]) -> dict[str, int]:
    """Objective and parts of any assignment to candidate pairs, whether it keeps the bounds or not.

    Returns:
        objective, rank, distance, skill, home, moved, out: as in `Plan`.

    Raises:
        Malformed: a person or place that is unknown, or a pair that is no candidate.
    """
    check_known(problem, place_of.items())
    people = {person: row for row, person in enumerate(problem.people)}
    places = {place: row for row, place in enumerate(problem.places)}
    edges, count = problem.edges, len(problem.places)
    wanted = np.array([people[one] * count + places[place] for one, place in place_of.items()], dtype=np.int64)
    rows = np.flatnonzero(np.isin(edges.person * count + edges.place, wanted))
    if len(rows) < len(place_of):
        found = {(problem.people[edges.person[row]], problem.places[edges.place[row]]) for row in rows.tolist()}
        missing = sorted(set(place_of.items()) - found)
        raise Malformed(Fault.NOT_A_CANDIDATE, *(key for pair in missing for key in pair))
    return summed(problem, edges.parts[rows].sum(axis=0).tolist(), place_of)


def summed(problem: Problem, sums: list[int], place_of: Mapping[str, int]) -> dict[str, int]:
    """Objective and parts from the sums of the four parts."""
    parts = dict(zip(PARTS, sums, strict=True))
    kept = problem.kept
    parts["moved"] = sum(1 for one in problem.people if one in kept and kept[one] != place_of.get(one))
    unit = factors(problem)
    objective = sum(unit[name] * parts[name] for name in PARTS) + unit["stay"] * parts["moved"]
    return {"objective": objective, **parts, "out": len(problem.people) - len(place_of)}
