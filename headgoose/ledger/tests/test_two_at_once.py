"""Several people at one book at the same instant: no gap, no number twice, the chain whole, and one of two wins."""

from collections.abc import Callable
from datetime import date
from functools import partial
from multiprocessing import get_context
from threading import Barrier, Thread
from time import sleep
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client

from conftest import AT
from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.periods import close_month, draft_year_end
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.actions.vouchers import reverse_voucher
from headgoose.ledger.models import Book, Entry, MonthTotal, Voucher, VoucherState
from headgoose.ledger.tests.conftest import REVIEWS, SIBLING, TOWNSHIP, Desk, someone
from headgoose.ledger.verifying import verify_books

FEE = (("102", 5000.0), ("501", -5000.0))

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do things in threads of their own at the same moment; what each answered, or was refused with."""
    start, found = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            found.append(act())
        except Refused as refused:
            found.append(refused)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def numbers(desk: Desk) -> tuple[list[int], list[int]]:
    """The numbers of the book's posted vouchers, and their places in the chain."""
    rows = Voucher.objects.filter(book=desk.book, state=VoucherState.POSTED)
    return sorted(row.number or 0 for row in rows), sorted(row.sequence or 0 for row in rows)


def post_some(desk: Desk, count: int) -> None:
    for day in range(1, count + 1):
        desk.post(f"2026-04-{day:02d}", *FEE)


def outcomes(found: list[object]) -> list[str]:
    """`done`, or why not; sorted."""
    return sorted(one.because.value if isinstance(one, Refused) else "done" for one in found)


def test_many_who_post_to_one_book_leave_no_gap(desk: Desk) -> None:
    assert at_once(*[lambda: post_some(desk, 5)] * 4) == [None] * 4
    assert numbers(desk) == (list(range(1, 21)), list(range(1, 21)))
    assert MonthTotal.objects.get(book=desk.book, account__code="102").debit_fen == 20 * 500_000
    assert verify_books([desk.book.pk]).sound


def test_who_posts_to_other_books_does_not_disturb(desk: Desk, new_desk: Callable[..., Desk]) -> None:
    other = new_desk(SIBLING)
    at_once(*[lambda: post_some(desk, 4), lambda: post_some(other, 4)] * 2)
    assert numbers(desk) == numbers(other) == (list(range(1, 9)), list(range(1, 9)))
    assert verify_books().sound


def test_several_processes_leave_no_gap_either(desk: Desk) -> None:
    # A connection does not outlive a fork: each side opens its own.
    connections.close_all()
    processes = [get_context("fork").Process(target=post_some, args=(desk, 6)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert numbers(desk) == (list(range(1, 19)), list(range(1, 19)))
    assert verify_books([desk.book.pk]).sound


def test_of_two_who_post_one_voucher_one_wins_and_the_other_is_told(desk: Desk) -> None:
    second = someone("镇会计乙", TOWNSHIP, REVIEWS, 4001)
    for day in range(1, 6):
        pk = desk.draft(f"2026-04-{day:02d}", *FEE).pk
        found = at_once(*(partial(post_voucher, by=by, at=AT, voucher_id=pk) for by in (desk.reviewer, second)))
        (refused,) = (one for one in found if isinstance(one, Refused))
        assert (refused.because, refused.status) == (Because.CONFLICT, 409)
        assert str(refused)
        assert Voucher.objects.get(pk=pk).number == day


def test_of_two_who_press_post_on_the_page_one_reads_that_it_is_posted(
    desk: Desk, as_user: Callable[..., Client]
) -> None:
    clients = [as_user("township_accountant", TOWNSHIP) for _ in range(2)]
    pk = desk.draft("2026-04-01", *FEE).pk
    answers: list[Any] = at_once(*(partial(client.post, f"/voucher/{pk}/post/") for client in clients))
    won, told = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, told.status_code) == (302, 409)
    assert str(told.context["refused"]) in told.content.decode()


def test_a_month_that_is_closed_while_somebody_posts_into_it_has_the_voucher_or_it_does_not(desk: Desk) -> None:
    at: dict[str, Any] = {"by": desk.reviewer, "at": AT}
    for month in range(1, 5):
        book = Book.objects.get(pk=desk.book.pk)
        found = at_once(
            partial(desk.post, f"2026-{month:02d}-05", *FEE),
            partial(close_month, **at, book_id=desk.book.pk, month=202600 + month),
        )
        assert outcomes(found) in (["conflict", "done"], ["done", "done"])
        waiting = Voucher.objects.filter(book=book, month=202600 + month).exclude(state=VoucherState.POSTED)
        closed = Book.objects.get(pk=desk.book.pk).closed_to == 202600 + month
        assert not (closed and waiting.exists())
        if not closed:
            for one in waiting:
                post_voucher(**at, voucher_id=one.pk)
            close_month(**at, book_id=desk.book.pk, month=202600 + month)
    assert verify_books([desk.book.pk]).sound


def test_a_voucher_is_reversed_once_and_a_year_closed_once(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk(since=202512)
    wrong = desk.post("2025-12-05", *FEE)
    red: dict[str, Any] = {
        "by": desk.maker,
        "at": AT,
        "voucher_id": wrong.pk,
        "on": date(2026, 1, 5),
        "why": "金额有误",
    }
    assert outcomes(at_once(*[lambda: reverse_voucher(**red)] * 3)) == ["conflict", "conflict", "done"]
    year: dict[str, Any] = {"by": desk.maker, "at": AT, "book_id": desk.book.pk}
    close_month(by=desk.reviewer, at=AT, book_id=desk.book.pk, month=202512)
    assert outcomes(at_once(*[lambda: draft_year_end(**year, year=2025)] * 3)) == ["conflict", "conflict", "done"]
    assert Voucher.objects.filter(book=desk.book, kind="closing").count() == 2


POSTED = (
    "UPDATE ledger_voucher SET state = 'posted', number = 1, sequence = 1, hash = 'x', posted_at = made_at, "
    "reviewer_id = %s, reviewed_at = made_at WHERE id = %s"
)


def write_while_open(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """Do the first in a transaction that commits once the second, in one of its own, waits for it or is through."""
    found: list[object] = []

    def run() -> None:
        try:
            with transaction.atomic():
                second()
            found.append("done")
        except IntegrityError as error:
            found.append(error)
        finally:
            connections.close_all()

    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    other = Thread(target=run)
    with transaction.atomic(), connection.cursor() as cursor:
        first()
        other.start()
        while other.is_alive():
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waits)
            if cursor.fetchone() != (0,):
                break
            sleep(0.01)
    other.join()
    return found


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
def test_past_the_application_too_nothing_slips_under_a_voucher_while_it_is_posted(desk: Desk) -> None:
    draft = desk.draft("2026-04-01", *FEE)
    line = Entry(voucher=draft, line=3, account=draft.entries.get(line=1).account, debit_fen=1)

    def post() -> None:
        with connection.cursor() as cursor:
            cursor.execute(POSTED, [desk.reviewer.person_id, draft.pk])

    (error,) = write_while_open(line.save, post)
    assert "does not balance" in str(error)
    Entry.objects.get(pk=line.pk).delete()
    (error,) = write_while_open(post, lambda: Entry.objects.bulk_create([line]))
    assert "the voucher is fixed" in str(error)
    assert Entry.objects.filter(voucher=draft).count() == 2


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
def test_past_the_application_too_nothing_is_posted_into_a_month_while_it_is_closed(desk: Desk) -> None:
    draft = desk.draft("2026-04-01", *FEE)

    def post() -> None:
        with connection.cursor() as cursor:
            cursor.execute(POSTED, [desk.reviewer.person_id, draft.pk])

    (error,) = write_while_open(lambda: Book.objects.update(closed_to=202604), post)
    assert "the month is not open" in str(error)
