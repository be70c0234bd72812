"""Finding people by name, a part of it or its pinyin initials: only those with a tenure inside the areas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from headgoose.kernel.area import Area
from headgoose.people.listing import within_sql
from headgoose.people.models import Person, Tenure
from headgoose.people.seats import is_wide
from headgoose.places.names import plain_text
from headgoose.places.queries import spans_of

LONGEST_WORDS = 40
NEWEST = "NOT EXISTS (SELECT 1 FROM places_span l WHERE l.place_id = s.place_id AND l.end_on > s.end_on)"
# A name that many share stops early when the names lead; in a county its few thousand tenures lead.
NAMES_LEAD = (
    "SELECT n.id FROM people_person n WHERE {named} AND EXISTS (SELECT 1 FROM people_tenure t {then} places_span s "
    "ON s.place_id = t.place_id WHERE t.person_id = n.id AND {within} AND {newest}) "
    "ORDER BY n.{column}, n.id LIMIT %(limit)s"
)
PLACES_LEAD = (
    "SELECT DISTINCT n.id, n.{column} FROM places_span s {then} people_tenure t ON t.place_id = s.place_id "
    "{then} people_person n ON n.id = t.person_id WHERE {within} AND {newest} AND {named} "
    "ORDER BY n.{column}, n.id LIMIT %(limit)s"
)
SAME, START, PART = (
    "n.{column} = %(words)s",
    "n.{column} LIKE %(start)s ESCAPE '!'",
    "n.{column} LIKE %(part)s ESCAPE '!'",
)
# SQLite walks an index for a range, and the whole table for the same said with LIKE.
START_AS_RANGE = "n.{column} >= %(words)s AND n.{column} < %(after)s"
LAST_CHARACTER = chr(0x10FFFF)
CHINESE = [("name", SAME), ("name", START), ("name", PART)]
# Names in Latin letters are found by their beginning: looking inside every name for them finds nobody else.
LATIN = [("initials", SAME), ("initials", START), ("name", START)]


@dataclass(frozen=True)
class Found:
    """A person that a search found, and what tells them from others of the same name."""

    person: Person
    seat: str

    @property
    def detail(self) -> str:
        """The post held on the date; else that there is none."""
        return self.seat or _("holds no post in your area today")


def find_persons(words: str, areas: Sequence[Area], on: date, limit: int) -> list[Found]:
    """People whom the words may mean, best first: the very name, its beginning, a part of it."""
    words = plain_text(words.replace("\0", " "))[:LONGEST_WORDS]
    if not words or not areas or limit < 1:
        return []
    ids: list[int] = []
    for column, named in LATIN if words.isascii() else CHINESE:
        if len(ids) < limit:
            meant = words.lower().replace(" ", "") if column == "initials" else words
            found = _stage(column, named, meant, areas, limit)
            ids += [pk for pk in found if pk not in ids]
    return _described(ids[:limit], areas, on)


def _stage(column: str, named: str, words: str, areas: Sequence[Area], limit: int) -> list[int]:
    """In the order of the index that finds them, so that a name which thousands share stops at the limit."""
    plain = words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    parameters: dict[str, Any] = {
        "words": words,
        "start": f"{plain}%",
        "after": words + LAST_CHARACTER,
        "part": f"%{plain}%",
        "limit": limit,
    }
    if named == START and connection.vendor == "sqlite":
        named = START_AS_RANGE
    query = (NAMES_LEAD if is_wide(areas) else PLACES_LEAD).format(
        named=named.format(column=column),
        column=column,
        within=within_sql(areas, parameters),
        newest=NEWEST,
        then="CROSS JOIN" if connection.vendor == "sqlite" else "JOIN",
    )
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [row[0] for row in cursor.fetchall()]


def _described(ids: Sequence[int], areas: Sequence[Area], on: date) -> list[Found]:
    """The people with their posts on the date, as far as those lie inside the areas; three queries."""
    people = Person.objects.in_bulk(ids)
    tenures = list(
        Tenure.objects.filter(person_id__in=ids, start_on__lte=on, end_on__gt=on)
        .select_related("type")
        .order_by("type__order", "id")
    )
    spans = spans_of((tenure.place_id for tenure in tenures), on)
    seats: dict[int, list[str]] = {}
    for tenure in tenures:
        span = spans.get(tenure.place_id)
        if span and any(area.low <= span.key < area.high for area in areas):
            seats.setdefault(tenure.person_id, []).append(f"{span.said} · {tenure.type.name}")
    return [Found(people[pk], "; ".join(seats.get(pk, []))) for pk in ids]
