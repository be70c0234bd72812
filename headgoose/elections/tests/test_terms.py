"""Terms and their limits are data, put on record for a whole province."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from conftest import AT, Tree
from headgoose.elections.actions.terms import open_term, set_term_limit
from headgoose.elections.models import Term, TermLimit
from headgoose.elections.queries import find_term, get_term
from headgoose.elections.rules import in_post_since, terms_in_row
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right

NEXT: dict[str, Any] = {"code": "2031", "name_zh": "2031年换届", "name_en": "term from 2031"}


@pytest.fixture
def province(actor_at: Callable[..., Actor], tree: Tree) -> Actor:
    return actor_at("23", Right.APPOINT)


def test_a_term_is_put_on_record_by_the_province(province: Actor, county: Actor, term: Term) -> None:
    days: dict[str, Any] = {"start_on": date(2031, 1, 1), "end_on": date(2036, 1, 1)}
    with pytest.raises(Refused) as refused:
        open_term(by=county, at=AT, **NEXT, **days)
    assert refused.value.because is Because.FORBIDDEN
    made = open_term(by=province, at=AT, **NEXT, **days)
    assert find_term(date(2031, 1, 1)) == made
    assert find_term(date(2030, 12, 31)) == term
    assert find_term(date(2040, 1, 1)) is None
    assert get_term("", date(2025, 1, 1)) == term


@pytest.mark.parametrize(
    "facts",
    [
        {"start_on": date(2030, 1, 1)},
        {"end_on": date(2031, 1, 1)},
        {"end_on": date(9999, 12, 31)},
        {"start_on": date(1900, 1, 1)},
        {"code": "2026"},
        {"code": ""},
        {"name_zh": "换" * 41},
        {"name_en": "\0"},
    ],
)
def test_a_term_that_overlaps_or_is_badly_named_is_refused(facts: dict[str, Any], province: Actor, term: Term) -> None:
    whole = {**NEXT, "start_on": date(2031, 1, 1), "end_on": date(2036, 1, 1), **facts}
    with pytest.raises(Refused):
        open_term(by=province, at=AT, **whole)
    assert Term.objects.count() == 1


def test_a_limit_is_set_with_its_source_and_set_anew(province: Actor, county: Actor) -> None:
    with pytest.raises(Refused):
        set_term_limit(by=county, at=AT, code="secretary", terms_in_row=3, years_in_row=None, source="任期规定")
    set_term_limit(by=province, at=AT, code="secretary", terms_in_row=3, years_in_row=None, source="任期规定")
    set_term_limit(by=province, at=AT, code="secretary", terms_in_row=2, years_in_row=10, source="新的任期规定")
    limit = TermLimit.objects.get()
    assert (limit.terms_in_row, limit.years_in_row, limit.source) == (2, 10, "新的任期规定")


@pytest.mark.parametrize(
    ("code", "terms", "years", "source"),
    [
        ("nobody", 1, 1, "任期规定"),
        ("secretary", None, None, "任期规定"),
        ("secretary", 0, None, "任期规定"),
        ("secretary", None, -1, "任期规定"),
        ("secretary", 51, None, "任期规定"),
        ("secretary", 1, None, "规"),
    ],
)
def test_a_limit_without_sense_is_refused(
    code: str, terms: int | None, years: int | None, source: str, province: Actor
) -> None:
    with pytest.raises(Refused):
        set_term_limit(by=province, at=AT, code=code, terms_in_row=terms, years_in_row=years, source=source)


def test_terms_in_a_row_end_at_the_first_one_missed() -> None:
    assert terms_in_row({5, 4, 2}, [5, 4, 3, 2]) == 2
    assert terms_in_row({4}, [5, 4]) == 0
    assert terms_in_row(set(), []) == 0


def test_a_short_gap_is_no_break() -> None:
    first, second = (date(2016, 1, 1), date(2020, 12, 1)), (date(2021, 2, 1), date(9999, 12, 31))
    assert in_post_since([second, first], date(2026, 1, 1)) == first[0]
    assert in_post_since([first], date(2026, 1, 1)) is None
    assert in_post_since([(date(2016, 1, 1), date(2020, 1, 1)), second], date(2026, 1, 1)) == second[0]
