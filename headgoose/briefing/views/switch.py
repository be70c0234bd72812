"""The switch between the two maps that a figure of the past can be counted on, shown where they differ."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.briefing.heirs import Part, heirs_of, predecessors_of
from headgoose.briefing.placing import placement_of, places_act
from headgoose.briefing.reading import may_read
from headgoose.briefing.table import Value
from headgoose.briefing.views.asked import Asked, carried, with_query
from headgoose.kernel.clock import today
from headgoose.kernel.figures import Basis
from headgoose.places.queries import span_of


@dataclass(frozen=True)
class Choice:
    """One side of the switch."""

    label: str
    url: str
    on: bool


@dataclass(frozen=True)
class Switch:
    """Both maps for one page.

    Args:
        others: where the place is not on the other map: what it became, or what it was made from, with addresses.
        other: the same place on the other map, if it is there and the actor may read it.
        came_later: the place was made after the date; else it has ended since.
    """

    choices: list[Choice]
    others: list[tuple[Part, str]]
    other: Asked | None
    came_later: bool

    @property
    def other_value(self) -> Value | None:
        """The figure of the place on the other map."""
        return self.other.reader.value(self.other.figure, self.other.span) if self.other else None


Address = Callable[[Asked], str]


def figure_switch(page: Asked, url_name: str) -> Switch | None:
    """The switch of a page of a figure."""
    return switch_for(page, lambda one: one.url(url_name))


def place_switch(page: Asked, url_name: str, **query: str) -> Switch | None:
    """The switch of a page of a place."""

    def address(one: Asked) -> str:
        return with_query(reverse(url_name, args=[one.span.code]), {"on": one.on.isoformat(), **query, **one.query})

    return switch_for(page, address)


def switch_for(page: Asked, address: Address) -> Switch | None:
    """The switch of a page; None where the map has not changed since the date."""
    present = today()
    if page.on >= present or placement_of(page.on, present, places_act(present)) is None:
        return None
    flipped = Basis.THEN if page.later_map else Basis.TODAY
    other_on = page.on if page.later_map else present
    span = span_of(page.span.place_id, other_on)
    other = None
    if span is not None and may_read(page.actor, span, other_on):
        other = replace(page, span=span, basis=flipped)
    mine, theirs = address(page), address(other) if other else ""
    then, now = (theirs, mine) if page.later_map else (mine, theirs)
    choices = [
        Choice(str(Basis.THEN.label), then, not page.later_map),
        Choice(str(Basis.TODAY.label), now, page.later_map),
    ]
    others = [] if span is not None else _others(page, flipped, present, address)
    return Switch([choice for choice in choices if choice.url], others, other, page.later_map)


def _others(page: Asked, flipped: Basis, present: date, address: Address) -> list[tuple[Part, str]]:
    find = predecessors_of if page.later_map else heirs_of
    other_on = page.on if page.later_map else present
    found = []
    for part in find(page.span.place_id, page.on, present):
        may_open = may_read(page.actor, part.span, other_on)
        found.append((part, address(replace(page, span=part.span, basis=flipped)) if may_open else ""))
    return found


def trend_choices(page: Asked, url_name: str) -> list[Choice]:
    """What map the years can be counted on: all on one, or each on its own; nothing where the map never changed."""
    path = reverse(url_name, args=[page.figure.code, page.span.code, page.on.isoformat()])
    each = page.basis is Basis.THEN
    one = Basis.TODAY if page.map_on >= today() else None
    return [
        Choice(
            _("all on the map of %(day)s") % {"day": page.map_on},
            with_query(path, carried(one, page.known_on)),
            not each,
        ),
        Choice(_("each on its own map"), with_query(path, carried(Basis.THEN, page.known_on)), each),
    ]
