"""What a killed sender had in hand is sent again within five minutes; of two senders each delivery is at one."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, connections

from conftest import AT
from headgoose.access.models import User
from headgoose.kernel.clock import frozen
from headgoose.notices.actions.deliveries import Settled, claim_due, keep_claims, settle
from headgoose.notices.models import Delivery, Service, State
from headgoose.notices.outbox import notify
from headgoose.notices.postman import BEGUN_WITHIN_S, Flight, Postman
from headgoose.notices.rules import LEASE
from headgoose.notices.sending import TAKEN, Letter, Outcome
from headgoose.notices.tests.conftest import PLAIN, Add, Desk

FIVE_MINUTES = timedelta(minutes=5)
SENDER = """
import sys, time, django
django.setup()
from headgoose.notices import services
from headgoose.notices.postman import Postman
services.WeComRobot.notify_url = sys.argv[1]
postman = Postman()
while True:
    postman.go_round()
    time.sleep(0.1)
"""


def tell(user: User, key: str, at: datetime = AT, count: int = 1) -> None:
    assert user.person_id
    notify(at=at, people=[user.person_id], kind=PLAIN, params={"count": count}, key=key)


def claim(by: str, at: datetime, most: int = 10) -> list[int]:
    return [one.pk for one in claim_due(service=Service.WECOM, most=most, by=by, at=at)]


def database_url() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    host = quote(found["HOST"], safe="")
    user = quote(found["USER"], safe="") + (f":{quote(found['PASSWORD'], safe='')}" if found["PASSWORD"] else "")
    return f"postgresql://{user}@{host}:{found['PORT']}/{found['NAME']}"


@pytest.fixture
def one_waiting(db: None, user: User, add_channel: Add) -> int:
    """A delivery that is due."""
    add_channel(user)
    tell(user, "test:1")
    return Delivery.objects.get(notice__isnull=False).pk


def test_a_claim_is_one_senders_until_it_is_stale(one_waiting: int) -> None:
    assert claim("one", AT) == [one_waiting]
    assert claim("two", AT + LEASE - timedelta(seconds=1)) == []
    assert claim("two", AT + FIVE_MINUTES) == [one_waiting]
    taken = [Settled(one_waiting, Delivery.objects.get(pk=one_waiting).channel_id, TAKEN, 0.5)]
    assert settle(settled=taken, by="one", at=AT + FIVE_MINUTES) == 0
    assert Delivery.objects.get(pk=one_waiting).state == State.WAITING
    assert settle(settled=taken, by="two", at=AT + FIVE_MINUTES) == 1
    assert Delivery.objects.get(pk=one_waiting).state == State.SENT


def test_a_claim_that_is_kept_fresh_stays_where_it_is(one_waiting: int) -> None:
    assert claim("one", AT) == [one_waiting]
    assert keep_claims(delivery_ids=[one_waiting], by="one", at=AT + timedelta(minutes=2)) == {one_waiting}
    assert keep_claims(delivery_ids=[one_waiting], by="two", at=AT + timedelta(minutes=2)) == set()
    assert claim("two", AT + timedelta(minutes=4)) == []


def test_a_clock_set_back_by_an_hour_holds_nothing_up(one_waiting: int) -> None:
    later = AT + timedelta(hours=1)
    assert claim("one", later) == [one_waiting]
    assert claim("two", AT) == [one_waiting]


def test_a_sender_that_slept_does_not_begin_what_may_be_anothers(one_waiting: int, desk: Desk) -> None:
    letter = Letter(Service.WECOM, None, "a", "b")  # type: ignore[arg-type]
    flight = Flight(Delivery.objects.get(pk=one_waiting), letter, claimed=monotonic() - BEGUN_WITHIN_S - 1)
    assert flight.fly() is None
    assert Flight(flight.delivery, None).fly() == Outcome("unreadable")
    postman = Postman()
    postman.flying[_landed(None)] = flight
    assert postman.settle_landed() == 0
    assert postman.flying == {}


def _landed(outcome: Outcome | None) -> Any:
    future: Future[Outcome | None] = Future()
    future.set_result(outcome)
    return future


@pytest.fixture
def sender(desk: Desk, settings: Any) -> Iterator["subprocess.Popen[bytes]"]:
    """Another process that sends, from this test's database to this test's service."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "headgoose.settings",
        "DATABASE_URL": database_url(),
        "HEADGOOSE_KEYS": str(settings.KEYS_FILE),
        "HEADGOOSE_NOTICE_SERVICES": "wecom",
    }
    command = [sys.executable, "-W", "ignore", "-c", SENDER, f"{desk.url}/wecom?key={{key}}"]
    process = subprocess.Popen(command, env=environment)
    yield process
    process.kill()
    process.wait()


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_process_had_in_hand_goes_out_within_five_minutes(
    user: User, add_channel: Add, desk: Desk, sender: "subprocess.Popen[bytes]"
) -> None:
    desk.held["wecom"] = threading.Event()
    # The other process lives by the real clock.
    at = datetime.now(UTC)
    add_channel(user)
    tell(user, "test:1", at)
    deadline = monotonic() + 60
    while not desk.came and monotonic() < deadline:
        assert sender.poll() is None
        sleep(0.1)
    assert len(desk.came) == 1
    os.kill(sender.pid, signal.SIGKILL)
    sender.wait()
    desk.held["wecom"].set()
    left = Delivery.objects.get(notice__isnull=False)
    assert left.state == State.WAITING
    assert left.claimed_by
    postman = Postman()
    with frozen(datetime.now(UTC) + timedelta(minutes=1)):
        assert postman.go_round(1.0) == 0
    with frozen(datetime.now(UTC) + FIVE_MINUTES):
        assert postman.go_round(5.0) == 1
    assert Delivery.objects.get(pk=left.pk).state == State.SENT
    assert len(desk.came) == 2


@pytest.mark.django_db(transaction=True)
def test_two_senders_never_send_one_twice(user: User, other: User, add_channel: Add, desk: Desk) -> None:
    channels = [add_channel(user if number % 2 else other, text=f"channel-{number:02}") for number in range(8)]
    for number in range(6):
        for one in (user, other):
            tell(one, f"test:{number}:{one.pk}", count=number)
    wanted, postmen, faults = 6 * len(channels), [Postman(), Postman(), Postman()], []

    def work(postman: Postman) -> None:
        try:
            deadline = monotonic() + 60
            while Delivery.objects.filter(state=State.WAITING).exists() and monotonic() < deadline:
                postman.go_round(1.0)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[postman]) for postman in postmen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Delivery.objects.filter(notice__isnull=False, state=State.SENT, tries=1).count() == wanted
    came = Counter((path, body["text"]["content"]) for path, body in desk.came)
    assert set(came.values()) == {1}
    assert len(came) == wanted
    for channel in range(8):
        numbers = [text.split()[1] for text in desk.texts(f"channel-{channel:02}")]
        assert numbers == sorted(numbers)
