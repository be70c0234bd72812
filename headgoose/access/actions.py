"""The only writers of accounts, and of who signed in and out."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from headgoose.access.models import Cast, User
from headgoose.access.queries import Seat, seats_of
from headgoose.access.rules import check_may_manage, check_username
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.people.models import Person
from headgoose.records.actions import record_act


class CastMember(NamedTuple):
    """An account of the demo: somebody in a post, or nobody (`person_id` None)."""

    username: str
    cast: str
    person_id: int | None = None


@action
def open_account(
    *, by: Actor, at: datetime, username: str, person_id: int | None, password: str | None, cast: str = ""
) -> User:
    """Open an account for a person in post.

    Args:
        person_id: None only for parts of the demo that hold no post; the system alone may open those.
        password: None for an account that cannot sign in with one (the demo's cast).
    """
    check_username(username)
    seats = _seats(person_id, at)
    check_may_manage(by, seats)
    if cast and cast not in Cast.values:
        raise Refused(_("There is no such part."), field="cast")
    if person_id is not None and not Person.objects.filter(pk=person_id).exists():
        raise Refused(_("There is no such person."), Because.NOT_FOUND, field="person")
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("This user name is taken."), Because.CONFLICT, field="username")
    if person_id is not None and User.objects.filter(person_id=person_id).exists():
        raise Refused(_("This person has an account already."), Because.CONFLICT, field="person")
    user = User(username=username, person_id=person_id, cast=cast)
    _set_password(user, password)
    user.save()
    after: dict[str, object] = {"username": username, "person_id": person_id, "cast": cast}
    _record(user, by, at, "access.open_account", seats, after=after)
    return user


@action
def open_cast_accounts(*, by: Actor, at: datetime, members: Iterable[CastMember]) -> list[User]:
    """Open the demo's accounts, without passwords: they are entered by one click, and only in a demo."""
    return [
        open_account(by=by, at=at, username=name, person_id=person_id, password=None, cast=cast)
        for name, cast, person_id in members
    ]


@action
def close_account(*, by: Actor, at: datetime, user_id: int) -> None:
    """Close an account: it can no longer sign in, and whoever is signed in with it is out at the next click."""
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None:
        raise Refused(_("There is no such account."), Because.NOT_FOUND)
    seats = _seats(user.person_id, at)
    check_may_manage(by, seats)
    if not user.is_active:
        raise Refused(_("This account is closed already."), Because.CONFLICT)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _record(user, by, at, "access.close_account", seats, before={"is_active": True}, after={"is_active": False})


@action
def sign_in(*, by: Actor, at: datetime) -> None:
    """Write down that somebody signed in; the session itself is the web's."""
    _record_passage(by, at, "access.sign_in")


@action
def sign_out(*, by: Actor, at: datetime) -> None:
    """Write down that somebody signed out."""
    _record_passage(by, at, "access.sign_out")


def _record_passage(by: Actor, at: datetime, verb: str) -> None:
    if by.user_id is None:
        raise Refused(_("The system has no account: it does not sign in."), Because.FORBIDDEN)
    record_act(by=by, at=at, verb=verb, subject=f"access.user:{by.user_id}")


def _seats(person_id: int | None, at: datetime) -> list[Seat]:
    return [] if person_id is None else seats_of([person_id], date_of(at))[person_id]


def _set_password(user: User, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Refused(" ".join(error.messages), field="password") from error
    user.set_password(password)


def _record(
    user: User,
    by: Actor,
    at: datetime,
    verb: str,
    seats: list[Seat],
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    key = seats[0].span.key if seats else None
    subject = f"access.user:{user.pk}"
    record_act(by=by, at=at, verb=verb, subject=subject, place_key=key, before=before, after=after)
