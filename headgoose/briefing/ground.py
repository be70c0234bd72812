"""What facts are counted on: a date, a map to place them on, and perhaps a day as known on which they are read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from headgoose.briefing.placing import WHOLE_PPM, Moved, Placement, placement_of, places_act
from headgoose.kernel.area import Area, Level
from headgoose.kernel.clock import date_of
from headgoose.kernel.figures import Figure
from headgoose.ledger.known import known_books
from headgoose.people.known import instant_for_sql, known_tenures

Parameters = dict[str, Any]
# What stands for a room's tables in what is read as it was on record; of the map no former state is kept.
AS_KNOWN: dict[str, Callable[[], str]] = {"people": known_tenures, "ledger": known_books}

AS_IT_WAS = (
    "area AS (SELECT place_id, key, kind FROM places_span WHERE key >= %(low)s AND key < %(high)s "
    "AND kind >= %(kind_low)s AND kind < %(kind_high)s AND start_on <= %(on)s AND end_on > %(on)s)"
)
STOOD = "s.kind >= %(kind_low)s AND s.kind < %(kind_high)s AND s.start_on <= %(on)s AND s.end_on > %(on)s"
# A place keeps its level for life, so that the later map is read at the levels asked for only.
FOUND_AGAIN = (
    "SELECT s.place_id, m.key, s.kind FROM places_span m JOIN places_span s ON s.place_id = m.place_id "
    "WHERE m.key >= %(low)s AND m.key < %(high)s AND m.kind >= %(kind_low)s AND m.kind < %(kind_high)s "
    f"AND m.start_on <= %(map_on)s AND m.end_on > %(map_on)s AND {STOOD}"
)
LED_AWAY = (
    f"SELECT s.place_id, moved.key, s.kind FROM moved JOIN places_span s ON s.place_id = moved.place_id AND {STOOD}"
)


@dataclass(frozen=True)
class Ground:
    """The facts of a date.

    Args:
        placement: where their places lie on a later map; None leaves them where they were.
        known_at: read as they were on record at this instant; None for the present.
    """

    on: date
    placement: Placement | None = None
    known_at: datetime | None = None

    @property
    def plain(self) -> bool:
        """Whether these are the facts as known now, where they were."""
        return self.placement is None and self.known_at is None

    @property
    def name(self) -> str:
        """Tells it from every other."""
        later = f"|map-{self.placement.map_on}" if self.placement else ""
        known = f"|known-{self.known_at.isoformat()}" if self.known_at else ""
        return f"{self.on}{later}{known}"


def ground_for(on: date, map_on: date | None = None, known_at: datetime | None = None) -> Ground:
    """The facts of a date, placed on the map of a later one if asked."""
    if map_on is None or map_on <= on:
        return Ground(on, None, known_at)
    return Ground(on, placement_of(on, map_on, places_act(map_on)), known_at)


@dataclass(frozen=True)
class Source:
    """The SQL that a figure's facts in an area are read from.

    Args:
        opening: the common table expressions, to stand before every SELECT.
        facts: a subquery of the facts with `share_ppm`.
        scale: what `numerator` and `denominator` are counted in.
    """

    opening: str
    facts: str
    parameters: Parameters
    scale: int

    @property
    def numerator(self) -> str:
        """SQL that sums numerators in units of 1 / scale."""
        return self._sum("numerator")

    @property
    def denominator(self) -> str:
        """SQL that sums denominators in units of 1 / scale."""
        return self._sum("denominator")

    def _sum(self, column: str) -> str:
        # PostgreSQL sums whole numbers of 64 bits to a decimal.
        return f"CAST(sum({column if self.scale == 1 else f'{column} * share_ppm'}) AS bigint)"


def source_of(figure: Figure, area: Area, ground: Ground) -> Source:
    """Where the facts of a figure in an area are read from."""
    lowest = Level.PROVINCE if figure.any_level else figure.level
    kinds = {"kind_low": lowest * 10, "kind_high": figure.level * 10 + 10}
    parameters: Parameters = {
        "low": area.low,
        "high": area.high,
        "on": ground.on,
        **kinds,
        **figure.parameters(ground.on),
    }
    tables = []
    if ground.known_at is not None:
        tables += [shadow() for room, shadow in AS_KNOWN.items() if room in figure.reads]
        parameters |= {"known_at": instant_for_sql(ground.known_at), "known_day": date_of(ground.known_at)}
    moved = ground.placement.within(area) if ground.placement else []
    if ground.placement is None:
        tables.append(AS_IT_WAS)
    else:
        parameters["map_on"] = ground.placement.map_on
        tables += _placed(ground.placement, moved)
    scale = WHOLE_PPM if any(each.share_ppm != WHOLE_PPM for each in moved) else 1
    return Source(f"WITH {', '.join(tables)} ", _facts(figure, scale), parameters, scale)


def _facts(figure: Figure, scale: int) -> str:
    if scale == 1:
        return f"(SELECT whole.*, {WHOLE_PPM} AS share_ppm FROM ({figure.query}) AS whole) AS facts"
    return (
        f"(SELECT whole.*, coalesce(moved.share_ppm, {WHOLE_PPM}) AS share_ppm FROM ({figure.query}) AS whole "
        "LEFT JOIN moved ON moved.place_id = whole.place_id AND moved.key = whole.key) AS facts"
    )


def _placed(placement: Placement, moved: list[Moved]) -> list[str]:
    """The places of the date on the later map. Ids, keys and shares are numbers of ours: they may stand in the text."""
    away = f" AND m.place_id NOT IN ({', '.join(map(str, placement.led_away))})" if placement.led_away else ""
    if not moved:
        return [f"area AS ({FOUND_AGAIN}{away})"]
    rows = ", ".join(f"({each.place_id}, {each.key}, {each.share_ppm})" for each in moved)
    return [
        f"moved (place_id, key, share_ppm) AS (VALUES {rows})",
        f"area AS ({FOUND_AGAIN}{away} UNION ALL {LED_AWAY})",
    ]
