"""The desk of who keeps books: villages with work, the next one, review in bulk, months, opening balances, details."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from headgoose.ledger.actions.vouchers import draft_voucher
from headgoose.ledger.models import Account, Book, Voucher, VoucherState
from headgoose.ledger.tests.conftest import SIBLING, TOWNSHIP, VILLAGE, Desk

Users = Callable[..., Client]
FEE = (("102", 5000.0), ("501", -5000.0))
BOOKS = f"/place/{VILLAGE}/books"


@pytest.fixture
def reviewer(desk: Desk, as_user: Users) -> Client:
    """The township's accountant, at a browser."""
    return as_user("township_accountant", TOWNSHIP)


@pytest.fixture
def keeper(desk: Desk, as_user: Users) -> Client:
    """The village's accountant, at a browser."""
    return as_user("village_accountant", VILLAGE)


def test_the_desk_lists_the_villages_of_the_area_with_what_waits(
    reviewer: Client, desk: Desk, new_desk: Callable[..., Desk]
) -> None:
    new_desk(SIBLING)
    desk.draft("2026-03-02", *FEE)
    with CaptureQueriesContext(connection) as queries:
        page = reviewer.get("/books/")
    assert [village.span.code for village, _month in page.context["rows"]] == [VILLAGE, SIBLING]
    assert [village.to_review for village, _month in page.context["rows"]] == [1, 0]
    assert len(queries) <= 12
    only = reviewer.get("/books/?show=review")
    assert [village.span.code for village, _month in only.context["rows"]] == [VILLAGE]


def test_the_next_village_with_work_is_one_click_away(
    reviewer: Client, desk: Desk, new_desk: Callable[..., Desk]
) -> None:
    other = new_desk(SIBLING)
    other.draft("2026-03-02", *FEE)
    answer = reviewer.get(f"/books/next/?after={VILLAGE}&show=review")
    assert answer["Location"] == f"/place/{SIBLING}/books/?queue=review"


def test_ticked_vouchers_of_several_villages_are_posted_together(
    reviewer: Client, desk: Desk, new_desk: Callable[..., Desk]
) -> None:
    other = new_desk(SIBLING)
    drafts = [desk.draft("2026-03-02", *FEE), other.draft("2026-03-03", *FEE)]
    page = reviewer.get("/books/review/")
    assert [one.voucher.pk for group in page.context["groups"] for one in group.waiting] == [v.pk for v in drafts]
    answer = reviewer.post("/books/review/", {"voucher": [f"{v.pk}:{v.version}" for v in drafts]})
    assert answer.status_code == 302
    assert Voucher.objects.filter(state=VoucherState.POSTED).count() == 2


def test_a_voucher_that_changed_meanwhile_is_named_and_nothing_is_posted(reviewer: Client, desk: Desk) -> None:
    drafts = [desk.draft("2026-03-02", *FEE), desk.draft("2026-03-03", *FEE)]
    answer = reviewer.post("/books/review/", {"voucher": [f"{drafts[0].pk}:0", f"{drafts[1].pk}:7"]})
    assert answer.status_code == 409
    assert answer.context["culprit"][1].voucher.pk == drafts[1].pk
    assert not Voucher.objects.filter(state=VoucherState.POSTED).exists()


def test_months_are_closed_on_their_page_in_order(reviewer: Client, desk: Desk) -> None:
    refused = reviewer.post(f"{BOOKS}/months/close/", {"month": "202602"})
    assert refused.status_code == 422
    assert reviewer.post(f"{BOOKS}/months/close/", {"month": "202601"}).status_code == 302
    assert Book.objects.get().closed_to == 202601
    assert reviewer.post(f"{BOOKS}/months/close/", {"month": "rubbish"}).status_code == 422


def test_opening_balances_are_typed_and_drafted(keeper: Client, desk: Desk) -> None:
    lopsided = keeper.post(f"{BOOKS}/opening/", {"debit-102": "10,000.00", "credit-301": "9,000"})
    assert lopsided.status_code == 422
    assert not Voucher.objects.exists()
    assert keeper.post(f"{BOOKS}/opening/", {"debit-102": "１０，０００", "credit-301": "10000"}).status_code == 302
    voucher = Voucher.objects.get()
    assert (voucher.kind, voucher.month, voucher.total_fen) == ("opening", 202600, 1_000_000)


def test_a_trial_balance_of_the_old_books_passes_through_the_mapping(keeper: Client, desk: Desk) -> None:
    lines = ["科目编码,科目名称,借方余额,贷方余额", "101,现金,500,", "102,银行存款,9500,", "202,应付款,,4000"]
    lines += ["301,资本,,6000", "合计,,10000,10000"]
    file = BytesIO("\n".join(lines).encode("gb18030"))
    file.name = "余额表.csv"
    page = keeper.post(f"{BOOKS}/opening/file/", {"file": file})
    assert page.status_code == 200
    chosen = page.context["chosen"]
    assert [(one.line.code, one.to) for one in chosen] == [
        ("101", "101"),
        ("102", "102"),
        ("202", "211"),
        ("301", "301"),
    ]
    said = {f"to-{place}": one.to for place, one in enumerate(chosen)}
    assert keeper.post(f"{BOOKS}/opening/take/", {"lines": page.context["lines"], **said}).status_code == 302
    assert Voucher.objects.get().total_fen == 1_000_000


def test_a_detail_is_set_up_and_renamed_and_the_chart_stays(keeper: Client, desk: Desk) -> None:
    assert keeper.post(f"{BOOKS}/chart/", {"code": "50101", "name": "机动地发包"}).status_code == 302
    assert keeper.post(f"{BOOKS}/chart/", {"code": "901", "name": "新科目"}).status_code == 422
    assert keeper.post(f"{BOOKS}/chart/50101/rename/", {"name": "机动地发包收入"}).status_code == 302
    assert Account.objects.get(book=desk.book).name_zh == "机动地发包收入"
    assert keeper.post(f"{BOOKS}/chart/501/rename/", {"name": "改名"}).status_code == 404


@pytest.mark.parametrize("path", ["", "/months/", "/opening/", "/chart/", "/files/", "/checks/", "/export/"])
def test_pages_of_a_book_are_for_who_may_read_it(as_user: Users, desk: Desk, path: str) -> None:
    assert as_user("secretary", VILLAGE).get(f"{BOOKS}{path or '/'}").status_code == 200
    assert as_user("secretary", SIBLING).get(f"{BOOKS}{path or '/'}").status_code == 403


def test_the_place_page_and_the_home_desk_show_the_books(reviewer: Client, desk: Desk) -> None:
    draft_voucher(
        by=desk.maker,
        at=desk.at,
        book_id=desk.book.pk,
        on=desk.at.date(),
        summary="收承包费",
        entries=desk.postings(*FEE),
    )
    assert f'href="{BOOKS}/"' in reviewer.get(f"/place/{VILLAGE}/").content.decode()
    assert "/books/review/" in reviewer.get("/").content.decode()
