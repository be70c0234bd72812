"""The drill-down: a figure's facts, each with its place and a door to its record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, overload

from headgoose.briefing.engine import FactRow, Narrowing, Reader, count_rows, rows
from headgoose.briefing.ground import Ground
from headgoose.briefing.placing import WHOLE_PPM
from headgoose.briefing.reading import may_read
from headgoose.briefing.table import FEN_A_YUAN, Value, plain_number
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
    def actor(self) -> Actor:
        """Who asks."""

    @property
    def reader(self) -> Reader:
        """Reads for the date, on the map asked for."""


@dataclass(frozen=True)
class DrillRow:
    """A fact as it is shown.

    Args:
        lies_in: the code and name, on the later map asked for, of where it lies now; "" where it was.
    """

    fact: FactRow
    code: str
    place: str
    hit: Hit
    lies_in: tuple[str, str] = ("", "")

    @property
    def share(self) -> float:
        """The share of the fact that lies there, of 1."""
        return self.fact.share_ppm / WHOLE_PPM

    def amount(self, figure: Figure) -> int | float:
        """The numerator, of money in yuan."""
        return plain_number(Fraction(self.fact.numerator, FEN_A_YUAN)) if figure.money else self.fact.numerator


def drill_rows(asked: Question, narrowing: Narrowing, offset: int, limit: int) -> list[DrillRow]:
    """Some of the facts behind a figure at a place, in the order of the map, inside the actor's scope."""
    ground = asked.reader.ground_of(asked.figure)
    on = ground.on
    if not may_read(asked.actor, asked.span, asked.reader.map_on):
        asked.actor.require(Right.READ, asked.span.area)
    facts = rows(asked.figure, asked.span.area, ground, offset=offset, limit=limit, narrowing=narrowing)
    places = spans_of([fact.place_id for fact in facts], on)
    hits = presenters.present(asked.figure.record, [fact.record_id for fact in facts], on)
    now_at = _later_places(facts, places, ground)
    return [
        DrillRow(
            fact,
            places[fact.place_id].code,
            places[fact.place_id].said,
            hits[fact.record_id],
            now_at.get(fact.key, ("", "")) if fact.key != places[fact.place_id].key else ("", ""),
        )
        for fact in facts
    ]


def _later_places(facts: Sequence[FactRow], places: Mapping[int, Span], ground: Ground) -> dict[int, tuple[str, str]]:
    """Code and name on the later map, by key, of what does not lie where it did."""
    keys = {fact.key for fact in facts if fact.key != places[fact.place_id].key}
    if ground.placement is None or not keys:
        return {}
    found = Span.objects.on(ground.placement.map_on).filter(key__in=keys).order_by("kind")
    return {span.key: (span.code, span.said) for span in found}


class RowList(Sequence[DrillRow]):
    """The facts as a sequence that a paginator can slice; unless searched, its length comes from the value."""

    def __init__(self, asked: Question, narrowing: Narrowing, value: Value) -> None:
        self._asked, self._narrowing = asked, narrowing
        ground = asked.reader.ground_of(asked.figure)
        whole = value.denominator if value.share else value.numerator
        counts = {None: whole, True: value.numerator, False: whole - value.numerator}
        # On a later map the parts of a place divided since are rows of their own; an amount says nothing of its rows.
        listed = value.number is not None if value.money else bool(whole)
        searched = listed and bool(value.money or asked.figure.amounts or narrowing.words or ground.placement)
        self._length = (
            count_rows(asked.figure, asked.span.area, ground, narrowing) if searched else counts[narrowing.counted]
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
