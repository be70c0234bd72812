"""A book with everything in it, its guards down, and ways to falsify it behind the application."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.actions.periods import close_month, draft_year_end
from headgoose.ledger.actions.posting import post_voucher, post_vouchers
from headgoose.ledger.actions.vouchers import reverse_voucher
from headgoose.ledger.models import Evidence, Voucher
from headgoose.ledger.tests.conftest import Desk
from headgoose.records.models import Attachment

GUARDED = (
    "ledger_voucher",
    "ledger_entry",
    "ledger_evidence",
    "ledger_book",
    "ledger_account",
    "ledger_monthtotal",
    "records_attachment",
)
RECEIPT = b"%PDF-1.4 receipt"


def run(query: str, *values: Any) -> None:
    """Straight into the database."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)


def fill(desk: Desk) -> None:
    """Two years: opening, details, fees, costs, a reversal, the closing of the first year; nine vouchers."""
    add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code="50101", name="机动地承包费")
    desk.post("2025-01-01", ("101", 300.0), ("102", 90000.0), ("301", -90300.0), summary="期初余额", kind="opening")
    desk.post("2025-03-02", ("102", 5000.0), ("50101", -5000.0), summary="收承包费")
    wrong = desk.post("2025-05-06", ("513", 88.8), ("101", -88.8), summary="购办公用品")
    red = reverse_voucher(by=desk.maker, at=desk.at, voucher_id=wrong.pk, on=date(2025, 6, 1), why="金额有误")
    post_voucher(by=desk.reviewer, at=desk.at, voucher_id=red.pk)
    for month in range(1, 13):
        close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=202500 + month)
    ends = draft_year_end(by=desk.maker, at=desk.at, book_id=desk.book.pk, year=2025)
    post_vouchers(by=desk.reviewer, at=desk.at, voucher_ids=[one.pk for one in ends])
    draft = desk.draft("2026-02-03", ("102", 700.0), ("501", -700.0), summary="有附件")
    put_under(draft, RECEIPT, desk.at)
    post_voucher(by=desk.reviewer, at=desk.at, voucher_id=draft.pk)
    desk.post("2026-03-04", ("113", 20.0), ("101", -20.0), summary="借支")
    desk.draft("2026-04-05", ("102", 1.0), ("501", -1.0), summary="未过账")


def put_under(voucher: Voucher, content: bytes, at: datetime) -> None:
    """A document under a draft."""
    found, _made = Attachment.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={"media": "application/pdf", "size": len(content), "content": content, "added_at": at},
    )
    Evidence.objects.create(voucher=voucher, attachment=found, name="收据.pdf")


@contextmanager
def guards_down() -> Iterator[None]:
    """What keeps the tables from being falsified is away; whatever is done within is undone."""
    try:
        with transaction.atomic():
            _take_guards_down()
            yield
            transaction.set_rollback(True)
    finally:
        if connection.vendor == "sqlite":
            run("PRAGMA ignore_check_constraints = OFF")


def _take_guards_down() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What waits for the end of the transaction stands against altering a table.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in GUARDED:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(
                "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c' "
                "AND conrelid::regclass::text LIKE 'ledger\\_%%'"
            )
            for table, name in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            return
        cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        for name, table in cursor.fetchall():
            if table in GUARDED:
                cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
