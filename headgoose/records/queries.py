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


def acts_within(areas: Iterable[Area]) -> QuerySet[Act]:
    """The trail of some areas, newest first. No areas, no rows."""
    condition = Q(pk__in=[])
    for area in areas:
        condition |= Q(place_key__gte=area.low, place_key__lt=area.high)
    return Act.objects.filter(condition).order_by("-id")
