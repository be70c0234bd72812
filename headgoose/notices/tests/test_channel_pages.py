"""Channels: added, confirmed by the code that was sent there, changed, paused, removed, by their owner alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from conftest import AT
from headgoose.access.actions.accounts import close_account
from headgoose.access.actions.passwords import change_password
from headgoose.access.models import User
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import frozen, now
from headgoose.kernel.encrypted import usable_keyring
from headgoose.kernel.refusal import Because, Refused
from headgoose.notices.actions.channels import try_code
from headgoose.notices.models import Channel, Delivery, Notice, State
from headgoose.notices.outbox import notify
from headgoose.notices.postman import Postman
from headgoose.notices.rules import CODE_TRIES, code_of
from headgoose.notices.tests.conftest import KEY, PLAIN, Add, Desk, actor_for
from headgoose.records.models import Act

pytestmark = pytest.mark.django_db
ENGLISH: Any = {"headers": {"Accept-Language": "en"}}
Sign = Callable[..., Client]


@pytest.fixture
def client(user: User, as_user: Sign) -> Client:
    return as_user(user)


def add(client: Client, service: str = "wecom", **typed: str) -> Any:
    return client.post(f"/notices/channels/add/{service}/", {"address": KEY, **typed}, **ENGLISH)


def code(channel: Channel) -> str:
    keyring = usable_keyring()
    assert keyring is not None
    return code_of(channel.pk, channel.code_made_at, keyring)


def test_a_channel_is_added_confirmed_and_used(user: User, client: Client, desk: Desk) -> None:
    assert add(client).status_code == 302
    channel = Channel.objects.get()
    assert (channel.person_id, channel.service, channel.language) == (user.person_id, "wecom", "en")
    assert KEY.encode() not in bytes(channel.ciphertext)
    where = f"/notices/channels/{channel.pk}/"
    assert "The code is on its way" in client.get(where, **ENGLISH).content.decode()
    assert Postman().go_round() == 1
    assert code(channel) in desk.texts()[0]
    assert "The code was sent" in client.get(where, **ENGLISH).content.decode()
    wrong = client.post(where, {"code": "000000" if code(channel) != "000000" else "1"}, **ENGLISH)
    assert (wrong.status_code, "not the code that was sent" in wrong.content.decode()) == (422, True)
    assert client.post(where, {"code": f" {code(channel)[:3]} {code(channel)[3:]} "}, **ENGLISH).status_code == 302
    channel.refresh_from_db()
    assert channel.confirmed_at == AT
    assert "in use" in client.get("/notices/channels/", **ENGLISH).content.decode()
    assert [act.verb for act in Act.objects.filter(room="notices").order_by("pk")] == [
        "notices.choose_channel",
        "notices.confirm_channel",
    ]


def test_a_code_can_be_guessed_five_times_and_holds_half_an_hour(user: User, client: Client) -> None:
    add(client)
    channel = Channel.objects.get()
    where = f"/notices/channels/{channel.pk}/"
    with frozen(AT + timedelta(minutes=31)), pytest.raises(Refused) as late:
        try_code(by=actor_for(user), at=now(), channel_id=channel.pk, code=code(channel))
    assert late.value.because is Because.CONFLICT
    for _try in range(CODE_TRIES - 1):
        assert client.post(where, {"code": "x"}, **ENGLISH).status_code == 422
    assert client.post(where, {"code": code(channel)}, **ENGLISH).status_code == 409
    with frozen(AT + timedelta(minutes=1)):
        assert client.post(f"{where}code/").status_code == 302
        before = code(channel)
        channel.refresh_from_db()
        assert code(channel) != before
        assert client.post(where, {"code": code(channel)}, **ENGLISH).status_code == 302
        assert client.post(f"{where}code/").status_code == 409
    assert Delivery.objects.filter(state=State.GIVEN_UP).count() == 1


def test_codes_are_few_in_an_hour_and_channels_few_at_all(user: User, client: Client, as_user: Sign) -> None:
    answers = [add(client).status_code for _number in range(7)]
    assert answers == [302] * 6 + [429]
    first = Channel.objects.order_by("pk")[0]
    assert client.post(f"/notices/channels/{first.pk}/code/").status_code == 429
    with frozen(AT + timedelta(hours=1)):
        client = as_user(user)
        assert [add(client).status_code for _number in range(5)] == [302] * 4 + [409]


@pytest.mark.parametrize(
    ("service", "typed", "status"),
    [
        ("wecom", {"address": "http://127.0.0.1/"}, 422),
        ("wecom", {"address": ""}, 422),
        ("wecom", {"address": "x" * 400}, 422),
        ("mail", {"address": "nobody"}, 422),
        ("mail", {"address": "a@b.cn\r\nBcc: c@d.cn"}, 422),
        ("dingtalk", {"address": "a" * 32, "secret": "no good"}, 422),
        ("feishu", {"address": "a\x00b"}, 422),
        ("sms", {"address": "13800138000"}, 404),
    ],
)
def test_wrong_addresses_are_refused_and_keys_not_shown_again(
    client: Client, service: str, typed: dict[str, str], status: int
) -> None:
    answer = client.post(f"/notices/channels/add/{service}/", typed, **ENGLISH)
    assert answer.status_code == status
    if service not in {"mail", "sms"} and typed["address"]:
        assert typed["address"] not in answer.content.decode()
    assert not Channel.objects.exists()


def test_the_page_for_adding_says_what_to_copy_in_the_readers_language(client: Client) -> None:
    page = client.get("/notices/channels/add/dingtalk/", **ENGLISH).content.decode()
    assert "take the signature, or the word Headgoose" in page
    assert 'type="password"' in page
    assert "Whoever is in the group" in page
    assert "Whoever is in the group" not in client.get("/notices/channels/add/mail/", **ENGLISH).content.decode()


def test_what_the_operator_did_not_switch_on_is_not_there(client: Client, settings: Any) -> None:
    add(client)
    channel = Channel.objects.get()
    settings.NOTICE_SERVICES = frozenset({"mail"})
    assert add(client).status_code == 404
    assert client.post(f"/notices/channels/{channel.pk}/code/").status_code == 409
    text = client.get("/notices/channels/", **ENGLISH).content.decode()
    assert "switched off by the operator" in text
    assert "/notices/channels/add/mail/" in text
    assert "/notices/channels/add/wecom/" not in text
    settings.NOTICE_SERVICES = frozenset()
    assert "has switched no service on" in client.get("/notices/channels/", **ENGLISH).content.decode()


def test_the_owner_says_what_goes_there(user: User, client: Client, add_channel: Add) -> None:
    channel = add_channel(user)
    where = f"/notices/channels/{channel.pk}/"
    for wrong in (
        {"wants": "some", "language": "en"},
        {"wants": "some", "kinds": ["no.such"], "language": "en"},
        {"wants": "much", "language": "en"},
        {"wants": "all", "language": "fr"},
        {},
    ):
        assert client.post(where, wrong, **ENGLISH).status_code == 422
    said = {"wants": "some", "kinds": [PLAIN], "language": "zh-hans"}
    assert client.post(where, said, **ENGLISH).status_code == 302
    channel.refresh_from_db()
    assert (channel.wants, channel.kinds, channel.language) == ("some", [PLAIN], "zh-hans")


def test_a_paused_channel_waits_and_a_removed_one_is_wiped(
    user: User, client: Client, add_channel: Add, desk: Desk
) -> None:
    channel = add_channel(user)
    where = f"/notices/channels/{channel.pk}/"
    assert user.person_id
    notify(at=AT, people=[user.person_id], kind=PLAIN, params={"count": 1}, key="test:1")
    assert client.post(f"{where}resume/").status_code == 409
    assert client.post(f"{where}pause/").status_code == 302
    assert client.post(f"{where}pause/").status_code == 409
    assert Postman().go_round() == 0
    assert client.post(f"{where}remove/").status_code == 302
    channel.refresh_from_db()
    assert (channel.ended_at, bytes(channel.ciphertext), channel.key_name) == (AT, b"", "")
    assert Delivery.objects.get(notice__isnull=False).state == State.GIVEN_UP
    assert client.get(where).status_code == 404
    assert client.post(f"{where}remove/").status_code == 404
    assert desk.came == []


def test_nobody_touches_a_channel_of_others(user: User, other: User, add_channel: Add, as_user: Sign) -> None:
    channel = add_channel(user)
    foreign = as_user(other)
    where = f"/notices/channels/{channel.pk}/"
    assert foreign.get(where).status_code == 404
    assert foreign.post(where, {"wants": "all", "language": "en"}).status_code == 404
    for verb in ("code", "pause", "resume", "remove"):
        assert foreign.post(f"{where}{verb}/").status_code == 404
        assert foreign.get(f"{where}{verb}/").status_code == 405
    assert KEY[-4:] not in foreign.get("/notices/channels/").content.decode()
    before = (channel.wants, channel.paused_at, channel.ended_at, channel.code_made_at)
    channel.refresh_from_db()
    assert (channel.wants, channel.paused_at, channel.ended_at, channel.code_made_at) == before


def test_an_account_without_a_person_has_no_channels(as_user: Sign) -> None:
    assert add(as_user(User.objects.create(username="nobody"))).status_code == 403


def test_what_makes_an_account_safe_holds_its_channels_back(
    user: User, add_channel: Add, system: Actor, client: Client
) -> None:
    channel = add_channel(user)
    change_password(by=actor_for(user), at=AT, user_id=user.pk, password="a long enough password")
    channel.refresh_from_db()
    assert (channel.paused_at, channel.ended_at) == (AT, None)
    close_account(by=system, at=AT, user_id=user.pk)
    channel.refresh_from_db()
    assert (channel.ended_at, bytes(channel.ciphertext)) == (AT, b"")
    verbs = Act.objects.filter(room="notices").order_by("-pk").values_list("verb", flat=True)[:2]
    assert list(verbs) == ["notices.remove_channels", "notices.pause_channels"]


def test_the_database_refuses_what_must_never_be(user: User, other: User, add_channel: Add) -> None:
    channel = add_channel(user)
    assert user.person_id
    notify(at=AT, people=[user.person_id], kind=PLAIN, params={"count": 1}, key="test:1")
    waiting = Delivery.objects.filter(state=State.WAITING)
    settled = Delivery.objects.filter(state=State.SENT)
    ended = Channel.objects.filter(pk=add_channel(user).pk)
    ended.update(ended_at=AT, key_name="", ciphertext=b"")
    told = Notice.objects.filter(person_id=user.person_id)
    forbidden: list[Callable[[], object]] = [
        waiting.delete,
        lambda: settled.update(state=State.WAITING, sent_at=None),
        lambda: waiting.update(state=State.SENT),
        lambda: Channel.objects.filter(pk=channel.pk).update(person_id=other.person_id),
        lambda: Channel.objects.filter(pk=channel.pk).update(key_name=""),
        lambda: ended.update(ended_at=None, key_name="k"),
        lambda: told.update(key="other"),
        lambda: told.update(params={"count": 2}),
    ]
    for attempt in forbidden:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    told.update(read_at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        told.update(read_at=None)
