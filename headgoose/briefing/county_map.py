"""The map by county, drawn on the server: outlines projected to a plane, shaded by the figure in five steps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from headgoose.briefing.table import Value
from headgoose.briefing.wording import value_text
from headgoose.places.models import Outline, Span
from headgoose.records.queries import latest_act_on

WIDTH = 960
STEPS = 5
# What an import of outlines is recorded as being about.
OUTLINES_SUBJECT = "places.tree"

Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Shape:
    """A county on the map: its path, and the step of its shade 1..5, or 0 for no value."""

    span: Span
    path: str
    value: Value
    step: int


@dataclass(frozen=True)
class CountyMap:
    """What the template draws. `legend` gives each shade's highest value in words; `unmapped` have no outline."""

    width: int
    height: int
    shapes: list[Shape]
    unmapped: list[tuple[Span, Value]]
    legend: list[tuple[int, str]]
    source: str


@lru_cache(maxsize=1)
def _rings(newest_act: int) -> tuple[dict[int, list[Ring]], str]:
    """All outlines by place id, on a plane where a degree east is as long as at their middle latitude; their source.

    Args:
        newest_act: the last import: a new one makes the kept rings stale.
    """
    kept = list(Outline.objects.all())
    degrees = {outline.place_id: outline.rings for outline in kept}
    latitudes = [point[1] for rings in degrees.values() for ring in rings for point in ring]
    squeeze = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2)) if latitudes else 1
    plane = {
        place_id: [[(lon * squeeze, -lat) for lon, lat in ring] for ring in rings]
        for place_id, rings in degrees.items()
    }
    return plane, "; ".join(sorted({outline.source for outline in kept}))


def _path(rings: Sequence[Ring], left: float, top: float, scale: float) -> str:
    """Rings as an SVG path in whole units, moving from point to point; what falls together at this scale is dropped."""
    pieces: list[str] = []
    for ring in rings:
        points = [(round((x - left) * scale), round((y - top) * scale)) for x, y in ring]
        steps = [f"{x - was_x} {y - was_y}" for (was_x, was_y), (x, y) in pairwise(points) if (was_x, was_y) != (x, y)]
        if len(steps) > 1:
            pieces.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z")
    return "".join(pieces)


def _steps(values: Sequence[Value]) -> tuple[list[int], list[tuple[int, str]]]:
    """The shade 1..5 of each value by fifths of the counties (equal values together), 0 for none; and the legend."""
    numbered = sorted((value for value in values if value.number is not None), key=_number)
    if not numbered:
        return [0] * len(values), []
    last = len(numbered) - 1
    cuts = (numbered[min(last, math.ceil(len(numbered) * fifth / STEPS) - 1)] for fifth in range(1, STEPS + 1))
    tops = list({_number(top): top for top in cuts}.items())
    # With fewer distinct tops than shades the highest still gets the darkest.
    lightest = STEPS - len(tops) + 1
    shades = [0 if value.number is None else lightest + _below(_number(value), tops) for value in values]
    return shades, [(lightest + index, f"≤ {value_text(top)}") for index, (_at, top) in enumerate(tops)]


def _number(value: Value) -> float:
    return float(value.number or 0)


def _below(number: float, tops: Sequence[tuple[float, Value]]) -> int:
    return next(index for index, (top, _value) in enumerate(tops) if number <= top)


def draw_map(counties: Sequence[Span], values: Sequence[Value]) -> CountyMap:
    """The counties with an outline, fitted to the width; the rest by name."""
    rings, source = _rings(latest_act_on(OUTLINES_SUBJECT))
    mapped = [span for span in counties if span.place_id in rings]
    points = [point for span in mapped for ring in rings[span.place_id] for point in ring]
    steps, legend = _steps(values)
    if not points:
        return CountyMap(WIDTH, 0, [], list(zip(counties, values, strict=True)), legend, source)
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    scale = min((WIDTH - 4) / (right - left), 900 / (bottom - top))
    edge = 2 / scale
    shapes, unmapped = [], []
    for span, value, step in zip(counties, values, steps, strict=True):
        if span.place_id in rings:
            path = _path(rings[span.place_id], left - edge, top - edge, scale)
            shapes.append(Shape(span, path, value, step))
        else:
            unmapped.append((span, value))
    width, height = round((right - left) * scale) + 4, round((bottom - top) * scale) + 4
    return CountyMap(width, height, shapes, unmapped, legend, source)
