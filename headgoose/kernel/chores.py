"""The duties of the running server, done by one thread beside those that answer: see `chores` in the registries.

A duty that fails is written to the log and stops nothing. Servers that share a PostgreSQL database take turns: a duty
that another one is at is left out this time.
"""

import logging
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from headgoose.kernel.clock import now
from headgoose.kernel.registries import Chore, chores

log = logging.getLogger(__name__)
# How often to look whether something is due.
TICK_S = 1.0
CHORE_LOCK = 0x476F6F73


class Runner:
    """Runs each duty when it is due. `due` holds when, on a clock that never goes back."""

    def __init__(self) -> None:
        self.due: dict[str, float] = {}
        self.stopped = threading.Event()

    def run_due(self, seconds: float) -> list[str]:
        """Run what is due at a moment; the names of what ran, failed or not."""
        ran = []
        for chore in chores:
            if seconds >= self.due.setdefault(chore.name, seconds):
                self.due[chore.name] = seconds + chore.every_seconds
                run_chore(chore)
                ran.append(chore.name)
        return ran


def run_chore(chore: Chore) -> bool:
    """Run one duty unless another server is at it. Returns whether it was done; never raises."""
    try:
        with _turn(chore.name) as ours:
            if ours:
                chore.run(now())
            return ours
    except Exception:
        log.exception("The chore %s failed.", chore.name)
        return False


@contextmanager
def _turn(name: str) -> Iterator[bool]:
    """On PostgreSQL a lock by the duty's name, held while the connection lives; SQLite has one server."""
    if connection.vendor != "postgresql":
        yield True
        return
    key = [CHORE_LOCK, zlib.crc32(name.encode()) - 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        ours = bool(cursor.fetchone()[0])
    try:
        yield ours
    finally:
        if ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def start_chores(tick_s: float = TICK_S) -> tuple[Runner, threading.Thread]:
    """Start the thread that runs the duties until it is stopped; it has a database connection of its own."""
    runner = Runner()
    thread = threading.Thread(target=_run, args=[runner, tick_s], name="chores", daemon=True)
    thread.start()
    return runner, thread


def _run(runner: Runner, tick_s: float) -> None:
    while not runner.stopped.wait(tick_s):
        if runner.run_due(time.monotonic()):
            # An idle minute should hold no connection, and a broken one should not be kept.
            connection.close()
