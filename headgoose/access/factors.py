"""Second factors, on allauth's: codes of an app, recovery codes, passkeys. Reading and checking only."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.app_settings import RECOVERY_CODE_COUNT
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt

from headgoose.access.models import User

PERIOD_S = 30
# One step to either side: clocks of telephones go wrong, people type slowly.
TOLERANCE = 1
Kind = Authenticator.Type


@dataclass(frozen=True)
class Factors:
    """What an account has beside its password."""

    app: Authenticator | None
    recovery: Authenticator | None
    passkeys: tuple[Authenticator, ...]

    @property
    def any(self) -> bool:
        """Whether there is one to ask for; recovery codes only stand in for another."""
        return self.app is not None or bool(self.passkeys)

    @property
    def codes_left(self) -> int:
        """How many recovery codes are unused."""
        return RECOVERY_CODE_COUNT - int(self.recovery.data["used_mask"]).bit_count() if self.recovery else 0


def factors_of(user: User) -> Factors:
    """The factors of an account; one query."""
    return _sorted(Authenticator.objects.filter(user=user).order_by("pk"))


def factors_of_all(users: Iterable[User]) -> dict[int, Factors]:
    """The factors of accounts, by account; one query."""
    found: dict[int, list[Authenticator]] = {user.pk: [] for user in users}
    for one in Authenticator.objects.filter(user_id__in=list(found)).order_by("pk"):
        found[one.user_id].append(one)
    return {pk: _sorted(all_) for pk, all_ in found.items()}


def _sorted(found: Iterable[Authenticator]) -> Factors:
    by_kind: dict[str, list[Authenticator]] = {kind: [] for kind in Kind.values}
    for one in found:
        by_kind[one.type].append(one)
    app, recovery = by_kind[Kind.TOTP], by_kind[Kind.RECOVERY_CODES]
    return Factors(app[0] if app else None, recovery[0] if recovery else None, tuple(by_kind[Kind.WEBAUTHN]))


def plain_code(typed: str) -> str:
    """A code as it is compared: people type spaces and hyphens between its digits."""
    return "".join(letter for letter in typed if letter.isalnum()).lower()[:20]


def find_step(secret: str, code: str, at: datetime, after: int = 0) -> int | None:
    """The step of time whose code this is, or None. Steps up to `after` are used up: a code opens once."""
    now = int(at.timestamp()) // PERIOD_S
    found = None
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        expected = format_hotp_value(hotp_value(secret, step))
        if hmac.compare_digest(expected.encode(), code.encode()) and step > after:
            found = step
    return found


def secret_of(app: Authenticator) -> str:
    """The secret that the app and we share."""
    return str(decrypt(app.data["secret"]))
