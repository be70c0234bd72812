"""What waits at somebody's desk: what is new there, what is in their hands, what they help with, what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.casework.models import Request
from headgoose.casework.queries import (
    DUE,
    OPEN,
    RUNNING,
    Condition,
    Sight,
    any_of,
    find_requests,
    instant,
    rows_where,
    sight_of,
)
from headgoose.kernel.actor import Actor

SOON = timedelta(hours=24)
SHOWN = 50
PILE = (
    f"CASE WHEN {RUNNING} AND {DUE} < %s THEN 'late' WHEN r.state = 'new' THEN 'new' "
    f"WHEN {DUE} < %s THEN 'soon' ELSE 'in_hand' END"
)
BY_DUE = f"ORDER BY {DUE} IS NULL, {DUE}, r.id"


class Pile(Enum):
    """The piles on a desk."""

    LATE = "late"
    NEW = "new"
    SOON = "soon"
    IN_HAND = "in_hand"
    JOINED = "joined"

    @property
    def label(self) -> Promise:
        """The pile in words."""
        return PILES[self]


PILES: dict[Pile, Promise] = {
    Pile.LATE: _("Late"),
    Pile.NEW: _("New at my desk"),
    Pile.SOON: _("Due within a day"),
    Pile.IN_HAND: _("In my hands"),
    Pile.JOINED: _("I help with"),
}


@dataclass(frozen=True)
class Waiting:
    """One pile: how many lie on it, and the ids of the first of them by what is due."""

    pile: Pile
    count: int
    ids: Sequence[int]


def piles_of(actor: Actor, at: datetime, on: date, shown: int = SHOWN) -> list[Waiting]:
    """The piles on an actor's desk that are not empty, the most urgent first; a request lies on one alone."""
    sight = sight_of(actor, on)
    found: dict[Pile, list[int]] = {pile: [] for pile in Pile}
    mine = sorted(row for condition in _led(sight) for row in _led_rows(condition, at))
    for _order, _due, number, pile in mine:
        found[Pile(pile)].append(number)
    if sight.desks:
        led = {number for _order, _due, number, _pile in mine}
        helped = rows_where(Condition(OPEN) & _joined(sight), "r.id", BY_DUE)
        found[Pile.JOINED] = [number for (number,) in helped if number not in led]
    return [Waiting(pile, len(ids), ids[:shown]) for pile, ids in found.items() if ids]


def counts_of(actor: Actor, at: datetime, on: date) -> dict[Pile, int]:
    """How many lie on each pile."""
    return {one.pile: one.count for one in piles_of(actor, at, on, 0)}


def requests_of(piles: Sequence[Waiting]) -> dict[Pile, list[Request]]:
    """The requests shown of each pile."""
    found = {one.pk: one for one in find_requests([number for pile in piles for number in pile.ids])}
    return {pile.pile: [found[number] for number in pile.ids if number in found] for pile in piles}


def _led(sight: Sight) -> list[Condition]:
    """What lies at the desks without a holder, and what the person holds."""
    found = []
    if sight.desks:
        at = any_of([Condition("r.desk_place_id = %s AND r.desk_type_id = %s", desk) for desk in sorted(sight.desks)])
        found.append(Condition("+r.holder_id IS NULL") & at)
    if sight.person_id is not None:
        found.append(Condition("r.holder_id = %s", (sight.person_id,)))
    return found


def _joined(sight: Sight) -> Condition:
    at = any_of([Condition("j.place_id = %s AND j.type_id = %s", desk) for desk in sorted(sight.desks)])
    return Condition(f"r.id IN (SELECT j.request_id FROM casework_joiner AS j WHERE {at.sql})", at.params)


def _led_rows(condition: Condition, at: datetime) -> list[tuple[int, str, int, str]]:
    """What sorts a request, its id, and its pile."""
    rests = f"CASE WHEN {DUE} IS NULL THEN 1 ELSE 0 END"
    columns = f"{rests}, coalesce(CAST({DUE} AS text), ''), r.id, {PILE}"
    return rows_where(Condition(OPEN) & condition, columns, before=(instant(at), instant(at + SOON)))
