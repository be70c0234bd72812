"""A voucher while it can be changed: drafted, changed, put aside; and reversed once it cannot."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.ledger.models import Book, Entry, Voucher, VoucherKind, VoucherState
from headgoose.ledger.posting import Posting
from headgoose.ledger.queries import lock_book
from headgoose.ledger.reading import get_voucher, postings_of
from headgoose.ledger.rules import (
    area_of_book,
    check_accounts,
    check_as_seen,
    check_by_hand,
    check_date,
    check_documents,
    check_entries,
    check_may,
    check_summary,
)
from headgoose.ledger.states import VOUCHER
from headgoose.ledger.writing import ENTRY_COLUMNS
from headgoose.records.actions import record_act


@action
def draft_voucher(
    *,
    by: Actor,
    at: datetime,
    book_id: int,
    on: date,
    summary: str,
    entries: Sequence[Posting],
    documents: int = 0,
    kind: str = VoucherKind.ORDINARY.value,
) -> Voucher:
    """Enter a voucher; a second person reviews it before it is posted."""
    book = lock_book(book_id)
    check_may(by, Right.KEEP_BOOKS, book)
    check_maker(by)
    check_entries(entries)
    check_accounts(book, entries)
    month = check_date(book, kind, on, date_of(at))
    voucher = Voucher.objects.create(
        book=book,
        on=on,
        month=month,
        year=month // 100,
        kind=kind,
        summary=check_summary(summary),
        documents=check_documents(documents),
        total_fen=sum(entry.debit_fen for entry in entries),
        maker_id=by.person_id,
        made_at=at,
    )
    write_entries(voucher, entries)
    note(by, at, "draft_voucher", book, voucher, after=told(voucher))
    return voucher


@action
def change_voucher(
    *,
    by: Actor,
    at: datetime,
    voucher_id: int,
    on: date,
    summary: str,
    entries: Sequence[Posting],
    documents: int = 0,
    version: int | None = None,
) -> Voucher:
    """Write a draft anew. Whoever changes it is its maker from then on.

    Args:
        version: of the draft as the page showed it; refused (CONFLICT) when it has been changed since.
    """
    voucher, book = get_draft(by, voucher_id, "change", version)
    check_by_hand(voucher)
    check_entries(entries)
    check_accounts(book, entries)
    before = told(voucher)
    voucher.month = check_date(book, voucher.kind, on, date_of(at))
    voucher.year, voucher.on = voucher.month // 100, on
    voucher.summary, voucher.documents = check_summary(summary), check_documents(documents)
    voucher.total_fen = sum(entry.debit_fen for entry in entries)
    voucher.maker_id, voucher.remark = by.person_id, ""
    voucher.version += 1
    voucher.save()
    Entry.objects.filter(voucher=voucher).delete()
    write_entries(voucher, entries)
    note(by, at, "change_voucher", book, voucher, before=before, after=told(voucher))
    return voucher


@action
def discard_voucher(*, by: Actor, at: datetime, voucher_id: int, version: int | None = None) -> Voucher:
    """Put a draft aside for good; `version` as in `change_voucher`."""
    voucher, book = get_draft(by, voucher_id, "discard", version)
    voucher.save(update_fields=["state"])
    note(by, at, "discard_voucher", book, voucher, before=told(voucher))
    return voucher


@action
def reverse_voucher(*, by: Actor, at: datetime, voucher_id: int, on: date, why: str) -> Voucher:
    """Draft the dated red-letter reversal of a posted voucher: the same lines with negative amounts.

    It is reviewed and posted like any other. A voucher is reversed once; a reversal that was put aside may be followed
    by another.
    """
    wrong, book = get_voucher(by, voucher_id, Right.KEEP_BOOKS)
    check_maker(by)
    VOUCHER.allowed(wrong.state, "reverse")
    if wrong.kind == VoucherKind.REVERSAL:
        raise Refused(_("A reversal is not reversed: enter what is right as a new voucher."), Because.CONFLICT)
    if wrong.kind == VoucherKind.CLOSING:
        # Its reversal would lie in a month of income, which the closing is kept out of.
        reason = _("The closing of a year is not reversed: post what was missing, and close the year again.")
        raise Refused(reason, Because.CONFLICT)
    if Voucher.objects.filter(reverses=wrong).exclude(state=VoucherState.DISCARDED).exists():
        raise Refused(_("This voucher is reversed already."), Because.CONFLICT)
    month = check_date(book, VoucherKind.REVERSAL, on, date_of(at))
    if on < wrong.on:
        raise Refused(_("A reversal is not dated before what it reverses."), field="on")
    summary = check_summary(f"冲销 {wrong.year}-{wrong.number} 号：{why}")
    voucher = Voucher.objects.create(
        book=book,
        on=on,
        month=month,
        year=month // 100,
        kind=VoucherKind.REVERSAL,
        summary=summary,
        documents=wrong.documents,
        total_fen=-wrong.total_fen,
        reverses=wrong,
        maker_id=by.person_id,
        made_at=at,
    )
    turned = [replace(e, debit_fen=-e.debit_fen, credit_fen=-e.credit_fen) for e in postings_of([wrong])[wrong.pk]]
    check_entries(turned, red=True)
    write_entries(voucher, turned)
    note(by, at, "reverse_voucher", book, voucher, after=told(voucher) | {"reverses": wrong.pk})
    return voucher


def check_maker(by: Actor) -> None:
    """Refuse a maker who is nobody: every voucher has a person behind it."""
    if by.person_id is None:
        raise Refused(_("A voucher is made and reviewed by people in post, never by the system."), Because.FORBIDDEN)


def get_draft(by: Actor, voucher_id: int, verb: str, version: int | None = None) -> tuple[Voucher, Book]:
    """A draft that the actor may change, moved on by a verb but not saved, and its book."""
    voucher, book = get_voucher(by, voucher_id, Right.KEEP_BOOKS)
    check_maker(by)
    voucher.state = VOUCHER.allowed(voucher.state, verb)
    check_as_seen(voucher, version)
    return voucher, book


def write_entries(voucher: Voucher, entries: Sequence[Posting]) -> None:
    """Write the lines of a draft."""
    rows = (
        (voucher.pk, line, e.account_id, e.debit_fen, e.credit_fen, e.summary, e.payee, e.payee_kind)
        for line, e in enumerate(entries, 1)
    )
    insert_rows(Entry, ENTRY_COLUMNS, rows)


def told(voucher: Voucher) -> dict[str, Any]:
    """What the trail keeps of a voucher; payees stay out of it."""
    lines = [[e.code, e.debit_fen, e.credit_fen] for e in postings_of([voucher]).get(voucher.pk, [])]
    return {
        "on": voucher.on.isoformat(),
        "summary": voucher.summary,
        "documents": voucher.documents,
        "entries": lines,
    }


def note(by: Actor, at: datetime, verb: str, book: Book, voucher: Voucher, **said: Any) -> None:
    """Leave an act in the trail. A draft moves no figure."""
    record_act(
        by=by,
        at=at,
        verb=f"ledger.{verb}",
        subject=f"ledger.voucher:{voucher.pk}",
        place_key=area_of_book(book).low,
        **said,
    )
