"""The press conference as a page, and the map."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from headgoose.briefing.chapters import CODES, tell, values_told
from headgoose.briefing.reading import get_widest_place
from headgoose.briefing.views.asked import asked, carried, place_trail, with_query
from headgoose.briefing.views.figure import map_of
from headgoose.briefing.views.freezing import may_freeze
from headgoose.briefing.views.switch import place_switch
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
    page = asked(request, CODES[0], place)
    context = {
        "asked": page,
        "span": page.span,
        "on": page.on,
        "chapters": tell(values_told(page.reader, page.span), page.span),
        "told_at": now(),
        "may_freeze": may_freeze(page.actor, page.span.place_id),
        "here": with_query("", {"on": page.on.isoformat(), **carried(page.basis, None)}),
        "trail": place_trail(page.span, page.on, page.actor, "briefing", page.basis),
        "tabs": tabs_of(page.span, page.map_on, "briefing"),
        "switch": place_switch(page, "briefing"),
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
        "switch": place_switch(page, "map", figure=page.figure.code),
        "figure": page.figure,
        "span": page.span,
        "on": page.on,
        "map": drawn,
        "figures": list(known.values()),
        "trail": place_trail(page.span, page.on, page.actor, "map", page.basis),
        "tabs": tabs_of(page.span, page.map_on, "map"),
    }
    return render(request, "briefing/map.html", context)
