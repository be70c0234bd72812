"""Requests after a change of the map: they lie where their place went, and their desks stand there."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from headgoose.casework.actions.steps import Said, accept_request, answer_request
from headgoose.casework.desks import get_chain
from headgoose.casework.models import Request
from headgoose.casework.tests.conftest import RESIDENT, VILLAGE, Net
from headgoose.casework.tests.test_the_way_of_a_request import agrees_with_its_log
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import key_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.actions import merge_places, preview_map_change, recode_place
from headgoose.places.changes import MapChange, Part, Step
from headgoose.places.models import EventKind
from headgoose.records.models import Act

SIBLING, ON = "231221100201", date(2026, 6, 1)
DOCUMENT = "黑民行批〔2026〕1号"
Users = Callable[..., Any]


@pytest.fixture
def led(net: Net, user_at: Users) -> Request:
    """A request at the neighbouring village's secretary, who accepted it."""
    net.users["neighbour"] = user_at("secretary", SIBLING, part="neighbour", name="邻村书记")
    return net.do(accept_request, "neighbour", net.ask(place=SIBLING))


def merge(system: Actor, net: Net) -> None:
    merge_places(by=system, at=net.at, document=DOCUMENT, on=ON, codes=(SIBLING,), into=Part(VILLAGE))


def test_requests_of_a_merged_village_lie_in_the_one_it_became(net: Net, led: Request, system: Actor) -> None:
    deadline = led.answer_by
    merge(system, net)
    led.refresh_from_db()
    assert (led.key, led.village_id) == (key_of(VILLAGE), net.tree[VILLAGE].place_id)
    assert led.place_id == net.tree[SIBLING].place_id, "what it was about stays"
    assert (led.desk_place_id, led.desk_type.code) == (net.tree[VILLAGE].place_id, "secretary")
    assert (led.holder_id, led.answer_by) == (net.users["neighbour"].person_id, deadline)
    assert agrees_with_its_log(led)
    assert Act.objects.filter(verb="casework.move_request", subject=f"casework.request:{led.pk}").count() == 1
    assert Act.objects.get(verb="casework.follow_map").after["moved"] == 1
    # Who led it leads it still, and answers.
    net.do(answer_request, "neighbour", led, said=Said("换了新灯"))
    assert led.state == "answered"


def test_what_ended_follows_too_but_its_desk_stays_in_history(net: Net, led: Request, system: Actor) -> None:
    net.do(answer_request, "neighbour", led, said=Said("换了新灯"))
    from headgoose.casework.actions.calling_back import reply_to_answer

    reply_to_answer(by=RESIDENT, at=net.at, request_id=led.pk, solved=True, petitioner=True)
    merge(system, net)
    led.refresh_from_db()
    assert (led.key, led.desk_place_id) == (key_of(VILLAGE), net.tree[SIBLING].place_id)
    assert not led.events.filter(verb="move").exists()


def test_a_new_code_takes_its_requests_with_it_and_no_others(net: Net, led: Request, system: Actor) -> None:
    other = net.ask(place=VILLAGE)
    recode_place(by=system, at=net.at, document=DOCUMENT, on=ON, code=SIBLING, new_code="231221100299")
    led.refresh_from_db()
    other.refresh_from_db()
    assert (led.key, led.village_id) == (key_of("231221100299"), net.tree[SIBLING].place_id)
    assert led.desk_place_id == net.tree[SIBLING].place_id
    assert other.key == key_of(VILLAGE)
    # And once more, from the code of today: what came along goes along.
    merge_places(by=system, at=net.at, document=DOCUMENT, on=ON, codes=(VILLAGE,), into=Part("231221100299"))
    other.refresh_from_db()
    assert other.key == key_of("231221100299")


def test_a_preview_says_how_many_follow(net: Net, led: Request, system: Actor) -> None:
    change = MapChange(DOCUMENT, ON, (Step(EventKind.MERGE, (SIBLING,), (Part(VILLAGE),)),))
    plan = preview_map_change(by=system, at=net.at, change=change)
    assert [line.count for line in plan.follows if "request" in line.text or "诉求" in line.text] == [1, 1]
    assert plan.problems == []


def test_a_change_without_requests_leaves_no_act_of_theirs(net: Net, system: Actor) -> None:
    net.ask(place=VILLAGE)
    merge(system, net)
    assert not Act.objects.filter(verb="casework.follow_map").exists()


def test_a_chain_from_before_a_change_of_the_map_is_looked_up_again(net: Net, system: Actor) -> None:
    before = get_chain(SIBLING, ON)
    assert net.ask(place=SIBLING, chain=before).key == key_of(SIBLING)
    merge(system, net)
    with pytest.raises(Refused) as refused:
        net.ask(place=SIBLING, chain=before)
    assert refused.value.because is Because.NOT_FOUND
    higher = get_chain(VILLAGE, date(2026, 5, 31))
    assert net.ask(place=VILLAGE, chain=higher).key == key_of(VILLAGE)
