"""What is asked and what is answered: the nouns of solving, as plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from headgoose.kernel.area import Area, Level, area_of

Whole = npt.NDArray[np.int64]
PARTS = ("rank", "distance", "skill", "home")


@dataclass(frozen=True, eq=False)
class Edges:
    """Who may go where, one row a candidate pair.

    Args:
        person: indexes into `Problem.people`, shape (n,).
        place: indexes into `Problem.places`, shape (n,).
        parts: shape (n, 4), columns as in PARTS: rank of the wish (0 = first choice), distance in km, gap of skill,
            breach of the home rules; all >= 0.
    """

    person: Whole
    place: Whole
    parts: Whole

    def __len__(self) -> int:
        return len(self.person)

    @cached_property
    def largest(self) -> dict[str, int]:
        """The largest value of each part; 0 where there is no pair."""
        return {name: int(self.parts[:, column].max(initial=0)) for column, name in enumerate(PARTS)}


@dataclass(frozen=True)
class Bound:
    """How many people an area takes, at least and at most; `upper` None is no limit."""

    area_key: int
    level: Level
    lower: int = 0
    upper: int | None = None

    @property
    def area(self) -> Area:
        """The range of keys below it."""
        return area_of(self.area_key, self.level)


class Order(StrEnum):
    """How the parts of the cost weigh against each other.

    WEIGHTED: the parts of a person times their weights, summed.
    EACH: for each person the parts are digits of one number, staying before rank before distance before skill before
        home: a step of a person's rank is worse than any distance of that person. The numbers are summed.
    TOTAL: the same between the sums of all people: one step of anybody's rank is worse than all distances together.
        The numbers grow with the number of people, so it is refused (TooLarge) for pools that are not small.
    """

    WEIGHTED = "weighted"
    EACH = "each"
    TOTAL = "total"


@dataclass(frozen=True)
class Weights:
    """What one unit of each part costs; in the orders EACH and TOTAL 0 drops a part. All >= 0."""

    rank: int = 1
    distance: int = 1
    skill: int = 1
    home: int = 1
    stay: int = 1
    order: Order = Order.EACH


@dataclass(frozen=True, eq=False)
class Problem:
    """A demand, a pool and the rules of one run.

    Args:
        people: stable keys, unique.
        places: keys of villages as in `headgoose.kernel.area`, unique.
        lower: least number of people per place, aligned with places.
        upper: most people per place.
        bounds: of townships, counties and prefectures, each area once.
        seed: published; ties are broken by a hash of it with person and place.
        pins: (person, place) that must be.
        forbids: (person, place) that must not be.
        kept: the former plan; who leaves it costs `weights.stay`. May name people and places that are gone.
        may_stay_out: whether people may be left without a place; as few as possible are.
    """

    people: tuple[str, ...]
    places: tuple[int, ...]
    lower: tuple[int, ...]
    upper: tuple[int, ...]
    edges: Edges
    bounds: tuple[Bound, ...] = ()
    weights: Weights = Weights()
    seed: str = ""
    pins: tuple[tuple[str, int], ...] = ()
    forbids: tuple[tuple[str, int], ...] = ()
    kept: Mapping[str, int] = field(default_factory=dict)
    may_stay_out: bool = True


@dataclass(frozen=True)
class Plan:
    """Who goes where.

    Args:
        place_of: by person, sorted; who is left without a place is not in it.
        objective: the cost by the published rule.
        parts: sums of rank, distance, skill and home; people who `moved` from the former plan, people left `out`.
        fingerprint: SHA-256 of the input, see `fingerprint`.
        solver: name and version.
    """

    place_of: dict[str, int]
    objective: int
    parts: dict[str, int]
    fingerprint: str
    solver: str
    seconds: float


class Step(StrEnum):
    """How far a run is."""

    ORDERING = "ordering"
    SOLVING = "solving"
    EXPLAINING = "explaining"
    READING = "reading"


Progress = Callable[[Step], None]


class Kind(StrEnum):
    """What a cluster lacks.

    LIMITS: minimums below an area are more than its maximum, or its own minimum is more than may go there.
    PEOPLE: minimums are more than the people who can reach them.
    SEATS: people who must be placed, and minimums beside them, are more than the seats they can reach.
    """

    LIMITS = "limits"
    PEOPLE = "people"
    SEATS = "seats"


@dataclass(frozen=True)
class Cluster:
    """A connected set of places that cannot have what is asked, and nothing in it that could be left away.

    LIMITS and PEOPLE: needs = sum of `minimums`, has = people + sum of `maximums`.
    SEATS: needs = people + sum of `minimums`, has = sum of `maximums`.
    A village among minimums and maximums is a Bound of level VILLAGE.

    Args:
        places: the villages concerned, sorted.
        people: who can reach them (PEOPLE), or who can reach nothing else (SEATS), sorted.
        needs: more than `has`.
        minimums: whose lower is counted.
        maximums: whose upper is counted.
        cores: of a cluster of kind PEOPLE that spans counties, the clusters that lack people within one county by
            themselves: the same lack, closer by. Most short first.
    """

    kind: Kind
    places: tuple[int, ...]
    people: tuple[str, ...]
    needs: int
    has: int
    minimums: tuple[Bound, ...] = ()
    maximums: tuple[Bound, ...] = ()
    cores: tuple["Cluster", ...] = ()

    @property
    def short(self) -> int:
        """How many are missing."""
        return self.needs - self.has

    @property
    def bound(self) -> Bound | None:
        """The widest area whose bound takes part, if any does."""
        areas = [one for one in (*self.minimums, *self.maximums) if one.level < Level.VILLAGE]
        return min(areas, key=lambda one: (one.level, one.area_key), default=None)


class Way(StrEnum):
    """A way out of what cannot be.

    WIDEN: more candidate pairs for the places (or the people), such as by a wider radius.
    ADD: so many more candidates who can reach the places.
    VACANCY: the minimum of one place lowered to `number`.
    LOWER, RAISE: minimum or maximum of one area (or place) set to `number`.
    PIN: the pin of one person dropped.
    OUT: so many of the people left without a place.
    ALLOW: a forbidden pair allowed.
    """

    WIDEN = "widen"
    ADD = "add"
    VACANCY = "vacancy"
    LOWER = "lower"
    RAISE = "raise"
    PIN = "pin"
    OUT = "out"
    ALLOW = "allow"


@dataclass(frozen=True)
class Relaxation:
    """One way out for one cluster; `cluster` is its position in the explanation."""

    kind: Way
    cluster: int = 0
    places: tuple[int, ...] = ()
    people: tuple[str, ...] = ()
    number: int = 0
    bound: Bound | None = None


@dataclass(frozen=True)
class Explanation:
    """Why there is no plan; empty when there is one.

    Args:
        clusters: the largest shortage first; none shares a place or a person with another of its kind.
        relaxations: ways out; all VACANCY and LOWER, or all ADD of them together, cure clusters of kind PEOPLE.
    """

    clusters: tuple[Cluster, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()


@dataclass(frozen=True, order=True)
class Move:
    """One person's change between two plans; None is no place."""

    person: str
    source: int | None
    target: int | None


@dataclass(frozen=True)
class Breach:
    """A bound, of a village or an area, that an assignment does not keep; `count` is how many it sends there."""

    bound: Bound
    count: int


class Hurdle(StrEnum):
    """What stands against one pair."""

    NO_CANDIDATE = "no_candidate"
    FORBIDDEN = "forbidden"
    PINNED = "pinned"
    MINIMUMS = "minimums"


@dataclass(frozen=True)
class WhyNot:
    """What sending one person to one place would mean.

    Args:
        extra: objective and parts of the best plan with the pair less those of the plan; empty when it cannot be.
        moves: who else would move, fewest possible at that cost, sorted; the person asked for is the first.
        hurdle: why it cannot be, or None.
        explanation: of the hurdle.
    """

    person: str
    place: int
    extra: dict[str, int]
    moves: tuple[Move, ...] = ()
    hurdle: Hurdle | None = None
    explanation: Explanation = Explanation()
