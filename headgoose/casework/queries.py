"""Which requests somebody may see on a day, and reads within that.

One condition serves lists, counts, search and single reads: what lies within the areas of who directs requests or
reads the trail; what is not private within the areas of who answers requests; and what lies at a desk of theirs, is
joined by one, or is held by them. Whoever may not see a request is told that there is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.casework.desks import Desk, desks_of
from headgoose.casework.models import Photo, Request
from headgoose.casework.models.request import OPEN_STATES, RUNNING_STATES
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE, Area, outermost
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right


def literals(states: Iterable[str]) -> str:
    """States as they stand in the conditions of indexes: SQLite uses a partial index only for the very same words."""
    return ", ".join(f"'{state}'" for state in states)


OPEN = f"r.state IN ({literals(OPEN_STATES)})"
RUNNING = f"r.state IN ({literals(RUNNING_STATES)})"
# Until when the next thing has to happen; none while it rests.
DUE = "coalesce(r.accept_by, r.answer_by)"
SEEN_WITH = ("place", "category", "desk_type", "holder", "against_type", "merged_into")


@dataclass(frozen=True)
class Condition:
    """A condition on `casework_request AS r`, and its parameters."""

    sql: str
    params: tuple[Any, ...] = ()

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.sql}) AND ({other.sql})", self.params + other.params)


def any_of(conditions: Sequence[Condition]) -> Condition:
    """What fits one of some conditions; nothing fits none."""
    if not conditions:
        return Condition("1 = 0")
    return Condition(" OR ".join(f"({one.sql})" for one in conditions), sum((one.params for one in conditions), ()))


def inside(area: Area, column: str = "r.key") -> Condition:
    """What lies in an area. A column with a plus before it is left out of the choice of an index."""
    return Condition(f"{column} >= %s AND {column} < %s", (area.low, area.high))


@dataclass(frozen=True)
class Sight:
    """What somebody may see on a day.

    Args:
        wide: areas in which they see every request.
        narrow: areas in which they see those that are not private.
        desks: what lies there, or is joined by them, is theirs to see wherever it is.
        person_id: what this person holds too.
    """

    wide: tuple[Area, ...] = ()
    narrow: tuple[Area, ...] = ()
    desks: frozenset[Desk] = frozenset()
    person_id: int | None = None

    def sees_all_of(self, area: Area) -> bool:
        """Whether every request of an area is theirs to see."""
        return any(wide.covers(area) for wide in self.wide)

    def where(self, area: Area = EVERYWHERE) -> Condition:
        """What they may see of an area."""
        if self.sees_all_of(area):
            return inside(area)
        by_area = [*map(inside, _within(self.wide, area)), *map(_not_private, _within(self.narrow, area))]
        if by_area:
            return inside(area) & any_of([*by_area, *self._own()])
        # What is their own is little: it is found by desk and person, and the area is looked at afterwards.
        return inside(area, "+r.key") & self._own_first()

    def own(self) -> Condition:
        """What lies at their desks, is joined by one, or is held by them."""
        return any_of(self._own())

    def _own(self) -> list[Condition]:
        conditions = []
        if self.desks:
            at_desk, joined = _at(self.desks, "r.desk_place_id", "r.desk_type_id"), self._joined()
            conditions = [at_desk, Condition(f"r.id IN ({joined.sql})", joined.params)]
        if self.person_id is not None:
            conditions.append(Condition("r.holder_id = %s", (self.person_id,)))
        return conditions

    def _joined(self) -> Condition:
        at = _at(self.desks, "j.place_id", "j.type_id")
        return Condition(f"SELECT j.request_id FROM casework_joiner AS j WHERE {at.sql}", at.params)

    def _own_first(self) -> Condition:
        parts = []
        if self.desks:
            at = _at(self.desks, "d.desk_place_id", "d.desk_type_id")
            parts = [Condition(f"SELECT d.id FROM casework_request AS d WHERE {at.sql}", at.params), self._joined()]
        if self.person_id is not None:
            parts.append(Condition("SELECT h.id FROM casework_request AS h WHERE h.holder_id = %s", (self.person_id,)))
        if not parts:
            return any_of(())
        union = " UNION ".join(part.sql for part in parts)
        return Condition(f"r.id IN ({union})", sum((part.params for part in parts), ()))


def _within(areas: Iterable[Area], area: Area) -> list[Area]:
    return [common for one in areas if (common := one.overlap(area))]


def _not_private(area: Area) -> Condition:
    # A transfer may have put it under a category that is private by itself.
    private = "SELECT c.id FROM casework_category AS c WHERE c.private"
    return inside(area) & Condition(f"NOT r.private AND r.category_id NOT IN ({private})")


def _at(desks: Iterable[Desk], place: str, type_: str) -> Condition:
    return any_of([Condition(f"{place} = %s AND {type_} = %s", desk) for desk in sorted(desks)])


def sight_of(actor: Actor, on: date) -> Sight:
    """What an actor may see on a day."""
    wide = outermost([*actor.scope(Right.DIRECT_REQUESTS), *actor.scope(Right.READ_TRAIL)])
    narrow = tuple(area for area in actor.scope(Right.ANSWER_REQUESTS) if not any(other.covers(area) for other in wide))
    return Sight(wide, narrow, desks_of(actor, on), actor.person_id)


def rows_where(condition: Condition, columns: str, tail: str = "", before: Sequence[Any] = ()) -> list[Any]:
    """Columns of `casework_request AS r` where a condition holds; `tail` follows it, such as an order.

    Args:
        before: parameters of the columns.
    """
    sql = f"SELECT {columns} FROM casework_request AS r WHERE {condition.sql} {tail}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*before, *condition.params])
        found: list[Any] = cursor.fetchall()
        return found


def instant(at: datetime) -> Any:
    """An instant as the engine compares it."""
    return connection.ops.adapt_datetimefield_value(at)


def find_seen(actor: Actor, on: date, ids: Iterable[int]) -> set[int]:
    """Those of some requests that an actor may see."""
    numbers = sorted(set(ids))
    if not numbers:
        return set()
    named = Condition(f"r.id IN ({', '.join(['%s'] * len(numbers))})", tuple(numbers))
    return {number for (number,) in rows_where(named & sight_of(actor, on).where(), "r.id")}


def get_request(actor: Actor, request_id: int, on: date) -> Request:
    """A request. Raises Refused (NOT_FOUND), also where it is not the actor's to see."""
    if not find_seen(actor, on, [request_id]):
        raise Refused(_("There is no such request."), Because.NOT_FOUND)
    return Request.objects.select_related(*SEEN_WITH).get(pk=request_id)


def get_photo(actor: Actor, request_id: int, photo_id: int, on: date) -> Photo:
    """A picture of a request. Raises Refused (NOT_FOUND)."""
    request = get_request(actor, request_id, on)
    found = Photo.objects.filter(event__request=request, pk=photo_id).first()
    if found is None:
        raise Refused(_("There is no such picture."), Because.NOT_FOUND)
    return found


def find_requests(ids: Sequence[int]) -> list[Request]:
    """Requests by their ids, in the order given."""
    found = {one.pk: one for one in Request.objects.filter(pk__in=ids).select_related(*SEEN_WITH)}
    return [found[number] for number in ids if number in found]
