"""A change of the map as somebody asks for it: a document with its steps, as plain values.

What a step begins with is named by codes of the tree as it was before, what comes of it by codes of the tree after.
A code that is one level too short stands for "a free number below this place".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headgoose.kernel.refusal import Refused
from headgoose.places.models import EventKind, Kind

LONGEST_DOCUMENT = 120
LONGEST_TITLE = 200
MOST_STEPS = 2_000


@dataclass(frozen=True)
class Part:
    """A place that comes of a step.

    Args:
        code: its code afterwards, or that of the place above it for a free number; "" keeps the code.
        name: its name afterwards; "" keeps the name.
        kind: its kind afterwards; None keeps the kind.
        share_ppm: how much of the place that is split lies in it; None for "by the number of places below".
    """

    code: str = ""
    name: str = ""
    kind: Kind | None = None
    share_ppm: int | None = None


@dataclass(frozen=True)
class Step:
    """One thing that is done: places that it begins with, and what comes of them.

    Args:
        rows: the rows of the file that it was read from.
    """

    kind: EventKind
    codes: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    rows: tuple[int, ...] = ()

    @property
    def row(self) -> int:
        """The row to name in a problem; 0 when there is none."""
        return self.rows[0] if self.rows else 0


@dataclass(frozen=True)
class MapChange:
    """All that one document changes at one date.

    Args:
        numbers: codes afterwards of places that a step takes along, by their code before; without one they keep their
            number where it is free.
        reseat: whether those in post at places that are closed take free seats of the same type where the place goes.
    """

    document: str
    effective_on: date
    steps: tuple[Step, ...]
    title: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    reseat: bool = False


def change_to_json(change: MapChange) -> str:
    """A change as text, for the form that confirms it."""
    steps = [
        [s.kind.value, list(s.codes), [[p.code, p.name, p.kind, p.share_ppm] for p in s.parts], list(s.rows)]
        for s in change.steps
    ]
    said = {
        "document": change.document,
        "effective_on": change.effective_on.isoformat(),
        "title": change.title,
        "numbers": dict(change.numbers),
        "reseat": change.reseat,
        "steps": steps,
    }
    return json.dumps(said, ensure_ascii=False)


def change_from_json(text: str) -> MapChange:
    """The change that a text stands for. Refuses a text that is none."""
    try:
        said = json.loads(text)
        return MapChange(
            document=str(said["document"]),
            effective_on=date.fromisoformat(said["effective_on"]),
            title=str(said["title"]),
            numbers={str(old): str(new) for old, new in said["numbers"].items()},
            reseat=said["reseat"] is True,
            steps=tuple(_step(raw) for raw in said["steps"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused(_("This is no plan of a change of the map. Begin again.")) from error


def _step(raw: Any) -> Step:
    kind, codes, parts, rows = raw
    return Step(
        EventKind(kind),
        tuple(str(code) for code in codes),
        tuple(_part(*part) for part in parts),
        tuple(int(row) for row in rows),
    )


def _part(code: Any, name: Any, kind: Any, share_ppm: Any) -> Part:
    return Part(
        str(code),
        str(name),
        None if kind is None else Kind(kind),
        None if share_ppm is None else int(share_ppm),
    )
