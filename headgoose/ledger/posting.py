"""Vouchers as they are posted: lines, the head of a book's chain, numbers, and what month totals grow by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection

from headgoose.ledger.chain import content_of, instant, link
from headgoose.ledger.models import VoucherKind


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
        found = sums.setdefault((book_id, ready.month, entry.account_id, entry.top), [0, 0])
        found[0] += entry.debit_fen
        found[1] += entry.credit_fen
