"""Tables in Markdown."""

from collections.abc import Iterable, Iterator


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a table; a bar within a cell is escaped."""
    titles = list(head)
    yield _row(titles)
    yield _row("---" for _ in titles)
    for row in rows:
        yield _row(row)


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
