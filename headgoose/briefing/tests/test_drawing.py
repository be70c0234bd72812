"""Charts, the map and small numbers: a gap stays a gap, equal values share a shade, no value is no shade."""

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from headgoose.briefing.charts import spark_line, trend_chart
from headgoose.briefing.county_map import _rings, draw_map
from headgoose.briefing.table import State, Value, suppressed_if_small
from headgoose.briefing.wording import change_text, value_text
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.places.actions.outlines import import_outlines

if TYPE_CHECKING:
    from conftest import Tree

YEARS = [date(year, 6, 1) for year in range(2020, 2025)]
MISSING = Value(0, 0, False, State.MISSING)
SQUARE = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"231221"},"geometry":%s}]}'


def _count(number: int) -> Value:
    return Value(number, 0, False)


def test_a_missing_year_breaks_the_line() -> None:
    """Two lines for 1, 2, nothing, 4, 5: the gap is not drawn through, and is no zero."""
    points = list(zip(YEARS, [_count(1), _count(2), MISSING, _count(4), _count(5)], strict=True))
    assert spark_line(points, "t").count('<path class="l"') == 2
    drawn = trend_chart(points, "t")
    assert drawn.count('<path class="l"') == 2
    assert drawn.count("<circle") == 4
    assert ">2022<" in drawn


def test_a_ripple_stays_a_ripple() -> None:
    """From 990 to 1,000 the spark line does not climb from the floor to the ceiling."""
    points = list(zip(YEARS, map(_count, (990, 992, 994, 996, 1000)), strict=True))
    heights = [
        float(y) for y in re.findall(r"[ML]?[\d.]+ ([\d.]+)", spark_line(points, "t").split('d="')[1].split('"')[0])
    ]
    assert max(heights) - min(heights) < 5


def test_titles_are_escaped() -> None:
    """A name never becomes markup."""
    assert "<b>" not in spark_line([(YEARS[0], _count(1))], "<b>")


@pytest.mark.django_db
def test_counties_without_an_outline_are_named_and_those_with_one_are_drawn(tree: "Tree", system: Actor) -> None:
    """One square, one county without a shape; a county without a value gets no shade."""
    _rings.cache_clear()
    ring = "[[[126,46],[127,46],[127,47],[126,47],[126,46]]]"
    geojson = SQUARE % f'{{"type":"Polygon","coordinates":{ring}}}'
    import_outlines(by=system, at=now(), geojson=geojson, source="a square")
    counties = [tree["231221"], tree["231222"]]
    drawn = draw_map(counties, [Value(0, 0, True, State.NOT_APPLICABLE), Value(1, 2, True)])
    assert [shape.span.code for shape in drawn.shapes] == ["231221"]
    assert drawn.shapes[0].step == 0
    assert drawn.shapes[0].path.startswith("M")
    assert [span.code for span, _value in drawn.unmapped] == ["231222"]
    assert drawn.source == "a square"
    _rings.cache_clear()


@pytest.mark.django_db
def test_equal_values_share_a_shade_and_the_highest_is_darkest(tree: "Tree") -> None:
    """Three fifths alike: one shade for them, the darkest for the top."""
    _rings.cache_clear()
    counties = [tree["231221"], tree["231222"]]
    drawn = draw_map(counties * 2 + counties[:1], [_count(3), _count(3), _count(3), _count(9), _count(9)])
    assert [shade for shade, _words in drawn.legend] == [4, 5]
    assert [words for _shade, words in drawn.legend] == ["≤ 3", "≤ 9"]


def test_small_numbers_are_held_back_on_public_pages_and_zero_is_not_small() -> None:
    """One to four people could be somebody; none, five, and what does not apply stay as they are."""
    states = [suppressed_if_small(_count(n)).state for n in (0, 1, 4, 5)]
    assert states == [State.NUMBER, State.SUPPRESSED, State.SUPPRESSED, State.NUMBER]
    assert suppressed_if_small(Value(1, 4, True)).state is State.SUPPRESSED
    assert suppressed_if_small(MISSING).state is State.MISSING


def test_four_states_read_differently() -> None:
    """Zero, missing, not applicable, suppressed: four texts."""
    states = (State.MISSING, State.NOT_APPLICABLE, State.SUPPRESSED)
    texts = {value_text(_count(0)), *(value_text(Value(0, 0, False, state)) for state in states)}
    assert len(texts) == 4


def test_a_change_says_its_sign_and_unit() -> None:
    """Counts by number, shares by points, nothing where nothing can be compared."""
    assert change_text(_count(5), _count(3)) == "+2"
    assert change_text(Value(3, 4, True), Value(1, 1, True)).startswith("−25.0")
    assert change_text(_count(5), MISSING) == ""
