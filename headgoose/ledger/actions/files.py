"""A file of vouchers is taken into a book, all of it or nothing, once; a second person posts what came of it."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows, note_growth, reserve_ids
from headgoose.kernel.clock import CHINA, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.ledger.actions.posting import VOUCHERS_AT_ONCE, post_vouchers
from headgoose.ledger.actions.vouchers import check_maker
from headgoose.ledger.models import Book, Entry, Voucher, VoucherFile, VoucherKind, VoucherState
from headgoose.ledger.queries import lock_book
from headgoose.ledger.rules import area_of_book, check_may
from headgoose.ledger.sheets.checking import Checked, SheetCheck, check_sheet
from headgoose.ledger.sheets.reading import Reading, read_vouchers
from headgoose.ledger.writing import ENTRY_COLUMNS
from headgoose.places.names import plain_text
from headgoose.records.actions import Entry as Act
from headgoose.records.actions import record_act, record_acts

NAME_MAX = 200
MANY_VOUCHERS, FEW_VOUCHERS = 1_000, 500
DRAFT_COLUMNS = (
    "id", "book_id", "month", "year", "on", "kind", "state", "summary", "documents", "total_fen", "source", "event",
    "maker_id", "made_at", "file_id", "remark", "version", "hash",
)  # fmt: skip


def preview_voucher_file(*, by: Actor, at: datetime, book: Book, content: bytes) -> SheetCheck:
    """What would come of a file; nothing is written. Refuses a file that was taken already or cannot be read."""
    check_may(by, Right.KEEP_BOOKS, book)
    check_new(book.pk, hashlib.sha256(content).hexdigest())
    checked = check_sheet(book, read_vouchers(content), date_of(at))
    if alike := _count_alike(book, checked.vouchers):
        said = ngettext(
            "%(count)d voucher of this file has the date, number and amount of one that came with an earlier file.",
            "%(count)d vouchers of this file have the date, number and amount of ones that came with earlier files.",
            alike,
        )
        checked.notices.append(said % {"count": alike})
    return checked


def _count_alike(book: Book, vouchers: Sequence[Checked]) -> int:
    """How many look as if another file had brought them: one that was saved anew is not the very same."""
    known = Voucher.objects.filter(book=book, file__isnull=False).exclude(state=VoucherState.DISCARDED)
    days = [voucher.on for voucher in vouchers] or [date.max]
    there = set(known.filter(on__range=(min(days), max(days))).values_list("on", "event", "total_fen"))
    return sum((voucher.on, voucher.number, voucher.total_fen) in there for voucher in vouchers)


def take_voucher_file(*, by: Actor, at: datetime, book_id: int, file_name: str, content: bytes) -> VoucherFile:
    """Take a file into a book as drafts of who takes it. It is read before anybody else has to wait for it.

    Raises:
        Refused: CONFLICT, it was taken before; INVALID with `details["checked"]`, something stands against it.
    """
    book = Book.objects.filter(pk=book_id).first()
    if book is None:
        raise Refused(_("There is no such book."), Because.NOT_FOUND)
    check_may(by, Right.KEEP_BOOKS, book)
    check_maker(by)
    sha256 = hashlib.sha256(content).hexdigest()
    check_new(book_id, sha256)
    name, reading = name_of_file(file_name), read_vouchers(content)
    return _take(by=by, at=at, book_id=book_id, file_name=name, sha256=sha256, reading=reading)


def name_of_file(sent: str) -> str:
    """The name of a file as it is kept."""
    plain = "".join(letter for letter in plain_text(PurePath(sent.replace("\0", "")).name) if letter.isprintable())
    return plain[:NAME_MAX] or "-"


def check_new(book_id: int, sha256: str) -> None:
    """Refuse the very same file a second time in a book, and say when it was taken."""
    same = VoucherFile.objects.filter(book_id=book_id, sha256=sha256).select_related("maker").first()
    if same is not None:
        words = {"at": f"{same.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}", "name": same.name, "count": same.taken}
        words["maker"] = same.maker.name if same.maker else "-"
        reason = _("This very file was taken on %(at)s by %(maker)s as “%(name)s”: vouchers, %(count)d.")
        raise Refused(reason % words, Because.CONFLICT, field="file", file_id=same.pk)


@action
def _take(*, by: Actor, at: datetime, book_id: int, file_name: str, sha256: str, reading: Reading) -> VoucherFile:
    book = lock_book(book_id)
    check_may(by, Right.KEEP_BOOKS, book)
    check_new(book_id, sha256)
    checked = check_sheet(book, reading, date_of(at))
    check_sound(checked)
    file = VoucherFile.objects.create(
        book=book,
        name=file_name,
        sha256=sha256,
        rows=checked.rows,
        taken=len(checked.vouchers),
        maker_id=by.person_id,
        made_at=at,
    )
    ids = reserve_ids(Voucher, len(checked.vouchers))
    # The entries first: the guard of each looks for its voucher, and holds it where it is there.
    insert_rows(Entry, ENTRY_COLUMNS, _entry_rows(ids, checked.vouchers))
    insert_rows(Voucher, DRAFT_COLUMNS, _draft_rows(ids, book, file, checked.vouchers))
    if len(checked.vouchers) >= MANY_VOUCHERS:
        note_growth(Voucher, Entry)
    record_act(
        by=by,
        at=at,
        verb="ledger.take_voucher_file",
        subject=f"ledger.book:{book.pk}",
        place_key=area_of_book(book).low,
        after={"file": file.name, "sha256": sha256, "vouchers": file.taken},
    )
    return file


def check_sound(checked: SheetCheck) -> None:
    """Refuse a file with faults: it is taken whole or not at all."""
    if checked.faults:
        first = checked.faults[0]
        words = {"cell": first.cell or first.row, "text": first.text}
        reason = _("Nothing was taken: %(cell)s: %(text)s")
        raise Refused(reason % words, field="file", checked=checked)


def _draft_rows(ids: range, book: Book, file: VoucherFile, vouchers: Sequence[Checked]) -> Iterator[tuple[Any, ...]]:
    made_at = connection.ops.adapt_datetimefield_value(file.made_at)
    kind, state = VoucherKind.ORDINARY.value, VoucherState.DRAFT.value
    for pk, one in zip(ids, vouchers, strict=True):
        head = (pk, book.pk, one.month, one.month // 100, one.on.isoformat(), kind, state, one.summary, one.documents)
        # The number it has in the file stays readable; ours is given when it is posted.
        yield (*head, one.total_fen, "", one.number, file.maker_id, made_at, file.pk, "", 0, "")


def _entry_rows(ids: range, vouchers: Sequence[Checked]) -> Iterator[tuple[Any, ...]]:
    for pk, voucher in zip(ids, vouchers, strict=True):
        for line, e in enumerate(voucher.entries, 1):
            yield (pk, line, e.account_id, e.debit_fen, e.credit_fen, e.summary, e.payee, e.payee_kind)


def waiting_of(file_id: int) -> "QuerySet[Voucher]":
    """The vouchers of a file that wait to be posted, by date; those given back to be put right do not."""
    waiting = Voucher.objects.filter(file_id=file_id, state__in=[VoucherState.DRAFT, VoucherState.REVIEWED])
    return waiting.exclude(state=VoucherState.DRAFT, remark__gt="").order_by("on", "pk")


def mark_of(file_id: int) -> str:
    """What tells whether the vouchers that wait are still those that a page showed."""
    versions = list(waiting_of(file_id).values_list("pk", "version"))
    return hashlib.sha256(repr(versions).encode()).hexdigest()[:32]


@action
def post_voucher_file(*, by: Actor, at: datetime, file_id: int, mark: str | None = None) -> int:
    """Review and post all that waits of a file, as somebody other than who took it: all of it or nothing.

    Args:
        mark: of what the page showed; refused (CONFLICT) when it has changed since.
    """
    file, _book = _get_file(by, file_id, Right.REVIEW_BOOKS)
    if mark is not None and mark != mark_of(file.pk):
        raise Refused(_("The vouchers of this file have changed meanwhile; look at them again."), Because.CONFLICT)
    wanted = list(waiting_of(file.pk).values_list("pk", flat=True))
    if not wanted:
        raise Refused(_("No voucher of this file waits to be posted."), Because.CONFLICT)
    done = 0
    while done < len(wanted):
        # After the first few PostgreSQL learns that vouchers have numbers; without it each is counted from the first.
        some = wanted[done : done + (VOUCHERS_AT_ONCE if done else FEW_VOUCHERS)]
        post_vouchers(by=by, at=at, voucher_ids=some)
        done += len(some)
        if done == FEW_VOUCHERS:
            note_growth(Voucher)
    return len(wanted)


@action
def discard_voucher_file(*, by: Actor, at: datetime, file_id: int) -> int:
    """Put all drafts of a file aside for good, when it was the wrong one."""
    file, book = _get_file(by, file_id, Right.KEEP_BOOKS)
    check_maker(by)
    drafts = Voucher.objects.filter(file=file, state=VoucherState.DRAFT)
    ids = list(drafts.values_list("pk", flat=True))
    if not ids:
        raise Refused(_("No voucher of this file is a draft."), Because.CONFLICT)
    drafts.update(state=VoucherState.DISCARDED)
    key = area_of_book(book).low
    acts = [Act(f"ledger.voucher:{pk}", key) for pk in ids]
    record_acts(by=by, at=at, verb="ledger.discard_voucher", entries=acts)
    return len(ids)


def _get_file(by: Actor, file_id: int, right: Right) -> tuple[VoucherFile, Book]:
    file = VoucherFile.objects.filter(pk=file_id).first()
    if file is None:
        raise Refused(_("There is no such file."), Because.NOT_FOUND)
    book = lock_book(file.book_id)
    if not by.may(Right.READ, area_of_book(book)):
        raise Refused(_("There is no such file."), Because.NOT_FOUND)
    check_may(by, right, book)
    return file, book
