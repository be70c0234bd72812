"""How requests, whistles and called grids are shown as the records behind a figure: never what a resident said."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.casework.models import CallBack, Called, Request, Whistle
from headgoose.kernel.clock import date_of
from headgoose.kernel.registries import Hit
from headgoose.places.queries import last_spans_of


def present_requests(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """The number and category of each request, with its day and state."""
    found = Request.objects.filter(pk__in=ids).select_related("category")
    return {
        request.pk: Hit(
            f"{request.category.name} {request.pk}",
            f"{date_of(request.received_at)} · {request.get_state_display()}",
            reverse("request", args=[request.pk]),
        )
        for request in found
    }


def present_exclusions(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """Each excluded request with who excluded it, and why."""
    hits = dict(present_requests(ids, on))
    rows = CallBack.objects.filter(request_id__in=ids).exclude(excluded_why="").select_related("excluded_by")
    for row in rows.order_by("round"):
        said = {"person": row.excluded_by or "", "why": row.excluded_why}
        hit = hits[row.request_id]
        hits[row.request_id] = Hit(hit.label, _("excluded by %(person)s: %(why)s") % said, hit.url)
    return hits


def present_whistles(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """The title of each whistle."""
    return {
        whistle.pk: Hit(
            whistle.title,
            f"{date_of(whistle.blown_at)} · {whistle.get_state_display()}",
            reverse("whistle", args=[whistle.pk]),
        )
        for whistle in Whistle.objects.filter(pk__in=ids)
    }


def present_called(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """Each grid that was called, with the roll-call."""
    rows = list(Called.objects.filter(pk__in=ids).select_related("roll_call"))
    spans = last_spans_of(row.place_id for row in rows)
    return {
        row.pk: Hit(spans[row.place_id].said, row.roll_call.title, reverse("roll", args=[row.roll_call_id]))
        for row in rows
    }
