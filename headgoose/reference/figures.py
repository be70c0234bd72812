"""The declared figures."""

from collections.abc import Iterator

from headgoose.kernel.area import Level
from headgoose.kernel.figures import figures
from headgoose.reference.table import table

TITLE = "Figures"


def lines() -> Iterator[str]:
    """Each figure with its definition as the user reads it."""
    yield "Value, table of children, map, ranking, trend and rows of a figure all come from the one query it declares."
    yield ""
    head = ["code", "figure", "unit", "definition", "direction", "levels", "computed from"]
    yield from table(
        head,
        (
            [
                f"`{figure.code}`",
                figure.name,
                figure.unit,
                figure.definition,
                figure.direction.label,
                ", ".join(level.name.lower() for level in Level if figure.applies_at(level)),
                ", ".join(sorted(figure.reads)),
            ]
            for figure in figures
        ),
    )
