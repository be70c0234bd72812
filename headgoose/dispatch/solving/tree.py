"""Places and the areas over them that have bounds, as one tree of nodes with a least and a most each."""

from dataclasses import dataclass

import numpy as np

from headgoose.dispatch.solving.problem import Bound, Whole
from headgoose.kernel.area import Level

NO_LIMIT = 2**31 - 1
UPWARDS = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.PREFECTURE, Level.PROVINCE)


@dataclass(frozen=True, eq=False)
class Tree:
    """Nodes 0 .. places - 1 are the places, the rest areas, deepest level first; the root is not a node of it.

    Args:
        keys: of places and areas.
        level: `Level` of each node.
        parent: the smallest bounded area around a node, or `root` (the number of nodes).
        lower: least number of people.
        upper: most, or NO_LIMIT.
        bounds: of the areas.
    """

    places: int
    keys: Whole
    level: Whole
    parent: Whole
    lower: Whole
    upper: Whole
    bounds: tuple[Bound, ...]

    @property
    def root(self) -> int:
        """The number that stands for everything above."""
        return len(self.parent)

    def rolled(self) -> tuple[Whole, Whole]:
        """Least and most of each node and of the root, those below and its own together, shape (nodes + 1,).

        A node's least is the larger of its own and the sum below; its most the smaller of its own and the sum below.
        """
        least, most = np.append(self.lower, 0), np.append(self.upper, 0)
        least_below, most_below = np.zeros_like(least), np.zeros_like(most)
        for level in UPWARDS:
            nodes = np.flatnonzero(self.level == level)
            if level is not Level.VILLAGE:
                least[nodes] = np.maximum(least[nodes], least_below[nodes])
                most[nodes] = np.minimum(most[nodes], most_below[nodes])
            np.add.at(least_below, self.parent[nodes], least[nodes])
            np.add.at(most_below, self.parent[nodes], most[nodes])
        least[-1], most[-1] = least_below[-1], most_below[-1]
        return least, most

    def counted(self, filled: Whole) -> Whole:
        """How many people each node has, given the place of every person, shape (nodes,)."""
        count = np.zeros(self.root + 1, dtype=np.int64)
        count[: self.places] = np.bincount(filled, minlength=self.places)
        for level in UPWARDS[:-1]:
            nodes = np.flatnonzero(self.level == level)
            np.add.at(count, self.parent[nodes], count[nodes])
        return count[:-1]

    def bound_of(self, node: int) -> Bound:
        """A node as a bound, a village as well."""
        if node >= self.places:
            return self.bounds[node - self.places]
        return Bound(int(self.keys[node]), Level.VILLAGE, int(self.lower[node]), int(self.upper[node]))


def tree_of(places: tuple[int, ...], lower: Whole, upper: Whole, bounds: tuple[Bound, ...]) -> Tree:
    """The tree over places in their order."""
    areas = tuple(sorted(bounds, key=lambda one: (-one.level, one.area_key)))
    keys = np.array([*places, *(one.area_key for one in areas)], dtype=np.int64)
    level = np.array([Level.VILLAGE] * len(places) + [one.level for one in areas], dtype=np.int64)
    most = [NO_LIMIT if one.upper is None else one.upper for one in areas]
    return Tree(
        places=len(places),
        keys=keys,
        level=level,
        parent=_parents(keys, level, len(places)),
        lower=np.append(lower, np.array([one.lower for one in areas], dtype=np.int64)),
        upper=np.append(upper, np.array(most, dtype=np.int64)),
        bounds=areas,
    )


def _parents(keys: Whole, level: Whole, places: int) -> Whole:
    parent = np.full(len(keys), len(keys), dtype=np.int64)
    for above in UPWARDS[:0:-1]:
        areas = places + np.flatnonzero(level[places:] == above)
        if not len(areas):
            continue
        around = keys - keys % above.divisor
        at = np.minimum(np.searchsorted(keys[areas], around), len(areas) - 1)
        inside = (level > above) & (keys[areas][at] == around)
        parent[inside] = areas[at][inside]
    return parent
