"""What is stored of people, and why."""

import csv
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps

import headgoose
from headgoose.reference.table import table

TITLE = "Personal data"
SOURCE = Path(headgoose.__file__).parent / "personal" / "data" / "retention_periods.csv"


def lines() -> Iterator[str]:
    """Personal fields with their reasons, then the tables that hold none."""
    personal: dict[str, str] = {}
    plain: dict[str, str] = {}
    for room in apps.get_app_configs():
        if room.name.startswith("headgoose.") and find_spec(f"{room.name}.privacy") is not None:
            module = import_module(f"{room.name}.privacy")
            personal |= module.PERSONAL
            plain |= module.NOT_PERSONAL
    yield "Every stored field is classified; a test fails on one that is not. These are about a person:"
    yield ""
    yield from table(["field", "kept because"], ([f"`{name}`", reason] for name, reason in sorted(personal.items())))
    yield ""
    yield "These are not:"
    yield ""
    rows = ([f"`{model}`", ", ".join(sorted(fields.split()))] for model, fields in sorted(plain.items()))
    yield from table(["table", "fields"], rows)
    yield ""
    yield from _periods()


def _periods() -> Iterator[str]:
    yield "## How long it is kept"
    yield ""
    yield "`headgoose purge`, and the running server daily, clear what has outlived its period; nothing else goes."
    yield "An operator may set another period from a date on; these are the first."
    yield ""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        periods = list(csv.DictReader(file))
    head = ["what", "days", "counted from", "because"]
    yield from table(
        head, ([f"`{row['name']}`", row["days"], row["counted_from_en"], row["source_en"]] for row in periods)
    )
