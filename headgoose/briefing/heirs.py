"""What became of a place on a later map, and what a place was made from."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from headgoose.briefing.placing import WHOLE_PPM
from headgoose.places.lineage import lineage
from headgoose.places.models import Span, Succession
from headgoose.places.queries import spans_of


@dataclass(frozen=True)
class Part:
    """A place and the share, in parts per million, that it got or gave."""

    span: Span
    share_ppm: int


def heirs_of(place_id: int, on: date, map_on: date) -> list[Part]:
    """Where a place of a date lies on a later map: itself, or what it was merged into or split among, largest first."""
    shares = {link.to_place_id: link.share_ppm for link in lineage(on, map_on) if link.from_place_id == place_id}
    return _parts(shares or {place_id: WHOLE_PPM}, map_on)


def predecessors_of(place_id: int, on: date, map_on: date) -> list[Part]:
    """Of what places of a date a place of a later map consists, itself included if it was there, by their shares."""
    shares = {link.from_place_id: link.share_ppm for link in lineage(on, map_on) if link.to_place_id == place_id}
    return _parts(shares, on)


def predecessors_begin(place_id: int) -> date | None:
    """The first day of the oldest place that was made into this one, at whatever remove; None without any."""
    found: set[int] = set()
    newest = {place_id}
    while newest:
        before = Succession.objects.filter(to_place_id__in=newest).values_list("from_place_id", flat=True)
        newest = set(before) - found - {place_id}
        found |= newest
    first: date | None = (
        Span.objects.filter(place_id__in=found).aggregate(first=Min("start_on"))["first"] if found else None
    )
    return first


def _parts(shares: dict[int, int], on: date) -> list[Part]:
    spans = spans_of(shares, on)
    found = [Part(spans[place_id], share) for place_id, share in shares.items() if place_id in spans]
    return sorted(found, key=lambda part: (-part.share_ppm, part.span.key))
