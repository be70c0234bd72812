"""A channel or a service that is dead holds up nothing but itself, and its owner is told."""

import threading
from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
from django.test import Client

from conftest import AT
from headgoose.access.models import User
from headgoose.kernel.clock import frozen
from headgoose.notices import postman as module
from headgoose.notices.models import Delivery, Notice, Service, State
from headgoose.notices.outbox import notify
from headgoose.notices.postman import THREADS_A_SERVICE, Postman
from headgoose.notices.rules import GIVEN_UP_AFTER, TRIES_MAX
from headgoose.notices.tests.conftest import PLAIN, Add, Desk

pytestmark = pytest.mark.django_db
ENGLISH: Any = {"headers": {"Accept-Language": "en"}}
DEAD, FINE = "dead-dead-dead", "fine-fine-fine"


def tell(*users: User, key: str = "test:1", count: int = 1) -> None:
    people = [user.person_id for user in users if user.person_id]
    notify(at=AT, people=people, kind=PLAIN, params={"count": count}, key=key)


def sent() -> int:
    return Delivery.objects.filter(notice__isnull=False, state=State.SENT).count()


def go_until(postman: Postman, done: Callable[[], bool]) -> None:
    """Rounds until something is so, however slow the machine; each ends in time although something hangs."""
    deadline = monotonic() + 30
    while not done() and monotonic() < deadline:
        start = monotonic()
        postman.go_round(0.5)
        assert monotonic() - start < 5
    assert done()


def test_a_channel_that_hangs_holds_up_nobody_else(
    user: User, other: User, add_channel: Add, desk: Desk, settings: Any
) -> None:
    settings.NOTICE_TIMEOUT_S = 40.0
    desk.held[DEAD] = threading.Event()
    add_channel(user, text=DEAD)
    add_channel(other, text=FINE)
    for number in range(20):
        tell(user, other, key=f"test:{number}", count=number)
    go_until(Postman(), lambda: sent() == 20)
    assert len(desk.texts(FINE)) == 20
    assert sent() == 20
    # One at a time goes to a channel: nineteen are not even begun.
    assert len(desk.texts(DEAD)) == 1
    desk.held[DEAD].set()


def test_a_service_that_hangs_holds_up_no_other_service(
    user: User, other: User, add_channel: Add, desk: Desk, settings: Any
) -> None:
    settings.NOTICE_TIMEOUT_S = 40.0
    desk.held["wecom"] = threading.Event()
    for number in range(THREADS_A_SERVICE + 3):
        add_channel(user if number % 2 else other, text=f"{DEAD}-{number}")
    add_channel(other, Service.FEISHU, FINE)
    tell(user, other)
    postman = Postman()
    go_until(postman, lambda: sent() == 1 and len(desk.texts("wecom")) == THREADS_A_SERVICE)
    assert len(desk.texts("wecom")) == THREADS_A_SERVICE
    assert len(desk.texts("feishu")) == 1
    assert sent() == 1
    desk.held["wecom"].set()
    go_until(postman, lambda: sent() == THREADS_A_SERVICE + 4)
    assert sent() == THREADS_A_SERVICE + 4


def test_a_dead_channel_is_asked_rarely_and_what_waits_goes_out_once_it_lives(
    user: User, add_channel: Add, desk: Desk
) -> None:
    desk.answers[DEAD] = (500, b"")
    channel = add_channel(user, text=DEAD)
    for number in range(5):
        tell(user, key=f"test:{number}", count=number)
    postman, at = Postman(), AT
    for _minute in range(60):
        with frozen(at):
            postman.go_round()
        at += timedelta(minutes=1)
    assert 5 <= len(desk.came) <= 8
    channel.refresh_from_db()
    assert channel.failures == len(desk.came)
    assert (channel.failing_since, channel.last_error) == (AT, "server 500")
    del desk.answers[DEAD]
    desk.came.clear()
    with frozen(at + timedelta(hours=4)):
        postman.go_round()
    assert [text.split()[1] for text in desk.texts()] == ["0", "1", "2", "3", "4"]
    channel.refresh_from_db()
    assert (channel.failures, channel.failing_since, channel.quiet_until, channel.last_error) == (0, None, None, "")


def test_what_never_goes_out_is_given_up_after_a_day_and_stays_in_the_inbox(
    user: User, add_channel: Add, desk: Desk
) -> None:
    desk.answers[DEAD] = (500, b"")
    add_channel(user, text=DEAD)
    tell(user)
    postman, at = Postman(), AT
    while at < AT + GIVEN_UP_AFTER + timedelta(hours=5):
        with frozen(at):
            postman.go_round()
        at += timedelta(minutes=15)
    delivery = Delivery.objects.get(notice__isnull=False)
    assert delivery.state == State.GIVEN_UP
    assert len(desk.came) == delivery.tries <= TRIES_MAX
    assert Notice.objects.filter(person=user.person, read_at__isnull=True).count() == 1


def test_what_waits_behind_a_dead_channel_is_given_up_for_its_age(user: User, add_channel: Add, desk: Desk) -> None:
    add_channel(user, text=FINE, quiet_until=AT + timedelta(days=9))
    tell(user)
    with frozen(AT + GIVEN_UP_AFTER - timedelta(minutes=1)):
        Postman().go_round()
    assert Delivery.objects.get(notice__isnull=False).state == State.WAITING
    with frozen(AT + GIVEN_UP_AFTER):
        Postman().go_round()
    delivery = Delivery.objects.get(notice__isnull=False)
    assert (delivery.state, delivery.last_error, delivery.tries) == (State.GIVEN_UP, "expired", 0)
    assert desk.came == []


def test_a_refusal_for_good_is_not_tried_again_and_the_owner_is_told(
    user: User, add_channel: Add, desk: Desk, as_user: Callable[..., Client]
) -> None:
    desk.answers[DEAD] = (200, {"errcode": 93000})
    channel = add_channel(user, text=DEAD)
    tell(user)
    with frozen(AT):
        Postman().go_round()
    delivery = Delivery.objects.get(notice__isnull=False)
    assert (delivery.state, delivery.last_error, delivery.tries) == (State.FAILED, "refused 93000", 1)
    client = as_user(user)
    inbox = client.get("/notices/", **ENGLISH).content.decode()
    assert "Your channel WeCom ****dead does not work" in inbox
    page = client.get(f"/notices/channels/{channel.pk}/", **ENGLISH).content.decode()
    assert "The service refused it (93000)" in page
    assert "Failing since 2026-06-01 10:00" in page
    assert DEAD not in page
    assert "does not work" in client.get("/notices/channels/", **ENGLISH).content.decode()


def test_a_full_disk_while_noting_loses_nothing(
    user: User, add_channel: Add, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_channel(user, text=FINE)
    tell(user)
    postman = Postman()
    with monkeypatch.context() as patch:

        def refuse(*, settled: list[Any], **_: Any) -> int:
            if settled:
                raise OSError("disk full")
            return 0

        patch.setattr(module, "settle", refuse)
        with pytest.raises(OSError, match="disk full"):
            postman.go_round()
    assert len(desk.came) == 1
    assert postman.go_round() == 1
    assert sent() == 1
    assert len(desk.came) == 1


def test_one_who_is_at_it_is_not_joined(desk: Desk) -> None:
    postman = Postman()
    with postman.busy:
        start = monotonic()
        assert postman.go_round() == 0
        assert monotonic() - start < 1
    assert postman.go_round(0.1) == 0
