"""Why there is no plan: sets of places and people whose numbers cannot agree, found as minimum cuts.

By Hoffman's theorem there is no flow within bounds exactly when some set of nodes must take in more than it may let
out. Here such a set either lacks people (its minimums exceed all who can reach it) or lacks seats (people who must be
placed exceed the seats they reach). Each kind is one maximum flow; the smallest cut falls into connected clusters, and
every cluster is violated by itself, its shortage being its part of the whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from ortools.graph.python.max_flow import SimpleMaxFlow

from headgoose.dispatch.solving.checking import check
from headgoose.dispatch.solving.limits import clashes, most_of
from headgoose.dispatch.solving.network import Frame, Mask, frame_of
from headgoose.dispatch.solving.problem import Cluster, Explanation, Kind, Problem, Whole
from headgoose.dispatch.solving.relaxing import relaxations_for
from headgoose.kernel.area import Level


def explain(problem: Problem) -> Explanation:
    """Why the problem has no plan; empty when it has one. Raises Malformed."""
    check(problem)
    return explanation_of(problem, frame_of(problem))


def explanation_of(problem: Problem, frame: Frame) -> Explanation:
    """The explanation of a checked problem: limits up the tree first, and only if they agree the people."""
    found = clashes(frame.tree) or (*_shortages(frame, Kind.PEOPLE), *_shortages(frame, Kind.SEATS))
    clusters = tuple(replace(one, cores=_cores(frame, one)) for one in _worst_first(found))
    return Explanation(clusters, relaxations_for(problem, frame, clusters))


def _worst_first(clusters: Iterable[Cluster]) -> tuple[Cluster, ...]:
    return tuple(sorted(clusters, key=lambda one: (-one.short, one.kind, one.places, one.people)))


def _cores(frame: Frame, cluster: Cluster) -> tuple[Cluster, ...]:
    """What lacks people within one county, its villages and bounds alone, if the cluster spans several."""
    counties = sorted({place - place % Level.COUNTY.divisor for place in cluster.places})
    if cluster.kind is not Kind.PEOPLE or len(counties) < 2:
        return ()
    return _worst_first(core for county in counties for core in _shortages(_within(frame, county), Kind.PEOPLE))


def _within(frame: Frame, county: int) -> Frame:
    """The frame with the minimums of one county, and only the pairs that lead there."""
    tree, place = frame.tree, frame.ordered.edges.place[frame.rows]
    inside = (tree.keys - tree.keys % Level.COUNTY.divisor == county) & (tree.level >= Level.COUNTY)
    rows = frame.rows[inside[place]]
    active = np.bincount(frame.ordered.edges.person[rows], minlength=len(frame.active)) > 0
    return replace(frame, rows=rows, active=active, tree=replace(tree, lower=np.where(inside, tree.lower, 0)))


@dataclass(frozen=True, eq=False)
class _Side:
    """The side of a cut that is violated, by node: people first, then the tree.

    Args:
        inside: shape (people + tree nodes,).
        label: the component of each node inside; -1 outside.
        crossing_in: tree nodes inside whose parent is outside.
        crossing_out: tree nodes outside whose parent is inside.
    """

    frame: Frame
    inside: Mask
    label: Whole
    crossing_in: Whole
    crossing_out: Whole


def _shortages(frame: Frame, kind: Kind) -> list[Cluster]:
    inside = _violated(frame, kind)
    if not inside.any():
        return []
    people, tree = len(frame.ordered.people), frame.tree
    node = np.arange(tree.root)
    node_inside = inside[people:]
    parent_inside = np.append(node_inside, False)[tree.parent]
    rows = frame.rows[inside[people + frame.ordered.edges.place[frame.rows]]]
    rows = rows[inside[frame.ordered.edges.person[rows]]]
    up = node[node_inside & parent_inside]
    label = _components(
        inside,
        np.concatenate([frame.ordered.edges.person[rows], people + up]),
        np.concatenate([people + frame.ordered.edges.place[rows], people + tree.parent[up]]),
    )
    side = _Side(frame, inside, label, node[node_inside & ~parent_inside], node[~node_inside & parent_inside])
    clusters = [_cluster(side, kind, np.flatnonzero(label == one)) for one in np.unique(label[inside])]
    return _joined([one for one in clusters if one.short > 0])


def _violated(frame: Frame, kind: Kind) -> Mask:
    """The smallest set of nodes with the largest shortage of a kind; empty if there is none.

    PEOPLE: the sink's side, everything above the tree being the source. SEATS: the source's side, everything above the
    tree being the sink, and nobody but those who must be placed.
    """
    flow = SimpleMaxFlow()
    edges, tree = frame.ordered.edges, frame.tree
    people = len(frame.ordered.people)
    top, source, sink = people + tree.root, people + tree.root + 1, people + tree.root + 2
    present = frame.active if kind is Kind.PEOPLE else frame.forced
    rows = frame.rows[present[edges.person[frame.rows]]]
    returned = np.zeros(tree.root + 1, dtype=np.int64)
    np.add.at(returned, tree.parent, tree.lower)
    crowd, node = np.flatnonzero(present), np.arange(tree.root)
    _add(flow, source, crowd, 1)
    _add(flow, edges.person[rows], people + edges.place[rows], people + 1)
    _add(flow, people + node, people + tree.parent, tree.upper - tree.lower)
    _add(flow, people + node, sink, tree.lower)
    _add(flow, source, people + node, returned[:-1])
    if kind is Kind.SEATS:
        _add(flow, top, sink, np.array([2**40]))
    if flow.solve(source, sink) != flow.OPTIMAL:
        raise AssertionError("the maximum flow was not found")
    inside = np.zeros(sink + 1, dtype=bool)
    if kind is Kind.PEOPLE and flow.optimal_flow() < tree.lower.sum():
        inside[flow.get_sink_side_min_cut()] = True
    elif kind is Kind.SEATS and flow.optimal_flow() < len(crowd) + returned[:-1].sum():
        inside[flow.get_source_side_min_cut()] = True
    return inside[:top]


def _add(flow: SimpleMaxFlow, tail: Whole | int, head: Whole | int, capacity: Whole | int) -> None:
    wide = np.broadcast_arrays(tail, head, capacity)
    flow.add_arcs_with_capacity(*(np.ascontiguousarray(one, dtype=np.int64) for one in wide))


def _components(inside: Mask, one: Whole, other: Whole) -> Whole:
    """The label of each node inside, equal for those that arcs connect: the smallest node; -1 outside."""
    label = np.where(inside, np.arange(len(inside)), -1)
    while True:
        before = label.copy()
        low = np.minimum(label[one], label[other])
        np.minimum.at(label, one, low)
        np.minimum.at(label, other, low)
        label = np.where(inside, label[label], -1)
        if (label == before).all():
            return label


def _cluster(side: _Side, kind: Kind, nodes: Whole) -> Cluster:
    frame, tree = side.frame, side.frame.tree
    people = len(frame.ordered.people)
    label = side.label[nodes[0]]
    ours = nodes[nodes >= people] - people
    top = side.crossing_in[side.label[people + side.crossing_in] == label]
    low = side.crossing_out[side.label[people + tree.parent[side.crossing_out]] == label]
    asking, giving = (top, low) if kind is Kind.PEOPLE else (low, top)
    minimums = tuple(tree.bound_of(node) for node in asking.tolist() if tree.lower[node])
    maximums = tuple(tree.bound_of(node) for node in giving.tolist())
    crowd = tuple(sorted(frame.ordered.people[node] for node in nodes[nodes < people].tolist()))
    needs, has = sum(one.lower for one in minimums), sum(most_of(one) for one in maximums)
    return Cluster(
        kind=kind,
        places=tuple(sorted(tree.keys[ours[ours < tree.places]].tolist())),
        people=crowd,
        needs=needs if kind is Kind.PEOPLE else needs + len(crowd),
        has=has + len(crowd) if kind is Kind.PEOPLE else has,
        minimums=minimums,
        maximums=maximums,
    )


def _joined(clusters: list[Cluster]) -> list[Cluster]:
    """Places that nobody can reach as one cluster, and people who can go nowhere: there is nothing to tell apart."""
    bare = [one for one in clusters if not one.maximums and not (one.people and one.places) and one.bound is None]
    if len(bare) < 2:
        return clusters
    joined = Cluster(
        kind=bare[0].kind,
        places=tuple(sorted(place for one in bare for place in one.places)),
        people=tuple(sorted(person for one in bare for person in one.people)),
        needs=sum(one.needs for one in bare),
        has=0,
        minimums=tuple(bound for one in bare for bound in one.minimums),
    )
    return [joined, *(one for one in clusters if one not in bare)]
