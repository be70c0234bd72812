"""How far it is from a home to a place: between counties by the centres of their shapes, within one by the tree.

Where a county has no shape the tree speaks there too. Kilometres are whole, and the same for everybody from one home.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from headgoose.kernel.area import Level
from headgoose.places.models import Outline
from headgoose.places.queries import last_spans_of

Whole = NDArray[np.int64]
Centres = Mapping[int, tuple[float, float]]

SAME_TOWNSHIP, SAME_COUNTY, SAME_PREFECTURE, ELSEWHERE = 8, 30, 100, 300
EARTH_KM = 6371.0


def read_centres() -> dict[int, tuple[float, float]]:
    """The centre (longitude, latitude) of each county that has a shape, by its key."""
    outlines = list(Outline.objects.values_list("place_id", "rings"))
    spans = last_spans_of(place_id for place_id, _rings in outlines)
    return {
        spans[place_id].key: _centre(max(rings, key=len))
        for place_id, rings in outlines
        if place_id in spans and spans[place_id].level is Level.COUNTY and rings
    }


def _centre(ring: Sequence[Sequence[float]]) -> tuple[float, float]:
    """The centre of a ring by its corners; near enough for a county."""
    points = np.asarray(ring, dtype=float)[:, :2]
    longitude, latitude = points.mean(axis=0)
    return float(longitude), float(latitude)


def straight_km(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Whole kilometres between two points along the earth."""
    (lon_a, lat_a), (lon_b, lat_b) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return round(2 * EARTH_KM * math.asin(math.sqrt(half)))


def county_km(home: int, other: int, centres: Centres) -> int:
    """From one county to another, by their keys."""
    if home == other:
        return SAME_COUNTY
    if home in centres and other in centres:
        return max(straight_km(centres[home], centres[other]), SAME_COUNTY)
    near = home // Level.PREFECTURE.divisor == other // Level.PREFECTURE.divisor
    return SAME_PREFECTURE if near else ELSEWHERE


def above(keys: Whole, level: Level) -> Whole:
    """The keys of the places of a level that lie above some."""
    found: Whole = keys - keys % level.divisor
    return found
