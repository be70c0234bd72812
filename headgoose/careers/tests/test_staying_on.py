"""Extensions: within the rule of the post, through the action that sets ends, never beyond."""

from datetime import date
from typing import Any

import pytest
from django.db import Error, connection, transaction

from conftest import AT
from headgoose.careers.actions.extending import extend_tenure
from headgoose.careers.models import Extension, SuccessionRule
from headgoose.careers.rules import months_after
from headgoose.careers.staying import leeway_of
from headgoose.careers.tests.conftest import COUNTY, OTHER_COUNTY, TOWNSHIP, NewTenure, Officer, holder_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import Tenure, TenurePast

ENDS = date(2026, 7, 1)
SAID: dict[str, Any] = {"why": "项目尚未完工，接替人选未定", "document": "望组通〔2026〕8号"}


@pytest.fixture
def sent(new_tenure: NewTenure) -> Tenure:
    """A first secretary whose two years end in a month; the rule allows twelve months more."""
    return new_tenure("first_secretary", start_on=date(2024, 7, 1), end_on=ENDS)


def test_a_tenure_is_extended_in_steps_up_to_the_limit(sent: Tenure, officer: Officer) -> None:
    extend_tenure(by=officer(), at=AT, tenure_id=sent.pk, to_on=date(2026, 12, 31), **SAID)
    extend_tenure(by=officer(), at=AT, tenure_id=sent.pk, to_on=date(2027, 7, 1), **SAID)
    sent.refresh_from_db()
    assert (sent.end_on, sent.end_reason) == (date(2027, 7, 1), "term_over")
    assert TenurePast.objects.filter(tenure=sent).count() == 2
    rows = Extension.objects.order_by("pk").values_list("base_on", "from_on", "to_on", "limit_on")
    assert list(rows) == [
        (ENDS, ENDS, date(2026, 12, 31), date(2027, 7, 1)),
        (ENDS, date(2026, 12, 31), date(2027, 7, 1), date(2027, 7, 1)),
    ]
    with pytest.raises(Refused, match="no extension beyond 2027-07-01"):
        extend_tenure(by=officer(), at=AT, tenure_id=sent.pk, to_on=date(2027, 7, 2), **SAID)


@pytest.mark.parametrize("to_on", [date(2027, 7, 2), ENDS, date(2026, 6, 15), date(9999, 12, 31), date(1900, 1, 1)])
def test_an_end_beyond_the_limit_or_no_later_is_refused(sent: Tenure, officer: Officer, to_on: date) -> None:
    with pytest.raises(Refused) as refused:
        extend_tenure(by=officer(), at=AT, tenure_id=sent.pk, to_on=to_on, **SAID)
    assert refused.value.field == "to_on"
    assert not Extension.objects.exists()


def test_who_has_no_end_or_left_already_is_not_extended(new_tenure: NewTenure, officer: Officer) -> None:
    for end_on in (date(9999, 12, 31), date(2026, 6, 1)):
        one = new_tenure("first_secretary", start_on=date(2024, 7, 1), end_on=end_on)
        with pytest.raises(Refused) as refused:
            extend_tenure(by=officer(), at=AT, tenure_id=one.pk, to_on=date(2026, 12, 31), **SAID)
        assert refused.value.because is Because.CONFLICT


def test_a_post_without_a_rule_allows_no_extension(new_tenure: NewTenure, officer: Officer) -> None:
    one = new_tenure("grid_worker", "231221100200001", end_on=ENDS)
    with pytest.raises(Refused, match="no extension beyond"):
        extend_tenure(by=officer(), at=AT, tenure_id=one.pk, to_on=date(2026, 7, 2), **SAID)


def test_only_who_fills_the_post_extends_it(sent: Tenure, officer: Officer) -> None:
    # A first secretary is filled by the county, not by the township.
    for one in (officer(TOWNSHIP), officer(OTHER_COUNTY), holder_of(sent)):
        with pytest.raises(Refused) as refused:
            extend_tenure(by=one, at=AT, tenure_id=sent.pk, to_on=date(2026, 12, 31), **SAID)
        assert refused.value.because is Because.FORBIDDEN


def test_a_seat_promised_to_somebody_else_is_not_kept_longer(
    sent: Tenure, new_tenure: NewTenure, officer: Officer
) -> None:
    new_tenure("first_secretary", start_on=ENDS, post=sent.post)
    with pytest.raises(Refused):
        extend_tenure(by=officer(), at=AT, tenure_id=sent.pk, to_on=date(2026, 12, 31), **SAID)
    assert not Extension.objects.exists()


def test_terms_are_counted_at_the_place(sent: Tenure, new_tenure: NewTenure) -> None:
    before = new_tenure(
        "first_secretary", person=sent.person, post=sent.post, start_on=date(2022, 7, 1), end_on=date(2024, 7, 1)
    )
    leeway = leeway_of([sent])[sent.pk]
    assert (leeway.terms, leeway.terms_most, leeway.may_serve_again, leeway.may_extend) == (2, 2, False, True)
    assert leeway_of([before])[before.pk].limit_on == date(2025, 7, 1)


def test_months_are_counted_to_the_last_day_of_a_short_month() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 1), 12) == date(2027, 12, 1)


COLUMNS = "tenure_id, base_on, from_on, to_on, limit_on, why, document, made_at"


def test_the_database_refuses_what_the_rule_does_not_allow(sent: Tenure) -> None:
    for end, limit in (("2028-01-01", "2028-07-01"), ("2027-01-01", "2026-12-01"), ("2026-09-01", "2027-07-01")):
        # Even where the tenure itself was given that end: the last one is not the tenure's.
        Tenure.objects.filter(pk=sent.pk).update(end_on="2026-09-02" if end == "2026-09-01" else end)
        row = f"{sent.pk}, '2026-07-01', '2026-07-01', '{end}', '{limit}', 'x', 'x', '2026-06-01 02:00:00'"
        refuse(f"INSERT INTO careers_extension ({COLUMNS}) VALUES ({row})")


def test_an_extension_is_never_changed_or_deleted(sent: Tenure, officer: Officer) -> None:
    extend_tenure(by=officer(COUNTY), at=AT, tenure_id=sent.pk, to_on=date(2026, 12, 31), **SAID)
    refuse("DELETE FROM careers_extension")
    refuse("UPDATE careers_extension SET to_on = '2026-11-30'")


def test_rules_are_laid_down_for_posts_with_a_term(db: None) -> None:
    rule = SuccessionRule.objects.get(type__code="first_secretary")
    assert (rule.terms_most, rule.months_most, rule.handover_days) == (2, 12, 10)


def refuse(statement: str) -> None:
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
