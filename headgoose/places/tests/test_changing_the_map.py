"""Places renamed, recoded, moved, merged, split and closed by a document, on a real database."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER, now
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.actions import (
    apply_map_change,
    close_place,
    make_grids,
    merge_places,
    move_place,
    preview_map_change,
    recode_place,
    rename_place,
    set_mark,
    split_place,
)
from headgoose.places.changes import MapChange, Part, Step, change_from_json, change_to_json
from headgoose.places.lineage import Link, lineage
from headgoose.places.models import WHOLE_PPM, EventKind, Kind, Mark, MarkKind, PlaceEvent, Span, Succession
from headgoose.places.queries import find_span, get_span
from headgoose.records.models import Act

pytestmark = pytest.mark.django_db
TODAY, LATER, BEFORE = date(2026, 6, 1), date(2027, 1, 1), date(2020, 1, 1)
A, B, C = "231221100200", "231221100201", "231221101200"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Reasons are read here in the language of the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def act(system: Actor) -> dict[str, Any]:
    return {"by": system, "at": now(), "document": "黑民行批〔2026〕1号", "on": TODAY}


def tree_with_grids(day: date) -> dict[str, tuple[str, int]]:
    return {span.code: (span.name, span.place_id) for span in Span.objects.on(day)}


def reason(caught: pytest.ExceptionInfo[Refused]) -> str:
    return str(caught.value)


def test_a_place_is_renamed_from_a_date_on(tree: Any, act: dict[str, Any]) -> None:
    event = rename_place(**act, code="231221", name="望奎市")
    assert get_span("231221", TODAY).name == "望奎市"
    assert get_span("231221", BEFORE).name == "望奎县"
    assert event.kind == EventKind.RENAME
    assert event.place_key == tree["231221"].key
    assert Succession.objects.get().stays
    assert lineage(BEFORE, TODAY) == []


def test_a_village_becomes_a_community_but_never_a_township(tree: Any, act: dict[str, Any]) -> None:
    rename_place(**act, code=A, name="", kind=Kind.COMMUNITY)
    assert get_span(A, TODAY).kind == Kind.COMMUNITY
    with pytest.raises(Refused, match="level"):
        rename_place(**act, code=B, name="", kind=Kind.TOWNSHIP)
    with pytest.raises(Refused, match="already"):
        rename_place(**act, code=B, name=tree[B].name)


def test_a_new_code_is_a_new_code_for_all_below(tree: Any, act: dict[str, Any]) -> None:
    before = tree_with_grids(BEFORE)
    recode_place(**act, code="231221", new_code="231281", name="望奎市")
    after = tree_with_grids(TODAY)
    assert tree_with_grids(BEFORE) == before
    moved = {code: place for code, place in before.items() if code.startswith("231221")}
    assert len(moved) == 9
    for code, (name, place_id) in moved.items():
        assert after["231281" + code[6:]] == (name if len(code) > 6 else "望奎市", place_id)
    assert not any(code.startswith("231221") for code in after)
    assert lineage(BEFORE, TODAY) == []


def test_a_code_that_lies_elsewhere_is_a_move(tree: Any, act: dict[str, Any]) -> None:
    move_place(**act, code="231221101", new_code="231222101")
    assert get_span("231222101200", TODAY).place_id == tree[C].place_id
    assert get_span("231222101", TODAY).parent_id == tree["231222"].place_id
    assert get_span("231222101200", TODAY).parent_id == tree["231221101"].place_id
    event = PlaceEvent.objects.get()
    assert event.place_key == tree["2312"].key


def test_a_move_to_a_place_takes_a_free_number_there(tree: Any, act: dict[str, Any]) -> None:
    move_place(**act, code=A, new_code="231221101")
    assert get_span("231221101201", TODAY).place_id == tree[A].place_id
    assert get_span("231221101201001", TODAY).place_id == tree[A + "001"].place_id


def test_villages_merge_into_one_that_stays_and_their_grids_come_along(tree: Any, act: dict[str, Any]) -> None:
    make_grids(by=act["by"], at=act["at"], village_code=B, count=3, start_on=date(2025, 1, 1))
    grids = [span.place_id for span in Span.objects.filter(parent_id=tree[B].place_id).order_by("key")]
    merge_places(**act, codes=[B], into=Part(A, "厢红村委会"))
    assert find_span(B, TODAY) is None
    assert get_span(A, TODAY).name == "厢红村委会"
    assert [get_span(f"{A}00{number}", TODAY).place_id for number in (3, 4, 5)] == grids
    assert [get_span(f"{A}00{number}", TODAY).name for number in (3, 4, 5)] == ["第3网格", "第4网格", "第5网格"]
    assert {span.parent_id for span in Span.objects.on(TODAY).filter(place_id__in=grids)} == {tree[A].place_id}
    assert lineage(BEFORE, TODAY) == [Link(tree[B].place_id, tree[A].place_id, WHOLE_PPM)]


def test_places_merge_into_a_new_one(tree: Any, act: dict[str, Any]) -> None:
    merge_places(**act, codes=["231221", "231222"], into=Part("231283", "新区", Kind.COUNTY))
    made = get_span("231283", TODAY)
    assert made.parent_id == tree["2312"].place_id
    assert get_span("231283100", TODAY).place_id == tree["231221100"].place_id
    assert get_span("231283102", TODAY).place_id == tree["231222100"].place_id, "a free number of its class"
    assert get_span("231283102200", TODAY).place_id == tree["231222100200"].place_id
    assert {link.to_place_id for link in lineage(BEFORE, TODAY)} == {made.place_id}


def test_what_comes_along_takes_the_code_that_was_said(tree: Any, act: dict[str, Any]) -> None:
    numbers = {"231222100": "231221150", "231222100200": "231221150399"}
    merge_places(**act, codes=["231222"], into=Part("231221"), numbers=numbers)
    assert get_span("231221150", TODAY).place_id == tree["231222100"].place_id
    assert get_span("231221150200", TODAY).place_id == tree["231222100200"].place_id, "only what a step takes along"
    with pytest.raises(Refused, match="does not lie below"):
        merge_places(**act, codes=["231221101"], into=Part("231221100"), numbers={C: "231221150200"})


def test_a_split_place_may_keep_its_identity(tree: Any, act: dict[str, Any]) -> None:
    numbers = {"231221101": "231284"}
    split_place(**act, code="231221", parts=[Part(), Part("231284", "通江县")], numbers=numbers)
    made = get_span("231284", TODAY)
    assert get_span("231221", TODAY).place_id == tree["231221"].place_id
    assert get_span("231284101", TODAY).place_id == tree["231221101"].place_id
    old = tree["231221"].place_id
    assert lineage(BEFORE, TODAY) == [Link(old, old, 500_000), Link(old, made.place_id, 500_000)]


def test_a_place_is_split_wholly_with_shares_that_are_said(tree: Any, act: dict[str, Any]) -> None:
    parts = [Part("231221100", "东村委会", None, 333_333), Part("231221100301", "西村委会", None, 666_667)]
    numbers = {A + "001": "231221100", A + "002": "231221100301"}
    with pytest.raises(Refused, match="goes to none"):
        split_place(**act, code=A, parts=parts, numbers=numbers)
    parts[0] = Part("231221100300", "东村委会", None, 333_333)
    numbers[A + "001"] = "231221100300"
    split_place(**act, code=A, parts=parts, numbers=numbers)
    assert find_span(A, TODAY) is None
    assert get_span("231221100301002", TODAY).place_id == tree[A + "002"].place_id
    assert sorted(link.share_ppm for link in lineage(BEFORE, TODAY)) == [333_333, 666_667]


@pytest.mark.parametrize("shares", [(500_000, 400_000), (1_000_000, 0), (1_000_000, None), (-1, 1_000_001)])
def test_shares_sum_to_the_whole(tree: Any, act: dict[str, Any], shares: tuple[int, int | None]) -> None:
    parts = [Part(share_ppm=shares[0]), Part("231284", "通江县", None, shares[1])]
    with pytest.raises(Refused, match="100 %"):
        split_place(**act, code="231221", parts=parts, numbers={"231221101": "231284"})


def test_every_place_below_one_that_goes_must_go_somewhere(tree: Any, act: dict[str, Any]) -> None:
    parts = [Part("231284", "东县"), Part("231285", "西县")]
    with pytest.raises(Refused, match="Say which part"):
        split_place(**act, code="231221", parts=parts, numbers={"231221101": "231284"})
    with pytest.raises(Refused, match="lie below"):
        close_place(**act, code="231221101")


def test_a_closed_place_passes_to_the_one_above(tree: Any, act: dict[str, Any]) -> None:
    close_place(**act, code=C)
    assert find_span(C, TODAY) is None
    assert lineage(BEFORE, TODAY) == [Link(tree[C].place_id, tree["231221101"].place_id, WHOLE_PPM)]


def test_steps_of_a_document_take_effect_together_or_not_at_all(tree: Any, act: dict[str, Any]) -> None:
    steps = (
        Step(EventKind.MOVE, ("231222100",), (Part("231284102"),), (2,)),
        Step(EventKind.RECODE, ("231221",), (Part("231284", "望奎市"),), (3,)),
        Step(EventKind.RECODE, ("231222",), (Part("231221"),), (4,)),
    )
    change = MapChange(act["document"], TODAY, steps)
    bad = MapChange(act["document"], TODAY, (*steps, Step(EventKind.CLOSE, ("231299",), (), (5,))))
    with pytest.raises(Refused) as caught:
        apply_map_change(by=act["by"], at=now(), change=bad)
    assert [problem.row for problem in caught.value.details["problems"]] == [5]
    assert get_span("231221", TODAY).place_id == tree["231221"].place_id
    apply_map_change(by=act["by"], at=now(), change=change)
    assert get_span("231221", TODAY).place_id == tree["231222"].place_id, "a code that one gives up another takes"
    assert get_span("231284102200", TODAY).place_id == tree["231222100200"].place_id
    assert get_span("231284100", TODAY).place_id == tree["231221100"].place_id
    assert PlaceEvent.objects.count() == 3


def test_a_change_for_later_leaves_today_alone(tree: Any, act: dict[str, Any]) -> None:
    recode_place(**act | {"on": LATER}, code="231221", new_code="231281")
    assert get_span("231221100", TODAY).place_id == tree["231221100"].place_id
    assert get_span("231281100", LATER).place_id == tree["231221100"].place_id
    with pytest.raises(Refused, match="already changes"):
        rename_place(**act, code="231221", name="望奎市")
    with pytest.raises(Refused, match="already changes"):
        merge_places(**act, codes=["231222"], into=Part("231221"))


def test_nothing_is_changed_before_what_began_later(tree: Any, act: dict[str, Any]) -> None:
    rename_place(**act, code=A, name="新村委会")
    with pytest.raises(Refused, match=r"already changes|after that date"):
        recode_place(**act | {"on": BEFORE}, code="231221", new_code="231281")
    with pytest.raises(Refused, match="after that date"):
        rename_place(**act, code=A, name="旧村委会")
    make_grids(by=act["by"], at=act["at"], village_code=B, count=1, start_on=LATER)
    with pytest.raises(Refused, match="begins on"):
        move_place(**act, code=B, new_code="231221101")


def test_a_code_that_another_place_has_is_not_given(tree: Any, act: dict[str, Any]) -> None:
    for change, code, new_code in ((recode_place, "231221", "231222"), (move_place, A, C)):
        with pytest.raises(Refused, match="both have the code"):
            change(**act, code=code, new_code=new_code)
    recode_place(**act | {"on": LATER}, code="231222", new_code="231283")
    with pytest.raises(Refused, match="belongs to"):
        recode_place(**act, code="231221", new_code="231283")


@pytest.mark.parametrize("code", ["", "23", "2312", "231284", "2312211", "abc", "231221000", "２３"])
def test_codes_that_do_not_fit_are_refused(tree: Any, act: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused):
        recode_place(**act, code="231221101", new_code=code)
    assert PlaceEvent.objects.count() == 0


def test_what_is_said_twice_is_refused(tree: Any, act: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="at least two"):
        merge_places(**act, codes=[A], into=Part(A))
    with pytest.raises(Refused, match="one level"):
        merge_places(**act, codes=[A, "231221101"], into=Part(B))
    with pytest.raises(Refused, match="same code"):
        split_place(**act, code=A, parts=[Part(), Part(A)])
    with pytest.raises(Refused, match="two or more"):
        split_place(**act, code=A, parts=[Part()])


def test_the_map_is_changed_by_who_holds_the_right_over_all_of_it(
    tree: Any, act: dict[str, Any], actor_at: Any
) -> None:
    county = {**act, "by": actor_at("231221", Right.CHANGE_MAP)}
    with pytest.raises(Refused) as caught:
        move_place(**county, code="231221101", new_code="231222101")
    assert caught.value.because is Because.FORBIDDEN
    with pytest.raises(Refused):
        recode_place(**county, code="231221", new_code="231281")
    with pytest.raises(Refused):
        rename_place(**{**act, "by": actor_at("23", Right.DRAW_GRIDS)}, code=A, name="新村委会")
    rename_place(**county, code=A, name="新村委会")


def test_a_change_says_by_which_document(tree: Any, act: dict[str, Any]) -> None:
    for document in ("", " ", "a\nb", "x" * 121):
        with pytest.raises(Refused):
            rename_place(**act | {"document": document}, code=A, name="新村委会")
    with pytest.raises(Refused):
        rename_place(**act | {"on": FOREVER}, code=A, name="新村委会")


def test_each_event_leaves_its_act_with_before_and_after(tree: Any, act: dict[str, Any]) -> None:
    merge_places(**act, codes=[B], into=Part(A))
    told = Act.objects.filter(verb="places.merge_places")
    assert {act.place_key for act in told} == {tree[code].key for code in ("231221100", A, B)}
    made = told.get(place_key=tree["231221100"].key)
    assert made.before == {"places": [[B, "厢红六村委会"]]}
    assert made.after["places"] == [[A, "厢红五村委会"]]
    assert made.touches_from == TODAY


def test_a_plan_is_carried_out_once_and_only_as_it_was_seen(tree: Any, act: dict[str, Any]) -> None:
    change = MapChange(act["document"], TODAY, (Step(EventKind.MERGE, (B,), (Part(A),)),))
    plan = preview_map_change(by=act["by"], at=now(), change=change)
    assert Span.objects.on(TODAY).filter(place_id=tree[B].place_id).exists(), "a preview changes nothing"
    again = preview_map_change(by=act["by"], at=now(), change=change_from_json(change_to_json(change)))
    assert again.digest() == plan.digest()
    make_grids(by=act["by"], at=act["at"], village_code=B, count=1, start_on=date(2025, 1, 1))
    with pytest.raises(Refused, match="since the preview"):
        apply_map_change(by=act["by"], at=now(), change=change, token=plan.digest())
    plan = preview_map_change(by=act["by"], at=now(), change=change)
    apply_map_change(by=act["by"], at=now(), change=change, token=plan.digest())
    with pytest.raises(Refused):
        apply_map_change(by=act["by"], at=now(), change=change, token=plan.digest())


def test_marks_end_with_a_place_and_pass_to_a_new_one_that_comes_wholly_of_marked_ones(
    tree: Any, act: dict[str, Any], system: Actor
) -> None:
    for code in ("231221", "231222"):
        set_mark(by=system, at=now(), code=code, kind=MarkKind.BORDER, source="x", start_on=BEFORE)
    merge_places(**act, codes=["231221", "231222"], into=Part("231283", "新区"))
    made = get_span("231283", TODAY)
    assert Mark.objects.get(place_id=made.place_id).start_on == TODAY
    assert set(Mark.objects.exclude(place_id=made.place_id).values_list("end_on", flat=True)) == {TODAY}


@pytest.mark.parametrize("text", ["", "[]", "{}", "nan", '{"steps": 1}', '{"steps": [["merge"]]}'])
def test_a_text_that_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        change_from_json(text)
