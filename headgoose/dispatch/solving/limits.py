"""Minimums against maximums up the tree, before anybody is looked at."""

from collections.abc import Iterator, Mapping

import numpy as np

from headgoose.dispatch.solving.checking import check, check_known, whole
from headgoose.dispatch.solving.problem import Bound, Breach, Cluster, Kind, Problem
from headgoose.dispatch.solving.tree import Tree, tree_of


def clashes(tree: Tree) -> tuple[Cluster, ...]:
    """Areas whose minimums below are over their maximum, or whose minimum is over the maximums below."""
    least, most = tree.rolled()
    below_least, below_most = np.zeros_like(least), np.zeros_like(most)
    np.add.at(below_least, tree.parent, least[:-1])
    np.add.at(below_most, tree.parent, most[:-1])
    areas = range(tree.places, tree.root)
    crowded = [area for area in areas if below_least[area] > tree.upper[area]]
    starved = [area for area in areas if tree.lower[area] > below_most[area]]
    children = _children(tree) if crowded or starved else {}
    return (
        *(_clash(tree, area, _making(tree, children, area, least=True), (area,)) for area in crowded),
        *(_clash(tree, area, (area,), _making(tree, children, area, least=False)) for area in starved),
    )


def _clash(tree: Tree, area: int, minimums: tuple[int, ...], maximums: tuple[int, ...]) -> Cluster:
    asked = tuple(tree.bound_of(node) for node in minimums)
    given = tuple(tree.bound_of(node) for node in maximums)
    inside = tree.bounds[area - tree.places].area
    keys = tree.keys[: tree.places]
    return Cluster(
        kind=Kind.LIMITS,
        places=tuple(sorted(keys[(keys >= inside.low) & (keys < inside.high)].tolist())),
        people=(),
        needs=sum(one.lower for one in asked),
        has=sum(most_of(one) for one in given),
        minimums=asked,
        maximums=given,
    )


def breaches(problem: Problem, place_of: Mapping[str, int]) -> tuple[Breach, ...]:
    """Bounds that an assignment breaks, villages first, then up the tree. Raises Malformed."""
    check(problem)
    check_known(problem, place_of.items())
    tree = tree_of(problem.places, whole(problem.lower), whole(problem.upper), problem.bounds)
    index = {place: row for row, place in enumerate(problem.places)}
    count = tree.counted(whole([index[place] for place in place_of.values()]))
    broken = np.flatnonzero((count < tree.lower) | (count > tree.upper))
    return tuple(Breach(tree.bound_of(node), int(count[node])) for node in broken.tolist())


def most_of(bound: Bound) -> int:
    """A maximum that is known to be one."""
    if bound.upper is None:
        raise AssertionError("no limit limits nothing")
    return bound.upper


def _children(tree: Tree) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for node, parent in enumerate(tree.parent.tolist()):
        found.setdefault(parent, []).append(node)
    return found


def _making(tree: Tree, children: dict[int, list[int]], area: int, *, least: bool) -> tuple[int, ...]:
    """The nodes below an area whose own numbers make up the sum below it; minimums of 0 left away."""
    rolled = tree.rolled()[0 if least else 1]
    own = tree.lower if least else tree.upper

    def walk(node: int) -> Iterator[int]:
        if own[node] == rolled[node]:
            yield node
        else:
            for child in children.get(node, ()):
                yield from walk(child)

    return tuple(node for child in children.get(area, ()) for node in walk(child) if own[node] or not least)
