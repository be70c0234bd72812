"""What the room hangs into pages of other rooms: the place page, the search box, the home desk."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.registries import Hit, PlaceView, Waiting
from headgoose.kernel.rights import Right
from headgoose.look.wording import day_text
from headgoose.people.queries import Count, Order, Seat, State, find_persons, seat_counts, seats_of, seats_within
from headgoose.people.rules import reach
from headgoose.people.views.lists import list_url
from headgoose.people.views.rows import lines_of
from headgoose.places.models import Span
from headgoose.places.queries import span_of, top_places
from headgoose.places.wording import dated

ENDING_LINES = 8
# A village's own seats are all shown; an office of forty shows its empty seats and the first few.
OWN_SEATS_SHOWN = 16
OFFICERS_SHOWN = 6


def people_panel(place: PlaceView, actor: Actor, on: date) -> str:
    """Who sits at a place, which seats are empty, and in how many seats people sit below it."""
    span = place if isinstance(place, Span) else span_of(place.place_id, on)
    seats = seats_of(place.place_id, on, span)
    shown = seats
    if len(seats) > OWN_SEATS_SHOWN:
        shown = sorted(seats, key=lambda seat: seat.tenure is not None)[:OFFICERS_SHOWN]
    lines = lines_of(shown, actor, on, with_above=False)
    below = [row for count in seat_counts([place.area], on) if (row := _below(place, count, seats, on))["seats"]]
    vacant = sum(seat.tenure is None for seat in seats)
    context = {"lines": lines, "below": below, "vacant": vacant, "on": on}
    if len(shown) < len(seats):
        context |= {"all": len(seats), "all_url": list_url(place.code, on)}
    return render_to_string("people/panel.html", context)


def _below(place: PlaceView, count: Count, seats: Sequence[Seat], on: date) -> dict[str, Any]:
    """One kind of post below a place: its seats without those at the place itself."""
    own = [seat for seat in seats if seat.type == count.type]
    own_held = sum(seat.tenure is not None for seat in own)

    def url(state: State) -> str:
        return list_url(place.code, on, type=count.type.code, state=state.value)

    return {
        "count": count,
        "seats": count.seats - len(own),
        "held": count.held - own_held,
        "vacant": count.vacant - (len(own) - own_held),
        "list_url": list_url(place.code, on, type=count.type.code),
        "vacant_url": url(State.VACANT),
        "ending_url": url(State.ENDING),
    }


def find_people(words: str, actor: Actor, on: date, limit: int) -> list[Hit]:
    """People for the search box."""
    found = find_persons(words, actor.scope(Right.READ), on, limit)
    return [Hit(one.person.name, one.detail, dated(reverse("person", args=[one.person.pk]), on)) for one in found]


def empty_seats(actor: Actor, on: date) -> list[Waiting]:
    """Empty seats in the actor's area by kind, first those that the actor may fill."""
    scope = actor.scope(Right.READ)
    top = top_places(scope, on)
    counts = [count for count in seat_counts(scope, on) if count.vacant]
    if not top:
        return []
    lines = []
    for count in sorted(counts, key=lambda count: (not reach(actor, count.type), count.type.order)):
        may = bool(reach(actor, count.type))
        lines.append(
            Waiting(
                text=count.type.name,
                url=list_url(top[0].code, on, type=count.type.code, state=State.VACANT.value, sort="since"),
                count=count.vacant,
                detail="" if may else _("filled by a level above"),
                tone="warn" if may else "",
            )
        )
    return lines


def ending_tenures(actor: Actor, on: date) -> list[Waiting]:
    """The tenures in the actor's area that end soonest, within 90 days."""
    scope = actor.scope(Right.READ)
    top = top_places(scope, on)
    if not top:
        return []
    seats = seats_within(scope, on, state=State.ENDING, order=Order.UNTIL, limit=ENDING_LINES + 1)
    lines = [_ending(seat, on) for seat in seats[:ENDING_LINES]]
    if len(seats) > ENDING_LINES:
        lines.append(Waiting(_("All of them"), list_url(top[0].code, on, state=State.ENDING.value, sort="until")))
    return lines


def _ending(seat: Seat, on: date) -> Waiting:
    if seat.tenure is None:
        raise ValueError("an ending seat is held")
    return Waiting(
        text=f"{seat.tenure.person.name} · {seat.type.name}",
        url=dated(reverse("person", args=[seat.tenure.person_id]), on),
        detail=_("%(place)s · ends on %(day)s") % {"place": seat.place.said, "day": day_text(seat.tenure.end_on)},
    )
