"""New requests, durably: through Open311 and the public form over HTTP with 16 connections, against bare commits.

Then one by one through the action, against tickets of django-helpdesk, installed in an environment of its own:

    python -m venv build/peers && build/peers/bin/pip install "Django~=5.2" django-helpdesk pysqlite3-binary
    PEERS=build/peers/bin/python HEADGOOSE_HOME=var .venv/bin/python -m bench.asking

Limits on how often somebody may ask are off: all of the load comes from one address.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pysqlite3

from bench.load import BARE_SECONDS, CONNECTIONS, DEMO, SECONDS, Caller, Server, Tally, grids_of_the_county, press
from bench.measure import report

WRITES, TAIL_MS, TIMES = 250.0, 150.0, 3.0
COUNT = int(os.environ.get("COUNT", "2000"))
PEERS = os.environ.get("PEERS", "")
TEXT = "村口第二根灯杆的路灯坏了三天了，晚上看不见路，老人不敢出门。"
CONFIRMED = {201, 302}
Rows = list[tuple[str, float, str, float | None]]


async def load(server: Server, key: str, grids: list[str]) -> dict[str, Tally]:
    """So many seconds of each door."""
    callers = [await Caller(server.port).connect() for _number in range(CONNECTIONS)]

    async def by_open311(connection: int, turn: int) -> bool:
        said = {
            "api_key": key,
            "service_code": "road",
            "address_id": grids[(connection + turn * CONNECTIONS) % len(grids)],
            "description": TEXT,
            "client_id": str(uuid4()),
        }
        return (await callers[connection].ask("/open311/v2/requests.json", said)).status in CONFIRMED

    tokens = [await caller.token(f"/ask/{grids[0]}/") for caller in callers]

    async def by_form(connection: int, turn: int) -> bool:
        grid = grids[(connection + turn * CONNECTIONS) % len(grids)]
        said = {
            "csrfmiddlewaretoken": tokens[connection],
            "category": "road",
            "text": TEXT,
            "client_id": str(uuid4()),
        }
        return (await callers[connection].ask(f"/ask/{grid}/", said)).status in CONFIRMED

    doors: dict[str, Callable[[int, int], Awaitable[bool]]] = {"Open311": by_open311, "the public form": by_form}
    return {name: await press(door, server, SECONDS) for name, door in doors.items()}


def make_key(home: Path, place: str) -> str:
    """A key of Open311 for a place."""
    command = [sys.executable, "-m", "headgoose.cli", "open311-key", "add", place, "--name", "bench"]
    environment = {**os.environ, "HEADGOOSE_HOME": str(home), "HEADGOOSE_DEMO": "1"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def requests_kept(database: Path) -> tuple[int, int]:
    """Requests, and acts by which they came in; the database must be whole."""
    with closing(pysqlite3.connect(database)) as bare:
        if bare.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise SystemExit("The database is damaged.")
        requests = bare.execute("SELECT count(*) FROM casework_request").fetchone()[0]
        acts = bare.execute("SELECT count(*) FROM records_act WHERE verb = 'casework.receive_request'").fetchone()[0]
        return requests, acts


def bare_commits(database: Path) -> float:
    """The rows of one request written bare, each with a commit of its own: same tables, indexes and guards."""
    with closing(pysqlite3.connect(database, isolation_level=None)) as bare:
        bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON")
        # The last that came through Open311 has no petitioner and stands as it came.
        like = bare.execute("SELECT max(id) FROM casework_request WHERE channel = 'open311'").fetchone()[0]
        request = _copy(bare, "casework_request", {"code": "?", "client_id": "?"}, f"id = {like}")
        event = _copy(bare, "casework_event", {"request_id": "?"}, f"request_id = {like} AND number = 1")
        act = _copy(bare, "records_act", {}, "verb = 'casework.receive_request' ORDER BY id DESC LIMIT 1")
        done, start = 0, time.perf_counter()
        while time.perf_counter() < start + BARE_SECONDS:
            bare.execute("BEGIN IMMEDIATE")
            made = bare.execute(request, (f"B{done:09d}", uuid4().hex)).lastrowid
            bare.execute(event, (made,))
            bare.execute(act)
            bare.execute("COMMIT")
            done += 1
        return done / (time.perf_counter() - start)


def _copy(bare: pysqlite3.Connection, table: str, changed: dict[str, str], where: str) -> str:
    columns = [row[1] for row in bare.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {where}"


def one_by_one(home: Path, grids: list[str]) -> tuple[float, float]:
    """Requests through the action: seconds of wall and of processor for one."""
    os.environ["HEADGOOSE_HOME"], os.environ["DJANGO_SETTINGS_MODULE"] = str(home), "headgoose.settings"
    import django

    django.setup()
    from headgoose.casework.actions.receiving import Asked, receive_request
    from headgoose.casework.models import Channel
    from headgoose.kernel.actor import Actor
    from headgoose.kernel.clock import now

    by = Actor("resident", origin="bench")

    def ask(number: int) -> None:
        asked = Asked(grids[number % len(grids)], "road", f"{TEXT}{number}", Channel.WEB, client_id=uuid4(), digest="d")
        receive_request(by=by, at=now(), asked=asked)

    for number in range(50):
        ask(number)
    cpu, wall = time.process_time(), time.perf_counter()
    for number in range(COUNT):
        ask(number)
    return (time.perf_counter() - wall) / COUNT, (time.process_time() - cpu) / COUNT


def beside_helpdesk(folder: Path, cpu_s: float) -> Rows:
    """Tickets of the peer, where it can be run."""
    if not PEERS:
        print("django-helpdesk was not measured: it needs PEERS.")
        return []
    command = [PEERS, "bench/peers/run_helpdesk.py", str(folder / "helpdesk.sqlite3"), str(COUNT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"django-helpdesk: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return []
    found = json.loads(done.stdout.strip().splitlines()[-1])
    theirs = found["count"] / found["cpu_s"]
    return [
        ("tickets of django-helpdesk, a second", found["count"] / found["wall_s"], "/s", None),
        ("tickets of django-helpdesk, a second of processor", theirs, "/s", None),
        (f"{TIMES:g} x django-helpdesk / ours", TIMES * theirs * cpu_s, "x", 1.0),
    ]


def rows_of(tallies: dict[str, Tally], bare: float) -> Rows:
    """What each door did."""
    rows: Rows = [("bare commits of the same rows on this disk", bare, "/s", None)]
    for name, tally in tallies.items():
        rows += [
            (f"{name}: durable requests, a second", tally.rate, "/s", None),
            (f"{name}: limit {WRITES:g} a second / ours", WRITES / tally.rate, "x", 1.0),
            (f"{name}: median", tally.share(0.5), "ms", None),
            (f"{name}: 99th percentile", tally.share(0.99), "ms", TAIL_MS),
            (f"{name}: that failed", tally.errors, "", 0.0),
            (f"{name}: bare / ours", bare / tally.rate, "x", None),
            (f"{name}: processor of the server for one", 1000 * tally.server_cpu / tally.rate, "ms", None),
            (f"{name}: processor of the client, of one core", tally.client_cpu, "", None),
        ]
    return rows


def main() -> bool:
    """Load a copy of the demo in HEADGOOSE_HOME, and measure its disk bare."""
    os.environ["HEADGOOSE_PUBLIC_LIMITS"] = "0"
    folder = Path(tempfile.mkdtemp(prefix="headgoose-bench-", dir=DEMO.parent))
    try:
        server = Server(folder)
        grids = grids_of_the_county(server.database)
        key = make_key(server.home, grids[0][:6])
        before = requests_kept(server.database)
        with server:
            tallies = asyncio.run(load(server, key, grids))
        after = requests_kept(server.database)
        bare = bare_commits(server.database)
        wall_s, cpu_s = one_by_one(server.home, grids)
        peer = beside_helpdesk(folder, cpu_s)
    finally:
        shutil.rmtree(folder)
    told = sum(len(tally.waits_ms) for tally in tallies.values())
    if (after[0] - before[0], after[1] - before[1]) != (told, told):
        raise SystemExit(f"{told} requests were acknowledged; there are {after[0] - before[0]} more.")
    own: Rows = [
        ("one by one through the action, a second", 1 / wall_s, "/s", None),
        ("one by one through the action, a second of processor", 1 / cpu_s, "/s", None),
    ]
    title = f"{CONNECTIONS} connections, {SECONDS:g} s each, on {os.cpu_count()} cores"
    return report(title, [*rows_of(tallies, bare), *own, *peer])


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
