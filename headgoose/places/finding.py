"""Places in the search box."""

from collections.abc import Sequence
from datetime import date

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.registries import Hit
from headgoose.kernel.rights import Right
from headgoose.places.models import Span
from headgoose.places.queries import search_places
from headgoose.places.wording import place_url


def find_places(words: str, actor: Actor, on: date, limit: int) -> Sequence[Hit]:
    """Places that the actor may read, each with the names above it."""
    spans = search_places(words, on, limit, areas=actor.scope(Right.READ))
    above = _names_above(spans, on)
    return [Hit(span.said, f"{span.code} · {above[span.pk]}".rstrip(" ·"), place_url(span, on)) for span in spans]


def _names_above(spans: Sequence[Span], on: date) -> dict[int, str]:
    """For each span, the short names of its ancestors below the province; one query for all."""
    keys = {
        (span.key - span.key % level.divisor, level)
        for span in spans
        for level in Level
        if Level.PROVINCE < level < span.level
    }
    wanted = Span.objects.on(on).filter(key__in={key for key, _level in keys})
    names = {(span.key, span.level): span.short for span in wanted} if keys else {}
    return {
        span.pk: " ".join(
            names.get((span.key - span.key % level.divisor, level), "")
            for level in Level
            if Level.PROVINCE < level < span.level
        )
        for span in spans
    }
