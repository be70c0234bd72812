"""`headgoose places`: the tree and the outlines come in from files."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from headgoose.cli.console import Problem, say
from headgoose.cli.start import operator, start_on_records

places = typer.Typer(help="The tree of places and its map.", no_args_is_help=True)

SHOWN = 10

SourceFile = Annotated[Path, typer.Argument(help="The file to read.", exists=True, dir_okay=False, readable=True)]


@places.callback()
def group() -> None:
    """The tree of places and its map."""


@places.command("outlines")
def outlines(
    file: SourceFile,
    source: Annotated[str, typer.Option(help="Where the shapes come from; shown under the map.")],
) -> None:
    """Take the outlines of counties from a GeoJSON file keyed by `properties.code`."""
    start_on_records()
    from headgoose.kernel.clock import now
    from headgoose.places.actions.outlines import import_outlines

    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Problem(f"{file} is not a text file in UTF-8.") from error
    taken = import_outlines(by=operator(), at=now(), geojson=text, source=source)
    say(f"{taken} outlines taken.")


@places.command("import")
def import_tree(
    file: SourceFile,
    effective_on: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="From when the tree is as the file says.")
    ],
    apply: Annotated[
        bool, typer.Option("--apply", help="Change the tree; without it only say what would change.")
    ] = False,
) -> None:
    """Bring in a file of code, name, kind (CSV or Excel): say what it would change, and change it with --apply."""
    start_on_records()
    from headgoose.kernel.clock import now
    from headgoose.places.actions.imports import apply_tree_import, discard_tree_import, preview_tree_import

    by, day = operator(), effective_on.date()
    made = preview_tree_import(by=by, at=now(), file_name=file.name, content=file.read_bytes(), effective_on=day)
    for line in preview_lines(made.summary):
        say(line)
    if apply and not made.summary["counts"]["problems"]:
        apply_tree_import(by=by, at=now(), import_id=made.pk)
        say(f"The tree is as {file.name} says from {day.isoformat()}.")
        return
    discard_tree_import(by=by, at=now(), import_id=made.pk)
    if made.summary["counts"]["problems"]:
        raise Problem(f"{file.name} has problems; nothing was changed.")
    say("Nothing was changed; --apply does it.")


def preview_lines(summary: dict[str, Any]) -> Iterator[str]:
    """A preview in lines: each count, then the first rows behind it."""
    from headgoose.places.sheets import Remark

    counts, lists = summary["counts"], summary["lists"]
    yield f"rows read: {counts['rows']}, unchanged: {counts['unchanged']}"
    for name in ("new", "renamed", "kind_changed", "moved", "gone"):
        yield f"{name.replace('_', ' ')}: {counts[name]}"
        yield from (f"    {' '.join(str(cell) for cell in row)}" for row in lists[name][:SHOWN])
    for name in ("notices", "problems"):
        yield f"{name}: {counts[name]}"
        yield from (f"    row {row}: {Remark(row, *said).text}" for row, *said in lists[name])
