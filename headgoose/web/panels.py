"""What the shell shows on pages of lower rooms: the way to the trail, for those who may read it."""

from datetime import date

from django.template.loader import render_to_string
from django.urls import reverse

from headgoose.kernel.actor import Actor
from headgoose.kernel.registries import PlaceView
from headgoose.kernel.rights import Right
from headgoose.records.trail import Wanted
from headgoose.web.trail.lines import lines_of
from headgoose.web.trail.reach import Reach

SHOWN = 3


def place_panel(place: PlaceView, actor: Actor, on: date) -> str:
    """The newest acts at a place and below."""
    if not actor.may(Right.READ_TRAIL, place.area):
        return ""
    lines = lines_of(Reach(actor, on).of_place(place.area, Wanted(), SHOWN), actor, on)
    return render_to_string("web/trail_panel.html", {"lines": lines, "url": reverse("place-trail", args=[place.code])})


def person_panel(person_id: int, actor: Actor, on: date) -> str:
    """The way to what was done about a person, for those who may read the trail where they have a post."""
    if not actor.scope(Right.READ_TRAIL):
        return ""
    return render_to_string("web/trail_panel.html", {"url": reverse("person-trail", args=[person_id])})
