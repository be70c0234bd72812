"""The one engine behind every page with a number: runs a figure's query for an area on a date and keeps the answer.

Answers are kept with the newest act that can have changed them, so they are fresh at once and a past date stays warm
while today changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from headgoose.briefing.keeping import changed_counties, keep, recall
from headgoose.briefing.table import Table, Value, from_rows, missing, splice, values_of
from headgoose.kernel.area import EVERYWHERE, Area, Level, area_of
from headgoose.kernel.clock import now, years_before
from headgoose.kernel.figures import Figure
from headgoose.places.models import Span
from headgoose.records.queries import latest_act_touching

AREA = (
    "WITH area AS (SELECT place_id, key, kind FROM places_span WHERE key >= %(low)s AND key < %(high)s "
    "AND kind >= %(kind_low)s AND kind < %(kind_high)s AND start_on <= %(on)s AND end_on > %(on)s) "
)

Cell = tuple[Any, ...]


@dataclass(frozen=True)
class FactRow:
    """One fact behind a figure: the row that the drill-down shows."""

    place_id: int
    key: int
    numerator: int
    denominator: int
    record_id: int
    part: int | None


def query_area(span: Span) -> Area:
    """The area to compute for a place: the whole map from prefecture up, a county below, for a grid its village.

    So the pages of one county share a table, and a page about a small place never pays for the province.
    """
    if span.level <= Level.PREFECTURE:
        return EVERYWHERE
    level = Level.VILLAGE if span.level is Level.GRID else Level.COUNTY
    return area_of(span.key // level.divisor * level.divisor, level)


class Reader:
    """Reads figures as at one date; made for one request, so that freshness is asked once for each set of rooms."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._newest: dict[tuple[frozenset[str], date], int] = {}

    def table(self, figure: Figure, area: Area, on: date | None = None) -> Table:
        """The figure at all base places of an area, as the newest act left it."""
        on = on or self.on
        within_village = area.high - area.low <= Level.VILLAGE.divisor
        whole = None if within_village or area == EVERYWHERE else self._kept(figure, EVERYWHERE, on)
        table = whole or self._kept(figure, area, on)
        if table is None:
            table = keep(replace(compute(figure, area, on), newest_act=self._newest_act(figure, on)), figure)
        return table

    def _kept(self, figure: Figure, area: Area, on: date) -> Table | None:
        """A kept table if it is fresh, or can be made so by counting only the counties where something happened."""
        table = recall(figure, area, on)
        newest = self._newest_act(figure, on)
        if table is None or table.newest_act == newest:
            return table
        changed = changed_counties(figure.reads, on, table.newest_act) if area == EVERYWHERE else None
        if changed is None:
            return None
        for county in changed:
            table = splice(table, compute(figure, county, on))
        return keep(replace(table, newest_act=newest, computed_at=now()), figure)

    def _newest_act(self, figure: Figure, on: date) -> int:
        known = (figure.reads, on)
        if known not in self._newest:
            self._newest[known] = latest_act_touching(figure.reads, on)
        return self._newest[known]

    def value(self, figure: Figure, span: Span) -> Value:
        """The figure at one place."""
        return self.values(figure, [span])[0]

    def values(self, figure: Figure, spans: Sequence[Span]) -> list[Value]:
        """The figure at places of one county, or at any places (then over the whole map)."""
        areas = {query_area(span) for span in spans}
        area = areas.pop() if len(areas) == 1 else EVERYWHERE
        return values_of(figure, self.table(figure, area), spans)

    def trend(self, figure: Figure, span: Span, dates: Iterable[date]) -> list[tuple[date, Value]]:
        """The figure at one place over time, on the map of each date; MISSING where the place did not exist."""
        points = []
        for on in dates:
            past = span if span.covers(on) else find_span_of(span, on)
            if past is None:
                points.append((on, missing(figure)))
            else:
                points.append((on, values_of(figure, self.table(figure, query_area(past), on), [past])[0]))
        return points


def find_span_of(span: Span, on: date) -> Span | None:
    """The same place as it was on another date, or None."""
    return Span.objects.on(on).filter(place_id=span.place_id).first()


def yearly_dates(on: date, since: date, most: int = 11) -> list[date]:
    """The same day of each year, back to when the records begin, oldest first, ending with the date itself."""
    dates = [years_before(on, back) for back in range(most)]
    return [day for day in reversed(dates) if day >= since]


def parameters_of(figure: Figure, area: Area, on: date) -> dict[str, Any]:
    """What the query of a figure needs to know of the area and the date."""
    lowest = Level.PROVINCE if figure.any_level else figure.level
    kinds = {"kind_low": lowest * 10, "kind_high": figure.level * 10 + 10}
    return {"low": area.low, "high": area.high, "on": on, **kinds, **figure.parameters(on)}


def _fetch(sql: str, parameters: dict[str, Any]) -> list[Cell]:
    with connection.cursor() as cursor:
        cursor.execute(AREA + sql, parameters)
        return list(cursor.fetchall())


def compute(figure: Figure, area: Area, on: date) -> Table:
    """Run the figure's query once for all base places of an area; grids count for villages unless inside one."""
    finest = 1 if area.high - area.low <= Level.VILLAGE.divisor else Level.VILLAGE.divisor
    base = f"key / {finest} * {finest}" if figure.level is Level.GRID else "key"
    sql = (
        f"SELECT {base} AS base, sum(numerator), sum(denominator) FROM ({figure.query}) AS facts "
        f"GROUP BY base ORDER BY base"
    )
    return from_rows(figure, on, area, _fetch(sql, parameters_of(figure, area, on)), now())


def parts(figure: Figure, span: Span, on: date) -> list[tuple[int | None, int, int]]:
    """The figure of one place by its parts: (part id, numerator, denominator), largest first."""
    sql = (
        f"SELECT part, sum(numerator) AS n, sum(denominator) FROM ({figure.query}) AS facts "
        f"GROUP BY part ORDER BY n DESC, part"
    )
    return _fetch(sql, parameters_of(figure, span.area, on))


@dataclass(frozen=True)
class Narrowing:
    """Which facts of a figure to list.

    Args:
        counted: only facts in (True) or only facts out of (False) the numerator; None for all.
        words: only facts at places whose name holds these words, or that lie under a place whose name does.
    """

    counted: bool | None = None
    words: str = ""

    def sql(self, parameters: dict[str, Any]) -> str:
        """A WHERE clause over the facts; what it needs is added to the parameters."""
        conditions = []
        if self.counted is not None:
            conditions.append(f"numerator {'>' if self.counted else '='} 0")
        if self.words:
            plain = self.words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
            parameters["named"] = f"%{plain}%"
            conditions.append(f"EXISTS (SELECT 1 FROM places_span named WHERE {NAMED})")
        return f" WHERE {' AND '.join(conditions)}" if conditions else ""


ALL_FACTS = Narrowing()
# A place of the name itself, its township or its county: what a reader types to find their own.
NAMED = (
    "named.name LIKE %(named)s ESCAPE '!' AND named.start_on <= %(on)s AND named.end_on > %(on)s "
    "AND named.key IN (facts.key, facts.key / 1000 * 1000, facts.key / 1000000 * 1000000, "
    "facts.key / 1000000000 * 1000000000) AND named.kind >= 30"
)


def rows(
    figure: Figure,
    area: Area,
    on: date,
    *,
    offset: int = 0,
    limit: int | None = None,
    narrowing: Narrowing = ALL_FACTS,
) -> list[FactRow]:
    """The facts behind a figure in an area, in the order of the map."""
    parameters = {**parameters_of(figure, area, on), "limit": limit, "offset": offset}
    page = "" if limit is None else " LIMIT %(limit)s OFFSET %(offset)s"
    sql = (
        f"SELECT place_id, key, numerator, denominator, record_id, part FROM ({figure.query}) AS facts"
        f"{narrowing.sql(parameters)} ORDER BY key, record_id{page}"
    )
    return [FactRow(*cells) for cells in _fetch(sql, parameters)]


def count_rows(figure: Figure, area: Area, on: date, narrowing: Narrowing) -> int:
    """How many facts `rows` would list without a limit."""
    parameters = parameters_of(figure, area, on)
    where = narrowing.sql(parameters)
    return int(_fetch(f"SELECT count(*) FROM ({figure.query}) AS facts{where}", parameters)[0][0])


def records_begin(span: Span) -> date:
    """The first date on which anything is known of a place."""
    first = Span.objects.filter(place_id=span.place_id).order_by("start_on").values_list("start_on", flat=True).first()
    return first or span.start_on
