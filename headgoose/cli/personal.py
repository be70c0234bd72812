"""`headgoose person` and `headgoose purge`: what is held about people, and what is kept no longer."""

import os
from pathlib import Path
from typing import Annotated

import typer

from headgoose.cli.console import Problem, say
from headgoose.cli.start import operator, start_on_records

person = typer.Typer(help="What is held about a person.", no_args_is_help=True)


@person.callback()
def group() -> None:
    """What is held about a person."""


@person.command("export")
def export(
    person_id: Annotated[int, typer.Argument(metavar="ID", help="The number in the address of the person's page.")],
    out: Annotated[Path, typer.Option(help="The zip file to write.")],
    words: Annotated[str, typer.Option("--why", help="Whose request it is: the person can read it.")],
    purpose: Annotated[str, typer.Option(help="payment, appointment, contact, correction, inspection, request.")] = (
        "request"
    ),
) -> None:
    """Write everything held about a person into one file, values in the clear; that it was done is noted."""
    if out.exists():
        raise Problem(f"{out} exists already; it is never written over.")
    if not out.parent.is_dir():
        raise Problem(f"The folder {out.parent} does not exist.")
    start_on_records()
    from headgoose.kernel.clock import now
    from headgoose.personal.dossier import collect, pack
    from headgoose.personal.rules import read_reason

    parts = collect(operator(), now(), person_id, read_reason(purpose, words))
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pack(parts, person_id))
    say(f"{out}: {sum(len(part.rows) for part in parts)} rows in {len(parts)} parts.")


def period(
    name: Annotated[
        str | None, typer.Argument(help="What is kept, as the list names it. Without it: the list.")
    ] = None,
    days: Annotated[int | None, typer.Argument(help="For how many days.")] = None,
    start: Annotated[str, typer.Option("--from", help="The date from which this counts, such as 2026-07-01.")] = "",
    source: Annotated[str, typer.Option(help="The rule or decision that asks for it.")] = "",
) -> None:
    """List for how long things are kept, or set another period; those of before stay on record."""
    start_on_records()
    from headgoose.kernel.asking import read_date
    from headgoose.kernel.clock import now
    from headgoose.personal.actions.clearing import set_period
    from headgoose.personal.models import RetentionPeriod

    if name is None:
        for one in RetentionPeriod.objects.all():
            say(f"{one.name}  from {one.start_on}: {one.days} days from {one.counted_from}  ({one.source})")
        return
    if days is None or not start:
        raise Problem("Say for how many days, and with --from the date from which this counts.")
    made = set_period(by=operator(), at=now(), name=name, days=days, start_on=read_date(start), source=source)
    say(f"{made.name}: {made.days} days from {made.counted_from}, as of {made.start_on}.")


def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Clear what has outlived its period; nothing else is ever deleted."""
    start_on_records()
    from headgoose.kernel.clock import now
    from headgoose.personal.purging import find_outlived
    from headgoose.personal.purging import purge as clear

    by, at = operator(), now()
    for one in find_outlived(at):
        if one.period is None or one.before is None:
            say(f"{one.label}: no period is on record for {one.name}, so nothing goes.")
            continue
        since = f"{one.before:%Y-%m-%d}"
        say(f"{one.label}: {one.count} from before {since} ({one.period.days} days from {one.period.counted_from}).")
    if dry_run:
        say("Nothing was cleared.")
        return
    gone = clear(by, at)
    say(f"Cleared: {sum(one.count for one in gone)} in {len(gone)} kinds.")
