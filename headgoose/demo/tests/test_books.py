"""The books of the demo hold what users would have entered: whole, with some trouble and some work waiting."""

from collections import Counter
from datetime import date

import pytest
from django.db.models import F, Min
from django.test import TestCase

from headgoose.demo.build import build_demo
from headgoose.demo.tests.sums import OVER_THE_LINE, ask, in_silence, one
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.clock import today
from headgoose.ledger.checks import findings_in
from headgoose.ledger.models import Book, Disclosure, Entry, Evidence, MonthTotal, Voucher, VoucherState
from headgoose.ledger.verifying import verify_books

# `test_county` builds it on both engines.
pytestmark = pytest.mark.one_engine
VILLAGES = 109


class TestBooks(TestCase):
    """Built once for all of these."""

    @classmethod
    def setUpTestData(cls) -> None:
        build_demo(scale="county", progress=in_silence)

    def test_every_village_has_a_book_that_stands_up_to_the_check(self) -> None:
        assert Book.objects.count() == VILLAGES
        assert verify_books().findings == []

    def test_the_share_over_the_line_rises_as_in_the_province(self) -> None:
        years = ask(OVER_THE_LINE)
        over = [row[2] for row in years]
        assert (over[0], over[9]) == (round(0.20 * VILLAGES), round(0.975 * VILLAGES))
        assert over[:10] == sorted(over[:10])

    def test_years_that_are_over_are_closed_and_income_has_gone_to_322(self) -> None:
        left = """SELECT count(*) FROM (SELECT t.book_id, t.month / 100 AS year, t.top FROM ledger_monthtotal t
          WHERE t.top BETWEEN 501 AND 521 AND t.month < 202600 GROUP BY t.book_id, t.month / 100, t.top
          HAVING sum(t.debit_fen) <> sum(t.credit_fen)) AS open_accounts"""
        assert one(ask, left) == 0
        assert MonthTotal.objects.filter(top=322, month=202513).count() == VILLAGES

    def test_makers_and_reviewers_are_two_people_in_every_voucher(self) -> None:
        posted = Voucher.objects.filter(state=VoucherState.POSTED)
        assert posted.count() > 36 * VILLAGES
        assert all(maker != reviewer for maker, reviewer in posted.values_list("maker_id", "reviewer_id"))

    def test_there_is_trouble_to_find(self) -> None:
        assert Voucher.objects.filter(documents=0, kind="ordinary", state=VoucherState.POSTED).exists()
        assert Entry.objects.filter(payee_kind="person").exists()
        assert Book.objects.filter(closed_to__lt=202604).exists()
        late = Disclosure.objects.filter(from_month=202510, declared_on__gt="2026-01-15").count()
        assert 0 < late < VILLAGES / 5
        assert Evidence.objects.values("attachment").distinct().count() < Evidence.objects.count()
        found = Counter(one.check for one in findings_in(EVERYWHERE, date(2016, 1, 1), today(), today()))
        assert found["same_receipt"] == 1
        assert found["unclosed"]

    def test_the_reports_of_years_are_open_and_quarters_since_there_was_a_rule(self) -> None:
        reports = Disclosure.objects.filter(to_month=F("from_month") + 11)
        assert reports.filter(from_month=202501).count() == VILLAGES
        first = Disclosure.objects.aggregate(first=Min("from_month"))["first"]
        assert first == 202201

    def test_some_results_went_to_the_fund_and_to_members_before_their_year_was_closed(self) -> None:
        for top in (311, 113):
            assert MonthTotal.objects.filter(top=top, month=202512).count() == -(-VILLAGES // 5)

    def test_vouchers_wait_on_the_desks_of_the_cast(self) -> None:
        waiting = Voucher.objects.filter(state=VoucherState.DRAFT)
        assert waiting.count() == 4
        assert waiting.exclude(remark="").count() == 1
