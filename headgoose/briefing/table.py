"""A figure at all its base places on one date, as sorted columns: any place's value is a difference of running sums."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from headgoose.kernel.area import Area
from headgoose.kernel.figures import Figure
from headgoose.places.models import Span

Column = NDArray[np.int64]


class State(Enum):
    """Four different things that must never be folded into each other: a zero is a number."""

    NUMBER = "number"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True)
class Value:
    """A figure at a place on a date: summed parts, and what they come to.

    `number` is the numerator, or for a share numerator / denominator in 0..1; None unless the state is NUMBER.
    """

    numerator: int
    denominator: int
    share: bool
    state: State = State.NUMBER

    @property
    def number(self) -> float | int | None:
        """The value, or None when there is none to show."""
        if self.state is not State.NUMBER:
            return None
        return self.numerator / self.denominator if self.share else self.numerator

    @property
    def percent(self) -> float | None:
        """A share in percent, unrounded."""
        return None if self.number is None else 100 * self.number


@dataclass(frozen=True)
class Table:
    """Sums by base place. `keys` ascend; `numerators` and `denominators` are running sums with a leading 0."""

    figure_code: str
    on: date
    area: Area
    keys: Column
    numerators: Column
    denominators: Column
    computed_at: datetime

    def sums(self, low: Column, high: Column) -> tuple[Column, Column]:
        """Numerators and denominators of many areas [low, high) at once."""
        first, last = np.searchsorted(self.keys, low), np.searchsorted(self.keys, high)
        return (
            self.numerators[last] - self.numerators[first],
            self.denominators[last] - self.denominators[first],
        )


def from_rows(
    figure: Figure, on: date, area: Area, rows: list[tuple[int, int, int]], computed_at: datetime
) -> Table:
    """A table of (key, numerator, denominator) rows that ascend by key."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    running = np.zeros((len(columns) + 1, 2), dtype=np.int64)
    np.cumsum(columns[:, 1:], axis=0, out=running[1:])
    keys = np.ascontiguousarray(columns[:, 0])
    return Table(figure.code, on, area, keys, running[:, 0].copy(), running[:, 1].copy(), computed_at)


def value_of(figure: Figure, span: Span, numerator: int, denominator: int) -> Value:
    """The value that summed parts come to at a place: below its level a figure does not apply, nor a share of nothing."""
    if not figure.applies_at(span.level) or (figure.share and denominator == 0):
        return Value(0, 0, figure.share, State.NOT_APPLICABLE)
    return Value(numerator, denominator, figure.share)


def values_of(figure: Figure, table: Table, spans: list[Span]) -> list[Value]:
    """The values of many places, all inside the table's area, in their order."""
    if not spans:
        return []
    areas = [span.area for span in spans]
    low = np.array([area.low for area in areas], dtype=np.int64)
    high = np.array([area.high for area in areas], dtype=np.int64)
    numerators, denominators = table.sums(low, high)
    parts = zip(spans, numerators.tolist(), denominators.tolist(), strict=True)
    return [value_of(figure, span, numerator, denominator) for span, numerator, denominator in parts]


def missing(figure: Figure) -> Value:
    """What stands where nothing is recorded: before the place existed."""
    return Value(0, 0, figure.share, State.MISSING)


SMALLEST_SHOWN = 5


def suppressed_if_small(value: Value) -> Value:
    """For public pages: a count of one to four people, or a share over fewer than five, is not shown."""
    if value.state is not State.NUMBER:
        return value
    base = value.denominator if value.share else value.numerator
    if 0 < base < SMALLEST_SHOWN:
        return Value(0, 0, value.share, State.SUPPRESSED)
    return value
