"""Townships draw the grids of their villages."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.registries import ClosingCheck, Registry
from headgoose.kernel.rights import Right
from headgoose.places import queries
from headgoose.places.actions import close_grid, make_grids, make_grids_many, redraw_grids, rename_grid
from headgoose.places.actions.grids import NewGrid
from headgoose.places.models import Kind, Span
from headgoose.places.queries import children, find_span, get_span, grids_as_seen, history_of
from headgoose.places.rules import MAX_GRIDS, next_numbers
from headgoose.records.models import Act

ON = date(2026, 6, 1)
VILLAGE, OTHER = "231221100200", "231221100201"

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(tree: Any, actor_at: Callable[..., Actor]) -> Actor:
    return actor_at("231221100", Right.DRAW_GRIDS)


def codes(village: str, on: date) -> list[str]:
    return [grid.code[-3:] for grid in children(get_span(village, on), on)]


def test_new_grids_are_numbered_on_from_the_last(officer: Actor) -> None:
    made = make_grids(by=officer, at=now(), village_code=VILLAGE, count=2, start_on=ON)
    assert [grid.code for grid in made] == [f"{VILLAGE}003", f"{VILLAGE}004"]
    grid = get_span(f"{VILLAGE}003", ON)
    assert (grid.name, grid.kind, grid.place_id) == ("第3网格", Kind.GRID, made[0].place_id)
    assert grid.parent_id == get_span(VILLAGE, ON).place_id
    assert find_span(f"{VILLAGE}003", ON - timedelta(days=1)) is None


def test_grids_may_be_named(officer: Actor) -> None:
    make_grids(by=officer, at=now(), village_code=OTHER, count=2, start_on=ON, names=["东片"])
    assert [grid.name for grid in children(get_span(OTHER, ON), ON)] == ["东片", "第2网格"]


@pytest.mark.parametrize("count", [0, -1, MAX_GRIDS - 1])
def test_too_few_or_too_many_grids_are_refused(officer: Actor, count: int) -> None:
    with pytest.raises(Refused) as refusal:
        make_grids(by=officer, at=now(), village_code=VILLAGE, count=count, start_on=ON)
    assert refusal.value.field == "count"


@pytest.mark.parametrize("place", ["231221100", "231221", f"{VILLAGE}001"])
def test_grids_are_drawn_in_villages_and_communities_only(system: Actor, tree: Any, place: str) -> None:
    with pytest.raises(Refused):
        make_grids(by=system, at=now(), village_code=place, count=1, start_on=ON)
    assert make_grids(by=system, at=now(), village_code="231221100001", count=1, start_on=ON)


def test_grids_before_the_village_existed_are_refused(officer: Actor) -> None:
    with pytest.raises(Refused, match="2016-01-01") as refusal:
        make_grids(by=officer, at=now(), village_code=VILLAGE, count=1, start_on=date(2015, 1, 1))
    assert refusal.value.because is Because.NOT_FOUND


def test_grids_of_a_village_that_is_to_close_are_refused(officer: Actor, tree: Any) -> None:
    Span.objects.filter(pk=tree[OTHER].pk).update(end_on=date(2027, 1, 1))
    with pytest.raises(Refused):
        make_grids(by=officer, at=now(), village_code=OTHER, count=1, start_on=ON)


def test_grids_of_a_village_that_is_to_get_another_code_are_refused_until_then(officer: Actor, tree: Any) -> None:
    then, old = date(2027, 1, 1), tree[OTHER]
    Span.objects.filter(pk=old.pk).update(end_on=then)
    facts = {"parent_id": old.parent_id, "kind": old.kind, "name": old.name, "pinyin": "", "initials": ""}
    Span.objects.create(place_id=old.place_id, key=old.key + 1000, start_on=then, **facts)
    with pytest.raises(Refused, match="2027-01-01"):
        make_grids(by=officer, at=now(), village_code=OTHER, count=1, start_on=ON)
    (made,) = make_grids(by=officer, at=now(), village_code="231221100202", count=1, start_on=then)
    assert made.code == "231221100202001"


def test_grids_are_drawn_by_officers_of_the_township_or_above(tree: Any, actor_at: Callable[..., Actor]) -> None:
    for allowed in ("231221100", "231221", "23"):
        make_grids(by=actor_at(allowed, Right.DRAW_GRIDS), at=now(), village_code=VILLAGE, count=1, start_on=ON)
    village = actor_at(VILLAGE, Right.DRAW_GRIDS)
    for actor in (actor_at("231221101", Right.DRAW_GRIDS), actor_at("231221100"), village):
        with pytest.raises(Refused) as refusal:
            make_grids(by=actor, at=now(), village_code=VILLAGE, count=1, start_on=ON)
        assert refusal.value.because is Because.FORBIDDEN


@pytest.mark.parametrize("on", [ON, date(2026, 1, 1), date(2027, 1, 1)])
def test_grids_decided_on_once_are_made_once_whatever_their_date(officer: Actor, on: date) -> None:
    seen = grids_as_seen(get_span(VILLAGE, ON).place_id)
    make_grids(by=officer, at=now(), village_code=VILLAGE, count=1, start_on=on, seen=seen)
    with pytest.raises(Refused) as refusal:
        make_grids(by=officer, at=now(), village_code=VILLAGE, count=1, start_on=on, seen=seen)
    assert refusal.value.because is Because.CONFLICT


def test_every_change_of_a_village_s_grids_is_another_sight_of_them(officer: Actor) -> None:
    village, other = get_span(VILLAGE, ON).place_id, get_span(OTHER, ON).place_id
    sights, apart = [grids_as_seen(village)], grids_as_seen(other)
    rename_grid(by=officer, at=now(), code=f"{VILLAGE}001", name="东片", on=ON)
    sights.append(grids_as_seen(village))
    close_grid(by=officer, at=now(), code=f"{VILLAGE}002", on=date(2027, 1, 1))
    sights.append(grids_as_seen(village))
    redraw_grids(by=officer, at=now(), village_code=VILLAGE, count=3, on=ON)
    sights.append(grids_as_seen(village))
    assert len(set(sights)) == 4
    assert grids_as_seen(other) == apart


def test_grids_are_made_and_changed_up_to_five_years_ahead(officer: Actor) -> None:
    last, beyond = date(2031, 6, 1), date(2031, 6, 2)
    with pytest.raises(Refused, match="五年"):
        make_grids(by=officer, at=now(), village_code=VILLAGE, count=1, start_on=beyond)
    with pytest.raises(Refused, match="五年"):
        rename_grid(by=officer, at=now(), code=f"{VILLAGE}001", name="东片", on=beyond)
    with pytest.raises(Refused, match="五年"):
        close_grid(by=officer, at=now(), code=f"{VILLAGE}001", on=beyond)
    for count in (1, 3):
        with pytest.raises(Refused, match="五年"):
            redraw_grids(by=officer, at=now(), village_code=VILLAGE, count=count, on=beyond)
    assert make_grids(by=officer, at=now(), village_code=VILLAGE, count=1, start_on=last)


def test_many_villages_at_once_come_out_as_one_by_one(officer: Actor, tree: Any) -> None:
    counts = [(VILLAGE, 3), ("231221100001", 1), (OTHER, 2)]

    def rows_of(made: list[NewGrid]) -> list[dict[str, Any]]:
        facts = ("key", "kind", "name", "pinyin", "initials", "parent_id", "start_on", "end_on")
        spans = {span["place_id"]: span for span in Span.objects.values("place_id", *facts)}
        return [{fact: spans[grid.place_id][fact] for fact in facts} for grid in made]

    with transaction.atomic():
        one_by_one = [
            grid
            for code, count in counts
            for grid in make_grids(by=officer, at=now(), village_code=code, count=count, start_on=ON)
        ]
        expected = rows_of(one_by_one)
        transaction.set_rollback(True)
    ids = [(tree[code].place_id, count) for code, count in counts]
    many = make_grids_many(by=officer, at=now(), counts=ids, start_on=ON)
    assert rows_of(many) == expected
    assert [grid.key for grid in many] == [row["key"] for row in expected]
    assert len(expected) == 6


def test_many_villages_need_the_right_over_each_and_each_once(officer: Actor, tree: Any) -> None:
    mine, other = tree[VILLAGE].place_id, tree["231221101200"].place_id
    for counts in ([(mine, 1), (other, 1)], [(mine, 1), (mine, 1)], [(mine, 1), (10**9, 1)]):
        with pytest.raises(Refused):
            make_grids_many(by=officer, at=now(), counts=counts, start_on=ON)
    assert codes(VILLAGE, ON) == ["001", "002"]


def test_a_renamed_grid_keeps_its_past_name(officer: Actor) -> None:
    rename_grid(by=officer, at=now(), code=f"{VILLAGE}001", name=" 东片 ", on=ON)
    assert get_span(f"{VILLAGE}001", ON).name == "东片"
    assert get_span(f"{VILLAGE}001", ON - timedelta(days=1)).name == "第1网格"


@pytest.mark.parametrize("name", ["", "  ", "第1网格", "x" * 61, "a\0b"])
def test_names_that_are_none_are_refused(officer: Actor, name: str) -> None:
    with pytest.raises(Refused) as refusal:
        rename_grid(by=officer, at=now(), code=f"{VILLAGE}001", name=name, on=ON)
    assert refusal.value.field == "name"


def test_only_grids_are_renamed_and_closed_by_townships(system: Actor, tree: Any) -> None:
    with pytest.raises(Refused):
        rename_grid(by=system, at=now(), code=VILLAGE, name="x", on=ON)
    with pytest.raises(Refused):
        close_grid(by=system, at=now(), code=VILLAGE, on=ON)


def test_a_closed_grid_is_gone_and_its_number_not_given_again(officer: Actor) -> None:
    close_grid(by=officer, at=now(), code=f"{VILLAGE}002", on=ON)
    assert codes(VILLAGE, ON) == ["001"]
    make_grids(by=officer, at=now(), village_code=VILLAGE, count=1, start_on=ON)
    assert codes(VILLAGE, ON) == ["001", "003"]
    with pytest.raises(Refused):
        close_grid(by=officer, at=now(), code=f"{VILLAGE}002", on=ON)


def test_a_grid_cannot_close_on_the_day_it_began_or_before(officer: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        close_grid(by=officer, at=now(), code=f"{VILLAGE}002", on=date(2016, 1, 1))
    assert refusal.value.because is Because.CONFLICT


def held(monkeypatch: pytest.MonkeyPatch, *place_ids: int) -> None:
    """Have somebody in post at these places."""
    checks: Registry[ClosingCheck] = Registry()
    checks.add(ClosingCheck(lambda ids, on: {i: "somebody is in post" for i in ids if i in place_ids}, order=1))
    monkeypatch.setattr(queries, "closing_checks", checks)


def test_a_grid_with_somebody_in_post_is_not_closed(officer: Actor, tree: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    held(monkeypatch, tree[f"{VILLAGE}002"].place_id)
    with pytest.raises(Refused, match="somebody is in post"):
        close_grid(by=officer, at=now(), code=f"{VILLAGE}002", on=ON)
    close_grid(by=officer, at=now(), code=f"{VILLAGE}001", on=ON)


def test_redrawing_keeps_the_lower_numbers_and_counts_on(officer: Actor) -> None:
    grown = redraw_grids(by=officer, at=now(), village_code=VILLAGE, count=4, on=ON)
    assert ([c[-3:] for c in grown.kept], [c[-3:] for c in grown.made]) == (["001", "002"], ["003", "004"])
    later = date(2027, 1, 1)
    shrunk = redraw_grids(by=officer, at=now(), village_code=VILLAGE, count=1, on=later)
    assert [c[-3:] for c in shrunk.closed] == ["004", "003", "002"]
    assert codes(VILLAGE, later) == ["001"]
    assert codes(VILLAGE, ON) == ["001", "002", "003", "004"]


def test_redrawing_closes_empty_grids_first_and_none_with_people(
    officer: Actor, tree: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(monkeypatch, tree[f"{VILLAGE}002"].place_id)
    assert redraw_grids(by=officer, at=now(), village_code=VILLAGE, count=1, on=ON).closed == [f"{VILLAGE}001"]
    with pytest.raises(Refused, match="somebody is in post"):
        redraw_grids(by=officer, at=now(), village_code=VILLAGE, count=0, on=ON)
    assert codes(VILLAGE, ON) == ["002"]


@pytest.mark.parametrize("count", [2, -1])
def test_redrawing_to_the_same_or_no_number_is_refused(officer: Actor, count: int) -> None:
    with pytest.raises(Refused):
        redraw_grids(by=officer, at=now(), village_code=VILLAGE, count=count, on=ON)


def test_every_act_on_grids_is_in_the_trail_at_its_place(officer: Actor) -> None:
    make_grids(by=officer, at=now(), village_code=VILLAGE, count=1, start_on=ON)
    rename_grid(by=officer, at=now(), code=f"{VILLAGE}001", name="东片", on=ON)
    close_grid(by=officer, at=now(), code=f"{VILLAGE}002", on=ON)
    redraw_grids(by=officer, at=now(), village_code=VILLAGE, count=3, on=ON)
    verbs = list(Act.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["places.make_grids", "places.rename_grid", "places.close_grid", "places.redraw_grids"]
    assert all(act.touches_from == ON and act.place_key is not None for act in Act.objects.all())


def test_numbers_come_after_the_highest_ever_used_until_they_run_out() -> None:
    assert next_numbers([1, 2, 7], [1], 2) == [8, 9]
    assert next_numbers([], [], 3) == [1, 2, 3]
    assert next_numbers([998, 5], [998, 1], 2) == [2, 3]
    assert next_numbers(range(1, 1000), range(3, 1000), 2) == [1, 2]
    with pytest.raises(Refused):
        next_numbers(range(1, 1000), range(2, 1000), 2)


def test_the_past_of_a_grid_reads_newest_first(officer: Actor, tree: Any) -> None:
    rename_grid(by=officer, at=now(), code=f"{VILLAGE}001", name="东片", on=ON)
    assert [span.name for span in history_of(tree[f"{VILLAGE}001"].place_id)] == ["东片", "第1网格"]
