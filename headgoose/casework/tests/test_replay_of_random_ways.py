"""Whatever legal steps are taken at whatever times, what is stored follows from the events: replay gives it again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from headgoose.casework.actions.calling_back import close_silent, reply_to_answer
from headgoose.casework.actions.escalating import escalate_request
from headgoose.casework.actions.steps import (
    Said,
    accept_request,
    answer_request,
    designate_request,
    merge_request,
    note_on_request,
    pause_request,
    reject_request,
    reopen_request,
    resume_request,
    return_request,
    start_request,
    transfer_request,
)
from headgoose.casework.models import Request, Urgency
from headgoose.casework.replay import replay, stored_of
from headgoose.casework.tests.conftest import AT, TOWNSHIP, VILLAGE, Net
from headgoose.kernel.actor import system_actor
from headgoose.kernel.refusal import Refused

SAID = {"said": Said("这是一句说明文字")}
SECRETARY = {"desk": (VILLAGE, "secretary"), **SAID}
OFFICER = {"desk": (TOWNSHIP, "township_officer"), **SAID}
# Each step as somebody of the cast takes it; what is not legal at a moment is refused and left.
MOVES: dict[str, tuple[Callable[..., Any], tuple[str, ...], dict[str, Any]]] = {
    "accept": (accept_request, ("secretary", "township_officer", "county_officer"), {}),
    "start": (start_request, ("secretary", "township_officer", "county_officer"), {}),
    "pause": (pause_request, ("secretary", "township_officer", "county_officer"), SAID),
    "resume": (resume_request, ("secretary", "township_officer", "county_officer"), {}),
    "answer": (answer_request, ("secretary", "township_officer", "county_officer"), SAID),
    "note": (note_on_request, ("township_officer",), SAID),
    "return": (return_request, ("secretary", "township_officer"), SAID),
    "transfer": (transfer_request, ("township_officer",), {**SECRETARY, "category": "waste"}),
    "transfer_up": (transfer_request, ("county_officer",), OFFICER),
    "designate": (designate_request, ("county_officer",), SECRETARY),
    "reject": (reject_request, ("township_officer",), SAID),
    "reopen": (reopen_request, ("county_officer",), SAID),
    "reply": (reply_to_answer, ("township_officer",), {"solved": False}),
    "escalate": (escalate_request, (), {}),
    "close": (close_silent, (), {}),
    "merge": (merge_request, ("township_officer",), {}),
}
STEPS = st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 9000)), min_size=3, max_size=12)


def take(net: Net, name: str, request: Request, other: Request) -> bool:
    """Take a step as whoever may; whether somebody could."""
    step, parts, said = MOVES[name]
    more = {"into_id": other.pk} if name == "merge" else {}
    actors = [net.actor(part) for part in parts] or [system_actor("system", "chores")]
    for actor in actors:
        try:
            step(by=actor, at=net.at, request_id=request.pk, **said, **more)
        except Refused:
            continue
        return True
    return False


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS, st.sampled_from(list(Urgency)))
def test_what_is_stored_follows_from_the_events(net: Net, steps: list[tuple[str, int]], urgency: Urgency) -> None:
    with transaction.atomic():
        net.at = AT
        other, request = net.ask(), net.ask(urgency=urgency)
        for name, minutes in steps:
            net.at += timedelta(minutes=minutes)
            if take(net, name, request, other):
                event(name)
            request.refresh_from_db()
            found = {field: getattr(request, field) for field in stored_of(replay(request.events.all()))}
            assert found == stored_of(replay(request.events.all()))
            numbers = list(request.events.values_list("number", flat=True))
            assert numbers == list(range(1, request.version + 1))
        transaction.set_rollback(True)


def test_a_forged_column_is_told_from_what_the_events_say(net: Net) -> None:
    request = net.do(accept_request, "secretary", net.ask())
    stored = stored_of(replay(request.events.all()))
    assert stored["answer_by"] == request.answer_by
    assert request.answer_by is not None
    request.answer_by += timedelta(minutes=1)
    assert stored["answer_by"] != request.answer_by


def test_random_steps_reach_most_verbs(net: Net) -> None:
    """The walk is no stroll in place: each kind of step can be taken by somebody on some way."""
    done: set[str] = set()
    ways = [
        ["accept", "start", "pause", "resume", "answer", "reply", "answer", "close"],
        ["return", "transfer", "designate", "accept", "note", "merge"],
        ["transfer_up", "reject", "reopen", "escalate"],
    ]
    for way in ways:
        other, request = net.ask(), net.ask()
        for name in way:
            net.later(days=30 if name in {"escalate", "close"} else 0, minutes=5)
            if take(net, name, request, other):
                done.add(name)
    assert done == set(MOVES)


pytestmark = pytest.mark.django_db
