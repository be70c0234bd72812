"""Duties of the running server run when they are due; one that fails stops nothing."""

import logging
import time
import zlib
from datetime import datetime

import pytest
from django.db import connection

from headgoose.kernel import chores as running
from headgoose.kernel.chores import CHORE_LOCK, Runner, run_chore, start_chores
from headgoose.kernel.registries import Chore, Registry


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []

    def fail(at: datetime) -> None:
        raise OSError("no disk")

    registry: Registry[Chore] = Registry()
    registry.add(Chore("broken", 10, fail, order=1))
    registry.add(Chore("often", 10, lambda at: done.append("often"), order=2))
    registry.add(Chore("seldom", 60, lambda at: done.append("seldom"), order=3))
    monkeypatch.setattr(running, "chores", registry)
    return done


@pytest.mark.django_db
def test_each_runs_when_it_is_due(done: list[str]) -> None:
    runner = Runner()
    for second in (0, 5, 10, 19, 20, 59, 60):
        runner.run_due(second)
    assert done == ["often", "seldom", "often", "often", "often", "seldom"]


@pytest.mark.django_db
def test_one_that_fails_is_logged_and_the_others_run(done: list[str], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert Runner().run_due(0) == ["broken", "often", "seldom"]
    assert done == ["often", "seldom"]
    assert [record.getMessage() for record in caplog.records] == ["The chore broken failed."]


@pytest.mark.django_db(transaction=True)
def test_a_thread_runs_them_until_it_is_stopped(done: list[str]) -> None:
    runner, thread = start_chores(tick_s=0.01)
    deadline = time.monotonic() + 10
    while "seldom" not in done and time.monotonic() < deadline:
        time.sleep(0.01)
    runner.stopped.set()
    thread.join(10)
    assert not thread.is_alive()
    assert done == ["often", "seldom"]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one server")
@pytest.mark.django_db
def test_two_servers_never_run_the_same_at_once(done: list[str]) -> None:
    chore = Chore("often", 10, lambda at: done.append("often"), order=1)
    other = connection.copy()
    with other.cursor() as cursor:
        key = [CHORE_LOCK, zlib.crc32(b"often") - 2**31]
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", key)
        assert not run_chore(chore)
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
    other.close()
    assert run_chore(chore)
    assert done == ["often"]
