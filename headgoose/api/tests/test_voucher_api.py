"""Books over HTTP: read as pages show them, drafted once however often the request is repeated, posted by nobody."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connections

from conftest import AT, TODAY, Tree
from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.api.tests.conftest import COUNTY, TOWNSHIP, VILLAGE, Programme, Programmes
from headgoose.kernel.actor import system_actor
from headgoose.kernel.rights import Right
from headgoose.ledger.actions.books import add_detail_account, open_book
from headgoose.ledger.actions.periods import close_month
from headgoose.ledger.actions.posting import post_voucher, return_voucher
from headgoose.ledger.actions.vouchers import reverse_voucher
from headgoose.ledger.models import Book, Voucher
from headgoose.people.models import Tenure
from headgoose.records.idempotency.models import KeptAnswer
from headgoose.records.models import Act

SIBLING = "231221100201"
KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
ADDRESS = f"places/{VILLAGE}/vouchers"

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(tree: Tree) -> Book:
    by = system_actor("operator", "cli")
    open_book(by=by, at=AT, place_id=tree.place(SIBLING).pk, since=202601)
    return open_book(by=by, at=AT, place_id=tree.place(VILLAGE).pk, since=202601)


@pytest.fixture
def accountant(programme: Programmes, book: Book) -> Programme:
    return programme("village_accountant", VILLAGE, Right.KEEP_BOOKS)


@pytest.fixture
def reviewer(user_at: Callable[..., User]) -> Any:
    return actor_of(user_at("township_accountant", TOWNSHIP), TODAY, "test")


def body(*lines: tuple[str, str, int], **more: Any) -> dict[str, Any]:
    said = lines or (("102", "debit", 2_400_000), ("501", "credit", 2_400_000))
    rows = [{"account": account, "side": side, "amount_fen": fen} for account, side, fen in said]
    return {"on": "2026-03-10", "summary": "收到当年承包费", "lines": rows, **more}


def test_a_voucher_is_drafted_read_and_posted_by_a_second_person(accountant: Programme, reviewer: Any) -> None:
    made = accountant.post(ADDRESS, body(documents=2), **KEY)
    told = made.json()
    assert (made.status_code, made.headers["Location"]) == (201, f"/api/v1/vouchers/{told['id']}")
    assert [told[name] for name in ("state", "number", "month", "total_fen", "documents")] == [
        "draft", None, "2026-03", 2_400_000, 2
    ]  # fmt: skip
    assert told["lines"][0] == {
        "account": "102", "name": "银行存款", "side": "debit", "amount_fen": 2_400_000, "summary": "", "payee": "",
        "payee_kind": "",
    }  # fmt: skip
    assert accountant.get(f"vouchers/{told['id']}").json() == told
    post_voucher(by=reviewer, at=AT, voucher_id=told["id"])
    posted = accountant.get(f"vouchers/{told['id']}").json()
    assert (posted["state"], posted["number"], posted["sequence"]) == ("posted", 1, 1)
    assert posted["hash"] == Voucher.objects.get().hash
    assert Act.objects.filter(verb="ledger.draft_voucher", subject=f"ledger.voucher:{told['id']}").count() == 1


def test_payees_details_and_summaries_of_lines_are_taken(accountant: Programme, reviewer: Any, book: Book) -> None:
    add_detail_account(by=reviewer, at=AT, book_id=book.pk, code="51301", name="运转支出")
    sent = body(("51301", "debit", 100), ("101", "credit", 100))
    sent["lines"][0] |= {"summary": "电费", "payee": "供电所", "payee_kind": "unit"}
    first, second = accountant.post(ADDRESS, sent, **KEY).json()["lines"]
    assert [first[name] for name in ("account", "name", "summary", "payee", "payee_kind")] == [
        "51301", "运转支出", "电费", "供电所", "unit"
    ]  # fmt: skip
    assert (second["account"], second["payee_kind"]) == ("101", "")


def test_a_reversal_and_what_it_takes_back_name_each_other(accountant: Programme, reviewer: Any) -> None:
    wrong = accountant.post(ADDRESS, body(), **KEY).json()["id"]
    post_voucher(by=reviewer, at=AT, voucher_id=wrong)
    red = reverse_voucher(by=reviewer, at=AT, voucher_id=wrong, on=date(2026, 4, 1), why="金额有误").pk
    told = accountant.get(f"vouchers/{red}").json()
    assert (told["reverses_id"], told["lines"][0]["amount_fen"], told["total_fen"]) == (wrong, -2_400_000, -2_400_000)
    assert accountant.get(f"vouchers/{wrong}").json()["reversed_by_id"] == red


def test_vouchers_are_listed_in_pages_by_month_and_state(accountant: Programme, reviewer: Any) -> None:
    days = ("2026-03-10", "2026-03-11", "2026-04-01")
    made = [
        accountant.post(ADDRESS, body(on=day), **{"Idempotency-Key": f"voucher-{day}"}).json()["id"] for day in days
    ]
    post_voucher(by=reviewer, at=AT, voucher_id=made[0])
    return_voucher(by=reviewer, at=AT, voucher_id=made[1], why="请补收据")

    def listed(query: str) -> list[int]:
        return [row["id"] for row in accountant.get(f"{ADDRESS}{query}").json()["items"]]

    assert listed("") == made[::-1]
    assert listed("?month=2026-03") == made[1::-1]
    assert listed("?state=posted") == made[:1]
    assert listed("?month=2026-13") == []
    found, after = [], ""
    while after is not None:
        page = accountant.get(f"{ADDRESS}?limit=2&after={after}").json()
        found += [row["id"] for row in page["items"]]
        after = page["next"]
    assert found == made[::-1]
    assert accountant.get(f"vouchers/{made[1]}").json()["remark"] == "请补收据"


def test_the_trial_balance_is_what_is_posted(accountant: Programme, reviewer: Any, book: Book) -> None:
    posted = accountant.post(ADDRESS, body(), **KEY).json()["id"]
    accountant.post(ADDRESS, body(), **{"Idempotency-Key": "a-draft-beside"})
    post_voucher(by=reviewer, at=AT, voucher_id=posted)
    close_month(by=reviewer, at=AT, book_id=book.pk, month=202601)
    told = accountant.get(f"places/{VILLAGE}/balances?period=2026-03").json()
    assert [told[name] for name in ("period", "since", "closed_to", "locked_to")] == [
        "2026-03", "2026-01", "2026-01", None
    ]  # fmt: skip
    rows = {row["account"]: (row["debit_fen"], row["credit_fen"], row["closing_debit_fen"]) for row in told["rows"]}
    assert rows == {"102": (2_400_000, 0, 2_400_000), "501": (0, 2_400_000, 0)}
    april = accountant.get(f"places/{VILLAGE}/balances?period=2026-Q2").json()["rows"]
    assert [(row["account"], row["opening_debit_fen"], row["debit_fen"]) for row in april] == [
        ("102", 2_400_000, 0), ("501", 0, 0)
    ]  # fmt: skip
    assert accountant.get(f"places/{VILLAGE}/balances").json()["period"] == "2026"


def test_the_same_request_again_is_answered_the_same_and_drafts_nothing(accountant: Programme) -> None:
    first = accountant.post(ADDRESS, body(), **KEY)
    acts = Act.objects.count()
    again = accountant.post(ADDRESS, body(), **KEY)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (Voucher.objects.count(), Act.objects.count()) == (1, acts)


@pytest.mark.parametrize(("language", "words"), [("en", "used for another request"), ("zh-Hans", "已用于另一个请求")])
def test_the_same_key_for_another_voucher_is_a_conflict(accountant: Programme, language: str, words: str) -> None:
    accountant.post(ADDRESS, body(), **KEY)
    other = accountant.post(ADDRESS, body(summary="另一张"), **KEY, **{"Accept-Language": language})
    told = other.json()
    assert (other.status_code, told["code"], told["errors"][0]["field"]) == (409, "conflict", "Idempotency-Key")
    assert words in told["detail"]
    assert Voucher.objects.count() == 1


def test_a_refused_voucher_leaves_its_key_free(accountant: Programme) -> None:
    assert accountant.post(ADDRESS, body(("102", "debit", 1), ("501", "credit", 2)), **KEY).status_code == 422
    assert not KeptAnswer.objects.exists()
    assert accountant.post(ADDRESS, body(), **KEY).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_the_same_request_many_times_at_once_drafts_one_voucher(accountant: Programme) -> None:
    answers: list[tuple[int, bytes]] = []

    def send() -> None:
        answer = Programme(type(accountant.client)(), accountant.secret, accountant.token).post(ADDRESS, body(), **KEY)
        answers.append((answer.status_code, answer.content))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(answers), len(set(answers)), answers[0][0]) == (6, 1, 201)
    assert Voucher.objects.count() == 1


def without(name: str) -> dict[str, Any]:
    sent = body()
    del sent[name]
    return sent


def with_line(**changes: Any) -> dict[str, Any]:
    sent = body()
    sent["lines"][0] |= changes
    return sent


BAD = [
    ("unbalanced", body(("102", "debit", 1), ("501", "credit", 2)), 422, "entries"),
    ("one line", body(("102", "debit", 1)), 422, "lines"),
    ("an account that is not there", body(("102", "debit", 1), ("599", "credit", 1)), 422, "lines.1.account"),
    ("an account of no code", body(("x", "debit", 1), ("501", "credit", 1)), 422, "lines.0.account"),
    ("nothing", body(("102", "debit", 0), ("501", "credit", 0)), 422, "lines.0.amount_fen"),
    ("a negative amount", body(("102", "debit", -1), ("501", "credit", -1)), 422, "lines.0.amount_fen"),
    ("half a fen", with_line(amount_fen=0.5), 422, "lines.0.amount_fen"),
    ("an amount in words", with_line(amount_fen="2400000"), 422, "lines.0.amount_fen"),
    ("an amount that is true", with_line(amount_fen=True), 422, "lines.0.amount_fen"),
    ("more than books hold", with_line(amount_fen=10**18), 422, "lines.0.amount_fen"),
    ("a side that is none", with_line(side="left"), 422, "lines.0.side"),
    ("a field that is misspelt", with_line(acount="102"), 422, "lines.0.acount"),
    ("a payee of no kind", with_line(payee="张三", payee_kind="friend"), 422, "lines.0.payee_kind"),
    ("a payee of no sign", with_line(payee="a\u200bb"), 422, "lines.0.payee"),
    ("a date in the future", body(on="2026-06-02"), 422, "on"),
    ("a date before the book", body(on="2025-12-31"), 422, "on"),
    ("a date in a closed month", body(on="2026-01-05"), 409, "on"),
    ("a day that is none", body(on="2026-02-30"), 422, "on"),
    ("no summary", without("summary"), 422, "summary"),
    ("a summary of blanks", body(summary=" 　 "), 422, "summary"),
    ("a summary too long", body(summary="长" * 121), 422, "summary"),
    ("a summary that grows too long when it is folded", body(summary="㍿" * 60), 422, "summary"),
    ("a thousand documents", body(documents=1000), 422, "documents"),
    ("no lines", without("lines"), 422, "lines"),
]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize(("sent", "status", "field"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_a_voucher_that_is_none_is_refused_with_the_field(
    accountant: Programme, reviewer: Any, book: Book, sent: dict[str, Any], status: int, field: str, language: str
) -> None:
    close_month(by=reviewer, at=AT, book_id=book.pk, month=202601)
    answer = accountant.post(ADDRESS, sent, **KEY, **{"Accept-Language": language})
    told = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert told["errors"][0]["field"] == field
    assert told["errors"][0]["reason"].isascii() is (language == "en")
    assert not Voucher.objects.exists()


def test_writing_needs_a_key_and_a_token_that_keeps_the_book(
    accountant: Programme, programme: Programmes, user_at: Callable[..., User]
) -> None:
    missing = accountant.post(ADDRESS, body())
    assert (missing.status_code, missing.json()["errors"][0]["where"]) == (422, "header")
    assert accountant.post(f"places/{SIBLING}/vouchers", body(), **KEY).status_code == 403
    others = [
        programme("village_accountant", SIBLING, Right.KEEP_BOOKS),
        programme("secretary", VILLAGE),
        programme("auditor", "2312"),
        programme("county_officer", COUNTY, Right.APPOINT),
        programme(user_at("village_accountant", VILLAGE)),
    ]
    assert {other.post(ADDRESS, body(), **KEY).status_code for other in others} == {403}
    assert accountant.post("places/231221101200/vouchers", body(), **KEY).status_code in (403, 404)
    assert not Voucher.objects.exists()


def test_reading_is_for_whoever_may_read_the_village(accountant: Programme, programme: Programmes) -> None:
    made = accountant.post(ADDRESS, body(), **KEY).json()["id"]
    inside = [programme("secretary", VILLAGE), programme("auditor", "2312"), programme("county_officer", COUNTY)]
    outside = [programme("secretary", SIBLING), programme("county_officer", "231222")]
    for address in (ADDRESS, f"places/{VILLAGE}/balances"):
        assert {one.get(address).status_code for one in inside} == {200}
        assert {one.get(address).status_code for one in outside} == {403}
    assert {one.get(f"vouchers/{made}").status_code for one in inside} == {200}
    assert {one.get(f"vouchers/{made}").status_code for one in outside} == {404}
    assert inside[1].get(f"places/{COUNTY}/balances").status_code == 422
    assert inside[1].get("places/231221101200/balances").status_code == 404


def test_what_was_answered_to_who_keeps_the_book_is_not_repeated_to_who_does_not(
    book: Book, programme: Programmes, user_at: Callable[..., User]
) -> None:
    user = user_at("village_accountant", VILLAGE)
    writer, reader = programme(user, "", Right.KEEP_BOOKS), programme(user)
    assert writer.post(ADDRESS, body(), **KEY).status_code == 201
    assert reader.post(ADDRESS, body(), **KEY).status_code == 403
    assert writer.post(ADDRESS, body(), **KEY).headers["Idempotent-Replayed"] == "true"
    Tenure.objects.filter(person=user.person).update(end_on=TODAY)
    assert writer.post(ADDRESS, body(), **KEY).status_code == 403


def test_no_programme_posts_what_it_drafted(accountant: Programme) -> None:
    made = accountant.post(ADDRESS, body(), **KEY).json()["id"]
    for verb in ("post", "review", "discard"):
        assert accountant.post(f"vouchers/{made}/{verb}", {}, **KEY).status_code == 404
