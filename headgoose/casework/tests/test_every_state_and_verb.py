"""Every state, verb and kind of actor: what the table names succeeds, all else is refused and leaves nothing behind."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from headgoose.casework.actions.calling_back import call_back_petitioner, exclude_call_back, reply_to_answer
from headgoose.casework.actions.joining import join_desk
from headgoose.casework.actions.protecting import erase_request
from headgoose.casework.actions.steps import (
    Said,
    accept_request,
    answer_request,
    close_request,
    designate_request,
    hand_over_request,
    merge_request,
    note_on_request,
    pause_request,
    reject_request,
    reopen_request,
    resume_request,
    return_request,
    start_request,
    take_step,
    transfer_request,
)
from headgoose.casework.models import Event, Joiner, Request, RequestState
from headgoose.casework.routing import Against
from headgoose.casework.states import REQUEST, ROWS, WHO, Who
from headgoose.casework.tests.conftest import RESIDENT, TOWNSHIP, VILLAGE, Net
from headgoose.casework.tests.test_the_way_of_a_request import agrees_with_its_log
from headgoose.kernel.actor import Actor, system_actor
from headgoose.kernel.refusal import Refused
from headgoose.kernel.writing import action
from headgoose.people.models import Tenure
from headgoose.records.models import Act

VERBS = sorted({row.verb for row in ROWS})
SAID = Said("这是一句说明文字")
STATES = list(RequestState)
Users = Callable[..., Any]


@action
def bare_step(**told: Any) -> Request:
    """A step alone, as the code of a resident and the server's duties take it."""
    return take_step(**told)


class Stage:
    """A request in a state at the desk of a village secretary, and everybody who might touch it."""

    def __init__(self, net: Net, user_at: Users) -> None:
        self.net = net
        second = user_at("secretary", VILLAGE, part="second_secretary", name="同桌的人")
        net.users["second_secretary"] = second
        self.other = net.ask(text="另一件同样的事")
        self.answered = self._answered(net.ask(text="已经答复的事"))

    def _answered(self, request: Request) -> Request:
        self.net.do(accept_request, "secretary", request)
        return self.net.do(answer_request, "secretary", request, said=SAID)

    def lay(self, state: RequestState, against: Against) -> Request:
        """A request brought to a state by legal steps; the secretary leads, a first secretary's desk helps."""
        net = self.net
        request = net.ask(against=against, category="other")
        if request.desk_type.code != "secretary":
            # A complaint of the township went to the county, which gives it to the village.
            net.do(designate_request, "county_officer", request, desk=(VILLAGE, "secretary"), said=SAID)
        tenure = Tenure.objects.get(person=net.users["first_secretary"].person)
        Joiner.objects.create(request=request, place_id=tenure.place_id, type_id=tenure.type_id, joined_at=net.at)
        for verb, part, said in self.way(state):
            net.do(verb, part, request, **said)
        assert request.state == state
        return request

    def way(self, state: RequestState) -> list[tuple[Any, str, dict[str, Any]]]:
        """The steps that lead from "new" to a state."""
        accepted: list[tuple[Any, str, dict[str, Any]]] = [(accept_request, "secretary", {})]
        answered = [*accepted, (answer_request, "secretary", {"said": SAID})]
        ways = {
            RequestState.NEW: [],
            RequestState.ACCEPTED: accepted,
            RequestState.IN_HAND: [*accepted, (start_request, "secretary", {})],
            RequestState.PAUSED: [*accepted, (pause_request, "secretary", {"said": SAID})],
            RequestState.ANSWERED: answered,
            RequestState.CLOSED: [*answered, (close_request, "secretary", {})],
            RequestState.REOPENED: [*answered, (reopen_request, "county_officer", {"said": SAID})],
            RequestState.REJECTED: [*accepted, (reject_request, "county_officer", {"said": SAID})],
            RequestState.TRANSFERRED: [
                *accepted,
                (hand_over_request, "secretary", {"said": SAID, "body": "县公安局"}),
            ],
            RequestState.MERGED: [*accepted, (merge_request, "county_officer", {"into_id": self.answered.pk})],
        }
        return ways[state]

    def attempt(self, verb: str, by: Actor, request: Request, also: tuple[Who, ...]) -> None:
        """Take a step: persons by the action that their page calls, others by the bare step."""
        told: dict[str, Any] = {"by": by, "at": self.net.at, "request_id": request.pk}
        if also or verb not in self.actions():
            bare_step(**told, verb=verb, said=SAID, outcome=outcome_of(verb, request), also=also)
        else:
            act, said = self.actions()[verb]
            act(**told, **said)

    def actions(self) -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
        """The action of each verb that a person takes, and what it is told."""
        desk = {"desk": (VILLAGE, "committee_director"), "said": SAID}
        return {
            "accept": (accept_request, {}),
            "start": (start_request, {}),
            "resume": (resume_request, {}),
            "close": (close_request, {}),
            "pause": (pause_request, {"said": SAID}),
            "answer": (answer_request, {"said": SAID}),
            "note": (note_on_request, {"said": SAID}),
            "reject": (reject_request, {"said": SAID}),
            "reopen": (reopen_request, {"said": SAID}),
            "return": (return_request, {"said": SAID}),
            "hand_over": (hand_over_request, {"said": SAID, "body": "县公安局"}),
            "transfer": (transfer_request, desk),
            "designate": (designate_request, desk),
            "join": (join_desk, desk),
            "merge": (merge_request, {"into_id": self.other.pk}),
            "call_back": (call_back_petitioner, {}),
            "reply": (reply_to_answer, {"solved": True}),
            "exclude": (exclude_call_back, {"why": "重复反映"}),
            "erase": (erase_request, {}),
        }


def outcome_of(verb: str, request: Request) -> dict[str, Any]:
    """What an event of a verb fixes, as its action would say."""
    desk = {"place": request.desk_place_id, "type": request.desk_type_id}
    minutes = {"accept_minutes": 60, "answer_minutes": 600, "working": False}
    known = {
        "escalate": {**desk, "level": 4, "minutes": 60},
        "move": desk,
        "join": desk,
        "merge": {"into": request.merged_into_id or request.pk - 1},
        "reopen": minutes,
        "return": desk | minutes,
        "transfer": desk | minutes,
        "designate": desk | minutes,
    }
    return known.get(verb, {})


def kinds(net: Net, state: RequestState) -> dict[str, tuple[Actor, tuple[Who, ...], set[Who]]]:
    """Each kind of actor: who, what the caller vouches for, and on what their part rests."""
    leads = {Who.DESK, Who.HOLDER}
    # Nobody holds what is new: everybody at its desk leads.
    at_desk = leads if state == RequestState.NEW else {Who.DESK}
    return {
        "desk": (net.actor("second_secretary"), (), at_desk),
        "holder": (net.actor("secretary"), (), leads),
        "director": (net.actor("township_officer"), (), {Who.DIRECTOR}),
        "county": (net.actor("county_officer"), (), {Who.DIRECTOR, Who.COUNTY}),
        "joined": (net.actor("first_secretary"), (), {Who.JOINED}),
        "petitioner": (RESIDENT, (Who.PETITIONER,), {Who.PETITIONER}),
        "system": (system_actor("system", "chores"), (Who.SYSTEM,), {Who.SYSTEM}),
        "stranger": (net.actor("village_accountant"), (), set()),
        "auditor": (net.actor("auditor"), (), set()),
    }


def goes_as_the_table_says(
    stage: Stage, request: Request, verb: str, actor: tuple[Actor, tuple[Who, ...]], allowed: bool
) -> bool:
    """Try a step and take it back; whether it went as it should, and left what it should."""
    by, also = actor
    state, version, events, acts = request.state, request.version, Event.objects.count(), Act.objects.count()
    with transaction.atomic():
        try:
            stage.attempt(verb, by, request, also)
            done = True
        except Refused:
            done = False
        request.refresh_from_db()
        if done:
            wanted = REQUEST.allowed(state, verb)
            if verb == "reply" and state == RequestState.ANSWERED and not also:
                wanted = RequestState.CLOSED
            left = request.state == wanted and agrees_with_its_log(request) and Act.objects.count() > acts
            left = left and request.events.filter(number__gt=version, verb=verb).exists()
        else:
            left = (request.version, request.state) == (version, state)
            left = left and (Event.objects.count(), Act.objects.count()) == (events, acts)
        transaction.set_rollback(True)
    request.refresh_from_db()
    return done == allowed and left


@pytest.mark.parametrize("state", STATES)
def test_what_the_table_names_succeeds_and_nothing_else(state: RequestState, net: Net, user_at: Users) -> None:
    stage = Stage(net, user_at)
    request = stage.lay(state, Against())
    wrong, done = [], 0
    for name, (by, also, parts) in kinds(net, state).items():
        for verb in VERBS:
            allowed = bool(parts & set(WHO.get((state.value, verb), ())))
            done += allowed
            if not goes_as_the_table_says(stage, request, verb, (by, also), allowed):
                wrong.append((state.value, verb, name, allowed))
    assert wrong == []
    # Everybody can do something: at the least its petitioner, the county and the system erase it.
    assert done >= 3


@pytest.mark.parametrize("state", STATES)
def test_the_unit_complained_of_can_do_nothing(state: RequestState, net: Net, user_at: Users) -> None:
    stage = Stage(net, user_at)
    request = stage.lay(state, Against(net.tree[TOWNSHIP].place_id))
    complained_of = (net.actor("township_officer"), ())
    assert [v for v in VERBS if not goes_as_the_table_says(stage, request, v, complained_of, False)] == []


def test_who_holds_it_after_leaving_the_desk_leads_still(net: Net, user_at: Users) -> None:
    stage = Stage(net, user_at)
    request = stage.lay(RequestState.ACCEPTED, Against())
    Tenure.objects.filter(person=net.users["secretary"].person).update(end_on=net.at.date())
    holder = (net.actor("secretary"), ())
    allowed = {verb for verb in VERBS if Who.HOLDER in WHO.get(("accepted", verb), ())}
    assert {"start", "pause", "answer"} <= allowed
    assert [v for v in VERBS if not goes_as_the_table_says(stage, request, v, holder, v in allowed)] == []
