"""The kinds of file, and a book as one of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.sheets import XLSX
from headgoose.ledger.exporting.beancount import ledger_file
from headgoose.ledger.exporting.chain_file import chain_lines
from headgoose.ledger.exporting.copies import Copy
from headgoose.ledger.exporting.hledger import journal
from headgoose.ledger.exporting.workbook import book_workbook
from headgoose.ledger.models import Book
from headgoose.ledger.streaming import one_moment

LINES_A_WRITE = 1_000


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Args:
        ending: of the file's name.
        by_year: whether it may hold a single year.
    """

    name: Promise
    help: Promise
    ending: str
    media: str
    write: Callable[[Copy], Iterable[bytes]]
    by_year: bool = True


def _encoded(write: Callable[[Copy], Iterator[str]]) -> Callable[[Copy], Iterator[bytes]]:
    def written(copy: Copy) -> Iterator[bytes]:
        lines: list[str] = []
        for line in write(copy):
            lines.append(line)
            if len(lines) == LINES_A_WRITE:
                yield ("\n".join(lines) + "\n").encode()
                lines = []
        yield "".join(f"{line}\n" for line in lines).encode()

    return written


FORMATS: dict[str, Format] = {
    "xlsx": Format(
        _("Excel workbook"),
        _("Vouchers line by line, the accounts, the trial balance of every month."),
        ".xlsx",
        XLSX,
        lambda copy: [book_workbook(copy)],
    ),
    "json": Format(
        _("Chain (JSON lines)"),
        _("Every posted voucher as it was hashed: whoever has the file can check it without this system."),
        ".jsonl",
        "application/jsonl; charset=utf-8",
        _encoded(chain_lines),
        by_year=False,
    ),
    "hledger": Format(
        _("hledger"), _("A journal for hledger."), ".journal", "text/plain; charset=utf-8", _encoded(journal)
    ),
    "beancount": Format(
        _("beancount"),
        _("A file for beancount, which asserts the balances of every month."),
        ".beancount",
        "text/plain; charset=utf-8",
        _encoded(ledger_file),
    ),
}


def export_book(book: Book, place: str, kind: str, year: int | None = None) -> Iterator[bytes]:
    """A book as a file, piece by piece, all of one moment.

    Args:
        place: the code of the village.
        year: only this year, with what was there before as balances; None for the whole book.

    Raises:
        Refused: there is no such kind of file, or it is not cut by years, or it would be too large.
    """
    chosen = get_format(kind)
    if year is not None and not chosen.by_year:
        raise Refused(_("The chain of a book is checked as a whole: take it without a year."), field="year")
    return _pieces(chosen, Copy(book, place, year))


def _pieces(chosen: Format, copy: Copy) -> Iterator[bytes]:
    with one_moment():
        yield from chosen.write(copy)


def get_format(kind: str) -> Format:
    """The kind of file of a name. Raises Refused (NOT_FOUND)."""
    found = FORMATS.get(kind)
    if found is None:
        said = {"kinds": ", ".join(FORMATS)}
        raise Refused(_("A book is taken away as one of: %(kinds)s.") % said, Because.NOT_FOUND, field="format")
    return found


def file_name(place: str, kind: str, year: int | None) -> str:
    """What a file is called when it is saved: `231221100200-2026.xlsx`."""
    return f"{place}{f'-{year}' if year else ''}{get_format(kind).ending}"
