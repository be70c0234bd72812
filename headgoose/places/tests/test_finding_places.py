"""Places by code, by what a search box means, by what lies above and below."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level, area_of
from headgoose.kernel.clock import now
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.actions import close_grid, make_grids
from headgoose.places.finding import find_places
from headgoose.places.models import Kind, Span
from headgoose.places.queries import (
    ancestors,
    child_counts,
    children,
    common_key,
    counts_below,
    find_span,
    get_span,
    search_places,
    span_of,
    spans_of,
    top_places,
)

ON = date(2026, 6, 1)
pytestmark = pytest.mark.django_db


def codes(words: str, limit: int = 10, **more: Any) -> list[str]:
    return [span.code for span in search_places(words, ON, limit, **more)]


@pytest.mark.parametrize("code", ["231221", " 231 221 ", "２３１２２１"])
def test_a_place_is_got_by_its_code(tree: Any, code: str) -> None:
    assert get_span(code, ON) == tree["231221"]


@pytest.mark.parametrize("code", ["", "2", "23122", "1234567", "a", "23\0", "2312/1", "-1", "二三", "9" * 500, "99"])
def test_what_is_no_code_is_not_found_and_said_so(tree: Any, code: str) -> None:
    assert find_span(code, ON) is None
    with pytest.raises(Refused) as refusal:
        get_span(code, ON)
    assert refusal.value.because is Because.NOT_FOUND
    assert str(refusal.value)


def test_a_date_before_the_place_existed_is_told_from_a_code_that_never_was(tree: Any) -> None:
    with translation.override("en"):
        with pytest.raises(Refused, match="it exists from 2016-01-01"):
            get_span("231221", date(2015, 12, 31))
        with pytest.raises(Refused, match="No place has the code 231229"):
            get_span("231229", ON)


def test_a_place_closed_or_recoded_says_until_when_and_where_it_is(tree: Any) -> None:
    village, county = tree["231222100200"], tree["231222"]
    Span.objects.filter(pk__in=[village.pk, county.pk]).update(end_on=date(2020, 1, 1))
    Span.objects.create(
        place_id=county.place_id, parent_id=county.parent_id, key=231223 * 10**9, kind=30, name="兰西县", pinyin="",
        initials="", start_on=date(2020, 1, 1),
    )  # fmt: skip
    with translation.override("en"):
        with pytest.raises(Refused, match="it existed until 2020-01-01"):
            get_span("231222100200", ON)
        with pytest.raises(Refused, match="its code was 231223"):
            get_span("231222", ON)
    assert span_of(county.place_id, ON) == get_span("231223", ON)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("望奎", ["231221", "231221100"]),
        ("望奎镇", ["231221100"]),
        ("奎", ["231221", "231221100"]),
        ("wkx", ["231221"]),
        ("WKX", ["231221"]),
        ("wk", ["231221", "231221100"]),
        ("wangkui", ["231221", "231221100"]),
        ("Wang Kui Xian", ["231221"]),
        ("Wangkui County", ["231221", "231221100"]),
        ("厢红五村", ["231221100200"]),
        ("厢红五村委会", ["231221100200"]),
        ("2312211002", ["231221100200", "231221100201"]),
        ("２３１２２２", ["231222", "231222100", "231222100200"]),
        ("231221100200001", ["231221100200001"]),
        ("231221100200", ["231221100200", "231221100200001", "231221100200002"]),
        ("第1网格", []),
        ("d1wg", []),
        ("zzz", []),
        ("", []),
        ("  ", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("望奎\0", ["231221", "231221100"]),
        ("1" * 400, []),
    ],
)
def test_the_search_box_understands(tree: Any, words: str, found: list[str]) -> None:
    assert codes(words) == found


def test_the_very_name_comes_before_the_higher_level(tree: Any) -> None:
    Span.objects.filter(pk=tree["231221101200"].pk).update(name="望奎", pinyin="wang kui", initials="wk")
    assert codes("望奎") == ["231221101200", "231221", "231221100"]
    assert codes("wangkui")[0] == "231221101200"


def test_no_more_is_found_than_asked_for(tree: Any) -> None:
    assert codes("23", limit=3) == ["23", "2312", "231221"]
    assert len(codes("2312", limit=100)) == 11


def test_the_search_keeps_to_the_areas_it_is_given(tree: Any, actor_at: Callable[..., Actor]) -> None:
    assert codes("望奎", areas=[tree["231221100"].area]) == ["231221100"]
    assert codes("望奎", areas=[]) == []
    assert find_places("望奎", Actor("nobody"), ON, 5) == []
    (hit,) = find_places("厢红六", actor_at("231221"), ON, 5)
    assert hit.url == "/place/231221100201/"
    assert hit.detail == "231221100201 · 绥化市 望奎县 望奎镇"


def test_the_search_is_two_queries(tree: Any, actor_at: Callable[..., Actor], django_assert_num_queries: Any) -> None:
    actor = actor_at("23")
    with django_assert_num_queries(2):
        assert len(find_places("2312", actor, ON, 50)) > 5


def test_ancestors_come_from_the_top_in_one_query(tree: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        above = ancestors(tree["231221100200001"], ON)
    assert [span.code for span in above] == ["23", "2312", "231221", "231221100", "231221100200"]
    assert ancestors(tree["23"], ON) == []


def test_children_and_counts_are_one_query_each(tree: Any, django_assert_num_queries: Any) -> None:
    county = tree["231221"]
    with django_assert_num_queries(3):
        assert [span.code for span in children(county, ON)] == ["231221100", "231221101"]
        counts = {Kind.TOWNSHIP: 2, Kind.VILLAGE: 3, Kind.COMMUNITY: 1, Kind.GRID: 2}
        assert child_counts(county, ON) == counts
        below = counts_below(county, ON)
    assert below[tree["231221100"].key] == {Kind.TOWNSHIP: 1, Kind.VILLAGE: 2, Kind.COMMUNITY: 1, Kind.GRID: 2}
    assert sum(counts[Kind.VILLAGE] for counts in below.values()) == 3
    assert children(tree["231221100200001"], ON) == []
    assert counts_below(tree["231221100200001"], ON) == {}


def test_the_counts_of_a_province_follow_what_is_written(tree: Any, system: Actor) -> None:
    assert child_counts(tree["23"], ON)[Kind.GRID] == 2
    make_grids(by=system, at=now(), village_code="231221100201", count=3, start_on=ON)
    assert child_counts(tree["23"], ON)[Kind.GRID] == 5
    assert child_counts(tree["23"], date(2026, 5, 31))[Kind.GRID] == 2
    assert child_counts(tree["23"], date(2026, 7, 1))[Kind.GRID] == 5
    close_grid(by=system, at=now(), code="231221100200001", on=date(2026, 7, 1))
    assert child_counts(tree["23"], date(2026, 7, 1))[Kind.GRID] == 4
    assert child_counts(tree["23"], ON)[Kind.GRID] == 5


def test_spans_of_leaves_out_what_did_not_exist(tree: Any) -> None:
    ids = [tree["23"].place_id, tree["2312"].place_id, 10**9]
    assert set(spans_of(ids, ON)) == set(ids[:2])
    assert spans_of(ids, date(2000, 1, 1)) == {}


def test_top_places_are_those_of_the_areas(tree: Any) -> None:
    areas = [tree["231221100"].area, tree["2312"].area]
    assert [span.code for span in top_places(areas, ON)] == ["2312", "231221100"]
    assert [span.code for span in top_places([area_of(0, Level.PROVINCE).__class__(0, 10**15)], ON)] == ["23"]
    assert top_places([], ON) == []


def test_the_common_key_is_the_lowest_place_above_all() -> None:
    assert common_key([231221100200000, 231221101200000]) == 231221000000000
    assert common_key([231221100200000]) == 231221100200000
    assert common_key([230000000000000, 110000000000000]) is None
    assert common_key([]) is None


def test_a_name_is_said_in_the_reader_s_language(tree: Any) -> None:
    village = tree["231221100200"]
    with translation.override("zh-hans"):
        assert village.said == "厢红五村"
    with translation.override("en"):
        assert village.said == "Xianghongwu Village 厢红五村"
