"""Jurisdictions and addresses: a county or a place above it, and within it the village or grid that somebody means."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from headgoose.casework.open311.errors import absent, bad
from headgoose.kernel.area import EVERYWHERE, Area, Level
from headgoose.places.models import Span
from headgoose.places.queries import find_span

CODE_MOST = 20
# What must be known about an address before a name means one village.
SEVERAL = 2


def find_jurisdiction(code: str, on: date) -> Span | None:
    """The county, or the place above one, with a code; None where no code was given, which means everywhere."""
    if not code:
        return None
    span = find_span(code, on) if len(code) <= CODE_MOST else None
    if span is None or span.level > Level.COUNTY:
        raise absent(_("jurisdiction_id was not found: it is the code of a county, a prefecture or a province."))
    return span


def area_asked(code: str, on: date) -> Area:
    """The area of a jurisdiction."""
    span = find_jurisdiction(code, on)
    return span.area if span else EVERYWHERE


def places_above(span: Span | None, on: date) -> list[int]:
    """The ids of a jurisdiction and the places above it, the nearest first."""
    if span is None:
        return []
    keys = {level: span.key - span.key % level.divisor for level in Level if level <= span.level}
    found = {row.level: row for row in Span.objects.on(on).filter(key__in=set(keys.values()))}
    return [found[level].place_id for level in sorted(keys, reverse=True) if level in found]


class Own(Protocol):
    """The place that a key is for."""

    @property
    def level(self) -> Level:
        """Its level."""

    @property
    def code(self) -> str:
        """Its code."""


def code_of_address(address_id: str, address: str, own: Own, area: Area, on: date) -> str:
    """The code of the village or grid that an address means: by its id, by its words, or as the key's own place.

    Args:
        own: the place that the key is for.
        area: where to look.

    Raises:
        Wrong: it means no place, or several.
    """
    if address_id:
        return address_id
    if own.level >= Level.VILLAGE:
        return own.code
    if not address:
        raise bad(
            _(
                "A point alone does not tell the village: send address_id, the code of a village or grid, or "
                "address_string with the name of the village."
            )
        )
    return place_named(address, area, on).code


def place_named(address: str, area: Area, on: date) -> Span:
    """The one village, community or grid whose name stands in an address."""
    said = _folded(address)
    villages = _named(said, Span.objects.on(on).within([area]).at_level(Level.VILLAGE))
    if len(villages) >= SEVERAL:
        townships = Span.objects.on(on).within([area]).at_level(Level.TOWNSHIP)
        near = {span.place_id for span in townships if _folded(span.short) in said}
        villages = [span for span in villages if span.parent_id in near]
    if len(villages) != 1:
        raise bad(
            _(
                "address_string does not name one village or community here: write its township and its name, or send "
                "address_id."
            )
        )
    grids = _named(said, Span.objects.on(on).at_level(Level.GRID).filter(parent_id=villages[0].place_id))
    return grids[0] if len(grids) == 1 else villages[0]


def _named(said: str, spans: Iterable[Span]) -> list[Span]:
    """Of some places those whose name stands in a text: the longest names, since 上河村 is not 河村."""
    found = [(name, span) for span in spans for name in [_folded(span.short)] if name in said]
    longest = max((len(name) for name, _span in found), default=0)
    return [span for name, span in found if len(name) == longest]


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
