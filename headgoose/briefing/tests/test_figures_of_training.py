"""The figures of training: a few rows and the numbers one expects, each opening onto its rows."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from headgoose.briefing.engine import Reader, rows
from headgoose.briefing.keeping import forget_tables
from headgoose.kernel.figures import figures
from headgoose.people.models import Tenure
from headgoose.training.actions.classes import cancel_class
from headgoose.training.models import Family
from headgoose.training.tests.conftest import COUNTY, TODAY, VILLAGE, Ground, School
from headgoose.training.tests.conftest import ground as ground
from headgoose.training.tests.conftest import plan as plan
from headgoose.training.tests.conftest import school as school
from headgoose.training.without import tallies, tenures_without


@pytest.fixture(autouse=True)
def tables_made_anew() -> Iterator[None]:
    forget_tables()
    yield
    forget_tables()


def value(ground: Ground, code: str, place: str = COUNTY, on: date = TODAY) -> tuple[int, int]:
    forget_tables()
    found = Reader(on).value(figures.get(code), ground.tree[place])
    return found.numerator, found.denominator


def facts(ground: Ground, code: str, on: date = TODAY) -> list[int]:
    reader, span = Reader(on), ground.tree[COUNTY]
    found = rows(figures.get(code), span.area, reader.ground_of(figures.get(code)))
    return sorted(fact.record_id for fact in found if fact.numerator)


@pytest.fixture
def over(school: School) -> School:
    """Two were named, one of whom was there; the hours are approved."""
    tenures = [school.ground.tenure(name=f"学员{turn}") for turn in "甲乙"]
    there, _absent = [school.name(tenure) for tenure in tenures]
    school.begin()
    school.attend(there, 1, 2)
    school.end()
    return school


def test_cadres_with_hours_are_counted_of_those_in_post(over: School) -> None:
    # The cast has a secretary, a first secretary and a village accountant in post besides the two graduates.
    assert value(over.ground, "P5") == (1, 5)
    assert value(over.ground, "P5", VILLAGE) == (1, 5)
    assert value(over.ground, "P5-without") == (4, 0)
    assert value(over.ground, "G2") == (0, 1)
    assert value(over.ground, "G2-without") == (1, 0)
    assert value(over.ground, "P5-classes") == (1, 0)
    assert value(over.ground, "P5-hours") == (3, 0)


def test_figures_open_onto_their_rows(over: School) -> None:
    row = over.one.enrolments.exclude(minutes=0).get()
    assert facts(over.ground, "P5") == [row.tenure_id]
    assert facts(over.ground, "P5-classes") == [over.one.pk]
    assert facts(over.ground, "P5-hours") == [row.pk]
    span = over.ground.tree[COUNTY]
    without = tenures_without(span.area, TODAY, Family.CADRES, 0, 0, 50)
    assert sorted(tenure.pk for tenure in without) == facts(over.ground, "P5-without")
    whole, *below = tallies(span, TODAY, Family.CADRES)
    assert (whole.trained, whole.in_post) == value(over.ground, "P5")
    assert (sum(one.trained for one in below), sum(one.in_post for one in below)) == (1, 5)


def test_hours_count_in_their_year_and_from_the_day_of_their_approval(over: School) -> None:
    assert value(over.ground, "P5", on=TODAY - timedelta(days=1))[0] == 0
    assert value(over.ground, "P5", on=date(2026, 12, 31))[0] == 1
    assert value(over.ground, "P5", on=date(2027, 1, 1))[0] == 0
    assert value(over.ground, "P5-classes", on=date(2027, 1, 1)) == (0, 0)


def test_hours_not_yet_approved_and_classes_not_held_do_not_count(school: School) -> None:
    row = school.name(school.ground.tenure())
    assert value(school.ground, "P5-classes") == (0, 0)
    school.begin()
    school.attend(row, 1, 2)
    assert value(school.ground, "P5")[0] == 0
    assert value(school.ground, "P5-classes") == (1, 0)
    school.organise(cancel_class, why="暴雪停课")
    assert value(school.ground, "P5-classes") == (0, 0)


def test_who_holds_several_posts_of_a_place_counts_once(ground: Ground) -> None:
    before = value(ground, "P5")[1]
    one, other = ground.tenure("collective_head"), ground.tenure("graduate", end_on=TODAY)
    assert value(ground, "P5")[1] == before + 1
    Tenure.objects.create(
        post=other.post, type=other.type, place=other.place, person=one.person, start_on=TODAY, how="sent"
    )
    assert value(ground, "P5")[1] == before + 1
