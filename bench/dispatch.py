"""Sending 12,000 people into 8,968 villages: our solving beside the bare call of OR-Tools and beside HiGHS.

The bare call gets the arrays ready, with the same costs, and nothing but arcs, supplies, solve and flows is timed; once
more without the lots that decide between equals. Ours takes in all that it does: checks, order, fingerprint, costs,
network, plan. All times are CPU times of this process, turn about, so that a neighbour weighs on each alike. HiGHS gets
the problem as a linear program of rows and columns, which knows nothing of flows, and must come to the same objective.

    .venv/bin/python -m bench.dispatch
"""

import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from bench.measure import report

PEOPLE, PLACES, CHOICES, TIMES = 12_000, 8_968, 30, 5
RATIO, MEMORY_MB = 1.5, 600.0
PREFECTURES, COUNTIES, TOWNSHIPS = 13, 9, 10


def draw(people: int = PEOPLE, places: int = PLACES, choices: int = CHOICES, seed: int = 23) -> Any:
    """A province drawn by chance: villages in townships in counties; most people wish for what is near home.

    Bounds of counties and prefectures are narrow enough to bind.
    """
    from headgoose.dispatch.solving import Edges, Problem

    rng = np.random.default_rng(seed)
    keys = _villages(places)
    where = rng.random((places, 2)) * 60 + np.stack([keys // 10**9 % 100 * 40, keys // 10**11 % 100 * 90], axis=1)
    home = rng.integers(places, size=people)
    near = np.empty((people, choices), dtype=np.int64)
    for start in range(0, people, 200):
        some = home[start : start + 200]
        gap = np.linalg.norm(where[some][:, None] - where[None], axis=2) + rng.gumbel(
            scale=25, size=(len(some), places)
        )
        near[start : start + 200] = np.argpartition(gap, choices, axis=1)[:, :choices]
    person, place = np.repeat(np.arange(people), choices), near.ravel()
    distance = np.linalg.norm(where[home[person]] - where[place], axis=1).astype(np.int64)
    rank = np.tile(np.arange(choices), people)
    skill, breach = rng.integers(4, size=len(person)), (rng.random(len(person)) < 0.1).astype(np.int64)
    shuffled = rng.permutation(len(person))
    parts = np.stack([rank, distance, skill, breach], axis=1)[shuffled]
    return Problem(
        people=tuple(f"P{number:06d}" for number in range(people)),
        places=tuple(keys.tolist()),
        lower=(1,) * places,
        upper=(2,) * places,
        edges=Edges(person[shuffled], place[shuffled], parts),
        bounds=_bounds(keys, people / places),
        seed="2026-11-30 draw",
    )


def _villages(places: int) -> Any:
    """Keys of villages, spread evenly over the townships of the drawn province."""
    townships = [
        23 * 10**13 + prefecture * 10**11 + county * 10**9 + township * 10**6
        for prefecture in range(1, PREFECTURES + 1)
        for county in range(1, COUNTIES + 1)
        for township in range(1, TOWNSHIPS + 1)
    ]
    number = np.arange(places)
    return np.array(townships)[number % len(townships)] + (number // len(townships) + 1) * 1000


def _bounds(keys: Any, crowd: float) -> tuple[Any, ...]:
    from headgoose.dispatch.solving import Bound
    from headgoose.kernel.area import Level

    found = []
    for level, low, high in ((Level.COUNTY, 0.96, 1.04), (Level.PREFECTURE, 0.99, 1.01)):
        areas, villages = np.unique(keys - keys % level.divisor, return_counts=True)
        for area, count in zip(areas.tolist(), villages.tolist(), strict=True):
            lower = max(count, int(count * crowd * low))
            found.append(Bound(area, level, lower, max(lower, int(count * crowd * high) + 1)))
    return tuple(found)


def cpu_seconds(work: Callable[[], Any]) -> float:
    """CPU time that one call takes in this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def bare_call(arcs: Any) -> int:
    """Nothing but OR-Tools: the optimal cost, in scaled units."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(arcs.tail, arcs.head, arcs.capacity, arcs.cost)
    flow.set_nodes_supplies(np.arange(len(arcs.supply)), arcs.supply)
    if flow.solve() != flow.OPTIMAL:
        raise SystemExit("The bare call found no optimum.")
    flow.flows(np.arange(len(arcs.tail)))
    return int(flow.optimal_cost())


def linear_program(problem: Any, cost: Any) -> Any:
    """The problem for HiGHS: a column a pair, a row a person (all are placed), a village and an area."""
    import highspy

    edges, count = problem.edges, len(problem.people)
    keys = np.array(problem.places)
    rows, low, high = [edges.person, count + edges.place], [1] * count, [1] * count
    low += problem.lower
    high += problem.upper
    for level in sorted({bound.level for bound in problem.bounds}):
        bounds = sorted((bound for bound in problem.bounds if bound.level is level), key=lambda one: one.area_key)
        area = np.searchsorted([bound.area_key for bound in bounds], keys - keys % level.divisor)
        rows.append(len(low) + area[edges.place])
        low += [bound.lower for bound in bounds]
        high += [bound.upper for bound in bounds]
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(cost), len(low)
    program.col_cost_ = cost.astype(float)
    program.col_lower_, program.col_upper_ = np.zeros(len(cost)), np.ones(len(cost))
    program.row_lower_, program.row_upper_ = np.array(low, dtype=float), np.array(high, dtype=float)
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.arange(len(cost) + 1) * len(rows)
    program.a_matrix_.index_ = np.stack(rows, axis=1).ravel()
    program.a_matrix_.value_ = np.ones(len(cost) * len(rows))
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.passModel(program)
    return highs


def main() -> bool:
    """Draw, solve by all three, compare."""
    from headgoose.dispatch.solving import PARTS, factors, solve
    from headgoose.dispatch.solving.costs import objective_by_pair, pair_costs
    from headgoose.dispatch.solving.network import arcs_of, frame_of

    problem = draw()
    plan = solve(problem)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    frame = frame_of(problem)
    arcs = arcs_of(frame, *pair_costs(problem, frame.ordered, frame.nodes), 0, 0)
    plain = arcs_of(frame, *objective_by_pair(problem, frame.ordered), 0, 0)
    ours, bare, without_lots = [], [], []
    for _ in range(TIMES):
        ours.append(cpu_seconds(lambda: solve(problem)))
        bare.append(cpu_seconds(lambda: bare_call(arcs)))
        without_lots.append(cpu_seconds(lambda: bare_call(plain)))
    unit = factors(problem)
    highs = linear_program(problem, problem.edges.parts @ np.array([unit[name] for name in PARTS]))
    other = cpu_seconds(highs.run)
    found = round(highs.getInfo().objective_function_value)
    least = statistics.median(bare)
    rows: list[tuple[str, float, str, float | None]] = [
        ("bare OR-Tools on ready arrays, CPU", least, "s", None),
        ("bare OR-Tools on ready arrays without lots, CPU", statistics.median(without_lots), "s", None),
        ("ours, from a problem to a plan, CPU", statistics.median(ours), "s", None),
        ("ours / bare", statistics.median(ours) / least, "x", RATIO),
        ("ours / bare, the best of each", min(ours) / min(bare), "x", None),
        ("HiGHS on a ready linear program, CPU", other, "s", None),
        ("HiGHS / ours", other / statistics.median(ours), "x", None),
        (f"objective {plan.objective:,} less that of HiGHS", abs(plan.objective - found), "", 0.0),
        ("objective less that of the bare call without lots", abs(plan.objective - bare_call(plain)), "", 0.0),
        ("people left out", plan.parts["out"], "", 0.0),
        ("peak memory, the drawing taken in", memory, "MB", MEMORY_MB),
    ]
    return report(f"{PEOPLE:,} people, {PLACES:,} villages, {PEOPLE * CHOICES:,} pairs, 1..2 and bounds above", rows)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
