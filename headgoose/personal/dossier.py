"""Everything held about one person, from all rooms, as one file: an Excel workbook to read, and JSON for machines.

An officer gets what lies where they may be shown personal values, and the file says what it leaves out.
"""

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.clock import CHINA
from headgoose.kernel.registries import holdings
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Sheet, workbook
from headgoose.personal.actions.fields import reveal_all
from headgoose.personal.models import FieldKind
from headgoose.personal.rules import Reason

NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")
TITLE_MAX = 31


@dataclass(frozen=True)
class Part:
    """What one room holds: a title and rows of plain values."""

    title: str
    rows: Sequence[Mapping[str, object]]


@sensitive_variables()
def collect(by: Actor, at: datetime, person_id: int, reason: Reason) -> list[Part]:
    """All that is held, or an officer's part of it, values in the clear; asked for and logged first.

    Raises:
        Refused: the actor may neither see the person nor these values.
    """
    values = reveal_all(by=by, at=at, person_id=person_id, reason=reason)
    clear = [
        {"kind": str(kind.label), "value": values[kind] or _("cannot be read")} for kind in FieldKind if kind in values
    ]
    values_part = Part(str(_("values in the clear")), clear)
    if _gets_everything(by, person_id):
        return [values_part, *(Part(str(one.label), one.find(person_id)) for one in holdings)]
    areas = by.scope(Right.REVEAL_PERSONAL)
    shown = [Part(str(one.label), one.find_within(person_id, areas)) for one in holdings if one.find_within is not None]
    return [_said_to_be_cut(), values_part, *shown]


def _gets_everything(by: Actor, person_id: int) -> bool:
    """Whether it is the person themself, or the operator at the command line."""
    if by.user_id is None:
        return by.may(Right.REVEAL_PERSONAL, EVERYWHERE)
    return by.person_id == person_id


def _said_to_be_cut() -> Part:
    """What an officer's file leaves out, as its first part."""
    cut, gone = _("only what lies where you may be shown personal data"), _("only for the person and the operator")
    rows = [{"part": str(one.label), "shown": str(gone if one.find_within is None else cut)} for one in holdings]
    return Part(str(_("not everything is in this file")), rows)


def pack(parts: Sequence[Part], person_id: int) -> bytes:
    """The parts as a zip with `person-ID.xlsx` and `person-ID.json`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"person-{person_id}.xlsx", workbook(_sheets(parts)))
        file.writestr(f"person-{person_id}.json", _as_json(parts))
    return buffer.getvalue()


def _as_json(parts: Sequence[Part]) -> str:
    held = {part.title: [{key: _plain(value) for key, value in row.items()} for row in part.rows] for part in parts}
    return json.dumps(held, ensure_ascii=False, indent=1)


def _sheets(parts: Sequence[Part]) -> list[Sheet]:
    taken: set[str] = set()
    return [_sheet(part, _free_title(part.title, taken)) for part in parts]


def _sheet(part: Part, title: str) -> Sheet:
    columns = list(dict.fromkeys(key for row in part.rows for key in row)) or [str(_("nothing is held"))]
    return Sheet(title, columns, [[_cell(row.get(column)) for column in columns] for row in part.rows])


def _free_title(title: str, taken: set[str]) -> str:
    """A title that Excel takes, once."""
    plain = NOT_IN_A_TITLE.sub(" ", title)[:TITLE_MAX]
    number = 1
    while plain.lower() in taken:
        number += 1
        plain = f"{title[: TITLE_MAX - 4]} {number}"
    taken.add(plain.lower())
    return plain


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(CHINA).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | dict | list) else str(value)


def _cell(value: object) -> Any:
    plain = _plain(value)
    # Long numbers stay text: Excel rounds them after fifteen digits.
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, dict | list) else plain
