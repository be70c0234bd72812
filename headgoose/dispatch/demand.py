"""How many people the places may have: from the seats that are empty during a term."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from headgoose.kernel.area import Area
from headgoose.people.models import PostType
from headgoose.places.queries import last_spans_of

EMPTY = """
SELECT p.place_id, p.id FROM people_post p JOIN places_span s ON s.place_id = p.place_id
WHERE p.type_id = %s AND p.start_on <= %s AND p.end_on >= %s AND s.key >= %s AND s.key < %s
AND s.start_on <= %s AND s.end_on > %s
AND NOT EXISTS (SELECT 1 FROM people_tenure t WHERE t.post_id = p.id AND t.start_on < %s AND t.end_on > %s
  AND t.end_reason <> 'void')
ORDER BY p.place_id, p.seat
"""


@dataclass(frozen=True)
class Wanted:
    """How many people a place must and may have, and which skills it asks for."""

    place_id: int
    key: int
    lower: int
    upper: int
    skills: tuple[str, ...] = ()

    @property
    def wanted_json(self) -> str:
        """The skills as they are stored."""
        return json.dumps(list(self.skills), ensure_ascii=False)


def find_empty_seats(type_: PostType, area: Area, start_on: date, end_on: date) -> dict[int, list[int]]:
    """The posts of a kind in an area that nobody holds on any day of a term, by place; one query."""
    days: list[Any] = [start_on, end_on, area.low, area.high, start_on, start_on, end_on, start_on]
    found: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(EMPTY, [type_.pk, *days])
        for place_id, post_id in cursor.fetchall():
            found.setdefault(place_id, []).append(post_id)
    return found


def wanted_places(place_ids: Iterable[int], on: date) -> dict[int, int]:
    """The key of each place on the newest map."""
    return {place_id: span.key for place_id, span in sorted(last_spans_of(place_ids).items())}
