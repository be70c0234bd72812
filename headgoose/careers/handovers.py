"""Handovers: which seats change hands, who sees a handover, what waits at whom."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from headgoose.careers.models import Handover, HandoverState, HandoverTask
from headgoose.careers.rules import AHEAD_DAYS, area_of_tenure, may_oversee
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import Tenure


class Change(NamedTuple):
    """A seat that changes hands: the tenure that ends, and the one that begins, if there is one yet."""

    left: Tenure
    came: Tenure | None = None


def check_opens(changes: Sequence[Change], with_items: Collection[int], today: date) -> None:
    """Refuse unless each of some seats changes hands, soon or already, and has not been handed over before."""
    for left, came in changes:
        if left.type_id not in with_items:
            words = {"post": left.type.name}
            raise Refused(_("Nothing is laid down to be handed over for “%(post)s”.") % words, field="left")
        if left.end_on == FOREVER or left.end_on > today + timedelta(days=AHEAD_DAYS):
            raise Refused(_("A handover is opened at the earliest 60 days before the tenure ends."), field="left")
        if came is not None:
            check_succeeds(left, came)
    standing = Handover.objects.filter(left__in=[change.left.pk for change in changes])
    if standing.exclude(state=HandoverState.DROPPED).exists():
        raise Refused(_("This seat is being handed over already, or was."), Because.CONFLICT, field="left")


def check_succeeds(left: Tenure, came: Tenure) -> None:
    """Refuse unless somebody else comes into the same seat after the one who leaves."""
    same = came.post_id == left.post_id and came.start_on >= left.end_on
    if not same or came.person_id == left.person_id:
        raise Refused(_("This is not who comes into the seat after the one who leaves."), field="came")


def find_successor(left: Tenure) -> Tenure | None:
    """The next tenure in the seat, where it is somebody else's."""
    after = Tenure.objects.filter(post_id=left.post_id, start_on__gte=left.end_on).select_related("type", "person")
    came = after.order_by("start_on").first()
    return came if came is not None and came.person_id != left.person_id else None


def can_see_handover(actor: Actor, handover: Handover) -> bool:
    """The two who hand over, and who appoints at the place or above."""
    sides = {handover.left.person_id, handover.came.person_id if handover.came else None}
    own = actor.person_id is not None and actor.person_id in sides
    return own or may_oversee(actor, area_of_tenure(handover.left))


def get_handover(actor: Actor, handover_id: int) -> Handover:
    """A handover that the actor may see. Raises Refused (NOT_FOUND)."""
    rows = Handover.objects.select_related("left__type", "left__person", "left__post", "came__person", "came__type")
    handover = rows.filter(pk=handover_id).first()
    if handover is None or not can_see_handover(actor, handover):
        raise Refused(_("There is no such handover in your area."), Because.NOT_FOUND)
    return handover


def get_task(actor: Actor, task_id: int) -> HandoverTask:
    """A task of a handover that the actor may see. Raises Refused (NOT_FOUND)."""
    task = HandoverTask.objects.filter(pk=task_id).first()
    if task is None:
        raise Refused(_("There is no such handover in your area."), Because.NOT_FOUND)
    get_handover(actor, task.handover_id)
    return task


# The seat passes from the last tenure in it, not long ago, to somebody else; a handover that was called off stays so.
CHANGED_HANDS = """
SELECT l.id, c.id FROM people_tenure c JOIN people_tenure l ON l.post_id = c.post_id AND l.person_id <> c.person_id
WHERE c.start_on > %(since)s AND c.start_on <= %(on)s AND c.end_reason <> 'void' AND l.end_reason <> 'void'
AND c.type_id IN (SELECT i.type_id FROM careers_handoveritem i) AND l.end_on <= c.start_on AND l.end_on > %(recent)s
AND NOT EXISTS (SELECT 1 FROM people_tenure m WHERE m.post_id = c.post_id AND m.end_reason <> 'void'
AND m.start_on >= l.end_on AND m.start_on < c.start_on)
AND NOT EXISTS (SELECT 1 FROM careers_handover h WHERE h.left_id = l.id) ORDER BY c.start_on, c.id LIMIT %(limit)s
"""
RECENT_DAYS = 366


def find_changes(on: date, days: int, limit: int) -> list[Change]:
    """The seats that somebody else took within some days, and that nobody has begun to hand over, oldest first."""
    since = on - timedelta(days=days)
    recent = since - timedelta(days=RECENT_DAYS)
    parameters: dict[str, Any] = {
        "since": since.isoformat(),
        "on": on.isoformat(),
        "recent": recent.isoformat(),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(CHANGED_HANDS, parameters)
        pairs = cursor.fetchall()
    found = Tenure.objects.select_related("type", "person").in_bulk({pk for pair in pairs for pk in pair})
    return [Change(found[left], found[came]) for left, came in pairs]
