"""What the pages read: a place within the actor's scope, figures at it, its children, its standing among its like."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from django.utils.translation import gettext_lazy as _

from headgoose.briefing.engine import Reader, parts, query_area, records_begin, yearly_dates
from headgoose.briefing.heirs import predecessors_begin
from headgoose.briefing.ranking import Standing, rank_among, standings
from headgoose.briefing.table import State, Table, Value, columns_of, negated, summed, value_in
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE, Level, area_of
from headgoose.kernel.clock import today
from headgoose.kernel.figures import Figure, figures
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.models import Span
from headgoose.places.queries import ancestors, children, get_span, span_of


def get_place(code: str, on: date, actor: Actor) -> Span:
    """The place of a code on a date. Refused (FORBIDDEN) when it lies outside the actor's scope."""
    span = get_span(code, on)
    if not may_read(actor, span, on):
        raise Refused(_("This place lies outside your area."), Because.FORBIDDEN)
    return span


def may_read(actor: Actor, span: Span, on: date) -> bool:
    """Whether the actor may read a place as it was on a date: where it lay then, or where the same place lies today."""
    if actor.may(Right.READ, span.area):
        return True
    present = None if on == today() else span_of(span.place_id, today())
    return present is not None and actor.may(Right.READ, present.area)


def path_to(span: Span, on: date, actor: Actor) -> list[tuple[Span, bool]]:
    """The place, which the actor may read, and those above it from the top, each with whether the actor may open it."""
    above = [(one, actor.may(Right.READ, one.area)) for one in ancestors(span, on)]
    return [*above, (span, True)]


@dataclass(frozen=True)
class Tile:
    """A figure at a place."""

    figure: Figure
    value: Value
    span: Span


def tiles(reader: Reader, span: Span) -> list[Tile]:
    """Every declared figure that applies at a place, in order."""
    return [Tile(figure, reader.value(figure, span), span) for figure in figures if figure.applies_at(span.level)]


@dataclass(frozen=True)
class Child:
    """A child place and its value; `own` marks what sits at the place itself and at no child."""

    span: Span
    value: Value
    own: bool = False


def child_values(reader: Reader, figure: Figure, span: Span, total: Value) -> list[Child]:
    """The figure at each child, in the order of the map, and last what the place holds itself, if anything."""
    below = children(span, reader.map_on)
    if not below or not figure.applies_at(below[0].level):
        return []
    values = reader.values(figure, below)
    rows = [Child(child, value) for child, value in zip(below, values, strict=True)]
    own = summed([total, *map(negated, values)], figure.share)
    if own.numerator or own.denominator:
        rows.append(Child(span, own, own=True))
    return rows


def part_values(reader: Reader, figure: Figure, span: Span) -> list[tuple[str, Value]]:
    """The figure by its parts (batches, kinds of post), or nothing where it has none."""
    if figure.part_label is None:
        return []
    names = figure.parts()
    found: dict[str, list[Value]] = {}
    for part, numerator, denominator, scale in parts(figure, span, reader.ground_of(figure)):
        if part is not None or numerator:
            value = value_in(numerator, denominator, figure.share, scale, figure.money)
            found.setdefault(names.get(part, "—") if part is not None else "—", []).append(value)
    # Parts that each place makes for itself belong together where they have one name.
    together = [(name, summed(values, figure.share)) for name, values in found.items()]
    return sorted(together, key=lambda named: -named[1].counted)


def standing_of(reader: Reader, figure: Figure, span: Span, value: Value) -> tuple[int, int] | None:
    """The rank of a place among all of its level, a grid among those of its village, and how many have a value.

    None where the place has no value or nobody to be compared with.
    """
    if value.state is not State.NUMBER:
        return None
    area = query_area(span) if span.level is Level.GRID else EVERYWHERE
    peers = Span.objects.on(reader.map_on).at_level(span.level).within([area])
    keys = np.fromiter(peers.values_list("key", flat=True), dtype=np.int64)
    table = reader.table(figure, area)
    columns = columns_of(figure, table, keys, np.full(len(keys), span.level))
    rank, peers_with_value = rank_among(figure, value, *columns, table.scale)
    return (rank, peers_with_value) if peers_with_value > 1 else None


def standings_below(reader: Reader, figure: Figure, span: Span, level: Level) -> list[Standing]:
    """The places of a level inside a place, ranked among themselves."""
    spans = list(Span.objects.on(reader.map_on).at_level(level).within([span.area]).order_by("key"))
    return standings(figure, spans, reader.values(figure, spans))


def counties_of(span: Span, on: date) -> list[Span]:
    """The counties of a province or prefecture, or the county that a smaller place lies in."""
    county = Level.COUNTY
    area = span.area if span.level <= county else area_of(span.key // county.divisor * county.divisor, county)
    return list(Span.objects.on(on).at_level(county).within([area]).order_by("key"))


def trend_of(reader: Reader, figure: Figure, span: Span, each: bool = False) -> list[tuple[date, Value]]:
    """The figure at a place on the same day of each year since its records begin, oldest first.

    On the reader's map: what was merged into the place counts in the years before, too. Or `each` year on its own map,
    where the place is missing until it was made.
    """
    own = records_begin(span)
    if each:
        return reader.trend_as_it_was(figure, span, yearly_dates(figure, reader.on, own))
    return reader.trend(
        figure, span, yearly_dates(figure, reader.on, min(own, predecessors_begin(span.place_id) or own))
    )


def table_behind(reader: Reader, figure: Figure, span: Span) -> Table:
    """The table a place's value was read from: says how old it is."""
    return reader.table(figure, query_area(span))


def get_widest_place(actor: Actor, on: date) -> Span:
    """The highest place the actor may read, the first by code. Refused (FORBIDDEN) without a post."""
    for area in sorted(actor.scope(Right.READ), key=lambda own: (own.low - own.high, own.low)):
        for span in Span.objects.on(on).filter(key=area.low).order_by("kind"):
            if span.area == area:
                return span
    raise Refused(_("You hold no post on this date, so there is no place to show."), Because.FORBIDDEN)
