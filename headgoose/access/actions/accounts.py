"""Opening and closing accounts: made for persons in post, closed with their last tenure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from headgoose.access.actions.passwords import keep_password, set_checked_password
from headgoose.access.models import Cast, Session, User
from headgoose.access.queries import Seat, ended_accounts, seats_of, seats_to_come
from headgoose.access.rules import NO_ACCOUNT, NO_PERSON, check_may_manage, check_username
from headgoose.access.writing import record_on, shut_ways_in
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.people.models import Person


class CastMember(NamedTuple):
    """An account of the demo: somebody in a post, or nobody (`person_id` None)."""

    username: str
    cast: str
    person_id: int | None = None


class NewAccount(NamedTuple):
    """An account to open for a person in post, with the hash of its one-time password."""

    person_id: int
    hashed: str


@action
def open_account(
    *,
    by: Actor,
    at: datetime,
    username: str,
    person_id: int | None,
    password: str | None,
    cast: str = "",
    must_change: bool = True,
) -> User:
    """Open an account for a person in post.

    Args:
        person_id: None only for parts of the demo that hold no post; the system alone may open those.
        password: None for an account that cannot sign in with one (the demo's cast).
        must_change: whether another one is to be chosen at the first sign-in, because somebody else set this one.
    """
    check_username(username)
    seats = [] if person_id is None else seats_to_come([person_id], date_of(at))[person_id]
    check_may_manage(by, seats, NO_PERSON)
    if cast and cast not in Cast.values:
        raise Refused(_("There is no such part."), field="cast")
    if person_id is not None and not Person.objects.filter(pk=person_id).exists():
        raise Refused(_("There is no such person."), Because.NOT_FOUND, field="person")
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("This user name is taken."), Because.CONFLICT, field="username")
    if person_id is not None and User.objects.filter(person_id=person_id).exists():
        raise Refused(_("This person has an account already."), Because.CONFLICT, field="person")
    user = User(username=username, person_id=person_id, cast=cast)
    user.must_change_password = must_change and password is not None
    set_checked_password(user, password)
    user.save()
    keep_password(user, at)
    after: dict[str, Any] = {"username": username, "person_id": person_id, "cast": cast}
    record_on(user, by=by, at=at, verb="access.open_account", seats=seats, after=after)
    return user


@action
def open_cast_accounts(*, by: Actor, at: datetime, members: Iterable[CastMember]) -> list[User]:
    """Open the demo's accounts, without passwords: they are entered by one click, and only in a demo."""
    return [
        open_account(by=by, at=at, username=name, person_id=person_id, password=None, cast=cast)
        for name, cast, person_id in members
    ]


@action
def open_accounts(*, by: Actor, at: datetime, newcomers: Sequence[NewAccount]) -> list[User]:
    """Open accounts for people in post, all or none: the initials and the number of the person make the user name.

    A closed account of somebody who holds a post again is opened anew, under its old name.
    """
    persons = Person.objects.in_bulk([newcomer.person_id for newcomer in newcomers])
    seats, to_come = seats_of(persons, date_of(at)), seats_to_come(list(persons), date_of(at))
    for person_id in persons:
        check_may_manage(by, to_come[person_id], NO_PERSON)
    known = {user.person_id: user for user in User.objects.select_for_update(of=("self",)).filter(person__in=persons)}
    return [
        _open(by, at, persons.get(newcomer.person_id), newcomer.hashed, known.get(newcomer.person_id), seats)
        for newcomer in newcomers
    ]


def _open(
    by: Actor, at: datetime, person: Person | None, hashed: str, user: User | None, seats: dict[int, list[Seat]]
) -> User:
    if person is None:
        raise Refused(NO_PERSON, Because.NOT_FOUND)
    if user is not None and user.is_active:
        raise Refused(_("%(person)s has an account already.") % {"person": person.name}, Because.CONFLICT)
    if not seats[person.pk]:
        raise Refused(_("This person holds no post now."), Because.FORBIDDEN, field="person")
    user = user or User(username=_username_for(person), person=person)
    user.is_active, user.must_change_password, user.password = True, True, hashed
    user.save()
    keep_password(user, at)
    after = {"username": user.username, "person_id": person.pk}
    record_on(user, by=by, at=at, verb="access.open_account", seats=seats[person.pk], after=after)
    shut_ways_in(user, by, at)
    return user


def _username_for(person: Person) -> str:
    letters = "".join(letter for letter in person.initials.lower() if letter.isascii() and letter.isalnum())
    stem = f"{letters[:20]}{person.pk}"
    taken = User.objects.filter(username__istartswith=stem).count()
    return f"{stem}.{taken + 1}" if taken and User.objects.filter(username__iexact=stem).exists() else stem


@action
def close_account(*, by: Actor, at: datetime, user_id: int) -> None:
    """Close an account: it can no longer sign in, and whoever is signed in with it is out at the next click."""
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None:
        raise Refused(NO_ACCOUNT, Because.NOT_FOUND)
    seats = seats_to_come([user.person_id], date_of(at))[user.person_id] if user.person_id else []
    check_may_manage(by, seats, NO_ACCOUNT)
    if not user.is_active:
        raise Refused(_("This account is closed already."), Because.CONFLICT)
    _close(user, by, at, seats)


@action
def close_ended_accounts(*, by: Actor, at: datetime) -> int:
    """Close the accounts of people who hold no tenure today or later; how many. An act of its own says so."""
    ended = list(ended_accounts(date_of(at)).select_for_update(of=("self",)))
    for user in ended:
        _close(user, by, at, [], "no tenure")
    record_on(None, by=by, at=at, verb="access.close_ended_accounts", seats=[], after={"closed": len(ended)})
    return len(ended)


def _close(user: User, by: Actor, at: datetime, seats: list[Seat], why: str = "") -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])
    Session.objects.filter(user=user).update(ended=True)
    after = {"is_active": False, **({"why": why} if why else {})}
    record_on(user, by=by, at=at, verb="access.close_account", seats=seats, before={"is_active": True}, after=after)
    shut_ways_in(user, by, at)
