"""How values and doors to figures are written in templates."""

from datetime import date
from typing import Any

from django import template
from django.urls import reverse

from headgoose.briefing.reading import Tile
from headgoose.briefing.table import Value
from headgoose.briefing.wording import LEVELS, parts_text, value_text
from headgoose.kernel.area import Level
from headgoose.kernel.figures import Figure
from headgoose.places.models import Span

register = template.Library()


@register.filter
def value(given: Value) -> str:
    """`{{ child.value|value }}` → 3,609 or 81.2%, or why there is none."""
    return value_text(given)


@register.filter
def made_of(given: Value) -> str:
    """`{{ tile.value|made_of }}` → 7,282 of 8,968; "" for a count."""
    return parts_text(given)


@register.filter
def level_name(level: Level) -> str:
    """`{{ level|level_name }}` → county, in the reader's language."""
    return str(LEVELS[level])


@register.simple_tag
def figure_url(name: str, figure: Figure, span: Span, on: date) -> str:
    """`{% figure_url "figure-rows" figure span on %}`: a page of a figure at a place on a date."""
    return reverse(name, args=[figure.code, span.code, on.isoformat()])


@register.inclusion_tag("briefing/tile.html")
def tile(given: Tile, on: date) -> dict[str, Any]:
    """`{% tile tile on %}`: a figure as a card with its spark line."""
    return {"tile": given, "figure": given.figure, "span": given.span, "on": on}
