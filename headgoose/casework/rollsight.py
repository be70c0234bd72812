"""Which roll-calls somebody sees, and which part of each: what lies inside their areas, and nothing else."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from headgoose.casework.models import RollCall
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.models import Span
from headgoose.places.queries import find_span

COUNT = (
    "SELECT %s, count(*), count(answered_at) FROM casework_called WHERE roll_call_id = %s AND key >= %s AND key < %s"
)


def find_rolls(areas: Sequence[Area], *, only_open: bool = False) -> QuerySet[RollCall]:
    """Roll-calls that called somebody inside some areas, the newest first. No areas, no rows."""
    condition = Q(pk__in=[])
    for area in areas:
        condition |= Q(low__lt=area.high, high__gt=area.low)
    found = RollCall.objects.filter(condition)
    if only_open:
        found = found.filter(closed_at=None)
    return found.order_by("-opened_at", "-pk")


def areas_in(roll: RollCall, areas: Sequence[Area]) -> list[Area]:
    """The parts of a roll-call inside some areas."""
    whole = Area(roll.low, roll.high)
    return [part for area in areas if (part := whole.overlap(area)) is not None]


def place_in_roll(roll: RollCall, actor: Actor, code: str) -> Span:
    """A place of a roll-call that the actor may read, as on the day. Raises Refused (NOT_FOUND)."""
    span = find_span(code, date_of(roll.opened_at))
    if span is None or not Area(roll.low, roll.high).covers(span.area) or not actor.may(Right.READ, span.area):
        raise Refused(_("There is no such place in this roll-call."), Because.NOT_FOUND)
    return span


def standings_of(rolls: Sequence[RollCall], areas: Sequence[Area]) -> dict[int, tuple[int, int]]:
    """Called and answered inside some areas, by roll-call; one statement, none where a report says it."""
    found: dict[int, tuple[int, int]] = {}
    asked: list[int] = []
    for roll in rolls:
        parts = areas_in(roll, areas)
        if roll.report is not None and Area(roll.low, roll.high) in parts:
            found[roll.pk] = (roll.called, roll.report["answered"])
            continue
        found[roll.pk] = (0, 0)
        for part in parts:
            asked += [roll.pk, roll.pk, part.low, part.high]
    if not asked:
        return found
    one = COUNT.replace("SELECT %s", "SELECT %s::bigint") if connection.vendor == "postgresql" else COUNT
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * (len(asked) // 4)), asked)
        for pk, called, answered in cursor.fetchall():
            before = found[pk]
            found[pk] = (before[0] + called, before[1] + answered)
    return found
