"""The map by county, drawn on the server: outlines projected to a plane, shaded by the figure in five steps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from headgoose.briefing.table import State, Value
from headgoose.places.models import Outline, Span

WIDTH = 960
STEPS = 5

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
    """What the template draws. `bounds` are the highest values of the steps; `unmapped` have no outline."""

    width: int
    height: int
    shapes: list[Shape]
    unmapped: list[tuple[Span, Value]]
    bounds: list[float]


@lru_cache(maxsize=1)
def _rings(outlines: int) -> dict[int, list[Ring]]:
    """All outlines by place id, on a plane where a degree east is as long as it is at their middle latitude.

    Args:
        outlines: how many there are: a new import makes the kept ones stale.
    """
    degrees = {outline.place_id: outline.rings for outline in Outline.objects.all()}
    latitudes = [point[1] for rings in degrees.values() for ring in rings for point in ring]
    squeeze = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2)) if latitudes else 1
    return {
        place_id: [[(lon * squeeze, -lat) for lon, lat in ring] for ring in rings]
        for place_id, rings in degrees.items()
    }


def _path(rings: Sequence[Ring], left: float, top: float, scale: float) -> str:
    """Rings as an SVG path in whole units, moving from point to point; points that fall together are dropped."""
    pieces: list[str] = []
    for ring in rings:
        at = None
        for x, y in ring:
            point = (round((x - left) * scale), round((y - top) * scale))
            if at is None:
                pieces.append(f"M{point[0]} {point[1]}l")
            elif point != at:
                pieces.append(f"{point[0] - at[0]} {point[1] - at[1]} ")
            at = point
        pieces.append("z")
    return "".join(pieces)


def _steps(values: Sequence[Value]) -> tuple[list[int], list[float]]:
    """The step 1..5 of each value by equal shares of the counties (ties together), 0 for none; and each step's top."""
    numbers = sorted(float(value.number) for value in values if value.number is not None)
    if not numbers:
        return [0] * len(values), []
    tops = sorted({numbers[min(len(numbers) - 1, math.ceil(len(numbers) * k / STEPS) - 1)] for k in range(1, STEPS + 1)})
    steps = []
    for value in values:
        if value.state is not State.NUMBER or value.number is None:
            steps.append(0)
        else:
            # Fewer distinct tops than steps: keep the darkest shade for the highest.
            steps.append(STEPS - len(tops) + 1 + next(i for i, top in enumerate(tops) if float(value.number) <= top))
    return steps, tops


def draw_map(counties: Sequence[Span], values: Sequence[Value]) -> CountyMap:
    """The counties with an outline, fitted to the width; the rest by name."""
    rings = _rings(Outline.objects.count())
    mapped = [span for span in counties if span.place_id in rings]
    points = [point for span in mapped for ring in rings[span.place_id] for point in ring]
    steps, tops = _steps(values)
    if not points:
        return CountyMap(WIDTH, 0, [], list(zip(counties, values, strict=True)), tops)
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
    return CountyMap(width, height, shapes, unmapped, tops)
