"""How values and doors to figures are written in templates."""

from datetime import date
from fractions import Fraction
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from headgoose.briefing.chapters import Run
from headgoose.briefing.placing import WHOLE_PPM
from headgoose.briefing.reading import Tile
from headgoose.briefing.table import Value
from headgoose.briefing.views.asked import Asked, with_query
from headgoose.briefing.wording import LEVELS, parts_text, period_text, value_text
from headgoose.kernel.area import Level
from headgoose.kernel.figures import Figure, figures
from headgoose.look.wording import percent_text
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


@register.simple_tag
def about_period(figure: Figure, on: date) -> str:
    """`{% about_period figure on %}` → " · year 2025" for a figure that is about one; "" about the day itself."""
    said = period_text(figure, on)
    return f" · {said}" if said else ""


@register.filter
def level_name(level: Level) -> str:
    """`{{ level|level_name }}` → county, in the reader's language."""
    return str(LEVELS[level])


@register.simple_tag(takes_context=True)
def figure_url(context: Context, name: str, figure: Figure, span: Span, on: date, **query: str) -> str:
    """`{% figure_url "figure-rows" figure span on counted="no" %}`: a page of a figure at a place on a date.

    It stays on the map, and with what was known, that the page was asked for; `basis=""` leaves that open.
    """
    asked = context.get("asked")
    kept = {**(asked.query if asked else {}), **query}
    path = reverse(name, args=[figure.code, span.code, on.isoformat()])
    return with_query(path, {key: value for key, value in kept.items() if value})


@register.simple_tag(takes_context=True)
def spoken(context: Context, run: Run, chapter: str) -> SafeString:
    """`{% spoken run chapter.name %}`: a number that is a door to its figure, opened in place where scripts run."""
    asked: Asked = context["asked"]
    figure = figures.get(run.code)
    return format_html(
        '<a class="f" href="{}" hx-get="{}" hx-target="#door-{}" hx-swap="innerHTML" data-figure="{}">{}</a>',
        asked.url(figure=figure),
        asked.url("figure-door", figure=figure),
        chapter,
        run.code,
        run.text,
    )


@register.filter
def ppm(share: int) -> str:
    """`{{ part.share_ppm|ppm }}` → 60.0%."""
    return percent_text(Fraction(share, WHOLE_PPM))


@register.inclusion_tag("briefing/tile.html", takes_context=True)
def tile(context: Context, given: Tile, on: date) -> dict[str, Any]:
    """`{% tile tile on %}`: a figure as a card with its spark line."""
    return {"tile": given, "figure": given.figure, "span": given.span, "on": on, "asked": context.get("asked")}
