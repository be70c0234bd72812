"""Ways out of what cannot be."""

from collections.abc import Iterator

import numpy as np

from headgoose.dispatch.solving.limits import most_of
from headgoose.dispatch.solving.network import Arcs, Frame, flows_of
from headgoose.dispatch.solving.problem import Bound, Cluster, Kind, Problem, Relaxation, Way
from headgoose.kernel.area import Level


def relaxations_for(problem: Problem, frame: Frame, clusters: tuple[Cluster, ...]) -> tuple[Relaxation, ...]:
    """What could be offered for each cluster, in its order."""
    lowered = _lowered(frame) if any(one.kind is Kind.PEOPLE for one in clusters) else {}
    candidates = _candidates(problem, {person for person, _place in (*problem.pins, *problem.forbids)})
    found: list[Relaxation] = []
    for number, cluster in enumerate(clusters):
        match cluster.kind:
            case Kind.LIMITS:
                found += _of_limits(number, cluster)
            case Kind.PEOPLE:
                found += _of_people(number, cluster, lowered)
                found += _of_rules(number, cluster, problem, candidates)
            case Kind.SEATS:
                found += _of_seats(number, cluster, problem)
    return tuple(found)


def _of_limits(number: int, cluster: Cluster) -> Iterator[Relaxation]:
    yield from _raised(number, cluster)
    yield from _less(number, cluster)


def _of_people(number: int, cluster: Cluster, lowered: dict[Bound, int]) -> Iterator[Relaxation]:
    yield Relaxation(Way.WIDEN, number, places=cluster.places)
    yield Relaxation(Way.ADD, number, places=cluster.places, number=cluster.short)
    inside = set(cluster.places)
    for bound, least in tuple(lowered.items()):
        if bound.level is Level.VILLAGE and bound.area_key in inside:
            yield Relaxation(Way.VACANCY, number, places=(bound.area_key,), number=least, bound=bound)
        elif bound.level < Level.VILLAGE and any(bound.area.low <= place < bound.area.high for place in cluster.places):
            yield Relaxation(Way.LOWER, number, number=lowered.pop(bound), bound=bound)
    yield from _raised(number, cluster)


def _of_rules(
    number: int, cluster: Cluster, problem: Problem, candidates: set[tuple[str, int]]
) -> Iterator[Relaxation]:
    """Pins that keep people away from the places who could reach them, and forbidden pairs."""
    inside, there = set(cluster.places), set(cluster.people)
    for person, place in sorted(candidates.intersection(problem.forbids)):
        if place in inside and person not in there:
            yield Relaxation(Way.ALLOW, number, places=(place,), people=(person,))
    pinned = {person for person, _place in problem.pins} - there
    free = candidates.difference(problem.forbids)
    for person in sorted({person for person, place in free if place in inside and person in pinned}):
        yield Relaxation(Way.PIN, number, people=(person,))


def _of_seats(number: int, cluster: Cluster, problem: Problem) -> Iterator[Relaxation]:
    pinned = {person for person, _place in problem.pins} & set(cluster.people)
    rest = tuple(sorted(set(cluster.people) - pinned))
    if rest:
        yield Relaxation(Way.WIDEN, number, people=rest)
        yield Relaxation(Way.OUT, number, people=rest, number=min(len(rest), cluster.short))
    for person in sorted(pinned):
        yield Relaxation(Way.PIN, number, people=(person,))
    yield from _raised(number, cluster)
    yield from _less(number, cluster)


def _raised(number: int, cluster: Cluster) -> Iterator[Relaxation]:
    for bound in cluster.maximums:
        yield Relaxation(Way.RAISE, number, number=most_of(bound) + cluster.short, bound=bound)


def _less(number: int, cluster: Cluster) -> Iterator[Relaxation]:
    for bound in cluster.minimums:
        if bound.lower >= cluster.short:
            yield Relaxation(Way.LOWER, number, number=bound.lower - cluster.short, bound=bound)


def _candidates(problem: Problem, people: set[str]) -> set[tuple[str, int]]:
    """All candidate pairs of some people, pinned elsewhere or forbidden though they may be."""
    if not people:
        return set()
    index = [row for row, person in enumerate(problem.people) if person in people]
    edges = problem.edges
    rows = np.flatnonzero(np.isin(edges.person, index))
    return {(problem.people[edges.person[row]], problem.places[edges.place[row]]) for row in rows.tolist()}


def _lowered(frame: Frame) -> dict[Bound, int]:
    """What minimums would have to be for the people there are: the fewest vacancies that make a plan possible.

    Helpers who can go anywhere fill what people cannot, as few as can be; where they are needed is vacant. An area
    above a vacancy may come to have fewer than its minimum; nobody stays out who could prevent it.
    """
    tree, edges, rows = frame.tree, frame.ordered.edges, frame.rows
    people, places = len(frame.ordered.people), np.arange(frame.tree.places)
    sink, helpers = people + tree.root, people + tree.root + 1
    crowd = np.flatnonzero(frame.active)
    many = int(tree.rolled()[0][-1])
    supply = np.zeros(helpers + 1, dtype=np.int64)
    supply[crowd] = 1
    supply[helpers] = many
    supply[sink] = -many - len(crowd)
    supply[people:sink] -= tree.lower
    np.add.at(supply, people + tree.parent, tree.lower)
    node = np.arange(tree.root)
    arcs = Arcs(
        tail=np.concatenate([edges.person[rows], people + node, crowd, np.full(len(places) + 1, helpers)]),
        head=np.concatenate([people + edges.place[rows], people + tree.parent, np.full(len(crowd), sink),
                             people + places, [sink]]),
        capacity=np.concatenate([np.ones(len(rows), dtype=np.int64), tree.upper - tree.lower,
                                 np.ones(len(crowd), dtype=np.int64), tree.upper[places], [many]]),
        cost=np.concatenate([np.zeros(len(rows) + len(node), dtype=np.int64), np.ones(len(crowd), dtype=np.int64),
                             np.full(len(places), people + 1), [0]]),
        supply=supply,
    )  # fmt: skip
    flows = flows_of(arcs)
    if flows is None:
        raise AssertionError("limits that agree leave room for helpers")
    count = tree.counted(edges.place[rows[flows[: len(rows)] > 0]])
    return {tree.bound_of(node): int(count[node]) for node in np.flatnonzero(count < tree.lower).tolist()}
