"""The network in which a plan is a flow, and the call that finds the cheapest.

A person is a source of one; a pair is an arc; a place and an area is a node from which one arc leads up the tree. A
least number is exact: it is demanded at the node and given back above it, and the arc carries what is beyond it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import ortools
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from headgoose.dispatch.solving.errors import Fault, Malformed
from headgoose.dispatch.solving.ordering import Ordered, order
from headgoose.dispatch.solving.problem import Problem, Whole
from headgoose.dispatch.solving.tree import Tree, tree_of

SOLVER = f"OR-Tools {ortools.__version__} SimpleMinCostFlow"
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Frame:
    """What may flow, without costs.

    Args:
        rows: the pairs that pins and forbids leave, as ascending rows of `ordered.edges`.
        active: people who have a pair left, shape (people,).
        forced: people who must be placed, shape (people,).
        pinned: those of them whose place is said, shape (people,).
    """

    ordered: Ordered
    tree: Tree
    rows: Whole
    active: Mask
    forced: Mask
    pinned: Mask

    @property
    def nodes(self) -> int:
        """People, places, areas, the way out and the sink."""
        return len(self.ordered.people) + self.tree.root + 2


def frame_of(problem: Problem) -> Frame:
    """The frame of a checked problem. Raises Malformed for a pin that is no candidate pair."""
    ordered = order(problem)
    people = len(ordered.people)
    tree = tree_of(ordered.places, ordered.lower, ordered.upper, problem.bounds)
    pinned = np.zeros(people, dtype=bool)
    keep = np.ones(len(ordered.edges), dtype=bool)
    if problem.forbids:
        rows, found = find_rows(ordered, problem.forbids)
        keep[rows[found]] = False
    if problem.pins:
        rows, found = find_rows(ordered, problem.pins)
        if not found.all():
            pair = problem.pins[int(np.argmin(found))]
            raise Malformed(Fault.NOT_A_CANDIDATE, *pair)
        pinned[ordered.edges.person[rows]] = True
        keep &= ~pinned[ordered.edges.person]
        keep[rows] = True
    rows = np.flatnonzero(keep)
    active = np.bincount(ordered.edges.person[rows], minlength=people) > 0
    return Frame(ordered, tree, rows, active, pinned | (not problem.may_stay_out), pinned)


def find_rows(ordered: Ordered, pairs: tuple[tuple[str, int], ...]) -> tuple[Whole, Mask]:
    """The row of each pair and whether it is one; both keys must be known."""
    people = {person: row for row, person in enumerate(ordered.people)}
    places = {place: row for row, place in enumerate(ordered.places)}
    wanted = np.array([people[one] * len(places) + places[place] for one, place in pairs], dtype=np.int64)
    if not len(ordered.pair):
        return wanted, np.zeros(len(wanted), dtype=bool)
    rows = np.minimum(np.searchsorted(ordered.pair, wanted), len(ordered.pair) - 1)
    return rows, ordered.pair[rows] == wanted


@dataclass(frozen=True, eq=False)
class Arcs:
    """The network as the solver takes it: one row an arc, the pairs first; and the supply of every node."""

    tail: Whole
    head: Whole
    capacity: Whole
    cost: Whole
    supply: Whole


def arcs_of(frame: Frame, cost: Whole, out: Whole, least_out: int, most_out: int) -> Arcs:
    """The network in which between `least_out` and `most_out` active people are left out; arguments as `cheapest`."""
    edges, tree, rows = frame.ordered.edges, frame.tree, frame.rows
    people = len(frame.ordered.people)
    sink, way_out = people + tree.root, people + tree.root + 1
    supply = np.zeros(way_out + 1, dtype=np.int64)
    supply[:people] = frame.active
    supply[sink] = least_out - int(frame.active.sum())
    supply[way_out] = -least_out
    supply[people:sink] -= tree.lower
    np.add.at(supply, people + tree.parent, tree.lower)
    leaving = np.flatnonzero(frame.active & ~frame.forced) if most_out > 0 else np.zeros(0, dtype=np.int64)
    nodes = np.arange(tree.root)
    return Arcs(
        tail=np.concatenate([edges.person[rows], people + nodes, leaving, [way_out]]),
        head=np.concatenate([people + edges.place[rows], people + tree.parent, _filled(leaving, way_out), [sink]]),
        capacity=np.concatenate(
            [_filled(rows, 1), tree.upper - tree.lower, _filled(leaving, 1), [most_out - least_out]]
        ),
        cost=np.concatenate([cost[rows], _filled(nodes, 0), out[leaving], [0]]),
        supply=supply,
    )


def _filled(like: Whole, value: int) -> Whole:
    return np.full(len(like), value, dtype=np.int64)


def cheapest(frame: Frame, cost: Whole, out: Whole, least_out: int, most_out: int) -> Whole | None:
    """The rows of the cheapest plan that leaves between `least_out` and `most_out` active people out, or None.

    Args:
        cost: of every row of `ordered.edges`, shape (n,).
        out: what leaving out costs each person, shape (people,).
    """
    flows = flows_of(arcs_of(frame, cost, out, least_out, most_out))
    return None if flows is None else frame.rows[np.flatnonzero(flows[: len(frame.rows)])]


def flows_of(arcs: Arcs) -> Whole | None:
    """The cheapest flow on every arc, or None when there is none; `scale_for` keeps costs in the solver's range."""
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(arcs.tail, arcs.head, arcs.capacity, arcs.cost)
    flow.set_nodes_supplies(np.arange(len(arcs.supply)), arcs.supply)
    status = flow.solve()
    if status == flow.OPTIMAL:
        return np.asarray(flow.flows(np.arange(len(arcs.tail))), dtype=np.int64)
    if status == flow.INFEASIBLE:
        return None
    raise AssertionError(f"the solver says {status}")
