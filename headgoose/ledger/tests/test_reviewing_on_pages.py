"""Vouchers are found, reviewed one after the other, given back and taken back, on their pages."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from headgoose.ledger.listing import next_waiting
from headgoose.ledger.models import Voucher
from headgoose.ledger.tests.conftest import COUNTY, REVIEWS, SIBLING, TOWNSHIP, VILLAGE, Desk, someone
from headgoose.ledger.wording import in_capitals, name_of, number_of

Users = Callable[..., Client]
LIST = f"/place/{VILLAGE}/books/vouchers/"
FEE = (("102", 500), ("501", -500))


@pytest.fixture
def keeper(desk: Desk, as_user: Users) -> Client:
    """The village's accountant, at a browser."""
    return as_user("village_accountant", VILLAGE)


@pytest.fixture
def reviewer(desk: Desk, as_user: Users) -> Client:
    """The township's accountant, at a browser."""
    return as_user("township_accountant", TOWNSHIP)


def listed(client: Client, query: str = "") -> list[str]:
    """The summaries in a list of vouchers."""
    return [row.voucher.summary for row in client.get(f"{LIST}?{query}").context["rows"]]


@pytest.fixture
def some(desk: Desk) -> None:
    """Two vouchers posted, one drafted, one put aside."""
    desk.post("2026-03-02", *FEE, summary="三月承包费")
    desk.post("2026-04-03", ("513", 12.34), ("101", -12.34), summary="四月办公费")
    desk.draft("2026-04-04", ("102", 70), ("504", -70), summary="四月利息")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["四月利息", "四月办公费", "三月承包费"]),
        ("month=202604", ["四月利息", "四月办公费"]),
        ("month=2026-03", ["三月承包费"]),
        ("month=notamonth", ["四月利息", "四月办公费", "三月承包费"]),
        ("state=draft", ["四月利息"]),
        ("state=discarded", []),
        ("q=承包", ["三月承包费"]),
        ("q=2", ["四月办公费"]),
        ("q=12.34", ["四月办公费"]),
        ("q=%25", []),
        ("page=99", ["四月利息", "四月办公费", "三月承包费"]),
    ],
)
def test_vouchers_are_found_by_month_state_and_words(keeper: Client, some: None, query: str, found: list[str]) -> None:
    assert listed(keeper, query) == found


def test_the_list_sums_what_it_shows_by_state(keeper: Client, some: None) -> None:
    sums = keeper.get(f"{LIST}?month=202604").context["sums"]
    assert [(count, total) for _label, count, total in sums] == [(1, 7_000), (1, 1_234)]


def test_the_list_asks_no_more_questions_for_more_vouchers(
    keeper: Client, some: None, desk: Desk, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for day in range(1, 20):
        desk.draft(f"2026-05-{day:02d}", *FEE)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        assert len(listed(keeper)) == 22


def test_who_made_it_is_offered_no_review_and_who_reviews_is(keeper: Client, reviewer: Client, desk: Desk) -> None:
    voucher = desk.draft("2026-04-01", *FEE)
    mine = keeper.get(f"/voucher/{voucher.pk}/").context
    theirs = reviewer.get(f"/voucher/{voucher.pk}/").context
    assert (mine["may_post"], mine["may_change"]) == (False, True)
    assert (theirs["may_post"], theirs["may_review"], theirs["may_return"]) == (True, True, True)
    assert keeper.post(f"/voucher/{voucher.pk}/post/").status_code == 403
    assert reviewer.post(f"/voucher/{voucher.pk}/review/")["Location"] == f"/voucher/{voucher.pk}/"
    assert reviewer.post(f"/voucher/{voucher.pk}/post/")["Location"] == f"/voucher/{voucher.pk}/"
    voucher.refresh_from_db()
    assert (voucher.state, voucher.number) == ("posted", 1)
    again = reviewer.post(f"/voucher/{voucher.pk}/post/")
    assert again.status_code == 409
    assert again.context["refused"] is not None


def test_post_and_next_goes_through_a_village_and_on_to_the_next(
    reviewer: Client, desk: Desk, new_desk: Callable[..., Desk]
) -> None:
    second, first = desk.draft("2026-04-02", *FEE), desk.draft("2026-04-01", *FEE)
    there = new_desk(SIBLING).draft("2026-02-01", *FEE)
    way = [first.pk]
    while True:
        answer = reviewer.post(f"/voucher/{way[-1]}/post/", {"next": "1"})
        if "/voucher/" not in answer["Location"]:
            break
        way.append(int(answer["Location"].split("/")[2]))
    assert way == [first.pk, second.pk, there.pk]
    assert answer["Location"] in {"/books/", f"/place/{SIBLING}/books/vouchers/"}
    assert set(Voucher.objects.values_list("state", flat=True)) == {"posted"}


def test_villages_follow_each_other_in_the_order_of_the_tree_and_then_from_the_start(
    desk: Desk, new_desk: Callable[..., Desk]
) -> None:
    far, near = new_desk("231221101200").draft("2026-04-01", *FEE), new_desk(SIBLING).draft("2026-04-02", *FEE)
    done = desk.post("2026-03-01", *FEE)
    officer, on = someone("县会计", COUNTY, REVIEWS, 9), desk.at.date()
    assert next_waiting(officer, done, on) == near
    assert next_waiting(officer, near, on) == far
    waiting = desk.draft("2026-04-03", *FEE)
    assert next_waiting(officer, far, on) == waiting
    assert next_waiting(desk.reviewer, near, on) == waiting


def test_what_one_made_oneself_or_lies_in_a_closed_month_is_passed_over(desk: Desk) -> None:
    own, other = desk.draft("2026-04-01", *FEE), desk.draft("2026-05-01", *FEE)
    after = desk.post("2026-03-01", *FEE)
    assert next_waiting(desk.reviewer, after, desk.at.date()) == own
    assert next_waiting(desk.maker, after, desk.at.date()) is None
    assert next_waiting(desk.reviewer, own, desk.at.date(), past=True) == other
    assert next_waiting(desk.reviewer, other, desk.at.date(), past=True) is None
    desk.book.closed_to = 202604
    desk.book.save()
    assert next_waiting(desk.reviewer, after, desk.at.date()) == other


def test_a_voucher_is_given_back_with_a_reason(keeper: Client, reviewer: Client, desk: Desk) -> None:
    voucher = desk.draft("2026-04-01", *FEE)
    address = f"/voucher/{voucher.pk}/return/"
    short = reviewer.post(address, {"why": "不"})
    assert (short.status_code, "why" in short.context["return_form"].errors) == (422, True)
    assert reviewer.post(address, {"why": "缺少合同复印件"}).status_code == 302
    assert "缺少合同复印件" in keeper.get(f"/voucher/{voucher.pk}/").content.decode()
    assert keeper.post(address, {"why": "自己退回自己"}).status_code == 403


def test_a_draft_is_put_aside(keeper: Client, desk: Desk) -> None:
    voucher = desk.draft("2026-04-01", *FEE)
    assert keeper.post(f"/voucher/{voucher.pk}/discard/").status_code == 302
    voucher.refresh_from_db()
    assert voucher.state == "discarded"
    assert listed(keeper) == []
    assert len(listed(keeper, "state=discarded")) == 1


def test_a_posted_voucher_is_taken_back_in_red_letters_and_both_pages_say_so(keeper: Client, desk: Desk) -> None:
    wrong = desk.post("2026-04-01", *FEE)
    address = f"/voucher/{wrong.pk}/reverse/"
    early = keeper.post(address, {"why": "科目记错了", "on": "2026-03-01"})
    assert (early.status_code, "on" in early.context["reversal_form"].errors) == (422, True)
    answer = keeper.post(address, {"why": "科目记错了", "on": "2026-05-02"})
    turned = Voucher.objects.get(kind="reversal")
    assert answer["Location"] == f"/voucher/{turned.pk}/"
    page = keeper.get(answer["Location"]).content.decode()
    assert '><span class="bad">-500.00</span></td>' in page
    assert f'href="/voucher/{wrong.pk}/"' in page
    assert "红字 伍佰元整" in page
    assert f'href="/voucher/{turned.pk}/"' in keeper.get(f"/voucher/{wrong.pk}/").content.decode()
    assert keeper.post(address, {"why": "再冲销一次", "on": "2026-05-02"}).status_code == 409
    assert keeper.get(f"/voucher/{turned.pk}/change/").status_code == 409


@pytest.mark.parametrize(("post", "code", "status"), [("secretary", VILLAGE, 200), ("secretary", SIBLING, 404)])
def test_those_who_may_read_the_book_see_it_and_others_are_told_of_nothing(
    desk: Desk, as_user: Users, post: str, code: str, status: int
) -> None:
    voucher = desk.draft("2026-04-01", *FEE)
    client = as_user(post, code)
    assert client.get(f"/voucher/{voucher.pk}/").status_code == status
    assert client.get(f"/place/{VILLAGE}/books/vouchers/new/").status_code == 403
    assert client.post(f"/voucher/{voucher.pk}/discard/").status_code == (403 if status == 200 else 404)
    assert client.get(LIST).status_code == (200 if status == 200 else 403)
    assert client.get("/voucher/999999/").status_code == 404


def test_numbers_and_names_are_said_in_the_readers_language(desk: Desk) -> None:
    posted, draft = desk.post("2026-04-01", *FEE), desk.draft("2026-04-01", *FEE)
    with translation.override("en"):
        assert [number_of(posted), name_of(posted), number_of(draft)] == ["No. 1", "2026-04 No. 1", "draft"]


@pytest.mark.parametrize(
    ("fen", "capitals"),
    [
        (50_000, "伍佰元整"),
        (123_456, "壹仟贰佰叁拾肆元伍角陆分"),
        (100_000_005, "壹佰万元零伍分"),
        (10_050_00, "壹万零伍拾元整"),
        (100_001_00, "壹拾万零壹元整"),
        (1_0000_1000_00, "壹亿零壹仟元整"),
        (30, "叁角整"),
        (5, "伍分"),
        (0, "零元整"),
        (-50_000, "红字 伍佰元整"),
        (10**15, "壹拾万亿元整"),
    ],
)
def test_totals_are_written_in_capitals(fen: int, capitals: str) -> None:
    assert in_capitals(fen) == capitals
