"""The page of a place, the same at all six levels, and its JSON twin."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import date_asked
from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.registries import place_panels, place_tabs
from headgoose.kernel.rights import Right
from headgoose.places.models import Kind, Span
from headgoose.places.queries import (
    ancestors,
    child_counts,
    children,
    get_span,
    history_of,
    span_of,
    successors_of,
    top_places,
)
from headgoose.places.wording import counted_below, dated, place_url


@signed_in
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The way in: the places of the posts that the reader holds."""
    actor, on = get_actor(request), today()
    spans = top_places(actor.scope(Right.READ), on)
    rows = [
        {"span": span, "url": place_url(span, on), "above": [above.said for above in ancestors(span, on)]}
        for span in spans
    ]
    return render(request, "places/places.html", {"rows": rows, "may_import": bool(actor.scope(Right.IMPORT_PLACES))})


@signed_in
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about a place on a date: each room hangs its panels here."""
    actor, on = get_actor(request), date_asked(request)
    span = get_span(code, on)
    actor.require(Right.READ, span.area)
    context = {
        "span": span,
        "on": on,
        "today": today(),
        "trail": trail_to(span, actor, on),
        "below": counted_below(child_counts(span, on)),
        "tabs": tabs_of(span, on, "place"),
        "columns": _columns(span, actor, on),
        **_afterwards(span, on),
        "json_url": dated(reverse("place-json", args=[span.code]), on),
    }
    return render(request, "places/place.html", context)


def _afterwards(span: Span, on: date) -> dict[str, Any]:
    """For a page of the past: where the place is today, or what it became."""
    if on == today():
        return {}
    present = span_of(span.place_id, today())
    heirs = [] if present else [(heir.said, place_url(heir, heir.start_on)) for heir in successors_of(span.place_id)]
    return {"today_url": place_url(present, today()) if present else "", "heirs": heirs}


def trail_to(span: Span, actor: Actor, on: date, last: str = "") -> list[tuple[str, str]]:
    """The places from the province down, as links where the actor may read; `last` names a page below the place's."""
    trail = [
        (above.said, place_url(above, on) if actor.may(Right.READ, above.area) else "") for above in ancestors(span, on)
    ]
    return [*trail, (span.said, place_url(span, on)), (last, "")] if last else [*trail, (span.said, "")]


def tabs_of(span: Span, on: date, current: str) -> list[dict[str, Any]]:
    """The tabs that the rooms offer at this level. A lone tab is no choice."""
    tabs = [
        {"label": tab.label, "url": dated(reverse(tab.url_name, args=[span.code]), on), "on": tab.url_name == current}
        for tab in place_tabs
        if span.level in tab.levels
    ]
    return tabs if len(tabs) > 1 else []


def _columns(span: Span, actor: Actor, on: date) -> dict[str, list[str]]:
    """The panels that have something to show, by column."""
    columns: dict[str, list[str]] = {"wide": [], "left": [], "right": []}
    for panel in place_panels:
        if html := panel.render(span, actor, on):
            columns[panel.column].append(html)
    return columns


@signed_in
@require_safe
def place_json(request: HttpRequest, code: str) -> HttpResponse:
    """The place, its history and what lies one level below, for machines."""
    actor, on = get_actor(request), date_asked(request)
    span = get_span(code, on)
    actor.require(Right.READ, span.area)
    answer = {
        "on": on.isoformat(),
        "place": _facts(span),
        "above": [_facts(above) for above in ancestors(span, on)],
        "below": {Kind(kind).name.lower(): count for kind, count in child_counts(span, on).items()},
        "history": [_facts(past) for past in history_of(span.place_id)],
        "children": [_facts(child) for child in children(span, on)],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _facts(span: Span) -> dict[str, Any]:
    return {
        "id": span.place_id,
        "code": span.code,
        "name": span.name,
        "short_name": span.short,
        "roman_name": span.roman,
        "kind": Kind(span.kind).name.lower(),
        "start_on": span.start_on.isoformat(),
        "end_on": span.end_on.isoformat(),
    }
