"""What is asked twice happens once: the second time is told so, and neither numbers nor sums nor the trail move.

How a request over HTTP is repeated under its key is tested in `headgoose/api/tests/test_voucher_api.py`, how a file is
taken once in `test_files_of_vouchers.py`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from conftest import AT
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.saying import explain
from headgoose.ledger.actions.disclosing import disclose_books
from headgoose.ledger.actions.periods import close_month, lock_month
from headgoose.ledger.actions.posting import post_from_source, post_voucher, post_vouchers, review_voucher
from headgoose.ledger.actions.vouchers import discard_voucher, reverse_voucher
from headgoose.ledger.models import MonthTotal, Voucher
from headgoose.ledger.periods import parse_period
from headgoose.ledger.posting import Ready
from headgoose.ledger.tests.conftest import SIBLING, Desk
from headgoose.ledger.verifying import verify_books
from headgoose.ledger.writing import write_posted
from headgoose.records.models import Act

FEE = (("102", 5000.0), ("501", -5000.0))
Step = Callable[[Desk], Callable[[], object]]


def on_draft(act: Callable[..., object], **said: Any) -> Step:
    """A step on a draft; `by` the maker where the reviewer would not do."""

    def step(desk: Desk) -> Callable[[], object]:
        by = desk.maker if act is discard_voucher else desk.reviewer
        return partial(act, by=by, at=AT, voucher_id=desk.draft("2026-03-02", *FEE).pk, **said)

    return step


def on_book(act: Callable[..., object], **said: Any) -> Step:
    """A step on a book whose January is closed."""

    def step(desk: Desk) -> Callable[[], object]:
        close_month(by=desk.reviewer, at=AT, book_id=desk.book.pk, month=202601)
        return partial(act, by=desk.reviewer, at=AT, book_id=desk.book.pk, **said)

    return step


def caused(desk: Desk) -> Ready:
    """What a record of an upper room causes."""
    made_at = AT - timedelta(hours=1)
    maker, reviewer = desk.maker.person_id or 0, desk.reviewer.person_id or 0
    ready = Ready(date(2026, 3, 20), 202603, "承包费", desk.postings(*FEE), maker, reviewer, made_at, AT)
    return replace(ready, source="resources.contract:1", event="2026")


def post_many(desk: Desk) -> Callable[[], object]:
    drafts = [desk.draft("2026-03-02", *FEE).pk for _ in range(3)]
    return partial(post_vouchers, by=desk.reviewer, at=AT, voucher_ids=drafts)


def reverse(desk: Desk) -> Callable[[], object]:
    posted = desk.post("2026-03-02", *FEE).pk
    return partial(reverse_voucher, by=desk.maker, at=AT, voucher_id=posted, on=date(2026, 4, 1), why="金额有误")


STEPS: dict[str, Step] = {
    "review": on_draft(review_voucher),
    "post": on_draft(post_voucher),
    "discard": on_draft(discard_voucher),
    "post many": post_many,
    "reverse": reverse,
    "close": on_book(close_month, month=202602),
    "lock": on_book(lock_month, month=202601),
    "disclose": on_book(disclose_books, period=parse_period("2026-01")),
    "post what a record caused": lambda desk: partial(
        post_from_source, by=desk.reviewer, at=AT, book_id=desk.book.pk, ready=caused(desk)
    ),
}


def everything(desk: Desk) -> tuple[Any, ...]:
    """What a second time must not move."""
    desk.book.refresh_from_db()
    return (
        list(Voucher.objects.order_by("pk").values_list("pk", "state", "number", "sequence", "hash")),
        list(MonthTotal.objects.order_by("pk").values_list("pk", "debit_fen", "credit_fen")),
        (desk.book.closed_to, desk.book.locked_to, desk.book.disclosures.count()),
        Act.objects.count(),
    )


@pytest.mark.parametrize("name", STEPS)
def test_a_step_taken_again_is_a_conflict_and_moves_nothing(desk: Desk, name: str) -> None:
    step = STEPS[name](desk)
    step()
    before = everything(desk)
    with pytest.raises(Refused) as refused:
        step()
    assert refused.value.because is Because.CONFLICT
    assert str(refused.value)
    assert everything(desk) == before
    assert verify_books([desk.book.pk]).sound


def test_what_a_record_caused_is_posted_in_one_book_alone(desk: Desk, new_desk: Callable[..., Desk]) -> None:
    STEPS["post what a record caused"](desk)()
    other = new_desk(SIBLING)
    with pytest.raises(Refused) as refused:
        STEPS["post what a record caused"](other)()
    assert refused.value.because is Because.CONFLICT
    later = replace(caused(desk), event="2027")
    post_from_source(by=desk.reviewer, at=AT, book_id=desk.book.pk, ready=later)
    assert list(Voucher.objects.order_by("sequence").values_list("number", "event")) == [(1, "2026"), (2, "2027")]


def test_past_the_action_the_database_says_the_same(desk: Desk) -> None:
    STEPS["post what a record caused"](desk)()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write_posted(AT, [(desk.book.pk, [caused(desk)])])
    said = explain(refused.value)
    assert said is not None
    assert said.status == 409
