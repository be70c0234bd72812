"""Reads of the trail."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Q, QuerySet

from headgoose.kernel.area import Area
from headgoose.records.models import Act


def latest_act_touching(rooms: Iterable[str], on: date) -> int:
    """The newest act that can have changed a figure of these rooms as at a date; 0 when there is none."""
    newest = Act.objects.filter(room__in=list(rooms), touches_from__lte=on).aggregate(newest=Max("id"))["newest"]
    return newest or 0


def latest_act_on(subject: str) -> int:
    """The newest act on a subject; 0 when there is none."""
    return Act.objects.filter(subject=subject).aggregate(newest=Max("id"))["newest"] or 0


def places_touched_since(rooms: Iterable[str], on: date, act_id: int, most: int) -> set[int] | None:
    """The keys of places where acts after a given one can have changed figures as at a date.

    None when an act does not say where it was, or when there are more than `most` acts.
    """
    acts = Act.objects.filter(room__in=list(rooms), touches_from__lte=on, id__gt=act_id)
    keys = list(acts.values_list("place_key", flat=True)[: most + 1])
    return None if len(keys) > most or None in keys else {key for key in keys if key is not None}


def acts_within(areas: Iterable[Area]) -> QuerySet[Act]:
    """The trail of some areas, newest first. No areas, no rows."""
    condition = Q(pk__in=[])
    for area in areas:
        condition |= Q(place_key__gte=area.low, place_key__lt=area.high)
    return Act.objects.filter(condition).order_by("-id")
