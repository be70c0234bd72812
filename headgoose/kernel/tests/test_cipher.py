"""A value opens under its key, for its row, whole; and in no other way."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from headgoose.kernel.cipher import NONCE_BYTES, TAG_BYTES, Sealed, Unreadable, fingerprint_of, seal, unseal
from headgoose.kernel.keyring import (
    Keyring,
    NoKeyring,
    begin_rotation,
    drop_key,
    end_rotation,
    find_keyring,
    get_keyring,
    make_keyring,
)

AT = datetime(2026, 6, 1, tzinfo=UTC)
TEXT, ROW = "23122119850305002X", "row 1"


@pytest.fixture(autouse=True)
def path(settings: Any, tmp_path: Path) -> Path:
    settings.KEYS_FILE = tmp_path / "deep" / "keys.json"
    return tmp_path / "deep" / "keys.json"


@pytest.fixture(params=["aes-256-gcm", "sm4-gcm"])
def sealed(request: pytest.FixtureRequest, settings: Any) -> Sealed:
    """A value under each algorithm."""
    settings.CIPHER = request.param
    made = seal(TEXT, ROW, make_keyring(AT))
    assert made.algorithm == request.param
    return made


def test_a_value_opens_for_its_row(sealed: Sealed) -> None:
    assert unseal(sealed, ROW, get_keyring()) == TEXT
    assert TEXT.encode() not in sealed.ciphertext


def test_a_value_still_opens_after_the_other_algorithm_was_chosen(sealed: Sealed, settings: Any) -> None:
    settings.CIPHER = "sm4-gcm" if settings.CIPHER == "aes-256-gcm" else "aes-256-gcm"
    assert unseal(sealed, ROW, get_keyring()) == TEXT


def test_a_value_does_not_open_in_another_row(sealed: Sealed) -> None:
    with pytest.raises(Unreadable):
        unseal(sealed, "row 2", get_keyring())


def test_a_value_that_was_cut_anywhere_does_not_open(sealed: Sealed) -> None:
    for length in range(len(sealed.ciphertext)):
        with pytest.raises(Unreadable):
            unseal(replace(sealed, ciphertext=sealed.ciphertext[:length]), ROW, get_keyring())


def test_a_value_with_any_bit_turned_does_not_open(sealed: Sealed) -> None:
    for place in range(len(sealed.ciphertext)):
        turned = bytearray(sealed.ciphertext)
        turned[place] ^= 1
        with pytest.raises(Unreadable):
            unseal(replace(sealed, ciphertext=bytes(turned)), ROW, get_keyring())


def test_a_value_does_not_open_under_another_key_or_as_of_another_algorithm(sealed: Sealed) -> None:
    newer = begin_rotation(AT)
    other = "sm4-gcm" if sealed.algorithm == "aes-256-gcm" else "aes-256-gcm"
    for wrong in (
        replace(sealed, key_name=newer.current),
        replace(sealed, algorithm=other),
        replace(sealed, algorithm="rot13"),
    ):
        with pytest.raises(Unreadable) as fault:
            unseal(wrong, ROW, newer)
        assert not fault.value.lacks_key
    with pytest.raises(Unreadable) as fault:
        unseal(replace(sealed, key_name="gone"), ROW, newer)
    assert fault.value.lacks_key


def test_one_text_is_never_encrypted_alike_twice(sealed: Sealed) -> None:
    keyring = get_keyring()
    many = {seal(TEXT, ROW, keyring).ciphertext for _ in range(200)}
    assert len({one[:NONCE_BYTES] for one in many}) == len({one[-TAG_BYTES:] for one in many}) == 200


def test_a_fingerprint_is_the_same_for_the_same_text_whatever_the_key_of_values() -> None:
    before = fingerprint_of(TEXT, make_keyring(AT))
    assert fingerprint_of(TEXT, begin_rotation(AT)) == before != fingerprint_of(TEXT[:-1] + "1", get_keyring())


def test_the_keys_are_for_their_owner_and_say_nothing_of_themselves(path: Path) -> None:
    keyring = make_keyring(AT)
    assert path.stat().st_mode & 0o777 == 0o600
    key = json.loads(path.read_text())["keys"][0]
    assert key["secret"] not in repr(keyring)
    assert repr(keyring.keys[keyring.current].secret) not in repr(keyring)


def test_keys_are_made_once_by_however_many(path: Path) -> None:
    made: list[Keyring] = []
    threads = [threading.Thread(target=lambda: made.append(make_keyring(AT))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({keyring.current for keyring in made}) == 1
    assert len(get_keyring().keys) == 1


def test_a_rotation_that_was_interrupted_is_gone_on_with() -> None:
    first = make_keyring(AT)
    second = begin_rotation(AT)
    assert second.current != first.current
    assert begin_rotation(AT) == second
    end_rotation(AT)
    third = begin_rotation(AT)
    assert len(third.keys) == 3
    assert third.fingerprints == first.fingerprints


def test_the_current_key_is_not_dropped() -> None:
    first, second = make_keyring(AT), begin_rotation(AT)
    with pytest.raises(ValueError, match=second.current):
        drop_key(AT, second.current)
    assert list(drop_key(AT, first.current).keys) == [second.current]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: "[]",
        lambda text: text.replace('"current": "', '"current": "x'),
        lambda text: text.replace('"secret": "', '"secret": "AAAA'),
    ],
)
def test_a_spoilt_key_file_is_told_from_a_missing_one(path: Path, spoil: Callable[[str], str]) -> None:
    assert find_keyring() is None
    make_keyring(AT)
    path.write_text(spoil(path.read_text()))
    with pytest.raises(NoKeyring, match="not a file of keys"):
        find_keyring()
    with pytest.raises(NoKeyring):
        begin_rotation(AT)
