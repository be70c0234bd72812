"""The same problem as a linear program for HiGHS: rows and columns, no flow, nothing shared with what is tested."""

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from headgoose.dispatch.solving import PARTS, Bound, Cluster, Kind, Problem, factors
from headgoose.kernel.area import Level

Costs = npt.NDArray[np.float64]
Keys = npt.NDArray[np.int64]
Row = tuple[float, float, list[int]]


@dataclass(frozen=True)
class Verdict:
    """Fewest people left out, and the least objective at that; None for both when there is no plan."""

    out: int | None
    objective: int | None


def optimum(problem: Problem) -> Verdict:
    """Fewest out first, then least cost with so many out."""
    pairs = _pairs(problem)
    placed = _run(problem, pairs, np.full(len(pairs), -1.0), least=0)
    if placed is None:
        return Verdict(None, None)
    most = round(-placed)
    cost = np.array([_cost(problem, row) for row in pairs], dtype=float)
    stays_out = _leaving_by_staying_out(problem)
    least = _run(problem, pairs, cost - stays_out[problem.edges.person[pairs]], least=most)
    assert least is not None
    return Verdict(len(problem.people) - most, round(least + float(stays_out.sum())))


def _pairs(problem: Problem) -> list[int]:
    """Rows of the pairs that pins and forbids leave."""
    pinned = dict(problem.pins)
    found = []
    for row, (person, place) in enumerate(zip(problem.edges.person, problem.edges.place, strict=True)):
        who, where = problem.people[person], problem.places[place]
        if (who, where) not in problem.forbids and pinned.get(who, where) == where:
            found.append(row)
    return found


def _cost(problem: Problem, row: int) -> int:
    unit = factors(problem)
    who = problem.people[problem.edges.person[row]]
    where = problem.places[problem.edges.place[row]]
    leaves = who in problem.kept and problem.kept[who] != where
    parts: list[int] = problem.edges.parts[row].tolist()
    return sum(unit[name] * part for name, part in zip(PARTS, parts, strict=True)) + unit["stay"] * leaves


def _leaving_by_staying_out(problem: Problem) -> Costs:
    unit = factors(problem)
    return np.array([float(unit["stay"] * (who in problem.kept)) for who in problem.people])


def _run(problem: Problem, pairs: list[int], cost: Costs, least: int) -> float | None:
    """The least cost with at least so many people placed, or None."""
    pinned = {who for who, _where in problem.pins}
    person = problem.edges.person[pairs]
    rows: list[Row] = [
        (float(not problem.may_stay_out or who in pinned), 1.0, np.flatnonzero(person == index).tolist())
        for index, who in enumerate(problem.people)
    ]
    keys = np.array(problem.places, dtype=np.int64)[problem.edges.place[pairs]]
    rows += [(low, high, _inside(bound, keys)) for bound in all_bounds(problem) for low, high in [_range(bound)]]
    rows.append((least, highspy.kHighsInf, list(range(len(pairs)))))
    return _highs(cost, np.ones(len(pairs)), rows)


def all_bounds(problem: Problem) -> list[Bound]:
    """Bounds of areas and of villages."""
    quotas = zip(problem.places, problem.lower, problem.upper, strict=True)
    return [*problem.bounds, *(Bound(key, Level.VILLAGE, low, high) for key, low, high in quotas)]


def vacancies(problem: Problem) -> int | None:
    """The fewest helpers, who could go anywhere, with whom minimums and maximums hold; nobody else must be placed."""
    pairs, places = _pairs(problem), np.arange(len(problem.places))
    keys = np.array(problem.places, dtype=np.int64)[np.append(problem.edges.place[pairs], places)]
    rows: list[Row] = [
        (0.0, 1.0, np.flatnonzero(problem.edges.person[pairs] == index).tolist())
        for index in range(len(problem.people))
    ]
    rows += [(low, high, _inside(bound, keys)) for bound in all_bounds(problem) for low, high in [_range(bound)]]
    cost = np.append(np.zeros(len(pairs)), np.ones(len(places)))
    found = _highs(cost, np.append(np.ones(len(pairs)), np.full(len(places), highspy.kHighsInf)), rows)
    return None if found is None else round(found)


def stands(problem: Problem, cluster: Cluster) -> bool:
    """Whether what a cluster names is impossible by itself: its minimums, maximums and people, nothing else.

    Where it does not speak of a lack of people, helpers without number can go anywhere.
    """
    helped = cluster.kind is not Kind.PEOPLE
    pairs = _pairs(problem) if cluster.kind is not Kind.LIMITS else []
    places = np.arange(len(problem.places)) if helped else np.zeros(0, dtype=np.int64)
    keys = np.array(problem.places, dtype=np.int64)[np.append(problem.edges.place[pairs], places)]
    person = problem.edges.person[pairs]
    forced = cluster.people if cluster.kind is Kind.SEATS else ()
    rows: list[Row] = [
        (float(who in forced), 1.0, np.flatnonzero(person == index).tolist())
        for index, who in enumerate(problem.people)
    ]
    rows += [(bound.lower, highspy.kHighsInf, _inside(bound, keys)) for bound in cluster.minimums]
    rows += [(-highspy.kHighsInf, _range(bound)[1], _inside(bound, keys)) for bound in cluster.maximums]
    width = np.append(np.ones(len(pairs)), np.full(len(places), highspy.kHighsInf))
    return _highs(np.zeros(len(width)), width, rows) is None


def _range(bound: Bound) -> tuple[float, float]:
    return bound.lower, highspy.kHighsInf if bound.upper is None else bound.upper


def _inside(bound: Bound, keys: Keys) -> list[int]:
    return np.flatnonzero((bound.area.low <= keys) & (keys < bound.area.high)).tolist()


def _highs(cost: Costs, width: Costs, rows: list[Row]) -> float | None:
    """The least cost of columns between 0 and their width, or None."""
    if not len(cost):
        return 0.0 if all(low <= 0 for low, _high, _columns in rows) else None
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(cost), len(rows)
    program.col_cost_ = cost
    program.col_lower_, program.col_upper_ = np.zeros(len(cost)), width
    program.row_lower_ = np.array([low for low, _high, _columns in rows], dtype=float)
    program.row_upper_ = np.array([high for _low, high, _columns in rows], dtype=float)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.cumsum([0, *(len(columns) for _low, _high, columns in rows)])
    index = np.array([column for _low, _high, columns in rows for column in columns], dtype=np.int32)
    program.a_matrix_.index_, program.a_matrix_.value_ = index, np.ones(len(index))
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.passModel(program)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return float(highs.getInfo().objective_function_value)
