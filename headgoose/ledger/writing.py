"""How vouchers get into the tables, for actions only: entries, numbers, chain and month totals in one go.

One path posts vouchers that were drafted (`post_drafts`), the other one those that a source causes and that are posted
at once (`write_posted`); both number and link alike.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from headgoose.kernel.bulk import insert_rows, reserve_ids
from headgoose.ledger.models import Entry, Voucher, VoucherState
from headgoose.ledger.posting import Ready, Sums, add_to_sums, heads_of, number_and_link

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


def write_posted(at: datetime, batches: Sequence[tuple[int, Sequence[Ready]]]) -> list[int]:
    """Post vouchers of some books at once, in the order given; their ids.

    Args:
        batches: book ids, each with its vouchers. The books are locked by the caller.
    """
    heads = heads_of(batches)
    ids = reserve_ids(Voucher, sum(len(found) for _book, found in batches))
    sums: Sums = defaultdict(lambda: [0, 0])
    vouchers: list[tuple[Any, ...]] = []
    entries: list[tuple[Any, ...]] = []
    turn = iter(ids)
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
