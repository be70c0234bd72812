"""Whatever happened to people and posts, the drilled rows sum to the figure, as do its parts and its children."""

from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headgoose.briefing.engine import Reader, compute, parts, rows
from headgoose.briefing.keeping import forget_tables
from headgoose.briefing.reading import child_values
from headgoose.briefing.table import State
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.clock import FOREVER, now, years_before
from headgoose.kernel.figures import figures
from headgoose.kernel.refusal import Refused
from headgoose.people.actions.tenures import appoint_person
from headgoose.people.models import Person, Post, Tenure
from headgoose.people.rules import Seating

if TYPE_CHECKING:
    from headgoose.briefing.tests.conftest import Countryside

pytestmark = pytest.mark.django_db

DAYS = st.dates(date(2016, 6, 1), date(2027, 12, 31))
PLACES = ["23", "2312", "231221", "231221100", "231221100200", "231221100200001"]
LINES = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 4), DAYS, st.integers(1, 4000)), min_size=1, max_size=14)


def _seat_what_may_be_seated(countryside: "Countryside", drawn: list[tuple[int, int, date, int]]) -> None:
    for post, person, start, days in drawn:
        end = start + timedelta(days=days) if days < 3000 else FOREVER
        post_id = countryside.posts[post % len(countryside.posts)]
        try:
            countryside.seat(Seating(post_id, countryside.persons[person], start, end))
        except Refused:
            continue


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=LINES,
    on=DAYS,
    picked=st.sampled_from(PLACES),
)
def test_rows_parts_and_children_sum_to_the_figure(
    countryside: "Countryside", drawn: list[tuple[int, int, date, int]], on: date, picked: str
) -> None:
    """For every figure, at a random place and date, after random seatings."""
    with transaction.atomic():
        _seat_what_may_be_seated(countryside, drawn)
        forget_tables()
        reader, span = Reader(on), countryside.tree[picked]
        for figure in figures:
            value, ground = reader.value(figure, span), reader.ground_of(figure)
            facts = rows(figure, span.area, ground) if figure.applies_at(span.level) else []
            assert sum(fact.numerator for fact in facts) == value.numerator, figure.code
            assert sum(fact.denominator for fact in facts) == value.denominator, figure.code
            assert len({(fact.record_id, fact.place_id) for fact in facts}) == len(facts), figure.code
            children = child_values(reader, figure, span, value)
            if children:
                assert sum(child.value.numerator for child in children) == value.numerator, figure.code
            if figure.part_label is not None and figure.applies_at(span.level):
                assert sum(part[1] for part in parts(figure, span, reader.ground_of(figure))) == value.numerator, (
                    figure.code
                )
        transaction.set_rollback(True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=LINES, on=DAYS)
def test_figures_agree_with_a_count_by_hand(
    countryside: "Countryside", drawn: list[tuple[int, int, date, int]], on: date
) -> None:
    """The same numbers counted in plain Python from the tables."""
    with transaction.atomic():
        _seat_what_may_be_seated(countryside, drawn)
        forget_tables()
        reader, county = Reader(on), countryside.tree["231221"]
        held = [t for t in Tenure.objects.select_related("type", "person") if t.start_on <= on < t.end_on]
        villages = [countryside.tree.place(code).pk for code in ("231221100200", "231221100201", "231221101200")]
        by_post = {(t.place_id, t.type.code): t.person_id for t in held}

        def number(code: str) -> tuple[int, int]:
            value = reader.value(figures.get(code), county)
            return value.numerator, value.denominator

        def count(code: str, place: int) -> int:
            return sum(1 for t in held if t.type.code == code and t.place_id == place)

        def one_holder(village: int) -> bool:
            three = {by_post.get((village, c)) for c in ("secretary", "committee_director", "collective_head")}
            return len(three) == 1 and None not in three

        assert number("P4")[0] == sum(count("first_secretary", village) for village in villages)
        assert number("G7") == (sum(one_holder(village) for village in villages), 3)
        assert number("P6-villages") == (sum(1 <= count("graduate", village) <= 2 for village in villages), 3)
        secretaries = [t.person for t in held if t.type.code == "secretary" and t.place_id in villages]
        young = sum(person.born_on > years_before(on, 35) for person in secretaries)
        women = sum(person.sex == "f" for person in secretaries)
        if secretaries:
            assert number("SEC-under35") == (young, len(secretaries))
            assert number("SEC-women") == (women, len(secretaries))
        in_county = [p for p in Post.objects.all() if p.place_id != countryside.tree.place("231222100200").pk]
        taken = {t.post_id for t in held}
        assert number("VAC")[0] == sum(post.pk not in taken for post in in_county)
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=LINES, on=DAYS)
def test_a_kept_table_brought_up_to_date_equals_one_counted_anew(
    countryside: "Countryside", drawn: list[tuple[int, int, date, int]], on: date
) -> None:
    """After each single appointment the kept whole is spliced with the county that changed: same columns as a count."""
    with transaction.atomic():
        forget_tables()
        for figure in figures:
            Reader(on).table(figure, EVERYWHERE)
        for post, person, start, days in drawn:
            line = Seating(
                countryside.posts[post % len(countryside.posts)],
                countryside.persons[person],
                start,
                start + timedelta(days=days),
            )
            with suppress(Refused):
                appoint_person(by=countryside.system, at=now(), line=line)
            for figure in figures:
                kept, counted = (
                    Reader(on).table(figure, EVERYWHERE),
                    compute(figure, EVERYWHERE, Reader(on).ground_of(figure)),
                )
                for column in ("keys", "numerators", "denominators"):
                    assert getattr(kept, column).tolist() == getattr(counted, column).tolist(), (figure.code, column)
        transaction.set_rollback(True)


def test_zero_and_not_applicable_are_told_apart(countryside: "Countryside") -> None:
    """No first secretary in a village is a zero; in a grid the question does not arise."""
    reader = Reader(date(2026, 6, 1))
    figure = figures.get("P4")
    assert reader.value(figure, countryside.tree["231221100200"]).number == 0
    assert reader.value(figure, countryside.tree["231221100200001"]).state is State.NOT_APPLICABLE
    share = figures.get("G7")
    assert reader.value(share, countryside.tree["231221100001"]).state is State.NOT_APPLICABLE
    assert reader.value(share, countryside.tree["231221100200"]).number == 0


def test_a_trend_says_missing_before_the_place_existed(countryside: "Countryside") -> None:
    """Nothing was recorded in 2015: that is not a zero."""
    points = Reader(date(2026, 6, 1)).trend(
        figures.get("G3"), countryside.tree["2312"], [date(2015, 6, 1), date(2017, 6, 1)]
    )
    assert [value.state for _on, value in points] == [State.MISSING, State.NUMBER]
    assert points[1][1].number == 2


def test_a_figure_is_fresh_at_once_and_its_past_stays_kept(
    countryside: "Countryside", django_assert_num_queries: object
) -> None:
    """An appointment of today changes today's figure on the next read, and leaves the table of last year alone."""
    figure, county = figures.get("P4"), countryside.tree["231221"]
    today, last_year = date(2026, 6, 1), date(2025, 6, 1)
    assert [Reader(day).value(figure, county).number for day in (today, last_year)] == [0, 0]
    post = countryside.post("231221100200", "first_secretary")
    countryside.seat(Seating(post, countryside.persons[0], today))
    assert Reader(today).value(figure, county).number == 1
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert Reader(last_year).value(figure, county).number == 0


def test_under_35_ends_on_the_birthday(countryside: "Countryside") -> None:
    """Born on 1 June 1991: 34 on 31 May 2026, 35 on 1 June; born a day later, still under 35."""
    post = countryside.post("231221100200", "secretary")
    born = {person.born_on: person.pk for person in Person.objects.all()}
    countryside.seat(Seating(post, born[date(1991, 6, 1)], date(2020, 1, 1)))
    figure, village = figures.get("SEC-under35"), countryside.tree["231221100200"]
    assert Reader(date(2026, 5, 31)).value(figure, village).number == 1
    assert Reader(date(2026, 6, 1)).value(figure, village).number == 0


def test_one_graduate_and_two_count_alike_and_none_does_not(countryside: "Countryside") -> None:
    """One to two in each village: 1, 2 and 0 graduates make two villages of three."""
    since, one, two, three = date(2024, 7, 1), *countryside.persons[:3]
    countryside.seat(
        Seating(countryside.post("231221100200", "graduate", 1), one, since),
        Seating(countryside.post("231221100200", "graduate", 2), two, since),
        Seating(countryside.post("231221100201", "graduate", 1), three, since),
    )
    value = Reader(date(2026, 6, 1)).value(figures.get("P6-villages"), countryside.tree["231221"])
    assert (value.numerator, value.denominator) == (2, 3)
    assert Reader(date(2026, 6, 1)).value(figures.get("P6"), countryside.tree["231221"]).number == 3
