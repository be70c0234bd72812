"""Whoever keeps the books of villages at the township sits on no village's supervisory board."""

import csv
from pathlib import Path
from typing import Any

from django.db import migrations

PAIRS = Path(__file__).resolve().parent.parent / "data" / "excluded_pairs.csv"


def load_new_pairs(apps: Any, editor: Any) -> None:
    """The pairs of the file that are not on record yet."""
    ids = dict(apps.get_model("people", "PostType").objects.values_list("code", "id"))
    pairs = apps.get_model("people", "ExcludedPair").objects
    with PAIRS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            given = {"anywhere": row["anywhere"] == "1", "kin": row["kin"] == "1", "source": row["source"]}
            pairs.get_or_create(type_a_id=ids[row["type_a"]], type_b_id=ids[row["type_b"]], defaults=given)


class Migration(migrations.Migration):
    dependencies = [("people", "0006_rights_over_books")]
    operations = [migrations.RunPython(load_new_pairs, migrations.RunPython.noop)]
