"""Whistles after the map has changed: they lie where their place went. A roll-call keeps the tree of its day."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from headgoose.casework.actions.moving_whistles import move_whistles
from headgoose.casework.following_map import heirs_of
from headgoose.casework.models import Whistle, WhistleState
from headgoose.kernel.actor import Actor
from headgoose.kernel.registries import Foreseen, MapOutcome
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of

IDS_A_QUERY = 500


def reasons_against_closing(place_ids: Sequence[int], on: date) -> dict[int, str]:
    """Why places cannot be closed: the whistle is blown there."""
    reason = _("A whistle is open there: close it first.")
    blown: set[int] = set()
    for start in range(0, len(place_ids), IDS_A_QUERY):
        there = Whistle.objects.filter(place_id__in=place_ids[start : start + IDS_A_QUERY], state=WhistleState.BLOWN)
        blown |= set(there.values_list("place_id", flat=True))
    return dict.fromkeys(blown, reason)


def foresee_nothing(outcome: MapOutcome) -> list[Foreseen]:
    """A whistle that only lies elsewhere from then on is nothing to be told of."""
    return []


def follow_if_needed(by: Actor, at: datetime, outcome: MapOutcome) -> None:
    """Lay whistles where their places went, where there are any."""
    moves = find_moves(outcome)
    if moves:
        move_whistles(by=by, at=at, outcome=outcome, moves=moves)


def find_moves(outcome: MapOutcome) -> dict[int, int]:
    """The new key of each whistle whose place has another one from that day on."""
    ended = dict(Span.objects.filter(end_on=outcome.on).values_list("place_id", "key"))
    heirs = heirs_of(outcome)
    now_at = {place: span.key for place, span in last_spans_of({*ended, *heirs.values()}).items()}
    to = {key: now_at.get(heirs.get(place, place), key) for place, key in ended.items()}
    found: dict[int, int] = {}
    for start in range(0, len(keys := sorted(to)), IDS_A_QUERY):
        there = Whistle.objects.filter(key__in=keys[start : start + IDS_A_QUERY])
        found |= {pk: to[key] for pk, key in there.values_list("pk", "key") if to[key] != key}
    return found
