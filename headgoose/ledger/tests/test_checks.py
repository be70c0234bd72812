"""Each check finds the trouble planted for it, with its voucher, and says nothing of a clean book."""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random
from typing import Any

import pytest
from django.utils.translation import override

from conftest import TODAY
from headgoose.kernel.area import area_of, key_of, level_of
from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.actions.periods import close_month
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.actions.vouchers import draft_voucher, reverse_voucher
from headgoose.ledger.checks import CHECKS, Finding, Ground, books_on, findings_in
from headgoose.ledger.checks.thresholds import read_thresholds, thresholds
from headgoose.ledger.models import Evidence, Payee, Voucher
from headgoose.ledger.posting import Posting
from headgoose.ledger.tests.conftest import COUNTY, SIBLING, TOWNSHIP, VILLAGE, Desk
from headgoose.records.models import Attachment

SINCE = date(2016, 1, 1)
# What every ordinary voucher here has, so that it is only the planted trouble that is found.
PAPER: Any = {"documents": 1}
OPEN_MONTHS = {"unclosed"}


def area(code: str) -> Any:
    return area_of(key_of(code), level_of(code))


def found(code: str = VILLAGE, since: date = SINCE, until: date = TODAY) -> list[Finding]:
    """What is found in an area, but for months left open, which every book of these tests has."""
    return [one for one in findings_in(area(code), since, until, TODAY) if one.check not in OPEN_MONTHS]


def named(findings: Sequence[Finding]) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.check, one.voucher_ids) for one in findings]


def fund(desk: Desk, on: str = "2026-01-02") -> Voucher:
    """Cash and bank, so that later payments leave no balance below zero."""
    return desk.post(on, ("101", 50_000.0), ("102", 900_000.0), ("311", -950_000.0), **PAPER)


def paid(desk: Desk, on: str, yuan: float, payee: str = "", summary: str = "购办公用品") -> Voucher:
    """A cash payment."""
    lines = desk.postings(("513", yuan), ("101", -yuan))
    lines[1] = Posting(lines[1].account_id, "101", credit_fen=lines[1].credit_fen, payee=payee)
    return post_lines(desk, on, lines, summary)


def post_lines(desk: Desk, on: str, lines: list[Posting], summary: str = "测试", documents: int = 1) -> Voucher:
    day = date.fromisoformat(on)
    voucher = draft_voucher(
        by=desk.maker, at=desk.at, book_id=desk.book.pk, on=day, summary=summary, entries=lines, documents=documents
    )
    return post_voucher(by=desk.reviewer, at=desk.at, voucher_id=voucher.pk)


def transfer(desk: Desk, code: str, kind: str) -> Voucher:
    """A payment from the bank to a kind of payee, against an account."""
    lines = desk.postings((code, 800.0), ("102", -800.0))
    lines[1] = Posting(lines[1].account_id, "102", credit_fen=80_000, payee="某某", payee_kind=kind)
    return post_lines(desk, "2026-03-05", lines)


def reversed_in_red(desk: Desk, wrong: Voucher) -> Voucher:
    red = reverse_voucher(by=desk.maker, at=desk.at, voucher_id=wrong.pk, on=date(2026, 5, 29), why="金额有误")
    return post_voucher(by=desk.reviewer, at=desk.at, voucher_id=red.pk)


def receipt(mark: str) -> Attachment:
    sha256 = mark * 64
    known = Attachment.objects.filter(sha256=sha256).first()
    return known or Attachment.objects.create(
        sha256=sha256, media="image/png", size=1, content=b"x", added_at="2026-01-01T00:00:00Z"
    )


def with_receipt(desk: Desk, on: str, mark: str) -> Voucher:
    voucher = desk.draft(on, ("513", 300.0), ("102", -300.0))
    Evidence.objects.create(voucher=voucher, attachment=receipt(mark), name="收据.png")
    return post_voucher(by=desk.reviewer, at=desk.at, voucher_id=voucher.pk)


def test_cash_below_zero_is_found_in_the_months_in_which_it_moves(desk: Desk) -> None:
    payment = desk.post("2026-02-10", ("513", 500.0), ("101", -500.0), **PAPER)
    desk.post("2026-04-03", ("101", 100.0), ("501", -100.0), **PAPER)
    desk.post("2026-05-03", ("101", 2_000.0), ("501", -2_000.0), **PAPER)
    findings = found()
    assert [(one.check, one.subject, one.amount_fen) for one in findings] == [
        ("negative_cash", "2026-04", -40_000),
        ("negative_cash", "2026-02", -50_000),
    ]
    assert findings[1].voucher_ids == (payment.pk,)
    with override("en"):
        assert findings[1].text == "101 Cash on hand stands at -500.00 yuan at the end of 2026-02."


def test_a_balance_below_zero_that_nothing_moves_is_said_again_each_january(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk(since=202405)
    desk.post("2024-06-10", ("513", 500.0), ("101", -500.0), **PAPER)
    assert [one.subject for one in found()] == ["2026-01", "2025-01", "2024-06"]
    for first in (date(2026, 1, 1), date(2025, 6, 1)):
        assert [one.subject for one in found(since=first)] == ["2026-01"]


def test_a_bank_balance_below_zero_within_a_month_is_found(desk: Desk) -> None:
    payment = desk.post("2026-02-10", ("513", 700.0), ("102", -700.0), **PAPER)
    desk.post("2026-02-20", ("102", 900.0), ("501", -900.0), **PAPER)
    (finding,) = found()
    assert (finding.check, finding.subject, finding.on) == ("negative_bank", "2026-02", date(2026, 2, 10))
    assert (finding.amount_fen, finding.voucher_ids) == (-70_000, (payment.pk,))


def test_money_in_and_out_on_one_day_is_no_matter_of_which_came_first(desk: Desk) -> None:
    desk.post("2026-02-10", ("513", 700.0), ("102", -700.0), **PAPER)
    desk.post("2026-02-10", ("102", 900.0), ("501", -900.0), **PAPER)
    assert found() == []


def test_the_opening_counts_whatever_its_date_and_whatever_the_range(desk: Desk) -> None:
    desk.post("2026-05-20", ("102", 5_000.0), ("311", -5_000.0), kind="opening")
    desk.post("2026-02-10", ("513", 700.0), ("102", -700.0), **PAPER)
    for since in (SINCE, date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)):
        assert found(since=since) == []
    desk.post("2026-02-11", ("513", 4_400.0), ("102", -4_400.0), **PAPER)
    assert [one.subject for one in found(since=date(2026, 2, 1))] == ["2026-02"]


def test_a_cash_payment_over_the_limit_is_found_one_at_the_limit_is_not(desk: Desk) -> None:
    fund(desk)
    paid(desk, "2026-03-02", 1_000.0)
    over = paid(desk, "2026-03-20", 1_000.01, summary="修路")
    assert named(found()) == [("cash_over_limit", (over.pk,))]


@pytest.mark.parametrize("code", ["102", "113", "212", "213", "322"])
def test_cash_to_the_bank_and_by_lists_is_no_payment_over_the_limit(desk: Desk, code: str) -> None:
    fund(desk)
    desk.post("2026-03-02", (code, 9_000.0), ("101", -9_000.0), **PAPER)
    assert found() == []


def test_several_payees_of_one_voucher_are_each_held_to_the_limit(desk: Desk) -> None:
    fund(desk)
    lines = desk.postings(("513", 1_800.0), ("101", -900.0), ("101", -900.0))
    apart = [Posting(one.account_id, "101", credit_fen=90_000, payee=f"商店{n}") for n, one in enumerate(lines[1:])]
    post_lines(desk, "2026-03-02", [lines[0], *apart])
    assert found() == []


def test_the_lines_of_one_payee_in_a_voucher_are_one_payment(desk: Desk) -> None:
    fund(desk)
    lines = desk.postings(("513", 1_200.0), ("101", -600.0), ("101", -600.0))
    same = [Posting(one.account_id, "101", credit_fen=60_000, payee="某商店") for one in lines[1:]]
    voucher = post_lines(desk, "2026-03-02", [lines[0], *same])
    (finding,) = found()
    assert (finding.check, finding.subject, finding.amount_fen) == (
        "cash_over_limit",
        f"voucher:{voucher.pk}:2",
        120_000,
    )


def test_a_payment_split_within_three_days_is_found_once(desk: Desk) -> None:
    fund(desk)
    parts = [paid(desk, f"2026-03-0{day}", 600.0, payee="某商店", summary=f"第{day}次") for day in (2, 4, 5)]
    paid(desk, "2026-03-20", 600.0, payee="某商店")
    (finding,) = found()
    assert (finding.check, finding.voucher_ids) == ("cash_split", tuple(part.pk for part in parts))
    assert (finding.amount_fen, finding.on) == (180_000, date(2026, 3, 5))


def test_payments_for_other_things_to_others_or_days_apart_are_no_split(desk: Desk) -> None:
    fund(desk)
    paid(desk, "2026-03-02", 600.0, payee="甲店")
    paid(desk, "2026-03-02", 600.0, payee="乙店")
    paid(desk, "2026-03-05", 600.0, payee="甲店")
    paid(desk, "2026-03-02", 600.0, summary="买纸")
    paid(desk, "2026-03-02", 600.0, summary="买墨")
    paid(desk, "2026-03-02", 400.0, summary="买墨")
    assert found() == []


def test_a_split_keeps_its_name_when_the_range_begins_within_it(desk: Desk) -> None:
    fund(desk)
    first, second = (paid(desk, on, 800.0) for on in ("2026-01-31", "2026-02-01"))
    for since in (SINCE, date(2026, 2, 1)):
        (finding,) = found(since=since)
        assert (finding.subject, finding.voucher_ids) == (f"voucher:{first.pk}:2", (first.pk, second.pk))
    assert found(since=date(2026, 2, 2)) == []


def test_the_limit_in_force_on_the_day_of_the_voucher_counts(desk: Desk) -> None:
    fund(desk)
    early, late = paid(desk, "2026-02-27", 600.0, summary="甲"), paid(desk, "2026-03-01", 600.0, summary="乙")
    lines = ["code,value,unit,source,effective_on", "cash_limit,1000,yuan,某令,1988-10-01"]
    raised = read_thresholds([*lines, "cash_limit,500,yuan,新令,2026-03-01", "split_days,3,days,默认,1949-10-01"])
    ground = Ground(books_on(area(VILLAGE), TODAY), SINCE, TODAY, raised)
    assert [one.voucher_ids for one in CHECKS["cash_over_limit"].find(ground)] == [(late.pk,)]
    from_march = read_thresholds([lines[0], "cash_limit,500,yuan,某令,2026-03-01", "split_days,3,days,默认,1949-10-01"])
    ground = Ground(books_on(area(VILLAGE), TODAY), SINCE, TODAY, from_march)
    assert early.pk not in {pk for one in CHECKS["cash_over_limit"].find(ground) for pk in one.voucher_ids}


def test_a_voucher_without_a_document_is_found_one_with_paper_or_picture_is_not(desk: Desk) -> None:
    fund(desk)
    bare = desk.post("2026-03-02", ("513", 20.0), ("102", -20.0))
    with_receipt(desk, "2026-03-03", "a")
    desk.draft("2026-03-04", ("513", 20.0), ("102", -20.0))
    assert named(found()) == [("no_document", (bare.pk,))]


def test_the_same_receipt_under_two_vouchers_is_found(desk: Desk) -> None:
    fund(desk)
    first, second = with_receipt(desk, "2026-03-03", "a"), with_receipt(desk, "2026-04-03", "a")
    with_receipt(desk, "2026-04-04", "b")
    (finding,) = found()
    assert (finding.check, finding.voucher_ids, finding.on) == (
        "same_receipt", (first.pk, second.pk), date(2026, 4, 3)
    )  # fmt: skip


def test_the_receipt_of_a_reversed_voucher_may_be_used_again(desk: Desk) -> None:
    fund(desk)
    wrong = with_receipt(desk, "2026-03-03", "a")
    reversed_in_red(desk, wrong)
    with_receipt(desk, "2026-05-03", "a")
    assert found() == []


def test_a_receipt_used_in_two_villages_is_found_in_both_and_names_neither(new_desk: Callable[..., Desk]) -> None:
    here, there = new_desk(VILLAGE), new_desk(SIBLING)
    fund(here), fund(there)
    mine, other = with_receipt(here, "2026-03-03", "a"), with_receipt(there, "2026-03-04", "a")
    (finding,) = found(VILLAGE)
    assert (finding.book.pk, finding.voucher_ids) == (here.book.pk, (mine.pk,))
    assert "厢红六村" not in finding.text
    assert {one.voucher_ids for one in found(TOWNSHIP)} == {(mine.pk,), (other.pk,)}


@pytest.mark.parametrize("code", ["513", "511", "211", "153"])
def test_bank_money_into_a_personal_account_is_found(desk: Desk, code: str) -> None:
    fund(desk)
    voucher = transfer(desk, code, Payee.PERSON)
    (finding,) = found()
    assert (finding.check, finding.voucher_ids, finding.amount_fen) == ("personal_payee", (voucher.pk,), 80_000)
    assert "某某" not in finding.text


@pytest.mark.parametrize(
    ("code", "kind"), [("513", Payee.UNIT), *((code, Payee.PERSON) for code in ("113", "212", "213", "322"))]
)
def test_units_and_pay_and_distribution_are_paid_rightly(desk: Desk, code: str, kind: str) -> None:
    fund(desk)
    transfer(desk, code, kind)
    assert found() == []


def test_earmarked_money_is_found_after_the_months_and_not_before(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk(since=202405)
    fund(desk, "2024-05-02")
    granted = desk.post("2025-05-20", ("102", 3_000.0), ("241", -3_000.0), **PAPER)
    desk.post("2024-05-20", ("102", 3_000.0), ("241", -1_000.0), ("503", -2_000.0), **PAPER)
    assert found(until=date(2026, 4, 30)) == []
    (finding,) = found(until=date(2026, 5, 1))
    assert (finding.check, finding.voucher_ids, finding.amount_fen) == ("earmarked_untouched", (granted.pk,), 400_000)
    desk.post("2026-05-20", ("241", 10.0), ("102", -10.0), **PAPER)
    assert found() == []


def test_earmarked_money_is_looked_at_by_its_own_detail(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk(since=202405)
    fund(desk, "2024-05-02")
    for code, name in (("24101", "道路补助"), ("24102", "厕所补助")):
        add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code=code, name=name)
    still = desk.post("2024-05-20", ("102", 3_000.0), ("24101", -3_000.0), **PAPER)
    desk.post("2024-05-20", ("102", 3_000.0), ("24102", -3_000.0), **PAPER)
    desk.post("2024-06-20", ("24102", 3_000.0), ("102", -3_000.0), **PAPER)
    (finding,) = found()
    assert finding.voucher_ids == (still.pk,)
    assert "道路补助" in finding.text


def test_construction_is_counted_from_when_it_last_began(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk(since=202301)
    fund(desk, "2023-01-02")
    desk.post("2023-02-20", ("153", 500.0), ("102", -500.0), **PAPER)
    assert [one.check for one in found(until=date(2025, 2, 1))] == ["construction_unaccepted"]
    desk.post("2024-02-20", ("151", 500.0), ("153", -500.0), **PAPER)
    again = desk.post("2024-05-20", ("153", 800.0), ("102", -800.0), **PAPER)
    desk.post("2025-05-20", ("153", 100.0), ("102", -100.0), **PAPER)
    assert found(until=date(2026, 4, 30)) == []
    (finding,) = found()
    assert (finding.check, finding.voucher_ids, finding.amount_fen) == (
        "construction_unaccepted", (again.pk,), 90_000
    )  # fmt: skip


def test_months_open_for_more_than_thirty_days_are_found_one_by_one(desk: Desk) -> None:
    def months(until: date = TODAY) -> list[int]:
        return [one.month for one in findings_in(area(VILLAGE), SINCE, until, TODAY) if one.check == "unclosed"]

    assert months() == [202604, 202603, 202602, 202601]
    assert months(date(2026, 5, 30)) == [202603, 202602, 202601]
    close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=202601)
    assert months() == [202604, 202603, 202602]


def test_the_closing_of_a_year_has_a_time_of_its_own(new_desk: Callable[..., Desk]) -> None:
    new_desk(since=202512)
    late = [one.month for one in findings_in(area(VILLAGE), SINCE, date(2026, 3, 1), TODAY)]
    assert late == [202512]
    later = [one.month for one in findings_in(area(VILLAGE), SINCE, date(2026, 3, 2), TODAY)]
    assert sorted(later) == [202512, 202513]


def usual(desk: Desk, count: int = 25) -> None:
    """Lines of expense as the county has them: around 100 yuan."""
    for number in range(count):
        desk.post(f"2026-03-{number % 28 + 1:02d}", ("513", 90.0 + number), ("102", -90.0 - number), **PAPER)


def test_an_amount_far_above_the_median_of_the_county_is_found(new_desk: Callable[..., Desk]) -> None:
    here, there = new_desk(VILLAGE), new_desk(SIBLING)
    fund(here), fund(there)
    usual(there)
    large = here.post("2026-04-01", ("513", 60_000.0), ("102", -60_000.0), **PAPER)
    here.post("2026-04-02", ("513", 49_000.0), ("102", -49_000.0), **PAPER)
    here.post("2026-04-02", ("511", 70_000.0), ("102", -70_000.0), **PAPER)
    (finding,) = found(VILLAGE)
    assert (finding.check, finding.voucher_ids, finding.amount_fen) == ("out_of_range", (large.pk,), 6_000_000)
    assert found(SIBLING) == []


def test_an_amount_of_twenty_times_the_median_is_within_range(desk: Desk) -> None:
    fund(desk)
    for day in range(1, 26):
        desk.post(f"2026-03-{day:02d}", ("513", 3_000.0), ("102", -3_000.0), **PAPER)
    desk.post("2026-04-01", ("513", 60_000.0), ("102", -60_000.0), **PAPER)
    beyond = desk.post("2026-04-02", ("513", 60_000.01), ("102", -60_000.01), **PAPER)
    assert named(found()) == [("out_of_range", (beyond.pk,))]


def test_where_the_county_has_few_amounts_none_is_out_of_range(desk: Desk) -> None:
    fund(desk)
    usual(desk, 18)
    desk.post("2026-04-01", ("513", 60_000.0), ("102", -60_000.0), **PAPER)
    assert found() == []


def test_a_voucher_that_was_reversed_is_found_no_more(desk: Desk) -> None:
    fund(desk)
    over = paid(desk, "2026-03-20", 9_000.0)
    personal = transfer(desk, "513", Payee.PERSON)
    bare = desk.post("2026-03-02", ("513", 20.0), ("102", -20.0))
    assert len(found()) == 3
    for wrong in (over, personal, bare):
        reversed_in_red(desk, wrong)
    assert found() == []


def test_drafts_are_nothing_to_check(desk: Desk) -> None:
    desk.draft("2026-03-20", ("513", 9_000.0), ("101", -9_000.0))
    assert found() == []


def test_nothing_of_another_area_is_found(new_desk: Callable[..., Desk]) -> None:
    desks = [new_desk(code) for code in (VILLAGE, SIBLING, "231221101200", "231222100200")]
    bare = [desk.post("2026-03-02", ("102", 20.0), ("501", -20.0)).pk for desk in desks]
    for code, seen in (
        (VILLAGE, bare[:1]),
        (SIBLING, bare[1:2]),
        (TOWNSHIP, bare[:2]),
        (COUNTY, bare[:3]),
        ("23", bare),
    ):
        assert [one.voucher_ids for one in found(code)] == [(pk,) for pk in seen]


@pytest.mark.parametrize("seed", range(6))
def test_a_clean_book_is_silent_whatever_is_in_it(desk: Desk, seed: int) -> None:
    """Random vouchers of all usual kinds that keep the rules: money first, little in cash, a document each."""
    chance = Random(seed)
    fund(desk)
    for number in range(40):
        on = f"2026-{chance.randint(2, 5):02d}-{chance.randint(1, 28):02d}"
        yuan = chance.randint(1, 30_000) / 100
        code = chance.choice(["511", "513", "514", "131", "153", "241", "211", "212", "213", "113", "322"])
        source = chance.choice(["101", "102"])
        lines = desk.postings((code, yuan), (source, -yuan))
        person = code in {"212", "213", "113", "322"} and source == "102"
        lines[1] = Posting(
            lines[1].account_id, source, credit_fen=lines[1].credit_fen,
            payee=f"收款{number}", payee_kind=Payee.PERSON if person else Payee.UNIT,
        )  # fmt: skip
        voucher = post_lines(desk, on, lines, f"第{number}笔", documents=chance.randint(1, 3))
        if chance.random() < 0.1:
            reversed_in_red(desk, voucher)
    for month in range(202601, 202605):
        close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month)
    assert findings_in(area(COUNTY), SINCE, TODAY, TODAY) == []


def test_queries_do_not_grow_with_books(new_desk: Callable[..., Desk], django_assert_max_num_queries: Any) -> None:
    for code in (VILLAGE, SIBLING, "231221101200"):
        desk = new_desk(code)
        desk.post("2026-03-02", ("513", 9_000.0), ("101", -9_000.0))
        transfer(desk, "513", Payee.PERSON)
    with django_assert_max_num_queries(15):
        assert len(found("23")) > 9


def test_a_threshold_needs_a_source_a_known_unit_and_one_version_a_day() -> None:
    head = "code,value,unit,source,effective_on"
    good = "cash_limit,1000,yuan,某令,1988-10-01"
    assert read_thresholds([head, good]).value("cash_limit", date(1988, 9, 30)) is None
    assert read_thresholds([head, good]).value("cash_limit", date(1988, 10, 1)) == 100_000
    for wrong in (good.replace("某令", " "), good.replace("yuan", "mu"), good.replace("1000", "0")):
        with pytest.raises(ValueError, match=r"threshold|mu"):
            read_thresholds([head, wrong])
    with pytest.raises(ValueError, match="two versions"):
        read_thresholds([head, good, good])


def test_every_threshold_that_a_check_names_is_in_the_file() -> None:
    for check in CHECKS.values():
        for code in check.thresholds:
            assert thresholds().find(code, TODAY), code
