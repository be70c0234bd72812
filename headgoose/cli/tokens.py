"""`headgoose token`: tokens with which programmes use the HTTP API."""

from typing import TYPE_CHECKING, Annotated

import typer

from headgoose.cli.console import Problem, say
from headgoose.cli.start import operator, start_on_records

if TYPE_CHECKING:
    from headgoose.access.models import User

tokens = typer.Typer(help="Tokens for programmes.", no_args_is_help=True)


@tokens.callback()
def group() -> None:
    """Tokens for programmes."""


@tokens.command("make")
def make(
    username: Annotated[str, typer.Argument(help="Whose posts the token stands for.")],
    name: Annotated[str, typer.Option(help="Which programme will use it.")],
    until: Annotated[str, typer.Option(help="First day on which it no longer works, within a year: 2026-12-31.")],
    orders: Annotated[bool, typer.Option("--orders", help="Also for drawing up and issuing orders.")] = False,
    vouchers: Annotated[bool, typer.Option("--vouchers", help="Also for entering vouchers.")] = False,
    requests: Annotated[bool, typer.Option("--requests", help="Also for taking down and answering requests.")] = False,
) -> None:
    """Make a token and print its secret, which cannot be read again."""
    start_on_records()
    from headgoose.access.queries import actor_of
    from headgoose.api.actions import make_token
    from headgoose.kernel.asking import read_date
    from headgoose.kernel.clock import now, today
    from headgoose.kernel.rights import Right

    user = _account(username)
    asked = {Right.APPOINT: orders, Right.KEEP_BOOKS: vouchers, Right.ANSWER_REQUESTS: requests}
    rights = [Right.READ, *(right for right, wanted in asked.items() if wanted)]
    by = actor_of(user, today(), "cli")
    _token, secret = make_token(by=by, at=now(), user_id=user.pk, name=name, rights=rights, expires_on=read_date(until))
    say(secret)


@tokens.command("list")
def list_tokens(username: Annotated[str, typer.Argument(help="Whose tokens.")]) -> None:
    """The tokens of an account, newest first; of the secret only its beginning is known."""
    start_on_records()
    from headgoose.api.queries import tokens_of
    from headgoose.kernel.clock import today

    for token in tokens_of(_account(username).pk):
        over = "ended" if token.ended_at else "run out" if token.expires_on <= today() else "in force"
        used = token.used_at.isoformat(timespec="minutes") if token.used_at else "never"
        rights = " ".join(token.rights)
        say(f"{token.pk}  {token.prefix}…  {token.name}  {rights}  until {token.expires_on}  last used {used}  {over}")


@tokens.command("end")
def end(number: Annotated[int, typer.Argument(help="The number of the token, as `list` shows it.")]) -> None:
    """End a token: it opens nothing any more."""
    start_on_records()
    from headgoose.api.actions import end_token
    from headgoose.kernel.clock import now

    end_token(by=operator(), at=now(), token_id=number)
    say(f"Token {number} is ended.")


def _account(username: str) -> "User":
    from headgoose.access.models import User

    user = User.objects.filter(username=username).first()
    if user is None:
        raise Problem(f"There is no account {username!r}.")
    return user
