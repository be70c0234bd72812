"""Two people who take the same file at the same instant: one wins, the other is told who did."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.files import post_voucher_file, take_voucher_file
from headgoose.ledger.models import Voucher, VoucherFile
from headgoose.ledger.tests.conftest import KEEPS, VILLAGE, Desk, someone
from headgoose.ledger.tests.sheets import many_vouchers

VOUCHERS = 200


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each answered or was refused with."""
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


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_same_file_at_once_take_it_once(desk: Desk) -> None:
    content = many_vouchers(VOUCHERS)
    people = [desk.maker, *(someone(f"另一人{n}", VILLAGE, KEEPS, 5000 + n) for n in range(2))]

    def taking(by: Actor) -> Callable[[], object]:
        return lambda: take_voucher_file(
            by=by, at=desk.at, book_id=desk.book.pk, file_name="同一份.csv", content=content
        )

    found = at_once(*map(taking, people))
    (winner,) = [one for one in found if isinstance(one, VoucherFile)]
    refusals = [one for one in found if isinstance(one, Refused)]
    assert [one.because for one in refusals] == [Because.CONFLICT] * 2
    assert Voucher.objects.count() == VOUCHERS
    name = next(one.label for one in people if one.person_id == winner.maker_id)
    assert all(name in str(one) for one in refusals)


@pytest.mark.django_db(transaction=True)
def test_two_who_post_the_same_file_at_once_post_it_once(desk: Desk) -> None:
    file = take_voucher_file(
        by=desk.maker, at=desk.at, book_id=desk.book.pk, file_name="x.csv", content=many_vouchers(VOUCHERS)
    )
    found = at_once(*[lambda: post_voucher_file(by=desk.reviewer, at=desk.at, file_id=file.pk)] * 2)
    assert sorted(str(one.because.value) if isinstance(one, Refused) else str(one) for one in found) == [
        str(VOUCHERS),
        "conflict",
    ]
    numbers = Voucher.objects.filter(file=file).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, VOUCHERS + 1))
