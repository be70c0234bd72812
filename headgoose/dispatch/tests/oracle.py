"""The same problem as a linear program for HiGHS: rows and columns, no flow, nothing shared with what is tested."""

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from headgoose.dispatch.solving import PARTS, Problem, factors

Costs = npt.NDArray[np.float64]
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
    rows: list[Row] = []
    person, place = problem.edges.person[pairs], problem.edges.place[pairs]
    pinned = {who for who, _where in problem.pins}
    for index, who in enumerate(problem.people):
        forced = not problem.may_stay_out or who in pinned
        rows.append((float(forced), 1.0, np.flatnonzero(person == index).tolist()))
    for index, (lower, upper) in enumerate(zip(problem.lower, problem.upper, strict=True)):
        rows.append((lower, upper, np.flatnonzero(place == index).tolist()))
    keys = np.array(problem.places)[place] if len(pairs) else np.zeros(0, dtype=np.int64)
    for bound in problem.bounds:
        inside = (bound.area.low <= keys) & (keys < bound.area.high)
        most = highspy.kHighsInf if bound.upper is None else bound.upper
        rows.append((bound.lower, most, np.flatnonzero(inside).tolist()))
    rows.append((least, highspy.kHighsInf, list(range(len(pairs)))))
    return _highs(cost, rows)


def _highs(cost: Costs, rows: list[Row]) -> float | None:
    if not len(cost):
        return 0.0 if all(low <= 0 for low, _high, _columns in rows) else None
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(cost), len(rows)
    program.col_cost_ = cost
    program.col_lower_, program.col_upper_ = np.zeros(len(cost)), np.ones(len(cost))
    program.row_lower_ = np.array([low for low, _high, _columns in rows], dtype=float)
    program.row_upper_ = np.array([high for _low, high, _columns in rows], dtype=float)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.cumsum([0, *(len(columns) for _low, _high, columns in rows)])
    index = np.concatenate([np.array(columns, dtype=np.int32) for _low, _high, columns in rows])
    program.a_matrix_.index_, program.a_matrix_.value_ = index, np.ones(len(index))
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.passModel(program)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return float(highs.getInfo().objective_function_value)
