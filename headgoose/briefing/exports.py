"""A figure taken away: the same values as the page, as JSON, CSV and Excel."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _

from headgoose.briefing.drill import DrillRow
from headgoose.briefing.reading import Child
from headgoose.briefing.table import Value, plain_number
from headgoose.kernel.figures import Basis, Figure
from headgoose.kernel.sheets import Cell, Sheet
from headgoose.places.models import Span


def value_json(value: Value) -> dict[str, Any]:
    """A value with its parts and its state."""
    return {
        "value": value.number,
        "numerator": plain_number(value.counted),
        "denominator": plain_number(value.whole) if value.share else None,
        "state": value.state.value,
    }


def figure_json(figure: Figure) -> dict[str, Any]:
    """The definition."""
    return {
        "code": figure.code,
        "version": figure.version,
        "name": str(figure.name),
        "unit": str(figure.unit),
        "definition": str(figure.definition),
        "direction": figure.direction.value,
        "share": figure.share,
        "period": figure.period.value,
    }


def place_json(span: Span) -> dict[str, Any]:
    """The place as it was on the date."""
    return {"code": span.code, "name": span.name, "level": span.level.name.lower()}


class Standpoint(Protocol):
    """On which date, on which map and with what knowledge something was counted."""

    @property
    def on(self) -> date:
        """The date of the facts."""

    @property
    def map_on(self) -> date:
        """The date of the map."""

    @property
    def known_on(self) -> date | None:
        """The day whose knowledge counts."""


def standpoint_json(given: Standpoint) -> dict[str, Any]:
    """The date, the basis and the map, and the day as known on."""
    basis = Basis.TODAY if given.map_on > given.on else Basis.THEN
    return {
        "on": given.on.isoformat(),
        "basis": basis.value,
        "map_on": given.map_on.isoformat(),
        "known_on": given.known_on.isoformat() if given.known_on else None,
    }


def row_json(figure: Figure, row: DrillRow) -> dict[str, Any]:
    """A fact behind a figure."""
    later = {"code": row.lies_in[0], "name": row.lies_in[1]} if row.lies_in[0] else None
    return {
        "place": {"code": row.code, "name": row.place},
        "lies_in": later,
        "share": row.share,
        "record": f"{figure.record}:{row.fact.record_id}",
        "label": row.hit.label,
        "detail": row.hit.detail,
        "numerator": row.amount(figure),
        "denominator": row.fact.denominator,
    }


def header(figure: Figure) -> list[str]:
    """Column titles of a list of places."""
    titles = [_("Code"), _("Place"), _("Name")]
    return [*titles, _("Numerator"), _("Denominator"), _("Share")] if figure.share else [*titles, _("Value")]


def value_cells(figure: Figure, value: Value) -> list[Cell]:
    """The cells of a value; empty where there is none."""
    if value.number is None:
        return [None, None, None] if figure.share else [None]
    parts = [plain_number(value.counted), plain_number(value.whole)]
    return [*parts, value.number] if figure.share else [value.number]


def place_rows(figure: Figure, rows: Iterable[tuple[Span, Value]]) -> list[list[Cell]]:
    """A row a place."""
    return [[span.code, span.name, span.said, *value_cells(figure, value)] for span, value in rows]


def figure_sheets(
    figure: Figure,
    span: Span,
    value: Value,
    children: Sequence[Child],
    trend: Sequence[tuple[Any, Value]],
    parts: Sequence[tuple[str, Value]],
) -> list[Sheet]:
    """The workbook of a figure page: the places, the years, the parts, the definition."""
    share = frozenset({5}) if figure.share else frozenset()
    rows = [(span, value), *((child.span, child.value) for child in children)]
    sheets = [Sheet(figure.code, header(figure), place_rows(figure, rows), share)]
    late = frozenset({3}) if figure.share else frozenset()
    values = header(figure)[3:]
    sheets.append(
        Sheet(_("Over time"), [_("Date"), *values], [[on, *value_cells(figure, at)] for on, at in trend], late)
    )
    if parts:
        sheets.append(
            Sheet(
                _("By part"),
                [str(figure.part_label), *values],
                [[name, *value_cells(figure, part)] for name, part in parts],
                late,
            )
        )
    words: list[list[Cell]] = [
        [_("Figure"), f"{figure.code} {figure.name}"],
        [_("Definition"), str(figure.definition)],
        [_("Version"), figure.version],
        [_("Unit"), str(figure.unit)],
        [_("Place"), f"{span.code} {span.name}"],
    ]
    sheets.append(Sheet(_("Definition"), [_("What"), _("In words")], words))
    return sheets
