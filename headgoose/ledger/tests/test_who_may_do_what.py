"""Who may do what with a book, and the ways around it that are none."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from conftest import AT
from headgoose.kernel.actor import Actor, system_actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.actions.evidence import add_evidence, remove_evidence
from headgoose.ledger.actions.periods import close_month, draft_year_end, lock_month, reopen_month
from headgoose.ledger.actions.posting import (
    post_from_source,
    post_voucher,
    post_vouchers,
    return_voucher,
    review_voucher,
)
from headgoose.ledger.actions.vouchers import change_voucher, discard_voucher, draft_voucher, reverse_voucher
from headgoose.ledger.models import Account, Voucher, VoucherKind, VoucherState
from headgoose.ledger.posting import Posting, Ready
from headgoose.ledger.tests.conftest import COUNTY, KEEPS, REVIEWS, SIBLING, TOWNSHIP, VILLAGE, Desk, someone

FEE = (("102", 5000.0), ("501", -5000.0))
PDF = b"%PDF-1.4 receipt %%EOF"
READS = (Right.READ,)
NONE, HIDDEN, NO = None, Because.NOT_FOUND, Because.FORBIDDEN


@dataclass
class Ground:
    """A book with a draft and a posted voucher, and everything that an action may be asked to do with them."""

    desk: Desk
    draft: Voucher
    posted: Voucher

    def acts(self, by: Actor) -> dict[str, Callable[[], object]]:
        """Each action as the actor would do it."""
        book: dict[str, Any] = {"by": by, "at": AT, "book_id": self.desk.book.pk}
        one: dict[str, Any] = {"by": by, "at": AT}
        draft = one | {"voucher_id": self.draft.pk}
        said: dict[str, Any] = {"on": date(2026, 3, 3), "summary": "收款", "entries": self.desk.postings(*FEE)}
        return {
            "draft": lambda: draft_voucher(**book, **said),
            "change": lambda: change_voucher(**draft, **said),
            "discard": lambda: discard_voucher(**draft),
            "reverse": lambda: reverse_voucher(**one, voucher_id=self.posted.pk, on=date(2026, 4, 1), why="金额有误"),
            "add evidence": lambda: add_evidence(**draft, name="收据.pdf", content=PDF),
            "add account": lambda: add_detail_account(**book, code="50109", name="租金"),
            "review": lambda: review_voucher(**draft),
            "return": lambda: return_voucher(**draft, why="请补收款收据"),
            "post": lambda: post_voucher(**draft),
            "post many": lambda: post_vouchers(**one, voucher_ids=[self.draft.pk]),
            "close": lambda: close_month(**book, month=202601),
            "reopen": lambda: reopen_month(**book, month=202601, why="漏记一笔"),
            "lock": lambda: lock_month(**book, month=202601),
            "close year": lambda: draft_year_end(**book, year=2025),
        }


KEEPING = ("draft", "change", "discard", "reverse", "add evidence", "add account", "close year")
REVIEWING = ("review", "return", "post", "post many", "close")
LOCKING = ("reopen", "lock")
ON_A_VOUCHER = ("change", "discard", "reverse", "add evidence", "review", "return", "post", "post many")
# Who, where, and what is answered to what they may not do with a voucher: it is hidden from who may not read the book.
OUTSIDERS = [
    ("the village accountant of the next village", SIBLING, KEEPS, HIDDEN),
    ("the accountant of the next township", "231221101", REVIEWS, HIDDEN),
    ("the secretary", VILLAGE, READS, NO),
    ("the auditor", "2312", READS, NO),
    ("an officer of another county", "231222", REVIEWS, HIDDEN),
    ("a stranger", VILLAGE, (), HIDDEN),
]


@pytest.fixture
def ground(desk: Desk) -> Ground:
    return Ground(desk, desk.draft("2026-03-02", *FEE), desk.post("2026-03-01", *FEE))


def because(act: Callable[[], object]) -> Because:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.because


@pytest.mark.parametrize(("who", "code", "rights", "hidden"), OUTSIDERS, ids=[who for who, *_ in OUTSIDERS])
def test_who_has_no_right_here_does_nothing(
    ground: Ground, who: str, code: str, rights: tuple[Right, ...], hidden: Because
) -> None:
    acts = ground.acts(someone("外人", code, rights, 4001))
    said = {name: because(act) for name, act in acts.items()}
    assert said == {name: hidden if name in ON_A_VOUCHER else NO for name in acts}
    assert (Voucher.objects.count(), Account.objects.filter(code="50109").count()) == (2, 0)


def test_who_keeps_the_book_neither_reviews_nor_closes(ground: Ground) -> None:
    acts = ground.acts(ground.desk.maker)
    assert {because(acts[name]) for name in (*REVIEWING, *LOCKING)} == {NO}


def test_who_reviews_does_not_lock(ground: Ground) -> None:
    reviewer = someone("镇会计", TOWNSHIP, (Right.READ, Right.KEEP_BOOKS, Right.REVIEW_BOOKS), 4002)
    acts = ground.acts(reviewer)
    acts["close"]()
    assert {because(acts[name]) for name in LOCKING} == {NO}


def test_who_locks_neither_enters_nor_reviews(ground: Ground) -> None:
    officer = someone("县干部", COUNTY, (Right.READ, Right.LOCK_BOOKS), 4003)
    acts = ground.acts(officer)
    assert {because(acts[name]) for name in (*KEEPING, *REVIEWING)} == {NO}


def test_the_system_is_nobody_who_could_make_or_review(ground: Ground) -> None:
    acts = ground.acts(system_actor("operator", "cli"))
    names = ("draft", "change", "discard", "reverse", "review", "post", "post many")
    assert {because(acts[name]) for name in names} == {NO}


def test_a_voucher_of_another_township_among_many_stops_them_all(ground: Ground, new_desk: Callable[..., Desk]) -> None:
    other = new_desk("231221101200").draft("2026-03-02", *FEE)
    wanted = [ground.draft.pk, other.pk]
    act: dict[str, Any] = {"by": ground.desk.reviewer, "at": AT, "voucher_ids": wanted}
    assert because(lambda: post_vouchers(**act)) is HIDDEN
    assert set(Voucher.objects.filter(pk__in=wanted).values_list("state", flat=True)) == {"draft"}


def test_who_changes_a_draft_is_its_maker_and_does_not_review_it(ground: Ground) -> None:
    desk = ground.desk
    ground.acts(desk.reviewer)["change"]()
    acts = ground.acts(desk.reviewer)
    assert {because(acts[name]) for name in ("review", "post", "post many")} == {NO}
    second = someone("镇会计乙", TOWNSHIP, REVIEWS, 4004)
    assert post_voucher(by=second, at=AT, voucher_id=ground.draft.pk).reviewer_id == second.person_id


def test_a_second_account_of_the_same_person_is_the_same_person(ground: Ground) -> None:
    twin = replace(someone("同一人", TOWNSHIP, REVIEWS, 4005), person_id=ground.desk.maker.person_id)
    acts = ground.acts(twin)
    assert {because(acts[name]) for name in ("review", "post", "post many")} == {NO}


def test_a_reversal_is_reviewed_by_another_than_who_drafted_it(ground: Ground) -> None:
    desk = ground.desk
    red = reverse_voucher(by=desk.reviewer, at=AT, voucher_id=ground.posted.pk, on=date(2026, 4, 1), why="金额有误")
    assert because(lambda: post_voucher(by=desk.reviewer, at=AT, voucher_id=red.pk)) is NO
    same: dict[str, Any] = {
        "voucher_id": red.pk,
        "on": date(2026, 4, 1),
        "summary": "改",
        "entries": desk.postings(*FEE),
    }
    assert because(lambda: change_voucher(by=desk.maker, at=AT, **same)) is Because.CONFLICT


@pytest.mark.parametrize("step", [review_voucher, post_voucher, return_voucher, discard_voucher])
def test_nobody_takes_a_step_on_a_draft_that_changed_since_they_saw_it(
    ground: Ground, step: Callable[..., Voucher]
) -> None:
    ground.acts(ground.desk.maker)["change"]()
    said: dict[str, Any] = {"why": "请补收款收据"} if step is return_voucher else {}
    by = ground.desk.maker if step is discard_voucher else ground.desk.reviewer
    at: dict[str, Any] = {"by": by, "at": AT, "voucher_id": ground.draft.pk, **said}
    assert because(lambda: step(**at, version=ground.draft.version)) is Because.CONFLICT
    assert step(**at, version=ground.draft.version + 1)


def test_many_are_posted_only_as_they_were_seen(ground: Ground) -> None:
    at: dict[str, Any] = {"by": ground.desk.reviewer, "at": AT, "voucher_ids": [ground.draft.pk]}
    assert because(lambda: post_vouchers(**at, versions={})) is Because.CONFLICT
    assert because(lambda: post_vouchers(**at, versions={ground.draft.pk: 1})) is Because.CONFLICT
    assert post_vouchers(**at, versions={ground.draft.pk: 0}) == 1


def test_a_receipt_that_comes_or_goes_changes_the_draft(ground: Ground) -> None:
    draft = ground.draft
    maker: dict[str, Any] = {"by": ground.desk.maker, "at": AT, "voucher_id": draft.pk}
    receipt = add_evidence(**maker, name="收据.pdf", content=PDF)
    at: dict[str, Any] = {"by": ground.desk.reviewer, "at": AT, "voucher_id": draft.pk}
    assert because(lambda: post_voucher(**at, version=0)) is Because.CONFLICT
    remove_evidence(**maker, evidence_id=receipt.pk)
    assert because(lambda: post_voucher(**at, version=1)) is Because.CONFLICT
    assert post_voucher(**at, version=2).state == VoucherState.POSTED


def wrong_lines() -> dict[str, list[Posting]]:
    shared = {account.code: account.pk for account in Account.objects.all()}
    income = Posting(shared["501"], "501", credit_fen=100)
    return {
        "another village's account": [Posting(shared["10209"], "10209", debit_fen=100), income],
        "an account that is not there": [Posting(0, "109", debit_fen=100), income],
        "an account under the code of another": [Posting(shared["102"], "101", debit_fen=100), income],
        "a summary too long for a line": [Posting(shared["102"], "102", debit_fen=100, summary="长" * 121), income],
    }


WRONG = (
    "another village's account",
    "an account that is not there",
    "an account under the code of another",
    "a summary too long for a line",
)


@pytest.mark.parametrize("wrong", WRONG)
def test_lines_are_on_accounts_of_the_book(ground: Ground, new_desk: Callable[..., Desk], wrong: str) -> None:
    other, desk = new_desk(SIBLING), ground.desk
    add_detail_account(by=other.maker, at=AT, book_id=other.book.pk, code="10209", name="邻村账户")
    said: dict[str, Any] = {
        "by": desk.maker,
        "at": AT,
        "on": date(2026, 3, 3),
        "summary": "收款",
        "entries": wrong_lines()[wrong],
    }
    assert because(lambda: draft_voucher(**said, book_id=desk.book.pk)) is Because.INVALID
    assert because(lambda: change_voucher(**said, voucher_id=ground.draft.pk)) is Because.INVALID


def caused(desk: Desk, **more: Any) -> Ready:
    """What a record of an upper room causes."""
    people: dict[str, Any] = {"maker_id": desk.maker.person_id or 0, "reviewer_id": desk.reviewer.person_id or 0}
    said: dict[str, Any] = {"source": "resources.contract:1", "event": "2026", **people, **more}
    times: dict[str, Any] = {"made_at": AT - timedelta(hours=1), "reviewed_at": AT}
    return Ready(date(2026, 3, 20), 202603, "承包费", desk.postings(*FEE), **times, **said)


def test_what_a_record_causes_has_two_people_behind_it(desk: Desk) -> None:
    own = caused(desk, reviewer_id=desk.maker.person_id)
    at: dict[str, Any] = {"by": desk.reviewer, "at": AT, "book_id": desk.book.pk}
    assert because(lambda: post_from_source(**at, ready=own)) is NO
    assert because(lambda: post_from_source(**{**at, "by": desk.maker}, ready=caused(desk))) is NO


def test_the_closing_of_a_year_is_not_written_by_hand(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk(since=202512)
    desk.post("2025-12-05", *FEE)
    close_month(by=desk.reviewer, at=AT, book_id=desk.book.pk, month=202512)
    (first, *_rest) = draft_year_end(by=desk.maker, at=AT, book_id=desk.book.pk, year=2025)
    said: dict[str, Any] = {"on": date(2025, 12, 31), "summary": "改", "entries": desk.postings(*FEE)}
    assert first.kind == VoucherKind.CLOSING
    act: dict[str, Any] = {"by": desk.maker, "at": AT, "voucher_id": first.pk}
    assert because(lambda: change_voucher(**act, **said)) is Because.CONFLICT
    assert discard_voucher(**act).state == VoucherState.DISCARDED
