"""A figure at all its base places on one date, as sorted columns: any place's value is a difference of running sums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from headgoose.kernel.area import Area, Level
from headgoose.kernel.figures import Figure
from headgoose.places.models import Span

Column = NDArray[np.int64]


FEN_A_YUAN = 100


class State(Enum):
    """Four different things that must never be folded into each other: a zero is a number."""

    NUMBER = "number"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"


class Value(NamedTuple):
    """A figure at a place on a date: summed parts, and what they come to.

    `number` is the numerator, or for a share numerator / denominator in 0..1; None unless the state is NUMBER.
    On a later map, where places were divided since, both are counted in units of 1 / `scale`. The numerator of `money`
    is in fen; what it comes to is said in yuan.
    """

    numerator: int
    denominator: int
    share: bool
    state: State = State.NUMBER
    scale: int = 1
    money: bool = False

    @property
    def counted(self) -> Fraction:
        """The numerator, exactly; of money in yuan."""
        return Fraction(self.numerator, self.scale * (FEN_A_YUAN if self.money else 1))

    @property
    def whole(self) -> Fraction:
        """The denominator, exactly."""
        return Fraction(self.denominator, self.scale)

    @property
    def exact(self) -> Fraction:
        """The value, exactly; for a share only where it has one."""
        return Fraction(self.numerator, self.denominator) if self.share else self.counted

    @property
    def number(self) -> float | int | None:
        """The value, or None when there is none to show."""
        if self.state is not State.NUMBER:
            return None
        return self.numerator / self.denominator if self.share else plain_number(self.counted)

    @property
    def percent(self) -> float | None:
        """A share in percent, unrounded."""
        return None if self.number is None else 100 * self.number


def plain_number(exact: Fraction) -> int | float:
    """A whole number as one, another as a decimal: shares are counted in millionths, so nothing is lost."""
    return int(exact) if exact.denominator == 1 else float(exact)


def value_in(numerator: int, denominator: int, share: bool, scale: int, money: bool = False) -> Value:
    """A value in whole units where it has them."""
    if scale != 1 and numerator % scale == 0 and denominator % scale == 0:
        return Value(numerator // scale, denominator // scale, share, money=money)
    return Value(numerator, denominator, share, scale=scale, money=money)


def summed(values: Iterable[Value], share: bool) -> Value:
    """What values come to together, of whatever scales."""
    parts = list(values)
    scale = max((part.scale for part in parts), default=1)
    numerator = sum(part.numerator * (scale // part.scale) for part in parts)
    denominator = sum(part.denominator * (scale // part.scale) for part in parts)
    return value_in(numerator, denominator, share, scale, any(part.money for part in parts))


def negated(value: Value) -> Value:
    """To be summed: taken away."""
    return value._replace(numerator=-value.numerator, denominator=-value.denominator)


@dataclass(frozen=True)
class Table:
    """Sums by base place, in units of 1 / scale.

    `keys` ascend; `numerators` and `denominators` are running sums with a leading 0.
    """

    figure_code: str
    on: date
    area: Area
    keys: Column
    numerators: Column
    denominators: Column
    computed_at: datetime
    newest_act: int = 0
    scale: int = 1

    def sums(self, low: Column, high: Column) -> tuple[Column, Column]:
        """Numerators and denominators of many areas [low, high) at once."""
        first, last = np.searchsorted(self.keys, low), np.searchsorted(self.keys, high)
        return (
            self.numerators[last] - self.numerators[first],
            self.denominators[last] - self.denominators[first],
        )


def from_rows(
    figure: Figure,
    on: date,
    area: Area,
    rows: Sequence[tuple[int, int, int]],
    computed_at: datetime,
    scale: int = 1,
) -> Table:
    """A table of (key, numerator, denominator) rows that ascend by key."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    running = np.zeros((len(columns) + 1, 2), dtype=np.int64)
    np.cumsum(columns[:, 1:], axis=0, out=running[1:])
    keys = np.ascontiguousarray(columns[:, 0])
    return Table(figure.code, on, area, keys, running[:, 0].copy(), running[:, 1].copy(), computed_at, scale=scale)


def splice(whole: Table, part: Table) -> Table:
    """The whole with the rows of a smaller area replaced by those just counted there."""
    first, last = np.searchsorted(whole.keys, [part.area.low, part.area.high])

    def joined(old: Column, new: Column) -> Column:
        steps = np.concatenate([np.diff(old[: first + 1]), np.diff(new), np.diff(old[last:])])
        return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(steps)])

    return replace(
        whole,
        keys=np.concatenate([whole.keys[:first], part.keys, whole.keys[last:]]),
        numerators=joined(whole.numerators, part.numerators),
        denominators=joined(whole.denominators, part.denominators),
    )


DIVISORS = np.array([0, *(level.divisor for level in Level)], dtype=np.int64)


def columns_of(figure: Figure, table: Table, keys: Column, levels: Column) -> tuple[Column, Column, NDArray[np.bool_]]:
    """Numerators, denominators and whether there is a value, for many places at once.

    Below its level a figure does not apply, nor does a share of nothing; without rows some are missing.
    """
    numerators, denominators = table.sums(keys, keys + DIVISORS[levels])
    applies = levels <= figure.level
    needs_rows = figure.share or figure.missing_without_rows
    return numerators, denominators, applies & (denominators > 0) if needs_rows else applies


def values_of(figure: Figure, table: Table, spans: Sequence[Span]) -> list[Value]:
    """The values of many places, all inside the table's area, in their order."""
    keys = np.fromiter((span.key for span in spans), dtype=np.int64, count=len(spans))
    levels = np.fromiter((span.kind for span in spans), dtype=np.int64, count=len(spans)) // 10
    columns = zip(*(column.tolist() for column in columns_of(figure, table, keys, levels)), strict=True)
    share, scale, money = figure.share, table.scale, figure.money
    return [
        value_in(n, d, share, scale, money) if valued else nothing_of(figure, span)
        for (n, d, valued), span in zip(columns, spans, strict=True)
    ]


def nothing_of(figure: Figure, span: Span) -> Value:
    """What stands where a figure has no value: it is missing, or does not apply there."""
    absent = figure.missing_without_rows and figure.applies_at(span.level)
    return Value(0, 0, figure.share, State.MISSING if absent else State.NOT_APPLICABLE, money=figure.money)


def missing(figure: Figure) -> Value:
    """What stands where nothing is recorded: before the place existed."""
    return Value(0, 0, figure.share, State.MISSING, money=figure.money)


SMALLEST_SHOWN = 5


def suppressed_if_small(value: Value) -> Value:
    """For public pages: a count of one to four people, or a share over fewer than five, is not shown."""
    if value.state is not State.NUMBER:
        return value
    base = value.whole if value.share else value.counted
    if 0 < base < SMALLEST_SHOWN:
        return Value(0, 0, value.share, State.SUPPRESSED)
    return value
