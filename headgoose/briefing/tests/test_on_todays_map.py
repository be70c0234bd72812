"""The facts of a date on a later map: nothing is lost, merges add, splits apportion, rows sum to the figure."""

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headgoose.briefing.engine import Reader, parts, rows
from headgoose.briefing.keeping import forget_tables
from headgoose.briefing.reading import child_values, standings_below, trend_of
from headgoose.briefing.table import State
from headgoose.briefing.tests.changes import MapChanges
from headgoose.briefing.wording import value_text
from headgoose.kernel.area import Level
from headgoose.kernel.clock import FOREVER, now
from headgoose.kernel.figures import figures
from headgoose.people.rules import Seating
from headgoose.places.actions import merge_places, split_place
from headgoose.places.changes import Part
from headgoose.places.models import Kind, Span
from headgoose.places.queries import get_span

if TYPE_CHECKING:
    from headgoose.briefing.tests.conftest import Countryside

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "move", "absorb", "close"]),
        st.integers(0, 9),
        st.integers(0, 9),
        st.integers(1, 999_999),
        st.dates(date(2017, 1, 1), date(2026, 5, 31)),
    ),
    max_size=7,
)


def _change(changes: MapChanges, drawn: list[tuple[str, int, int, int, date]]) -> None:
    """Whatever of the drawn changes is possible, in the order of their dates."""
    for kind, first, second, ppm, on in sorted(drawn, key=lambda one: one[4]):
        here = Span.objects.filter(start_on__lt=on, end_on=FOREVER)
        villages, townships = list(here.filter(kind=50).order_by("key")), list(here.filter(kind=40).order_by("key"))
        counties = list(here.filter(kind=30).order_by("key"))
        if not villages or not townships:
            continue
        span, other = villages[first % len(villages)], villages[second % len(villages)]
        if kind == "merge" and span != other:
            changes.merge(span, other, on)
        elif kind == "split":
            changes.split(span, ppm, on)
        elif kind == "move":
            changes.move(span, townships[second % len(townships)], on)
        elif kind == "absorb" and len(counties) > 1:
            changes.absorb(counties[0], counties[1], on)
        elif kind == "close" and len(villages) > 1:
            changes.end(span, on)


def _seat_everybody(countryside: "Countryside") -> None:
    seats = [
        ("231221100200", "secretary", 2016),
        ("231221100201", "secretary", 2016),
        ("231221101200", "first_secretary", 2016),
        ("231222100200", "graduate", 2016),
        ("231221100200001", "grid_worker", 2018),
    ]
    pairs = zip(seats, countryside.persons, strict=True)
    countryside.seat(
        *(Seating(countryside.post(code, post), person, date(year, 3, 1)) for (code, post, year), person in pairs)
    )


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=CHANGES, on=st.dates(date(2016, 6, 1), date(2026, 5, 31)))
def test_rows_parts_and_children_sum_to_the_figure_on_todays_map(
    countryside: "Countryside", drawn: list[tuple[str, int, int, int, date]], on: date
) -> None:
    """At every place of today's map, after random merges, splits, moves, closures and a county absorbed."""
    with transaction.atomic():
        _seat_everybody(countryside)
        _change(MapChanges(countryside.tree), drawn)
        forget_tables()
        reader, then = Reader(on, TODAY), Reader(on)
        province = countryside.tree["23"]
        for figure in figures:
            assert reader.value(figure, province) == then.value(figure, province), figure.code
            for span in Span.objects.on(TODAY).order_by("kind", "key"):
                if not figure.applies_at(span.level):
                    continue
                value, facts = reader.value(figure, span), rows(figure, span.area, reader.ground_of(figure))
                assert sum(Fraction(f.numerator * f.share_ppm, 10**6) for f in facts) == Fraction(
                    value.numerator, value.scale
                ), figure.code
                assert sum(Fraction(f.denominator * f.share_ppm, 10**6) for f in facts) == value.whole, figure.code
                assert len({(f.record_id, f.place_id, f.key) for f in facts}) == len(facts), figure.code
                children = child_values(reader, figure, span, value)
                if children:
                    assert sum(child.value.counted for child in children) == value.counted, figure.code
                if figure.part_label is not None:
                    split = parts(figure, span, reader.ground_of(figure))
                    assert sum(Fraction(n, scale) for _part, n, _d, scale in split) == Fraction(
                        value.numerator, value.scale
                    ), figure.code
        transaction.set_rollback(True)


@pytest.fixture
def changes(countryside: "Countryside") -> MapChanges:
    """A way to change the map of a staffed countryside."""
    _seat_everybody(countryside)
    return MapChanges(countryside.tree)


def test_merged_places_add_and_the_date_keeps_its_own_map(countryside: "Countryside", changes: MapChanges) -> None:
    """Two villages with a secretary each are one today: 2 there, and 1 where it was."""
    tree, on = countryside.tree, date(2018, 6, 1)
    kept, gone = tree["231221100200"], tree["231221100201"]
    changes.merge(gone, kept, date(2020, 1, 1))
    figure = figures.get("SEC-women")
    assert Reader(on).value(figure, kept).denominator == 1
    assert Reader(on).value(figure, gone).denominator == 1
    assert Reader(on, TODAY).value(figure, kept).denominator == 2
    # The map had changed by 2021 and not yet by 2019.
    assert Reader(on, date(2021, 1, 1)).value(figure, kept).denominator == 2
    assert Reader(on, date(2019, 1, 1)).value(figure, kept).denominator == 1


def test_a_split_place_is_apportioned_by_its_recorded_share(countryside: "Countryside", changes: MapChanges) -> None:
    """60 % stay, 40 % go: one first secretary is 0.6 and 0.4 of one; each row says its share."""
    village, on, figure = countryside.tree["231221101200"], date(2018, 6, 1), figures.get("P4")
    new = changes.split(village, 600_000, date(2020, 1, 1))
    reader = Reader(on, TODAY)
    assert [value_text(reader.value(figure, span)) for span in (village, new)] == ["0.6", "0.4"]
    assert reader.value(figure, countryside.tree["231221101"]).number == 1
    assert [fact.share_ppm for fact in rows(figure, new.area, reader.ground())] == [400_000]
    ranked = standings_below(reader, figure, countryside.tree["231221101"], Level.VILLAGE)
    assert [(row.span.key, row.rank) for row in ranked] == [(village.key, 1), (new.key, 2)]
    share = reader.value(figures.get("G7"), new)
    assert [share.counted, share.whole, Fraction(share.number or 0)] == [0, Fraction(2, 5), 0]


def test_the_trend_of_a_new_place_shows_those_it_was_made_from(countryside: "Countryside", changes: MapChanges) -> None:
    """On one map the years before show the predecessors' part; each on its own map they are missing."""
    village, figure = countryside.tree["231221101200"], figures.get("P4")
    new = changes.split(village, 600_000, date(2024, 1, 1))
    reader = Reader(TODAY)
    years = {on.year: value for on, value in trend_of(reader, figure, new)}
    assert min(years) == 2016
    assert years[2018].counted == Fraction(2, 5)
    each = dict(trend_of(reader, figure, new, each=True))
    assert [day.year for day in each] == [2024, 2025, 2026]
    states = [value.state for _on, value in reader.trend_as_it_was(figure, new, [date(2018, 6, 1)])]
    assert states == [State.MISSING]


def test_a_change_of_the_map_makes_kept_tables_stale(countryside: "Countryside", changes: MapChanges) -> None:
    """A table counted before a recorded change of the map is not read after it."""
    from headgoose.records.models import Act

    tree, on, figure = countryside.tree, date(2018, 6, 1), figures.get("SEC-women")
    kept, gone = tree["231221100200"], tree["231221100201"]
    changes.merge(tree["231222100200"], kept, date(2019, 1, 1))
    assert Reader(on, TODAY).value(figure, kept).denominator == 1
    # Of the same day as the first: the later map begins when it did, only its acts tell that it is another.
    changes.merge(gone, kept, date(2019, 1, 1))
    act = {"verb": "places.merge_places", "subject": "places.place:1", "touches_from": date(2019, 1, 1)}
    Act.objects.create(at="2026-06-01T00:00:00Z", actor_label="x", origin="test", room="places", **act)
    assert Reader(on, TODAY).value(figure, kept).denominator == 2


def test_figures_follow_counties_that_were_merged_and_split_by_the_acts_themselves(countryside: "Countryside") -> None:
    """In 2017 兰西 went into 望奎, and 望奎 gave one township to a new county: 2016 adds up today."""
    on = date(2017, 1, 1)
    act: dict[str, Any] = {"by": countryside.system, "at": now(), "document": "国函〔2017〕1号"}
    merge_places(**act, on=on, codes=["231222", "231221"], into=Part("231221"))
    moved = {span.code: "231229" for span in Span.objects.on(on).filter(name="兰西镇")}
    parts_made = [Part(share_ppm=700_000), Part("231229", "新县", Kind.COUNTY, 300_000)]
    split_place(**act, on=date(2018, 1, 1), code="231221", parts=parts_made, numbers=moved)
    figure, grids = figures.get("VAC"), figures.get("G3")
    past, now_there = (
        Reader(date(2016, 6, 1), TODAY),
        {code: get_span(code, TODAY) for code in ("231221", "231229", "2312")},
    )
    values = {code: past.value(figure, span) for code, span in now_there.items()}
    whole = Reader(date(2016, 6, 1)).value(figure, countryside.tree["2312"])
    assert values["2312"] == whole
    assert values["231221"].counted + values["231229"].counted == whole.counted
    # One empty post of the county itself is divided, 向阳村's six go over whole with their township.
    assert values["231229"].counted == 6 + Fraction(3, 10)
    assert [past.value(grids, span).number for span in now_there.values()] == [2, 0, 2]


def test_where_nothing_on_the_map_ended_both_maps_share_one_table(countryside: "Countryside") -> None:
    """No second count where there is nothing to place anew."""
    assert Reader(date(2018, 6, 1), TODAY).ground().placement is None
