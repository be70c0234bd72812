"""A file of places on its way into the tree, on a real database."""

import gzip
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import headgoose
from headgoose.kernel import writing
from headgoose.kernel.actor import Actor, system_actor
from headgoose.kernel.clock import FOREVER, now
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.registries import ClosingCheck, Registry
from headgoose.kernel.rights import Right
from headgoose.places import queries
from headgoose.places.actions import (
    apply_tree_import,
    discard_tree_import,
    imports,
    make_grids,
    preview_tree_import,
    set_mark,
)
from headgoose.places.models import ImportState, Mark, MarkKind, Place, Span, TreeImport
from headgoose.places.queries import find_span, get_span, history_of
from headgoose.places.reading import Reading, read_places
from headgoose.places.tests.conftest import csv_of, tree_on
from headgoose.records.models import Act

Bring = Callable[..., TreeImport]
FIRST, SECOND = date(2020, 1, 1), date(2024, 1, 1)
ROWS = [
    ("23", "黑龙江省", "province"),
    ("2312", "绥化市", "prefecture"),
    ("231221", "望奎县", "county"),
    ("231221100", "望奎镇", "township"),
    ("231221100001", "双龙社区", "community"),
    ("231221100200", "厢红五村委会", "village"),
    ("231221101", "通江镇", "township"),
    ("231221101200", "通江村委会", "village"),
]

pytestmark = pytest.mark.django_db


def changed(**names: str) -> list[tuple[str, str, str]]:
    """The rows with other names, by code after an underscore."""
    return [(code, names.get(f"_{code}", name), kind) for code, name, kind in ROWS]


def test_a_file_is_read_before_the_action_begins(preview: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    under_way = []

    def read_and_look(content: bytes) -> Reading:
        under_way.append(writing._passage.get())
        return read_places(content)

    monkeypatch.setattr(imports, "read_places", read_and_look)
    preview(ROWS, FIRST)
    assert under_way == [None]


def test_a_preview_changes_nothing_in_the_tree(preview: Bring) -> None:
    made = preview(ROWS, FIRST)
    assert made.summary["counts"]["new"] == len(ROWS)
    assert Place.objects.count() == 0


def test_an_applied_file_is_the_tree(bring_in: Bring) -> None:
    made = bring_in(ROWS, FIRST)
    assert made.state == ImportState.APPLIED
    assert tree_on(FIRST) == sorted((code, name, kind) for code, name, kind in said(ROWS))
    assert tree_on(date(2019, 12, 31)) == []
    village = get_span("231221100200", FIRST)
    assert village.parent_id == get_span("231221100", FIRST).place_id
    assert (village.pinyin, village.initials) == ("xiang hong wu cun", "xhwc")


def said(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    from headgoose.places.models import Kind

    return [(code, name, str(Kind[kind.upper()].label)) for code, name, kind in rows]


def test_the_same_file_a_second_time_changes_nothing(bring_in: Bring, preview: Bring) -> None:
    bring_in(ROWS, FIRST)
    before = list(Span.objects.order_by("pk").values())
    again = bring_in(ROWS, SECOND)
    assert again.summary["counts"]["unchanged"] == len(ROWS)
    assert list(Span.objects.order_by("pk").values()) == before
    assert preview(csv_of(ROWS, "gbk"), SECOND).summary["counts"]["new"] == 0


def test_a_rename_closes_the_old_span_and_opens_one_for_the_same_place(bring_in: Bring) -> None:
    bring_in(ROWS, FIRST)
    bring_in(changed(_231221101="通江乡"), SECOND)
    then, now_ = get_span("231221101", date(2023, 12, 31)), get_span("231221101", SECOND)
    assert (then.name, now_.name) == ("通江镇", "通江乡")
    assert then.place_id == now_.place_id
    assert then.end_on == now_.start_on == SECOND


def test_a_moved_village_keeps_its_identity_and_takes_its_grids_along(bring_in: Bring, system: Actor) -> None:
    bring_in(ROWS, FIRST)
    made = make_grids(by=system, at=now(), village_code="231221101200", count=2, start_on=date(2021, 1, 1))
    village = get_span("231221101200", SECOND).place_id
    bring_in([*ROWS[:7], ("231221100201", "通江村委会", "village")], SECOND)
    moved = get_span("231221100201", SECOND)
    assert moved.place_id == village
    assert moved.parent_id == get_span("231221100", SECOND).place_id
    assert find_span("231221101200", SECOND) is None
    assert [get_span(f"23122110020100{n}", SECOND).place_id for n in (1, 2)] == [grid.place_id for grid in made]
    assert get_span("231221101200001", date(2023, 1, 1)).place_id == made[0].place_id


def test_a_place_left_out_is_closed_and_its_marks_end(bring_in: Bring, system: Actor) -> None:
    bring_in(ROWS, FIRST)
    set_mark(by=system, at=now(), code="231221101200", kind=MarkKind.BORDER, start_on=FIRST, source="x")
    bring_in(ROWS[:7], SECOND)
    assert find_span("231221101200", SECOND) is None
    assert get_span("231221101200", date(2023, 12, 31)).end_on == SECOND
    assert Mark.objects.get().end_on == SECOND


def test_a_place_with_grids_is_not_closed(bring_in: Bring, preview: Bring, system: Actor) -> None:
    bring_in(ROWS, FIRST)
    make_grids(by=system, at=now(), village_code="231221101200", count=2, start_on=FIRST)
    made = preview(ROWS[:7], SECOND)
    assert made.summary["counts"]["problems"] == 1
    with pytest.raises(Refused):
        apply_tree_import(by=system, at=now(), import_id=made.pk)
    assert find_span("231221101200", SECOND)


def test_a_place_that_an_upper_room_holds_on_to_is_not_closed(
    bring_in: Bring, preview: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(ROWS, FIRST)
    checks: Registry[ClosingCheck] = Registry()
    checks.add(ClosingCheck(lambda ids, on: {ids[0]: "somebody is in post"}, order=1))
    monkeypatch.setattr(queries, "closing_checks", checks)
    made = preview(ROWS[:7], SECOND)
    assert made.summary["lists"]["problems"][0].words["reason"] == "somebody is in post"


def test_a_file_of_one_county_leaves_the_rest_alone(bring_in: Bring) -> None:
    rows = [*ROWS, ("231222", "兰西县", "county"), ("231222100", "兰西镇", "township")]
    bring_in(rows, FIRST)
    bring_in([("231222", "兰西县", "county"), ("231222101", "榆林镇", "township")], SECOND)
    assert find_span("231221101200", SECOND)
    assert find_span("231222100", SECOND) is None
    assert find_span("231222101", SECOND)


def test_a_file_of_many_lone_villages_is_taken(bring_in: Bring) -> None:
    bring_in(ROWS, FIRST)
    bring_in([(f"231221101{n:03}", f"第{n}村", "village") for n in range(300, 999)], SECOND)
    assert Span.objects.on(SECOND).filter(kind=50).count() == 2 + 699


def test_a_file_without_its_parent_in_the_tree_is_a_problem(preview: Bring) -> None:
    made = preview([("231222", "兰西县", "county")], FIRST)
    assert [remark.row for remark in made.summary["lists"]["problems"]] == [2]


def test_a_date_before_the_tree_is_so_is_refused_plainly(bring_in: Bring, preview: Bring) -> None:
    bring_in(ROWS, SECOND)
    with pytest.raises(Refused, match="2024-01-01") as refusal:
        preview(changed(_231221101="通江乡"), FIRST)
    assert refusal.value.field == "effective_on"


def test_a_change_on_the_very_day_of_the_last_one_is_a_problem(bring_in: Bring, preview: Bring) -> None:
    bring_in(ROWS, FIRST)
    made = preview(changed(_231221101="通江乡"), FIRST)
    assert [remark.row for remark in made.summary["lists"]["problems"]] == [8]


@pytest.mark.parametrize("on", [date(1900, 1, 1), date(2031, 6, 2), date(9999, 12, 31)])
def test_a_date_out_of_all_bounds_is_refused(preview: Bring, on: date) -> None:
    with pytest.raises(Refused):
        preview(ROWS, on)


def test_a_file_with_problems_is_never_half_imported(preview: Bring, system: Actor) -> None:
    made = preview([*ROWS, ("2399", "", "prefecture")], FIRST)
    with pytest.raises(Refused):
        apply_tree_import(by=system, at=now(), import_id=made.pk)
    assert Place.objects.count() == 0
    assert Span.objects.count() == 0


def test_a_preview_that_no_longer_holds_is_not_applied(preview: Bring, bring_in: Bring, system: Actor) -> None:
    bring_in(ROWS, FIRST)
    waiting = preview(changed(_231221101="通江乡"), date(2025, 1, 1))
    bring_in(changed(_231221101="通江街道"), SECOND)
    with pytest.raises(Refused) as refusal:
        apply_tree_import(by=system, at=now(), import_id=waiting.pk)
    assert refusal.value.because is Because.CONFLICT
    assert get_span("231221101", date(2025, 1, 1)).name == "通江街道"


def test_an_import_is_applied_or_discarded_once(preview: Bring, bring_in: Bring, system: Actor) -> None:
    applied = bring_in(ROWS, FIRST)
    put_aside = discard_tree_import(by=system, at=now(), import_id=preview(ROWS, SECOND).pk)
    for made in (applied, put_aside):
        for act in (apply_tree_import, discard_tree_import):
            with pytest.raises(Refused) as refusal:
                act(by=system, at=now(), import_id=made.pk)
            assert refusal.value.because is Because.CONFLICT
    with pytest.raises(Refused):
        apply_tree_import(by=system, at=now(), import_id=10**12)


def test_only_who_may_import_all_places_of_the_file_brings_it_in(
    preview: Bring, actor_at: Callable[..., Actor], bring_in: Bring
) -> None:
    bring_in(ROWS, FIRST)
    county = [("231221", "望奎县", "county")]
    assert preview(county, SECOND, by=actor_at("2312", Right.IMPORT_PLACES))
    for actor in (actor_at("231221100", Right.IMPORT_PLACES), actor_at("231221"), Actor("nobody")):
        with pytest.raises(Refused) as refusal:
            preview(county, SECOND, by=actor)
        assert refusal.value.because is Because.FORBIDDEN


def test_a_file_is_put_aside_by_who_may_import_its_places_only(
    preview: Bring, actor_at: Callable[..., Actor], bring_in: Bring
) -> None:
    bring_in(ROWS, FIRST)
    made = preview(ROWS, SECOND)
    for act in (discard_tree_import, apply_tree_import):
        with pytest.raises(Refused) as refusal:
            act(by=actor_at("2312", Right.IMPORT_PLACES), at=now(), import_id=made.pk)
        assert refusal.value.because is Because.FORBIDDEN
    made.refresh_from_db()
    assert made.state == ImportState.PREVIEWED


def test_each_step_leaves_an_act_and_only_the_last_touches_figures(bring_in: Bring) -> None:
    made = bring_in(ROWS, FIRST)
    acts = {act.verb: act for act in Act.objects.all()}
    assert set(acts) == {"places.preview_tree_import", "places.apply_tree_import"}
    assert acts["places.apply_tree_import"].touches_from == FIRST
    assert acts["places.preview_tree_import"].touches_from == FOREVER
    assert acts["places.apply_tree_import"].subject == f"places.tree_import:{made.pk}"


def test_the_name_of_a_file_is_kept_without_its_folder(system: Actor) -> None:
    made = preview_tree_import(by=system, at=now(), file_name="../a/树\0.csv", content=csv_of(ROWS), effective_on=FIRST)
    assert made.file_name == "树.csv"


def test_the_real_province_is_read_whole(preview: Bring) -> None:
    path = Path(headgoose.__file__).parent / "demo" / "data" / "heilongjiang_divisions.csv.gz"
    counts = preview(gzip.decompress(path.read_bytes()), FIRST).summary["counts"]
    assert (counts["new"], counts["problems"]) == (15_720, 0)


NAMES = st.sampled_from(["红旗村", "红星村", "胜利镇"])
CODES = st.sampled_from(
    [f"23{p}{c}{t}{v}" for p in ("01", "02") for c in ("01", "02") for t in ("100", "101") for v in ("200", "201")]
)


@st.composite
def trees(draw: st.DrawFn) -> list[tuple[str, str, str]]:
    """A small tree of few names, so that moves are common and doubtful."""
    kinds = {2: "province", 4: "prefecture", 6: "county", 9: "township"}
    leaves = draw(st.sets(CODES, max_size=6))
    codes = sorted({"23"} | {leaf[:digits] for leaf in leaves for digits in (4, 6, 9, 12)})
    last = st.sampled_from(["village", "community"])
    return [(code, draw(NAMES), kinds[len(code)] if len(code) in kinds else draw(last)) for code in codes]


@given(first=trees(), second=trees(), third=trees())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_a_file_the_tree_is_the_file_and_the_past_is_kept(
    first: list[tuple[str, str, str]], second: list[tuple[str, str, str]], third: list[tuple[str, str, str]]
) -> None:
    days = [date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)]
    with transaction.atomic():
        by = system_actor("test", "test")
        for rows, on in zip((first, second, third), days, strict=True):
            content = csv_of(rows)
            made = preview_tree_import(by=by, at=now(), file_name="x", content=content, effective_on=on)
            apply_tree_import(by=by, at=now(), import_id=made.pk)
            again = preview_tree_import(by=by, at=now(), file_name="x", content=content, effective_on=on)
            assert again.summary["counts"]["unchanged"] == len(rows)
        for rows, on in zip((first, second, third), days, strict=True):
            assert tree_on(on) == sorted(said(rows))
            for span in Span.objects.on(on).exclude(kind=10):
                parent = Span.objects.on(on).get(place=span.parent)
                assert span.code.startswith(parent.code)
                assert span.level == parent.level + 1
        for place_id in Span.objects.values_list("place_id", flat=True):
            ends = [(span.start_on, span.end_on) for span in reversed(history_of(place_id))]
            assert all(one[1] <= other[0] for one, other in pairwise(ends))
        transaction.set_rollback(True)
