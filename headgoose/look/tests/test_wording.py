"""Numbers and dates read as people write them, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.utils import translation

from headgoose.kernel.clock import FOREVER
from headgoose.look import wording
from headgoose.look.templatetags import parts


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (12058, "12,058"), (-1234567, "-1,234,567"), (1234.5, "1,234.5"), (Decimal("0.10"), "0.1"), (None, "—")],
)
def test_numbers_have_thousands_separators(value: Any, text: str) -> None:
    with translation.override("zh-hans"):
        assert parts.number(value) == text


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (999, "999", "999"),
        (9_500, "9,500", "9.5k"),
        (10_000, "1万", "10k"),
        (12_058, "1.2万", "12.1k"),
        (999_960, "100万", "1m"),
        (99_999_999, "1亿", "100m"),
        (1_120_000_000, "11.2亿", "1.1bn"),
        (-12_058, "-1.2万", "-12.1k"),
        (None, "—", "—"),
    ],
)
def test_big_numbers_are_said_as_each_language_does(value: int | None, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert parts.big(value) == chinese
    with translation.override("en"):
        assert parts.big(value) == english


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0.0%"),
        (1, "100.0%"),
        (Fraction(7282, 8968), "81.2%"),
        (0.9125, "91.3%"),
        (Decimal("0.0005"), "0.1%"),
        (None, "—"),
    ],
)
def test_shares_have_one_decimal(share: Any, text: str) -> None:
    assert parts.percent(share) == text


def test_a_hundred_percent_is_said_only_of_all_and_nought_only_of_none() -> None:
    assert wording.percent_text(Fraction(8967, 8968)) == "99.9%"
    assert wording.percent_text(Fraction(1, 8968)) == "0.1%"


def test_days_are_written_year_first_and_an_open_end_is_the_present() -> None:
    with translation.override("en"):
        assert parts.day(date(2026, 6, 1)) == "2026-06-01"
        assert parts.day(FOREVER) == "present"
        assert parts.month(date(2026, 6, 1)) == "2026-06"
        assert parts.month(FOREVER) == "present"
        assert parts.day(None) == parts.month(None) == parts.moment(None) == "—"


def test_instants_are_shown_in_china_time() -> None:
    late = datetime(2026, 5, 31, 18, 30, tzinfo=UTC)
    assert parts.day(late) == "2026-06-01"
    assert parts.moment(late) == "2026-06-01 02:30"
