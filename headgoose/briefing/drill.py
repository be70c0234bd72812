"""The drill-down: a figure's facts, each with its place and a door to its record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, overload

from headgoose.briefing.engine import FactRow, Narrowing, count_rows, rows
from headgoose.briefing.table import Value
from headgoose.kernel.actor import Actor
from headgoose.kernel.figures import Figure, presenters
from headgoose.kernel.registries import Hit
from headgoose.kernel.rights import Right
from headgoose.places.models import Span
from headgoose.places.queries import spans_of

ROWS_A_PAGE = 50
ROWS_MOST = 50_000


class Question(Protocol):
    """A figure at a place on a date, asked by an actor."""

    @property
    def figure(self) -> Figure:
        """The figure."""

    @property
    def span(self) -> Span:
        """The place."""

    @property
    def on(self) -> date:
        """The date."""

    @property
    def actor(self) -> Actor:
        """Who asks."""


@dataclass(frozen=True)
class DrillRow:
    """A fact as it is shown."""

    fact: FactRow
    code: str
    place: str
    hit: Hit


def drill_rows(asked: Question, narrowing: Narrowing, offset: int, limit: int) -> list[DrillRow]:
    """Some of the facts behind a figure at a place, in the order of the map, inside the actor's scope."""
    asked.actor.require(Right.READ, asked.span.area)
    facts = rows(asked.figure, asked.span.area, asked.on, offset=offset, limit=limit, narrowing=narrowing)
    places = spans_of([fact.place_id for fact in facts], asked.on)
    hits = presenters.present(asked.figure.record, [fact.record_id for fact in facts], asked.on)
    return [
        DrillRow(fact, places[fact.place_id].code, places[fact.place_id].said, hits[fact.record_id]) for fact in facts
    ]


class RowList(Sequence[DrillRow]):
    """The facts as a sequence that a paginator can slice; unless searched, its length comes from the value."""

    def __init__(self, asked: Question, narrowing: Narrowing, value: Value) -> None:
        self._asked, self._narrowing = asked, narrowing
        whole = value.denominator if value.share else value.numerator
        counts = {None: whole, True: value.numerator, False: whole - value.numerator}
        searched = narrowing.words and whole
        self._length = (
            count_rows(asked.figure, asked.span.area, asked.on, narrowing) if searched else counts[narrowing.counted]
        )

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, wanted: int) -> DrillRow: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[DrillRow]: ...
    def __getitem__(self, wanted: int | slice) -> DrillRow | list[DrillRow]:
        """A page of facts, or one."""
        if isinstance(wanted, int):
            return drill_rows(self._asked, self._narrowing, wanted, 1)[0]
        start, stop, _step = wanted.indices(self._length)
        return drill_rows(self._asked, self._narrowing, start, stop - start)
