"""A request from its first word to its close, and what each step leaves behind."""

from datetime import timedelta
from uuid import uuid4

import pytest

from headgoose.casework.actions import escalating
from headgoose.casework.actions.calling_back import close_silent, reply_to_answer
from headgoose.casework.actions.escalating import escalate_late, late_requests
from headgoose.casework.actions.protecting import erase_request, reveal_petitioner
from headgoose.casework.actions.steps import (
    Said,
    accept_request,
    answer_request,
    close_request,
    designate_request,
    merge_request,
    pause_request,
    reject_request,
    reopen_request,
    resume_request,
    return_request,
    start_request,
    transfer_request,
)
from headgoose.casework.models import CallBack, Event, Petitioner, Request
from headgoose.casework.petitioners import Asker
from headgoose.casework.replay import replay, stored_of
from headgoose.casework.routing import Against
from headgoose.casework.tests.conftest import RESIDENT, VILLAGE, Net
from headgoose.kernel.refusal import Because, Refused
from headgoose.records.models import Act


def agrees_with_its_log(request: Request) -> bool:
    """Whether what is stored follows from the events."""
    request.refresh_from_db()
    return all(getattr(request, name) == value for name, value in stored_of(replay(request.events.all())).items())


def test_a_request_goes_from_the_form_to_its_close(net: Net) -> None:
    request = net.ask()
    assert (request.desk_place_id, request.desk_type.code) == (net.tree[VILLAGE].place_id, "secretary")
    net.do(accept_request, "secretary", request)
    net.do(start_request, "secretary", request)
    net.later(days=1)
    net.do(answer_request, "secretary", request, said=Said("换了新灯，今晚就亮"))
    reply_to_answer(by=RESIDENT, at=net.at, request_id=request.pk, solved=True, satisfaction=5, petitioner=True)
    assert agrees_with_its_log(request)
    assert request.state == "closed"
    assert CallBack.objects.get(request=request).satisfaction == 5
    verbs = list(
        Act.objects.filter(subject=f"casework.request:{request.pk}").order_by("id").values_list("verb", flat=True)
    )
    assert verbs[:2] == ["casework.receive_request", "casework.accept_request"]


def test_seven_working_days_skip_the_dragon_boat_festival(net: Net) -> None:
    request = net.ask()
    # Monday 1 June and seven working days: 19 June is a holiday, which lies later.
    assert request.answer_by is not None
    assert request.answer_by - net.at == timedelta(days=9)


def test_a_pause_moves_the_deadline(net: Net) -> None:
    request = net.ask(urgency="urgent")
    net.do(accept_request, "secretary", request)
    before = request.answer_by
    net.do(pause_request, "secretary", request, said=Said("等配件到货"))
    assert request.answer_by is None
    net.later(hours=5)
    net.do(resume_request, "secretary", request)
    assert before is not None
    assert request.answer_by == before + timedelta(hours=5)
    assert agrees_with_its_log(request)


def test_what_nobody_takes_passes_up_once_for_each_level(net: Net) -> None:
    request = net.ask(urgency="urgent")
    levels = []
    for _turn in range(6):
        net.later(days=2)
        escalate_late(net.at)
        request.refresh_from_db()
        levels.append(request.level)
    assert levels == [4, 3, 2, 2, 2, 2]
    assert Event.objects.filter(request=request, verb="escalate").count() == 3
    assert agrees_with_its_log(request)


def test_what_has_nowhere_to_go_holds_nothing_up(net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escalating, "AT_ONCE", 1)
    stuck, late = net.ask(urgency="urgent"), net.ask(text="水沟堵了", urgency="urgent")
    above = escalating.find_next
    monkeypatch.setattr(
        escalating, "find_next", lambda found, *more: None if found.pk == stuck.pk else above(found, *more)
    )
    net.later(days=2)
    assert late_requests(net.at, 1) == [stuck.pk]
    assert escalate_late(net.at) == 1
    late.refresh_from_db()
    assert late.level == 4


def test_who_was_silent_when_it_was_closed_counts_as_asked(net: Net) -> None:
    request = net.do(accept_request, "secretary", net.ask())
    net.do(answer_request, "secretary", request, said=Said("路灯已修好"))
    net.do(close_request, "secretary", request)
    row = CallBack.objects.get(request=request)
    assert (row.round, row.asked_at, row.replied_at) == (1, request.answered_at, None)


def test_a_close_that_is_sent_again_says_nothing_of_the_next_round(net: Net) -> None:
    request = net.do(accept_request, "secretary", net.ask())
    once = Said(client_id=uuid4(), digest="d")
    net.do(answer_request, "secretary", request, said=Said("路灯已修好"))
    net.do(close_request, "secretary", request, said=once)
    net.do(reopen_request, "township_officer", request, said=Said("又灭了，请再看看"))
    net.do(answer_request, "secretary", request, said=Said("换了新的灯"))
    net.do(close_request, "secretary", request, said=once)
    assert request.state == "answered"
    assert CallBack.objects.get(request=request).round == 1


def test_the_third_dispatch_is_settled_by_the_county(net: Net) -> None:
    request = net.ask()
    net.do(return_request, "secretary", request, said=Said("不归村里管"))
    assert request.desk_type.code == "township_officer"
    net.do(transfer_request, "township_officer", request, desk=(VILLAGE, "secretary"), said=Said("还是村里的事"))
    with pytest.raises(Refused) as refused:
        net.do(return_request, "secretary", request, said=Said("不归村里管"))
    assert refused.value.because is Because.CONFLICT
    net.do(designate_request, "county_officer", request, desk=(VILLAGE, "secretary"), said=Said("由村里办"))
    assert request.designated
    assert agrees_with_its_log(request)


def test_a_rejection_names_its_author(net: Net) -> None:
    request = net.do(reject_request, "secretary", net.ask(), said=Said("不属于受理范围"))
    event = request.events.get(verb="reject")
    assert event.person_id == net.users["secretary"].person_id
    assert request.state == "rejected"


def test_a_merged_request_follows_the_other(net: Net) -> None:
    first, second = net.ask(), net.ask(text="路灯又坏了")
    net.do(merge_request, "township_officer", second, into_id=first.pk)
    assert (second.state, second.merged_into_id) == ("merged", first.pk)
    assert agrees_with_its_log(second)


def test_silence_closes_and_is_no_satisfaction(net: Net) -> None:
    request = net.ask()
    net.do(accept_request, "secretary", request)
    net.do(answer_request, "secretary", request, said=Said("修好了路灯"))
    net.later(days=8)
    close_silent(by=net.actor("secretary"), at=net.at, request_id=request.pk)
    call_back = CallBack.objects.get(request=request)
    assert (call_back.replied_at, call_back.solved) == (None, None)
    assert agrees_with_its_log(request)


def test_the_unit_complained_of_neither_gets_it_nor_sees_who_asked(net: Net) -> None:
    against = Against(net.tree[VILLAGE].place_id)
    request = net.ask(against=against, asker=Asker("张三测", "13900000001"), category="other")
    assert request.desk_type.code == "township_officer"
    with pytest.raises(Refused):
        reveal_petitioner(by=net.actor("secretary"), at=net.at, request_id=request.pk, why="想知道是谁")
    shown = reveal_petitioner(by=net.actor("township_officer"), at=net.at, request_id=request.pk, why="回访群众")
    assert (shown.name, shown.phone) == ("张三测", "13900000001")


def test_an_erasure_reaches_history(net: Net) -> None:
    request = net.ask(asker=Asker("张三测", "13900000001"))
    net.do(accept_request, "secretary", request, said=Said("收到了"))
    erase_request(by=RESIDENT, at=net.at, request_id=request.pk, petitioner=True)
    request.refresh_from_db()
    assert request.text == ""
    assert not Event.objects.filter(request=request).exclude(text="").exists()
    assert not Petitioner.objects.filter(request=request).exists()
    assert agrees_with_its_log(request)
