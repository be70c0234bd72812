"""How vouchers get into the tables, for actions only: entries, numbers, chain and month totals in one go.

One path posts vouchers that were drafted (`post_drafts`), the other one those that a source causes and that are posted
at once (`write_posted`); both number and link alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows, reserve_ids, shifted
from headgoose.kernel.prepared import run_prepared
from headgoose.ledger.holding import Held
from headgoose.ledger.models import Entry, Voucher, VoucherState
from headgoose.ledger.posting import Head, Ready, Sums, add_to_sums, heads_of, number_and_link
from headgoose.records.actions import Along, record_acts
from headgoose.records.actions import Entry as Act

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


@dataclass(frozen=True)
class Rows:
    """Vouchers as the tables take them, with ids from `first_id` on; sums by book, month, account and top."""

    first_id: int
    vouchers: list[tuple[Any, ...]]
    entries: list[tuple[Any, ...]]
    sums: Sums

    def moved(self, first_id: int) -> "Rows":
        """The same with other ids."""
        by = first_id - self.first_id
        return Rows(first_id, shifted(self.vouchers, by), shifted(self.entries, by), self.sums)


def lay_out(
    at: datetime, batches: Sequence[tuple[int, Sequence[Ready]]], heads: Mapping[int, Head], first_id: int = 1
) -> Rows:
    """Number and link vouchers, and lay out their rows. Nothing is asked of the database; the heads move on."""
    rows = Rows(first_id, [], [], {})
    voucher_id, moment = first_id, _adapter()
    posted_at = moment(at)
    for book_id, found in batches:
        for ready in found:
            given = number_and_link(heads[book_id], ready, at)
            rows.vouchers.append(_voucher_row(voucher_id, book_id, ready, given, posted_at, moment))
            rows.entries.extend(_entry_rows(voucher_id, ready))
            add_to_sums(rows.sums, book_id, ready)
            voucher_id += 1
    return rows


def write_rows(rows: Rows) -> None:
    """Post what was laid out; its ids are reserved, its books locked.

    The entries first: a posted voucher must balance the moment it is there. References are checked at commit.
    """
    insert_rows(Entry, ENTRY_COLUMNS, rows.entries)
    insert_rows(Voucher, VOUCHER_COLUMNS, rows.vouchers)
    write_sums(rows.sums)


def write_posted(at: datetime, batches: Sequence[tuple[int, Sequence[Ready]]]) -> list[int]:
    """Post vouchers of some books at once, in the order given; their ids.

    Args:
        batches: book ids, each with its vouchers. The books are locked by the caller.
    """
    heads = heads_of(batches)
    ids = reserve_ids(Voucher, sum(len(found) for _book, found in batches))
    write_rows(lay_out(at, batches, heads, ids.start))
    return list(ids)


def write_one(*, by: Actor, at: datetime, verb: str, held: Held, ready: Ready, act: Act) -> None:
    """Post one voucher and leave its act; on PostgreSQL in one statement.

    Args:
        held: the book, locked, with the head of its chain and the id set aside for the voucher.
    """
    sums: Sums = {}
    given, moment = number_and_link(held.head, ready, at), _adapter()
    add_to_sums(sums, held.book.pk, ready)
    voucher = _voucher_row(held.voucher_id, held.book.pk, ready, given, moment(at), moment)
    entries = list(_entry_rows(held.voucher_id, ready))
    if connection.vendor == "postgresql" and len(entries) <= FEW_LINES:
        totals = [(book, month, account, top, *found) for (book, month, account, top), found in sums.items()]
        values = [value for row in (*entries, voucher, *totals) for value in row]
        record_acts(by=by, at=at, verb=verb, entries=[act], along=Along(_whole(len(entries), len(totals)), values))
        return
    insert_rows(Entry, ENTRY_COLUMNS, entries)
    insert_rows(Voucher, VOUCHER_COLUMNS, [voucher])
    write_sums(sums)
    record_acts(by=by, at=at, verb=verb, entries=[act])


FEW_LINES = 12
CASTS = {"on": "::date", "reverses_id": "::bigint", "file_id": "::bigint"}


@cache
def _whole(lines: int, accounts: int) -> str:
    """What writes a voucher with so many lines; it waits for them, as it must balance the moment it is there."""
    entry = ", ".join(["%s"] * len(ENTRY_COLUMNS))
    names = ", ".join(f'"{name}"' for name in VOUCHER_COLUMNS)
    values = ", ".join(f"%s{CASTS.get(name, '')}" for name in VOUCHER_COLUMNS)
    return (
        f"laid AS (INSERT INTO ledger_entry ({', '.join(ENTRY_COLUMNS)}) "
        f"VALUES {', '.join([f'({entry})'] * lines)} RETURNING id), "
        f"posted AS (INSERT INTO ledger_voucher ({names}) SELECT {values} FROM (SELECT count(*) FROM laid) AS lines), "
        f"summed AS ({ADD_TOTAL.format(rows=', '.join([ONE_TOTAL] * accounts))})"
    )


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
    "UPDATE ledger_voucher SET number = %s, sequence = %s, hash = %s, reviewer_id = %s, reviewed_at = %s, "
    "state = 'posted', posted_at = %s WHERE id = %s"
)
POST_ON_POSTGRESQL = "SELECT ledger_post(%s, %s, %s, %s, %s, %s, %s)"


def post_drafts(at: datetime, batches: Sequence[tuple[int, Sequence[Ready]]]) -> None:
    """Post vouchers that are in the tables already; each `Ready` names its `voucher_id`."""
    heads = heads_of(batches)
    sums: Sums = {}
    rows, moment = [], _adapter()
    for book_id, found in batches:
        for ready in found:
            number, sequence, hashed = number_and_link(heads[book_id], ready, at)
            reviewed_at = moment(ready.reviewed_at)
            rows.append((number, sequence, hashed, ready.reviewer_id, reviewed_at, moment(at), ready.voucher_id))
            add_to_sums(sums, book_id, ready)
    if connection.vendor == "postgresql":
        _post_in_one(rows)
    else:
        with connection.cursor() as cursor:
            cursor.executemany(POST, rows)
    write_sums(sums)


def _post_in_one(rows: Sequence[tuple[Any, ...]]) -> None:
    """Post all rows by one statement; nothing in them needs quoting in an array."""
    numbers, sequences, hashes, reviewers, reviewed, at, ids = zip(*rows, strict=True)
    columns = (ids, numbers, sequences, hashes, reviewers, reviewed)
    run_prepared(POST_ON_POSTGRESQL, [*(f"{{{','.join(map(str, column))}}}" for column in columns), at[0]])
