"""Keys change while values stay readable; a rotation that was cut off is gone on with."""

from pathlib import Path
from typing import Any

import pytest

from conftest import AT
from headgoose.kernel.actor import Actor
from headgoose.kernel.encrypted import usable_keyring, values_by_key
from headgoose.kernel.keyring import get_keyring
from headgoose.kernel.refusal import Because, Refused
from headgoose.personal.actions import keys
from headgoose.personal.actions.fields import record_field
from headgoose.personal.actions.keys import begin_key, drop_old_key, finish_key, reencrypt_batch
from headgoose.personal.models import FieldKind, PersonalField
from headgoose.personal.queries import open_field
from headgoose.tests.personal.conftest import VALUES


@pytest.fixture
def first_key(person_id: int, county: Actor, monkeypatch: pytest.MonkeyPatch) -> str:
    """Three values under one key; a batch takes two."""
    monkeypatch.setattr(keys, "BATCH", 2)
    for kind, value in zip(FieldKind, VALUES, strict=True):
        record_field(by=county, at=AT, person_id=person_id, kind=kind, text=value)
    return get_keyring().current


def readable() -> list[str]:
    return [open_field(field, usable_keyring()) for field in PersonalField.objects.order_by("pk")]


def test_every_value_comes_under_the_new_key_and_stays_readable_meanwhile(first_key: str, system: Actor) -> None:
    prints = list(PersonalField.objects.order_by("pk").values_list("fingerprint", flat=True))
    begin_key(by=system, at=AT)
    assert readable() == list(VALUES)
    first = reencrypt_batch(by=system, at=AT, after_id=0)
    assert first.changed == 2
    assert readable() == list(VALUES)
    assert reencrypt_batch(by=system, at=AT, after_id=first.last_id or 0) == (1, 0, None)
    finish_key(by=system, at=AT)
    assert readable() == list(VALUES)
    assert values_by_key() == {get_keyring().current: 3}
    assert get_keyring().current != first_key
    assert list(PersonalField.objects.order_by("pk").values_list("fingerprint", flat=True)) == prints


def test_a_rotation_that_was_cut_off_is_gone_on_with(first_key: str, system: Actor) -> None:
    second = begin_key(by=system, at=AT).current
    reencrypt_batch(by=system, at=AT, after_id=0)
    assert begin_key(by=system, at=AT).current == second
    assert reencrypt_batch(by=system, at=AT, after_id=0).changed == 1
    assert values_by_key() == {second: 3}


def test_a_key_is_dropped_only_when_nothing_lies_under_it(first_key: str, system: Actor) -> None:
    def drop(name: str) -> Because:
        with pytest.raises(Refused) as caught:
            drop_old_key(by=system, at=AT, name=name)
        return caught.value.because

    assert drop(first_key) is Because.CONFLICT
    assert drop("no such key") is Because.NOT_FOUND
    begin_key(by=system, at=AT)
    reencrypt_batch(by=system, at=AT, after_id=0)
    assert drop(first_key) is Because.CONFLICT
    reencrypt_batch(by=system, at=AT, after_id=0)
    drop_old_key(by=system, at=AT, name=first_key)
    assert list(get_keyring().keys) == [get_keyring().current]
    assert readable() == list(VALUES)


def test_values_go_over_to_the_other_algorithm_with_a_rotation(first_key: str, system: Actor, settings: Any) -> None:
    settings.CIPHER = "sm4-gcm"
    begin_key(by=system, at=AT)
    while reencrypt_batch(by=system, at=AT, after_id=0).last_id is not None:
        pass
    assert set(PersonalField.objects.values_list("algorithm", flat=True)) == {"sm4-gcm"}
    assert readable() == list(VALUES)


def test_a_value_that_cannot_be_read_is_left_and_counted(first_key: str, system: Actor) -> None:
    PersonalField.objects.filter(kind="phone").update(ciphertext=b"spoilt")
    begin_key(by=system, at=AT)
    batch = reencrypt_batch(by=system, at=AT, after_id=0)
    rest = reencrypt_batch(by=system, at=AT, after_id=batch.last_id or 0)
    assert (batch.changed + rest.changed, batch.unreadable + rest.unreadable) == (2, 1)
    assert bytes(PersonalField.objects.get(kind="phone").ciphertext) == b"spoilt"


def test_with_the_keys_gone_for_good_a_rotation_begins_anew(first_key: str, system: Actor, own_keys: Path) -> None:
    own_keys.unlink()
    begin_key(by=system, at=AT)
    assert reencrypt_batch(by=system, at=AT, after_id=0) == (0, 0, None)
    assert values_by_key() == {first_key: 3}


def test_nobody_but_the_operator_touches_keys(first_key: str, county: Actor) -> None:
    for call in (begin_key, finish_key):
        with pytest.raises(Refused) as caught:
            call(by=county, at=AT)
        assert caught.value.because is Because.FORBIDDEN
