"""Second factors set, used, removed and reset. allauth's rows are written here and nowhere else, each with its act."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from headgoose.access.factors import Factors, Kind, factors_of, find_step, plain_code, secret_of
from headgoose.access.models import Factor, Session, User
from headgoose.access.queries import get_user, seats_on
from headgoose.access.rules import check_may_secure, demands_second_factor
from headgoose.access.writing import record_on, shut_ways_in
from headgoose.kernel.actor import Actor
from headgoose.kernel.cipher import Unreadable
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action

PASSKEYS_MAX = 10
NAME_MAX = 40


@action
def set_app(*, by: Actor, at: datetime, secret: str, code: str) -> list[str]:
    """Take an app's codes as second factor of one's own account, once it has shown one; the recovery codes, if new.

    Args:
        secret: what the app was given.
        code: what it shows now.
    """
    user = _own(by)
    step = find_step(secret, plain_code(code), at)
    if step is None:
        raise Refused(_("This is not the code that the app shows now. Look at the clock of the phone."), field="code")
    if factors_of(user).app is not None:
        raise Refused(_("This account has an app already: remove it first."), Because.CONFLICT)
    found = {"secret": encrypt(secret), "step": step}
    Authenticator.objects.create(user=user, type=Kind.TOTP, data=found, created_at=at)
    _record(user, by, at, "access.set_app")
    return _codes_if_none(user, by, at)


@action
def add_passkey(*, by: Actor, at: datetime, name: str, credential: dict[str, Any]) -> list[str]:
    """Keep a passkey of one's own account; the recovery codes, if they are new.

    Args:
        credential: the browser's answer, verified already.
    """
    user = _own(by)
    if len(factors_of(user).passkeys) >= PASSKEYS_MAX:
        raise Refused(_("An account has ten passkeys at most."), Because.CONFLICT)
    named = " ".join(name.split())[:NAME_MAX] or str(_("Passkey"))
    kept = {"name": named, "credential": credential}
    Authenticator.objects.create(user=user, type=Kind.WEBAUTHN, data=kept, created_at=at)
    _record(user, by, at, "access.add_passkey", {"name": named})
    return _codes_if_none(user, by, at)


@action
def accept_code(*, by: Actor, at: datetime, code: str) -> Factor:
    """Use up a code of the app, or a recovery code, of the actor's account. Refused when it is neither.

    Refused as a CONFLICT when it was not found among those that can be read, and others cannot: nobody can do anything
    about it but whoever resets the factor.
    """
    user = _own(by)
    factors, typed = factors_of(user), plain_code(code)
    unreadable = False
    for factor, use_up in ((Factor.CODE, _use_up_code), (Factor.RECOVERY, _use_up_recovery_code)):
        try:
            if use_up(factors, typed, at):
                _encrypt_anew(user)
                _record(user, by, at, "access.accept_code", {"factor": factor.value})
                return factor
        except Unreadable:
            unreadable = True
    if unreadable:
        raise Refused(
            _("Your second factor cannot be read any more. Ask the security administrator of your area to reset it."),
            Because.CONFLICT,
            field="code",
        )
    raise Refused(_("This code is wrong, or was used already."), field="code")


def _use_up_code(factors: Factors, typed: str, at: datetime) -> bool:
    if factors.app is None:
        return False
    # Locked: the same code must not open two doors at once.
    app = Authenticator.objects.select_for_update().get(pk=factors.app.pk)
    step = find_step(secret_of(app), typed, at, after=app.data.get("step", 0))
    if step is None:
        return False
    app.data["step"], app.last_used_at = step, at
    app.save(update_fields=["data", "last_used_at"])
    return True


def _use_up_recovery_code(factors: Factors, typed: str, at: datetime) -> bool:
    return factors.recovery is not None and RecoveryCodes(factors.recovery).validate_code(typed)


ENCRYPTED = {Kind.TOTP: "secret", Kind.RECOVERY_CODES: "seed"}


def _encrypt_anew(user: User) -> None:
    """While earlier secrets of the server still count, bring what this account has under the present one."""
    if not settings.SECRET_KEY_FALLBACKS:
        return
    for one in Authenticator.objects.select_for_update().filter(user=user, type__in=list(ENCRYPTED)):
        name = ENCRYPTED[one.type]
        try:
            one.data[name] = encrypt(decrypt(one.data[name]))
        except Unreadable:
            continue
        one.save(update_fields=["data"])


@action
def note_passkey_used(*, by: Actor, at: datetime, passkey_id: int) -> None:
    """Write down that a passkey opened the actor's account."""
    user = _own(by)
    Authenticator.objects.filter(pk=passkey_id, user=user, type=Kind.WEBAUTHN).update(last_used_at=at)
    _encrypt_anew(user)
    _record(user, by, at, "access.use_passkey", {"passkey": passkey_id})


@action
def renew_recovery_codes(*, by: Actor, at: datetime) -> list[str]:
    """New recovery codes for one's own account; the old ones open nothing from now on."""
    user = _own(by)
    if not factors_of(user).any:
        raise Refused(_("Recovery codes stand in for a second factor: set one up first."), Because.CONFLICT)
    Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()
    return _codes_if_none(user, by, at)


@action
def remove_factor(*, by: Actor, at: datetime, factor_id: int) -> None:
    """Remove the app or a passkey of one's own account; not the last one where the post asks for one."""
    user = _own(by)
    one = Authenticator.objects.filter(pk=factor_id, user=user).exclude(type=Kind.RECOVERY_CODES).first()
    if one is None:
        raise Refused(_("There is no such factor."), Because.NOT_FOUND)
    one.delete()
    if not factors_of(user).any:
        if demands_second_factor(seats_on(user, at)):
            raise Refused(_("Your post asks for a second factor: set up another one first."), Because.CONFLICT)
        Authenticator.objects.filter(user=user).delete()
    _record(user, by, at, "access.remove_factor", {"kind": one.type, "name": one.data.get("name", "")})


@action
def reset_second_factor(*, by: Actor, at: datetime, user_id: int) -> None:
    """Take all second factors from an account whose owner lost them, and end its sessions."""
    user = get_user(user_id)
    seats = seats_on(user, at)
    check_may_secure(by, seats, user.pk)
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if not kinds:
        raise Refused(_("This account has no second factor."), Because.CONFLICT)
    Authenticator.objects.filter(user=user).delete()
    Session.objects.filter(user=user).update(ended=True)
    record_on(user, by=by, at=at, verb="access.reset_second_factor", seats=seats, before={"kinds": sorted(kinds)})
    shut_ways_in(user, by, at)


def _own(by: Actor) -> User:
    if by.user_id is None:
        raise Refused(_("The system has no account: it does not sign in."), Because.FORBIDDEN)
    user = get_user(by.user_id)
    if not user.is_active:
        raise Refused(_("This account is closed."), Because.FORBIDDEN)
    return user


def _codes_if_none(user: User, by: Actor, at: datetime) -> list[str]:
    if factors_of(user).recovery is not None:
        return []
    codes = RecoveryCodes.activate(user).generate_codes()
    _record(user, by, at, "access.renew_recovery_codes")
    return list(codes)


def _record(user: User, by: Actor, at: datetime, verb: str, after: dict[str, Any] | None = None) -> None:
    record_on(user, by=by, at=at, verb=verb, seats=seats_on(user, at), after=after)
