"""`headgoose export-book` and `headgoose verify-books`: a book to take away, and all books checked from the ground."""

import json
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from headgoose.cli.console import Problem, say
from headgoose.cli.start import operator, start_on_records

if TYPE_CHECKING:
    from headgoose.ledger.verifying import BookVerdict


def export_book(
    place: Annotated[str, typer.Argument(help="The village's code, such as 231221100200.")],
    kind: Annotated[
        str, typer.Option("--format", help="hledger, beancount, xlsx, or json: the chain that check_book.py checks.")
    ] = "xlsx",
    year: Annotated[int | None, typer.Option(help="Only this year, with what was there before as balances.")] = None,
    output: Annotated[
        Path | None, typer.Option(help="The file to write, `-` for the terminal. Default: the village's code.")
    ] = None,
) -> None:
    """Write the book of a village as a file."""
    start_on_records()
    from headgoose.kernel.clock import today
    from headgoose.ledger.exporting import export_book as export
    from headgoose.ledger.exporting.files import file_name
    from headgoose.ledger.queries import get_book

    book, span = get_book(operator(), place, today())
    pieces = export(book, span.code, kind, year)
    if str(output) == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        return
    target = output or Path(file_name(span.code, kind, year))
    _write(target, pieces)
    say(f"{target}: {book.name}, {target.stat().st_size:,} bytes.")


def open_books(
    place: Annotated[str, typer.Argument(help="The place whose villages get their books, such as 231221.")],
    since: Annotated[str, typer.Option(help="The first month of the books, YYYY-MM.")],
) -> None:
    """Open a book for every village of a place that has none yet: all of them or none."""
    start_on_records()
    from headgoose.kernel.clock import now, today
    from headgoose.ledger.actions.books import NewBook, open_books
    from headgoose.ledger.models import Book
    from headgoose.places.models import Kind, Span
    from headgoose.places.queries import get_span

    if not re.fullmatch(r"\d{4}-\d{2}", since):
        raise Problem("The first month is written YYYY-MM.")
    area = get_span(place, today()).area
    villages = Span.objects.on(today()).filter(kind=Kind.VILLAGE, key__gte=area.low, key__lt=area.high)
    there = set(Book.objects.values_list("place_id", flat=True))
    month = int(since.replace("-", ""))
    new = [NewBook(village.place_id, month) for village in villages.order_by("key") if village.place_id not in there]
    if not new:
        raise Problem("Every village there has a book already.")
    say(f"Books opened: {len(open_books(by=operator(), at=now(), books=new)):,}.")


def _write(target: Path, pieces: Iterable[bytes]) -> None:
    """Whole or not at all, and never over another file."""
    if target.exists():
        raise Problem(f"{target} exists already; it is never written over.")
    if not target.parent.is_dir():
        raise Problem(f"The folder {target.parent} does not exist.")
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with beside.open("xb") as file:
            for piece in pieces:
                file.write(piece)
        beside.rename(target)
    finally:
        beside.unlink(missing_ok=True)


def verify_books(
    place: Annotated[
        str | None, typer.Argument(help="The code of a village or of any place above. Default: all.")
    ] = None,
    heads: Annotated[
        Path | None,
        typer.Option(help="What `--json` wrote some time ago, kept elsewhere: each book must lead over it."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, with where each chain stands.")] = False,
) -> None:
    """Check each book from the ground: hashes, numbers, balances, the sums kept; exit code 1 when one is not right."""
    start_on_records()
    from headgoose.ledger.verifying import verify_books as verify

    verdict = verify(_books(place) if place else None, _read_heads(heads, place) if heads else None)
    if as_json:
        typer.echo(json.dumps(verdict.as_plain(), ensure_ascii=False, indent=1))
    else:
        _print(verdict)
    if not verdict.sound:
        raise typer.Exit(1)


def _books(place: str) -> list[int]:
    from headgoose.kernel.clock import today
    from headgoose.ledger.queries import books_within
    from headgoose.places.queries import get_span

    return list(books_within(get_span(place, today()), today()).order_by("pk").values_list("pk", flat=True))


def _read_heads(file: Path, place: str | None) -> dict[str, tuple[int, str]]:
    """Heads that were written down, of the place asked for."""
    if not file.is_file():
        raise Problem(f"There is no file {file}.")
    try:
        heads = json.loads(file.read_bytes())["heads"]
        found = {str(code): (int(sequence), str(hashed)) for code, (sequence, hashed) in heads.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Problem(f"{file} is not what `headgoose verify-books --json` writes.") from None
    return {code: head for code, head in found.items() if code.startswith(place or "")}


def _print(verdict: "BookVerdict") -> None:
    for finding in verdict.findings:
        say(str(finding))
    say(f"Books: {verdict.books:,}. Vouchers: {verdict.vouchers:,}. Entries: {verdict.entries:,}.")
    if len(verdict.heads) == 1:
        ((_place, (sequence, hashed)),) = verdict.heads.items()
        say(f"Newest voucher: place {sequence} in the chain, hash {hashed}")
    say("Everything is as it was posted." if verdict.sound else f"Findings: {len(verdict.findings):,}.")
