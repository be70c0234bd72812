"""What this room holds about a person in post, as plain values: counts of what they did, never what residents said."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, QuerySet

from headgoose.casework.models import Answer, CallBack, Event, Leg, Request, RollCall, Whistle, WhistleEvent
from headgoose.kernel.area import Area
from headgoose.people.queries import is_inside

# Who asked is encrypted and tied to nobody on record: it is no holding about a person in post.
COVERS = (
    "casework.Event",
    "casework.Request",
    "casework.CallBack",
    "casework.Whistle",
    "casework.Leg",
    "casework.WhistleEvent",
    "casework.RollCall",
    "casework.Answer",
)


def casework_held(person_id: int, areas: Sequence[Area] | None = None) -> list[dict[str, Any]]:
    """How many steps of each kind the person took, and what they lead now."""
    held: list[tuple[str, QuerySet[Any], str, str]] = [
        ("steps_of_requests", Event.objects.filter(person_id=person_id), "verb", "request__key"),
        ("requests_led", Request.objects.filter(holder_id=person_id), "state", "key"),
        ("call_backs", CallBack.objects.filter(asked_by_id=person_id), "round", "request__key"),
        ("exclusions", CallBack.objects.filter(excluded_by_id=person_id), "round", "request__key"),
        ("whistles_blown", Whistle.objects.filter(blown_by_id=person_id), "kind", "key"),
        ("steps_of_whistles", WhistleEvent.objects.filter(person_id=person_id), "verb", "whistle__key"),
        ("reports_for_duty", Leg.objects.filter(reported_by_id=person_id), "state", "whistle__key"),
        ("answers_of_departments", Leg.objects.filter(answered_by_id=person_id), "state", "whistle__key"),
        ("roll_calls_opened", RollCall.objects.filter(opened_by_id=person_id), "kind", "low"),
        ("answers_for_grids", Answer.objects.filter(person_id=person_id), "called__status", "called__key"),
    ]
    found = []
    for what, rows, kind, key in held:
        for value, count in _counted(rows, kind, key, areas):
            found.append({"what": what, "kind": str(value), "count": count})
    return found


def _counted(rows: "QuerySet[Any]", kind: str, key: str, areas: Sequence[Area] | None) -> list[tuple[Any, int]]:
    """How many there are of each kind, within some areas."""
    if areas is None:
        return list(rows.order_by(kind).values_list(kind).annotate(Count("pk")))
    counts: dict[Any, int] = {}
    found = rows.order_by(kind).values_list(kind).annotate(lies=F(key), many=Count("pk"))
    for value, lies, many in found:
        if is_inside(lies, areas):
            counts[value] = counts.get(value, 0) + many
    return list(counts.items())
