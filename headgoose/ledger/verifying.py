"""The check of books from the ground: chain, numbers and balance of every voucher, and the sums kept of them.

Nothing is believed but the entries: hashes, sums and numbers are computed anew and compared with what the tables say.
A book whose chain was made anew as a whole agrees with itself; that it is another is seen by a head kept elsewhere.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from django.db import connection

from headgoose.kernel.bulk import among
from headgoose.ledger.faults import BookFault, Fault
from headgoose.ledger.models import Book
from headgoose.ledger.streaming import of_books, one_moment, stored_accounts, stored_vouchers, stream
from headgoose.ledger.walking import BookWalk
from headgoose.places.queries import last_spans_of

TOTALS = (
    "SELECT v.book_id, v.month, v.account_id, v.top, v.debit_fen, v.credit_fen FROM ledger_monthtotal v "
    "WHERE 1 = 1{books} ORDER BY v.book_id, v.month, v.account_id"
)
UNNUMBERED = (
    "SELECT v.book_id, v.id FROM ledger_voucher v WHERE v.sequence IS NULL AND "
    "(v.state = 'posted' OR v.number IS NOT NULL){books} ORDER BY v.book_id, v.id"
)
ADRIFT = (
    "SELECT e.voucher_id, count(*) FROM ledger_entry e WHERE NOT EXISTS "
    "(SELECT 1 FROM ledger_voucher v WHERE v.id = e.voucher_id) GROUP BY e.voucher_id ORDER BY e.voucher_id"
)
PAPERS = (
    "SELECT a.id, a.sha256, a.content FROM records_attachment a WHERE a.id IN (SELECT e.attachment_id "
    "FROM ledger_voucher v JOIN ledger_evidence e ON e.voucher_id = v.id WHERE v.sequence IS NOT NULL{books})"
)
UNDER = (
    "SELECT v.book_id, v.year, v.number, e.name, a.id FROM ledger_voucher v JOIN ledger_evidence e "
    "ON e.voucher_id = v.id LEFT JOIN records_attachment a ON a.id = e.attachment_id "
    "WHERE v.sequence IS NOT NULL AND (a.id IS NULL OR {edited}){{books}} ORDER BY v.book_id, v.sequence, e.name"
)
# Pictures are large.
PAPERS_A_READ = 16


@dataclass
class BookVerdict:
    """What a check found, how much it looked at, and where the chain of each book stands.

    Args:
        heads: by code of the village: the place of the last voucher in the chain and its hash.
    """

    findings: list[BookFault] = field(default_factory=list)
    books: int = 0
    vouchers: int = 0
    entries: int = 0
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_plain(self) -> dict[str, object]:
        """For machines."""
        counts = {"books": self.books, "vouchers": self.vouchers, "entries": self.entries}
        findings = [found.as_plain() for found in self.findings]
        return {"sound": self.sound, **counts, "heads": self.heads, "findings": findings}


class _ByBook:
    """Rows in ascending order of their books, handed out a book at a time."""

    def __init__(self, rows: Iterable[Any], book_of: Callable[[Any], int]) -> None:
        self._groups = groupby(rows, book_of)
        self._rows: Iterator[Any] = iter(())
        self.book: int | None = None
        self._go_on()

    def _go_on(self) -> None:
        self.book, self._rows = next(self._groups, (None, iter(())))

    def of(self, book_id: int) -> Iterator[Any]:
        """The rows of a book; to be read to their end."""
        if self.book == book_id:
            yield from self._rows
            self._go_on()


def verify_books(
    book_ids: Sequence[int] | None = None, known: Mapping[str, tuple[int, str]] | None = None
) -> BookVerdict:
    """Check some books, or all of them.

    Args:
        known: heads of before, kept elsewhere, by code of the village: each must still lie on the chain of its book.
    """
    verdict = BookVerdict()
    with one_moment(), _any_bytes_are_text():
        accounts, codes = stored_accounts(), _codes(book_ids)
        books = _ByBook(sorted(codes), int)
        vouchers = _ByBook(stored_vouchers(book_ids), attrgetter("book_id"))
        totals = _ByBook(of_books(TOTALS, book_ids), itemgetter(0))
        while found := [rows.book for rows in (books, vouchers, totals) if rows.book is not None]:
            book_id = min(found)
            exists = bool(list(books.of(book_id)))
            place = codes.get(book_id, f"#{book_id}")
            walk = BookWalk(book_id, place, accounts, (known or {}).get(place))
            _walk(verdict, walk, vouchers.of(book_id), totals.of(book_id), exists)
        verdict.findings += _unnumbered(book_ids, codes)
        verdict.findings += _papers(book_ids, codes)
        verdict.findings += _adrift() if book_ids is None else []
        verdict.findings += _unheard_of(known or {}, verdict, codes)
    return verdict


def _walk(verdict: BookVerdict, walk: BookWalk, vouchers: Iterable[Any], totals: Iterable[Any], exists: bool) -> None:
    if not exists:
        walk.find(Fault.BOOK_MISSING)
    for voucher in vouchers:
        walk.look_at(voucher)
        verdict.vouchers += 1
        verdict.entries += len(voucher.lines)
    walk.close(totals)
    verdict.findings += walk.findings
    verdict.books += exists
    verdict.heads[walk.place] = (walk.sequence, walk.hash)


def _codes(book_ids: Sequence[int] | None) -> dict[int, str]:
    """The codes of the villages of books."""
    books = Book.objects.all() if book_ids is None else Book.objects.filter(pk__in=book_ids)
    places = dict(books.values_list("pk", "place_id"))
    spans = last_spans_of(places.values())
    return {book: spans[place].code if place in spans else f"#{book}" for book, place in places.items()}


def _unnumbered(book_ids: Sequence[int] | None, codes: Mapping[int, str]) -> Iterator[BookFault]:
    for book_id, voucher_id in of_books(UNNUMBERED, book_ids):
        place = codes.get(book_id, f"#{book_id}")
        yield BookFault(Fault.VOUCHER_UNNUMBERED, book_id, place, (("id", voucher_id),))


def _papers(book_ids: Sequence[int] | None, codes: Mapping[int, str]) -> Iterator[BookFault]:
    """Documents under vouchers whose bytes are not those of their hash, or that are gone."""
    edited = [
        number
        for number, sha256, content in of_books(PAPERS, book_ids, rows_a_read=PAPERS_A_READ)
        if hashlib.sha256(content).hexdigest() != sha256
    ]
    condition, value = among("a.id", edited)
    for book_id, year, number, name, found in of_books(UNDER.format(edited=condition), book_ids, values=[value]):
        at = (("voucher", f"{year}-{number}"), ("document", name))
        fault = Fault.EVIDENCE_LOST if found is None else Fault.EVIDENCE_EDITED
        yield BookFault(fault, book_id, codes.get(book_id, f"#{book_id}"), at)


def _adrift() -> Iterator[BookFault]:
    """Entries whose voucher is gone."""
    for voucher_id, _count in stream(ADRIFT):
        yield BookFault(Fault.ENTRY_ADRIFT, 0, "#0", (("id", voucher_id),))


def _unheard_of(
    known: Mapping[str, tuple[int, str]], verdict: BookVerdict, codes: Mapping[int, str]
) -> Iterator[BookFault]:
    """Heads that were known of books of which nothing is left."""
    for place, (sequence, _hash) in known.items():
        if place not in verdict.heads and sequence:
            yield BookFault(Fault.HEAD_GONE, 0, place, (("sequence", sequence),))


@contextmanager
def _any_bytes_are_text() -> Iterator[None]:
    """SQLite keeps any bytes as text; those that are none are to be found, not to end the check."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    before = connection.connection.text_factory
    connection.connection.text_factory = _text
    try:
        yield
    finally:
        connection.connection.text_factory = before


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "replace")
