"""Signatures of frozen briefings: Ed25519, with a key made once and kept in the home, readable by its owner only.

Who has the public key and the file can check it anywhere, without this system.
"""

import os
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from headgoose.briefing.canonical import digest_of

RAW = serialization.Encoding.Raw
PEM = serialization.Encoding.PEM


def key_path() -> Path:
    """Where the signing key lies."""
    return Path(settings.HOME) / "signing.pem"


def signing_key() -> Ed25519PrivateKey:
    """The key that signs; made on first use."""
    path = key_path()
    if not path.exists():
        _make_key(path)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} holds no Ed25519 key")
    return key


def _make_key(path: Path) -> None:
    """Write a new key whole or not at all; of two that try at once, one wins and both read the same."""
    plain = serialization.NoEncryption()
    pem = Ed25519PrivateKey.generate().private_bytes(PEM, serialization.PrivateFormat.PKCS8, plain)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def spell_key(key: Ed25519PublicKey) -> str:
    """A public key as base64."""
    return b64encode(key.public_bytes(RAW, serialization.PublicFormat.Raw)).decode()


def public_key() -> str:
    """The public half of our key, as base64."""
    return spell_key(signing_key().public_key())


def public_pem() -> bytes:
    """The same as a PEM file, as openssl reads it."""
    return signing_key().public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: str) -> str:
    """A short name of a public key, to be read out on the telephone: 16 digits in groups of four."""
    digits = digest_of(key)[:16]
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def read_key(text: str) -> str:
    """A public key in base64, from that or from PEM. Raises ValueError."""
    if "BEGIN" not in text:
        return spell_key(Ed25519PublicKey.from_public_bytes(b64decode(text.strip(), validate=True)))
    key = serialization.load_pem_public_key(text.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("no Ed25519 key")
    return spell_key(key)


def sign(text: str) -> str:
    """The signature of a text, as base64."""
    return b64encode(signing_key().sign(text.encode())).decode()


def is_signed(text: str, signature: str, key: str) -> bool:
    """Whether a signature is that of a text by a key."""
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(key)).verify(b64decode(signature), text.encode())
    except (InvalidSignature, NotBase64, ValueError):
        return False
    return True
