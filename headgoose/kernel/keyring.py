"""The keys that values of people are encrypted under: one small file beside the database, never in it.

The file is replaced as a whole and is on the disk before anything is encrypted under a key that it names. Every use
looks whether it has changed, so that a server goes on while the command line rotates keys.
"""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

SECRET_BYTES = 32


class NoKeyring(Exception):
    """There is no key file, or it is not one."""


@dataclass(frozen=True)
class Key:
    """One secret by its name."""

    name: str
    made_at: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Keyring:
    """All keys, the one that new values go under, and the secret of fingerprints.

    Args:
        rotating: a rotation has begun: values may still lie under older keys.
    """

    keys: Mapping[str, Key]
    current: str
    fingerprints: bytes = field(repr=False)
    rotating: bool = False


def keys_file() -> Path:
    """Where the keys lie."""
    return Path(settings.KEYS_FILE)


def find_keyring() -> Keyring | None:
    """The keys, or None when there is no file. Raises NoKeyring for a file that cannot be understood."""
    path = keys_file()
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return _read(path, status.st_mtime_ns, status.st_ino, status.st_size)


def get_keyring() -> Keyring:
    """The keys. Raises NoKeyring when there are none."""
    keyring = find_keyring()
    if keyring is None:
        raise NoKeyring(f"{keys_file()} is not there")
    return keyring


def make_keyring(at: datetime) -> Keyring:
    """The keys; made with a first key when there are none."""
    return _change(at, lambda keyring: keyring)


def begin_rotation(at: datetime) -> Keyring:
    """Put a new key in front; with a rotation under way nothing changes, so that it can be taken up again."""
    return _change(at, lambda keyring: keyring if keyring.rotating else _with_another(keyring, at))


def end_rotation(at: datetime) -> Keyring:
    """Say that no value lies under an older key any more."""
    return _change(at, lambda keyring: replace(keyring, rotating=False))


def drop_key(at: datetime, name: str) -> Keyring:
    """Take a key that is not the current one out of the file for good."""

    def without(keyring: Keyring) -> Keyring:
        if name == keyring.current:
            raise ValueError(name)
        return replace(keyring, keys={key: kept for key, kept in keyring.keys.items() if key != name})

    return _change(at, without)


def _with_another(keyring: Keyring, at: datetime) -> Keyring:
    key = _new_key(at)
    return replace(keyring, keys={**keyring.keys, key.name: key}, current=key.name, rotating=True)


def _new_key(at: datetime) -> Key:
    return Key(
        f"{at:%Y%m%d}-{secrets.token_hex(4)}", at.isoformat(timespec="seconds"), secrets.token_bytes(SECRET_BYTES)
    )


def _change(at: datetime, change: Callable[[Keyring], Keyring]) -> Keyring:
    """Read, change and write the file behind a lock; a missing one begins with a fresh key."""
    path = keys_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        found = find_keyring()
        if found is None:
            first = _new_key(at)
            found = Keyring({first.name: first}, first.name, secrets.token_bytes(SECRET_BYTES))
            _write(path, found)
        changed = change(found)
        if changed != found:
            _write(path, changed)
    return changed


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    descriptor = os.open(path.with_name(path.name + ".lock"), os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        yield


def _write(path: Path, keyring: Keyring) -> None:
    """Whole or not at all, for its owner's eyes, and on the disk before this returns."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(_as_json(keyring), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _as_json(keyring: Keyring) -> dict[str, Any]:
    return {
        "current": keyring.current,
        "rotating": keyring.rotating,
        "fingerprints": base64.b64encode(keyring.fingerprints).decode(),
        "keys": [
            {"name": key.name, "made_at": key.made_at, "secret": base64.b64encode(key.secret).decode()}
            for key in keyring.keys.values()
        ],
    }


@lru_cache(maxsize=2)
def _read(path: Path, changed_ns: int, inode: int, size: int) -> Keyring:
    """The file as it was at a moment; what tells moments apart is in the arguments."""
    try:
        kept = json.loads(path.read_text())
        keys = [Key(key["name"], key["made_at"], _secret(key["secret"])) for key in kept["keys"]]
        by_name = {key.name: key for key in keys}
        return Keyring(by_name, by_name[kept["current"]].name, _secret(kept["fingerprints"]), kept["rotating"] is True)
    except (ValueError, KeyError, TypeError) as error:
        raise NoKeyring(f"{path} is not a file of keys") from error


def _secret(text: str) -> bytes:
    secret = base64.b64decode(text, validate=True)
    if len(secret) != SECRET_BYTES:
        raise ValueError("a secret has 32 bytes")
    return secret
