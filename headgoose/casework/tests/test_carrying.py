"""What is carried over in bulk is as if it had been done step by step, and keeps the same rules."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from headgoose.casework.actions.calling_back import reply_to_answer
from headgoose.casework.actions.carrying import CarriedRequest, Logged, Replied, carry_over_requests, prepare_requests
from headgoose.casework.actions.carrying_calls import (
    CarriedAnswer,
    CarriedLeg,
    CarriedRoll,
    CarriedWhistle,
    carry_over_roll_call,
    carry_over_whistles,
)
from headgoose.casework.actions.steps import Said, accept_request, answer_request, pause_request, resume_request
from headgoose.casework.models import Answer, CallBack, Department, Event, Leg, Request, RollCall, Whistle
from headgoose.casework.replay import STORED, replay, stored_of
from headgoose.casework.tests.conftest import COUNTY, GRID, RESIDENT, TOWNSHIP, Net
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.records.models import Act

pytestmark = pytest.mark.django_db


def log_of(request: Request) -> list[Logged]:
    """The events of a request, to be carried over again."""
    return [
        Logged(event.verb, event.at, event.person_id, event.label, event.text, event.outcome, event.open)
        for event in request.events.all()
    ]


def carried(net: Net, events: list[Logged], **more: Any) -> CarriedRequest:
    """A request at the grid with a log."""
    grid, village = net.tree[GRID], net.tree["231221100200"]
    return CarriedRequest(grid.place_id, village.place_id, grid.key, "web", "路灯坏了", events, **more)


def lived(net: Net) -> Request:
    """A request that went its whole way by single steps."""
    request = net.ask(urgency="urgent")
    net.do(accept_request, "secretary", request)
    net.do(pause_request, "secretary", request, said=Said("等配件到货"))
    net.later(hours=30)
    net.do(resume_request, "secretary", request)
    net.later(hours=2)
    net.do(answer_request, "secretary", request, said=Said("已换好新灯"))
    net.later(hours=1)
    reply_to_answer(by=RESIDENT, at=net.at, request_id=request.pk, solved=True, satisfaction=4, petitioner=True)
    request.refresh_from_db()
    return request


def test_a_log_carried_over_leaves_what_its_steps_left(net: Net, system: Actor) -> None:
    one = lived(net)
    replied = CallBack.objects.get(request=one)
    back = Replied(replied.asked_at, None, replied.replied_at, replied.solved, replied.satisfaction)
    carry_over_requests(
        by=system, at=net.at, prepared=prepare_requests(net.at, [carried(net, log_of(one), call_backs=[back])])
    )
    other = Request.objects.exclude(pk=one.pk).get()
    assert {name: getattr(other, name) for name in STORED} == {name: getattr(one, name) for name in STORED}
    assert other.code != one.code
    assert stored_of(replay(other.events.all())) == {name: getattr(other, name) for name in STORED}
    assert CallBack.objects.get(request=other).satisfaction == 4
    assert Act.objects.filter(subject=f"casework.request:{other.pk}").count() == 1


def test_a_log_that_makes_an_impossible_move_is_refused_whole(net: Net, system: Actor) -> None:
    events = log_of(lived(net))
    good = carried(net, events)
    for wrong in (
        [events[0], *events[2:]],
        [events[1], events[0]],
        events[1:],
        [*events, Logged("answer", net.at, None)],
        [events[0], Logged("accept", net.at + timedelta(hours=1), None)],
        [],
    ):
        before = Event.objects.count()
        with pytest.raises(Refused):
            carry_over_requests(by=system, at=net.at, prepared=prepare_requests(net.at, [good, carried(net, wrong)]))
        assert Event.objects.count() == before
    assert Request.objects.count() == 1


def test_only_who_directs_everywhere_carries_over(net: Net) -> None:
    with pytest.raises(Refused) as refused:
        carry_over_requests(by=net.actor("county_officer"), at=net.at, prepared=prepare_requests(net.at, []))
    assert refused.value.because is Because.FORBIDDEN


def whistle(net: Net, closed: timedelta | None, **more: Any) -> CarriedWhistle:
    """A whistle of the township for two departments, of which the second may still be missing."""
    person = net.users["township_officer"].person_id or 0
    blown_at = net.at - timedelta(days=20)
    first, second = Department.objects.order_by("order")[:2]

    def at(hours: int) -> Any:
        return blown_at + timedelta(hours=hours)

    done = CarriedLeg(first.pk, True, (at(1), person), (at(2), person, "已到场"), (at(3), 5))
    rest: dict[str, Any] = {"reported": (at(2), person), "answered": (at(4), person, "已办"), "rated": (at(9), 4)}
    legs = [done, CarriedLeg(second.pk, False, **{**rest, **more})]
    place, county = net.tree[TOWNSHIP], net.tree[COUNTY]
    ends = None if closed is None else blown_at + closed
    return CarriedWhistle(
        place.place_id, county.place_id, place.key, "beyond", "水井", "请到场", blown_at, person, legs, ends
    )


def test_whistles_carried_over_have_their_states_and_logs(net: Net, system: Actor) -> None:
    open_ = whistle(net, None, rated=None)
    carry_over_whistles(by=system, at=net.at, carried=[whistle(net, timedelta(hours=10)), open_])
    first, second = Whistle.objects.order_by("pk")
    assert (first.state, second.state) == ("closed", "blown")
    assert list(first.events.values_list("verb", flat=True)) == [
        *("blow", "report", "answer", "report", "rate", "answer", "rate", "close")
    ]
    assert set(Leg.objects.filter(whistle=second).values_list("state", flat=True)) == {"rated", "answered"}
    assert first.version == first.events.count() == 8


@pytest.mark.parametrize(
    ("closed", "more"),
    [
        (timedelta(hours=10), {"rated": None}),
        (timedelta(hours=5), {}),
        (timedelta(hours=10), {"reported": None}),
        (None, {"lead": True}),
    ],
)
def test_a_whistle_that_never_went_so_is_refused(
    net: Net, system: Actor, closed: timedelta | None, more: dict[str, Any]
) -> None:
    wrong = whistle(net, closed, **{key: value for key, value in more.items() if key != "lead"})
    if "lead" in more:
        wrong = replace(wrong, legs=wrong.legs[1:])
    with pytest.raises(Refused):
        carry_over_whistles(by=system, at=net.at, carried=[wrong])
    assert not Whistle.objects.exists()


def test_a_roll_call_carried_over_is_closed_with_its_report(net: Net, system: Actor) -> None:
    opened = net.at - timedelta(days=30)
    roll = CarriedRoll(
        net.tree[COUNTY],
        "snow",
        "暴雪点名",
        "",
        opened,
        None,
        opened + timedelta(hours=2),
        opened + timedelta(hours=4),
    )
    here = net.tree[GRID].place_id

    def answer_of(place_id: int, _key: int) -> CarriedAnswer | None:
        given = {"status": "need_help", "count": 3, "needs": "煤"}
        return CarriedAnswer(opened + timedelta(minutes=9), None, given) if place_id == here else None

    kept = carry_over_roll_call(by=system, at=net.at, roll=roll, answer_of=answer_of)
    kept.refresh_from_db()
    assert (kept.called, Answer.objects.count()) == (2, 1)
    assert kept.report["answered"] == 1
    assert kept.grids.get(place_id=here).needs


def test_an_answer_that_does_not_fit_the_form_takes_the_roll_call_with_it(net: Net, system: Actor) -> None:
    opened = net.at - timedelta(days=30)
    ends = opened + timedelta(hours=2)
    roll = CarriedRoll(net.tree[COUNTY], "snow", "暴雪点名", "", opened, None, ends, ends)
    wrong = CarriedAnswer(opened, None, {"status": "dancing"})
    with pytest.raises(Refused):
        carry_over_roll_call(by=system, at=net.at, roll=roll, answer_of=lambda _place, _key: wrong)
    assert not RollCall.objects.exists()
