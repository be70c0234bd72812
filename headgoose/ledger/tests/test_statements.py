"""Balance sheet and statement of income and distribution: what each line sums, that both tie, for one book and many."""

import json
import re
from collections.abc import Callable
from html import unescape
from io import BytesIO

import pytest
import python_calamine
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import TODAY, Tree
from headgoose.kernel.area import Level
from headgoose.kernel.refusal import Refused
from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.actions.periods import close_month, draft_year_end
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.actions.vouchers import reverse_voucher
from headgoose.ledger.balances import shared_accounts
from headgoose.ledger.definitions import BALANCE, INCOME, definition_on, definitions
from headgoose.ledger.models import Account, Book, VoucherKind
from headgoose.ledger.periods import Period, last_over, parse_period, quarters_over
from headgoose.ledger.statements import Statement, accounts_behind, area_statement, book_statement
from headgoose.ledger.tests.conftest import COUNTY, SIBLING, TOWNSHIP, VILLAGE, Desk

BOOK, ABOVE = f"/place/{VILLAGE}/books/statements", f"/place/{COUNTY}/statements"
FAR = "231222100200"


def lines(statement: Statement) -> dict[int, tuple[int, ...]]:
    """The lines that are not all nothing, in yuan."""
    assert statement.holds, statement.ties
    return {row.line.number: tuple(fen // 100 for fen in row.amounts) for row in statement.rows if any(row.amounts)}


def of(desk: Desk, statement: str, period: str) -> dict[int, tuple[int, ...]]:
    return lines(book_statement(desk.book.pk, statement, parse_period(period)))


def close_year(desk: Desk, year: int) -> None:
    for month in range(year * 100 + 1, year * 100 + 13):
        close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month)
    for voucher in draft_year_end(by=desk.maker, at=desk.at, book_id=desk.book.pk, year=year):
        post_voucher(by=desk.reviewer, at=desk.at, voucher_id=voucher.pk)
    close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=year * 100 + 13)


def keep_2025(desk: Desk) -> Desk:
    """Opens with 1,000 in the bank and a house worth 900 less 100; earns 800, spends 250, shares out 300."""
    opening = (("102", 1000), ("151", 900), ("152", -100), ("301", -1600), ("322", -200))
    desk.post("2025-01-01", *opening, kind=VoucherKind.OPENING.value)
    desk.post("2025-02-01", ("102", 500), ("501", -500))
    desk.post("2025-05-01", ("102", 300), ("503", -200), ("504", -100))
    desk.post("2025-06-01", ("511", 150), ("513", 60), ("514", 40), ("101", -250))
    desk.post("2025-11-01", ("322", 300), ("311", -120), ("113", -180))
    return desk


@pytest.fixture
def village(new_desk: Callable[..., Desk]) -> Desk:
    return keep_2025(new_desk(since=202501))


def test_every_account_of_the_chart_has_its_place_in_the_balance_sheet(db: None) -> None:
    found = definition_on(BALANCE, TODAY)
    taken = [top for line in found.lines for top in (*line.accounts, *line.debit_balances)]
    assert sorted(taken) == sorted(account.top for account in shared_accounts().values())
    assert [top for line in found.lines for top in line.credit_balances] == [113]


def test_every_income_and_expense_has_its_place_in_the_income_statement(db: None) -> None:
    taken = [top for line in definition_on(INCOME, TODAY).lines for top in line.accounts]
    results = Account.objects.filter(book=None, kind__in=["income", "expense"])
    assert sorted(taken) == sorted(results.values_list("top", flat=True))


def test_lines_sum_only_lines_above_them_and_every_file_says_its_source() -> None:
    for definition in definitions():
        for line in definition.lines:
            assert all(number < line.number for number in (*line.plus, *line.minus))
        assert "财会〔2023〕14号" in definition.source
        assert set(definition.shown_by_place) <= {line.number for line in definition.lines}


def test_the_balance_sheet_before_the_year_is_closed(village: Desk) -> None:
    assert of(village, BALANCE, "2025") == {
        1: (1550, 1000),
        6: (1550, 1000),
        9: (800, 800),
        16: (2350, 1800),
        18: (180, 0),
        25: (180, 0),
        26: (1600, 1600),
        27: (120, 0),
        28: (450, 200),
        29: (2170, 1800),
        30: (2350, 1800),
    }


def test_the_closing_of_the_year_changes_no_line(village: Desk) -> None:
    before = [of(village, statement, "2025") for statement in (BALANCE, INCOME)]
    close_year(village, 2025)
    assert [of(village, statement, "2025") for statement in (BALANCE, INCOME)] == before
    tie = book_statement(village.book.pk, INCOME, parse_period("2025")).ties[1]
    assert (tie.left, tie.right) == (55000, 55000)


def test_income_and_distribution_of_a_year(village: Desk) -> None:
    assert of(village, INCOME, "2025") == {
        1: (500, 0),
        3: (200, 0),
        4: (150, 0),
        6: (60, 0),
        8: (490, 0),
        9: (100, 0),
        10: (40, 0),
        12: (550, 0),
        14: (550, 0),
        15: (200, 0),
        17: (750, 0),
        18: (120, 0),
        19: (180, 0),
        21: (450, 0),
    }


def test_a_quarter_stands_beside_the_year_so_far_and_the_quarter_a_year_before(village: Desk) -> None:
    close_year(village, 2025)
    village.post("2026-02-01", ("102", 70), ("501", -70))
    assert of(village, INCOME, "2025-Q2")[3] == (200, 200, 0)
    found = of(village, INCOME, "2026-Q1")
    assert (found[1], found[15], found[21]) == ((70, 70, 500), (450, 450, 200), (520, 520, 700))
    assert of(village, BALANCE, "2026-02")[28] == (520, 450)
    assert of(village, INCOME, "2026-01")[21] == (450, 450, 200)


def test_of_members_those_who_owe_are_receivable_and_those_who_are_owed_payable(desk: Desk) -> None:
    for code, name in (("11301", "一组"), ("11302", "二组")):
        add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code=code, name=name)
    desk.post("2026-02-01", ("11301", 100), ("11302", -30), ("501", -70))
    found = book_statement(desk.book.pk, BALANCE, parse_period("2026"))
    assert (lines(found)[3], lines(found)[18]) == ((100, 0), (30, 0))
    for number, behind in ((3, [("11301", 10000)]), (18, [("11302", 3000)])):
        rows = accounts_behind(found, found.definition.line(number))
        assert [(row.account.code, row.amounts[0]) for row in rows] == behind


def test_running_costs_are_the_details_of_that_name(desk: Desk) -> None:
    for code, name in (("51301", "村级运转支出"), ("51302", "固定资产折旧")):
        add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code=code, name=name)
    desk.post("2026-02-01", ("51301", 40), ("51302", 7), ("513", 1), ("101", -48))
    found = of(desk, INCOME, "2026-Q1")
    assert (found[6], found[7], found[8]) == ((48, 48, 0), (40, 40, 0), (-48, -48, 0))


def test_a_distribution_that_is_reversed_was_none(village: Desk) -> None:
    shared = village.post("2025-11-02", ("322", 50), ("102", -50))
    red = reverse_voucher(
        by=village.maker, at=village.at, voucher_id=shared.pk, on=shared.on.replace(month=12), why="分配有误"
    )
    post_voucher(by=village.reviewer, at=village.at, voucher_id=red.pk)
    found = of(village, INCOME, "2025")
    assert (found[19], 16 in found) == ((180, 0), False)
    assert of(village, INCOME, "2025-11")[19] == (230, 230, 0)


def test_the_fund_may_make_up_for_a_loss(village: Desk) -> None:
    village.post("2025-12-01", ("311", 20), ("322", -20))
    found = of(village, INCOME, "2025")
    assert (found[16], found[18], found[21]) == ((20, 0), (120, 0), (470, 0))
    behind = accounts_behind(
        book_statement(village.book.pk, INCOME, parse_period("2025")), definition_on(INCOME, TODAY).line(16)
    )
    assert [(row.account.code, row.amounts[0]) for row in behind] == [("311", 2000)]


def test_a_year_closed_by_an_ordinary_voucher_breaks_no_tie_but_shows(village: Desk) -> None:
    village.post("2025-12-31", ("501", 500), ("321", -500))
    found = of(village, INCOME, "2025")
    assert (1 in found, found[16], found[21]) == (False, (500, 0), (450, 0))


def test_what_stands_behind_a_line_sums_to_it(village: Desk) -> None:
    for name in (BALANCE, INCOME):
        statement = book_statement(village.book.pk, name, parse_period("2025"))
        for row in statement.rows:
            if not row.line.is_total:
                behind = accounts_behind(statement, row.line)
                assert [sum(one.amounts[place] for one in behind) for place in range(2)] == row.amounts


@pytest.fixture
def province(village: Desk, new_desk: Callable[..., Desk], tree: Tree) -> Tree:
    """Three villages: two in one township, one in another county."""
    sibling, far = new_desk(SIBLING, since=202501), new_desk(FAR, since=202501)
    sibling.post("2025-03-01", ("102", 30), ("501", -30))
    sibling.post("2025-09-01", ("322", 5), ("311", -5))
    far.post("2025-03-01", ("102", 900), ("501", -900))
    for desk, yuan in ((sibling, 8), (far, -6)):
        add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code="11301", name="一组")
        add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code="51301", name="运转费")
        desk.post("2025-04-01", ("11301", yuan), ("102", -yuan))
        desk.post("2025-04-01", ("51301", 2), ("102", -2))
    caches["figures"].clear()
    return tree


def summed(statements: list[Statement]) -> list[list[int]]:
    """Line by line, the sums of statements of single books."""
    rows = [[row.amounts for row in statement.rows] for statement in statements]
    return [[sum(amounts) for amounts in zip(*line, strict=True)] for line in zip(*rows, strict=True)]


@pytest.mark.parametrize("statement", [BALANCE, INCOME])
@pytest.mark.parametrize("period", ["2025", "2025-Q3", "2026-02"])
@pytest.mark.parametrize("code", ["23", "2312", COUNTY, TOWNSHIP])
def test_a_place_is_the_sum_of_its_books(province: Tree, statement: str, period: str, code: str) -> None:
    span, asked = province[code], parse_period(period)
    keys = {village.place_id: village.key for village in province.spans.values()}
    books = Book.objects.order_by("pk").values_list("pk", "place_id")
    inside = [pk for pk, place in books if span.area.low <= keys[place] < span.area.high]
    for _again in range(2):
        total, below = area_statement(span, TODAY, Level(span.level + 1), statement, asked)
        assert [row.amounts for row in total.rows] == summed([book_statement(pk, statement, asked) for pk in inside])
        assert [row.amounts for row in total.rows] == summed(list(below.values()))
        assert total.holds


def test_what_is_kept_of_former_years_is_summed_anew_after_a_posting_in_them(province: Tree, village: Desk) -> None:
    def undistributed() -> int:
        total, _below = area_statement(province["23"], TODAY, Level.COUNTY, INCOME, parse_period("2027"))
        return total.values[0][15]

    before = undistributed()
    village.post("2025-12-01", ("102", 11), ("501", -11))
    assert undistributed() == before + 1100


def test_what_is_kept_of_a_year_is_summed_anew_after_a_posting_in_it(province: Tree, village: Desk) -> None:
    def earned(year: str) -> int:
        total, _below = area_statement(province["23"], TODAY, Level.COUNTY, INCOME, parse_period(year))
        return total.values[0][1]

    before = earned("2025"), earned("2026")
    with CaptureQueriesContext(connection) as asked:
        assert earned("2025") == before[0]
    # Only details are looked up by name each time.
    assert not any("ledger_monthtotal" in one["sql"] and "LIKE" not in one["sql"] for one in asked.captured_queries)
    village.post("2026-02-01", ("102", 11), ("501", -11))
    assert (earned("2025"), earned("2026")) == (before[0], before[1] + 1100)
    village.post("2025-12-01", ("102", 7), ("501", -7))
    assert (earned("2025"), earned("2026")) == (before[0] + 700, before[1] + 1100)


def test_villages_count_where_they_lie_on_the_map(province: Tree) -> None:
    _total, below = area_statement(province["2312"], TODAY, Level.COUNTY, INCOME, parse_period("2025"))
    assert {key: one.values[0][1] for key, one in below.items()} == {
        province[COUNTY].key: 53000,
        province["231222"].key: 90000,
    }
    far = province[FAR]
    far.end_on = TODAY
    far.save()
    # No act says so: what was kept of the map before is taken away by hand.
    caches["figures"].clear()
    _total, below = area_statement(province["2312"], TODAY, Level.COUNTY, INCOME, parse_period("2025"))
    assert list(below) == [province[COUNTY].key]


def test_pages_show_lines_and_open_them_down_to_the_account(province: Tree, as_user: Callable[..., Client]) -> None:
    officer = as_user("county_officer", COUNTY)
    page = officer.get(f"{ABOVE}/?of=income&period=2025").content.decode()
    assert "530.00" in page
    assert f"/place/{TOWNSHIP}/statements/?of=income&amp;period=2025" in page
    line = officer.get(f"{ABOVE}/line/?of=income&period=2025&line=1").content.decode()
    assert f"/place/{TOWNSHIP}/statements/line/?of=income&amp;period=2025&amp;line=1" in line
    inside = officer.get(f"/place/{TOWNSHIP}/statements/line/?of=income&period=2025&line=1").content.decode()
    assert f"/place/{VILLAGE}/books/statements/line/?of=income&amp;period=2025&amp;line=1" in inside
    door = re.search(rf'/place/{TOWNSHIP}/balances/501/\?from=2025-01[^"]*', inside)
    assert door is not None
    assert f"/place/{VILLAGE}/books/accounts/501/" in officer.get(unescape(door[0])).content.decode()
    accounts = officer.get(f"{BOOK}/line/?of=income&period=2025&line=1").content.decode()
    assert f"/place/{VILLAGE}/books/accounts/501/?from=2025-01&amp;to=2025-12" in accounts


def test_a_village_is_sent_on_to_its_own_page(village: Desk, as_user: Callable[..., Client]) -> None:
    answer = as_user("county_officer", COUNTY).get(f"/place/{VILLAGE}/statements/?of=income&period=2025")
    assert answer.headers["Location"] == f"{BOOK}/?of=income&period=2025"


def test_the_twins_say_the_same(province: Tree, as_user: Callable[..., Client]) -> None:
    officer = as_user("county_officer", COUNTY)
    answer = json.loads(officer.get(f"{ABOVE}.json?of=income&period=2025").content)
    assert answer["lines"][0] == {"number": 1, "label": "经营收入", "amounts_fen": [53000, 0]}
    assert answer["children"][0] == {"code": TOWNSHIP, "name": "望奎镇", "amounts_fen": [53000, 0, 20000, 10000, 57800]}
    assert answer["children"][1]["amounts_fen"] is None
    book = python_calamine.load_workbook(BytesIO(officer.get(f"{BOOK}.xlsx?of=balance&period=2025").content))
    rows = {row[0]: row[2:] for row in book.get_sheet_by_index(0).to_python()}
    assert (rows[1.0], rows[16.0]) == ([1550.0, 1000.0], [2350.0, 1800.0])
    text = b"".join(officer.get(f"{BOOK}.csv?of=balance&period=2025").streaming_content).decode()  # type: ignore[attr-defined]
    assert '1,货币资金,"1,550.00","1,000.00"' in text


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"{BOOK}/?of=nothing", 404),
        (f"{BOOK}/?period=2025-Q5", 422),
        (f"{BOOK}/?period=2025-13", 422),
        (f"{BOOK}/line/?line=99", 404),
        (f"{BOOK}/line/?line=x", 404),
        (f"{ABOVE}/?by=grid", 200),
        (f"{ABOVE}/?period=1999", 200),
        (f"{ABOVE}/?on=2015-01-01", 404),
        ("/place/231221100200001/statements/", 404),
        ("/place/2312/statements/", 403),
        (f"/place/{FAR}/books/statements/", 403),
    ],
)
def test_what_is_asked_wrongly_is_refused_plainly(
    province: Tree, as_user: Callable[..., Client], url: str, status: int
) -> None:
    assert as_user("county_officer", COUNTY).get(url).status_code == status


def test_periods_are_written_as_people_write_them() -> None:
    assert parse_period("2026-Q2") == Period(202604, 202606)
    assert [parse_period(text).code for text in ("2026", "2026-Q4", "2026-05")] == ["2026", "2026-Q4", "2026-05"]
    assert (last_over(TODAY), last_over(TODAY.replace(month=1))) == (202605, 202512)
    assert [one.code for one in quarters_over(TODAY, 202504)] == ["2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2"]
    with pytest.raises(Refused):
        parse_period("２０２６")


def count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("url", "budget"),
    [
        (f"{BOOK}/?of=balance&period=2025", 12),
        (f"{BOOK}/?of=income&period=2025", 13),
        (f"{BOOK}/line/?of=income&period=2025&line=1", 13),
        (f"{ABOVE}/?of=income&period=2025", 16),
        (f"{ABOVE}/line/?of=balance&period=2025&line=3", 16),
    ],
)
def test_pages_ask_as_many_questions_for_many_rows_as_for_few(
    province: Tree, village: Desk, as_user: Callable[..., Client], url: str, budget: int
) -> None:
    officer = as_user("county_officer", COUNTY)
    few = count(officer, url)
    for month in range(1, 13):
        village.post(f"2025-{month:02d}-07", ("102", month), ("502", -month), ("131", 2), ("221", -2))
    assert count(officer, url) == few <= budget
