"""Lists of seats within areas: one SQL query for the ids of a page, whatever the filter, then the rows themselves.

The order of tables is fixed for SQLite, which has no statistics to choose by: the tree by key first, so that a page in
the order of the tree stops as soon as it is full.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection

from headgoose.kernel.area import Area
from headgoose.people.models import PostType
from headgoose.people.seats import Seat, SeatRow, ending_by, fill_seats, is_wide


class State(StrEnum):
    """Which seats a list shows."""

    ALL = "all"
    HELD = "held"
    VACANT = "vacant"
    ENDING = "ending"
    COMING = "coming"


class Order(StrEnum):
    """By what a list is sorted; a leading minus in an address turns it round."""

    PLACE = "place"
    POST = "post"
    NAME = "name"
    SINCE = "since"
    UNTIL = "until"


NOW = "{t}.end_on > %(on)s AND {t}.start_on <= %(on)s"
TENURES = {
    State.ALL: NOW,
    State.HELD: NOW,
    State.VACANT: NOW,
    State.ENDING: NOW + " AND {t}.end_on <= %(soon)s",
    State.COMING: "{t}.end_on > %(on)s AND {t}.start_on > %(on)s AND {t}.end_on > {t}.start_on",
}
LEFT_ON = (
    "(SELECT max(v.end_on) FROM people_tenure v "
    "WHERE v.post_id = p.id AND v.end_on <= %(on)s AND v.start_on < v.end_on)"
)
VACANT_SINCE = f"coalesce({LEFT_ON}, p.start_on)"
STANDING = "p.start_on <= %(on)s AND p.end_on > %(on)s"
ON_THE_MAP = "s.start_on <= %(on)s AND s.end_on > %(on)s"

SEATED = "{seated} people_tenure t ON t.post_id = p.id AND {now}"
BY_PLACE = "places_span s {then} people_post p ON p.place_id = s.place_id " + SEATED
BY_PERSON = (
    "people_person n {then} people_tenure t ON t.person_id = n.id AND {now} {then} people_post p ON p.id = t.post_id "
    "{then} places_span s ON s.place_id = p.place_id"
)
# `type_id IN (all)` opens the index on type and end; a tenure lies within the life of its post.
BY_END = (
    "people_tenure t {then} places_span s ON s.place_id = t.place_id AND {now} "
    "AND t.type_id IN (SELECT id FROM people_posttype) {then} people_post p ON p.id = t.post_id"
)
BY_MATCH = "found f {then} people_post p ON p.id = f.post_id {then} places_span s ON s.place_id = p.place_id " + SEATED
FOUND_PERSONS = (
    "SELECT x.post_id FROM people_person m {then} people_tenure x ON x.person_id = m.id "
    "AND {now_x} WHERE m.name LIKE %(part)s ESCAPE '!' OR m.initials LIKE %(start)s ESCAPE '!' UNION "
)
# Grids have no names of their own, only numbers: a word never means one.
FOUND = (
    "WITH found(post_id) AS ({found_persons}SELECT q.id FROM places_span s "
    "{then} people_post q ON q.place_id = s.place_id WHERE {within} AND s.kind < 60 AND "
    + ON_THE_MAP
    + " AND (s.name LIKE %(part)s ESCAPE '!' "
    "OR s.initials LIKE %(start)s ESCAPE '!')) "
)


@dataclass(frozen=True)
class SeatFilter:
    """What a list of seats shows and in which order."""

    areas: Sequence[Area]
    on: date
    type: PostType | None = None
    state: State = State.ALL
    words: str = ""
    order: Order = Order.PLACE
    descending: bool = False
    parameters: dict[str, Any] = field(default_factory=dict, compare=False)


def seats_within(
    areas: Sequence[Area],
    on: date,
    *,
    type_: PostType | None = None,
    state: State = State.ALL,
    words: str = "",
    order: Order = Order.PLACE,
    descending: bool = False,
    offset: int = 0,
    limit: int = 50,
    with_coming: bool = True,
) -> list[Seat]:
    """Seats inside some areas on a date. Ask for one more than is shown to know whether there are more.

    Args:
        words: a name, a part of one or pinyin initials, of the person in post or of the place.
        with_coming: also look up who comes next to an empty seat.
    """
    wanted = SeatFilter(tuple(areas), on, type_, state, " ".join(words.split()), order, descending)
    if not wanted.areas:
        return []
    tables = _tables(wanted)
    rows = _rows(wanted, tables, offset, limit)
    if tables == BY_PERSON and len(rows) < limit and state is State.ALL:
        # People end somewhere, and in a list of all seats the empty ones come after them.
        rows = _rows(wanted, BY_PLACE, offset, limit)
    return fill_seats(rows, on, with_coming)


def _tables(wanted: SeatFilter) -> str:
    """Where to begin reading: with what narrows the list most, or is in its order already."""
    if wanted.words:
        return BY_MATCH
    if not is_wide(wanted.areas) or wanted.type is not None:
        return BY_PLACE
    if wanted.state is State.ENDING:
        return BY_END
    by_name = wanted.order is Order.NAME
    return BY_PERSON if by_name and wanted.state in {State.ALL, State.HELD} else BY_PLACE


def _rows(wanted: SeatFilter, tables: str, offset: int, limit: int) -> list[SeatRow]:
    parameters: dict[str, Any] = {"on": wanted.on.isoformat(), "soon": ending_by(wanted.on).isoformat()}
    parameters |= {"offset": offset, "limit": limit}
    within = within_sql(wanted.areas, parameters)
    may_be_empty = wanted.state in {State.ALL, State.VACANT}
    now = TENURES[wanted.state]
    words = {
        "then": "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN",
        "seated": "LEFT JOIN" if may_be_empty else "JOIN",
        "now": now.format(t="t"),
        "now_x": now.format(t="x"),
        "within": within,
    }
    conditions = [within, ON_THE_MAP, "p.end_on > %(on)s" if wanted.state is State.COMING else STANDING]
    if wanted.state is State.VACANT:
        conditions.append("t.id IS NULL")
    conditions += _type_conditions(wanted, parameters)
    head = ""
    if wanted.words:
        # Nobody sits in an empty seat: only the name of its place can match.
        words["found_persons"] = "" if wanted.state is State.VACANT else FOUND_PERSONS.format(**words)
        plain = wanted.words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        parameters |= {"part": f"%{plain}%", "start": f"{plain.lower()}%"}
        head = FOUND.format(**words)
    sorting, extra = _sorting(wanted, tables)
    query = (
        f"{head}SELECT p.id, s.id, t.id FROM {tables.format(**words)} {extra} "
        f"WHERE {' AND '.join(conditions)} ORDER BY {sorting} LIMIT %(limit)s OFFSET %(offset)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def within_sql(areas: Sequence[Area], parameters: dict[str, Any], column: str = "s.key") -> str:
    """A condition that a key lies in some area; puts the bounds among the parameters."""
    parts = []
    for number, area in enumerate(areas):
        parameters |= {f"low{number}": area.low, f"high{number}": area.high}
        parts.append(f"({column} >= %(low{number})s AND {column} < %(high{number})s)")
    return f"({' OR '.join(parts)})" if parts else "1=0"


def _type_conditions(wanted: SeatFilter, parameters: dict[str, Any]) -> list[str]:
    if wanted.type is None:
        return []
    parameters["type"] = wanted.type.pk
    kinds = ", ".join(str(int(kind)) for kind in wanted.type.kinds)
    return ["p.type_id = %(type)s", f"s.kind IN ({kinds})"]


def _sorting(wanted: SeatFilter, tables: str) -> tuple[str, str]:
    """The ORDER BY terms, and the tables that they need besides."""
    down = " DESC" if wanted.descending else ""
    tree = f"s.key{down}, s.kind{down}, p.type_id{down}, p.seat{down}, p.id{down}"
    if wanted.order is Order.POST:
        return f'y."order"{down}, {tree}', "JOIN people_posttype y ON y.id = p.type_id"
    if wanted.order is Order.NAME:
        if tables == BY_PERSON:
            return f"n.initials{down}, n.id{down}, {tree}", ""
        person = "LEFT JOIN people_person n ON n.id = t.person_id"
        return f"n.initials{down} NULLS LAST, n.id{down}, {tree}", person
    if wanted.order is Order.SINCE:
        since = VACANT_SINCE if wanted.state is State.VACANT else "t.start_on"
        return f"{since}{down} NULLS LAST, {tree}", ""
    if wanted.order is Order.UNTIL:
        return f"t.end_on{down} NULLS LAST, {tree}", ""
    return tree, ""
