"""Who is in post without hours this year, by place and one by one: the very queries of the figures, read here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from headgoose.kernel.area import Area, Level
from headgoose.kernel.refusal import Refused
from headgoose.people.models import Tenure
from headgoose.places.models import Span
from headgoose.places.queries import children
from headgoose.training.figures import TRAINED_OF_IN_POST, WITHOUT, of_the_year
from headgoose.training.models import Family

AREA = (
    "WITH area AS (SELECT place_id, key, kind FROM places_span WHERE key >= %(low)s AND key < %(high)s "
    "AND start_on <= %(on)s AND end_on > %(on)s) "
)


@dataclass(frozen=True)
class Tally:
    """How many are in post at a place and below, and how many of them have hours this year."""

    span: Span
    in_post: int
    trained: int

    @property
    def without(self) -> int:
        """How many have none."""
        return self.in_post - self.trained

    @property
    def share(self) -> float | None:
        """The share that has hours; None where nobody is in post."""
        return self.trained / self.in_post if self.in_post else None


def family_asked(text: str) -> Family:
    """The family of tracks that an address names; cadres when it names none."""
    if not text:
        return Family.CADRES
    if text not in Family.values:
        raise Refused(_("There is no such track."), field="family")
    return Family(text)


def tallies(span: Span, on: date, family: Family) -> list[Tally]:
    """For a place and each one below it; one query."""
    below = children(span, on) if span.level < Level.VILLAGE else []
    divisor = below[0].level.divisor if below else span.level.divisor
    sql = (
        f"{AREA} SELECT f.key / {divisor} * {divisor} AS base, count(*), sum(f.numerator) "
        f"FROM ({TRAINED_OF_IN_POST.format(family=family.value)}) f GROUP BY base"
    )
    counts = {int(base): (int(many), int(trained)) for base, many, trained in _fetch(sql, span.area, on)}
    whole = [sum(column) for column in zip(*counts.values(), strict=True)] or [0, 0]
    return [Tally(span, *whole), *(Tally(one, *counts.get(one.key, (0, 0))) for one in below)]


def tenures_without(area: Area, on: date, family: Family, track_id: int, offset: int, limit: int) -> list[Tenure]:
    """Those without hours, in the order of the map; of one track, or of all with 0."""
    only = "WHERE f.part = %(track)s " if track_id else ""
    sql = (
        f"{AREA} SELECT f.record_id FROM ({WITHOUT.format(family=family.value)}) f {only}"
        "ORDER BY f.key, f.record_id LIMIT %(limit)s OFFSET %(offset)s"
    )
    ids = [row[0] for row in _fetch(sql, area, on, track=track_id, limit=limit, offset=offset)]
    found = Tenure.objects.select_related("person", "type").in_bulk(ids)
    return [found[pk] for pk in ids]


def _fetch(sql: str, area: Area, on: date, **more: Any) -> Sequence[Any]:
    parameters = {"low": area.low, "high": area.high, "on": on.isoformat(), **of_the_year(on), **more}
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
