"""Single values encrypted, each under a named key and bound to the row that it belongs to.

AES-256-GCM, or SM4-GCM where the state's own algorithms are asked for. A value names its key and its algorithm, so that
both may change while values of before stay readable.
"""

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from headgoose.kernel.keyring import Key, Keyring

NONCE_BYTES, TAG_BYTES = 12, 16


@dataclass(frozen=True)
class Algorithm:
    """A block cipher for use in Galois/counter mode, its length of key, and the hash that derives it."""

    cipher: Any
    key_bytes: int
    hash: type[HashAlgorithm]


ALGORITHMS = {"aes-256-gcm": Algorithm(AES, 32, SHA256), "sm4-gcm": Algorithm(SM4, 16, SM3)}


class Unreadable(Exception):
    """A value that cannot be decrypted. `lacks_key` tells a missing key from a value that was altered."""

    def __init__(self, reason: str, lacks_key: bool = False) -> None:
        super().__init__(reason)
        self.lacks_key = lacks_key


@dataclass(frozen=True)
class Sealed:
    """An encrypted value (nonce, ciphertext and tag in one), its key's name and its algorithm."""

    ciphertext: bytes
    key_name: str
    algorithm: str


def chosen_algorithm() -> str:
    """The algorithm for new values."""
    return str(settings.CIPHER)


def seal(text: str, bound_to: str, keyring: Keyring) -> Sealed:
    """Encrypt a value under the current key; it opens only for the same `bound_to`."""
    algorithm, nonce = chosen_algorithm(), os.urandom(NONCE_BYTES)
    cipher = _cipher(keyring.keys[keyring.current], algorithm, modes.GCM(nonce))
    encryptor = cipher.encryptor()
    encryptor.authenticate_additional_data(bound_to.encode())
    ciphertext = encryptor.update(text.encode()) + encryptor.finalize()
    return Sealed(nonce + ciphertext + encryptor.tag, keyring.current, algorithm)


def unseal(sealed: Sealed, bound_to: str, keyring: Keyring) -> str:
    """The value. Raises Unreadable when its key is gone, or it was cut, altered or moved from its row."""
    key = keyring.keys.get(sealed.key_name)
    if key is None:
        raise Unreadable(f"there is no key {sealed.key_name}", lacks_key=True)
    if sealed.algorithm not in ALGORITHMS or len(sealed.ciphertext) < NONCE_BYTES + TAG_BYTES:
        raise Unreadable("cut, or of no known algorithm")
    nonce, tag = sealed.ciphertext[:NONCE_BYTES], sealed.ciphertext[-TAG_BYTES:]
    decryptor = _cipher(key, sealed.algorithm, modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(bound_to.encode())
    try:
        return (decryptor.update(sealed.ciphertext[NONCE_BYTES:-TAG_BYTES]) + decryptor.finalize()).decode()
    except InvalidTag as error:
        raise Unreadable("altered, or of another row") from error


def fingerprint_of(text: str, keyring: Keyring) -> str:
    """The same for equal texts, and telling nothing of them to anybody without the key."""
    return hmac.new(keyring.fingerprints, text.encode(), sha256).hexdigest()


def _cipher(key: Key, name: str, mode: modes.GCM) -> Cipher[modes.GCM]:
    """A key serves one algorithm only in a form derived for it."""
    algorithm = ALGORITHMS[name]
    derived = HKDF(algorithm.hash(), algorithm.key_bytes, salt=None, info=f"headgoose {name}".encode())
    return Cipher(algorithm.cipher(derived.derive(key.secret)), mode)
