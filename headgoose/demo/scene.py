"""What every stage of the build is given: who writes, when, the places, the post types, and its own random numbers."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

import numpy as np
from numpy.typing import NDArray

from headgoose.demo.aims import VILLAGES
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import CHINA, FOREVER
from headgoose.people.models import PostType
from headgoose.places.models import Kind, Span

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

NEVER = FOREVER.toordinal()
YEARS_OF_HISTORY = 10
# An end that lies nearer than this is left open: no figure may move in the year after the build by itself.
CALM_DAYS = 400


def first_minute_of(day: date) -> datetime:
    """When the build does what belongs to a day: nothing is done in the future, whenever the demo is built."""
    return datetime.combine(day, time(0, tzinfo=CHINA))


@dataclass(frozen=True)
class Sites:
    """Places of one kind, ordered by key."""

    ids: Whole
    keys: Whole

    def __len__(self) -> int:
        return len(self.ids)

    def index_above(self, keys: Whole, level: Level) -> Whole:
        """For each key, which of these sites (all of this level) lies above it."""
        above: Whole = np.searchsorted(self.keys, keys - keys % level.divisor)
        return above


def read_sites(on: date) -> dict[Kind, Sites]:
    """All places of a date, by kind."""
    found: dict[Kind, Sites] = {}
    for kind in Kind:
        rows = list(Span.objects.on(on).filter(kind=kind).order_by("key").values_list("place_id", "key"))
        columns = np.array(rows, dtype=np.int64).reshape(-1, 2)
        found[kind] = Sites(columns[:, 0].copy(), columns[:, 1].copy())
    return found


@dataclass
class Scene:
    """The build under way."""

    by: Actor
    at: datetime
    today: date
    seed: int
    sites: dict[Kind, Sites] = field(default_factory=dict)
    types: dict[str, PostType] = field(default_factory=dict)
    orders_issued: dict[tuple[int, int], int] = field(default_factory=dict)
    names_given: dict[int, int] = field(default_factory=dict)

    @property
    def now(self) -> int:
        """The build day as an ordinal."""
        return self.today.toordinal()

    @property
    def first_day(self) -> date:
        """The day from which everything is on record."""
        return date(self.today.year - YEARS_OF_HISTORY, 1, 1)

    def numbers(self, stage: str) -> np.random.Generator:
        """The random numbers of a stage: they depend on the seed and the stage's name alone."""
        return np.random.default_rng([self.seed, zlib.crc32(stage.encode())])

    def share(self, of_province: int, whole: int = VILLAGES, here: int | None = None) -> int:
        """The part of a number of rows that falls to the places of this build."""
        return round(of_province * (len(self.sites[Kind.VILLAGE]) if here is None else here) / whole)

    def latest(self, month: int, day: int) -> int:
        """The year in which a day of the year came round last, the build day included."""
        return self.today.year if (self.today.month, self.today.day) >= (month, day) else self.today.year - 1

    def calm(self, ends: Whole) -> Whole:
        """Planned ends, but open where they lie near."""
        return np.where(ends <= self.now + CALM_DAYS, NEVER, ends)


def pick(numbers: np.random.Generator, of: int, count: int) -> Mask:
    """A mask over `of` rows with exactly `count` of them chosen."""
    chosen = np.zeros(of, dtype=bool)
    chosen[numbers.permutation(of)[:count]] = True
    return chosen


def likeliest(numbers: np.random.Generator, groups: Whole, count: int, strength: float = 1.0) -> Whole:
    """An order of rows in which whole groups lean to the front or the back; the first `count` are to be taken.

    Args:
        groups: the group (a county) of each row.
        strength: how much of the order is the group's lean; 0 is pure chance.
    """
    lean = numbers.normal(size=int(groups.max(initial=0)) + 1)
    order: Whole = np.argsort(-(strength * lean[groups] + numbers.normal(size=len(groups))), kind="stable")
    return order[:count]


def spread(numbers: np.random.Generator, shares: Sequence[float], count: int) -> Whole:
    """For each of `count` rows, which part it falls to, the parts in about these shares."""
    weights = np.asarray(shares) / sum(shares)
    return numbers.choice(len(weights), size=count, p=weights)
