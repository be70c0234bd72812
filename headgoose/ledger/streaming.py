"""Posted vouchers read as the tables hold them, without trust: book by book, in the order of the chain.

What is read here may have been falsified behind the application, so nothing is joined that a missing row would hide,
and nothing is turned into a type that a wrong value does not fit.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction

from headgoose.kernel.bulk import among
from headgoose.ledger.chain import Line, content_of, instant

ROWS_A_READ = 5_000


class StoredLine(NamedTuple):
    """One entry, with the account it names by id."""

    line: int
    account_id: int
    debit_fen: int
    credit_fen: int
    summary: str
    payee: str
    payee_kind: str


class StoredVoucher(NamedTuple):
    """A voucher that has a place in a chain; `reverses` is the place of the one it takes back."""

    id: int
    book_id: int
    sequence: int
    year: int
    number: int
    month: int
    on: str
    kind: str
    state: str
    summary: str
    documents: int
    total_fen: int
    source: str
    event: str
    reverses_id: int | None
    reverses: int | None
    maker_id: int | None
    reviewer_id: int | None
    posted_at: Any
    hash: str
    lines: list[StoredLine]
    evidence: list[str]


class StoredAccount(NamedTuple):
    """An account by its id: its code, and the book that it belongs to, None where it is shared."""

    code: str
    book_id: int | None


VOUCHERS = (
    "SELECT v.id, v.book_id, v.sequence, v.year, v.number, v.month, {on}, v.kind, v.state, v.summary, v.documents, "
    "v.total_fen, v.source, v.event, v.reverses_id, r.sequence, v.maker_id, v.reviewer_id, {posted_at}, v.hash "
    "FROM ledger_voucher v LEFT JOIN ledger_voucher r ON r.id = v.reverses_id "
    "WHERE v.sequence IS NOT NULL{books} ORDER BY v.book_id, v.sequence, v.id"
)
# Told to go from vouchers to entries, SQLite follows two indexes and sorts nothing.
ENTRIES = (
    "SELECT e.voucher_id, e.line, e.account_id, e.debit_fen, e.credit_fen, e.summary, e.payee, e.payee_kind "
    "FROM ledger_voucher v CROSS JOIN ledger_entry e WHERE e.voucher_id = v.id AND v.sequence IS NOT NULL{books} "
    "ORDER BY v.book_id, v.sequence, v.id, e.line"
)
EVIDENCE = (
    "SELECT e.voucher_id, a.sha256 FROM ledger_voucher v CROSS JOIN ledger_evidence e "
    "LEFT JOIN records_attachment a ON a.id = e.attachment_id "
    "WHERE e.voucher_id = v.id AND v.sequence IS NOT NULL{books} ORDER BY v.book_id, v.sequence, v.id, a.sha256"
)
SPELT = {
    # As expressions, so that the driver makes no dates of them: they need not be any.
    "sqlite": {"on": "v.\"on\" || ''", "posted_at": "v.posted_at || ''"},
    "postgresql": {
        "on": "to_char(v.\"on\", 'YYYY-MM-DD')",
        "posted_at": "to_char(v.posted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    },
}


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read within is of one moment, and no writer waits for it."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        # Not `atomic`, which takes the lock of writers.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def stream(query: str, values: Sequence[Any] = (), rows_a_read: int = ROWS_A_READ) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, some thousand at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, values)
        while rows := cursor.fetchmany(rows_a_read):
            yield from rows


def of_books(
    query: str, book_ids: Sequence[int] | None, values: Sequence[Any] = (), rows_a_read: int = ROWS_A_READ
) -> Iterator[tuple[Any, ...]]:
    """The rows of a query with `{books}` in it after its other conditions, for some books or for all."""
    spelt = SPELT[connection.vendor]
    if book_ids is None:
        return stream(query.format(books="", **spelt), values, rows_a_read)
    condition, value = among("v.book_id", book_ids)
    return stream(query.format(books=f" AND {condition}", **spelt), [*values, value], rows_a_read)


class _Following:
    """Rows that belong to vouchers, in the order of the vouchers: taken along as these pass by."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, voucher_id: int) -> Iterator[tuple[Any, ...]]:
        """The rows of the next voucher, without its id."""
        while self._next is not None and self._next[0] == voucher_id:
            yield self._next[1:]
            self._next = next(self._rows, None)


def stored_vouchers(book_ids: Sequence[int] | None = None) -> Iterator[StoredVoucher]:
    """Vouchers with a place in a chain, by book and place, with lines and hashes of what lies under them."""
    entries, evidence = _Following(of_books(ENTRIES, book_ids)), _Following(of_books(EVIDENCE, book_ids))
    make, line = StoredVoucher._make, StoredLine._make
    for row in of_books(VOUCHERS, book_ids):
        under = [sha256 or "" for (sha256,) in evidence.of(row[0])]
        yield make((*row, [line(entry) for entry in entries.of(row[0])], under))


def stored_accounts(book_ids: Iterable[int] | None = None) -> dict[int, StoredAccount]:
    """Accounts by id: all, or the shared ones and those of some books."""
    query, values = "SELECT id, code, book_id FROM ledger_account", []
    if book_ids is not None:
        condition, value = among("book_id", book_ids)
        query, values = f"{query} WHERE book_id IS NULL OR {condition}", [value]
    return {row[0]: StoredAccount(row[1], row[2]) for row in stream(query, values)}


def content_of_stored(voucher: StoredVoucher, accounts: dict[int, StoredAccount]) -> str:
    """What of a stored voucher is hashed. Raises TypeError where a column holds what has no place in it."""
    unknown = StoredAccount("", None)
    entries: list[Line] = [
        (line, accounts.get(account_id, unknown).code, debit, credit, summary, payee, payee_kind)
        for line, account_id, debit, credit, summary, payee, payee_kind in voucher.lines
    ]
    return content_of(
        sequence=voucher.sequence,
        year=voucher.year,
        number=voucher.number,
        month=voucher.month,
        on=voucher.on,
        kind=voucher.kind,
        summary=voucher.summary,
        documents=voucher.documents,
        source=voucher.source,
        event=voucher.event,
        reverses=voucher.reverses,
        maker=voucher.maker_id or 0,
        reviewer=voucher.reviewer_id or 0,
        posted_at=_instant(voucher.posted_at),
        entries=entries,
        evidence=voucher.evidence,
    )


def _instant(stored: Any) -> str:
    """The instant of posting as the content has it, from what the engine hands over."""
    if isinstance(stored, str):
        return f"{stored[:10]}T{stored[11:19]}.{stored[20:] or '000000'}Z"
    return instant(stored)
