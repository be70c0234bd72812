"""A roll-call calls every grid below, takes each answer once, and closes with a report that adds up."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from PIL import Image

from headgoose.casework import rollboard
from headgoose.casework.actions.calling_roll import answer_roll, close_roll_call
from headgoose.casework.models import Answer, Called, RollCall
from headgoose.casework.tests.conftest import COUNTY, GRID, VILLAGE, Net
from headgoose.casework.tests.rollcalling import HELP, WELL, answer, call
from headgoose.kernel.area import area_of, key_of, level_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.models import Span
from headgoose.records.attachments import read_document
from headgoose.records.models import Act

OTHER_GRID = "231221100200002"
FIRST = UUID(int=7)


@pytest.fixture(autouse=True)
def boards_drawn_anew() -> None:
    rollboard.forget()


def refused(step: Any) -> Refused:
    """The refusal of a step, whose effects are taken back."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        step()
    return caught.value


def photo() -> Any:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (8, 8), "green").save(out, "JPEG")
    return read_document(out.getvalue())


@pytest.mark.parametrize(
    ("place", "part", "count"),
    [
        ("23", "province_officer", 2),
        ("2312", "prefecture_officer", 2),
        (COUNTY, "county_officer", 2),
        (VILLAGE, "county_officer", 2),
        (GRID, "county_officer", 1),
    ],
)
def test_every_grid_below_is_called_at_any_level(net: Net, place: str, part: str, count: int) -> None:
    roll = call(net, part, place=place)
    assert (roll.called, roll.grids.count()) == (count, count)
    low = area_of(key_of(place), level_of(place)).low
    assert (roll.low, set(roll.grids.values_list("key", flat=True))) == (
        low,
        {key_of(code) for code in (GRID, OTHER_GRID)[:count]},
    )


def test_grids_of_other_days_are_not_called(net: Net) -> None:
    Span.objects.filter(place_id=net.tree[OTHER_GRID].place_id).update(end_on=date(2026, 6, 1))
    assert list(call(net).grids.values_list("key", flat=True)) == [key_of(GRID)]


@pytest.mark.parametrize("part", ["township_officer", "secretary", "grid_worker", "auditor", "stranger"])
def test_only_who_may_calls_the_roll(net: Net, part: str) -> None:
    assert refused(lambda: call(net, part)).because is Because.FORBIDDEN


def test_a_county_does_not_call_another(net: Net) -> None:
    assert refused(lambda: call(net, place="231222")).because is Because.FORBIDDEN
    assert refused(lambda: call(net, "province_officer", place="231222")).field == "place"


def test_workers_of_the_grids_are_told(net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    monkeypatch.setattr("headgoose.casework.actions.calling_roll.notify", lambda **said: heard.append(said))
    roll = call(net)
    assert [(one["kind"], one["people"]) for one in heard] == [
        ("casework.roll_called", [net.users["grid_worker"].person_id])
    ]
    answer(net, roll, given=HELP)
    assert heard[1]["kind"] == "casework.roll_needs"
    assert heard[1]["people"] == {net.users[part].person_id for part in ("secretary", "township_officer")}


def test_an_answer_stands_on_the_row_of_its_grid_and_leaves_one_act(net: Net) -> None:
    roll = call(net)
    net.later(minutes=3)
    before = Act.objects.count()
    made = answer(net, roll, given=HELP)
    row = Called.objects.get(roll_call=roll, key=key_of(GRID))
    assert (row.answered_at, row.status, row.count, row.needs) == (net.at, "need_help", 12, True)
    assert (made.number, made.given) == (1, HELP)
    act = Act.objects.order_by("-pk")[0]
    assert (Act.objects.count() - before, act.verb, act.place_key) == (1, "casework.answer_roll", key_of(GRID))
    assert "救生衣" not in str(act.after)


def test_a_later_answer_stands_above_the_one_before(net: Net) -> None:
    roll = call(net)
    first = answer(net, roll, given=HELP)
    at = net.at
    net.later(minutes=9)
    second = answer(net, roll)
    row = Called.objects.get(roll_call=roll, key=key_of(GRID))
    assert (first.number, second.number) == (1, 2)
    assert (row.answered_at, row.status, row.count, row.needs) == (at, "all_well", None, False)
    assert Answer.objects.get(pk=first.pk).given == HELP


def test_the_same_id_is_answered_with_the_first_and_another_body_refused(net: Net) -> None:
    roll = call(net)
    first = answer(net, roll, client_id=FIRST, digest="a")
    again = answer(net, roll, client_id=FIRST, digest="a")
    assert (again.pk, Answer.objects.count()) == (first.pk, 1)
    assert refused(lambda: answer(net, roll, client_id=FIRST, digest="b")).because is Because.CONFLICT


def test_a_repeated_answer_is_known_after_the_roll_call_is_closed(net: Net) -> None:
    roll = call(net)
    first = answer(net, roll, client_id=FIRST, digest="a")
    close_roll_call(by=net.actor("county_officer"), at=net.at, roll_call_id=roll.pk)
    assert answer(net, roll, client_id=FIRST, digest="a").pk == first.pk


@pytest.mark.parametrize(
    ("part", "for_grid", "because"),
    [
        ("grid_worker", False, None),
        ("secretary", True, None),
        ("township_officer", True, None),
        ("county_officer", True, None),
        ("secretary", False, Because.FORBIDDEN),
        ("village_accountant", True, Because.FORBIDDEN),
        ("auditor", True, Because.FORBIDDEN),
        ("prefecture_officer", True, Because.FORBIDDEN),
        ("stranger", False, Because.FORBIDDEN),
    ],
)
def test_who_answers_for_a_grid(net: Net, part: str, for_grid: bool, because: Because | None) -> None:
    roll = call(net)
    if because is None:
        assert answer(net, roll, part, for_grid=for_grid).for_grid is for_grid
    else:
        assert refused(lambda: answer(net, roll, part, for_grid=for_grid)).because is because


def test_a_worker_does_not_answer_for_the_next_grid(net: Net) -> None:
    roll = call(net)
    assert refused(lambda: answer(net, roll, grid=OTHER_GRID)).because is Because.FORBIDDEN


def test_a_grid_that_was_not_called_does_not_answer(net: Net) -> None:
    roll = call(net, place=GRID)
    assert refused(lambda: answer(net, roll, "secretary", OTHER_GRID)).because is Because.NOT_FOUND


def test_a_photo_lies_under_the_answer_once(net: Net) -> None:
    roll = call(net)
    first, second = answer(net, roll, photo=photo()), answer(net, roll, photo=photo())
    assert first.photo_id == second.photo_id is not None


def test_nobody_answers_after_the_close(net: Net) -> None:
    roll = call(net)
    close_roll_call(by=net.actor("county_officer"), at=net.at, roll_call_id=roll.pk)
    assert refused(lambda: answer(net, roll)).because is Because.CONFLICT
    called = Called.objects.filter(roll_call=roll)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(called=called, number=1, at=net.at, given={})


@pytest.mark.parametrize(
    ("part", "may"), [("county_officer", True), ("prefecture_officer", True), ("secretary", False)]
)
def test_who_closes(net: Net, part: str, may: bool) -> None:
    roll = call(net)

    def close() -> RollCall:
        return close_roll_call(by=net.actor(part), at=net.at, roll_call_id=roll.pk)

    if may:
        assert close().closed_at == net.at
        assert refused(close).because is Because.CONFLICT
    else:
        assert refused(close).because is Because.FORBIDDEN


def test_the_report_adds_up_and_is_written_once(net: Net) -> None:
    roll = call(net)
    net.later(minutes=4)
    answer(net, roll, given=HELP)
    net.later(minutes=70)
    answer(net, roll, "township_officer", OTHER_GRID)
    closed = close_roll_call(by=net.actor("county_officer"), at=net.at, roll_call_id=roll.pk)
    report = RollCall.objects.get(pk=closed.pk).report
    statuses = {"all_well": 1, "affected": 0, "need_help": 1}
    whole = {"called": 2, "answered": 2, "late": 1, "needs": 1, "people": 12, "statuses": statuses}
    assert report == {
        **whole,
        "median_minute": 39,
        "for_grid": 1,
        "minutes": 74,
        "children": [{"code": "231221100", "name": "望奎镇", **whole}],
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        RollCall.objects.filter(pk=roll.pk).update(report={})


def test_the_board_adds_up_at_each_of_the_six_levels(net: Net) -> None:
    roll = call(net, "province_officer", place="23")
    answer(net, roll, given=HELP)
    for code in ("23", "2312", COUNTY, "231221100", VILLAGE):
        board = rollboard.board_of(roll, net.tree[code])
        assert (board.whole.called, board.whole.answered, board.whole.people) == (2, 1, 12), code
        assert sum(sums.answered for _span, sums in board.below) == 1
        assert [one.span.code for one in board.silent] == [OTHER_GRID]
        assert [one.answer.given["needs"] for one in board.waiting] == [HELP["needs"]]
    alone = rollboard.board_of(roll, net.tree[OTHER_GRID])
    assert (alone.whole.called, alone.whole.answered, list(alone.below)) == (1, 0, [])


def test_the_next_to_call_is_the_worker_or_whoever_is_nearest(net: Net) -> None:
    roll = call(net)
    silent = rollboard.board_of(roll, net.tree[COUNTY]).silent
    found = [(one.span.code, one.contact and (one.contact.person_id, one.contact.type.code)) for one in silent]
    assert found == [
        (GRID, (net.users["grid_worker"].person_id, "grid_worker")),
        (OTHER_GRID, (net.users["secretary"].person_id, "secretary")),
    ]


def test_a_board_is_kept_for_a_moment_and_drawn_anew_when_somebody_answers(
    net: Net, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    roll = call(net)
    first = rollboard.board_of(roll, net.tree[COUNTY])
    with django_assert_num_queries(1):
        assert rollboard.board_of(roll, net.tree[COUNTY]) is first
    answer(net, roll)
    monkeypatch.setattr(rollboard, "HOLD_SECONDS", 0.0)
    # The newest answer, places below, sums, minutes; who is silent: grids, places above, people.
    with django_assert_num_queries(7):
        second = rollboard.board_of(roll, net.tree[COUNTY])
    assert (second.whole.answered, second.mark != first.mark) == (1, True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by what it knows of the table")
def test_sums_are_read_from_the_index_alone_and_nothing_is_sorted(net: Net) -> None:
    roll = call(net)
    with connection.execute_wrapper(explained := Explained()):
        rollboard.sums_of(roll, [net.tree[GRID].area, net.tree[OTHER_GRID].area])
    assert len(explained.plans) == 1
    steps = [step for step in explained.plans[0] if "casework_called" in step]
    assert len(steps) == 2
    assert all("COVERING INDEX called_by_key" in step for step in steps)
    assert not any("TEMP B-TREE" in step for step in explained.plans[0])


class Explained:
    """Takes down the plan of each statement."""

    def __init__(self) -> None:
        self.plans: list[list[str]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        cursor = context["cursor"]
        execute(f"EXPLAIN QUERY PLAN {sql}", params, many, context)
        self.plans.append([row[3] for row in cursor.fetchall()])
        return execute(sql, params, many, context)


def test_what_is_wanting_is_said(net: Net) -> None:
    assert refused(lambda: call(net, kind="party")).field == "kind"
    assert refused(lambda: call(net, title="x")).field == "title"
    assert refused(lambda: call(net, answer_by=net.at)).field == "answer_by"
    assert refused(lambda: call(net, answer_by=net.at + timedelta(days=31))).field == "answer_by"
    assert refused(lambda: call(net, form={"fields": []})).field == "form"
    roll = call(net)
    assert refused(lambda: answer(net, roll, given={})).field == "status"
    assert refused(lambda: answer(net, roll, given={**WELL, "count": -1})).field == "count"
    assert (
        refused(
            lambda: answer_roll(by=net.actor("grid_worker"), at=net.at, roll_call_id=999, grid=GRID, given=WELL)
        ).because
        is Because.NOT_FOUND
    )
