"""Places of one level in order by a figure; ties share a rank; places without a value have none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headgoose.briefing.table import Column, State, Value
from headgoose.kernel.figures import Direction, Figure
from headgoose.places.models import Span

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Standing:
    """A place, its value and its rank, 1 at the top; None where the figure has no value."""

    span: Span
    value: Value
    rank: int | None


def standings(figure: Figure, spans: Sequence[Span], values: Sequence[Value]) -> list[Standing]:
    """All places with their ranks, best first, equal ones in the order of the map, those without a value last."""
    up = figure.direction is not Direction.LESS
    numbered = [(span, value) for span, value in zip(spans, values, strict=True) if value.state is State.NUMBER]
    others = [(span, value) for span, value in zip(spans, values, strict=True) if value.state is not State.NUMBER]
    numbered.sort(key=lambda pair: ((-1 if up else 1) * pair[1].exact, pair[0].key))
    ranked: list[Standing] = []
    for place, (span, value) in enumerate(numbered, 1):
        tied = ranked and ranked[-1].value.exact == value.exact
        ranked.append(Standing(span, value, ranked[-1].rank if tied else place))
    return ranked + [Standing(span, value, None) for span, value in sorted(others, key=lambda pair: pair[0].key)]


def rank_among(
    figure: Figure, mine: Value, numerators: Column, denominators: Column, valued: Mask, scale: int = 1
) -> tuple[int, int]:
    """The rank of a value among many given as columns, and how many have one: one more than there are better ones."""
    wide = numerators.astype(object) if scale != 1 or mine.scale != 1 else numerators
    if figure.share:
        # a/b > c/d as a*d > c*b: exact, and far inside 64 bits unless counted in millionths, then in whole numbers of
        # any length. The scale falls out.
        better = wide * mine.denominator - mine.numerator * denominators
    else:
        better = wide * mine.scale - mine.numerator * scale
    if figure.direction is Direction.LESS:
        better = -better
    return 1 + int(np.count_nonzero(valued & (better > 0))), int(np.count_nonzero(valued))
