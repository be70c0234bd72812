"""What this room holds about a person, as plain values."""

from typing import Any

from django.db.models import Q

from headgoose.orders.models import OrderLine


def lines_held(person_id: int) -> list[dict[str, Any]]:
    """The lines of order papers that name the person, issued or not."""
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
        for line in lines.select_related("paper", "post__type").order_by("paper_id", "number")
    ]
