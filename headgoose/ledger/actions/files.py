"""A file of vouchers is taken into a book: whole or not at all, and once."""

import hashlib
from datetime import datetime
from pathlib import PurePath

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows, reserve_ids
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.ledger.actions.vouchers import check_maker
from headgoose.ledger.models import Book, Entry, Voucher, VoucherFile, VoucherState
from headgoose.ledger.posting import ENTRY_COLUMNS
from headgoose.ledger.queries import lock_book
from headgoose.ledger.rules import area_of_book, check_may
from headgoose.ledger.sheets.checking import Checked, SheetCheck, check_sheet
from headgoose.ledger.sheets.reading import Reading, read_vouchers
from headgoose.look.wording import day_text
from headgoose.places.names import plain_text
from headgoose.records.actions import record_act

DRAFT_COLUMNS = (
    "id", "book_id", "month", "year", "on", "kind", "state", "summary", "documents", "total_fen", "source", "event",
    "maker_id", "made_at", "file_id", "remark", "version", "hash",
)  # fmt: skip


def preview_voucher_file(*, by: Actor, at: datetime, book: Book, content: bytes) -> SheetCheck:
    """What would come of a file; nothing is written. Refuses a file that was taken already or cannot be read."""
    check_may(by, Right.KEEP_BOOKS, book)
    _check_new(book, hashlib.sha256(content).hexdigest())
    return check_sheet(book, read_vouchers(content), date_of(at))


def take_voucher_file(*, by: Actor, at: datetime, book_id: int, file_name: str, content: bytes) -> VoucherFile:
    """Draft all vouchers of a file, in one transaction; a second person reviews and posts them.

    The file is read before the action begins: one that takes long to read holds up nobody who writes.

    Raises:
        Refused: a row has a fault (with `details["faults"]`), or the file was taken already (CONFLICT).
    """
    return _take(
        by=by,
        at=at,
        book_id=book_id,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        reading=read_vouchers(content),
    )


@action
def _take(*, by: Actor, at: datetime, book_id: int, file_name: str, sha256: str, reading: Reading) -> VoucherFile:
    book = lock_book(book_id)
    check_may(by, Right.KEEP_BOOKS, book)
    check_maker(by)
    _check_new(book, sha256)
    checked = check_sheet(book, reading, date_of(at))
    if checked.faults:
        count = len(checked.faults)
        said = ngettext(
            "%(count)d fault stands in the file: nothing was taken.",
            "%(count)d faults stand in the file: nothing was taken.",
            count,
        )
        raise Refused(said % {"count": count}, field="file", faults=checked.faults)
    file = VoucherFile.objects.create(
        book=book,
        name=plain_text(PurePath(file_name.replace("\0", "")).name)[:200] or "-",
        sha256=sha256,
        rows=checked.rows,
        taken=len(checked.vouchers),
        maker_id=by.person_id,
        made_at=at,
    )
    _write(book, file, by, at, checked.vouchers)
    record_act(
        by=by,
        at=at,
        verb="ledger.take_voucher_file",
        subject=f"ledger.book:{book.pk}",
        place_key=area_of_book(book).low,
        after={"name": file.name, "sha256": sha256, "vouchers": file.taken},
    )
    return file


def _check_new(book: Book, sha256: str) -> None:
    taken = VoucherFile.objects.filter(book=book, sha256=sha256).first()
    if taken is not None:
        said = {"on": day_text(date_of(taken.made_at)), "name": taken.name}
        reason = _("This very file was taken on %(on)s as “%(name)s”.") % said
        raise Refused(reason, Because.CONFLICT, field="file")


def _write(book: Book, file: VoucherFile, by: Actor, at: datetime, vouchers: list[Checked]) -> None:
    ids = reserve_ids(Voucher, len(vouchers))
    made_at = connection.ops.adapt_datetimefield_value(at)
    state = VoucherState.DRAFT.value
    rows = [
        (
            pk, book.pk, one.month, one.month // 100, one.on.isoformat(), "ordinary", state, one.summary, one.documents,
            one.total_fen, "", "", by.person_id, made_at, file.pk, "", 0, "",
        )
        for pk, one in zip(ids, vouchers, strict=True)
    ]  # fmt: skip
    insert_rows(Voucher, DRAFT_COLUMNS, rows)
    lines = (
        (pk, line, e.account_id, e.debit_fen, e.credit_fen, e.summary, e.payee, e.payee_kind)
        for pk, one in zip(ids, vouchers, strict=True)
        for line, e in enumerate(one.entries, 1)
    )
    insert_rows(Entry, ENTRY_COLUMNS, lines)
