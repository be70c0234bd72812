"""What disclosure shows on pages of lower rooms: a door on the page for everybody, and what is overdue on the desk."""

from datetime import date

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.registries import PlaceView, Waiting
from headgoose.kernel.rights import Right
from headgoose.ledger.disclosures import Overdue, overdue_within
from headgoose.places.models import Kind
from headgoose.places.queries import top_places


def open_books_panel(place: PlaceView, on: date) -> str:
    """The door to the open books of a village; the page behind it says what is open, if anything."""
    if place.kind != Kind.VILLAGE:
        return ""
    return render_to_string("ledger/public_panel.html", {"url": reverse("open-books", args=[place.code])})


def overdue_disclosures(actor: Actor, on: date) -> list[Waiting]:
    """What is overdue with its disclosure where the actor keeps books, or looks after those who do."""
    scope = actor.scope(Right.KEEP_BOOKS) or actor.scope(Right.LOCK_BOOKS)
    lines = []
    for place in top_places(scope, on):
        overdue, _keys = overdue_within(place, on)
        if not overdue:
            continue
        if place.level is Level.VILLAGE:
            lines.append(_own(overdue[0]))
        else:
            url = reverse("place-disclosures", args=[place.code])
            text = _("Villages overdue with their disclosure in %(place)s") % {"place": place.said}
            lines.append(Waiting(text, url, len(overdue), tone="warn"))
    return lines


def _own(overdue: Overdue) -> Waiting:
    said = {"place": overdue.span.said, "days": overdue.days}
    return Waiting(
        _("Disclosure of %(place)s: %(days)d days overdue") % said,
        reverse("ledger-disclosures", args=[overdue.span.code]),
        len(overdue.quarters),
        tone="warn",
    )
