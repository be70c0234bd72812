"""How a place is shown as the record behind a figure."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse

from headgoose.kernel.registries import Hit
from headgoose.places.models import Kind
from headgoose.places.queries import spans_of


def present_places(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """The name, kind and page of each place on the map of a date."""
    return {
        place_id: Hit(span.said, str(Kind(span.kind).label), reverse("place", args=[span.code]))
        for place_id, span in spans_of(ids, on).items()
    }
