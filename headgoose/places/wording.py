"""Places in words: what lies below, codes as headings, addresses."""

from collections.abc import Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from headgoose.kernel.clock import today
from headgoose.kernel.registries import PlaceView
from headgoose.look.wording import number_text
from headgoose.places.models import Kind


def counted(kind: Kind, count: int) -> str:
    """A number of places of a kind: `109 villages`."""
    words = {"count": number_text(count)}
    match kind:
        case Kind.PROVINCE:
            return ngettext("%(count)s province", "%(count)s provinces", count) % words
        case Kind.PREFECTURE:
            return ngettext("%(count)s prefecture", "%(count)s prefectures", count) % words
        case Kind.COUNTY:
            return ngettext("%(count)s county", "%(count)s counties", count) % words
        case Kind.TOWNSHIP:
            return ngettext("%(count)s township", "%(count)s townships", count) % words
        case Kind.VILLAGE:
            return ngettext("%(count)s village", "%(count)s villages", count) % words
        case Kind.COMMUNITY:
            return ngettext("%(count)s community", "%(count)s communities", count) % words
        case Kind.GRID:
            return ngettext("%(count)s grid", "%(count)s grids", count) % words


def counted_below(counts: Mapping[Kind, int]) -> list[str]:
    """What lies below a place, kind by kind from the top."""
    return [counted(kind, counts[kind]) for kind in sorted(counts)]


def dated(url: str, on: date) -> str:
    """An address at a date; today needs none."""
    return url if on == today() else f"{url}?on={on.isoformat()}"


def place_url(place: PlaceView, on: date) -> str:
    """The page of a place at a date."""
    return dated(reverse("place", args=[place.code]), on)
