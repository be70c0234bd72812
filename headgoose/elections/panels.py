"""What the room hangs into pages of lower rooms: the place page, the home desk, pages of figures."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.elections.models import Election, ElectionState, Term
from headgoose.elections.progress import tallies_below, total
from headgoose.elections.queries import current, elections_at, elections_within, find_term
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import today
from headgoose.kernel.registries import PlaceView, Waiting
from headgoose.kernel.rights import Right
from headgoose.places.models import Span
from headgoose.places.queries import span_of, top_places

SOON_DAYS = 30
TONES = {
    ElectionState.PLANNED.value: "plain",
    ElectionState.LISTED.value: "plain",
    ElectionState.HELD.value: "warn",
    ElectionState.CONFIRMED.value: "good",
    ElectionState.POSTPONED.value: "warn",
    ElectionState.VOID.value: "bad",
}
# What waits, from which level it is done, and how it is said.
OPEN_STATES = [ElectionState.PLANNED, ElectionState.LISTED]


def elections_panel(place: PlaceView, actor: Actor, on: date) -> str:
    """How far the elections of the term are below a place; of a village its own. As it is today.

    Above the county only the way there: the figures on the same page tell it, and counting thousands takes too long.
    """
    term = find_term(on)
    if term is None or on != today() or place.level > Level.VILLAGE:
        return ""
    span = place if isinstance(place, Span) else span_of(place.place_id, on)
    if span is None:
        return ""
    context: dict[str, Any] = {"term": term, "url": list_url(span, term)}
    if span.level is Level.VILLAGE:
        context["rows"] = [(one, TONES[one.state]) for one in current(elections_at(span.place_id, term))]
        if not context["rows"]:
            return ""
    elif span.level >= Level.COUNTY:
        context["tally"] = tally = total(tallies_below(span, term, on))
        if not tally.states:
            return ""
    return render_to_string("elections/panel.html", context)


def list_url(span: PlaceView, term: Term | None = None) -> str:
    """The page of the elections of a place."""
    query = f"?term={term.code}" if term is not None and term != find_term(today()) else ""
    return reverse("place-elections", args=[span.code]) + query


def figure_page(place: PlaceView, on: date) -> str:
    """The page of progress, for the pages of the figures about it."""
    return list_url(place) if place.level <= Level.VILLAGE and find_term(today()) is not None else ""


def waiting_elections(actor: Actor, on: date) -> list[Waiting]:
    """What waits for who prepares, holds and confirms elections in the actor's areas."""
    term, areas = find_term(on), actor.scope(Right.APPOINT)
    if term is None or on != today() or not areas:
        return []
    lines: list[Waiting] = []
    for span in top_places(areas, on):
        counts = _counts(current(elections_within([span.area], term, on)), on)
        if span.level <= Level.TOWNSHIP:
            lines += _lines(span, counts)
    return lines


def _counts(elections: QuerySet[Election], on: date) -> dict[str, int]:
    late = Q(state__in=OPEN_STATES, planned_on__lt=on)
    soon = Q(state=ElectionState.PLANNED, planned_on__gte=on, planned_on__lte=on + timedelta(days=SOON_DAYS))
    return elections.aggregate(
        held=Count("pk", filter=Q(state=ElectionState.HELD)),
        late=Count("pk", filter=late),
        soon=Count("pk", filter=soon),
        postponed=Count("pk", filter=Q(state=ElectionState.POSTPONED)),
        void=Count("pk", filter=Q(state=ElectionState.VOID)),
    )


def _lines(span: Span, counts: dict[str, int]) -> list[Waiting]:
    county = span.level <= Level.COUNTY
    offered = [
        ("held", _("Held, wait for confirmation"), "state=held", "warn", True),
        ("late", _("The planned day is over"), "late=1", "bad", True),
        ("soon", _("Within 30 days, lists not published yet"), "state=planned", "warn", True),
        ("postponed", _("Postponed, without another day"), "state=postponed", "warn", True),
        ("void", _("Void, without a by-election"), "state=void", "bad", county),
    ]
    url = reverse("elections-list", args=[span.code])
    return [
        Waiting(text=words, url=f"{url}?{query}", count=counts[name], detail=span.said, tone=tone)
        for name, words, query, tone, shown in offered
        if shown and counts[name]
    ]
