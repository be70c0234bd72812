"""What is not accepted or answered in time passes to the level above, once for each level.

Each escalation is a transaction of its own. Two workers that find the same request late meet at its row: the second
sees that it is no longer late. A worker killed in the middle leaves nothing behind.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.casework.actions.calling_back import CLOSE_AFTER, close_silent
from headgoose.casework.desks import Chain, chain_of_key, holders_of
from headgoose.casework.log import SYSTEM, Step, lock_request, standing_of
from headgoose.casework.models import Request, RequestState
from headgoose.casework.models.request import RUNNING_STATES
from headgoose.casework.routing import Route, find_above
from headgoose.casework.rules import against_of
from headgoose.casework.tables import tables
from headgoose.casework.telling import tell_desk
from headgoose.casework.writing.requests import add_event, note
from headgoose.kernel.actor import Actor, system_actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action

AT_ONCE = 500


def is_late(request: Request, at: datetime) -> bool:
    """Whether its accepting or its answering is overdue."""
    if request.state == RequestState.NEW and request.accept_by is not None and request.accept_by < at:
        return True
    return request.state in RUNNING_STATES and request.answer_by is not None and request.answer_by < at


@action
def escalate_request(*, by: Actor, at: datetime, request_id: int) -> Request:
    """Pass a late request to the level above, whose desk is responsible from then on.

    Raises:
        Refused: it is not late, or there is no level above that it could pass to (CONFLICT).
    """
    request = lock_request(request_id)
    if not is_late(request, at):
        raise Refused(_("It is not late."), Because.CONFLICT)
    chain = chain_of_key(request.key, date_of(at))
    route = find_next(request, chain, at)
    if route is None:
        raise Refused(_("There is no level above to pass it to."), Because.CONFLICT)
    rule = tables().deadline(request.category.code, request.urgency, chain.place_ids)
    outcome: dict[str, Any] = {
        "place": route.place.place_id,
        "type": route.type.pk,
        "level": int(route.place.level),
        "minutes": rule.escalated_minutes,
        "why": route.why,
    }
    step = Step("escalate", request.state, outcome=outcome, label=SYSTEM)
    add_event(request, standing_of(request), step, by=by, at=at)
    note(by, at, "escalate_request", request, level=outcome["level"])
    tell_desk(request, route.desk, "request_escalated", at)
    return request


def find_next(request: Request, chain: Chain, at: datetime) -> Route | None:
    """The desk that it would pass to: above its desk, and above every level that it was passed to before."""
    on = date_of(at)
    level = chain.level_of(request.desk_place_id) or Level.COUNTY
    if request.level:
        level = min(level, Level(request.level))
    return find_above(chain, level, tables().types, lambda desk: bool(holders_of(desk, on)), against_of(request))


def late_requests(at: datetime, most: int = AT_ONCE) -> list[int]:
    """Requests to be passed up, the longest overdue first; those already at the prefecture stay there."""
    late = Q(state=RequestState.NEW, accept_by__lt=at) | Q(state__in=RUNNING_STATES, answer_by__lt=at)
    waiting = Request.objects.filter(late).exclude(level__range=(Level.PROVINCE, Level.PREFECTURE))
    return list(waiting.order_by("answer_by", "pk").values_list("pk", flat=True)[:most])


def escalate_late(at: datetime) -> int:
    """The chore: pass up whatever is late; how many that were. What has nowhere to go holds up nothing behind it."""
    actor, passed, left = system_actor(SYSTEM, "chores"), 0, set[int]()
    while found := [number for number in late_requests(at, AT_ONCE + len(left)) if number not in left]:
        for request_id in found:
            if _try(escalate_request, actor, at, request_id):
                passed += 1
            else:
                left.add(request_id)
    return passed


def close_answered(at: datetime) -> int:
    """The chore: close what was answered and met with silence; how many that were."""
    actor = system_actor(SYSTEM, "chores")
    silent = Request.objects.filter(state=RequestState.ANSWERED, answered_at__lte=at - CLOSE_AFTER)
    ids = list(silent.order_by("answered_at").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_try(close_silent, actor, at, request_id) for request_id in ids)


def _try(step: Any, by: Actor, at: datetime, request_id: int) -> int:
    """One step; somebody else was quicker, or nothing lies above: then it is left."""
    try:
        step(by=by, at=at, request_id=request_id)
    except Refused:
        return 0
    return 1
