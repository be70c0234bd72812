"""Durable writes and reads of a public page through HTTP: sixteen connections, a minute each, on the embedded default.

A write is a form by which a county officer renames a grid: signed in, checked, committed with synchronous=FULL, with
its row in the trail, before the answer leaves. The limit of the disk is measured beside it: the same rows, written
bare and committed one by one.
"""

import asyncio
import math
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pysqlite3

from bench.measure import report
from headgoose.kernel.clock import today

CONNECTIONS, BARE_SECONDS = 16, 5.0
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
WRITES, TAIL_MS, READS = 300.0, 100.0, 600.0
DEMO = Path(os.environ.get("HEADGOOSE_HOME", "var")).resolve()
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
LENGTH = re.compile(rb"content-length: *(\d+)", re.I)
COOKIE = re.compile(rb"set-cookie: *([^=]+)=([^;\r]*)", re.I)
SPAN = (
    "INSERT INTO places_span (place_id, parent_id, key, kind, name, pinyin, initials, start_on, end_on) "
    "SELECT place_id, parent_id, key, kind, name, pinyin, initials, ?, '9999-12-31' FROM places_span WHERE id = ?"
)
ACT = "INSERT INTO records_act ({columns}) SELECT {columns} FROM records_act ORDER BY id DESC LIMIT 1"


@dataclass
class Answer:
    """What came back."""

    status: int
    body: bytes


class Caller:
    """One kept connection of one reader with their cookies; the thinnest client that asyncio gives."""

    def __init__(self, port: int) -> None:
        self._port, self._cookies = port, {"language": "en"}

    async def connect(self) -> "Caller":
        """Open the connection."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def ask(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        """GET, or POST when there are fields, and read the whole answer."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        head = f"Host: 127.0.0.1:{self._port}\r\nCookie: {cookies}\r\n"
        if fields is None:
            self._writer.write(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        else:
            body = urlencode(fields)
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            self._writer.write(f"POST {path} HTTP/1.1\r\n{head}\r\n{body}".encode())
        top = await self._reader.readuntil(b"\r\n\r\n")
        found = LENGTH.search(top)
        body_bytes = await self._reader.readexactly(int(found[1])) if found else b""
        for name, value in COOKIE.findall(top):
            # The notice of a write goes with the page that shows it, and nobody looks at one here.
            if name != b"messages":
                self._cookies[name.decode()] = value.decode()
        return Answer(int(top[9:12]), body_bytes)

    async def sign_in(self) -> str:
        """Enter as the county officer of the demo; a token for forms."""
        token = await self.token("/demo/")
        entered = await self.ask("/demo/enter/", {"csrfmiddlewaretoken": token, "username": "county_officer"})
        if entered.status != 302:
            raise SystemExit(f"The county officer cannot sign in: {entered.status}")
        return await self.token("/")

    async def token(self, path: str) -> str:
        """The token in the forms of a page."""
        found = TOKEN.search((await self.ask(path)).body)
        if found is None:
            raise SystemExit(f"{path} has no form")
        return found[1].decode()


@dataclass
class Tally:
    """What a minute brought."""

    seconds: float = 0.0
    errors: int = 0
    waits_ms: list[float] = field(default_factory=list)
    client_cpu: float = 0.0
    server_cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits_ms) / self.seconds

    def share(self, part: float) -> float:
        """The wait within which a part of the answers came, in ms."""
        return sorted(self.waits_ms)[min(len(self.waits_ms) - 1, math.ceil(part * len(self.waits_ms)))]


async def press(one: Callable[[int, int], Awaitable[bool]], server: "Server", seconds: float) -> Tally:
    """Have each connection do one thing after the other for a while; `one(connection, turn)` says whether it went."""
    tally, start = Tally(), time.perf_counter()
    used, served = time.process_time(), server.cpu()

    async def run(connection: int) -> None:
        turn = 0
        while (begun := time.perf_counter()) < start + seconds:
            if await one(connection, turn):
                tally.waits_ms.append((time.perf_counter() - begun) * 1000)
            else:
                tally.errors += 1
            turn += 1

    await asyncio.gather(*(run(number) for number in range(CONNECTIONS)))
    tally.seconds = time.perf_counter() - start
    tally.client_cpu = (time.process_time() - used) / tally.seconds
    tally.server_cpu = (server.cpu() - served) / tally.seconds
    return tally


class Server:
    """The product on a copy of the demo in HEADGOOSE_HOME, so that the demo stays as it is."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir()
        for name in ("headgoose.sqlite3", "headgoose.sqlite3-wal", "secret", "demo.json"):
            if (DEMO / name).exists():
                shutil.copy2(DEMO / name, self.home / name)
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    @property
    def database(self) -> Path:
        """Its file."""
        return self.home / "headgoose.sqlite3"

    def __enter__(self) -> "Server":
        environment = {**os.environ, "HEADGOOSE_HOME": str(self.home), "HEADGOOSE_DEMO": "1"}
        command = [sys.executable, "-m", "headgoose.cli", "serve", "--port", str(self.port)]
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        for _try in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.1)
        raise SystemExit("The server does not come up.")

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        self._process.wait(30)

    def cpu(self) -> float:
        """Seconds of processor used by all its processes so far."""
        top = psutil.Process(self._process.pid)
        times = [process.cpu_times() for process in (top, *top.children(recursive=True))]
        return sum(spent.user + spent.system for spent in times)


def bare_commits(database: Path) -> float:
    """The rows of one renaming written bare and committed one by one, in a copy of the database: commits a second."""
    with closing(pysqlite3.connect(database, isolation_level=None)) as bare:
        bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON")
        columns = [row[1] for row in bare.execute("PRAGMA table_info(records_act)")][1:]
        act = ACT.format(columns=", ".join(columns))
        spans = [key for (key,) in bare.execute("SELECT id FROM places_span WHERE kind = 60 AND end_on = '9999-12-31'")]
        # Day after day each grid gets another name, as the load does it.
        day, done, start = today() + timedelta(days=1000), 0, time.perf_counter()
        while time.perf_counter() < start + BARE_SECONDS:
            turn = done % len(spans)
            on = (day + timedelta(days=done // len(spans))).isoformat()
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("UPDATE places_span SET end_on = ? WHERE id = ?", (on, spans[turn]))
            spans[turn] = bare.execute(SPAN, (on, spans[turn])).lastrowid
            bare.execute(act)
            bare.execute("COMMIT")
            done += 1
        return done / (time.perf_counter() - start)


def grids_of_the_county(database: Path) -> list[str]:
    """The codes of the grids in the county of the demo's county officer."""
    with closing(pysqlite3.connect(database)) as bare:
        county = bare.execute(
            "SELECT s.key / 1000000000 FROM access_user u JOIN people_tenure t ON t.person_id = u.person_id "
            "JOIN places_span s ON s.place_id = t.place_id WHERE u.username = 'county_officer'"
        ).fetchone()[0]
        grids = bare.execute(
            "SELECT key FROM places_span WHERE kind = 60 AND key / 1000000000 = ? AND end_on = '9999-12-31' "
            "AND start_on <= ? ORDER BY key",
            (county, today().isoformat()),
        ).fetchall()
    return [str(key) for (key,) in grids]


async def load(server: Server) -> tuple[Tally, Tally, int]:
    """A minute of writes, then a minute of reads."""
    callers = [await Caller(server.port).connect() for _number in range(CONNECTIONS)]
    tokens = [await caller.sign_in() for caller in callers]
    grids = grids_of_the_county(server.database)
    shares = [grids[number::CONNECTIONS] for number in range(CONNECTIONS)]
    tomorrow = today() + timedelta(days=1)

    async def write(connection: int, turn: int) -> bool:
        share = shares[connection]
        code, on = share[turn % len(share)], tomorrow + timedelta(days=turn // len(share))
        said = {"csrfmiddlewaretoken": tokens[connection], "name": f"{connection}之{turn}", "on": on.isoformat()}
        return (await callers[connection].ask(f"/place/{code}/rename/", said)).status == 302

    strangers = [await Caller(server.port).connect() for _number in range(CONNECTIONS)]
    townships = sorted({code[:9] for code in grids})

    async def read(connection: int, turn: int) -> bool:
        code = townships[(connection + turn) % len(townships)]
        return (await strangers[connection].ask(f"/open/{code}/")).status == 200

    writes = await press(write, server, SECONDS)
    reads = await press(read, server, SECONDS)
    return writes, reads, len(townships)


def renamings(database: Path) -> int:
    """Acts by which grids were renamed; the database must be whole."""
    with closing(pysqlite3.connect(database)) as bare:
        if bare.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise SystemExit("The database is damaged.")
        count: int = bare.execute("SELECT count(*) FROM records_act WHERE verb = 'places.rename_grid'").fetchone()[0]
        return count


def main() -> bool:
    """Load a copy of the demo in HEADGOOSE_HOME, and measure its disk bare."""
    folder = Path(tempfile.mkdtemp(prefix="headgoose-bench-", dir=DEMO.parent))
    try:
        with Server(folder) as server:
            before = renamings(server.database)
            writes, reads, pages = asyncio.run(load(server))
        kept = renamings(server.database) - before
        bare = bare_commits(server.database)
    finally:
        shutil.rmtree(folder)
    if kept != len(writes.waits_ms):
        raise SystemExit(f"{len(writes.waits_ms)} writes were acknowledged and {kept} are there.")
    return report(
        f"{CONNECTIONS} connections, {SECONDS:g} s each, on {os.cpu_count()} cores; reads of {pages} pages",
        [
            ("durable writes, a second", writes.rate, "/s", None),
            (f"limit {WRITES:g} a second / ours", WRITES / writes.rate, "x", 1.0),
            ("writes, median", writes.share(0.5), "ms", None),
            ("writes, 99th percentile", writes.share(0.99), "ms", TAIL_MS),
            ("writes that failed", writes.errors, "", 0.0),
            ("bare commits of the same rows on this disk", bare, "/s", None),
            ("bare / ours", bare / writes.rate, "x", None),
            ("processor of the server for a write", 1000 * writes.server_cpu / writes.rate, "ms", None),
            ("processor of the client meanwhile, of one core", writes.client_cpu, "", None),
            ("reads of a public page, a second", reads.rate, "/s", None),
            (f"limit {READS:g} a second / ours", READS / reads.rate, "x", 1.0),
            ("reads, 99th percentile", reads.share(0.99), "ms", None),
            ("reads that failed", reads.errors, "", 0.0),
            ("processor of the server for a read", 1000 * reads.server_cpu / reads.rate, "ms", None),
            ("processor of the client meanwhile, of one core", reads.client_cpu, "", None),
        ],
    )


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
