"""The plan of least cost under minimums."""

from collections.abc import Mapping
from time import perf_counter

import numpy as np

from headgoose.dispatch.solving.checking import check
from headgoose.dispatch.solving.costs import pair_costs, summed
from headgoose.dispatch.solving.errors import Infeasible
from headgoose.dispatch.solving.explaining import explanation_of
from headgoose.dispatch.solving.network import SOLVER, Frame, cheapest, frame_of
from headgoose.dispatch.solving.ordering import fingerprint_of, order
from headgoose.dispatch.solving.problem import Plan, Problem, Progress, Step, Whole


def solve(problem: Problem, progress: Progress | None = None) -> Plan:
    """The plan of least cost among those that leave as few people out as can be.

    Raises:
        Malformed: an input that means nothing.
        TooLarge: weights that could overflow.
        Infeasible: no plan, with the explanation.
    """
    began = perf_counter()
    tell = progress or _say_nothing
    tell(Step.ORDERING)
    check(problem)
    frame = frame_of(problem)
    cost, out = pair_costs(problem, frame.ordered, frame.nodes)
    tell(Step.SOLVING)
    rows = fewest_out(problem, frame, cost, out, tell)
    tell(Step.READING)
    return plan_of(problem, frame, rows, began)


def fingerprint(problem: Problem) -> str:
    """SHA-256 over the input in its own order: equal for shuffled inputs, different for any other."""
    check(problem)
    return fingerprint_of(problem, order(problem))


def fewest_out(problem: Problem, frame: Frame, cost: Whole, out: Whole, tell: Progress | None = None) -> Whole:
    """The rows of the cheapest plan among those that leave the fewest out. Raises Infeasible."""
    least, most = frame.tree.rolled()
    able = int(frame.active.sum())
    free = int((frame.active & ~frame.forced).sum())
    surplus = max(0, able - int(most[-1]))
    if not (frame.forced & ~frame.active).any() and least[-1] <= able and surplus <= free:
        rows = cheapest(frame, cost, out, surplus, surplus)
        if rows is not None:
            return rows
    if tell:
        tell(Step.EXPLAINING)
    explanation = explanation_of(problem, frame)
    if explanation.clusters:
        raise Infeasible(explanation)
    surplus = able - len(_most_placed(frame, free))
    rows = cheapest(frame, cost, out, surplus, surplus)
    if rows is None:
        raise AssertionError("a plan that was found is lost")
    return rows


def _most_placed(frame: Frame, free: int) -> Whole:
    """Rows of a plan that leaves the fewest out, whatever it costs."""
    nothing = np.zeros(len(frame.ordered.edges), dtype=np.int64)
    rows = cheapest(frame, nothing, np.ones(len(frame.ordered.people), dtype=np.int64), 0, free)
    if rows is None:
        raise AssertionError("neither a plan nor an explanation")
    return rows


def plan_of(problem: Problem, frame: Frame, rows: Whole, began: float) -> Plan:
    """The plan that the chosen rows are."""
    ordered = frame.ordered
    place_of = assignment_of(frame, rows)
    parts = summed(problem, ordered.edges.parts[rows].sum(axis=0).tolist(), place_of)
    return Plan(
        place_of=place_of,
        objective=parts.pop("objective"),
        parts=parts,
        fingerprint=fingerprint_of(problem, ordered),
        solver=SOLVER,
        seconds=perf_counter() - began,
    )


def assignment_of(frame: Frame, rows: Whole) -> dict[str, int]:
    """Who goes where by the chosen rows, sorted by person."""
    people, places, edges = frame.ordered.people, frame.ordered.places, frame.ordered.edges
    pairs: Mapping[str, int] = {
        people[person]: places[place]
        for person, place in zip(edges.person[rows].tolist(), edges.place[rows].tolist(), strict=True)
    }
    return dict(sorted(pairs.items()))


def _say_nothing(_step: Step) -> None:
    """Nobody asked to be told."""
