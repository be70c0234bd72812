"""Post types: where they sit, who fills them, what they let their holder do."""

import csv
from collections.abc import Iterator
from pathlib import Path

import headgoose
from headgoose.kernel.rights import Right
from headgoose.reference.table import table

TITLE = "Posts and what they may do"
SOURCE = Path(headgoose.__file__).parent / "people" / "data" / "post_types.csv"


def lines() -> Iterator[str]:
    """Every post type with its seats and rights, then the rights themselves."""
    yield "A right holds at the place of the post and below it, from the day the tenure begins until the day it ends."
    yield "A user without a post may do and see nothing."
    yield ""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        types = list(csv.DictReader(file))
    head = ["post", "in Chinese", "at a", "seats", "term", "filled by officers of", "may"]
    yield from table(head, (_cells(row) for row in types))
    yield ""
    yield "## Rights"
    yield ""
    holders = {right.value: [row["name_en"] for row in types if right.value in row["may"].split()] for right in Right}
    rows = ([f"`{right.value}`", right.label, ", ".join(holders[right.value])] for right in Right)
    yield from table(["right", "lets its holder", "given by"], rows)


def _cells(row: dict[str, str]) -> list[str]:
    seats = row["seats_min"] if row["seats_min"] == row["seats_max"] else f"{row['seats_min']}-{row['seats_max']}"
    return [
        row["name_en"],
        row["name_zh"],
        " or ".join(row["kinds"].split()) + (f" ({row['mark']})" if row["mark"] else ""),
        seats,
        f"{row['term_years']} years" if row["term_years"] else "open",
        f"{row['appointer_level']} or above",
        ", ".join(f"`{right}`" for right in row["may"].split()),
    ]
