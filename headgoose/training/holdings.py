"""What this room holds about a person, as plain values: all of it, or what lies inside some areas."""

from collections.abc import Sequence
from typing import Any

from headgoose.kernel.area import Area
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of
from headgoose.training.models import Mark
from headgoose.training.queries import classes_of

COVERS = ("training.Enrolment", "training.HoursPast", "training.Certificate", "training.Mark")


def classes_held(person_id: int, areas: Sequence[Area] | None = None) -> list[dict[str, Any]]:
    """The classes that the person was named for, with hours, corrections, certificate and roll.

    Inside areas: those for which the person was named by a post there.
    """
    rows = list(classes_of(person_id).select_related("tenure__type", "certificate").prefetch_related("past"))
    if areas is not None:
        spans = last_spans_of(row.tenure.place_id for row in rows)
        near = {place for place, span in spans.items() if is_inside(span.key, areas)}
        rows = [row for row in rows if row.tenure.place_id in near]
    marks: dict[int, list[dict[str, Any]]] = {}
    for mark in Mark.objects.filter(enrolment__in=rows).select_related("session").order_by("pk"):
        said = {"session": mark.session.number, "present": mark.present, "how": mark.how, "at": mark.at}
        marks.setdefault(mark.enrolment_id, []).append(said)
    return [
        {
            "class": row.training_class.title,
            "start_on": row.training_class.start_on,
            "end_on": row.training_class.end_on,
            "post": row.tenure.type.name,
            "named_at": row.named_at,
            "withdrawn_at": row.withdrawn_at,
            "withdrawn_why": row.withdrawn_why,
            "minutes": row.minutes,
            "corrected_why": row.corrected_why,
            "minutes_before": [past.minutes for past in row.past.all()],
            "evaluated": row.answered,
            "certificate": row.certificate.number if hasattr(row, "certificate") else "",
            "roll": marks.get(row.pk, []),
        }
        for row in rows
    ]
