"""A roll-call of the province over HTTP: every grid answers by 16 connections while 20 desks watch their boards.

Each answer is the form of the phone page, posted by the grid's own worker with a session of their own (by the township
where a grid has none): signed in, checked, committed with synchronous=FULL, with its row in the trail, before the
answer leaves. Each desk asks for its board every five seconds, as the page does. The same rows are written bare beside.

    HEADGOOSE_HOME=var ANSWERS=4000 .venv/bin/python -m bench.rollcall
"""

import asyncio
import math
import os
import shutil
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pysqlite3

from bench.load import BARE_SECONDS, CONNECTIONS, DEMO, LENGTH, Caller, Server
from bench.measure import report

GRIDS, SECONDS, BOARD_MS, DESKS, EVERY_S = 47_400, 300.0, 500.0, 20, 5.0
ANSWERS = int(os.environ.get("ANSWERS", "0"))
CSRF = "a" * 32
MARK = b"\r\netag: "
UNCHANGED = 304


@dataclass(frozen=True)
class Prepared:
    """What is there before the first answer.

    Args:
        answering: of each grid that will answer its code, and the session of who answers.
        desks: of each desk its session, and the place whose board it watches.
        opened_s: how long it took to open the roll-call, everybody told.
    """

    roll: int
    answering: list[tuple[str, str]]
    desks: list[tuple[str, str]]
    opened_s: float


def prepare(home: Path) -> Prepared:
    """Open the roll-call of the province, and sign in everybody who will answer or watch."""
    os.environ["HEADGOOSE_HOME"], os.environ["HEADGOOSE_DEMO"] = str(home), "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "headgoose.settings"
    import django

    django.setup()
    from django.db import connection

    from headgoose.access.models import User
    from headgoose.access.queries import actor_of
    from headgoose.casework.actions.calling_roll import open_roll_call
    from headgoose.casework.rollforms import preset
    from headgoose.kernel.clock import date_of, now
    from headgoose.places.models import Kind, Span

    at = now()
    officer = User.objects.get(username="province_officer")
    province = Span.objects.on(date_of(at)).get(kind=Kind.PROVINCE)
    begun = time.perf_counter()
    roll = open_roll_call(
        by=actor_of(officer, date_of(at), "bench"),
        at=at,
        place=province.code,
        kind="flood",
        title="全省防汛点名",
        text="请各网格报平安",
        form=preset("flood"),
        answer_by=at + timedelta(hours=1),
    )
    opened_s = time.perf_counter() - begun
    below = Span.objects.on(date_of(at)).filter(kind__in=(Kind.PREFECTURE, Kind.COUNTY)).order_by("kind", "key")
    watched = [province.code, *(span.code for span in below)][:DESKS]
    keys = sign_in([officer], at)
    prepared = Prepared(roll.pk, who_answers(roll, at), [(keys[officer.pk], code) for code in watched], opened_s)
    connection.close()
    return prepared


def who_answers(roll: Any, at: Any) -> list[tuple[str, str]]:
    """Grids spread over the province, each with a session of its worker, or of the township where it has none."""
    from headgoose.access.models import User
    from headgoose.kernel.area import Level, code_of
    from headgoose.people.models import Tenure

    held = Tenure.objects.filter(type__code__in=("grid_worker", "township_officer"), end_on__gt=at.date())
    by_place = dict(held.filter(start_on__lte=at.date()).order_by("-pk").values_list("place_id", "person_id"))
    called = list(roll.grids.order_by("key").values_list("place_id", "key"))
    if 0 < ANSWERS < len(called):
        called = [called[turn * len(called) // ANSWERS] for turn in range(ANSWERS)]
    townships = township_places(at)
    persons = {
        code_of(key, Level.GRID): by_place.get(place) or by_place.get(townships.get(key // Level.TOWNSHIP.divisor, 0))
        for place, key in called
    }
    users = {user.person_id: user for user in User.objects.exclude(person_id=None)}
    missing = sorted({one for one in persons.values() if one is not None} - set(users))
    made = [User(username=f"bench{one}", person_id=one, password="!") for one in missing]
    users |= {user.person_id: user for user in User.objects.bulk_create(made, batch_size=2000)}
    keys = sign_in([users[one] for one in {one for one in persons.values() if one is not None}], at)
    return [(code, keys[users[one].pk]) for code, one in persons.items() if one is not None]


def township_places(at: Any) -> dict[int, int]:
    """Townships by the first digits of their codes."""
    from headgoose.kernel.area import Level
    from headgoose.kernel.clock import date_of
    from headgoose.places.models import Kind, Span

    found = Span.objects.on(date_of(at)).filter(kind=Kind.TOWNSHIP).values_list("key", "place_id")
    return {key // Level.TOWNSHIP.divisor: place for key, place in found}


def sign_in(users: list[Any], at: Any) -> dict[int, str]:
    """A session for each, as signing in makes it."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from headgoose.access.models import FACTOR, Session

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    rows = [
        Session(
            session_key=uuid4().hex,
            session_data=store.encode(
                {
                    SESSION_KEY: str(user.pk),
                    BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                    HASH_SESSION_KEY: user.get_session_auth_hash(),
                    FACTOR: "passkey",
                }
            ),
            expire_date=at.replace(year=at.year + 1),
            user=user,
            started_at=at,
            seen_at=at,
            factor="passkey",
        )
        for user in users
    ]
    Session.objects.bulk_create(rows, batch_size=2000)
    return {row.user_id: row.session_key for row in rows}


class Worker(Caller):
    """A connection on which one worker after the other answers, or a desk watches."""

    mark = ""

    async def answer(self, path: str, session: str, given: dict[str, str]) -> int:
        """Post the form of a grid; the status."""
        self._cookies = {"language": "zh-hans", "session": session, "csrf": CSRF}
        said = {"csrfmiddlewaretoken": CSRF, "client_id": str(uuid4()), **given}
        return (await self.ask(path, said)).status

    async def watch(self, path: str, session: str) -> int:
        """Ask for a board as the page does: with the mark of the one that it has."""
        head = f"Host: 127.0.0.1:{self._port}\r\nCookie: language=zh-hans; session={session}\r\n"
        if self.mark:
            head += f"If-None-Match: {self.mark}\r\n"
        self._writer.write(f"GET {path} HTTP/1.1\r\n{head}Accept-Encoding: gzip\r\n\r\n".encode())
        top = await self._reader.readuntil(b"\r\n\r\n")
        status = int(top[9:12])
        found = LENGTH.search(top)
        if found and status != UNCHANGED:
            await self._reader.readexactly(int(found[1]))
        start = top.lower().find(MARK)
        if start >= 0:
            start += len(MARK)
            self.mark = top[start : top.index(b"\r\n", start)].decode()
        return status


@dataclass
class Tally:
    """What came back."""

    seconds: float = 0.0
    confirmed: list[str] = field(default_factory=list)
    failed: list[tuple[str, int]] = field(default_factory=list)
    answer_ms: list[float] = field(default_factory=list)
    board_ms: list[float] = field(default_factory=list)
    boards: dict[int, int] = field(default_factory=dict)


def share(waits: list[float], part: float) -> float:
    """The wait within which a part of the answers came, in ms."""
    return sorted(waits)[min(len(waits) - 1, math.ceil(part * len(waits)))] if waits else math.inf


async def load(server: Server, there: Prepared) -> Tally:
    """All answers, as fast as they go; the boards all the while."""
    tally, rest, done = Tally(), iter(list(enumerate(there.answering))), asyncio.Event()
    begun = time.perf_counter()

    async def answer() -> None:
        worker = Worker(server.port)
        await worker.connect()
        for number, (code, session) in rest:
            sent = time.perf_counter()
            status = await worker.answer(f"/roll/{there.roll}/answer/{code}/", session, given_by(number))
            tally.answer_ms.append((time.perf_counter() - sent) * 1000)
            if status == 302:
                tally.confirmed.append(code)
            else:
                tally.failed.append((code, status))

    async def watch(number: int, session: str, code: str) -> None:
        desk = Worker(server.port)
        await desk.connect()
        await asyncio.sleep(EVERY_S * number / DESKS)
        while not done.is_set():
            sent = time.perf_counter()
            status = await desk.watch(f"/roll/{there.roll}/{code}/board/", session)
            tally.board_ms.append((time.perf_counter() - sent) * 1000)
            tally.boards[status] = tally.boards.get(status, 0) + 1
            await asyncio.sleep(max(EVERY_S - (time.perf_counter() - sent), 0))

    desks = [asyncio.create_task(watch(number, *desk)) for number, desk in enumerate(there.desks)]
    await asyncio.gather(*(answer() for _number in range(CONNECTIONS)))
    tally.seconds = time.perf_counter() - begun
    done.set()
    await asyncio.gather(*desks)
    return tally


def given_by(number: int) -> dict[str, str]:
    """What a grid answers: most are well, a tenth affected, one in fifty in need."""
    if number % 50 == 0:
        return {"f_status": "need_help", "f_count": "12", "f_water": "yes", "f_needs": "缺船 要十条救生衣"}
    if number % 10 == 0:
        return {"f_status": "affected", "f_count": "3", "f_water": "yes"}
    return {"f_status": "all_well", "f_water": "no"}


def kept(database: Path, roll: int) -> tuple[set[str], int, int]:
    """Grids whose row says that they answered, answers, and acts; the database must be whole."""
    with closing(pysqlite3.connect(database)) as bare:
        if bare.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise SystemExit("The database is damaged.")
        grids = bare.execute(
            "SELECT key FROM casework_called WHERE roll_call_id = ? AND answered_at IS NOT NULL", (roll,)
        ).fetchall()
        answers = bare.execute(
            "SELECT count(*) FROM casework_answer a JOIN casework_called c ON c.id = a.called_id "
            "WHERE c.roll_call_id = ?",
            (roll,),
        ).fetchone()[0]
        acts = bare.execute(
            "SELECT count(*) FROM records_act WHERE verb = 'casework.answer_roll' AND subject = ?",
            (f"casework.roll_call:{roll}",),
        ).fetchone()[0]
        return {str(key) for (key,) in grids}, answers, acts


def bare_commits(database: Path, roll: int) -> float:
    """The rows of one answer written bare, each with a commit of its own: same tables, indexes and guards."""
    with closing(pysqlite3.connect(database, isolation_level=None)) as bare:
        bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON")
        columns = ", ".join(f'"{row[1]}"' for row in bare.execute("PRAGMA table_info(records_act)") if row[1] != "id")
        act = f"INSERT INTO records_act ({columns}) SELECT {columns} FROM records_act ORDER BY id DESC LIMIT 1"
        called = [row[0] for row in bare.execute("SELECT id FROM casework_called WHERE roll_call_id = ?", (roll,))]
        done, start = 0, time.perf_counter()
        while time.perf_counter() < start + BARE_SECONDS:
            one, number = called[done % len(called)], 100 + done // len(called)
            bare.execute("BEGIN IMMEDIATE")
            bare.execute(
                "INSERT INTO casework_answer (called_id, number, at, client_id, digest, person_id, for_grid, given) "
                "SELECT ?, ?, at, ?, digest, person_id, for_grid, given FROM casework_answer LIMIT 1",
                (one, number, uuid4().hex),
            )
            status = ("all_well", "affected")[done % 2]
            bare.execute("UPDATE casework_called SET status = ?, needs = 0 WHERE id = ?", (status, one))
            bare.execute(act)
            bare.execute("COMMIT")
            done += 1
        return done / (time.perf_counter() - start)


def main() -> bool:
    """Call the roll on a copy of the demo in HEADGOOSE_HOME, and measure its disk bare."""
    folder = Path(tempfile.mkdtemp(prefix="headgoose-bench-", dir=DEMO.parent))
    try:
        server = Server(folder)
        there = prepare(server.home)
        with server:
            tally = asyncio.run(load(server, there))
        grids, answers, acts = kept(server.database, there.roll)
        bare = bare_commits(server.database, there.roll)
    finally:
        shutil.rmtree(folder)
    lost = len(set(tally.confirmed) - grids)
    if not answers == acts == len(tally.confirmed):
        print(f"{len(tally.confirmed)} answers acknowledged, {answers} there, {acts} in the trail.", file=sys.stderr)
    if tally.failed:
        print(f"failed, the first: {tally.failed[:3]}", file=sys.stderr)
    rate = len(tally.confirmed) / tally.seconds
    return report(
        f"{len(there.answering):,} grids by {CONNECTIONS} connections beside {DESKS} boards, on {os.cpu_count()} cores",
        [
            ("the roll called, everybody told", there.opened_s, "s", None),
            ("answers, a second", rate, "/s", None),
            (f"time for {GRIDS:,} answers at this rate", GRIDS / rate if rate else math.inf, "s", SECONDS),
            ("answers, median", share(tally.answer_ms, 0.5), "ms", None),
            ("answers, 95th percentile", share(tally.answer_ms, 0.95), "ms", None),
            ("answers that failed", len(tally.failed), "", 0.0),
            ("answers lost", lost, "", 0.0),
            ("answers, rows and acts that differ", abs(answers - acts) + abs(answers - len(tally.confirmed)), "", 0.0),
            ("boards asked for", len(tally.board_ms), "", None),
            ("boards, median", share(tally.board_ms, 0.5), "ms", None),
            ("boards, 95th percentile", share(tally.board_ms, 0.95), "ms", BOARD_MS),
            ("boards that failed", sum(n for status, n in tally.boards.items() if status not in {200, 304}), "", 0.0),
            ("bare commits of the same rows on this disk", bare, "/s", None),
            ("bare / ours", bare / rate if rate else math.inf, "x", None),
        ],
    )


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
