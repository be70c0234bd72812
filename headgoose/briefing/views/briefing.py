"""The press conference as a page, and the map."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from headgoose.briefing.chapters import tell
from headgoose.briefing.engine import Reader
from headgoose.briefing.reading import get_place, get_widest_place
from headgoose.briefing.views.asked import asked, place_trail
from headgoose.briefing.views.figure import map_of
from headgoose.kernel.area import Level
from headgoose.kernel.asking import date_asked
from headgoose.kernel.clock import now
from headgoose.kernel.figures import figures
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.places.views.place import tabs_of

FIRST_ON_MAP = "G7"


@signed_in
def briefings(request: HttpRequest) -> HttpResponseBase:
    """The briefing of the widest place the reader may see."""
    return redirect("briefing", get_widest_place(get_actor(request), date_asked(request)).code)


@signed_in
def briefing(request: HttpRequest, place: str) -> HttpResponseBase:
    """What can be said of a place today, every number a door."""
    actor, on = get_actor(request), date_asked(request)
    span = get_place(place, on, actor)
    context = {
        "span": span,
        "on": on,
        "chapters": tell(Reader(on), span),
        "told_at": now(),
        "trail": place_trail(span, on, actor, "briefing"),
        "tabs": tabs_of(span, on, "briefing"),
    }
    return render(request, "briefing/briefing.html", context)


@signed_in
def maps(request: HttpRequest) -> HttpResponseBase:
    """The map of the widest place the reader may see."""
    return redirect("map", get_widest_place(get_actor(request), date_asked(request)).code)


@signed_in
def county_map(request: HttpRequest, place: str) -> HttpResponseBase:
    """A figure on the map by county, with a choice of figure and date."""
    known = {figure.code: figure for figure in figures if figure.applies_at(Level.COUNTY)}
    wanted = request.GET.get("figure", FIRST_ON_MAP)
    page = asked(request, wanted if wanted in known else FIRST_ON_MAP, place)
    drawn = map_of(page) if page.span.level <= Level.COUNTY else None
    context = {
        "asked": page,
        "figure": page.figure,
        "span": page.span,
        "on": page.on,
        "map": drawn,
        "figures": list(known.values()),
        "trail": place_trail(page.span, page.on, page.actor, "map"),
        "tabs": tabs_of(page.span, page.on, "map"),
    }
    return render(request, "briefing/map.html", context)
