"""Books are opened to everybody by a declared act, show sums and no person, and are missed when they are late."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Tree
from headgoose.kernel import clock
from headgoose.kernel.actor import system_actor
from headgoose.kernel.answers import answers
from headgoose.kernel.area import Level
from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.books import add_detail_account, open_book
from headgoose.ledger.actions.disclosing import disclose_books
from headgoose.ledger.actions.periods import close_month, reopen_month
from headgoose.ledger.disclosure_panels import overdue_disclosures
from headgoose.ledger.disclosures import overdue_within, standings_by
from headgoose.ledger.models import Disclosure
from headgoose.ledger.periods import parse_period
from headgoose.ledger.tests.conftest import COUNTY, SIBLING, TOWNSHIP, VILLAGE, Desk
from headgoose.records.models import Act

OPEN, PAGE = f"/open/{VILLAGE}/books/", f"/open/{VILLAGE}/books/2026-Q1/"
DESK = f"/place/{VILLAGE}/books/disclosures/"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    answers.clear()


def close_to(desk: Desk, last: int) -> None:
    for month in range(desk.book.since, last + 1):
        close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month)


def disclose(desk: Desk, period: str, remark: str = "") -> Disclosure:
    return disclose_books(by=desk.maker, at=desk.at, book_id=desk.book.pk, period=parse_period(period), remark=remark)


@pytest.fixture
def closed(desk: Desk) -> Desk:
    """A village with a quarter behind it, money from a person and to one."""
    for code, name in (("11301", "王小二"), ("51301", "赵大年工资")):
        add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code=code, name=name)
    desk.post("2026-02-01", ("102", 500), ("501", -500), summary="收张三丰承包费")
    desk.post("2026-03-01", ("51301", 90), ("102", -90), summary="付李铁拐误工补贴")
    desk.post("2026-03-02", ("11301", 30), ("102", -30))
    close_to(desk, 202603)
    return desk


def test_a_closed_quarter_is_opened_by_who_keeps_the_books_and_stays_on_record(closed: Desk) -> None:
    disclosure = disclose(closed, "2026-Q1", "二季度继续公开")
    assert (disclosure.from_month, disclosure.to_month) == (202601, 202603)
    assert (disclosure.declared_on, disclosure.declarer_id) == (date(2026, 6, 1), closed.maker.person_id)
    act = Act.objects.order_by("-pk")[0]
    assert (act.verb, act.touches_from) == ("ledger.disclose_books", date(2026, 6, 1))
    assert act.after == {"from_month": 202601, "to_month": 202603, "remark": "二季度继续公开"}


@pytest.mark.parametrize(
    ("period", "because"),
    [
        ("2026", Because.CONFLICT),
        ("2025-Q4", Because.INVALID),
        ("2026-Q2", Because.CONFLICT),
        ("2026-04", Because.CONFLICT),
    ],
)
def test_only_what_is_closed_is_opened(closed: Desk, period: str, because: Because) -> None:
    with pytest.raises(Refused) as refused:
        disclose(closed, period)
    assert refused.value.because is because


def test_the_same_months_are_opened_once(closed: Desk) -> None:
    disclose(closed, "2026-02")
    with pytest.raises(Refused) as refused:
        disclose(closed, "2026-02")
    assert refused.value.because is Because.CONFLICT
    disclose(closed, "2026-Q1")


def test_only_who_keeps_the_books_opens_them(closed: Desk, new_desk: Callable[..., Desk]) -> None:
    stranger = new_desk(SIBLING).maker
    with pytest.raises(Refused) as refused:
        disclose_books(by=stranger, at=closed.at, book_id=closed.book.pk, period=parse_period("2026-Q1"))
    assert refused.value.because is Because.FORBIDDEN


def test_anybody_reads_what_is_open_and_nothing_else(closed: Desk) -> None:
    assert Client().get(PAGE).status_code == 404
    assert "2026-Q1" not in Client().get(OPEN).content.decode()
    disclose(closed, "2026-Q1")
    assert PAGE in Client().get(OPEN).content.decode()
    page = Client().get(PAGE)
    assert page.status_code == 200
    text = page.content.decode()
    for shown in ("500.00", "90.00", "380.00", "30.00", "经营收入", "资产总计"):
        assert shown in text
    assert [Client().get(f"{OPEN}{other}/").status_code for other in ("2026-02", "2026", "2025-Q4")] == [404] * 3


def test_no_person_stands_on_the_open_page(closed: Desk) -> None:
    disclose(closed, "2026-Q1")
    text = Client().get(PAGE).content.decode()
    for name in ("张三丰", "李铁拐", "王小二", "赵大年", "村会计", "镇会计", "误工", "csrf", "/person/", "/voucher/"):
        assert name not in text


def test_the_page_is_small_kept_and_the_same_for_all(closed: Desk, as_user: Callable[..., Client]) -> None:
    disclose(closed, "2026-Q1")
    first = Client().get(PAGE, headers={"Accept-Encoding": "gzip"})
    assert len(first.content) < 12_000
    assert Client().get(PAGE).content == as_user("county_officer", COUNTY).get(PAGE).content
    with CaptureQueriesContext(connection) as queries:
        again = Client().get(PAGE, headers={"If-None-Match": first.headers["ETag"], "Accept-Encoding": "gzip"})
    assert (again.status_code, len(queries) <= 4) == (304, True)
    assert not first.cookies


def test_it_speaks_both_languages(closed: Desk) -> None:
    disclose(closed, "2026-Q1")
    assert "资产负债表" in Client().get(f"{PAGE}?in=zh").content.decode()
    english = Client().get(f"{PAGE}?in=en").content.decode()
    assert "Balance sheet" in english
    assert "Operating income" in english


def test_months_that_are_opened_again_say_so_and_then_show_what_was_corrected(closed: Desk) -> None:
    disclose(closed, "2026-Q1")
    before = Client().get(PAGE).content.decode()
    reopen_month(by=closed.reviewer, at=closed.at, book_id=closed.book.pk, month=202603, why="漏记一笔收入")
    assert Client().get(PAGE).content.decode().count("notice warning") == before.count("notice warning") + 1
    closed.post("2026-03-20", ("102", 777), ("504", -777))
    assert "777.00" in Client().get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"/open/{SIBLING}/books/", 200),
        (f"/open/{SIBLING}/books/2026-Q1/", 404),
        ("/open/231221100001/books/", 404),
        ("/open/231221/books/", 404),
        ("/open/x/books/", 404),
        (f"{OPEN}2026-Q9/", 422),
        (f"{OPEN}zz/", 422),
        (f"/open/{VILLAGE.translate(str.maketrans('0123456789', '０１２３４５６７８９'))}/books/", 302),
    ],
)
def test_what_is_asked_wrongly_is_refused_plainly(closed: Desk, url: str, status: int) -> None:
    assert Client().get(url).status_code == status


def test_the_page_of_the_village_leads_to_its_open_books(tree: Tree) -> None:
    assert OPEN in Client().get(f"/open/{VILLAGE}/").content.decode()
    for other in (TOWNSHIP, "231221100001"):
        assert "/books/" not in Client().get(f"/open/{other}/").content.decode()


def test_the_accountant_declares_on_the_page_and_prints_the_sheet(closed: Desk, as_user: Callable[..., Client]) -> None:
    accountant = as_user("village_accountant", VILLAGE)
    assert '<option value="2026-Q1">' in accountant.get(DESK).content.decode()
    assert accountant.post(f"{DESK}declare/", {"period": "2026-Q1"}).headers["Location"] == DESK
    assert Disclosure.objects.get().declarer_id is not None
    page = accountant.get(DESK).content.decode()
    assert '<option value="2026-Q1">' not in page
    assert PAGE in page
    sheet = accountant.get(f"{DESK}sheet/?period=2026-Q1").content.decode()
    assert f"http://testserver{PAGE}" in sheet
    assert re.search(r"<svg[^>]*>.*<path", sheet)
    assert "style=" not in sheet


def test_who_only_reads_is_offered_no_declaration(closed: Desk, as_user: Callable[..., Client]) -> None:
    officer = as_user("county_officer", COUNTY)
    assert "<option" not in officer.get(DESK).content.decode()
    assert officer.post(f"{DESK}declare/", {"period": "2026-Q1"}).status_code == 403
    assert as_user("secretary", SIBLING).get(DESK).status_code == 403
    assert officer.post(f"{DESK}declare/", {"period": ""}).status_code in (403, 422)


def codes(tree: Tree, place: str, on: str) -> dict[str, list[str]]:
    overdue, _keys = overdue_within(tree[place], date.fromisoformat(on))
    return {one.span.code: [quarter.code for quarter in one.quarters] for one in overdue}


def test_a_quarter_is_overdue_from_the_sixteenth_day_after_it(tree: Tree, closed: Desk) -> None:
    assert codes(tree, COUNTY, "2026-04-15") == {}
    assert codes(tree, COUNTY, "2026-04-16") == {VILLAGE: ["2026-Q1"]}
    disclose(closed, "2026-Q1")
    assert codes(tree, COUNTY, "2026-04-16") == {}


def test_three_months_one_by_one_are_a_quarter(tree: Tree, closed: Desk) -> None:
    for month in ("2026-01", "2026-02"):
        disclose(closed, month)
    assert codes(tree, COUNTY, "2026-06-01") == {VILLAGE: ["2026-Q1"]}
    disclose(closed, "2026-03")
    assert codes(tree, COUNTY, "2026-06-01") == {}


def test_a_book_owes_only_the_months_since_it_began(tree: Tree, new_desk: Callable[..., Desk]) -> None:
    desk = new_desk(since=202602)
    close_to(desk, 202603)
    for month in ("2026-02", "2026-03"):
        disclose(desk, month)
    assert codes(tree, COUNTY, "2026-06-01") == {}


def test_overdue_villages_are_counted_upward(tree: Tree, closed: Desk, new_desk: Callable[..., Desk]) -> None:
    new_desk(SIBLING, since=202504)
    overdue, keys = overdue_within(tree["2312"], date(2026, 6, 1))
    assert [(one.span.code, len(one.quarters), one.days, one.closed) for one in overdue] == [
        (VILLAGE, 1, 47, True),
        (SIBLING, 4, 321, False),
    ]
    counts = standings_by(overdue, keys, Level.COUNTY)
    assert {key: (one.books, one.overdue, one.quarters) for key, one in counts.items()} == {tree[COUNTY].key: (2, 2, 5)}


def test_the_page_upward_lists_them_and_a_file_too(tree: Tree, closed: Desk, as_user: Callable[..., Client]) -> None:
    officer = as_user("county_officer", COUNTY)
    page = officer.get(f"/place/{COUNTY}/disclosures/").content.decode()
    assert f'href="{DESK}"' in page
    assert f"/place/{TOWNSHIP}/disclosures/" in page
    assert officer.get(f"/place/{COUNTY}/disclosures.json").json()["overdue"] == [
        {"code": VILLAGE, "name": "厢红五村委会", "quarters": ["2026-Q1"], "days": 47, "closed": True}
    ]
    assert officer.get("/place/2312/disclosures/").status_code == 403
    assert as_user("secretary", VILLAGE).get(f"/place/{VILLAGE}/disclosures/").status_code == 200


def test_the_desk_names_what_is_overdue(tree: Tree, closed: Desk) -> None:
    with clock.frozen(datetime(2026, 6, 1, tzinfo=UTC)):
        [own] = overdue_disclosures(closed.maker, date(2026, 6, 1))
        [above] = overdue_disclosures(closed.reviewer, date(2026, 6, 1))
    assert (own.url, own.count) == (DESK, 1)
    assert (above.url, above.count) == (f"/place/{TOWNSHIP}/disclosures/", 1)


def count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("url", "budget"), [(DESK, 12), (f"/place/{COUNTY}/disclosures/", 13), (f"/place/{COUNTY}/disclosures.csv", 12)]
)
def test_pages_ask_as_many_questions_for_many_rows_as_for_few(
    tree: Tree, closed: Desk, as_user: Callable[..., Client], url: str, budget: int
) -> None:
    officer = as_user("county_officer", COUNTY)
    few = count(officer, url)
    for code in (SIBLING, "231221101200"):
        open_book(by=system_actor("operator", "cli"), at=closed.at, place_id=tree.place(code).pk, since=202501)
    for month in ("2026-01", "2026-02"):
        disclose(closed, month)
    assert count(officer, url) == few <= budget
