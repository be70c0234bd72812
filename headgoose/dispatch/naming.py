"""Keys and numbers of a run in words: places by the names they have when the run begins, people by theirs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from headgoose.dispatch.models import Demand, Run
from headgoose.kernel.area import Level
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of

IDS_A_QUERY = 900


@dataclass(frozen=True)
class NamedPlace:
    """A place of a run: what it is called, and what lies above it, from the nearest."""

    key: int
    span: Span | None
    above: tuple[Span, ...] = ()

    @property
    def said(self) -> str:
        """The name for the reader; the code where the place is gone."""
        return self.span.said if self.span else str(self.key)

    @property
    def code(self) -> str:
        """The code on the day."""
        return self.span.code if self.span else str(self.key)

    @property
    def within(self) -> str:
        """The township and the county, or whatever lies next above."""
        return " · ".join(span.said for span in self.above[:2])


def name_places(run: Run, keys: Iterable[int]) -> dict[int, NamedPlace]:
    """Places of the demand by key, with the two above each; at most three queries for each 900 of them."""
    wanted = sorted(set(keys))
    spans: dict[int, Span] = {}
    for start in range(0, len(wanted), IDS_A_QUERY):
        some = wanted[start : start + IDS_A_QUERY]
        places = dict(Demand.objects.filter(run=run, key__in=some).values_list("place_id", "key"))
        spans.update({places[place_id]: span for place_id, span in last_spans_of(places).items()})
    above = name_areas({(area, level) for span in spans.values() for area, level in _above(span)}, run)
    return {
        key: NamedPlace(key, span, tuple(above[one] for one in _above(span) if one in above) if span else ())
        for key in wanted
        for span in [spans.get(key)]
    }


def _above(span: Span) -> list[tuple[int, int]]:
    levels = [level for level in (Level.TOWNSHIP, Level.COUNTY, Level.PREFECTURE) if level < span.level]
    return [(span.key - span.key % level.divisor, int(level)) for level in levels]


def name_areas(wanted: Iterable[tuple[int, int]], run: Run) -> dict[tuple[int, int], Span]:
    """Places by (key, level) as they are when the run begins."""
    asked = set(wanted)
    keys = sorted({key for key, _level in asked})
    found: dict[tuple[int, int], Span] = {}
    for start in range(0, len(keys), IDS_A_QUERY):
        there = Span.objects.on(run.start_on).filter(key__in=keys[start : start + IDS_A_QUERY])
        found.update({(span.key, int(span.level)): span for span in there if (span.key, int(span.level)) in asked})
    return found


def name_people(run: Run, numbers: Iterable[int]) -> Mapping[int, str]:
    """People by their numbers in the pool."""
    some = sorted(set(numbers))[:IDS_A_QUERY]
    return dict(run.candidates.filter(number__in=some).values_list("number", "name"))
