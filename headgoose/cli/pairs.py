"""`headgoose excluded-pairs`: which kinds of post exclude each other."""

from typing import Annotated

import typer

from headgoose.cli.console import say
from headgoose.cli.start import operator, start_on_records

pairs = typer.Typer(help="Kinds of post that exclude each other.", no_args_is_help=True)
TypeCode = Annotated[
    str, typer.Argument(metavar="TYPE", help="The code of a kind of post, such as village_accountant.")
]


@pairs.callback()
def group() -> None:
    """Kinds of post that exclude each other."""


@pairs.command("list")
def list_pairs() -> None:
    """Name the pairs, where they count, and the rule that each comes from."""
    start_on_records()
    from headgoose.people.models import ExcludedPair

    for pair in ExcludedPair.objects.select_related("type_a", "type_b"):
        where = "anywhere" if pair.anywhere else "at the same place"
        whose = ", near relatives too" if pair.kin else ""
        say(f"{pair.type_a.code} x {pair.type_b.code}  {where}{whose}  ({pair.source})")


@pairs.command("add")
def add(
    first: TypeCode,
    second: TypeCode,
    source: Annotated[str, typer.Option(help="The law or rule that it comes from.")],
    anywhere: Annotated[bool, typer.Option("--anywhere", help="Wherever the two posts are.")] = False,
    kin: Annotated[bool, typer.Option("--kin", help="Near relatives must not hold the two either.")] = False,
) -> None:
    """Let nobody be seated in both from now on; refused while somebody on record sits against it."""
    start_on_records()
    from headgoose.kernel.clock import now
    from headgoose.people.actions.exclusions import add_excluded_pair

    pair = add_excluded_pair(by=operator(), at=now(), codes=(first, second), anywhere=anywhere, kin=kin, source=source)
    say(f"{pair.type_a.code} and {pair.type_b.code} exclude each other from now on.")
