"""A sheet of vouchers taken and posted in bulk, against bare inserts of the same rows and against a peer's bulk.

The peer runs on PostgreSQL only, as in `bench.posting`, which says how to set it up.
"""

import os
import tempfile
from contextlib import closing

import pysqlite3

from bench.measure import report
from bench.posting import AT, Office, Spent, peer

VOUCHERS = int(os.environ.get("COUNT", "5000"))


def sheet(count: int) -> bytes:
    """A usual voucher sheet of two lines a voucher."""
    lines = ["日期,凭证号,摘要,科目编码,借方金额,贷方金额"]
    for n in range(1, count + 1):
        day = f"2026-{1 + n % 5:02d}-{1 + n % 28:02d}"
        lines += [f"{day},{n},收承包费{n},102,{n}.50,", f",,,501,,{n}.50"]
    return "\n".join(lines).encode()


def bare(file: str) -> float:
    """Seconds for the posted rows of the last voucher file, by bare executemany into emptied copies of its tables."""
    tables = ("ledger_entry", "ledger_voucher", "ledger_monthtotal", "records_act")
    with closing(pysqlite3.connect(file, isolation_level=None)) as database:
        kept = {}
        for table in tables:
            order = "sequence" if table == "ledger_voucher" else "id"
            rows = database.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()
            kept[table] = rows
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            if not name.startswith(("voucher_", "entry_")) or not name.endswith("_insert"):
                database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE ledger_book SET closed_to = 0")
        for table in tables:
            database.execute(f"DELETE FROM {table}")
        with Spent() as spent:
            database.execute("BEGIN IMMEDIATE")
            for table in tables:
                if kept[table]:
                    holders = ", ".join("?" * len(kept[table][0]))
                    database.executemany(f"INSERT INTO {table} VALUES ({holders})", kept[table])
            database.execute("COMMIT")
    return spent.wall_s


def main() -> bool:
    """Measure in a home of its own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "headgoose.settings"
    os.environ["HEADGOOSE_HOME"] = tempfile.mkdtemp(prefix="headgoose-bench-")
    import django

    django.setup()
    from dataclasses import replace

    from django.core.management import call_command
    from django.db import connection

    from headgoose.ledger.actions.files import take_voucher_file
    from headgoose.ledger.actions.posting import post_vouchers

    call_command("migrate", verbosity=0)
    office = Office()
    maker = replace(office.by, person_id=office.maker)
    reviewer = replace(office.by, person_id=office.reviewer)
    content = sheet(VOUCHERS)
    with Spent() as took:
        file = take_voucher_file(by=maker, at=AT, book_id=office.books[0].pk, file_name="bench.csv", content=content)
    ids = list(file.vouchers.values_list("pk", flat=True))
    with Spent() as posted:
        post_vouchers(by=reviewer, at=AT, voucher_ids=ids)
    ours = took.wall_s + posted.wall_s
    rows: list[tuple[str, float, str, float | None]] = [
        ("sheet read, checked and drafted", took.wall_s, "s", None),
        ("reviewed and posted", posted.wall_s, "s", None),
        ("vouchers a second", VOUCHERS / ours, "/s", None),
    ]
    if connection.vendor == "sqlite":
        seconds = bare(str(connection.settings_dict["NAME"]))
        rows += [("bare inserts of the same rows", seconds, "s", None), ("ours / bare", ours / seconds, "x", 4.0)]
    found = peer("hordak", os.environ.get("DATABASE_URL", ""))
    if found:
        rate = found["bulk_count"] / found["bulk_s"]
        rows += [
            ("hordak's bulk", rate, "/s", None),
            ("4 x hordak's bulk / ours", 4 * rate / (VOUCHERS / ours), "x", 1.0),
        ]
    else:
        print("hordak was not measured: it needs PostgreSQL and PEERS.")
    return report(f"{VOUCHERS:,} vouchers from a sheet on {connection.vendor}", rows)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
