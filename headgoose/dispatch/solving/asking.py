"""Why not this place? One more run with the pair forced, beside the plan."""

from dataclasses import replace

from headgoose.dispatch.solving.checking import check, check_known
from headgoose.dispatch.solving.costs import cost_of, near_costs
from headgoose.dispatch.solving.errors import Infeasible
from headgoose.dispatch.solving.network import frame_of
from headgoose.dispatch.solving.optimum import assignment_of, fewest_out
from headgoose.dispatch.solving.problem import Explanation, Hurdle, Move, Plan, Problem, Relaxation, Way, WhyNot


def why_not(problem: Problem, plan: Plan, person: str, place: int) -> WhyNot:
    """What it would mean to send a person to a place.

    The answer is the cheapest plan with the pair; among equals, the one that moves the fewest people away from `plan`.

    Raises:
        Malformed: an input that means nothing, or an unknown person or place.
        TooLarge: weights that could overflow.
    """
    check(problem)
    check_known(problem, [*plan.place_of.items(), (person, place)])
    barred = _barred(problem, person, place)
    if barred:
        return barred
    pinned = replace(problem, pins=tuple({**dict(problem.pins), person: place}.items()))
    try:
        place_of = _nearest(pinned, plan)
    except Infeasible as refused:
        return WhyNot(person, place, {}, (), Hurdle.MINIMUMS, refused.explanation)
    before, after = cost_of(problem, plan.place_of), cost_of(problem, place_of)
    moves = moves_between(plan.place_of, place_of)
    first = tuple(move for move in moves if move.person == person)
    others = tuple(move for move in moves if move.person != person)
    return WhyNot(person, place, {name: after[name] - before[name] for name in after}, first + others)


def moves_between(before: dict[str, int], after: dict[str, int]) -> tuple[Move, ...]:
    """Who is elsewhere in the second plan, sorted by person."""
    changed = sorted(one for one in before.keys() | after.keys() if before.get(one) != after.get(one))
    return tuple(Move(one, before.get(one), after.get(one)) for one in changed)


def _nearest(problem: Problem, plan: Plan) -> dict[str, int]:
    frame = frame_of(problem)
    cost, out = near_costs(problem, frame.ordered, frame.nodes, plan.place_of)
    return assignment_of(frame, fewest_out(problem, frame, cost, out))


def _barred(problem: Problem, person: str, place: int) -> WhyNot | None:
    """The rule that stands against the pair by itself."""
    edges = problem.edges
    pair = (edges.person == problem.people.index(person)) & (edges.place == problem.places.index(place))
    if dict(problem.pins).get(person, place) != place:
        hurdle, way = Hurdle.PINNED, Way.PIN
    elif (person, place) in problem.forbids:
        hurdle, way = Hurdle.FORBIDDEN, Way.ALLOW
    elif not pair.any():
        hurdle, way = Hurdle.NO_CANDIDATE, Way.WIDEN
    else:
        return None
    relaxation = Relaxation(way, places=(place,), people=(person,))
    return WhyNot(person, place, {}, (), hurdle, Explanation((), (relaxation,)))
