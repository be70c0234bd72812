"""People are told once, in the transaction of what they are told of, however many they are."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from conftest import AT
from headgoose.access.models import User
from headgoose.notices.models import Channel, Delivery, Notice, State, Wants
from headgoose.notices.outbox import notify
from headgoose.notices.tests.conftest import PLAIN, URGENT, Add
from headgoose.people.models import Person

pytestmark = pytest.mark.django_db
MANY = 47_400


def tell(*people: int | None, kind: str = PLAIN, key: str = "test:1", **params: Any) -> int:
    return notify(at=AT, people=[one for one in people if one], kind=kind, params={"count": 3, **params}, key=key)


def test_everybody_named_is_told_once_whatever_is_said_again(user: User, other: User) -> None:
    assert tell(user.person_id, user.person_id) == 1
    assert tell(user.person_id, other.person_id, kind=URGENT) == 1
    assert tell(user.person_id, other.person_id) == 0
    found = Notice.objects.order_by("pk").values_list("person_id", "kind", "params", "key", "made_at", "read_at")
    assert list(found) == [
        (user.person_id, PLAIN, {"count": 3}, "test:1", AT, None),
        (other.person_id, URGENT, {"count": 3}, "test:1", AT, None),
    ]
    assert tell(user.person_id, key="test:2") == 1
    assert tell() == 0


def test_what_is_taken_back_told_nobody(user: User) -> None:
    with transaction.atomic():
        assert tell(user.person_id) == 1
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert tell(user.person_id) == 1


def test_a_delivery_waits_for_each_channel_that_takes_the_kind(user: User, other: User, add_channel: Add) -> None:
    every = add_channel(user)
    urgent = add_channel(user, wants=Wants.URGENT)
    chosen = add_channel(user, wants=Wants.SOME, kinds=[PLAIN])
    unchosen = add_channel(user, wants=Wants.SOME, kinds=["test.plainer"])
    add_channel(user, paused_at=AT)
    add_channel(user, confirmed_at=None)
    add_channel(other)
    told: dict[str, set[int]] = {}
    for kind in (PLAIN, URGENT):
        tell(user.person_id, kind=kind, key=kind)
        waiting = Delivery.objects.filter(notice__key=kind, state=State.WAITING, next_try_at=AT)
        told[kind] = set(waiting.values_list("channel_id", flat=True))
    assert told == {PLAIN: {every.pk, chosen.pk}, URGENT: {every.pk, urgent.pk}}
    assert unchosen.pk not in told[PLAIN]


def test_a_channel_added_later_is_not_told_what_was_told_before(user: User, other: User, add_channel: Add) -> None:
    tell(user.person_id)
    add_channel(user)
    add_channel(other)
    assert tell(user.person_id, other.person_id) == 1
    assert [one.channel.person_id for one in Delivery.objects.filter(notice__isnull=False)] == [other.person_id]


def test_a_service_that_is_switched_off_gets_nothing(user: User, add_channel: Add, settings: Any) -> None:
    add_channel(user)
    settings.NOTICE_SERVICES = frozenset({"mail"})
    assert tell(user.person_id) == 1
    settings.NOTICE_SERVICES = frozenset()
    assert tell(user.person_id, key="test:2") == 1
    assert not Delivery.objects.filter(notice__isnull=False).exists()


@pytest.mark.parametrize(
    ("kind", "params", "key"),
    [
        ("test.undeclared", {"count": 1}, "k"),
        (PLAIN, {}, "k"),
        (PLAIN, {"count": 1}, ""),
        (PLAIN, {"count": 1}, "k" * 121),
        (PLAIN, {"count": "x" * 201}, "k"),
        (PLAIN, {"count": None}, "k"),
    ],
)
def test_what_could_not_be_read_is_refused_when_it_is_told(user: User, kind: str, params: Any, key: str) -> None:
    assert user.person_id
    with pytest.raises((ValueError, KeyError)):
        notify(at=AT, people=[user.person_id], kind=kind, params=params, key=key)
    assert not Notice.objects.exists()


def test_a_whole_province_is_told_in_a_handful_of_queries(user: User, add_channel: Add) -> None:
    start = Person.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    ids = range(start, start + MANY)
    Person.objects.bulk_create(
        [Person(pk=pk, name="某", initials="m", sex="f", born_on=AT.date()) for pk in ids], batch_size=5000
    )
    channel = add_channel(user)
    Channel.objects.bulk_create(
        [
            Channel(
                person_id=pk,
                service="wecom",
                language="zh-hans",
                made_at=AT,
                code_made_at=AT,
                confirmed_at=AT,
                ciphertext=b"-",
                key_name=channel.key_name,
            )
            for pk in list(ids)[: MANY // 2]
        ],
        batch_size=5000,
    )
    with CaptureQueriesContext(connection) as asked:
        assert notify(at=AT, people=ids, kind=URGENT, params={"count": 1}, key="test:all") == MANY
    assert len(asked) <= 5
    assert Notice.objects.filter(key="test:all").count() == MANY
    assert Delivery.objects.filter(state=State.WAITING).count() == MANY // 2
    with CaptureQueriesContext(connection) as asked:
        assert notify(at=AT + timedelta(minutes=1), people=ids, kind=URGENT, params={"count": 1}, key="test:all") == 0
    assert len(asked) <= 2
