"""A sheet of 10,000 vouchers taken and posted in bulk, against bare inserts of the same rows and against a peer's bulk.

Bare means: the same posted vouchers with their entries, month totals and acts, by plain `executemany` in one
transaction on the same database, with its indexes and guards and as durably, from rows that lie ready in memory. The
peer runs on PostgreSQL only, as in `bench.posting`, which says how to set it up.
"""

import os
import tempfile
from dataclasses import replace

from bench.measure import report
from bench.posting import AT, Office, Spent, peer

VOUCHERS = int(os.environ.get("COUNT", "10000"))
# Seconds for 10,000 vouchers; and so many times the seconds of the bare rows.
TAKE_S, POST_S, TIMES_BARE = 5.0, 10.0, 4.0


def sheet(count: int) -> bytes:
    """A usual sheet of vouchers, every other one of three lines: 25,000 rows for 10,000 vouchers."""
    lines = ["日期,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额,附件张数"]
    for n in range(1, count + 1):
        day = f"2026-{1 + n % 5:02d}-{1 + n % 28:02d}"
        lines += [f"{day},记-{n},收承包费{n},102,银行存款,{n}.50,,1"]
        lines += [f",,,501,经营收入,,{n}.50,"] if n % 2 else [f",,,501,经营收入,,{n - 1}.50,", ",,,504,其他收入,,1.00,"]
    return "\n".join(lines).encode()


def bare(file_id: int, book_id: int) -> Spent:
    """The rows that came of a file, written bare into another book."""
    from django.db import connection

    from headgoose.kernel.bulk import note_growth, reserve_ids
    from headgoose.kernel.writing import writing
    from headgoose.ledger.models import Entry, Voucher
    from headgoose.ledger.writing import ENTRY_COLUMNS, TOTAL_COLUMNS, VOUCHER_COLUMNS
    from headgoose.records.actions import COLUMNS as ACT_COLUMNS
    from headgoose.records.models import Act

    def read(table: str, columns: tuple[str, ...], condition: str) -> list[list[object]]:
        cursor.execute(f"SELECT {', '.join(map(quoted, columns))} FROM {table} {condition}")
        return [list(row) for row in cursor.fetchall()]

    def insert(table: str, columns: tuple[str, ...], rows: list[list[object]]) -> None:
        names, holders = ", ".join(map(quoted, columns)), ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holders})", rows)

    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        of_file = f"(SELECT id FROM ledger_voucher WHERE file_id = {file_id})"
        vouchers = read("ledger_voucher", VOUCHER_COLUMNS, f"WHERE file_id = {file_id} ORDER BY sequence")
        entries = read("ledger_entry", ENTRY_COLUMNS, f"WHERE voucher_id IN {of_file} ORDER BY id")
        totals = read("ledger_monthtotal", TOTAL_COLUMNS, f"WHERE book_id = {vouchers[0][1]}")
        acts = read("records_act", ACT_COLUMNS, "WHERE verb = 'ledger.post_voucher' ORDER BY id")
        # What is known of the tables is fresh, as a server that has been up for a while keeps it.
        note_growth(Voucher, Entry)
        with Spent() as spent, writing():
            ids = dict(zip([row[0] for row in vouchers], reserve_ids(Voucher, len(vouchers)), strict=True))
            insert("ledger_entry", ENTRY_COLUMNS, [[ids[row[0]], *row[1:]] for row in entries])
            insert("ledger_voucher", VOUCHER_COLUMNS, [[ids[row[0]], book_id, *row[2:]] for row in vouchers])
            insert("ledger_monthtotal", TOTAL_COLUMNS, [[book_id, *row[1:]] for row in totals])
            act_ids = reserve_ids(Act, len(acts))
            insert("records_act", ACT_COLUMNS, [[pk, *row[1:]] for pk, row in zip(act_ids, acts, strict=True)])
    return spent


def main() -> bool:
    """Measure in a home of its own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "headgoose.settings"
    os.environ["HEADGOOSE_HOME"] = tempfile.mkdtemp(prefix="headgoose-bench-")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from headgoose.ledger.actions.files import post_voucher_file, preview_voucher_file, take_voucher_file

    call_command("migrate", verbosity=0)
    office = Office()
    maker = replace(office.by, person_id=office.maker)
    reviewer = replace(office.by, person_id=office.reviewer)
    content, book = sheet(VOUCHERS), office.books[0]
    with Spent() as looked:
        checked = preview_voucher_file(by=maker, at=AT, book=book, content=content)
    with Spent() as took:
        file = take_voucher_file(by=maker, at=AT, book_id=book.pk, file_name="bench.csv", content=content)
    with Spent() as posted:
        count = post_voucher_file(by=reviewer, at=AT, file_id=file.pk)
    if checked.faults or count != VOUCHERS:
        raise SystemExit(f"{count} vouchers were posted; faults: {checked.faults[:3]}")
    ours, least = took.wall_s + posted.wall_s, bare(file.pk, office.books[1].pk).wall_s
    rows: list[tuple[str, float, str, float | None]] = [
        ("looked at: read and checked, nothing written", looked.wall_s, "s", None),
        ("taken: read, checked and drafted", took.wall_s, "s", TAKE_S * VOUCHERS / 10_000),
        ("reviewed and posted by a second person", posted.wall_s, "s", POST_S * VOUCHERS / 10_000),
        ("vouchers taken and posted a second", VOUCHERS / ours, "/s", None),
        ("bare inserts of the same rows", least, "s", None),
        ("taken and posted / bare", ours / least, "x", TIMES_BARE),
    ]
    rows += peer_beside(VOUCHERS / ours)
    return report(f"{VOUCHERS:,} vouchers in {checked.rows:,} rows of a sheet on {connection.vendor}", rows)


def peer_beside(ours: float) -> list[tuple[str, float, str, float | None]]:
    """Rows about the peer, where it can be run; it is said where it cannot."""
    found = peer("hordak", os.environ.get("DATABASE_URL", ""))
    if not found:
        print("hordak was NOT measured: it is not here. It needs PostgreSQL and PEERS, see bench.posting.")
        return []
    theirs = found["bulk_count"] / found["bulk_s"]
    return [
        ("hordak's bulk, transactions of two legs", theirs, "/s", None),
        ("4 x hordak / ours", 4 * theirs / ours, "x", 1.0),
    ]


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
