"""Passwords: made for somebody else to use once, and not taken again."""

import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from headgoose.access.models import PasswordPast, User

# Nothing that is read for something else: no 0 O o, 1 l I, 2 z, 5 s.
LETTERS = "abcdefghijkmnpqrtuvwxy346789"
GROUPS, GROUP = 4, 4
LAST = 5


@dataclass(frozen=True)
class OneTimePassword:
    """A password shown once, with its hash; to be changed at the first sign-in."""

    plain: str
    hashed: str


def make_one_time_password() -> OneTimePassword:
    """Sixteen letters in groups of four, 76 bits. Hashed here, for a slow hash has no place in a write transaction."""
    plain = "-".join("".join(secrets.choice(LETTERS) for _letter in range(GROUP)) for _group in range(GROUPS))
    return OneTimePassword(plain, make_password(plain))


def make_one_time_passwords(count: int) -> list[OneTimePassword]:
    """Several, on all cores: the slow hash lets go of the interpreter."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(lambda _each: make_one_time_password(), range(count)))


class NotOneOfTheLast:
    """Django's validators: not one of the last five passwords of the account."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that the account had."""
        if user is None or user.pk is None:
            return
        past = PasswordPast.objects.filter(user_id=user.pk).order_by("-id").values_list("password", flat=True)[:LAST]
        if any(check_password(password, hashed) for hashed in {*past, user.password} if hashed):
            raise ValidationError(_("Take a password that is not one of your last five."), code="password_past")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("Not one of your last five passwords.")


def password_rules() -> list[str]:
    """What is asked of a password, a rule a line, in the words of the house."""
    return [_rule(validator) for validator in password_validation.get_default_password_validators()]


def _rule(validator: Any) -> str:
    match validator:
        case password_validation.MinimumLengthValidator():
            return _("At least %(count)s characters.") % {"count": validator.min_length}
        case password_validation.CommonPasswordValidator():
            return _("Not one of those that everybody uses.")
        case password_validation.NumericPasswordValidator():
            return _("Not of digits only.")
        case password_validation.UserAttributeSimilarityValidator():
            return _("Not like the user name.")
    return str(validator.get_help_text())
