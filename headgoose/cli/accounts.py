"""`headgoose user`: accounts of people in post."""

import sys
from typing import Annotated

import typer

from headgoose.cli.console import Problem, say
from headgoose.cli.start import operator, start_on_records

accounts = typer.Typer(help="Accounts.", no_args_is_help=True)
Username = Annotated[str, typer.Argument(help="The name to sign in with.")]


@accounts.callback()
def group() -> None:
    """Accounts."""


@accounts.command("add")
def add(
    username: Username,
    person: Annotated[int, typer.Option(help="The id of a person in post: the number in the address of their page.")],
) -> None:
    """Open an account for a person in post; the password is asked for, or read from standard input, and used once."""
    start_on_records()
    _open(username, person)


@accounts.command("first")
def first(
    username: Username,
    name: Annotated[str, typer.Option(help="The person's name.")],
    sex: Annotated[str, typer.Option(help="f or m.")],
    born_on: Annotated[str, typer.Option(help="The date of birth, such as 1980-01-31.")],
    place: Annotated[str, typer.Option(help="The code of the place, such as 23.")],
    post: Annotated[str, typer.Option(help="The kind of post.")] = "province_officer",
) -> None:
    """Seat the first officer of a place from today and open an account; the others are then appointed on the pages."""
    start_on_records()
    _open(username, _seat(name, sex, born_on, place, post))


@accounts.command("close-ended")
def close_ended() -> None:
    """Close the accounts of people whose last tenure has ended; the server does it every day."""
    start_on_records()
    from headgoose.access.actions import close_ended_accounts
    from headgoose.kernel.clock import now

    closed = close_ended_accounts(by=operator(), at=now())
    say(f"{closed} accounts are closed.")


@accounts.command("unlock")
def unlock(username: Username) -> None:
    """Let an account be tried again at once, when no security administrator can."""
    start_on_records()
    from headgoose.access.actions import unlock_account
    from headgoose.kernel.clock import now

    unlock_account(by=operator(), at=now(), user_id=_number_of(username))
    say(f"{username} is unlocked.")


@accounts.command("reset-factor")
def reset_factor(username: Username) -> None:
    """Take the second factors from an account, when no security administrator can."""
    start_on_records()
    from headgoose.access.actions.factors import reset_second_factor
    from headgoose.kernel.clock import now

    reset_second_factor(by=operator(), at=now(), user_id=_number_of(username))
    say(f"{username} sets up another second factor at the next sign-in.")


@accounts.command("renew")
def renew(username: Username) -> None:
    """Give an account a one-time password, when no officer can; it is shown once."""
    start_on_records()
    from headgoose.access.actions.passwords import renew_password
    from headgoose.access.passwords import make_one_time_password
    from headgoose.kernel.clock import now

    one = make_one_time_password()
    renew_password(by=operator(), at=now(), user_id=_number_of(username), hashed=one.hashed)
    say(f"{username} signs in once with {one.plain} and then chooses another.")


def _number_of(username: str) -> int:
    from headgoose.access.models import User

    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise Problem(f"There is no account {username!r}.")
    return int(user.pk)


def _seat(name: str, sex: str, born_on: str, place: str, post: str) -> int:
    from headgoose.kernel.asking import read_date
    from headgoose.kernel.clock import now, today
    from headgoose.kernel.writing import writing
    from headgoose.people.actions.newcomers import appoint_newcomer
    from headgoose.people.actions.persons import NewPerson
    from headgoose.people.actions.posts import establish_post
    from headgoose.people.models import PostType
    from headgoose.people.rules import Seating
    from headgoose.places.queries import get_span

    kind = PostType.objects.filter(code=post).first()
    if kind is None:
        known = ", ".join(PostType.objects.values_list("code", flat=True))
        raise Problem(f"There is no kind of post {post!r}. There are: {known}.")
    by, at, on = operator(), now(), today()
    newcomer = NewPerson(name, sex, read_date(born_on))
    with writing():
        seat = establish_post(by=by, at=at, type_=kind, place_id=get_span(place, on).place_id, start_on=on)
        tenure = appoint_newcomer(by=by, at=at, newcomer=newcomer, line=Seating(seat.pk, 0, on))
    say(f"{name} is in post from {on}, person {tenure.person_id}.")
    return int(tenure.person_id)


def _open(username: str, person: int) -> None:
    from headgoose.access.actions import open_account
    from headgoose.kernel.clock import now

    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    user = open_account(by=operator(), at=now(), username=username, person_id=person, password=password)
    say(f"{user.username} may sign in.")
