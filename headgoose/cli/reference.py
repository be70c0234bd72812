"""`headgoose docs`: the reference pages, written from the code."""

from pathlib import Path
from typing import Annotated

import typer

from headgoose.cli.console import Problem, say
from headgoose.cli.start import start_django


def docs(
    folder: Annotated[Path, typer.Argument(help="Where the pages lie.")] = Path("docs/reference"),
    check: Annotated[bool, typer.Option("--check", help="Only say whether the pages equal the code.")] = False,
) -> None:
    """Write the reference pages from the code, or with --check fail when they differ from it."""
    start_django()
    from django.utils import translation

    from headgoose.reference import WALKED, pages

    with translation.override("en"):
        wanted = dict(pages())
    present = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    present = {name: text for name, text in present.items() if name not in WALKED}
    if check:
        stale = sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))
        if stale:
            raise Problem(f"{', '.join(stale)} in {folder} differ from the code; `headgoose docs` writes them anew.")
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name in present.keys() - wanted.keys():
        (folder / name).unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")
    say(f"{len(wanted)} pages in {folder}")
