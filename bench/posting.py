"""Vouchers posted one by one, durably: through the action with its checks, chain and audit row, against bare commits.

On SQLite in a database of its own; on a durable PostgreSQL also against the peers, installed in an environment of
theirs, each on an empty database of the same server:

    python -m venv build/peers && build/peers/bin/pip install "Django~=5.2" django-hordak django-ledger \
        "psycopg[binary]" psutil
    DURABLE=1 PEERS=build/peers/bin/python scripts/with-postgresql .venv/bin/python -m bench.posting

ENTRIES says how many entries the long book holds (default 1,000,000).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING

import psutil

from bench.measure import report

if TYPE_CHECKING:
    from headgoose.kernel.actor import Actor
    from headgoose.ledger.models import Book
    from headgoose.ledger.posting import Ready

COUNT = int(os.environ.get("COUNT", "2000"))
LONG = int(os.environ.get("ENTRIES", "1000000"))
AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
PEERS = os.environ.get("PEERS", "")


class Office:
    """Four villages with a book each, and two people."""

    def __init__(self) -> None:
        from headgoose.kernel.actor import system_actor
        from headgoose.ledger.actions.books import open_book
        from headgoose.ledger.models import Account
        from headgoose.people.models import Person
        from headgoose.places.actions.imports import apply_tree_import, preview_tree_import
        from headgoose.places.models import Span

        self.by: Actor = system_actor("bench", "cli")
        rows = [("23", "黑龙江省", "province"), ("2312", "绥化市", "prefecture"), ("231221", "望奎县", "county")]
        rows += [("231221100", "望奎镇", "township")]
        rows += [(f"2312211002{n:02d}", f"第{n}村委会", "village") for n in range(1, 5)]
        text = "code,name,kind\n" + "\n".join(",".join(row) for row in rows)
        tree = preview_tree_import(
            by=self.by, at=AT, file_name="places.csv", content=text.encode(), effective_on=date(2016, 1, 1)
        )
        apply_tree_import(by=self.by, at=AT, import_id=tree.pk)
        people = [Person.objects.create(name=n, initials="b", sex="f", born_on=date(1980, 1, 1)) for n in ("甲", "乙")]
        self.maker, self.reviewer = people[0].pk, people[1].pk
        villages = Span.objects.filter(kind=50).order_by("key")
        self.books: list[Book] = [
            open_book(by=self.by, at=AT, place_id=village.place_id, since=201601) for village in villages
        ]
        self.accounts = dict(Account.objects.filter(book=None).values_list("code", "pk"))

    def ready(self, number: int, year: int = 2026, month: int = 3) -> "Ready":
        """A receipt of a contract fee."""
        from headgoose.ledger.posting import Posting, Ready

        fen = 10_000 + number % 1000
        entries = [
            Posting(self.accounts["102"], "102", debit_fen=fen),
            Posting(self.accounts["501"], "501", credit_fen=fen),
        ]
        on = date(year, month, 1 + number % 28)
        return Ready(on, year * 100 + month, "收承包费", entries, self.maker, self.reviewer, AT, AT, documents=1)


class Spent:
    """Wall and processor time of a block: of this process, and of PostgreSQL's where it serves."""

    def __enter__(self) -> "Spent":
        self._cpu, self._wall = processor_s(), time.perf_counter()
        return self

    def __exit__(self, *_error: object) -> None:
        self.wall_s = time.perf_counter() - self._wall
        self.cpu_s = processor_s() - self._cpu


def processor_s() -> float:
    """Processor time used so far by this process and by the processes of the PostgreSQL that serves it."""
    return time.process_time() + sum(used_s(process) for process in server_processes())


@cache
def postmaster() -> psutil.Process | None:
    """The first process of the server, of which all others are children; None where SQLite serves."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return psutil.Process(cursor.fetchone()[0]).parent()


def server_processes() -> list[psutil.Process]:
    """The processes of the server, other servers on the machine left out."""
    first = postmaster()
    return [first, *first.children()] if first else []


def used_s(process: psutil.Process) -> float:
    """Processor time of one process, and of its children that have ended."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


def post_all(office: Office, book: "Book", count: int) -> Spent:
    """Post vouchers one by one through the action."""
    from headgoose.ledger.actions.posting import post_from_source

    ready = [replace(office.ready(n), source="bench", event=f"{book.pk}-{count}-{n}") for n in range(count)]
    with Spent() as spent:
        for one in ready:
            post_from_source(by=office.by, at=AT, book_id=book.pk, ready=one)
    return spent


def bare_commits(office: Office, count: int) -> Spent:
    """The same rows written bare, each voucher with a commit of its own: same tables, indexes and guards."""
    from django.db import connection

    from headgoose.kernel.bulk import reserve_ids
    from headgoose.kernel.writing import writing
    from headgoose.ledger.models import Voucher
    from headgoose.ledger.writing import ADD_TOTAL, ENTRY_COLUMNS, ONE_TOTAL, VOUCHER_COLUMNS

    book = office.books[2]
    connection.ensure_connection()
    cursor = connection.cursor()
    entry = f"INSERT INTO ledger_entry ({', '.join(ENTRY_COLUMNS)}) VALUES ({', '.join(['%s'] * len(ENTRY_COLUMNS))})"
    names = ", ".join(f'"{name}"' for name in VOUCHER_COLUMNS)
    voucher = f"INSERT INTO ledger_voucher ({names}) VALUES ({', '.join(['%s'] * len(VOUCHER_COLUMNS))})"
    totals = ADD_TOTAL.format(rows=f"{ONE_TOTAL}, {ONE_TOTAL}")
    act = (
        "INSERT INTO records_act (at, actor_label, origin, room, verb, subject, place_key, touches_from, after) "
        "VALUES (%s, 'bench', 'cli', 'ledger', 'ledger.post_from_source', %s, 231221100203000, '2026-03-01', %s)"
    )
    with writing():
        first = reserve_ids(Voucher, count).start
    at = connection.ops.adapt_datetimefield_value(AT)
    after = json.dumps({"on": "2026-03-01", "summary": "收承包费", "entries": [["102", 1, 0], ["501", 0, 1]]})
    begin = "BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN"
    with Spent() as spent:
        for n in range(count):
            pk, fen = first + n, 10_000 + n % 1000
            day = f"2026-03-{1 + n % 28:02d}"
            cursor.execute(begin)
            cursor.execute(entry, (pk, 1, office.accounts["102"], fen, 0, "", "", ""))
            cursor.execute(entry, (pk, 2, office.accounts["501"], 0, fen, "", "", ""))
            row = (pk, book.pk, 202603, 2026, n + 1, n + 1, day, "ordinary", "posted", "收承包费", 1, fen, "", "")
            tail = (None, office.maker, at, office.reviewer, at, at, None, "", 0, "0" * 64)
            cursor.execute(voucher, (*row, *tail))
            sums = (book.pk, 202603, office.accounts["102"], 102, fen, 0)
            cursor.execute(totals, (*sums, book.pk, 202603, office.accounts["501"], 501, 0, fen))
            cursor.execute(act, (at, f"ledger.voucher:{pk}", after))
            cursor.execute("COMMIT")
    return spent


def fill(office: Office, book: "Book", entries: int) -> None:
    """Fill a book with two-line vouchers over the years."""
    from headgoose.kernel.writing import writing
    from headgoose.ledger.writing import write_posted

    left = entries // 2
    months = [(year, month) for year in range(2016, 2026) for month in range(1, 13)]
    for year, month in months:
        count = -(-left // (len(months) - months.index((year, month))))
        left -= count
        with writing():
            write_posted(AT, [(book.pk, [office.ready(n, year, month) for n in range(count)])])


def peer(name: str, database: str) -> dict[str, float] | None:
    """What a peer needs for as many transactions of two legs, in an environment of its own."""
    if not (PEERS and database.startswith("postgres")):
        return None
    command = [PEERS, f"bench/peers/run_{name}.py", database.rpartition("/")[0] + f"/bench_{name}", str(COUNT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def main() -> bool:
    """Measure in a home of its own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "headgoose.settings"
    os.environ["HEADGOOSE_HOME"] = tempfile.mkdtemp(prefix="headgoose-bench-")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    office = Office()
    post_all(office, office.books[0], 100)
    spent = post_all(office, office.books[0], COUNT)
    bare = bare_commits(office, COUNT)
    fill(office, office.books[1], LONG)
    long = post_all(office, office.books[1], COUNT)
    short = post_all(office, office.books[3], COUNT)
    rows: list[tuple[str, float, str, float | None]] = [
        ("posted one by one, a second", COUNT / spent.wall_s, "/s", None),
        ("posted, a second of processor", COUNT / spent.cpu_s, "/s", None),
        ("bare commits of the same rows, a second", COUNT / bare.wall_s, "/s", None),
        ("bare / ours", spent.wall_s / bare.wall_s, "x", 2.0),
        (f"a book with {LONG:,} entries / an empty one", long.wall_s / short.wall_s, "x", 1.1),
    ]
    rows += unguarded(office)
    rows += peers_beside(spent, os.environ.get("DATABASE_URL", ""))
    return report(f"{COUNT:,} vouchers posted one by one on {connection.vendor}", rows)


GUARDED = ("ledger_entry", "ledger_voucher", "ledger_monthtotal", "ledger_book", "records_act")


def unguarded(office: Office) -> list[tuple[str, float, str, float | None]]:
    """What posting would make on PostgreSQL without a single guard: the most that lighter guards could bring."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return []

    def turn(how: str) -> None:
        with connection.cursor() as cursor:
            for table in GUARDED:
                cursor.execute(f"ALTER TABLE {table} {how} TRIGGER USER")

    turn("DISABLE")
    spent = post_all(office, office.books[0], COUNT + 2)
    turn("ENABLE")
    return [("without any guard, a second of processor", (COUNT + 2) / spent.cpu_s, "/s", None)]


def peers_beside(spent: Spent, database: str) -> list[tuple[str, float, str, float | None]]:
    """Rows about the peers, where they can be run."""
    rows: list[tuple[str, float, str, float | None]] = []
    for name, times in (("hordak", 2.0), ("django_ledger", 5.0)):
        found = peer(name, database)
        if found is None:
            print(f"{name} was not measured: it needs PostgreSQL and PEERS.")
            continue
        theirs, ours = found["count"] / found["cpu_s"], COUNT / spent.cpu_s
        rows.append((f"{name}, a second of processor", theirs, "/s", None))
        rows.append((f"{times:g} x {name} / ours", times * theirs / ours, "x", 1.0))
    return rows


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
