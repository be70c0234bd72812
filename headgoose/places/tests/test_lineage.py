"""Where facts of one date lie on the map of another."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headgoose.kernel.clock import FOREVER, now
from headgoose.places.lineage import Chain, Closing, Link, Passing, lineage, to_millionths
from headgoose.places.models import WHOLE_PPM, EventKind, Place, PlaceEvent, Span, Succession

Happen = Callable[..., PlaceEvent]
SINCE, UNTIL = date(2018, 1, 1), date(2026, 1, 1)
FIRST, SECOND, THIRD = date(2019, 7, 1), date(2021, 7, 1), date(2023, 7, 1)


@pytest.fixture
def happen(db: None) -> Happen:
    def write(kind: EventKind, on: date, *parts: tuple[Place, Place, int]) -> PlaceEvent:
        event = PlaceEvent.objects.create(kind=kind, effective_on=on, document="x", place_key=None, made_at=now())
        Succession.objects.bulk_create(
            Succession(event=event, from_place=a, to_place=b, share_ppm=n) for a, b, n in parts
        )
        return event

    return write


def close(span: Span, on: date) -> None:
    Span.objects.filter(pk=span.pk).update(end_on=on)


def open_beside(span: Span, number: int, on: date, end_on: date = FOREVER) -> Place:
    facts = {"kind": span.kind, "name": "x", "pinyin": "x", "initials": "x", "parent_id": span.parent_id}
    place = Place.objects.create(made_at=now())
    Span.objects.create(place=place, key=span.key + number, start_on=on, end_on=end_on, **facts)
    return place


def test_where_nothing_happened_there_is_nothing_to_say(tree: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        assert lineage(SINCE, UNTIL) == []
    with django_assert_num_queries(0):
        assert lineage(UNTIL, SINCE) == []


def test_a_place_that_got_another_code_is_still_itself(tree: Any) -> None:
    village = tree["231221100200"]
    close(village, FIRST)
    facts = {"kind": 50, "name": "x", "pinyin": "x", "initials": "x", "start_on": FIRST}
    Span.objects.create(place_id=village.place_id, key=village.key + 5_000, **facts)
    assert lineage(SINCE, UNTIL) == []


def test_a_merged_place_lies_wholly_in_what_it_became(tree: Any, happen: Happen) -> None:
    old, kept = tree["231221100201"], tree.place("231221100200")
    close(old, FIRST)
    happen(EventKind.MERGE, FIRST, (old.place, kept, WHOLE_PPM))
    assert lineage(SINCE, UNTIL) == [Link(old.place_id, kept.pk, WHOLE_PPM)]
    assert lineage(FIRST, UNTIL) == [], "on the day itself the place is gone already"
    assert lineage(SINCE, FIRST) == [Link(old.place_id, kept.pk, WHOLE_PPM)]
    assert lineage(SINCE, FIRST - timedelta(days=1)) == []


def test_shares_are_multiplied_along_the_chain(tree: Any, happen: Happen) -> None:
    old, kept = tree["231221100201"], tree.place("231221100200")
    first = open_beside(old, 10_000, FIRST, SECOND)
    second, third = open_beside(old, 11_000, FIRST), open_beside(old, 12_000, SECOND)
    close(old, FIRST)
    happen(EventKind.SPLIT, FIRST, (old.place, first, 333_333), (old.place, second, 666_667))
    happen(EventKind.SPLIT, SECOND, (first, kept, 500_000), (first, third, 500_000))
    assert lineage(SINCE, UNTIL) == [
        Link(old.place_id, kept.pk, 166_667),
        Link(old.place_id, second.pk, 666_667),
        Link(old.place_id, third.pk, 166_666),
    ]
    assert lineage(SINCE, FIRST) == [Link(old.place_id, first.pk, 333_333), Link(old.place_id, second.pk, 666_667)]


def test_a_place_that_gave_a_part_away_keeps_the_rest(tree: Any, happen: Happen) -> None:
    kept = tree["231221100200"]
    made = open_beside(kept, 10_000, FIRST)
    happen(EventKind.SPLIT, FIRST, (kept.place, kept.place, 700_000), (kept.place, made, 300_000))
    assert lineage(SINCE, UNTIL) == [Link(kept.place_id, kept.place_id, 700_000), Link(kept.place_id, made.pk, 300_000)]
    assert lineage(FIRST, UNTIL) == [], "what happened before the first date is no matter"


def test_a_place_closed_without_a_successor_passes_to_its_parent_and_further(tree: Any, happen: Happen) -> None:
    grid, village, other = tree["231221100200001"], tree["231221100200"], tree.place("231221100201")
    close(grid, FIRST)
    close(tree["231221100200002"], SECOND)
    close(village, SECOND)
    happen(EventKind.MERGE, SECOND, (village.place, other, WHOLE_PPM))
    links = lineage(SINCE, UNTIL)
    assert {link.from_place_id for link in links} == {grid.place_id, village.place_id, tree["231221100200002"].place_id}
    assert {link[1:] for link in links} == {(other.pk, WHOLE_PPM)}
    assert lineage(SINCE, FIRST) == [Link(grid.place_id, village.place_id, WHOLE_PPM)]


def test_events_of_one_day_follow_each_other_in_the_order_made(tree: Any, happen: Happen) -> None:
    one, two, three = tree["231221100201"], tree["231221101200"], tree.place("231221100200")
    close(one, FIRST)
    close(two, FIRST)
    happen(EventKind.MERGE, FIRST, (one.place, two.place, WHOLE_PPM))
    happen(EventKind.MERGE, FIRST, (two.place, three, WHOLE_PPM))
    assert {link.to_place_id for link in lineage(SINCE, UNTIL)} == {three.pk}


def test_a_change_of_name_moves_nothing(tree: Any, happen: Happen) -> None:
    place = tree.place("231221100200")
    happen(EventKind.RENAME, FIRST, (place, place, WHOLE_PPM))
    assert lineage(SINCE, UNTIL) == []


DAYS = [SINCE + timedelta(days=200 * step) for step in range(1, 9)]


@st.composite
def histories(draw: Any) -> tuple[dict[int, Closing], dict[int, list[Passing]]]:
    """Places 1 to 12 under a parent 0; each closed place passes to others that live longer, or to the parent."""
    ends = {place: draw(st.integers(0, len(DAYS))) for place in range(1, 13)}
    closings = {place: Closing(DAYS[end], 0) for place, end in ends.items() if end < len(DAYS)}
    passings: dict[int, list[Passing]] = {}
    for place in sorted(closings, key=lambda place: closings[place].on):
        later = [other for other in ends if ends[other] > ends[place]]
        if later and draw(st.booleans()):
            heirs = draw(st.lists(st.sampled_from(later), min_size=1, max_size=4, unique=True))
            cuts = draw(st.lists(st.integers(1, 1000), min_size=len(heirs), max_size=len(heirs)))
            shares = {heir: Fraction(cut, sum(cuts)) for heir, cut in zip(heirs, cuts, strict=True)}
            passings[place] = [Passing((closings[place].on, place), shares)]
    return closings, passings


@given(histories())
def test_nothing_is_lost_or_doubled(history: tuple[dict[int, Closing], dict[int, list[Passing]]]) -> None:
    closings, passings = history
    chain = Chain(closings, passings)
    for place in range(13):
        shares = chain.shares_of(place, (SINCE, 0))
        assert not shares.keys() & closings.keys()
        assert sum(shares.values()) == 1
        assert sum(to_millionths(shares).values()) == WHOLE_PPM


@given(histories())
def test_following_day_by_day_comes_to_the_same(history: tuple[dict[int, Closing], dict[int, list[Passing]]]) -> None:
    closings, passings = history
    chain = Chain(closings, passings)
    for start in range(1, 13):
        held = {start: Fraction(1)}
        for day in DAYS:
            for place in [place for place in held if place in closings and closings[place].on == day]:
                part = held.pop(place)
                heirs = passings[place][0].shares if place in passings else {0: Fraction(1)}
                for heir, share in heirs.items():
                    held[heir] = held.get(heir, Fraction(0)) + part * share
        assert chain.shares_of(start, (SINCE, 0)) == held


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30))
def test_millionths_sum_to_the_million_and_lie_within_one(cuts: list[int]) -> None:
    shares = {place: Fraction(cut, sum(cuts)) for place, cut in enumerate(cuts)}
    rounded = to_millionths(shares)
    assert sum(rounded.values()) == WHOLE_PPM
    assert all(abs(rounded.get(place, 0) - share * WHOLE_PPM) < 1 for place, share in shares.items())
