"""Changes of the map for tests, written as their actions leave them: spans ended and laid, successions recorded."""

from datetime import date
from typing import TYPE_CHECKING

from headgoose.kernel.area import area_of
from headgoose.kernel.clock import FOREVER, now
from headgoose.places.models import Kind, Place, PlaceEvent, Span, Succession

if TYPE_CHECKING:
    from conftest import Tree

WHOLE = 1_000_000


class MapChanges:
    """Merges, splits and moves of places of the small tree."""

    def __init__(self, tree: "Tree") -> None:
        self.tree = tree
        self._next = 500

    def _succeed(self, kind: str, on: date, *parts: tuple[int, int, int]) -> None:
        event = PlaceEvent.objects.create(kind=kind, effective_on=on, document="x", place_key=None, made_at=now())
        Succession.objects.bulk_create(
            Succession(event=event, from_place_id=a, to_place_id=b, share_ppm=ppm) for a, b, ppm in parts
        )

    def _open(self, span: Span, on: date, **changed: object) -> Span:
        facts = {name: getattr(span, name) for name in ("place_id", "parent_id", "key", "kind", "name")}
        return Span.objects.create(pinyin="x", initials="x", start_on=on, **{**facts, **changed})

    def end(self, span: Span, on: date) -> None:
        """Close a place, and what lies in it."""
        inside = Span.objects.within([span.area]).filter(kind__gte=span.kind, end_on=FOREVER)
        inside.filter(start_on__lt=on).update(end_on=on)

    def merge(self, span: Span, into: Span, on: date) -> None:
        """A place is closed and lies in another since."""
        self.end(span, on)
        self._succeed("merge", on, (span.place_id, into.place_id, WHOLE))

    def split(self, span: Span, ppm: int, on: date) -> Span:
        """A place gives away all but so many millionths of itself to a new one beside it."""
        self._next += 1
        place = Place.objects.create(made_at=now())
        step = 1000 if span.kind // 10 == 5 else 1
        key = span.key // 10**6 * 10**6 + self._next * step if step == 1000 else span.key + self._next
        new = self._open(span, on, place_id=place.pk, key=key, name=f"新{self._next}村委会")
        self._succeed("split", on, (span.place_id, span.place_id, ppm), (span.place_id, place.pk, WHOLE - ppm))
        return new

    def move(self, span: Span, under: Span, on: date) -> Span:
        """A village gets another township, and with it another code; its grids too."""
        self._next += 1
        key = under.key + self._next * 1000
        for grid in Span.objects.within([span.area]).filter(kind=Kind.GRID, end_on=FOREVER, start_on__lt=on):
            Span.objects.filter(pk=grid.pk).update(end_on=on)
            self._open(grid, on, key=key + grid.key % 1000)
        Span.objects.filter(pk=span.pk).update(end_on=on)
        return self._open(span, on, key=key, parent_id=under.place_id)

    def absorb(self, county: Span, into: Span, on: date) -> None:
        """A county is merged into another; its townships and all below live on under codes of the other."""
        moved = Span.objects.within([area_of(county.key, county.level)]).filter(
            kind__gt=30, end_on=FOREVER, start_on__lt=on
        )
        for span in list(moved):
            Span.objects.filter(pk=span.pk).update(end_on=on)
            parent = into.place_id if span.parent_id == county.place_id else span.parent_id
            self._open(span, on, key=into.key + 500 * 10**6 + span.key % 10**9, parent_id=parent)
        self.merge(county, into, on)
