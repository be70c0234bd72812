"""The map of a plan: counties by their shapes, shaded by how many people go there; drawn on the server."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from headgoose.dispatch.models import Run
from headgoose.dispatch.plan_rows import counts_above
from headgoose.kernel.area import Level
from headgoose.places.models import Outline, Span

WIDTH, HEIGHT_MOST, SHADES = 960, 900, 5
Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Shape:
    """A county: its outline, how many people go there and how many are asked for, and its shade 0 to 5."""

    span: Span
    path: str
    sent: int
    asked: int
    shade: int


@dataclass(frozen=True)
class PlanMap:
    """What the template draws; `legend` has each shade and its highest number."""

    width: int
    height: int
    shapes: Sequence[Shape]
    legend: Sequence[tuple[int, int]]


def draw_plan(run: Run) -> PlanMap | None:
    """The counties that the run asks people for; None where fewer than two have a shape."""
    sent = counts_above(run, Level.COUNTY.divisor)
    asked: Counter[int] = Counter()
    for key, upper in run.demand.values_list("key", "upper"):
        asked[key - key % Level.COUNTY.divisor] += upper
    spans = list(Span.objects.on(run.start_on).at_level(Level.COUNTY).filter(key__in=list(asked)).order_by("key"))
    shapes = dict(
        Outline.objects.filter(place_id__in=[span.place_id for span in spans]).values_list("place_id", "rings")
    )
    mapped = [span for span in spans if span.place_id in shapes]
    if len(mapped) < 2:
        return None
    plane, width, height = _fit({span.place_id: shapes[span.place_id] for span in mapped})
    tops = _tops([sent[span.key] for span in mapped])
    drawn = [
        Shape(span, _path(plane[span.place_id]), sent[span.key], asked[span.key], _shade(sent[span.key], tops))
        for span in mapped
    ]
    return PlanMap(width, height, drawn, list(enumerate(tops, SHADES - len(tops) + 1)))


def _fit(degrees: Mapping[int, Sequence[Ring]]) -> tuple[dict[int, list[Ring]], int, int]:
    """Rings in whole units of the drawing, a degree east as long as at the middle latitude; width and height."""
    points = [point for rings in degrees.values() for ring in rings for point in ring]
    south, north = min(lat for _lon, lat in points), max(lat for _lon, lat in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    west, east = min(lon for lon, _lat in points) * squeeze, max(lon for lon, _lat in points) * squeeze
    scale = min((WIDTH - 4) / (east - west), HEIGHT_MOST / (north - south))
    plane = {
        place: [
            [((lon * squeeze - west) * scale + 2, (north - lat) * scale + 2) for lon, lat in ring] for ring in rings
        ]
        for place, rings in degrees.items()
    }
    return plane, round((east - west) * scale) + 4, round((north - south) * scale) + 4


def _path(rings: Sequence[Ring]) -> str:
    pieces = []
    for ring in rings:
        points = [(round(x), round(y)) for x, y in ring]
        steps = [f"{x - was_x} {y - was_y}" for (was_x, was_y), (x, y) in pairwise(points) if (was_x, was_y) != (x, y)]
        if len(steps) > 1:
            pieces.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z")
    return "".join(pieces)


def _tops(numbers: Sequence[int]) -> list[int]:
    """The highest number of each shade, by fifths of the counties that get somebody."""
    some = sorted(number for number in numbers if number)
    cuts = (some[math.ceil(len(some) * fifth / SHADES) - 1] for fifth in range(1, SHADES + 1)) if some else ()
    return sorted(set(cuts))


def _shade(number: int, tops: Sequence[int]) -> int:
    if not number:
        return 0
    return SHADES - len(tops) + 1 + next(place for place, top in enumerate(tops) if number <= top)
