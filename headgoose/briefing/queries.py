"""Reads of frozen briefings, within areas."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from headgoose.briefing.models import FrozenBriefing
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.clock import today
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of, span_of


def find_area(place_id: int, on: date) -> Area | None:
    """Where a place lies on a date, or None."""
    span = span_of(place_id, on)
    return span.area if span else None


def area_of_place(place_id: int) -> Area:
    """Where a place lies today; of one that has ended, where it lay last."""
    return find_area(place_id, today()) or last_spans_of([place_id])[place_id].area


def get_frozen(number: str, actor: Actor) -> FrozenBriefing:
    """A frozen briefing by its number. Refused (NOT_FOUND, or FORBIDDEN outside the actor's area)."""
    related = ("amends", "amended_by")
    frozen = FrozenBriefing.objects.select_related(*related).filter(number=number).first()
    if frozen is None:
        raise Refused(_("There is no frozen briefing of this number."), Because.NOT_FOUND)
    if not actor.may(Right.READ, area_of_place(frozen.place_id)):
        raise Refused(_("This place lies outside your area."), Because.FORBIDDEN)
    return frozen


def frozen_of_place(place_id: int) -> QuerySet[FrozenBriefing]:
    """All frozen briefings of a place, newest first."""
    return FrozenBriefing.objects.filter(place_id=place_id).select_related("amends", "amended_by")


def frozen_within(actor: Actor) -> QuerySet[FrozenBriefing]:
    """The frozen briefings of places in the actor's area, newest first. No area, no rows."""
    inside = Span.objects.on(today()).within(actor.scope(Right.READ)).values("place_id")
    return FrozenBriefing.objects.filter(Q(place_id__in=inside)).select_related("amends", "amended_by")


def newest_number(place_id: int) -> str:
    """The number of a place's newest frozen briefing; "" without any."""
    return frozen_of_place(place_id).values_list("number", flat=True).first() or ""
