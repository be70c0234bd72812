"""What is stored of people, and why."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from headgoose.reference.table import table

TITLE = "Personal data"


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
