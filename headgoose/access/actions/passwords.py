"""Passwords: chosen by their owner, or made by an officer for one sign-in."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from headgoose.access.models import PasswordPast, Session, User
from headgoose.access.passwords import LAST
from headgoose.access.queries import get_user, seats_on, seats_to_come
from headgoose.access.rules import NO_ACCOUNT, check_may_manage
from headgoose.access.writing import record_on, shut_ways_in
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action


@action
def change_password(*, by: Actor, at: datetime, user_id: int, password: str) -> User:
    """Let somebody choose another password. Wherever else they are signed in, they are out.

    The account is the actor's own, or that of somebody who has just proved the old password at the door.
    """
    user = get_user(user_id)
    if by.user_id != user.pk:
        raise Refused(_("Only its owner chooses the password of an account."), Because.FORBIDDEN)
    set_checked_password(user, password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    keep_password(user, at)
    Session.objects.filter(user=user).update(ended=True)
    record_on(user, by=by, at=at, verb="access.change_password", seats=seats_on(user, at))
    shut_ways_in(user, by, at)
    return user


@action
def renew_password(*, by: Actor, at: datetime, user_id: int, hashed: str) -> User:
    """Give an account a one-time password for one that was lost, to be changed at the next sign-in.

    Args:
        hashed: the hash of the one-time password.
    """
    user = get_user(user_id)
    seats = seats_to_come([user.person_id], date_of(at))[user.person_id] if user.person_id else []
    check_may_manage(by, seats, NO_ACCOUNT)
    if not user.is_active:
        raise Refused(_("This account is closed."), Because.CONFLICT)
    if by.user_id == user.pk:
        raise Refused(_("Change your own password on the page of your account."), Because.FORBIDDEN)
    user.password, user.must_change_password = hashed, True
    user.save(update_fields=["password", "must_change_password"])
    keep_password(user, at)
    Session.objects.filter(user=user).update(ended=True)
    record_on(user, by=by, at=at, verb="access.renew_password", seats=seats)
    shut_ways_in(user, by, at)
    return user


def set_checked_password(user: User, password: str | None) -> None:
    """Set a password that keeps the rules, or none at all; without saving."""
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Refused(" ".join(error.messages), field="password") from error
    user.set_password(password)


def keep_password(user: User, at: datetime) -> None:
    """Remember the present password and forget those before the last five."""
    if not user.has_usable_password():
        return
    PasswordPast.objects.create(user=user, password=user.password, set_at=at)
    kept = PasswordPast.objects.filter(user=user).order_by("-id").values_list("pk", flat=True)[:LAST]
    PasswordPast.objects.filter(user=user).exclude(pk__in=list(kept)).delete()
