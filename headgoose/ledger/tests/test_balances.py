"""The trial balance and the detail ledger say what was posted, to the fen."""

import json
from collections.abc import Callable
from io import BytesIO
from random import Random

import pytest
import python_calamine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.actions.periods import close_month, draft_year_end
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.balances import detail_ledger, get_account, trial_balance
from headgoose.ledger.models import Entry, VoucherKind
from headgoose.ledger.tests.conftest import SIBLING, TOWNSHIP, VILLAGE, Desk

URL = f"/place/{VILLAGE}/books/balances/"


def amounts(desk: Desk, first: int, last: int) -> dict[str, tuple[int, ...]]:
    found = trial_balance(desk.book.pk, first, last)
    assert found.ties
    return {row.account.code: tuple(fen // 100 for fen in row.amounts) for row in found.rows}


@pytest.fixture
def year(new_desk: Callable[..., Desk]) -> Desk:
    """A village in 2025: it opens with 1,000 yuan, earns 500, spends 200."""
    desk = new_desk(since=202501)
    desk.post("2025-01-01", ("102", 1000), ("301", -1000), kind=VoucherKind.OPENING.value)
    desk.post("2025-03-05", ("102", 500), ("501", -500), summary="收机动地发包费")
    desk.post("2025-03-06", ("101", 300), ("102", -300))
    desk.post("2025-08-01", ("513", 200), ("101", -200), summary="付办公费")
    return desk


@pytest.fixture
def reader(as_user: Callable[..., Client]) -> Client:
    return as_user("township_accountant", TOWNSHIP)


def test_it_says_what_was_before_what_moved_and_what_is_left(year: Desk) -> None:
    assert amounts(year, 202503, 202506) == {
        "101": (0, 0, 300, 0, 300, 0),
        "102": (1000, 0, 500, 300, 1200, 0),
        "301": (0, 1000, 0, 0, 0, 1000),
        "501": (0, 0, 0, 500, 0, 500),
    }


def test_a_month_later_what_was_left_is_what_was_before(year: Desk) -> None:
    early, late = amounts(year, 202501, 202507), amounts(year, 202508, 202512)
    assert {code: row[4:] for code, row in early.items()} == {
        code: row[:2] for code, row in late.items() if any(row[:2])
    }


def test_with_its_closing_a_year_leaves_income_and_expenses_even(year: Desk) -> None:
    for month in range(202501, 202513):
        close_month(by=year.reviewer, at=year.at, book_id=year.book.pk, month=month)
    for voucher in draft_year_end(by=year.maker, at=year.at, book_id=year.book.pk, year=2025):
        post_voucher(by=year.reviewer, at=year.at, voucher_id=voucher.pk)
    assert amounts(year, 202501, 202512)["501"] == (0, 0, 0, 500, 0, 500)
    closed = amounts(year, 202501, 202513)
    assert closed["501"] == (0, 0, 500, 500, 0, 0)
    assert closed["322"] == (0, 0, 0, 300, 0, 300)
    assert amounts(year, 202601, 202605)["322"] == (0, 300, 0, 0, 0, 300)


def test_details_are_parts_of_the_account_above_and_stand_below_it(desk: Desk) -> None:
    for code, name in (("10201", "农商行"), ("1020101", "定期"), ("10202", "农行")):
        add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code=code, name=name)
    desk.post("2026-02-01", ("10201", 100), ("1020101", 40), ("102", 5), ("10202", -20), ("501", -125))
    found = trial_balance(desk.book.pk, 202601, 202605)
    rows = [(row.account.code, row.depth, row.closing_debit // 100, row.closing_credit // 100) for row in found.rows]
    assert rows == [
        ("102", 0, 125, 0),
        ("10201", 1, 140, 0),
        ("1020101", 2, 40, 0),
        ("10202", 1, 0, 20),
        ("501", 0, 0, 125),
    ]
    assert found.totals[4:] == (12500, 12500)


def test_members_who_owe_and_members_who_are_owed_are_not_set_off(desk: Desk) -> None:
    for code, name in (("11301", "一组"), ("11302", "二组")):
        add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code=code, name=name)
    desk.post("2026-02-01", ("11301", 100), ("11302", -30), ("102", -70))
    row = next(row for row in trial_balance(desk.book.pk, 202601, 202605).rows if row.account.code == "113")
    assert (row.closing_debit, row.closing_credit) == (10000, 3000)


def test_drafts_and_the_book_of_the_next_village_are_not_in_it(year: Desk, new_desk: Callable[..., Desk]) -> None:
    before = amounts(year, 202501, 202512)
    year.draft("2025-05-01", ("102", 7), ("501", -7))
    new_desk(SIBLING, since=202501).post("2025-05-01", ("102", 9), ("501", -9))
    assert amounts(year, 202501, 202512) == before


def test_any_posting_at_random_leaves_every_month_as_the_entries_say(desk: Desk) -> None:
    draw, codes = Random(4), ["101", "102", "113", "151", "211", "501", "513"]
    add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code="50101", name="发包")
    for _round in range(40):
        yuan, day = draw.randint(1, 10**6) / 100, f"2026-{draw.randint(1, 5):02d}-{draw.randint(1, 28):02d}"
        one, other = draw.sample([*codes, "50101"], 2)
        desk.post(day, (one, yuan), (other, -yuan))
    for first in range(202601, 202606):
        found = trial_balance(desk.book.pk, first, 202605)
        assert found.ties
        for row in found.tops:
            entries = Entry.objects.filter(voucher__book=desk.book, account__top=row.account.top)
            moved = [(e.debit_fen, e.credit_fen) for e in entries.filter(voucher__month__gte=first)]
            left = sum(e.debit_fen - e.credit_fen for e in entries)
            assert (row.debit, row.credit) == (sum(d for d, _c in moved), sum(c for _d, c in moved))
            assert row.closing_debit - row.closing_credit == left


def test_the_detail_ledger_runs_from_balance_to_balance(year: Desk) -> None:
    account = get_account(year.book.pk, "102")
    ledger = detail_ledger(year.book.pk, account, 202502, 202512)
    [march] = ledger.months
    assert ledger.opening_fen == 100000
    assert [line.balance_fen for line in march.lines] == [150000, 120000]
    assert (march.debit_fen, march.credit_fen, march.year_debit_fen) == (50000, 30000, 50000)
    assert ledger.closing_fen == 120000
    assert ledger.closing_fen == trial_balance(year.book.pk, 202501, 202512).rows[1].closing_debit


def test_the_sums_of_the_year_begin_anew_each_january(year: Desk) -> None:
    year.post("2026-01-09", ("102", 60), ("501", -60))
    found = detail_ledger(year.book.pk, get_account(year.book.pk, "501"), 202508, 202605)
    assert [(one.month, one.year_credit_fen) for one in found.months] == [(202601, 6000)]
    later = detail_ledger(year.book.pk, get_account(year.book.pk, "102"), 202508, 202605)
    assert [(one.month, one.year_debit_fen) for one in later.months] == [(202601, 6000)]
    whole = detail_ledger(year.book.pk, get_account(year.book.pk, "102"), 202501, 202605)
    assert [one.year_debit_fen for one in whole.months] == [50000, 6000]


def test_the_page_shows_the_accounts_and_opens_them(year: Desk, reader: Client) -> None:
    page = reader.get(f"{URL}?from=2025-01&to=2025-12").content.decode()
    assert "1,200.00" in page
    href = f"/place/{VILLAGE}/books/accounts/501/?from=2025-01&amp;to=2025-12"
    assert href in page
    detail = reader.get(href.replace("&amp;", "&")).content.decode()
    assert "收机动地发包费" in detail
    assert f"/voucher/{Entry.objects.filter(account__code='501').get().voucher_id}/" in detail


def test_the_same_numbers_can_be_taken_away(year: Desk, reader: Client) -> None:
    base = URL.rstrip("/")
    query = "?from=2025-01&to=2025-12"
    answer = json.loads(reader.get(f"{base}.json{query}").content)
    [bank] = [row for row in answer["rows"] if row["account"] == "102"]
    assert (bank["opening_debit_fen"], bank["closing_debit_fen"], answer["ties"]) == (100000, 120000, True)
    lines = b"".join(reader.get(f"{base}.csv{query}").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert '102,银行存款,"1,000.00",0.00,500.00,300.00,"1,200.00",0.00' in lines
    sheet = python_calamine.load_workbook(BytesIO(reader.get(f"{base}.xlsx{query}").content)).get_sheet_by_index(0)
    rows = [row for row in sheet.to_python() if row[0] == "102"]
    assert rows[0][2:] == [1000.0, 0.0, 500.0, 300.0, 1200.0, 0.0]
    ledger = json.loads(reader.get(f"/place/{VILLAGE}/books/accounts/102.json{query}").content)
    assert [line["balance_fen"] for line in ledger["lines"]] == [150000, 120000]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"{URL}?from=2025-13", 422),
        (f"{URL}?from=zz", 422),
        (f"{URL}?from=2025-06&to=2025-05", 422),
        (f"{URL}?to=2025-13", 200),
        (f"{URL}?to=9999-13", 422),
        (f"/place/{VILLAGE}/books/accounts/999/", 404),
        (f"/place/{VILLAGE}/books/accounts/x'/", 404),
        (f"/place/{VILLAGE}/books/accounts/102/?page=-1&from=2025-01", 200),
        (f"/place/{SIBLING}/books/balances/", 404),
    ],
)
def test_what_is_asked_wrongly_is_refused_plainly(year: Desk, reader: Client, url: str, status: int) -> None:
    assert reader.get(url).status_code == status


@pytest.mark.parametrize("url", [URL, f"{URL[:-1]}.xlsx", f"/place/{VILLAGE}/books/accounts/102/"])
def test_who_may_not_read_there_sees_no_balance(year: Desk, as_user: Callable[..., Client], url: str) -> None:
    assert as_user("secretary", SIBLING).get(url).status_code == 403
    assert Client().get(url).status_code == 302


def count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("url", "budget"), [(f"{URL}?from=2025-01", 13), (f"/place/{VILLAGE}/books/accounts/102/?from=2025-01", 13)]
)
def test_pages_ask_as_many_questions_for_many_rows_as_for_few(
    year: Desk, reader: Client, url: str, budget: int
) -> None:
    add_detail_account(by=year.maker, at=year.at, book_id=year.book.pk, code="10201", name="农商行")
    year.post("2025-04-01", ("10201", 1), ("102", -1))
    few = count(reader, url)
    for month in range(1, 12):
        year.post(f"2025-{month:02d}-09", ("10201", month), ("502", -month), ("102", 2), ("503", -2))
    assert count(reader, url) == few <= budget
