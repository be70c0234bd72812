"""A whistle from the first blow to its close, and who may do what with each of its legs."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from headgoose.access.models import User
from headgoose.casework.actions.whistling import call_another, close_whistle, withdraw_whistle
from headgoose.casework.models import Leg, LegState, Whistle, WhistleEvent, WhistleState
from headgoose.casework.routing import Against
from headgoose.casework.states import LEG, WHISTLE
from headgoose.casework.tests.conftest import COUNTY, GRID, TOWNSHIP, VILLAGE, Net
from headgoose.casework.tests.whistling import LEG_STEPS, Blown, blow
from headgoose.casework.whistle_log import Once
from headgoose.casework.whistle_rules import LEG_PART, WHISTLE_PART, Part, lateness_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.records.models import Act

FIRST, SECOND = UUID(int=1), UUID(int=2)
# What each of the cast is in a leg of water affairs.
MINE = {
    "secretary": {Part.BLOWER},
    "township_officer": {Part.BLOWER},
    "county_officer": {Part.COUNTY},
    "prefecture_officer": {Part.COUNTY},
    "province_officer": {Part.COUNTY},
    "water_officer": {Part.DEPARTMENT},
    "police_officer": set(),
    "water_elsewhere": set(),
    "grid_worker": set(),
    "village_accountant": set(),
    "auditor": set(),
    "stranger": set(),
}


@pytest.fixture
def blown(net: Net, user_at: "Callable[..., User]") -> Blown:
    """A whistle of the village for water affairs and the police."""
    net.users["water_officer"] = user_at("water_officer", COUNTY)
    net.users["police_officer"] = user_at("police_officer", COUNTY)
    net.users["water_elsewhere"] = user_at("water_officer", "231222")
    return Blown(net, blow(net))


def because(step: Callable[[], object]) -> Because | None:
    """Why a step is refused, or None; whatever it does is taken back."""
    try:
        with transaction.atomic():
            step()
            transaction.set_rollback(True)
    except Refused as refused:
        return refused.because
    return None


def test_a_whistle_goes_from_the_blow_to_its_close(blown: Blown) -> None:
    net = blown.net
    for department in ("water", "police"):
        blown.do("report", f"{department}_officer", department)
        blown.do("answer", f"{department}_officer", department)
        blown.do("rate", "secretary", department, rating=5, remark="来得快")
    close_whistle(by=net.actor("secretary"), at=net.at, whistle_id=blown.whistle.pk)
    whistle = Whistle.objects.get(pk=blown.whistle.pk)
    assert (whistle.state, whistle.closed_at, whistle.version) == ("closed", net.at, 8)
    events = list(whistle.events.values_list("number", "verb"))
    assert events == [
        (1, "blow"),
        *((2, "report"), (3, "answer"), (4, "rate")),
        *((5, "report"), (6, "answer"), (7, "rate"), (8, "close")),
    ]
    acts = Act.objects.filter(subject=f"casework.whistle:{whistle.pk}").order_by("id")
    assert [act.verb for act in acts][:3] == [
        "casework.blow_whistle",
        "casework.report_for_duty",
        "casework.answer_leg",
    ]
    assert acts.count() == 8


def test_the_time_of_duty_is_the_servers_and_the_person_is_who_acts(blown: Blown) -> None:
    at = blown.net.later(minutes=7)
    leg = blown.do("report", "water_officer")
    assert (leg.reported_at, leg.reported_by_id) == (at, blown.net.users["water_officer"].person_id)


@pytest.mark.parametrize(
    ("kind", "report", "answer"),
    [
        ("emergency", timedelta(minutes=30), timedelta(hours=2)),
        # Monday 1 June, ten in the morning: three working days end on Thursday.
        ("enforcement", timedelta(hours=4), timedelta(days=3)),
        ("beyond", timedelta(days=1), timedelta(days=9)),
    ],
)
def test_each_kind_has_its_deadlines(net: Net, kind: str, report: timedelta, answer: timedelta) -> None:
    leg = blow(net, kind=kind).legs.get(lead=True)
    assert (leg.report_by - net.at, leg.answer_by - net.at) == (report, answer)


def test_every_verb_at_every_state_by_everybody(blown: Blown) -> None:
    allowed = {(row.source.value, row.verb) for row in LEG}
    tried = 0
    for state in LegState:
        with transaction.atomic():
            blown.bring(state)
            assert blown.leg().state == state
            for verb in LEG_STEPS:
                for part, mine in MINE.items():
                    wanted: Because | None = Because.FORBIDDEN
                    if LEG_PART[verb] in mine:
                        wanted = None if (state.value, verb) in allowed else Because.CONFLICT
                    assert because(partial(blown.do, verb, part)) is wanted, (state, verb, part)
                    tried += 1
            transaction.set_rollback(True)
    assert tried == len(LegState) * len(LEG_STEPS) * len(MINE)


@pytest.mark.parametrize("state", list(WhistleState))
def test_every_verb_of_a_whistle_at_every_state_by_everybody(blown: Blown, state: WhistleState) -> None:
    net, number = blown.net, blown.whistle.pk
    for department in ("water", "police"):
        blown.bring(LegState.EXCUSED, department)
    steps: dict[str, Callable[[Actor], object]] = {
        "call": lambda actor: call_another(by=actor, at=net.at, whistle_id=number, department="housing"),
        "close": lambda actor: close_whistle(by=actor, at=net.at, whistle_id=number),
        "withdraw": lambda actor: withdraw_whistle(by=actor, at=net.at, whistle_id=number, text="已经解决了"),
    }
    if state != WhistleState.BLOWN:
        steps["close" if state == WhistleState.CLOSED else "withdraw"](net.actor("secretary"))
    allowed = {(row.source.value, row.verb) for row in WHISTLE}
    for verb, step in steps.items():
        for part, mine in MINE.items():
            wanted: Because | None = Because.FORBIDDEN
            if WHISTLE_PART[verb] in mine:
                wanted = None if (state.value, verb) in allowed else Because.CONFLICT
            actor = net.actor(part)
            assert because(partial(step, actor)) is wanted, (state, verb, part)


def test_no_leg_moves_once_the_whistle_is_withdrawn(blown: Blown) -> None:
    net = blown.net
    withdraw_whistle(by=net.actor("secretary"), at=net.at, whistle_id=blown.whistle.pk, text="河堤已自行修好")
    assert because(lambda: blown.do("report", "water_officer")) is Because.CONFLICT
    assert because(lambda: blown.do("excuse", "county_officer")) is Because.CONFLICT


def test_a_whistle_does_not_close_while_a_leg_is_open(blown: Blown) -> None:
    net = blown.net
    blown.bring(LegState.RATED, "water")
    blown.bring(LegState.ANSWERED, "police")
    with pytest.raises(Refused) as refused:
        close_whistle(by=net.actor("secretary"), at=net.at, whistle_id=blown.whistle.pk)
    assert refused.value.because is Because.CONFLICT
    with pytest.raises(IntegrityError), transaction.atomic():
        Whistle.objects.filter(pk=blown.whistle.pk).update(state="closed")
    blown.do("rate", "township_officer", "police", rating=2)
    close_whistle(by=net.actor("secretary"), at=net.at, whistle_id=blown.whistle.pk)
    assert Whistle.objects.get(pk=blown.whistle.pk).state == "closed"


def test_a_department_sent_back_answers_again_and_the_log_keeps_both(blown: Blown) -> None:
    blown.bring(LegState.ANSWERED)
    blown.do("send_back", "secretary")
    assert (blown.leg().state, blown.leg().answered_at, blown.leg().answer) == ("reported", None, "")
    blown.do("answer", "water_officer", text="最后一段也加固了")
    said = list(WhistleEvent.objects.filter(verb="answer").order_by("number").values_list("text", flat=True))
    assert said == ["已派人加固河堤", "最后一段也加固了"]


def test_a_repeated_blow_is_one_whistle_and_another_body_a_conflict(blown: Blown) -> None:
    net = blown.net
    first = blow(net, client_id=FIRST, digest="a")
    again = blow(net, client_id=FIRST, digest="a")
    assert again.pk == first.pk
    assert because(lambda: blow(net, client_id=FIRST, digest="b")) is Because.CONFLICT
    assert Whistle.objects.count() == 2


def test_a_repeated_step_happens_once(blown: Blown) -> None:
    once = Once(client_id=SECOND, digest="x")
    first = blown.do("report", "water_officer", once=once)
    blown.net.later(hours=1)
    again = blown.do("report", "water_officer", once=once)
    assert (again.pk, again.reported_at) == (first.pk, first.reported_at)
    assert WhistleEvent.objects.filter(verb="report").count() == 1
    assert because(lambda: blown.do("answer", "water_officer", once=Once(client_id=SECOND, digest="y"))) is (
        Because.CONFLICT
    )


def test_a_step_on_what_has_changed_meanwhile_is_refused(blown: Blown) -> None:
    blown.do("report", "police_officer", "police")
    assert because(lambda: blown.do("report", "water_officer", once=Once(version=1))) is Because.CONFLICT
    assert because(lambda: blown.do("report", "water_officer", once=Once(version=2))) is None


def test_only_who_may_blow_blows_and_only_at_its_place(blown: Blown) -> None:
    net = blown.net
    for part in MINE:
        wanted = None if Part.BLOWER in MINE[part] else Because.FORBIDDEN
        assert because(partial(blow, net, part)) is wanted, part
    assert because(lambda: blow(net, place="231221100201")) is Because.FORBIDDEN
    assert because(lambda: blow(net, "township_officer", place=TOWNSHIP)) is None
    assert because(lambda: blow(net, "township_officer", place=GRID)) is Because.INVALID
    assert because(lambda: blow(net, "township_officer", place=COUNTY)) is Because.INVALID


@pytest.mark.parametrize(
    "wrong",
    [
        {"departments": []},
        {"departments": ["water", "water"]},
        {"departments": ["water", "nobody"]},
        {"lead": "housing"},
        {"kind": "party"},
        {"title": "x"},
        {"text": "短"},
    ],
)
def test_what_is_wanting_is_said(net: Net, wrong: dict[str, Any]) -> None:
    assert because(lambda: blow(net, **wrong)) is Because.INVALID


def test_another_department_is_called_once_with_deadlines_from_then(blown: Blown) -> None:
    net = blown.net
    at = net.later(hours=5)
    leg = call_another(by=net.actor("secretary"), at=at, whistle_id=blown.whistle.pk, department="housing")
    assert (leg.called_at, leg.report_by - at, leg.lead) == (at, timedelta(days=1), False)
    assert (
        because(
            lambda: call_another(by=net.actor("secretary"), at=at, whistle_id=blown.whistle.pk, department="housing")
        )
        is Because.CONFLICT
    )


def test_lateness_is_told_from_the_deadlines(blown: Blown) -> None:
    net = blown.net
    leg = blown.leg()
    assert not lateness_of(leg, net.at).worst
    late = lateness_of(leg, net.later(days=1, minutes=20))
    assert (late.report, late.answer, late.running) == (20, 0, True)
    blown.do("report", "water_officer")
    done = lateness_of(blown.leg(), net.later(days=3))
    assert (done.report, done.running) == (20, False)


def test_a_whistle_is_blown_for_a_request_but_not_by_whom_it_complains_of(blown: Blown) -> None:
    net = blown.net
    request = net.ask()
    assert blow(net, request_id=request.pk).request_id == request.pk
    against = net.ask(against=Against(net.tree[VILLAGE].place_id), category="other")
    assert because(lambda: blow(net, request_id=against.pk)) is Because.NOT_FOUND
    assert because(lambda: blow(net, "township_officer", request_id=against.pk)) is Because.CONFLICT
    at_township = {"place": TOWNSHIP, "request_id": against.pk}
    assert because(lambda: blow(net, "township_officer", **at_township)) is None


def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[int]]]:
    """What people are told from now on."""
    heard: list[tuple[str, list[int]]] = []

    def notify(*, people: list[int], kind: str, **_more: object) -> int:
        heard.append((kind, sorted(people)))
        return len(people)

    monkeypatch.setattr("headgoose.casework.whistle_log.notify", notify)
    return heard


def test_departments_are_told_and_the_county_where_nobody_is_in_post(
    blown: Blown, monkeypatch: pytest.MonkeyPatch
) -> None:
    net, heard = blown.net, told(monkeypatch)
    blow(net, kind="emergency", departments=["water", "housing"])
    county = sorted(net.users[part].person_id or 0 for part in ("county_officer", "county_second"))
    assert heard == [
        ("casework.whistle_emergency", [net.users["water_officer"].person_id]),
        ("casework.whistle_unanswered", county),
    ]


def test_who_blew_is_told_that_a_department_has_come(blown: Blown, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = told(monkeypatch)
    blown.do("report", "water_officer")
    assert heard == [("casework.whistle_reported", [blown.net.users["secretary"].person_id])]


def test_the_database_keeps_what_was_called(blown: Blown) -> None:
    for text in ("别的话", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            Whistle.objects.filter(pk=blown.whistle.pk).update(text=text)
    with pytest.raises(IntegrityError), transaction.atomic():
        Leg.objects.filter(pk=blown.leg().pk).update(report_by=blown.net.at + timedelta(days=30))
