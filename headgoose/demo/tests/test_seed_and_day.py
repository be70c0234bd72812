"""The seed decides every row, the build day only the dates; and the demo is built into an empty database alone."""

from datetime import date

import pytest
from django.db import transaction

from headgoose.demo.build import build_demo
from headgoose.demo.names import numeral
from headgoose.demo.tests.sums import a_village, ask, digest, headlines, in_silence
from headgoose.kernel.refusal import Refused

pytestmark = pytest.mark.one_engine
DAY = date(2026, 11, 23)


def digest_of(seed: int) -> str:
    with transaction.atomic():
        build_demo(scale="county", seed=seed, today=DAY, progress=in_silence)
        found = digest(ask)
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_rows_and_another_seed_others() -> None:
    assert digest_of(23) == digest_of(23) != digest_of(24)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "day", [date(2027, 1, 1), date(2028, 2, 29), date(2030, 6, 15), date(2031, 2, 1), date(2031, 8, 1)], ids=str
)
def test_any_build_day_gives_the_same_headlines_for_a_year(day: date) -> None:
    build_demo(scale="county", today=day, progress=in_silence)
    expected = {
        "first_secretary": 44,
        "graduate": 152,
        "township_deputy": 16,
        "border_team_member": 0,
        "grids": 576,
        "three_in_one": 89,
    }
    for year in (0, 1):
        on = date(day.year + year, day.month, min(day.day, 28 if year else 31))
        assert headlines(ask, on).items() >= expected.items()
        assert a_village(ask, "graduate", on) == (1, 2, 109)


@pytest.mark.django_db
def test_progress_names_every_stage_and_ends_full() -> None:
    heard: list[tuple[str, int, int]] = []
    build_demo(scale="county", progress=lambda words, done, total: heard.append((words, done, total)))
    assert [done for _words, done, _total in heard] == list(range(len(heard)))
    assert all(words for words, _done, _total in heard)
    assert heard[-1][1] == heard[-1][2]


@pytest.mark.usefixtures("tree")
def test_a_database_with_places_is_refused() -> None:
    with pytest.raises(Refused):
        build_demo(scale="county", progress=in_silence)


@pytest.mark.django_db
def test_a_scale_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused):
        build_demo(scale="country", progress=in_silence)


def test_a_number_in_names_is_written_digit_by_digit() -> None:
    assert numeral(427) == "〇四二七"
    assert numeral(12030) == "一二〇三〇"
