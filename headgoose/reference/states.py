"""The states that records move through."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from headgoose.kernel.states import Transitions
from headgoose.reference.table import table

TITLE = "States"


def lines() -> Iterator[str]:
    """A diagram and a table for each kind of record that has states."""
    yield "Nothing but these moves changes a state."
    for transitions in _declared():
        yield ""
        yield f"## `{transitions.noun}`"
        yield ""
        yield "```mermaid"
        yield "stateDiagram-v2"
        yield from (f"    {row.source.value} --> {row.target.value}: {row.verb}" for row in transitions)
        yield "```"
        yield ""
        rows = ([row.source.label, f"`{row.verb}`", row.target.label] for row in transitions)
        yield from table(["from", "by", "to"], rows)


def _declared() -> Iterator[Transitions]:
    for room in apps.get_app_configs():
        if room.name.startswith("headgoose.") and find_spec(f"{room.name}.states") is not None:
            module = import_module(f"{room.name}.states")
            yield from (value for value in vars(module).values() if isinstance(value, Transitions))
