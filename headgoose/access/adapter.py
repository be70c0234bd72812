"""What allauth's second factors ask of us: names, and secrets that are not stored in the clear."""

from base64 import b64decode, b64encode
from os import urandom

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from headgoose.kernel.cipher import Unreadable

NONCE_BYTES = 12
PURPOSE = b"headgoose second factors"


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Names accounts by user name, and encrypts secrets with a key derived from the product's secret."""

    def encrypt(self, text: str) -> str:
        """AES-GCM, bound to its purpose."""
        nonce = urandom(NONCE_BYTES)
        sealed = AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, text.encode(), PURPOSE)
        return b64encode(nonce + sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text; with an earlier secret where the present one does not open it. Raises Unreadable when none does."""
        raw = b64decode(encrypted_text)
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return AESGCM(_key(secret)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], PURPOSE).decode()
            except InvalidTag:
                continue
        raise Unreadable("encrypted with a secret that is not known here", lacks_key=True)

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, object]:
        """What a passkey stores of us: the number of the account and its user name, nothing of the person."""
        name = user.get_username()
        return {"id": str(user.pk).encode(), "display_name": name, "name": name}


def _key(secret: str | bytes) -> bytes:
    given = secret.encode() if isinstance(secret, str) else secret
    return HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(given)
