"""Keys rotate under addresses, old notices are cleared, and the person gets all of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from conftest import AT
from headgoose.access.models import User
from headgoose.kernel.actor import Actor
from headgoose.kernel.cipher import Unreadable
from headgoose.kernel.encrypted import encrypted_tables, usable_keyring, values_by_key
from headgoose.kernel.keyring import get_keyring
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.registries import holdings
from headgoose.kernel.trail_words import is_veiled, subjects, verbs
from headgoose.notices.actions.channels import choose_channel, remove_channel
from headgoose.notices.actions.clearing import clear_notices
from headgoose.notices.models import Channel, Delivery, Notice, Service, State
from headgoose.notices.outbox import notify
from headgoose.notices.rules import read_address
from headgoose.notices.tests.conftest import KEY, PLAIN, Add, actor_for
from headgoose.notices.trail import VERBS
from headgoose.personal.actions.fields import record_field
from headgoose.personal.actions.keys import begin_key, drop_old_key, finish_key, reencrypt_batch
from headgoose.personal.models import FieldKind
from headgoose.personal.purging import find_outlived, purge

pytestmark = pytest.mark.django_db


def test_a_rotation_reaches_addresses_and_no_key_is_dropped_under_them(
    user: User, add_channel: Add, system: Actor
) -> None:
    channel = add_channel(user)
    assert user.person_id
    record_field(by=actor_for(user), at=AT, person_id=user.person_id, kind=FieldKind.PHONE, text="13800138000")
    old = get_keyring().current
    assert values_by_key() == {old: 2}
    begin_key(by=system, at=AT)
    for name in ("personal.PersonalField", "notices.Channel"):
        with pytest.raises(Refused) as caught:
            drop_old_key(by=system, at=AT, name=old)
        assert caught.value.because is Because.CONFLICT
        assert reencrypt_batch(by=system, at=AT, after_id=0, table=name) == (1, 0, None)
    finish_key(by=system, at=AT)
    drop_old_key(by=system, at=AT, name=old)
    channel.refresh_from_db()
    assert channel.key_name == get_keyring().current
    assert channel.disclose(usable_keyring()) == KEY


def test_every_table_of_the_registry_is_named_once_and_no_other_is_rotated(system: Actor) -> None:
    names = [table.name for table in encrypted_tables]
    assert {"personal.PersonalField", "notices.Channel"} <= set(names)
    assert len(names) == len(set(names))
    with pytest.raises(Refused) as caught:
        reencrypt_batch(by=system, at=AT, after_id=0, table="access.User")
    assert caught.value.because is Because.NOT_FOUND


def test_without_the_keys_no_channel_is_begun(user: User, add_channel: Add, settings: Any) -> None:
    add_channel(user)
    settings.KEYS_FILE.unlink()
    address = read_address(Service.WECOM, KEY)
    with pytest.raises(Refused) as caught:
        choose_channel(by=actor_for(user), at=AT, service=Service.WECOM, address=address, language="en")
    assert caught.value.because is Because.CONFLICT


def test_an_address_moved_to_another_channel_does_not_open(user: User, other: User, add_channel: Add) -> None:
    mine, theirs = add_channel(user), add_channel(other)
    mine.ciphertext = theirs.ciphertext
    with pytest.raises(Unreadable):
        mine.disclose(usable_keyring())


def test_old_notices_are_cleared_with_what_came_of_them(user: User, add_channel: Add, system: Actor) -> None:
    add_channel(user)
    assert user.person_id
    for days in (0, 300):
        at = AT + timedelta(days=days)
        notify(at=at, people=[user.person_id], kind=PLAIN, params={"count": days}, key=f"test:{days}")
    outlived = {one.name: one.count for one in find_outlived(AT + timedelta(days=366))}
    assert outlived["notices"] == 1
    purge(system, AT + timedelta(days=366))
    assert [notice.key for notice in Notice.objects.all()] == ["test:300"]
    assert [one.notice.key for one in Delivery.objects.filter(notice__isnull=False) if one.notice] == ["test:300"]
    with pytest.raises(Refused):
        clear_notices(by=actor_for(user), at=AT, before=AT)


def test_addresses_that_nobody_confirmed_are_cleared(user: User, add_channel: Add, system: Actor) -> None:
    kept = add_channel(user)
    address = read_address(Service.MAIL, "somebody@else.cn")
    choose_channel(by=actor_for(user), at=AT, service=Service.MAIL, address=address, language="en")
    purge(system, AT + timedelta(days=29))
    assert Channel.objects.filter(ended_at__isnull=True).count() == 2
    purge(system, AT + timedelta(days=31))
    assert [channel.pk for channel in Channel.objects.filter(ended_at__isnull=True)] == [kept.pk]
    assert not Delivery.objects.filter(state=State.WAITING).exists()


def test_the_person_gets_notices_and_channels_with_masked_addresses(user: User, add_channel: Add) -> None:
    channel = add_channel(user)
    assert user.person_id
    notify(at=AT, people=[user.person_id], kind=PLAIN, params={"count": 7}, key="test:1")
    remove_channel(by=actor_for(user), at=AT, channel_id=channel.pk)
    add_channel(user)
    with translation.override("en"):
        found = {str(one.label): one.find(user.person_id) for one in holdings if "notices" in "".join(one.covers)}
    assert [row["title"] for row in found["notices"]] == ["7 values lie under this key: rotate first."]
    assert [row["address"] for row in found["channels for notices"]] == ["", "****5aaa"]
    assert KEY not in str(found)


def test_every_act_has_its_words_and_addresses_are_veiled() -> None:
    assert VERBS.keys() <= verbs.keys()
    assert "notices.channel" in subjects
    assert is_veiled("address")
