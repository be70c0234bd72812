"""What this room shows on the page of a place: its figures, and the map of one of them."""

from datetime import date

from django.template.loader import render_to_string

from headgoose.briefing.county_map import draw_map
from headgoose.briefing.engine import Reader
from headgoose.briefing.reading import counties_of, tiles
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.figures import figures
from headgoose.kernel.registries import PlaceView
from headgoose.kernel.rights import Right
from headgoose.places.models import Span

SHOWN_ON_MAP = "G7"


def tiles_panel(place: PlaceView, actor: Actor, on: date) -> str:
    """Every figure of the place as a card."""
    if not isinstance(place, Span) or not actor.may(Right.READ, place.area):
        return ""
    return render_to_string("briefing/tiles.html", {"tiles": tiles(Reader(on), place), "on": on})


def map_panel(place: PlaceView, actor: Actor, on: date) -> str:
    """The counties of a province or prefecture, shaded by one figure."""
    if not isinstance(place, Span) or place.level > Level.PREFECTURE or not actor.may(Right.READ, place.area):
        return ""
    figure, reader = figures.get(SHOWN_ON_MAP), Reader(on)
    counties = counties_of(place, on)
    drawn = draw_map(counties, reader.values(figure, counties))
    return render_to_string("briefing/map_panel.html", {"map": drawn, "figure": figure, "span": place, "on": on})
