"""What this room holds about a person, as plain values: all of it, or what lies inside some areas."""

from collections.abc import Sequence
from typing import Any

from headgoose.elections.models import Contest
from headgoose.kernel.area import Area
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of


def contests_held(person_id: int, areas: Sequence[Area] | None = None) -> list[dict[str, Any]]:
    """The elections in which the person was elected."""
    found = list(
        Contest.objects.filter(person_id=person_id).select_related("election__term", "post__type").order_by("pk")
    )
    spans = last_spans_of(one.post.place_id for one in found)
    return [
        {
            "place": spans[one.post.place_id].said,
            "body": one.election.body,
            "term": one.election.term.name,
            "post": one.post.type.name,
            "state": one.election.state,
            "held_on": one.election.held_on,
            "candidates": one.standing,
            "votes": one.votes,
        }
        for one in found
        if areas is None or is_inside(spans[one.post.place_id].key, areas)
    ]
