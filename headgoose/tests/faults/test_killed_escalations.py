"""What is late passes up once a level, whoever is killed meanwhile: one of two workers, or the server at its duty."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from headgoose.cli.tests.conftest import Operator
from headgoose.tests.faults.server import serving
from headgoose.tests.faults.shim import Shim
from headgoose.tests.faults.truths import assert_whole

# Takes requests down, in grids all over the county.
ASK = """
import sys, django
django.setup()
from headgoose.casework.actions.receiving import Asked, receive_request
from headgoose.casework.models import Channel
from headgoose.kernel.actor import system_actor
from headgoose.kernel.area import Level, code_of
from headgoose.kernel.clock import now, today
from headgoose.places.models import Kind, Span
grids = Span.objects.on(today()).filter(kind=Kind.GRID).order_by("key").values_list("key", flat=True)[:int(sys.argv[1])]
for key in grids:
    asked = Asked(place=code_of(key, Level.GRID), category="road", text="路灯坏了三天", channel=Channel.API)
    receive_request(by=system_actor("resident", "test"), at=now(), asked=asked)
"""
# Works off what is late at a moment, as the duty does, and says the number of each request that it passed up.
WORKER = """
import sys, django
django.setup()
from datetime import datetime
from headgoose.casework.actions import escalating
from headgoose.kernel.clock import frozen
one = escalating.escalate_request

def telling(**said):
    done = one(**said)
    print(done.pk, flush=True)
    return done

escalating.escalate_request = telling
at = datetime.fromisoformat(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
with frozen(at):
    while escalating.escalate_late(at):
        pass
"""
# Everything that was open then is late, and what is passed up has a deadline after it.
LATER = timedelta(days=40)
BEFORE_THE_KILL, AT_LEAST = 5, 150
WITHIN_S = 300.0


def passed_up(operator: Operator) -> Counter[int]:
    """How often each request was passed up, by the log of events."""
    return Counter(int(str(row[0])) for row in operator.query(EVENTS))


EVENTS = "SELECT request_id FROM casework_event WHERE verb = 'escalate'"
ACTS = "SELECT count(*) FROM records_act WHERE verb = 'casework.escalate_request'"


def acts(operator: Operator) -> int:
    """How many of these stand in the trail."""
    return int(str(operator.query(ACTS)[0][0]))


def _run(operator: Operator, script: str, argument: str) -> "subprocess.Popen[str]":
    environment = {**operator.environment, "DJANGO_SETTINGS_MODULE": "headgoose.settings"}
    command = [sys.executable, "-c", script, argument]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask(operator: Operator) -> None:
    """Many ask."""
    process = _run(operator, ASK, str(AT_LEAST))
    process.communicate(timeout=120)
    assert process.returncode == 0


def worker(operator: Operator, at: datetime) -> "subprocess.Popen[str]":
    """Another process that works off what is late, once it is told to go."""
    process = _run(operator, WORKER, at.isoformat())
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: "subprocess.Popen[str]") -> None:
    """Let it begin."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def work_off(operator: Operator, at: datetime) -> list[int]:
    """What one worker alone still found to pass up."""
    told, _ = (process := worker(operator, at)).communicate("go\n", timeout=120)
    assert process.returncode == 0
    return [int(line) for line in told.split()]


def test_of_two_workers_each_request_is_passed_up_once_though_one_is_killed(county: Operator) -> None:
    ask(county)
    before, noted, at = passed_up(county), acts(county), datetime.now(UTC) + LATER
    with worker(county, at) as first, worker(county, at) as second:
        assert first.stdout is not None
        assert second.stdout is not None
        go(first)
        told = [int(first.stdout.readline()) for _number in range(BEFORE_THE_KILL)]
        go(second)
        # SQLite lets one process write as long as it likes: the other comes in now, or when the first is gone.
        told += [int(line) for line in [second.stdout.readline()] if line]
        os.kill(first.pid, signal.SIGKILL)
        rest, _ = first.communicate()
        others, _ = second.communicate(timeout=120)
        assert second.returncode == 0
    told += [int(line) for line in (rest + others).split()] + work_off(county, at)
    new = passed_up(county) - before
    assert len(new) >= AT_LEAST
    assert set(new.values()) == {1}
    assert acts(county) - noted == len(new)
    # Of the one that was killed the last may be done and not told.
    assert Counter(told) <= new
    assert len(new) - len(told) <= 1
    assert work_off(county, at) == []
    assert_whole(county)


def test_a_duty_of_a_killed_server_is_done_by_the_next_within_five_minutes(county: Operator, shim: Shim) -> None:
    ask(county)
    before, noted = passed_up(county), acts(county)
    shim.set_clock(round(LATER.total_seconds()))
    with serving(county, shim.environment) as server:
        _wait_for(county, before, 5)
        server.kill()
        left = passed_up(county) - before
        began = time.monotonic()
        server.start()
        _wait_for(county, before, len(left) + 1)
        done = -1
        while done != (done := sum(passed_up(county).values())):
            time.sleep(3)
        took = time.monotonic() - began
    new = passed_up(county) - before
    assert took < WITHIN_S
    assert len(new) >= AT_LEAST > len(left)
    assert set(new.values()) == {1}
    assert acts(county) - noted == len(new)
    assert work_off(county, datetime.now(UTC) + LATER) == []
    assert_whole(county)


def _wait_for(operator: Operator, before: Counter[int], more: int) -> None:
    deadline = time.monotonic() + WITHIN_S
    while True:
        # The server that is starting may hold the file for a moment.
        with suppress(Exception):
            if sum((passed_up(operator) - before).values()) >= more:
                return
        if time.monotonic() > deadline:
            raise AssertionError("Nothing is passed up.")
        time.sleep(0.01)
