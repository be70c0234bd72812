"""Which acts a reader may see.

Acts at a place: whoever may read the trail there. Acts that name no place, such as orders for many places and sign-ins:
whoever may read the trail of every province there is; and, on the page of a record or of a person, whoever may read it
where that record lies.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.trail_words import split_subject, subjects
from headgoose.places.models import Kind, Span
from headgoose.records.models import Act
from headgoose.records.trail import Wanted, acts_of_areas, acts_of_subjects

# How many acts are looked at to fill a page with those that may be shown.
ROUNDS = 20


class Reach:
    """What one reader may see of the trail."""

    def __init__(self, actor: Actor, on: date) -> None:
        self.areas = actor.scope(Right.READ_TRAIL)
        self._actor = actor
        self._on = on

    @property
    def everywhere(self) -> bool:
        """Whether every province lies in the reader's areas."""
        if not self.areas:
            return False
        provinces = Span.objects.on(self._on).filter(kind=Kind.PROVINCE)
        tops = list(provinces)
        return bool(tops) and all(self._actor.may(Right.READ_TRAIL, top.area) for top in tops)

    def of_all(self, wanted: Wanted, limit: int) -> list[Act]:
        """The whole trail of the reader's areas."""
        return acts_of_areas(self.areas, wanted, limit, placeless=self.everywhere)

    def of_place(self, area: Area, wanted: Wanted, limit: int) -> list[Act]:
        """The trail of a place and all below."""
        self._actor.require(Right.READ_TRAIL, area)
        return acts_of_areas([area], wanted, limit)

    def of_subjects(self, upon: Sequence[str], wanted: Wanted, limit: int) -> list[Act]:
        """The acts upon some records that the reader may see."""
        if not self.areas:
            return []
        found: list[Act] = []
        for _round in range(ROUNDS):
            acts = acts_of_subjects(upon, wanted, limit)
            found += self._visible(acts)
            if len(acts) < limit or len(found) >= limit:
                break
            wanted = Wanted(wanted.since, wanted.until, wanted.verb, wanted.user_id, (acts[-1].at, acts[-1].pk))
        return found[:limit]

    def _visible(self, acts: Sequence[Act]) -> list[Act]:
        everywhere = any(act.place_key is None for act in acts) and self.everywhere
        areas = {} if everywhere else _areas_of([act for act in acts if act.place_key is None])
        return [act for act in acts if everywhere or self._sees(act, areas.get(act.subject))]

    def _sees(self, act: Act, area: Area | None) -> bool:
        if act.place_key is not None:
            return any(mine.low <= act.place_key < mine.high for mine in self.areas)
        return area is not None and self._actor.may(Right.READ_TRAIL, area)


def _areas_of(acts: Sequence[Act]) -> dict[str, Area]:
    """Where the records lie that acts without a place are upon."""
    wanted: dict[str, set[int]] = {}
    for act in acts:
        noun, number = split_subject(act.subject)
        if number is not None:
            wanted.setdefault(noun, set()).add(number)
    found: dict[str, Area] = {}
    for noun, numbers in wanted.items():
        kind = subjects.get(noun)
        if kind and kind.areas:
            found |= {f"{noun}:{number}": area for number, area in kind.areas(sorted(numbers)).items()}
    return found


def check_reads_trail(actor: Actor) -> None:
    """Refuse whoever may read no trail at all."""
    if not actor.scope(Right.READ_TRAIL):
        raise Refused(_("Your posts do not give you this right here."), Because.FORBIDDEN)
