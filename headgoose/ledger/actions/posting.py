"""Vouchers are reviewed by a second person and posted, one or many; what a source causes is posted at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.ledger.actions.vouchers import note
from headgoose.ledger.holding import hold_for
from headgoose.ledger.models import Book, Voucher, VoucherState
from headgoose.ledger.months import first_day
from headgoose.ledger.posting import Ready
from headgoose.ledger.queries import lock_book
from headgoose.ledger.reading import get_voucher, ready_of
from headgoose.ledger.rules import (
    area_of_book,
    check_accounts,
    check_another,
    check_as_seen,
    check_date,
    check_entries,
    check_may,
    check_why,
)
from headgoose.ledger.states import VOUCHER
from headgoose.ledger.writing import post_drafts, write_one
from headgoose.records.actions import Entry, record_acts

VOUCHERS_AT_ONCE = 5_000
UNSEEN = -1


@action
def review_voucher(*, by: Actor, at: datetime, voucher_id: int, version: int | None = None) -> Voucher:
    """Say that a draft is right, as somebody other than who made it. It can still be given back.

    Args:
        version: of the draft as the page showed it; refused (CONFLICT) when it has been changed since.
    """
    voucher, book = get_voucher(by, voucher_id, Right.REVIEW_BOOKS)
    check_as_seen(voucher, version)
    voucher.state = VOUCHER.allowed(voucher.state, "review")
    voucher.reviewer_id, voucher.reviewed_at = check_another(by, voucher), at
    check_date(book, voucher.kind, voucher.on, date_of(at))
    voucher.save(update_fields=["state", "reviewer", "reviewed_at"])
    note(by, at, "review_voucher", book, voucher, after={"total_fen": voucher.total_fen})
    return voucher


@action
def return_voucher(*, by: Actor, at: datetime, voucher_id: int, why: str, version: int | None = None) -> Voucher:
    """Give a draft or a reviewed voucher back to its maker, with a reason; `version` as in `review_voucher`."""
    voucher, book = get_voucher(by, voucher_id, Right.REVIEW_BOOKS)
    check_as_seen(voucher, version)
    if voucher.state != VoucherState.DRAFT:
        voucher.state = VOUCHER.allowed(voucher.state, "return")
    voucher.remark = check_why(why)
    voucher.reviewer_id = voucher.reviewed_at = None
    voucher.save(update_fields=["state", "remark", "reviewer", "reviewed_at"])
    note(by, at, "return_voucher", book, voucher, after={"why": voucher.remark})
    return voucher


@action
def post_voucher(*, by: Actor, at: datetime, voucher_id: int, version: int | None = None) -> Voucher:
    """Post a reviewed voucher; a draft is reviewed in the same step, by somebody other than its maker.

    Args:
        version: of the voucher as the page showed it; refused (CONFLICT) when it has been changed since.
    """
    versions = None if version is None else {voucher_id: version}
    post_vouchers(by=by, at=at, voucher_ids=[voucher_id], versions=versions)
    return Voucher.objects.get(pk=voucher_id)


@action
def post_vouchers(
    *, by: Actor, at: datetime, voucher_ids: Sequence[int], versions: Mapping[int, int] | None = None
) -> int:
    """Review and post many vouchers, of one book or several, by date in each book: all of them or none.

    Args:
        versions: of drafts as the page showed them; refused (CONFLICT) when one has been changed since.

    Raises:
        Refused: with `details["voucher_id"]`, the voucher that stands against it.
    """
    wanted = sorted(set(voucher_ids))
    if len(wanted) > VOUCHERS_AT_ONCE:
        raise Refused(_("At most 5,000 vouchers are posted at once."), Because.TOO_LARGE)
    books = _lock_books(by, wanted)
    vouchers = list(Voucher.objects.filter(pk__in=wanted).order_by("book_id", "on", "pk"))
    for voucher in vouchers:
        try:
            if versions is not None:
                check_as_seen(voucher, versions.get(voucher.pk, UNSEEN))
            _take(by, at, books[voucher.book_id], voucher)
        except Refused as refused:
            refused.details.setdefault("voucher_id", voucher.pk)
            raise
    ready = ready_of(vouchers)
    batches: dict[int, list[Ready]] = defaultdict(list)
    for voucher in vouchers:
        one = ready[voucher.pk]
        check_entries(one.entries, red=voucher.kind == "reversal")
        batches[voucher.book_id].append(one)
    post_drafts(at, list(batches.items()))
    note_posted(by, at, "post_voucher", [(books[v.book_id], v.pk, ready[v.pk]) for v in vouchers])
    return len(vouchers)


def _lock_books(by: Actor, voucher_ids: Sequence[int]) -> dict[int, Book]:
    found = sorted(set(Voucher.objects.filter(pk__in=voucher_ids).values_list("book_id", flat=True)))
    if not found or Voucher.objects.filter(pk__in=voucher_ids).count() != len(voucher_ids):
        raise Refused(_("There is no such voucher."), Because.NOT_FOUND)
    # In the order of their ids, so that two who post many never wait for each other in a circle.
    books = {book_id: lock_book(book_id) for book_id in found}
    for book in books.values():
        if not by.may(Right.READ, area_of_book(book)):
            raise Refused(_("There is no such voucher."), Because.NOT_FOUND)
        check_may(by, Right.REVIEW_BOOKS, book)
    return books


def _take(by: Actor, at: datetime, book: Book, voucher: Voucher) -> None:
    if voucher.state == VoucherState.REVIEWED:
        VOUCHER.allowed(voucher.state, "post")
    else:
        VOUCHER.allowed(voucher.state, "review_and_post")
        voucher.reviewer_id, voucher.reviewed_at = check_another(by, voucher), at
    check_date(book, voucher.kind, voucher.on, date_of(at))


@action
def post_from_source(*, by: Actor, at: datetime, book_id: int, ready: Ready) -> int:
    """Post what a record of an upper room causes, in the transaction that writes the record; the voucher's id.

    Args:
        ready: `source` and `event` say what caused it, once; its maker and its reviewer are those of the record.
    """
    held = hold_for(book_id, ready)
    check_may(by, Right.REVIEW_BOOKS, held.book)
    check_ready(held.book, ready, at)
    if held.has_odd_line:
        check_accounts(held.book, ready.entries)
    if held.is_known:
        raise Refused(_("What caused this voucher has been posted already."), Because.CONFLICT, field="source")
    act = act_of(area_of_book(held.book).low, held.voucher_id, ready)
    write_one(by=by, at=at, verb="ledger.post_from_source", held=held, ready=ready, act=act)
    return held.voucher_id


def check_ready(book: Book, ready: Ready, at: datetime) -> None:
    """The rules that a voucher which is posted at once keeps like any other."""
    check_entries(ready.entries, red=ready.kind == "reversal")
    if check_date(book, ready.kind, ready.on, date_of(at)) != ready.month:
        raise Refused(_("The voucher's date lies outside its month."), field="on")
    if ready.maker_id == ready.reviewer_id:
        reason = _("Who made a voucher does not review it: a second person must.")
        raise Refused(reason, Because.FORBIDDEN)


def note_posted(by: Actor, at: datetime, verb: str, posted: Iterable[tuple[Book, int, Ready]]) -> None:
    """One act a voucher: what was posted, and from which day on it moves figures."""
    rows = list(posted)
    keys = {book.pk: area_of_book(book).low for book in {book.pk: book for book, _id, _ready in rows}.values()}
    entries = [act_of(keys[book.pk], voucher_id, ready) for book, voucher_id, ready in rows]
    record_acts(by=by, at=at, verb=f"ledger.{verb}", entries=entries)


def act_of(place_key: int, voucher_id: int, ready: Ready) -> Entry:
    """What the trail keeps of a voucher that is posted."""
    return Entry(f"ledger.voucher:{voucher_id}", place_key, first_day(ready.month), None, _said(ready))


def _said(ready: Ready) -> dict[str, Any]:
    return {
        "on": ready.on.isoformat(),
        "summary": ready.summary,
        "entries": [[entry.code, entry.debit_fen, entry.credit_fen] for entry in ready.entries],
    }
