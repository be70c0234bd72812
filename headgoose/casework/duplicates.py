"""Requests that may be about the same thing, by place, category, time and text: suggested, never merged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from headgoose.casework.models import Request, RequestState
from headgoose.casework.models.request import OPEN_STATES

WITHIN = timedelta(days=14)
LOOKED_AT, SUGGESTED = 200, 5
# What each likeness weighs; together 100.
SAME_CATEGORY, SAME_PLACE, SAME_TEXT = 30, 20, 50
LEAST = 35


@dataclass(frozen=True)
class Likeness:
    """Another request and how alike it is, 0 to 100."""

    request: Request
    weight: int


def suggest_duplicates(request: Request, seen: Iterable[int] | None = None) -> list[Likeness]:
    """The requests of the same village that are most like this one, received within two weeks of it.

    Args:
        seen: only these may be suggested; None for all.
    """
    states = [*OPEN_STATES, RequestState.ANSWERED]
    near = (request.received_at - WITHIN, request.received_at + WITHIN)
    others = Request.objects.filter(village_id=request.village_id, received_at__range=near, state__in=states)
    others = others.exclude(pk=request.pk).select_related("category").order_by("-received_at")
    if seen is not None:
        others = others.filter(pk__in=list(seen))
    words = pieces(request.text)
    found = [Likeness(other, _weigh(request, words, other)) for other in others[:LOOKED_AT]]
    found = [one for one in found if one.weight >= LEAST]
    return sorted(found, key=lambda one: (-one.weight, one.request.pk))[:SUGGESTED]


def _weigh(request: Request, words: frozenset[str], other: Request) -> int:
    weight = SAME_CATEGORY if other.category.code == request.category.code else 0
    weight += SAME_PLACE if other.place_id == request.place_id else 0
    return weight + round(SAME_TEXT * likeness(words, pieces(other.text)))


def pieces(text: str) -> frozenset[str]:
    """A text as its pairs of neighbouring letters and digits, in which Chinese needs no words."""
    plain = [sign.lower() for sign in text if sign.isalnum()]
    return frozenset(a + b for a, b in pairwise(plain))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the pieces of two texts is common to both, 0 to 1."""
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 0.0
