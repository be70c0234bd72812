"""People by name and date of birth, thousands of names at once; only those with a tenure inside the areas."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from headgoose.kernel.area import Area
from headgoose.kernel.bulk import among

INSIDE = (
    "EXISTS (SELECT 1 FROM people_tenure t JOIN places_span s ON s.place_id = t.place_id "
    "WHERE t.person_id = n.id AND ({areas}))"
)
NAMED_SQLITE = (
    "WITH wanted AS (SELECT DISTINCT json_extract(value, '$[0]') AS name, json_extract(value, '$[1]') AS born_on "
    "FROM json_each(%s)) SELECT n.id, n.name, n.sex, n.born_on FROM wanted w CROSS JOIN people_person n "
    "ON n.name = w.name AND (w.born_on IS NULL OR n.born_on = w.born_on) WHERE {inside}"
)
NAMED_POSTGRESQL = (
    "WITH wanted AS (SELECT DISTINCT * FROM unnest(%s::text[], %s::date[]) AS x(name, born_on)) "
    "SELECT n.id, n.name, n.sex, n.born_on FROM wanted w JOIN people_person n "
    "ON n.name = w.name AND (w.born_on IS NULL OR n.born_on = w.born_on) WHERE {inside}"
)
SEEN = "SELECT n.id FROM people_person n WHERE {persons} AND {inside}"


class Namesake(NamedTuple):
    """Somebody in the records who answers to a name."""

    person_id: int
    name: str
    sex: str
    born_on: date


def _inside(areas: Sequence[Area]) -> str:
    # Keys are whole numbers of our own, never text that somebody typed.
    wanted = " OR ".join(f"(s.key >= {int(area.low)} AND s.key < {int(area.high)})" for area in areas)
    return INSIDE.format(areas=wanted or "1 = 0")


def find_namesakes(wanted: Iterable[tuple[str, date | None]], areas: Sequence[Area]) -> dict[str, list[Namesake]]:
    """People inside the areas by name. With a date of birth only those born on it; without, all of the name."""
    pairs = list(dict.fromkeys(wanted))
    parameters: list[Any]
    if connection.vendor == "postgresql":
        query, parameters = NAMED_POSTGRESQL, [[name for name, _day in pairs], [day for _name, day in pairs]]
    else:
        query = NAMED_SQLITE
        parameters = [json.dumps([[name, day.isoformat() if day else None] for name, day in pairs])]
    found: dict[str, dict[int, Namesake]] = {}
    with connection.cursor() as cursor:
        cursor.execute(query.format(inside=_inside(areas)), parameters)
        for row in cursor.fetchall():
            found.setdefault(row[1], {})[row[0]] = Namesake(*row)
    return {name: sorted(people.values()) for name, people in found.items()}


def find_seen(person_ids: Iterable[int], areas: Sequence[Area]) -> set[int]:
    """Which of some people hold, held or will hold a post inside the areas."""
    text, value = among("n.id", set(person_ids))
    with connection.cursor() as cursor:
        cursor.execute(SEEN.format(persons=text, inside=_inside(areas)), [value])
        return {row[0] for row in cursor.fetchall()}
