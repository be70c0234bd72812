"""What the tree itself shows on a place's page: what lies below, and what the place has been."""

from datetime import date

from django.template.loader import render_to_string

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import today
from headgoose.kernel.registries import PlaceView
from headgoose.kernel.rights import Right
from headgoose.places.chronicle import events_of, told
from headgoose.places.models import Kind, Span
from headgoose.places.queries import children, counts_below, history_of, marks_of
from headgoose.places.rules import can_draw_grids
from headgoose.places.wording import place_url

COLUMNS_BELOW = {
    Level.PROVINCE: (Kind.COUNTY, Kind.TOWNSHIP, Kind.VILLAGE, Kind.COMMUNITY, Kind.GRID),
    Level.PREFECTURE: (Kind.TOWNSHIP, Kind.VILLAGE, Kind.COMMUNITY, Kind.GRID),
    Level.COUNTY: (Kind.VILLAGE, Kind.COMMUNITY, Kind.GRID),
    Level.TOWNSHIP: (Kind.GRID,),
    Level.VILLAGE: (),
}


def below(place: PlaceView, actor: Actor, on: date) -> str:
    """The places one level below with what lies below each; in a village, its grids."""
    if not isinstance(place, Span) or place.level is Level.GRID:
        return ""
    inside = counts_below(place, on) if place.level < Level.VILLAGE else {}
    kinds = COLUMNS_BELOW[place.level]
    rows = [
        {"span": child, "url": place_url(child, on), "counts": [inside[child.key].get(kind, 0) for kind in kinds]}
        for child in children(place, on)
    ]
    context = {
        "place": place,
        "rows": rows,
        "kinds": kinds,
        "village": place.level is Level.VILLAGE,
        "may_draw": place.level is Level.VILLAGE and on == today() and can_draw_grids(actor, place),
    }
    return render_to_string("places/panel_below.html", context)


def history(place: PlaceView, actor: Actor, on: date) -> str:
    """What the place was called, where it stood and what was said of it, newest first."""
    past = history_of(place.place_id)
    spans = [
        {"span": span, "state": "now" if span.covers(on) else "future" if span.start_on > on else ""} for span in past
    ]
    context = {
        "place": place,
        "spans": spans,
        "marks": marks_of(place.place_id),
        "events": told(events_of(place.place_id, past), actor),
        "may_change": on == today() and place.level < Level.GRID and actor.may(Right.CHANGE_MAP, place.area),
    }
    return render_to_string("places/panel_history.html", context)
