"""`headgoose open311-key`: keys with which programmes send requests through Open311."""

from typing import Annotated

import typer

from headgoose.cli.console import say
from headgoose.cli.start import operator, start_on_records

open311_keys = typer.Typer(help="Keys for programmes that send requests through Open311.", no_args_is_help=True)


@open311_keys.callback()
def group() -> None:
    """Keys for programmes that send requests through Open311."""


@open311_keys.command("add")
def add(
    place: Annotated[str, typer.Argument(help="Code of the place that it may send requests about.")],
    name: Annotated[str, typer.Option(help="Which programme will use it.")],
) -> None:
    """Make a key and print it; it cannot be read again."""
    start_on_records()
    from headgoose.casework.actions.client_keys import make_client_key
    from headgoose.kernel.clock import now

    _key, secret = make_client_key(by=operator(), at=now(), name=name, place=place)
    say(secret)


@open311_keys.command("list")
def list_keys() -> None:
    """The keys, newest first."""
    start_on_records()
    from headgoose.casework.models import ClientKey
    from headgoose.kernel.clock import today
    from headgoose.places.queries import spans_of

    keys = list(ClientKey.objects.order_by("-pk"))
    places = spans_of([key.place_id for key in keys], today())
    for key in keys:
        span = places.get(key.place_id)
        where = f"{span.code} {span.short}" if span else "a place that is no more"
        over = f"ended {key.ended_at.isoformat(timespec='minutes')}" if key.ended_at else "in force"
        say(f"{key.pk}  {key.name}  {where}  made {key.made_at.isoformat(timespec='minutes')}  {over}")


@open311_keys.command("end")
def end(number: Annotated[int, typer.Argument(help="The number of the key, as `list` shows it.")]) -> None:
    """End a key: nothing more is taken from it."""
    start_on_records()
    from headgoose.casework.actions.client_keys import end_client_key
    from headgoose.kernel.clock import now

    end_client_key(by=operator(), at=now(), key_id=number)
    say(f"Key {number} is ended.")
