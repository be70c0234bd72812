"""Signatures of frozen briefings: Ed25519, with a key made once and kept in the home, readable by its owner only.

Beside it lie the public halves of all keys that ever signed here. Only these are trusted, never one that lies in the
database. Who has the public key and the file can check it anywhere, without this system.
"""

import os
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkstemp

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from headgoose.briefing.canonical import digest_of
from headgoose.kernel.refusal import Because, Refused

RAW = serialization.Encoding.Raw
PEM = serialization.Encoding.PEM
PUBLIC_BLOCK = re.compile("-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----")


def key_path() -> Path:
    """Where the signing key lies."""
    return Path(settings.HOME) / "signing.pem"


def public_keys_path() -> Path:
    """Where the public halves of all keys lie that ever signed here."""
    return Path(settings.HOME) / "signing-keys.pem"


def signing_key(*, may_make: bool = False) -> Ed25519PrivateKey:
    """The key that signs. Refused (CONFLICT) when it is not here, unless the first one may be made."""
    if may_make and not key_path().exists():
        _make_first_key()
    key = _find_key()
    if key is None:
        raise Refused(
            _("The key that signs frozen briefings is not in the home: a copy of signing.pem must be put back first."),
            Because.CONFLICT,
        )
    return key


def _find_key() -> Ed25519PrivateKey | None:
    try:
        key = serialization.load_pem_private_key(key_path().read_bytes(), password=None)
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return key if isinstance(key, Ed25519PrivateKey) else None


def _make_first_key() -> None:
    """Of two that try at once, one wins and both read the same."""
    part = _write_aside(Ed25519PrivateKey.generate())
    try:
        os.link(part, key_path())
    except FileExistsError:
        pass
    finally:
        part.unlink()
    trust([public_key_of(signing_key())])


def replace_key() -> str:
    """Sign with a new key from now on; what the one before signed stays trusted. Gives the new public key."""
    made = Ed25519PrivateKey.generate()
    part, new = _write_aside(made), public_key_of(made)
    # Both are trusted before anything is signed: whoever freezes meanwhile may use either.
    trust([*filter(None, [present_key()]), new])
    part.replace(key_path())
    return new


def _write_aside(key: Ed25519PrivateKey) -> Path:
    """A key in a file of its own beside the place of the signing key, whole and on the disk, for its owner's eyes."""
    pem = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = key_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, part = mkstemp(dir=path.parent, prefix=f"{path.name}.")
    _write(descriptor, pem)
    return Path(part)


def _write(descriptor: int, content: bytes) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def trust(keys: Iterable[str]) -> None:
    """Trust public keys from now on: they are added to the file, which is only ever added to."""
    known = _listed_keys()
    pem = "".join(spell_pem(key) for key in keys if key not in known)
    if pem:
        _write(os.open(public_keys_path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), pem.encode())


def _listed_keys() -> list[str]:
    try:
        return read_keys(public_keys_path().read_text(errors="replace"))
    except FileNotFoundError:
        return []


def present_key() -> str | None:
    """The public half of the key that signs, as base64; None when the key is not here."""
    key = _find_key()
    return public_key_of(key) if key else None


def trusted_keys() -> dict[str, None]:
    """The public keys whose signatures count, the present one first: from files of the home alone."""
    return dict.fromkeys([*filter(None, [present_key()]), *_listed_keys()])


def public_key_of(key: Ed25519PrivateKey) -> str:
    """The public half of a key, as base64."""
    return spell_key(key.public_key())


def spell_key(key: Ed25519PublicKey) -> str:
    """A public key as base64."""
    return b64encode(key.public_bytes(RAW, serialization.PublicFormat.Raw)).decode()


def spell_pem(key: str) -> str:
    """A public key in base64 as a PEM, as openssl reads it."""
    public = Ed25519PublicKey.from_public_bytes(b64decode(key))
    return public.public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def public_pem() -> str:
    """All trusted public keys as PEM, the present one first. Refused (NOT_FOUND) before there is any."""
    keys = trusted_keys()
    if not keys:
        raise Refused(_("There is no signing key yet: it is made with the first frozen briefing."), Because.NOT_FOUND)
    return "".join(map(spell_pem, keys))


def fingerprint(key: str) -> str:
    """A short name of a public key, to be read out on the telephone: 16 digits in groups of four."""
    digits = digest_of(key)[:16]
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def read_keys(text: str) -> list[str]:
    """The public keys in a text, in base64: from PEM, where what is no Ed25519 key is passed over, or one in base64."""
    if "BEGIN" in text:
        return [key for key in map(_read_pem, PUBLIC_BLOCK.findall(text)) if key]
    try:
        return [spell_key(Ed25519PublicKey.from_public_bytes(b64decode(text.strip(), validate=True)))]
    except (NotBase64, ValueError):
        return []


def _read_pem(pem: str) -> str | None:
    try:
        key = serialization.load_pem_public_key(pem.encode())
    except ValueError:
        return None
    return spell_key(key) if isinstance(key, Ed25519PublicKey) else None


def sign(text: str, key: Ed25519PrivateKey) -> str:
    """The signature of a text, as base64."""
    return b64encode(key.sign(text.encode())).decode()


def is_signed(text: str, signature: str, key: str) -> bool:
    """Whether a signature is that of a text by a key."""
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(key)).verify(b64decode(signature), text.encode())
    except (InvalidSignature, NotBase64, ValueError):
        return False
    return True
