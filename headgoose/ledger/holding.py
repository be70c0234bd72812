"""What a voucher that is posted at once needs to know of its book, asked in one statement behind the book's lock."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.prepared import run_prepared
from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.models import Book
from headgoose.ledger.posting import Head, Ready
from headgoose.places.models import Span

BOOK_FIELDS = [field.attname for field in Book._meta.concrete_fields]
# SQLite has one writer, who is behind the lock already.
ON_SQLITE = (
    "SELECT b.id, b.place_id, b.name, b.since, b.closed_to, b.locked_to, s.key, s.kind, "
    "(SELECT max(v.number) FROM ledger_voucher AS v WHERE v.book_id = b.id AND v.year = %s), h.sequence, h.hash, "
    "EXISTS (SELECT 1 FROM ledger_voucher AS v WHERE NOT (v.source = '') AND v.source = %s AND v.event = %s), "
    "EXISTS (SELECT 1 FROM json_each(%s) AS l LEFT JOIN ledger_account AS a ON a.id = l.value ->> 0 "
    "AND a.code = l.value ->> 1 AND coalesce(a.book_id, b.id) = b.id WHERE a.id IS NULL), "
    "(SELECT coalesce(max(v.id), 0) + 1 FROM ledger_voucher AS v) "
    "FROM ledger_book AS b "
    "LEFT JOIN places_span AS s ON s.id = (SELECT n.id FROM places_span AS n WHERE n.place_id = b.place_id "
    "ORDER BY n.end_on DESC, n.id DESC LIMIT 1) "
    "LEFT JOIN ledger_voucher AS h ON h.id = (SELECT v.id FROM ledger_voucher AS v "
    "WHERE v.book_id = b.id AND v.sequence IS NOT NULL ORDER BY v.sequence DESC LIMIT 1) "
    "WHERE b.id = %s"
)
# The function waits for the book first and looks then; one statement would look at what was there before it waited.
ON_POSTGRESQL = "SELECT * FROM ledger_hold(%s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Held:
    """A book that is held, and what was found with it.

    Args:
        is_known: what caused the voucher has been posted before.
        has_odd_line: a line is on what is no account of the book, or not the account that its code says.
        voucher_id: the id that is set aside for the voucher.
    """

    book: Book
    head: Head
    is_known: bool
    has_odd_line: bool
    voucher_id: int


def _ask(book_id: int, ready: Ready) -> list[tuple[Any, ...]]:
    year, lines = ready.month // 100, {(line.account_id, line.code) for line in ready.entries}
    if connection.vendor == "sqlite":
        return run_prepared(ON_SQLITE, [year, ready.source, ready.event, json.dumps(list(lines)), book_id])
    ids = ",".join(str(account) for account, _code in lines)
    # What is no number cannot be a code, and is missed by the function as well.
    codes = ",".join(code for _account, code in lines if code.isascii() and code.isdigit())
    values = [book_id, year, ready.source, ready.event, f"{{{ids}}}", f"{{{codes}}}"]
    return run_prepared(ON_POSTGRESQL, values)


def hold_for(book_id: int, ready: Ready) -> Held:
    """The book that a voucher goes to, held until the transaction ends. Raises Refused (NOT_FOUND)."""
    found = _ask(book_id, ready)
    if not found:
        raise Refused(_("There is no such book."), Because.NOT_FOUND)
    key, kind, number, sequence, hashed, is_known, has_odd_line, voucher_id = found[0][len(BOOK_FIELDS) :]
    book = Book.from_db(connection.alias, BOOK_FIELDS, found[0][: len(BOOK_FIELDS)])
    if key is not None:
        # As `area_of_book` keeps it.
        book.__dict__["village_area"] = Span(key=key, kind=kind).area
    head = Head(book_id, sequence or 0, hashed or "", {ready.month // 100: number or 0})
    return Held(book, head, bool(is_known), bool(has_odd_line), voucher_id)
