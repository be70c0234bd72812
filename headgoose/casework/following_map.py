"""Requests after the map has changed: they lie where their place went, and their desks stand there.

A place is told by its code of before: what lies under an old key lies under the new one, also what came there from a
place that was closed before. A request itself keeps the place that it was about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headgoose.casework.models import Request, RequestState
from headgoose.casework.models.request import OPEN_STATES
from headgoose.kernel.registries import Foreseen, MapOutcome
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of

# At these a desk still has something to do.
AT_A_DESK = [*OPEN_STATES, RequestState.ANSWERED]
IDS_A_QUERY = 500


@dataclass(frozen=True)
class Shift:
    """What lay under an old key lies under a new one."""

    request_ids: list[int]
    new_key: int


def reasons_against_closing(place_ids: Sequence[int], on: date) -> dict[int, str]:
    """Why places cannot be closed: requests are open there, or lie at a desk there."""
    reasons: dict[int, str] = {}
    for start in range(0, len(place_ids), IDS_A_QUERY):
        some = list(place_ids[start : start + IDS_A_QUERY])
        for field in ("place_id", "village_id", "desk_place_id"):
            there = Request.objects.filter(**{f"{field}__in": some, "state__in": OPEN_STATES})
            for place_id in there.values_list(field, flat=True).distinct():
                reasons[place_id] = _("Requests of residents are open there: settle them first.")
    return reasons


def heirs_of(outcome: MapOutcome) -> dict[int, int]:
    """By place that is closed, the place that most of it goes to."""
    return {closed: max(parts, key=lambda part: part[1])[0] for closed, parts in outcome.closed.items() if parts}


def foresee_following(outcome: MapOutcome) -> list[Foreseen]:
    """How many requests follow the places that are closed."""
    closed = list(outcome.closed)
    if not closed:
        return []
    there = Request.objects.filter(place_id__in=closed).count()
    desks = Request.objects.filter(desk_place_id__in=closed, state__in=AT_A_DESK).count()
    said = []
    if there:
        text = ngettext("%(count)d request lies there then", "%(count)d requests lie there then", there)
        said.append(Foreseen(text % {"count": there}, there))
    if desks:
        text = ngettext("%(count)d request gets another desk", "%(count)d requests get another desk", desks)
        said.append(Foreseen(text % {"count": desks}, desks))
    return said


def find_shifts(outcome: MapOutcome) -> list[Shift]:
    """Which requests get another key, worked out before any of them does: two places may change their codes."""
    ended = {span.place_id: span.key for span in Span.objects.filter(end_on=outcome.on)}
    laid = dict(Span.objects.filter(start_on=outcome.on).values_list("place_id", "key"))
    heirs = heirs_of(outcome)
    last = last_spans_of(set(heirs.values()))
    to = {place: laid[place] for place in ended if place in laid}
    to |= {place: last[heir].key for place, heir in heirs.items() if heir in last}
    found = []
    for place, new_key in to.items():
        old_key = ended.get(place)
        if old_key is None or old_key == new_key:
            continue
        ids = list(Request.objects.filter(key=old_key).values_list("pk", flat=True))
        if ids:
            found.append(Shift(ids, new_key))
    return found
