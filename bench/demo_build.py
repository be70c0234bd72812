"""The demo province built from nothing, against the same rows written with bare executemany into the same tables."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import report

SECONDS, RATIO = 120.0, 4.0
TABLES = [
    "places_place",
    "places_span",
    "places_mark",
    "places_outline",
    "places_treeimport",
    "people_person",
    "people_post",
    "people_batch",
    "people_order",
    "people_tenure",
    "records_act",
    "access_user",
]
COPY = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "headgoose.settings"
import django
django.setup()
import pysqlite3
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import connection
source = pysqlite3.connect(sys.argv[1])
rows = {t: source.execute(f"SELECT * FROM {t} ORDER BY id").fetchall() for t in sys.argv[2:]}
connection.ensure_connection()
bare = connection.connection
start = time.perf_counter()
bare.execute("BEGIN IMMEDIATE")
bare.execute("PRAGMA defer_foreign_keys=ON")
for table, lines in rows.items():
    if lines:
        bare.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(lines[0]))})", lines)
bare.execute("COMMIT")
print(time.perf_counter() - start, sum(map(len, rows.values())))
"""


def main() -> bool:
    """Build, then copy, in fresh folders."""
    folder = Path(tempfile.mkdtemp(prefix="headgoose-bench-"))
    try:
        headgoose = str(Path(sys.executable).parent / "headgoose")
        start = time.perf_counter()
        built = {**os.environ, "HEADGOOSE_HOME": str(folder / "built")}
        subprocess.run([headgoose, "demo", "--build-only"], env=built, check=True)
        ours = time.perf_counter() - start
        copied = {**os.environ, "HEADGOOSE_HOME": str(folder / "copied")}
        command = [sys.executable, "-c", COPY, str(folder / "built" / "headgoose.sqlite3"), *TABLES]
        answer = subprocess.run(command, env=copied, check=True, capture_output=True, text=True).stdout.split()
        bare, count = float(answer[0]), int(answer[1])
    finally:
        shutil.rmtree(folder)
    return report(
        f"The demo province from nothing ({count:,} rows)",
        [
            ("built through the product's actions, with start and migrations", ours, "s", SECONDS),
            ("the same rows by bare executemany, same tables and guards", bare, "s", None),
            ("ratio", ours / bare, "x", RATIO),
        ],
    )


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
