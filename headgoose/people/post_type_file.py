"""How the file of post types is read by the migrations that load it."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

KINDS = {
    "province": 10,
    "prefecture": 20,
    "county": 30,
    "township": 40,
    "village": 50,
    "community": 51,
    "grid": 60,
}


def post_type_values(source: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The code and the columns of each post type, in the order of the file."""
    with source.open(encoding="utf-8", newline="") as file:
        for order, row in enumerate(csv.DictReader(file), 1):
            yield (
                row["code"],
                {
                    "name_zh": row["name_zh"],
                    "name_en": row["name_en"],
                    "kinds": [KINDS[kind] for kind in row["kinds"].split()],
                    "seats_min": int(row["seats_min"]),
                    "seats_max": int(row["seats_max"]),
                    "term_years": int(row["term_years"]) if row["term_years"] else None,
                    "may": row["may"].split(),
                    "appointer_level": KINDS[row["appointer_level"]] // 10,
                    "mark": row["mark"],
                    "order": order,
                },
            )
