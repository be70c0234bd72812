"""Figures: declared once, beside the records they read, and computed everywhere from that one declaration.

A figure's query is SQL over a table `area` (place_id, key, kind) that the engine provides: the places of the figure's
level that existed on the date, inside some area. Their keys are those of the date's own map or of a later one
(`Basis`); a place that was split since stands there once for each part. The query yields one row a fact: place_id, key,
numerator, denominator, record_id, part. Value, roll-up, trend, children, map, ranking and drill-down all run that
query, so a total cannot disagree with its rows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.area import Level
from headgoose.kernel.clock import years_before
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.registries import Hit


class Direction(Enum):
    """Whether more of it is better."""

    MORE = "more"
    LESS = "less"
    NONE = "none"

    @property
    def label(self) -> Promise:
        """In words."""
        return DIRECTIONS[self]


DIRECTIONS: dict[Direction, Promise] = {
    Direction.MORE: _("more is better"),
    Direction.LESS: _("less is better"),
    Direction.NONE: _("neither more nor less is better"),
}


class Basis(Enum):
    """On which map the facts of a date are placed: that of the date, or a later one, normally today's."""

    THEN = "then"
    TODAY = "today"

    @property
    def label(self) -> Promise:
        """In words."""
        return BASES[self]


BASES: dict[Basis, Promise] = {Basis.THEN: _("as it was"), Basis.TODAY: _("on today's map")}


class Period(Enum):
    """What a figure as at a date is about: the day itself, or the last month or calendar year that ended by it."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"

    @property
    def label(self) -> Promise:
        """In words."""
        return PERIODS[self]

    def ended_by(self, on: date) -> date:
        """The last day of the last such period that ended by a date."""
        tomorrow = on + timedelta(days=1)
        if self is Period.DAY:
            return on
        first = tomorrow.replace(day=1) if self is Period.MONTH else tomorrow.replace(month=1, day=1)
        return first - timedelta(days=1)

    def years_before(self, end: date, years: int) -> date:
        """The end of the same period some years earlier."""
        return end if not years else self.ended_by(years_before(end + timedelta(days=1), years) - timedelta(days=1))


PERIODS: dict[Period, Promise] = {
    Period.DAY: _("as at the date"),
    Period.MONTH: _("at the end of the last full month"),
    Period.YEAR: _("over the last full year"),
}


def _no_parameters(on: date) -> Mapping[str, object]:
    return {}


def _no_parts() -> Mapping[int, str]:
    return {}


@dataclass(frozen=True)
class Figure:
    """A declared figure, as at a date.

    A figure over a month or a year is counted as at that period's end: `facts_on` says which, and `query` and
    `parameters` are handed that date.

    Args:
        code: the row of the programme it answers (`P4`), or a short name of its own.
        version: of the definition; a changed definition is a new version.
        level: the level at which its facts sit; below it the figure does not apply.
        share: whether the value is numerator / denominator, else the numerator.
        any_level: facts sit at every level down to `level`.
        reads: the rooms whose acts can change it.
        query: SQL as in the module's docstring; may use %(on)s and what `parameters(on)` gives.
        record: what a row is, for the presenter ("people.tenure", "places.place", "people.post").
        parts: names of the parts by id, where the figure is broken down; `part_label` says by what.
        period: what it is about, of the date that is asked for.
        money: its numerators are integer fen; shown in yuan.
        amounts: its numerators are amounts (hours), not one for each row.
        missing_without_rows: where there is no row the value is missing; else it is zero, and a share does not apply.
    """

    code: str
    version: str
    name: Promise
    unit: Promise
    definition: Promise
    direction: Direction
    level: Level
    share: bool
    reads: frozenset[str]
    query: str
    record: str
    order: int
    any_level: bool = False
    parameters: Callable[[date], Mapping[str, object]] = field(default=_no_parameters)
    part_label: Promise | None = None
    parts: Callable[[], Mapping[int, str]] = field(default=_no_parts)
    period: Period = Period.DAY
    money: bool = False
    amounts: bool = False
    missing_without_rows: bool = False

    def applies_at(self, level: Level) -> bool:
        """Whether a place of this level can have a value."""
        return level <= self.level

    def facts_on(self, on: date) -> date:
        """The date that it is counted as at, of the date that is asked for."""
        return self.period.ended_by(on)


class Figures:
    """All declared figures by code."""

    def __init__(self) -> None:
        self._by_code: dict[str, Figure] = {}

    def declare(self, figure: Figure) -> Figure:
        """Register a figure; a code is declared once."""
        known = self._by_code.setdefault(figure.code, figure)
        if known != figure:
            raise ValueError(f"figure {figure.code} is declared twice")
        return known

    def get(self, code: str) -> Figure:
        """The figure of a code. Raises Refused (NOT_FOUND)."""
        if code not in self._by_code:
            raise Refused(_("There is no figure with this code."), Because.NOT_FOUND)
        return self._by_code[code]

    def __iter__(self) -> Iterator[Figure]:
        return iter(sorted(self._by_code.values(), key=lambda figure: (figure.order, figure.code)))


Presenter = Callable[[Sequence[int], date], Mapping[int, Hit]]


class Presenters:
    """How records behind figures are shown: a label, a detail and a link for each id."""

    def __init__(self) -> None:
        self._by_record: dict[str, Presenter] = {}

    def add(self, record: str, present: Presenter) -> None:
        """Register how a kind of record is shown."""
        self._by_record[record] = present

    def present(self, record: str, ids: Iterable[int], on: date) -> Mapping[int, Hit]:
        """Label, detail and link of each record."""
        return self._by_record[record](list(ids), on)


figures = Figures()
presenters = Presenters()
