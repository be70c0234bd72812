"""Where each candidate may go: where they chose, and near their home as far as the rule lets them; never barred places.

Of places equally near each candidate gets some, told by the seed and by who they are, not by their row: so that all
places have candidates, and a file in another order gives the same.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from headgoose.dispatch.distances import SAME_COUNTY, SAME_PREFECTURE, SAME_TOWNSHIP, Centres, Whole, above, county_km
from headgoose.dispatch.rules import CHOICES_MAX, Rule
from headgoose.kernel.area import Level


@dataclass(frozen=True)
class Seeker:
    """A candidate as this module sees one.

    Args:
        barred: keys of places where what they hold already stands against them.
    """

    mark: str
    home_key: int | None
    home_level: int | None
    choices: Sequence[int]
    skills: frozenset[str] = frozenset()
    barred: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Reach:
    """Where a candidate may go, as columns of equal length; `place` counts the places of the demand by key."""

    place: Whole
    rank: Whole
    km: Whole
    skill: Whole
    home: Whole


@dataclass
class Ground:
    """The places that ask for people, and how far they are from each county.

    Args:
        keys: sorted.
        wanted: skills that some places ask for, by the number of the place.
    """

    keys: Whole
    wanted: Mapping[int, frozenset[str]]
    rule: Rule
    centres: Centres
    counties: Whole = field(init=False)
    _blocks: dict[int, Whole] = field(init=False)
    _order: dict[int, list[tuple[int, int]]] = field(init=False, default_factory=dict)
    _km: dict[int, Whole] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.counties = above(self.keys, Level.COUNTY)
        scattered = np.array([_number(self.rule.seed, key) for key in self.keys.tolist()], dtype=np.uint64)
        order = np.argsort(scattered, kind="stable").astype(np.int64)
        self._blocks = {county: order[self.counties[order] == county] for county in np.unique(self.counties).tolist()}

    def by_distance(self, county: int) -> list[tuple[int, int]]:
        """(km, county) of all other counties that ask for people, the nearest first."""
        if county not in self._order:
            others = ((county_km(county, other, self.centres), other) for other in self._blocks if other != county)
            self._order[county] = sorted(others)
        return self._order[county]

    def km_from(self, seeker: Seeker, places: Whole) -> Whole:
        """How far some places are from a candidate's home; 0 where no home is known."""
        if seeker.home_key is None or seeker.home_level is None:
            return np.zeros(len(places), dtype=np.int64)
        keys, home = self.keys[places], seeker.home_key
        if seeker.home_level < Level.COUNTY:
            inside = keys // Level.PREFECTURE.divisor == home // Level.PREFECTURE.divisor
            return np.where(inside, SAME_PREFECTURE, 3 * SAME_PREFECTURE)
        km = self._km_of_county(home - home % Level.COUNTY.divisor)[places]
        if seeker.home_level >= Level.TOWNSHIP:
            km = np.where(keys // Level.TOWNSHIP.divisor == home // Level.TOWNSHIP.divisor, SAME_TOWNSHIP, km)
        if seeker.home_level >= Level.VILLAGE:
            km = np.where(keys // Level.VILLAGE.divisor == home // Level.VILLAGE.divisor, 0, km)
        return km

    def _km_of_county(self, county: int) -> Whole:
        if county not in self._km:
            known = {other: county_km(county, other, self.centres) for other in self._blocks}
            self._km[county] = np.array([known[other] for other in self.counties.tolist()], dtype=np.int64)
        return self._km[county]

    def near(self, seeker: Seeker) -> Iterator[Whole]:
        """Places near a candidate's home in blocks equally far, the nearest first, within the radius of the rule."""
        radius, home = self.rule.radius_km, seeker.home_key
        if radius is None or home is None or seeker.home_level is None or seeker.home_level < Level.COUNTY:
            return
        county = home - home % Level.COUNTY.divisor
        own = self._blocks.get(county, np.zeros(0, dtype=np.int64))
        if seeker.home_level >= Level.TOWNSHIP:
            township = home - home % Level.TOWNSHIP.divisor
            low, high = np.searchsorted(self.keys, [township, township + Level.TOWNSHIP.divisor])
            yield np.arange(low, high, dtype=np.int64)
            own = own[(own < low) | (own >= high)]
        if radius >= SAME_COUNTY:
            yield own
        for km, other in self.by_distance(county):
            if km > radius:
                return
            yield self._blocks[other]


def reach_of(ground: Ground, seeker: Seeker) -> Reach:
    """Where one candidate may go."""
    chosen = _chosen(ground, seeker)
    places = np.concatenate([chosen, _nearby(ground, seeker, chosen)])
    rank = np.full(len(places), CHOICES_MAX, dtype=np.int64)
    rank[: len(chosen)] = [seeker.choices.index(key) for key in ground.keys[chosen].tolist()]
    return Reach(
        place=places,
        rank=rank,
        km=ground.km_from(seeker, places),
        skill=_lacking(ground, seeker, places),
        home=_breaks_home_rule(ground, seeker, places).astype(np.int64),
    )


def _chosen(ground: Ground, seeker: Seeker) -> Whole:
    """The chosen places that ask for people and are open to the candidate, in the order of choice."""
    wished = np.array([key for key in dict.fromkeys(seeker.choices) if key not in seeker.barred], dtype=np.int64)
    if len(wished) == 0:
        return wished
    found = np.searchsorted(ground.keys, wished)
    there = ground.keys[np.minimum(found, len(ground.keys) - 1)] == wished
    return _open(ground, seeker, found[there].astype(np.int64))


def _nearby(ground: Ground, seeker: Seeker, chosen: Whole) -> Whole:
    """As many further places as the rule gives, the nearest blocks first."""
    left, found = ground.rule.edges_max, []
    turn = int(seeker.mark[:12], 16)
    for block in ground.near(seeker):
        fresh = _open(ground, seeker, block[~np.isin(block, chosen)] if len(chosen) else block)
        some = fresh if len(fresh) <= left else np.take(fresh, np.arange(turn, turn + left) % len(fresh))
        found.append(some)
        left -= len(some)
        if left == 0:
            break
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _open(ground: Ground, seeker: Seeker, places: Whole) -> Whole:
    """Without the places that are barred or, under a strict rule, too near to home."""
    if ground.rule.home_strict:
        places = places[~_breaks_home_rule(ground, seeker, places)]
    if seeker.barred:
        places = places[~np.isin(ground.keys[places], list(seeker.barred))]
    return places


def _breaks_home_rule(ground: Ground, seeker: Seeker, places: Whole) -> "np.typing.NDArray[np.bool_]":
    level = ground.rule.home_rule
    if not level or seeker.home_key is None or (seeker.home_level or 0) < level:
        return np.zeros(len(places), dtype=bool)
    divisor = Level(level).divisor
    near: np.typing.NDArray[np.bool_] = ground.keys[places] // divisor == seeker.home_key // divisor
    return near


def _lacking(ground: Ground, seeker: Seeker, places: Whole) -> Whole:
    if not ground.wanted:
        return np.zeros(len(places), dtype=np.int64)
    lacking = [len(ground.wanted.get(place, frozenset()) - seeker.skills) for place in places.tolist()]
    return np.array(lacking, dtype=np.int64)


def _number(*parts: object) -> int:
    return int.from_bytes(hashlib.sha256("|".join(map(str, parts)).encode()).digest()[:8], "big")


def mark_of(name: str, sex: str, born_on: date) -> str:
    """What tells a candidate apart, whatever the row."""
    return hashlib.sha256(f"{name}|{sex}|{born_on.isoformat()}".encode()).hexdigest()[:32]
