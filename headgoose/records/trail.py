"""Reads of the trail for people: of areas, or of some subjects; newest first, a page at a time, by time.

A place down to the township is one value of an index, so a page costs the same however large the trail is. Acts that
name no place are read only by whoever reads everywhere, or with the record they are upon.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from headgoose.kernel.area import Area, Level
from headgoose.kernel.clock import CHINA, FOREVER
from headgoose.records.models import Act

Place = tuple[str, list[Any]]
INDEXED = {level.divisor for level in Level if level <= Level.TOWNSHIP}
SUBJECTS_A_READ = 500


@dataclass(frozen=True)
class Wanted:
    """Which acts to read.

    Args:
        since: the first day, in China.
        until: the last day, in China.
        before: the time and number of the last act of the page before.
    """

    since: date | None = None
    until: date | None = None
    verb: str = ""
    user_id: int | None = None
    before: tuple[datetime, int] | None = None

    def conditions(self) -> Place:
        """All of it but the place, as SQL."""
        parts: list[str] = []
        values: list[Any] = []
        bounds = [("at >= %s", self.since), ("at < %s", self.until and min(self.until, FOREVER - _DAY) + _DAY)]
        for part, day in bounds:
            if day:
                parts.append(part)
                values.append(instant_value(datetime.combine(day, time(), CHINA)))
        if self.before:
            parts.append("(at, id) < (%s, %s)")
            values += [instant_value(self.before[0]), self.before[1]]
        if self.verb:
            parts.append("verb = %s")
            values.append(self.verb)
        if self.user_id is not None:
            parts.append("user_id = %s")
            values.append(self.user_id)
        return " AND ".join(parts) or "1 = 1", values


_DAY = timedelta(days=1)


def instant_value(at: datetime) -> Any:
    """An instant as the engine compares it."""
    return connection.ops.adapt_datetimefield_value(at)


def acts_of_areas(areas: Sequence[Area], wanted: Wanted, limit: int, placeless: bool = False) -> list[Act]:
    """Acts at places inside some areas, and with `placeless` those that name no place. No areas, no rows."""
    narrow = bool(wanted.verb) or wanted.user_id is not None
    conditions = [_place_condition(area, narrow) for area in areas]
    if placeless:
        # As below: what is rare among many is not looked for one by one.
        conditions.append(
            ("(place_key + 0) IS NULL" if narrow else f"place_key / {Level.PROVINCE.divisor} IS NULL", [])
        )
    return _acts(conditions, wanted, limit)


def acts_of_subjects(subjects: Sequence[str], wanted: Wanted, limit: int) -> list[Act]:
    """Acts upon some records, wherever they lie; which of them may be shown is for the caller to say."""
    conditions = []
    for start in range(0, len(subjects), SUBJECTS_A_READ):
        some = list(subjects[start : start + SUBJECTS_A_READ])
        conditions.append((f"subject IN ({', '.join(['%s'] * len(some))})", some))
    return _acts(conditions, wanted, limit)


def _place_condition(area: Area, narrow: bool) -> Place:
    size = area.high - area.low
    if narrow and size >= Level.PROVINCE.divisor:
        # Nearly every act lies in the province: the index of verbs or of accounts leads to the few that are asked for.
        return "(place_key + 0) >= %s AND (place_key + 0) < %s", [area.low, area.high]
    if size in INDEXED and area.low % size == 0:
        return f"place_key / {size} = %s", [area.low // size]
    return "place_key >= %s AND place_key < %s", [area.low, area.high]


def _acts(places: Sequence[Place], wanted: Wanted, limit: int) -> list[Act]:
    if not places:
        return []
    others, values = wanted.conditions()
    parts, given = [], []
    for number, (condition, place_values) in enumerate(places):
        one = f"SELECT id, at FROM records_act WHERE {condition} AND {others} ORDER BY at DESC, id DESC LIMIT {limit:d}"
        parts.append(f"SELECT id, at FROM ({one}) AS part_{number}")
        given += [*place_values, *values]
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY 2 DESC, 1 DESC LIMIT {limit:d}", given)
        numbers = [row[0] for row in cursor.fetchall()]
    found = Act.objects.in_bulk(numbers)
    return [found[number] for number in numbers]
