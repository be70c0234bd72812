"""The one engine behind every page with a number: runs a figure's query for an area on a date and keeps the answer.

Answers are kept with the newest act that can have changed them, so they are fresh at once and a past date stays warm
while today changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.briefing.ground import Ground, Source, source_of
from headgoose.briefing.keeping import changed_counties, keep, recall, turn_to_count
from headgoose.briefing.placing import PLACES, WHOLE_PPM, placement_of
from headgoose.briefing.table import Table, Value, from_rows, missing, splice, values_of
from headgoose.kernel.area import EVERYWHERE, Area, Level, area_of
from headgoose.kernel.clock import now
from headgoose.kernel.figures import Direction, Figure
from headgoose.places.models import Span
from headgoose.records.queries import latest_act_touching

Cell = tuple[Any, ...]


@dataclass(frozen=True)
class FactRow:
    """One fact behind a figure: the row that the drill-down shows.

    `key` is that of the map asked for; of a place divided since, `share_ppm` of the fact lies there.
    """

    place_id: int
    key: int
    numerator: int
    denominator: int
    record_id: int
    part: int | None
    share_ppm: int = WHOLE_PPM


def query_area(span: Span) -> Area:
    """The area to compute for a place: the whole map from prefecture up, a county below, for a grid its village.

    So the pages of one county share a table, and a page about a small place never pays for the province.
    """
    if span.level <= Level.PREFECTURE:
        return EVERYWHERE
    level = Level.VILLAGE if span.level is Level.GRID else Level.COUNTY
    return area_of(span.key // level.divisor * level.divisor, level)


# Everything that exists, as a figure that nobody is shown: is there anything in an area?
SETTLED = Figure(
    code="settled",
    version="settled/1",
    name=_("Places"),
    unit=_("places"),
    definition=_("Places"),
    direction=Direction.NONE,
    level=Level.GRID,
    share=False,
    any_level=True,
    reads=PLACES,
    query=(
        "SELECT area.place_id, area.key, 1 AS numerator, 0 AS denominator, area.place_id AS record_id, "
        "NULL AS part FROM area"
    ),
    record="places.place",
    order=0,
)


class Reader:
    """Reads figures as at one date; made for one request, so that freshness is asked once for each set of rooms.

    Args:
        map_on: the date of the map that facts are placed on; the date itself when not later.
        known_at: read what was on record at an instant; None for the present.
    """

    def __init__(self, on: date, map_on: date | None = None, known_at: datetime | None = None) -> None:
        self.on = on
        self.map_on = max(on, map_on or on)
        self.known_at = known_at
        self._newest: dict[tuple[frozenset[str], date], int] = {}
        self._grounds: dict[tuple[date, date], Ground] = {}

    def ground(self, on: date | None = None, map_on: date | None = None) -> Ground:
        """What is counted on: by default the reader's own date and map."""
        on, map_on = on or self.on, map_on or self.map_on
        if (on, map_on) not in self._grounds:
            placement = placement_of(on, map_on, self._newest_of(PLACES, map_on)) if map_on > on else None
            self._grounds[on, map_on] = Ground(on, placement, self.known_at)
        return self._grounds[on, map_on]

    def ground_of(self, figure: Figure) -> Ground:
        """What a figure is counted on: the day, or the end of the period, that it is about of the reader's date."""
        return self.ground(figure.facts_on(self.on))

    def table(self, figure: Figure, area: Area, ground: Ground | None = None) -> Table:
        """The figure at all base places of an area, as the newest act left it."""
        ground = ground or self.ground_of(figure)
        table = self._at_hand(figure, area, ground)
        if table is not None:
            return table
        with turn_to_count(ground):
            # Who had to wait for a turn may find it counted by now.
            table = self._at_hand(figure, area, ground) if ground.known_at else None
            return table or self._counted(figure, area, ground)

    def _counted(self, figure: Figure, area: Area, ground: Ground) -> Table:
        counted = compute(figure, area, ground)
        return keep(replace(counted, newest_act=self._newest_act(figure, ground)), figure, ground)

    def _at_hand(self, figure: Figure, area: Area, ground: Ground) -> Table | None:
        within_village = area.high - area.low <= Level.VILLAGE.divisor
        whole = None if within_village or area == EVERYWHERE else self._kept(figure, EVERYWHERE, ground)
        return whole or self._kept(figure, area, ground)

    def _kept(self, figure: Figure, area: Area, ground: Ground) -> Table | None:
        """A kept table if it is fresh, or can be made so by counting only the counties where something happened."""
        table = recall(figure, area, ground)
        newest = self._newest_act(figure, ground)
        if table is None or table.newest_act == newest:
            return table
        # An act names the place where it lay; on another map its facts may lie elsewhere.
        spliced = area == EVERYWHERE and ground.plain
        changed = changed_counties(figure.reads, ground.on, table.newest_act) if spliced else None
        if changed is None:
            return None
        for county in changed:
            table = splice(table, compute(figure, county, ground))
        return keep(replace(table, newest_act=newest, computed_at=now()), figure, ground)

    def _newest_act(self, figure: Figure, ground: Ground) -> int:
        newest = self._newest_of(figure.reads, ground.on)
        return max(newest, self._newest_of(PLACES, self.map_on)) if ground.placement else newest

    def _newest_of(self, rooms: frozenset[str], on: date) -> int:
        if (rooms, on) not in self._newest:
            self._newest[rooms, on] = latest_act_touching(rooms, on)
        return self._newest[rooms, on]

    def value(self, figure: Figure, span: Span) -> Value:
        """The figure at one place."""
        return self.values(figure, [span])[0]

    def values(self, figure: Figure, spans: Sequence[Span]) -> list[Value]:
        """The figure at places of one county, or at any places (then over the whole map); all of the reader's map."""
        areas = {query_area(span) for span in spans}
        area = areas.pop() if len(areas) == 1 else EVERYWHERE
        return values_of(figure, self.table(figure, area), spans)

    def trend(self, figure: Figure, span: Span, dates: Iterable[date]) -> list[tuple[date, Value]]:
        """The figure over time where the place lies on the reader's map; MISSING before there was anything there."""
        points = []
        for on in map(figure.facts_on, dates):
            ground = self.ground(on)
            if not span.covers(on) and find_span_of(span, on) is None and not was_settled(span.area, ground):
                points.append((on, missing(figure)))
            else:
                points.append((on, values_of(figure, self.table(figure, query_area(span), ground), [span])[0]))
        return points

    def trend_as_it_was(self, figure: Figure, span: Span, dates: Iterable[date]) -> list[tuple[date, Value]]:
        """The figure over time, each date on its own map; MISSING where the place did not exist."""
        points = []
        for on in map(figure.facts_on, dates):
            past = span if span.covers(on) else find_span_of(span, on)
            if past is None:
                points.append((on, missing(figure)))
            else:
                table = self.table(figure, query_area(past), self.ground(on, on))
                points.append((on, values_of(figure, table, [past])[0]))
        return points


def find_span_of(span: Span, on: date) -> Span | None:
    """The same place as it was on another date, or None."""
    return Span.objects.on(on).filter(place_id=span.place_id).first()


def yearly_dates(figure: Figure, on: date, since: date, most: int = 11) -> list[date]:
    """The same day, or end of month or year, of each year, back to when the records begin, oldest first."""
    last = figure.facts_on(on)
    dates = [figure.period.years_before(last, back) for back in range(most)]
    return [day for day in reversed(dates) if day >= since]


def _fetch(ground: Ground, source: Source, select: str, **parameters: Any) -> list[Cell]:
    with turn_to_count(ground), connection.cursor() as cursor:
        cursor.execute(source.opening + select, {**source.parameters, **parameters})
        return list(cursor.fetchall())


def compute(figure: Figure, area: Area, ground: Ground) -> Table:
    """Run the figure's query once for all base places of an area; grids count for villages unless inside one."""
    finest = 1 if area.high - area.low <= Level.VILLAGE.divisor else Level.VILLAGE.divisor
    base = f"key / {finest} * {finest}" if figure.level is Level.GRID else "key"
    source = source_of(figure, area, ground)
    columns = f"{base} AS base, {source.numerator}, {source.denominator}"
    sql = f"SELECT {columns} FROM {source.facts} GROUP BY base ORDER BY base"
    return from_rows(figure, ground.on, area, _fetch(ground, source, sql), now(), source.scale)


def parts(figure: Figure, span: Span, ground: Ground) -> list[tuple[int | None, int, int, int]]:
    """The figure of one place by its parts: (part id, numerator, denominator, their scale), largest first."""
    source = source_of(figure, span.area, ground)
    columns = f"part, {source.numerator} AS n, {source.denominator}"
    sql = f"SELECT {columns} FROM {source.facts} GROUP BY part ORDER BY n DESC, part"
    return [(part, n, d, source.scale) for part, n, d in _fetch(ground, source, sql)]


def was_settled(area: Area, ground: Ground) -> bool:
    """Whether anything that existed on a date lies in an area of the map."""
    source = source_of(SETTLED, area, ground)
    return bool(_fetch(ground, source, f"SELECT 1 FROM {source.facts} LIMIT 1"))


@dataclass(frozen=True)
class Narrowing:
    """Which facts of a figure to list.

    Args:
        counted: only facts in (True) or only facts out of (False) the numerator; None for all.
        words: only facts at places whose name holds these words, or that lie under a place whose name does.
    """

    counted: bool | None = None
    words: str = ""

    def sql(self, parameters: dict[str, Any], map_on: date) -> str:
        """A WHERE clause over the facts; what it needs is added to the parameters."""
        conditions = []
        if self.counted is not None:
            conditions.append(f"numerator {'>' if self.counted else '='} 0")
        if self.words:
            plain = self.words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
            parameters |= {"named": f"%{plain}%", "named_on": map_on}
            conditions.append(f"EXISTS (SELECT 1 FROM places_span named WHERE {NAMED})")
        return f" WHERE {' AND '.join(conditions)}" if conditions else ""


ALL_FACTS = Narrowing()
# A place of the name itself, its township or its county: what a reader types to find their own.
NAMED = (
    "named.name LIKE %(named)s ESCAPE '!' AND named.start_on <= %(named_on)s AND named.end_on > %(named_on)s "
    "AND named.key IN (facts.key, facts.key / 1000 * 1000, facts.key / 1000000 * 1000000, "
    "facts.key / 1000000000 * 1000000000) AND named.kind >= 30"
)


def rows(
    figure: Figure,
    area: Area,
    ground: Ground,
    *,
    offset: int = 0,
    limit: int | None = None,
    narrowing: Narrowing = ALL_FACTS,
) -> list[FactRow]:
    """The facts behind a figure in an area, in the order of the map."""
    source = source_of(figure, area, ground)
    more = {"limit": limit, "offset": offset}
    page = "" if limit is None else " LIMIT %(limit)s OFFSET %(offset)s"
    sql = (
        f"SELECT place_id, key, numerator, denominator, record_id, part, share_ppm FROM {source.facts}"
        f"{narrowing.sql(more, map_of(ground))} ORDER BY key, record_id{page}"
    )
    return [FactRow(*cells) for cells in _fetch(ground, source, sql, **more)]


def count_rows(figure: Figure, area: Area, ground: Ground, narrowing: Narrowing) -> int:
    """How many facts `rows` would list without a limit."""
    more: dict[str, Any] = {}
    source = source_of(figure, area, ground)
    counted = f"SELECT count(*) FROM {source.facts}{narrowing.sql(more, map_of(ground))}"
    return int(_fetch(ground, source, counted, **more)[0][0])


def map_of(ground: Ground) -> date:
    """A date of the map that facts lie on."""
    return ground.placement.map_on if ground.placement else ground.on


def records_begin(span: Span) -> date:
    """The first date on which anything is known of a place."""
    first = Span.objects.filter(place_id=span.place_id).order_by("start_on").values_list("start_on", flat=True).first()
    return first or span.start_on
