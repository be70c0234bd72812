"""People in post with their accounts, in the order of the tree: one SQL query for a page, then the rows themselves.

The order of tables is fixed for SQLite, which has no statistics to choose by: a page stops as soon as it is full.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import connection

from headgoose.access.locks import locks_of, window
from headgoose.access.models import SignInAttempt, User
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.people.models import Person, PostType, Tenure
from headgoose.people.rules import reach
from headgoose.places.models import Span

ON_PAGE = 50


class State(StrEnum):
    """Which people a list shows."""

    ALL = "all"
    WITHOUT = "without"
    WITH = "with"
    LOCKED = "locked"


OPEN = "coalesce(u.is_active, FALSE)"
CONDITIONS = {State.ALL: "1=1", State.WITHOUT: f"NOT {OPEN}", State.WITH: OPEN, State.LOCKED: OPEN}
QUERY = (
    "SELECT t.id, s.id, u.id FROM places_span s {then} people_tenure t ON t.place_id = s.place_id "
    "AND t.end_on > %(on)s AND t.start_on <= %(on)s {then} people_person n ON n.id = t.person_id "
    "LEFT JOIN access_user u ON u.person_id = n.id "
    "WHERE s.start_on <= %(on)s AND s.end_on > %(on)s AND {within} AND {state} AND {named} "
    "ORDER BY s.key, t.id LIMIT %(limit)s OFFSET %(offset)s"
)
NAMED = (
    "(n.name LIKE %(part)s ESCAPE '!' OR n.initials LIKE %(start)s ESCAPE '!' OR u.username LIKE %(start)s ESCAPE '!')"
)


@dataclass(frozen=True)
class Slice:
    """Posts of some types inside some areas; no types means every type."""

    areas: tuple[Area, ...]
    types: tuple[int, ...] = ()

    def within(self, area: Area | None) -> "Slice":
        """What of it lies inside an area."""
        if area is None:
            return self
        return Slice(tuple(part for own in self.areas if (part := own.overlap(area))), self.types)

    @property
    def sql(self) -> str:
        """A condition; it holds nothing but numbers of ours."""
        inside = " OR ".join(f"(s.key >= {area.low} AND s.key < {area.high})" for area in self.areas) or "1=0"
        types = f" AND t.type_id IN ({', '.join(map(str, self.types))})" if self.types else ""
        return f"(({inside}){types})"


@dataclass(frozen=True)
class Row:
    """Somebody in a post, with an account or without."""

    person: Person
    type: PostType
    place: Span
    user: User | None

    @property
    def open(self) -> bool:
        """Whether there is an account that is open."""
        return self.user is not None and self.user.is_active


def slices_to_manage(by: Actor) -> list[Slice]:
    """Where the actor may open and close accounts: where it may fill the posts."""
    types: dict[tuple[Area, ...], list[int]] = {}
    for type_ in PostType.objects.all():
        if areas := reach(by, type_):
            types.setdefault(areas, []).append(type_.pk)
    return [Slice(areas, tuple(found)) for areas, found in types.items()]


def find_rows(
    slices: Iterable[Slice],
    on: date,
    *,
    area: Area | None = None,
    state: State = State.ALL,
    words: str = "",
    users: Sequence[int] | None = None,
    offset: int = 0,
    limit: int = ON_PAGE + 1,
) -> list[Row]:
    """People in post. Ask for one more than is shown to know whether there are more.

    Args:
        area: only inside it.
        words: a part of a name, the beginning of pinyin initials or of a user name.
        users: only these accounts.
    """
    within = " OR ".join(part.within(area).sql for part in slices) or "1=0"
    plain = words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    conditions = CONDITIONS[state]
    if users is not None:
        conditions += f" AND u.id IN ({', '.join(map(str, users)) or 'NULL'})"
    query = QUERY.format(
        then="CROSS JOIN" if connection.vendor == "sqlite" else "JOIN",
        within=f"({within})",
        state=conditions,
        named=NAMED if words else "1=1",
    )
    parameters: dict[str, str | int] = {"on": on.isoformat(), "limit": limit, "offset": offset}
    if words:
        parameters |= {"part": f"%{plain}%", "start": f"{plain.lower()}%"}
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found = cursor.fetchall()
    return _filled(found)


def _filled(found: Sequence[tuple[int, int, int | None]]) -> list[Row]:
    tenures = Tenure.objects.select_related("person", "type").in_bulk([row[0] for row in found])
    spans = Span.objects.in_bulk([row[1] for row in found])
    users = User.objects.in_bulk([row[2] for row in found if row[2] is not None])
    return [
        Row(tenures[tenure].person, tenures[tenure].type, spans[span], users.get(user) if user else None)
        for tenure, span, user in found
    ]


def locked_users(at: datetime) -> dict[int, datetime]:
    """Every account that is locked now, and until when."""
    since = at - 2 * window()
    tried = SignInAttempt.objects.filter(counts=True, at__gt=since).values_list("user_id", flat=True).distinct()
    return locks_of(User.objects.filter(pk__in=[pk for pk in tried if pk is not None]), at)
