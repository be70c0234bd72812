"""What waits in the books of an area, counted once for lists, cards and the walk from village to village."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import AT, TODAY, Tree
from headgoose.kernel.area import area_of, key_of, level_of
from headgoose.ledger.actions.periods import close_month
from headgoose.ledger.actions.posting import return_voucher, review_voucher
from headgoose.ledger.models import Voucher, VoucherState
from headgoose.ledger.tests.conftest import COUNTY, SIBLING, TOWNSHIP, VILLAGE, Desk
from headgoose.ledger.waiting import Show, Village, closings_due, next_village, summary_of, villages_within
from headgoose.places.models import Place, Span

Users = Callable[..., Client]
FEE = (("102", 5000.0), ("501", -5000.0))
FAR = "231221101200"


def within(code: str, person_id: int | None = None) -> dict[str, Village]:
    area = area_of(key_of(code), level_of(code))
    return {village.span.code: village for village in villages_within([area], TODAY, person_id)}


def test_each_kind_of_waiting_is_counted_by_itself(desk: Desk) -> None:
    first, second, third, _fourth = [desk.draft("2026-03-02", *FEE) for _number in range(4)]
    desk.post("2026-03-02", *FEE)
    return_voucher(by=desk.reviewer, at=desk.at, voucher_id=first.pk, why="请补收款收据")
    review_voucher(by=desk.reviewer, at=desk.at, voucher_id=second.pk)
    desk.maker, desk.reviewer = desk.reviewer, desk.maker
    desk.draft("2026-03-02", *FEE)
    village = within(VILLAGE, desk.maker.person_id)[VILLAGE]
    assert (village.drafts, village.returned, village.mine, village.reviewed, village.to_review) == (4, 1, 1, 1, 3)
    assert village.posted_at == AT
    assert third.pk


def test_sums_of_an_area_are_the_sums_of_its_villages(desk: Desk, new_desk: Callable[..., Desk]) -> None:
    other = new_desk(FAR, since=202512)
    one = desk.draft("2026-03-02", *FEE)
    desk.draft("2026-03-03", *FEE)
    other.draft("2026-01-03", *FEE)
    return_voucher(by=desk.reviewer, at=desk.at, voucher_id=one.pk, why="请补收款收据")
    close_month(by=other.reviewer, at=other.at, book_id=other.book.pk, month=202512)
    for code in (COUNTY, TOWNSHIP, VILLAGE):
        for person in (None, desk.maker.person_id):
            villages = within(code, person).values()
            found = summary_of([area_of(key_of(code), level_of(code))], TODAY, person)
            assert (found.villages, found.books) == (len(villages), sum(bool(v.book_id) for v in villages))
            assert (found.to_review, found.returned) == (
                sum(v.to_review for v in villages),
                sum(v.returned for v in villages),
            )
            assert (found.due, found.behind) == (sum(v.due for v in villages), sum(bool(v.due) for v in villages))
    assert [(v.due, v.first_open) for v in within(COUNTY).values()] == [(5, 202601), (0, 0), (6, 202513)]


@pytest.mark.parametrize(
    ("first", "on", "due"),
    [
        (202605, date(2026, 6, 1), 1),
        (202605, date(2026, 5, 31), 0),
        (202606, date(2026, 6, 1), 0),
        (202701, date(2026, 6, 1), 0),
        (202512, date(2026, 1, 1), 2),
        (202513, date(2026, 1, 31), 1),
        (202601, date(2026, 1, 31), 0),
        (202601, date(2026, 2, 1), 1),
        (202412, date(2026, 2, 1), 16),
    ],
)
def test_months_and_closings_of_years_fall_due_when_they_are_over(first: int, on: date, due: int) -> None:
    assert closings_due(first, on) == due


def test_the_walk_goes_round_and_never_stays(desk: Desk, new_desk: Callable[..., Desk]) -> None:
    other = new_desk(FAR)
    for one in (desk, other):
        one.draft("2026-03-02", *FEE)
    villages = list(within(COUNTY).values())
    assert [village.span.code for village in villages] == [VILLAGE, SIBLING, FAR]
    walk = []
    here = 0
    for _step in range(3):
        found = next_village(villages, here, Show.REVIEW)
        assert found
        here = found.span.key
        walk.append(found.span.code)
    assert walk == [VILLAGE, FAR, VILLAGE]
    assert next_village(villages[:2], villages[0].span.key, Show.REVIEW) is None
    assert next_village(villages, 0, Show.RETURNED) is None


def test_the_walk_ends_where_it_is_when_nothing_waits(as_user: Users, desk: Desk) -> None:
    accountant = as_user("township_accountant", TOWNSHIP)
    assert accountant.get(f"/books/next/?after={VILLAGE}&show=review")["Location"] == f"/place/{VILLAGE}/books/"
    assert accountant.get("/books/next/?show=review")["Location"] == "/books/"
    assert accountant.get("/books/next/?after=rubbish&show=close")["Location"].startswith(
        f"/place/{VILLAGE}/books/months/"
    )


def test_a_county_is_listed_in_as_many_queries_as_a_village(as_user: Users, desk: Desk) -> None:
    officer = as_user("county_officer", COUNTY)
    counts = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert officer.get("/books/").status_code == 200
        counts.append(sum("ledger_" in query["sql"] for query in queries))
        if not turn:
            _add_villages(120)
    assert counts == [1, 1]


def _add_villages(count: int) -> None:
    since = TODAY - timedelta(days=900)
    for number in range(count):
        key = key_of("231221100999") - number * 1000
        place = Place.objects.create(made_at=AT)
        Span.objects.create(
            place=place, key=key, kind=50, name=f"新{number}村", pinyin="xin", initials="x", start_on=since
        )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?show=review", [VILLAGE]),
        ("?show=none", [SIBLING]),
        ("?words=厢红六", [SIBLING]),
        ("?words=XHW", [VILLAGE]),
        ("?words=231221100201", [SIBLING]),
        ("?sort=drafts", [VILLAGE, SIBLING]),
        ("?sort=posted&show=rubbish&page=x", [VILLAGE, SIBLING]),
        ("?words=%27%22%25", []),
    ],
)
def test_the_list_is_narrowed_and_sorted(as_user: Users, desk: Desk, query: str, expected: list[str]) -> None:
    desk.draft("2026-03-02", *FEE)
    Span.objects.filter(place=desk.book.place_id).update(initials="xhwc")
    page = as_user("township_accountant", TOWNSHIP).get(f"/books/{query}")
    assert page.status_code == 200
    assert sorted(village.span.code for village, _month in page.context["rows"]) == sorted(expected)


def test_a_grid_worker_is_told_that_there_is_nothing_and_others_see_their_own(as_user: Users, desk: Desk) -> None:
    assert as_user("grid_worker", f"{VILLAGE}001").get("/books/").context["all"] == 0
    assert as_user("secretary", SIBLING).get("/books/").context["all"] == 1
    assert as_user("province_officer", "23").get("/books/").context["all"] == 4
    assert as_user("township_accountant", TOWNSHIP).get(f"/place/{COUNTY}/books/").status_code == 403
    assert as_user("county_officer", COUNTY).get(f"/place/{TOWNSHIP}/books/").context["all"] == 2


def test_review_is_for_who_reviews_there(as_user: Users, desk: Desk) -> None:
    draft = desk.draft("2026-03-02", *FEE)
    keeper = as_user("village_accountant", VILLAGE)
    assert keeper.get("/books/review/").status_code == 403
    assert keeper.post("/books/review/", {"voucher": f"{draft.pk}:0"}).status_code == 403
    elsewhere = as_user("township_accountant", "231221101")
    assert elsewhere.get(f"/books/review/?place={VILLAGE}").status_code == 403
    assert elsewhere.get("/books/review/").context["groups"] == []
    assert elsewhere.post("/books/review/", {"voucher": f"{draft.pk}:0"}).status_code == 404
    assert Voucher.objects.get().state == VoucherState.DRAFT


@pytest.mark.parametrize("mark", ["", "x", "1", "1:", ":1", "-1:0", "1:2:3", "９:0", "9" * 30 + ":0"])
def test_marks_that_are_none_are_refused(as_user: Users, desk: Desk, mark: str) -> None:
    desk.draft("2026-03-02", *FEE)
    answer = as_user("township_accountant", TOWNSHIP).post("/books/review/", {"voucher": mark})
    assert answer.status_code == 422
    assert not Voucher.objects.filter(state=VoucherState.POSTED).exists()


def test_all_of_a_village_are_posted_by_one_button(as_user: Users, desk: Desk, new_desk: Callable[..., Desk]) -> None:
    for one in (desk, new_desk(SIBLING)):
        one.draft("2026-03-02", *FEE)
        one.draft("2026-03-03", *FEE)
    accountant = as_user("township_accountant", TOWNSHIP)
    groups = accountant.get("/books/review/").context["groups"]
    answer = accountant.post("/books/review/", {"all": groups[0].marks})
    assert answer.status_code == 302
    assert set(Voucher.objects.filter(state=VoucherState.POSTED).values_list("book_id", flat=True)) == {desk.book.pk}


def test_own_drafts_and_those_given_back_are_not_offered(as_user: Users, desk: Desk) -> None:
    returned = desk.draft("2026-03-02", *FEE)
    return_voucher(by=desk.reviewer, at=desk.at, voucher_id=returned.pk, why="请补收款收据")
    accountant = as_user("township_accountant", TOWNSHIP)
    assert accountant.get("/books/review/").context["groups"] == []
    page = as_user("village_accountant", VILLAGE).get(f"/place/{VILLAGE}/books/")
    assert "请补收款收据" in page.content.decode()


def test_a_village_without_a_book_says_who_opens_it(as_user: Users, tree: Tree) -> None:
    path = f"/place/{VILLAGE}/books/"
    assert f'href="{path}open/"' not in as_user("secretary", VILLAGE).get(path).content.decode()
    officer = as_user("county_officer", COUNTY)
    assert f'href="{path}open/"' in officer.get(path).content.decode()
    assert officer.post(f"{path}open/", {"since": "2026-13", "name": ""}).status_code == 422
    assert officer.post(f"{path}open/", {"since": "2027-01", "name": ""}).status_code == 422
    slip = officer.post(f"{path}open/", {"since": "2006-01", "name": ""})
    assert (slip.status_code, list(slip.context["form"].errors)) == (422, ["since"])
    assert "最早为 10 年前" in slip.content.decode()
    assert officer.post(f"{path}open/", {"since": "2026-01", "name": ""}).status_code == 302
    assert officer.post(f"{path}open/", {"since": "2026-01", "name": ""}).status_code == 409
    assert officer.get(path).context["first_open"] == "2026-01"
    assert as_user("township_accountant", TOWNSHIP).get(f"/place/{SIBLING}/books/open/").status_code == 403


def test_the_overview_adds_up(as_user: Users, desk: Desk) -> None:
    desk.post("2026-03-02", *FEE)
    desk.post("2026-04-02", ("101", 200), ("504", -200))
    desk.post("2026-04-03", ("513", 300), ("102", -300))
    page = as_user("secretary", VILLAGE).get(f"/place/{VILLAGE}/books/")
    said = page.context
    assert (said["cash"], said["bank"], said["money"]) == (20000, 470000, 490000)
    assert (said["income"], said["expenses"]) == (520000, 30000)
    strip = {month.month: (month.posted, month.state) for _year, row in said["years"] for month in row}
    assert strip[202603] == (1, "open")
    assert strip[202601] == (0, "next")
    assert max(strip) == 202606
