"""Small problems drawn by chance, and the same problem in another order."""

from dataclasses import replace

import numpy as np

from headgoose.dispatch.solving import Bound, Edges, Problem, Weights
from headgoose.kernel.area import Level

LEVELS = (Level.TOWNSHIP, Level.COUNTY, Level.PREFECTURE)


def villages(count: int, spread: np.random.Generator | None = None) -> tuple[int, ...]:
    """Keys of villages, spread over up to 2 prefectures x 2 counties x 2 townships."""
    spread = spread or np.random.default_rng(0)
    townships = [
        23 * 10**13 + prefecture * 10**11 + county * 10**9 + township * 10**6
        for prefecture in (1, 2)
        for county in (1, 2)
        for township in (1, 2)
    ]
    return tuple(int(townships[spread.integers(len(townships))]) + number * 1000 for number in range(1, count + 1))


def edges_of(*rows: tuple[int, ...]) -> Edges:
    """Pairs as (person, place, rank, distance, skill, home); what is left away is 0."""
    wide = np.array([(*row, *(0,) * (6 - len(row))) for row in rows], dtype=np.int64).reshape(-1, 6)
    return Edges(wide[:, 0].copy(), wide[:, 1].copy(), wide[:, 2:].copy())


def drawn(seed: int, people: int = 0, places: int = 0, tight: float = 0.5, weights: Weights | None = None) -> Problem:
    """A problem that may or may not have a plan; `tight` is the share of areas that have bounds."""
    draw = np.random.default_rng(seed)
    people = people or int(draw.integers(1, 9))
    places = places or int(draw.integers(1, 7))
    keys = villages(places, draw)
    chosen = np.argwhere(draw.random((people, places)) < draw.choice([0.25, 0.5, 0.8]))
    parts = draw.integers(0, [5, 60, 4, 2], size=(len(chosen), 4))
    lower = draw.integers(0, 2, size=places)
    upper = lower + draw.integers(0, 3, size=places)
    everybody = tuple(f"p{number}" for number in range(people))
    few = people // 4
    return Problem(
        people=everybody,
        places=keys,
        lower=tuple(lower.tolist()),
        upper=tuple(upper.tolist()),
        edges=Edges(chosen[:, 0], chosen[:, 1], parts),
        bounds=bounds_over(keys, people, draw, tight),
        weights=weights or Weights(),
        seed=f"seed {seed}",
        forbids=tuple((f"p{row}", keys[draw.integers(places)]) for row in draw.integers(people, size=few)),
        kept={f"p{row}": keys[draw.integers(places)] for row in draw.integers(people + 2, size=few)},
        may_stay_out=bool(draw.random() < 0.8),
    )


def bounds_over(keys: tuple[int, ...], people: int, draw: np.random.Generator, tight: float) -> tuple[Bound, ...]:
    """Bounds of some townships, counties and prefectures."""
    found = []
    for level in LEVELS:
        for area in sorted({key - key % level.divisor for key in keys}):
            if draw.random() < tight:
                inside = sum(area <= key < area + level.divisor for key in keys)
                lower = int(draw.integers(0, min(inside, people) + 1)) if draw.random() < 0.5 else 0
                upper = None if draw.random() < 0.3 else max(lower, inside) + int(draw.integers(-1, people + 1))
                upper = upper if upper is None or upper >= lower else lower
                found.append(Bound(area, level, lower, upper))
    return tuple(found)


def with_pin(problem: Problem, draw: np.random.Generator) -> Problem:
    """The same with one allowed pair pinned, if there is one."""
    forbidden = set(problem.forbids)
    pairs = [
        (problem.people[person], problem.places[place])
        for person, place in zip(problem.edges.person.tolist(), problem.edges.place.tolist(), strict=True)
    ]
    allowed = [pair for pair in pairs if pair not in forbidden]
    return replace(problem, pins=(allowed[draw.integers(len(allowed))],)) if allowed else problem


def shuffled(problem: Problem, draw: np.random.Generator) -> Problem:
    """The same problem with everything in another order."""
    by_person = draw.permutation(len(problem.people))
    by_place = draw.permutation(len(problem.places))
    by_pair = draw.permutation(len(problem.edges))
    edges = problem.edges
    person, place = np.argsort(by_person)[edges.person], np.argsort(by_place)[edges.place]
    kept = list(problem.kept.items())
    return replace(
        problem,
        people=tuple(problem.people[row] for row in by_person),
        places=tuple(problem.places[row] for row in by_place),
        lower=tuple(problem.lower[row] for row in by_place),
        upper=tuple(problem.upper[row] for row in by_place),
        edges=Edges(person[by_pair], place[by_pair], edges.parts[by_pair]),
        bounds=tuple(problem.bounds[row] for row in draw.permutation(len(problem.bounds))),
        pins=tuple(reversed(problem.pins)),
        forbids=tuple(reversed(problem.forbids)),
        kept={kept[row][0]: kept[row][1] for row in draw.permutation(len(kept))},
    )
