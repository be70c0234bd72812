"""The house as files: rooms from the bottom up, their sources and templates, and the addresses they own."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver

PACKAGE = Path(__file__).resolve().parent.parent.parent
ROOMS = [
    "kernel",
    "look",
    "records",
    "places",
    "people",
    "personal",
    "orders",
    "access",
    "notices",
    "elections",
    "training",
    "dispatch",
    "careers",
    "ledger",
    "casework",
    "briefing",
    "api",
    "web",
    "demo",
    "reference",
    "cli",
]
HEIGHT = {room: height for height, room in enumerate(ROOMS)}


@dataclass(frozen=True)
class Source:
    """One text file of a room."""

    room: str
    path: str
    text: str


def sources(*suffixes: str) -> Iterator[Source]:
    """Our own files of these kinds in every room: no vendored ones, no generated ones."""
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*")):
            parts = path.relative_to(PACKAGE).parts
            if path.suffix in suffixes and not {"vendor", "__pycache__"} & set(parts):
                yield Source(room, "/".join(parts), path.read_text(encoding="utf-8"))


def template_owners(paths: Iterable[Path] | None = None) -> dict[str, str]:
    """The room of each template by the name it is found under."""
    found = PACKAGE.glob("*/templates/**/*.html") if paths is None else paths
    owners = {}
    for path in found:
        room, _, *name = path.relative_to(PACKAGE).parts
        owners["/".join(name)] = room
    return owners


def walk(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern, str]]:
    """Every address: its route, its pattern and the room of its view."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route, pattern, room_of(pattern.callback.__module__)


def room_of(module: str) -> str:
    """The room of a dotted module name, or the name itself when it is not of the house."""
    match = re.match(r"headgoose\.(\w+)", module)
    return match[1] if match else module
