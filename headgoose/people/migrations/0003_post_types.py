"""The post types of the programme, from the file as it was when this migration was written."""

import csv
from pathlib import Path
from typing import Any

from django.db import migrations

KINDS = {
    "province": 10,
    "prefecture": 20,
    "county": 30,
    "township": 40,
    "village": 50,
    "community": 51,
    "grid": 60,
}
SOURCE = Path(__file__).resolve().parent.parent / "data" / "post_types.csv"


def load(apps: Any, editor: Any) -> None:
    """Write one row a line."""
    PostType = apps.get_model("people", "PostType")
    with SOURCE.open(encoding="utf-8", newline="") as file:
        for order, row in enumerate(csv.DictReader(file), 1):
            PostType.objects.create(
                code=row["code"],
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                kinds=[KINDS[kind] for kind in row["kinds"].split()],
                seats_min=int(row["seats_min"]),
                seats_max=int(row["seats_max"]),
                term_years=int(row["term_years"]) if row["term_years"] else None,
                may=row["may"].split(),
                appointer_level=KINDS[row["appointer_level"]] // 10,
                mark=row["mark"],
                order=order,
            )


class Migration(migrations.Migration):
    """Post types as data."""

    dependencies = [("people", "0002_tenure_guards")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
