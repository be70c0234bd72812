"""`headgoose user`: accounts of people in post."""

import sys
from typing import Annotated

import typer

from headgoose.cli.console import say
from headgoose.cli.start import operator, start_on_data

accounts = typer.Typer(help="Accounts.", no_args_is_help=True)


@accounts.callback()
def group() -> None:
    """Accounts."""


@accounts.command("add")
def add(
    username: Annotated[str, typer.Argument(help="The name to sign in with.")],
    person: Annotated[int, typer.Option(help="The id of a person in post: the number in the address of their page.")],
) -> None:
    """Open an account for a person in post; the password is asked for, or read from standard input."""
    start_on_data()
    from headgoose.access.actions import open_account
    from headgoose.kernel.clock import now

    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    user = open_account(by=operator(), at=now(), username=username, person_id=person, password=password)
    say(f"{user.username} may sign in.")
