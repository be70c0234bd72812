"""What this room holds about a person, as plain values: all of it, or what lies inside some areas."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from headgoose.kernel.area import Area
from headgoose.orders.models import OrderLine, PaperState
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of

IN_FORCE = {PaperState.ISSUED, PaperState.REVERSING, PaperState.REVERSED}


def lines_held(person_id: int, areas: Sequence[Area] | None = None) -> list[dict[str, Any]]:
    """The lines of order papers that name the person, issued or not.

    Inside areas: those about seats there, and before a paper is issued only where its own place is there, too.
    """
    lines = OrderLine.objects.filter(
        Q(person_id=person_id) | Q(made__person_id=person_id) | Q(tenure__person_id=person_id)
    )
    return [
        {
            "paper": line.paper.number,
            "title": line.paper.title,
            "state": line.paper.state,
            "line": line.number,
            "verb": line.verb,
            "post": line.post.type.name,
            "start_on": line.start_on,
            "end_on": line.end_on,
            "how": line.how,
            "reason": line.reason,
            "name": line.name,
            "sex": line.sex,
            "born_on": line.born_on,
        }
        for line in _inside(lines.select_related("paper", "post__type").order_by("paper_id", "number"), areas)
    ]


def _inside(lines: Iterable[OrderLine], areas: Sequence[Area] | None) -> list[OrderLine]:
    found = list(lines)
    if areas is None:
        return found
    spans = last_spans_of(place for line in found for place in (line.post.place_id, line.paper.place_id))
    near = {place for place, span in spans.items() if is_inside(span.key, areas)}
    return [
        line
        for line in found
        if line.post.place_id in near and (line.paper.state in IN_FORCE or line.paper.place_id in near)
    ]
