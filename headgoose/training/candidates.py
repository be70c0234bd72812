"""Those in post of a class's track whom somebody can name, inside the areas of their quotas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from headgoose.kernel.area import Area
from headgoose.people.models import Tenure
from headgoose.places.models import Span
from headgoose.places.names import plain_text
from headgoose.places.queries import last_spans_of
from headgoose.training.models import Enrolment, TrainingClass
from headgoose.training.queries import approved_minutes

CANDIDATES_A_PAGE = 50
# How many in post are looked at, so that those without hours come first among them.
LOOKED_AT = 3_000


@dataclass(frozen=True)
class Candidate:
    """Somebody in post, with the minutes that they have this year."""

    tenure: Tenure
    span: Span
    minutes: int


def find_candidates(
    training_class: TrainingClass, areas: Sequence[Area], on: date, words: str, offset: int
) -> list[Candidate]:
    """A page of candidates and one more: those without hours this year first, then in the order of the map.

    Args:
        words: a part of a name, or of the name of a place.
    """
    day = max(on, training_class.start_on)
    near = Span.objects.on(on).within(areas).values("place_id")
    rows = Tenure.objects.filter(
        type__in=training_class.track.types.values("type_id"), place__in=near, start_on__lte=day, end_on__gt=day
    )
    plain = plain_text(words)
    if plain:
        named = Span.objects.on(on).within(areas).filter(name__contains=plain).values("place_id")
        rows = rows.filter(Q(person__name__contains=plain) | Q(place__in=named))
    inside = Enrolment.objects.filter(training_class=training_class, withdrawn_at=None).values("person_id")
    found = list(
        rows.exclude(person__in=inside).select_related("person", "type").order_by("place_id", "pk")[:LOOKED_AT]
    )
    spans = last_spans_of(tenure.place_id for tenure in found)
    minutes = approved_minutes({tenure.person_id for tenure in found}, on.year)
    once = {tenure.person_id: tenure for tenure in reversed(found)}.values()
    ordered = [Candidate(one, spans[one.place_id], minutes.get(one.person_id, 0)) for one in once]
    ordered.sort(key=lambda one: (one.minutes > 0, one.span.key, one.tenure.pk))
    return ordered[offset : offset + CANDIDATES_A_PAGE + 1]
