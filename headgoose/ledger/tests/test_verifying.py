"""Whatever is falsified behind the application, the check finds it and names the place."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from headgoose.ledger.chain import link
from headgoose.ledger.faults import Fault
from headgoose.ledger.models import Voucher
from headgoose.ledger.streaming import content_of_stored, stored_accounts, stored_vouchers
from headgoose.ledger.tests.conftest import SIBLING, VILLAGE, Desk
from headgoose.ledger.tests.falsifying import fill, guards_down, run
from headgoose.ledger.verifying import BookVerdict, verify_books

FEE = (("102", 5000.0), ("501", -5000.0))
Owed = set[tuple[Fault, str]]


@pytest.fixture
def desk(new_desk: Callable[..., Desk]) -> Iterator[Desk]:
    """A full book, and a small one beside it; all that is done is undone."""
    desk, other = new_desk(VILLAGE, 202501), new_desk(SIBLING, 202501)
    fill(desk)
    other.post("2025-02-03", *FEE)
    with guards_down():
        yield desk


def named(verdict: BookVerdict) -> Owed:
    return {(found.fault, " ".join(str(which) for _noun, which in found.at)) for found in verdict.findings}


def voucher_id(desk: Desk, sequence: int) -> int:
    return Voucher.objects.get(book=desk.book, sequence=sequence).pk


def hash_anew(desk: Desk, first: int) -> None:
    """Compute the chain anew from a voucher on, as somebody would who knows how."""
    accounts, before = stored_accounts(), ""
    for voucher in stored_vouchers([desk.book.pk]):
        if voucher.sequence >= first:
            before = link(before, content_of_stored(voucher, accounts))
            run("UPDATE ledger_voucher SET hash = %s WHERE id = %s", before, voucher.id)
        else:
            before = voucher.hash


def test_a_book_as_it_was_posted_is_sound(desk: Desk) -> None:
    verdict = verify_books()
    assert [str(found) for found in verdict.findings] == []
    assert (verdict.books, verdict.vouchers, verdict.entries) == (2, 9, 19)
    last = Voucher.objects.filter(book=desk.book).order_by("-sequence").exclude(sequence=None)[0]
    assert verdict.heads[VILLAGE] == (8, last.hash)
    assert verify_books([desk.book.pk]).vouchers == 8


VOUCHER_FIELDS = [
    ("summary", "别的", {(Fault.VOUCHER_EDITED, "2025-2")}),
    ('"on"', "2025-03-03", {(Fault.VOUCHER_EDITED, "2025-2")}),
    ("documents", 7, {(Fault.VOUCHER_EDITED, "2025-2")}),
    ("source", "resources.contract:1", {(Fault.VOUCHER_EDITED, "2025-2")}),
    ("event", "due 2026", {(Fault.VOUCHER_EDITED, "2025-2")}),
    ("posted_at", "2026-05-31 01:02:03", {(Fault.VOUCHER_EDITED, "2025-2")}),
    ("hash", "0" * 64, {(Fault.VOUCHER_EDITED, "2025-2")}),
    ("state", "draft", {(Fault.STATE_WRONG, "2025-2")}),
    ("total_fen", 500001, {(Fault.SUM_WRONG, "2025-2")}),
    ("number", 77, {(Fault.NUMBER_WRONG, "2025-77 2"), (Fault.VOUCHER_EDITED, "2025-77")}),
    ("kind", "closing", {(Fault.VOUCHER_EDITED, "2025-2"), (Fault.MONTH_WRONG, "2025-2")}),
]


@pytest.mark.parametrize(("column", "value", "owed"), VOUCHER_FIELDS, ids=[row[0] for row in VOUCHER_FIELDS])
def test_an_edited_voucher_is_named(desk: Desk, column: str, value: Any, owed: Owed) -> None:
    run(f"UPDATE ledger_voucher SET {column} = %s WHERE id = %s", value, voucher_id(desk, 2))
    found = named(verify_books())
    # A number that was changed puts the numbers after it out of order too.
    assert owed <= found if column == "number" else owed == found


def test_one_person_behind_a_voucher_is_named(desk: Desk) -> None:
    run("UPDATE ledger_voucher SET reviewer_id = maker_id WHERE id = %s", voucher_id(desk, 2))
    assert (Fault.ONE_PERSON, "2025-2") in named(verify_books())


ENTRY_FIELDS = [
    ("summary", "'x'", {(Fault.VOUCHER_EDITED, "2025-2")}),
    ("payee", "'张三'", {(Fault.VOUCHER_EDITED, "2025-2")}),
    ("payee_kind", "'person'", {(Fault.VOUCHER_EDITED, "2025-2")}),
    ("line", "9", {(Fault.VOUCHER_EDITED, "2025-2"), (Fault.LINES_WRONG, "2025-2")}),
    (
        "debit_fen",
        "debit_fen + 1",
        {
            (Fault.VOUCHER_EDITED, "2025-2"),
            (Fault.UNBALANCED, "2025-2"),
            (Fault.SUM_WRONG, "2025-2"),
            (Fault.TOTAL_WRONG, "202503 102"),
        },
    ),
    (
        "account_id",
        "(SELECT id FROM ledger_account WHERE code = '101')",
        {(Fault.VOUCHER_EDITED, "2025-2"), (Fault.TOTAL_EXTRA, "202503 102"), (Fault.TOTAL_MISSING, "202503 101")},
    ),
]


@pytest.mark.parametrize(("column", "value", "owed"), ENTRY_FIELDS, ids=[row[0] for row in ENTRY_FIELDS])
def test_an_edited_entry_is_named(desk: Desk, column: str, value: str, owed: Owed) -> None:
    run(f"UPDATE ledger_entry SET {column} = {value} WHERE voucher_id = %s AND line = 1", voucher_id(desk, 2))
    assert named(verify_books()) == owed


def test_an_account_of_another_book_is_named(desk: Desk) -> None:
    run("UPDATE ledger_account SET book_id = (SELECT max(id) FROM ledger_book) WHERE code = '50101'")
    assert (Fault.FOREIGN_ACCOUNT, "2025-2 50101") in named(verify_books())


def test_red_letters_without_a_reversal_are_named(desk: Desk) -> None:
    number = voucher_id(desk, 8)
    run("UPDATE ledger_entry SET debit_fen = -debit_fen, credit_fen = -credit_fen WHERE voucher_id = %s", number)
    assert (Fault.RED_LETTERS, "2026-2") in named(verify_books())


def test_a_reversal_of_nothing_is_named(desk: Desk) -> None:
    run("UPDATE ledger_voucher SET reverses_id = %s WHERE id = %s", voucher_id(desk, 2), voucher_id(desk, 4))
    assert named(verify_books()) == {(Fault.VOUCHER_EDITED, "2025-4"), (Fault.REVERSAL_WRONG, "2025-4")}


def delete_voucher(number: int) -> None:
    run("DELETE FROM ledger_evidence WHERE voucher_id = %s", number)
    run("DELETE FROM ledger_entry WHERE voucher_id = %s", number)
    run("DELETE FROM ledger_voucher WHERE id = %s", number)


def test_a_deleted_voucher_is_named_and_so_are_the_sums_it_was_in(desk: Desk) -> None:
    delete_voucher(voucher_id(desk, 2))
    totals = {(Fault.TOTAL_EXTRA, "202503 102"), (Fault.TOTAL_EXTRA, "202503 50101")}
    assert named(verify_books()) == {(Fault.VOUCHER_MISSING, "2 2"), *totals}


def test_the_last_vouchers_cut_off_are_seen_by_the_sums_and_by_a_head_known_of_before(desk: Desk) -> None:
    heads = verify_books().heads
    run("DELETE FROM ledger_monthtotal WHERE book_id = %s AND month = 202603", desk.book.pk)
    delete_voucher(voucher_id(desk, 8))
    assert named(verify_books()) == set()
    assert named(verify_books(known=heads)) == {(Fault.HEAD_GONE, "8")}


def test_a_chain_made_anew_is_seen_by_a_head_known_of_before(desk: Desk) -> None:
    heads = verify_books().heads
    run("UPDATE ledger_voucher SET summary = '别的' WHERE id = %s", voucher_id(desk, 2))
    hash_anew(desk, 2)
    assert named(verify_books()) == set()
    assert named(verify_books(known=heads)) == {(Fault.HEAD_GONE, "8")}


def test_heads_of_before_hold_when_the_book_went_on(desk: Desk) -> None:
    heads = verify_books().heads
    desk.post("2026-05-01", *FEE)
    verdict = verify_books(known=heads)
    assert verdict.sound
    assert verdict.heads[VILLAGE][0] == heads[VILLAGE][0] + 1


def test_two_vouchers_that_changed_places_are_named(desk: Desk) -> None:
    second, third = voucher_id(desk, 2), voucher_id(desk, 3)
    for number, sequence in ((second, 9000), (third, 2), (second, 3)):
        run("UPDATE ledger_voucher SET sequence = %s WHERE id = %s", sequence, number)
    found = named(verify_books())
    assert {(Fault.VOUCHER_EDITED, "2025-2"), (Fault.VOUCHER_EDITED, "2025-3")} <= found
    assert {(Fault.NUMBER_WRONG, "2025-3 2"), (Fault.NUMBER_WRONG, "2025-2 3")} <= found


def test_a_voucher_posted_without_a_place_in_the_chain_is_named(desk: Desk) -> None:
    draft = Voucher.objects.get(book=desk.book, state="draft")
    run("UPDATE ledger_voucher SET state = 'posted' WHERE id = %s", draft.pk)
    assert named(verify_books()) == {(Fault.VOUCHER_UNNUMBERED, str(draft.pk))}


def test_entries_whose_voucher_is_gone_are_named(desk: Desk) -> None:
    number = voucher_id(desk, 8)
    run("DELETE FROM ledger_voucher WHERE id = %s", number)
    assert (Fault.ENTRY_ADRIFT, str(number)) in named(verify_books())


def test_a_voucher_slipped_in_that_breaks_the_rules_is_named_though_it_is_chained(desk: Desk) -> None:
    copied = "book_id, month, year, number + 1, sequence + 1, \"on\", kind, state, 'slipped in', documents, total_fen, "
    copied += "source, event, reverses_id, maker_id, made_at, reviewer_id, reviewed_at, posted_at, file_id, remark, "
    columns = copied.replace(" + 1", "").replace("'slipped in'", "summary") + "version, hash"
    last = voucher_id(desk, 8)
    run(f"INSERT INTO ledger_voucher ({columns}) SELECT {copied}version, hash FROM ledger_voucher WHERE id = %s", last)
    hash_anew(desk, 9)
    assert named(verify_books()) == {(Fault.LINES_WRONG, "2026-3"), (Fault.SUM_WRONG, "2026-3")}


TOTALS = [
    ("UPDATE ledger_monthtotal SET debit_fen = debit_fen + 1 WHERE {row}", Fault.TOTAL_WRONG),
    ("UPDATE ledger_monthtotal SET credit_fen = credit_fen - 1 WHERE {row}", Fault.TOTAL_WRONG),
    ("UPDATE ledger_monthtotal SET top = 101 WHERE {row}", Fault.TOTAL_WRONG),
    ("DELETE FROM ledger_monthtotal WHERE {row}", Fault.TOTAL_MISSING),
]


@pytest.mark.parametrize(("query", "fault"), TOTALS)
def test_a_sum_that_is_not_that_of_the_entries_is_named(desk: Desk, query: str, fault: Fault) -> None:
    account = "(SELECT id FROM ledger_account WHERE code = '102')"
    run(query.format(row=f"book_id = {desk.book.pk} AND month = 202503 AND account_id = {account}"))
    verdict = verify_books()
    assert named(verdict) == {(fault, "202503 102")}
    assert "5,000.00 / 0.00" in str(verdict.findings[0])


def test_a_sum_of_no_entries_is_named(desk: Desk) -> None:
    run(
        "INSERT INTO ledger_monthtotal (book_id, month, account_id, top, debit_fen, credit_fen) "
        "SELECT %s, 202604, id, top, 0, 0 FROM ledger_account WHERE code = '102'",
        desk.book.pk,
    )
    assert named(verify_books()) == {(Fault.TOTAL_EXTRA, "202604 102")}


def test_a_receipt_that_was_changed_exchanged_or_lost_is_named(desk: Desk) -> None:
    with transaction.atomic():
        run("UPDATE records_attachment SET content = %s", b"%PDF-1.4 forged")
        assert named(verify_books()) == {(Fault.EVIDENCE_EDITED, "2026-1 收据.pdf")}
        transaction.set_rollback(True)
    with transaction.atomic():
        run("DELETE FROM ledger_evidence")
        assert named(verify_books()) == {(Fault.VOUCHER_EDITED, "2026-1")}
        transaction.set_rollback(True)
    with transaction.atomic():
        run("DELETE FROM records_attachment")
        owed = {(Fault.EVIDENCE_LOST, "2026-1 收据.pdf"), (Fault.VOUCHER_EDITED, "2026-1")}
        assert named(verify_books()) == owed
        transaction.set_rollback(True)


def test_sums_and_vouchers_without_a_book_are_named(desk: Desk) -> None:
    run("DELETE FROM ledger_book WHERE id = %s", desk.book.pk)
    assert (Fault.BOOK_MISSING, "") in named(verify_books())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes none of these")
@pytest.mark.parametrize("value", ["x'fffe'", "CAST(x'fffe' AS TEXT)", "'1e3'", "9e15", "9223372036854775807"])
def test_what_has_no_place_in_a_column_is_a_finding_not_an_accident(desk: Desk, value: str) -> None:
    run(f"UPDATE ledger_entry SET debit_fen = {value} WHERE voucher_id = %s AND line = 1", voucher_id(desk, 2))
    run(f"UPDATE ledger_voucher SET posted_at = {value}, summary = {value} WHERE id = %s", voucher_id(desk, 3))
    assert {(Fault.VOUCHER_EDITED, "2025-2"), (Fault.VOUCHER_EDITED, "2025-3")} <= named(verify_books())
