"""How posted vouchers get into the tables, one or many: numbers, chain, entries, month totals. For actions only.

Rules are checked before; the database's guards stand behind. One path posts a voucher that was drafted (`post_drafts`),
the other one that a source causes and that is posted at once (`write_posted`); both number and link alike.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from headgoose.kernel.bulk import insert_rows, reserve_ids
from headgoose.ledger.chain import content_of, instant, link
from headgoose.ledger.models import Entry, Voucher, VoucherKind, VoucherState


@dataclass(frozen=True, slots=True)
class Posting:
    """One line to be posted: an account and an amount in fen on one of its sides."""

    account_id: int
    code: str
    debit_fen: int = 0
    credit_fen: int = 0
    summary: str = ""
    payee: str = ""
    payee_kind: str = ""

    @property
    def top(self) -> int:
        """The account of the shared chart that it is, or lies below."""
        return int(self.code[:3])


@dataclass(frozen=True, slots=True)
class Ready:
    """A voucher that passed the rules and is to be posted."""

    on: date
    month: int
    summary: str
    entries: Sequence[Posting]
    maker_id: int
    reviewer_id: int
    made_at: datetime
    reviewed_at: datetime
    kind: str = VoucherKind.ORDINARY.value
    documents: int = 0
    source: str = ""
    event: str = ""
    reverses_id: int | None = None
    reverses_sequence: int | None = None
    file_id: int | None = None
    evidence: Sequence[str] = ()
    voucher_id: int | None = None

    @property
    def total_fen(self) -> int:
        """The sum of its debits."""
        return sum(entry.debit_fen for entry in self.entries)


@dataclass
class Head:
    """Where a book's chain and numbers stand."""

    book_id: int
    sequence: int = 0
    hash: str = ""
    numbers: dict[int, int] = field(default_factory=dict)


# One step down an index for each, however long the book.
ONE_HEAD = (
    "SELECT (SELECT max(number) FROM ledger_voucher WHERE book_id = %s AND year = %s), sequence, hash "
    "FROM ledger_voucher WHERE book_id = %s AND sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1"
)


def heads_of(batches: Iterable[tuple[int, Sequence[Ready]]]) -> dict[int, Head]:
    """The heads of the books that vouchers go to, with the last number of each of their years."""
    found: dict[int, Head] = {}
    with connection.cursor() as cursor:
        for book_id, ready in batches:
            head = found.setdefault(book_id, Head(book_id))
            for year in {one.month // 100 for one in ready} - head.numbers.keys():
                cursor.execute(ONE_HEAD, [book_id, year, book_id])
                row = cursor.fetchone()
                head.numbers[year] = 0
                if row:
                    head.numbers[year], head.sequence, head.hash = row[0] or 0, row[1], row[2]
    return found


VOUCHER_COLUMNS = (
    "id",
    "book_id",
    "month",
    "year",
    "number",
    "sequence",
    "on",
    "kind",
    "state",
    "summary",
    "documents",
    "total_fen",
    "source",
    "event",
    "reverses_id",
    "maker_id",
    "made_at",
    "reviewer_id",
    "reviewed_at",
    "posted_at",
    "file_id",
    "remark",
    "version",
    "hash",
)
ENTRY_COLUMNS = (
    "voucher_id", "line", "account_id", "debit_fen", "credit_fen", "summary", "payee", "payee_kind"
)  # fmt: skip
TOTAL_COLUMNS = ("book_id", "month", "account_id", "top", "debit_fen", "credit_fen")
ADD_TOTAL = (
    f"INSERT INTO ledger_monthtotal ({', '.join(TOTAL_COLUMNS)}) VALUES {{rows}} "
    "ON CONFLICT (book_id, month, account_id) DO UPDATE SET debit_fen = ledger_monthtotal.debit_fen + "
    "excluded.debit_fen, credit_fen = ledger_monthtotal.credit_fen + excluded.credit_fen"
)
ONE_TOTAL = "(%s, %s, %s, %s, %s, %s)"
Sums = dict[tuple[int, int, int, int], list[int]]


def number_and_link(head: Head, ready: Ready, at: datetime) -> tuple[int, int, str]:
    """The number, the place in the chain and the hash that a voucher gets; the head moves on."""
    year = ready.month // 100
    number = head.numbers.get(year, 0) + 1
    head.numbers[year] = number
    head.sequence += 1
    content = content_of(
        sequence=head.sequence,
        year=year,
        number=number,
        month=ready.month,
        on=ready.on,
        kind=ready.kind,
        summary=ready.summary,
        documents=ready.documents,
        source=ready.source,
        event=ready.event,
        reverses=ready.reverses_sequence,
        maker=ready.maker_id,
        reviewer=ready.reviewer_id,
        posted_at=instant(at),
        entries=[
            (line, e.code, e.debit_fen, e.credit_fen, e.summary, e.payee, e.payee_kind)
            for line, e in enumerate(ready.entries, 1)
        ],
        evidence=ready.evidence,
    )
    head.hash = link(head.hash, content)
    return number, head.sequence, head.hash


def add_to_sums(sums: Sums, book_id: int, ready: Ready) -> None:
    """Add a voucher's entries to what the month totals grow by."""
    for entry in ready.entries:
        found = sums[book_id, ready.month, entry.account_id, entry.top]
        found[0] += entry.debit_fen
        found[1] += entry.credit_fen


def write_sums(sums: Sums) -> None:
    """Let the month totals grow."""
    rows = [(book, month, account, top, *found) for (book, month, account, top), found in sums.items()]
    with connection.cursor() as cursor:
        if len(rows) > 1 and connection.vendor == "sqlite" and len(rows) > MANY:
            cursor.executemany(ADD_TOTAL.format(rows=ONE_TOTAL), rows)
            return
        for start in range(0, len(rows), MANY):
            some = rows[start : start + MANY]
            values = [value for row in some for value in row]
            cursor.execute(ADD_TOTAL.format(rows=", ".join([ONE_TOTAL] * len(some))), values)


MANY = 100


def write_posted(at: datetime, batches: Sequence[tuple[int, Sequence[Ready]]]) -> list[int]:
    """Post vouchers of some books at once, in the order given; their ids.

    Args:
        batches: book ids, each with its vouchers. The books are locked by the caller.
    """
    heads = heads_of(batches)
    ids = reserve_ids(Voucher, sum(len(found) for _book, found in batches))
    sums: Sums = defaultdict(lambda: [0, 0])
    vouchers, entries, turn = [], [], iter(ids)
    moment = _adapter()
    posted_at = moment(at)
    for book_id, found in batches:
        for ready in found:
            voucher_id = next(turn)
            given = number_and_link(heads[book_id], ready, at)
            vouchers.append(_voucher_row(voucher_id, book_id, ready, given, posted_at, moment))
            entries.extend(_entry_rows(voucher_id, ready))
            add_to_sums(sums, book_id, ready)
    # The entries first: a posted voucher must balance the moment it is there. References are checked at commit.
    insert_rows(Entry, ENTRY_COLUMNS, entries)
    insert_rows(Voucher, VOUCHER_COLUMNS, vouchers)
    write_sums(sums)
    return list(ids)


def _adapter() -> Any:
    kept: dict[datetime, Any] = {}

    def adapted(at: datetime) -> Any:
        if at not in kept:
            kept[at] = connection.ops.adapt_datetimefield_value(at)
        return kept[at]

    return adapted


def _voucher_row(
    voucher_id: int, book_id: int, ready: Ready, given: tuple[int, int, str], posted_at: Any, moment: Any
) -> tuple[Any, ...]:
    number, sequence, hashed = given
    return (
        voucher_id,
        book_id,
        ready.month,
        ready.month // 100,
        number,
        sequence,
        ready.on.isoformat(),
        ready.kind,
        VoucherState.POSTED.value,
        ready.summary,
        ready.documents,
        ready.total_fen,
        ready.source,
        ready.event,
        ready.reverses_id,
        ready.maker_id,
        moment(ready.made_at),
        ready.reviewer_id,
        moment(ready.reviewed_at),
        posted_at,
        ready.file_id,
        "",
        0,
        hashed,
    )


def _entry_rows(voucher_id: int, ready: Ready) -> Iterator[tuple[Any, ...]]:
    for line, e in enumerate(ready.entries, 1):
        yield (voucher_id, line, e.account_id, e.debit_fen, e.credit_fen, e.summary, e.payee, e.payee_kind)


POST = (
    "UPDATE ledger_voucher SET state = 'posted', number = %s, sequence = %s, hash = %s, posted_at = %s, "
    "reviewer_id = %s, reviewed_at = %s WHERE id = %s"
)


def post_drafts(at: datetime, batches: Sequence[tuple[int, Sequence[Ready]]]) -> None:
    """Post vouchers that are in the tables already; each `Ready` names its `voucher_id`."""
    heads = heads_of(batches)
    sums: Sums = defaultdict(lambda: [0, 0])
    rows, moment = [], _adapter()
    for book_id, found in batches:
        for ready in found:
            number, sequence, hashed = number_and_link(heads[book_id], ready, at)
            reviewed_at = moment(ready.reviewed_at)
            rows.append((number, sequence, hashed, moment(at), ready.reviewer_id, reviewed_at, ready.voucher_id))
            add_to_sums(sums, book_id, ready)
    with connection.cursor() as cursor:
        cursor.executemany(POST, rows)
    write_sums(sums)
