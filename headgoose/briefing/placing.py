"""Where the places of a date lie on the map of a later one: figures of the past on today's map.

A place keeps its id when it is renamed, recoded or moved, so most are found by their id. What was merged, split or
closed is placed by its lineage, which loses nothing: the sum over the province is the same on every map.
"""

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Max, Q

from headgoose.kernel.area import Area
from headgoose.places.lineage import lineage
from headgoose.places.models import Span
from headgoose.places.queries import spans_of
from headgoose.records.queries import latest_act_touching

WHOLE_PPM = 1_000_000
PLACES = frozenset({"places"})


@dataclass(frozen=True)
class Moved:
    """A place of the earlier date, or a share of it, at a key of the later map to which its id alone does not lead."""

    place_id: int
    key: int
    share_ppm: int


@dataclass(frozen=True)
class Placement:
    """The places of a date on a later map.

    Args:
        map_on: the first day of the map.
        moved: what lies elsewhere than its id says.
        led_away: those of them that the later map still knows; `moved` says wholly where they lie.
    """

    on: date
    map_on: date
    moved: tuple[Moved, ...] = ()
    led_away: tuple[int, ...] = ()

    @property
    def scale(self) -> int:
        """What sums are counted in: ones, or millionths where some place was divided."""
        return WHOLE_PPM if any(moved.share_ppm != WHOLE_PPM for moved in self.moved) else 1

    def within(self, area: Area) -> list[Moved]:
        """What moved into an area."""
        return [moved for moved in self.moved if area.low <= moved.key < area.high]


def places_act(map_on: date) -> int:
    """The newest act that can have changed a map."""
    return latest_act_touching(PLACES, map_on)


def map_begins(map_on: date, newest: int) -> date:
    """The first day of the map that is in force on a date: from then to it nothing began or ended."""
    key = f"briefing.map_begins:{map_on}:{newest}"
    known: date | None = cache.get(key)
    if known is None:
        bounds = Span.objects.aggregate(
            start=Max("start_on", filter=Q(start_on__lte=map_on)), end=Max("end_on", filter=Q(end_on__lte=map_on))
        )
        known = max((day for day in bounds.values() if day is not None), default=map_on)
        cache.set(key, known)
    return known


def placement_of(on: date, map_on: date, newest: int) -> Placement | None:
    """The places of a date on a later map; None when all of them are there as they were."""
    begins = map_begins(map_on, newest)
    if on >= begins:
        return None
    key = f"briefing.placement:{on}:{begins}:{newest}"
    kept = cache.get(key)
    if kept is None:
        kept = (_read_placement(on, begins),)
        cache.set(key, kept)
    placement: Placement | None = kept[0]
    return placement


def forget_placements() -> None:
    """Read them anew (tests)."""
    cache.clear()


def _read_placement(on: date, map_on: date) -> Placement | None:
    links = lineage(on, map_on)
    if not links and not Span.objects.on(on).filter(end_on__lte=map_on).exists():
        return None
    left = {link.from_place_id for link in links}
    later = spans_of(left | {link.to_place_id for link in links}, map_on)
    moved = tuple(Moved(link.from_place_id, later[link.to_place_id].key, link.share_ppm) for link in links)
    return Placement(on, map_on, moved, tuple(sorted(left & later.keys())))
