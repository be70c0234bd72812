"""What happened to the map, for readers: events with what each place was before and is after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.clock import today
from headgoose.kernel.rights import Right
from headgoose.places.models import WHOLE_PPM, PlaceEvent, Span, Succession
from headgoose.places.queries import IDS_A_QUERY
from headgoose.places.wording import place_url


@dataclass(frozen=True)
class Passage:
    """That a place, or a part of it, became another: each as it was on the last and is on the first day."""

    before: Span | None
    after: Span | None
    share_ppm: int

    @property
    def share(self) -> float | None:
        """The part as a share of 1; None for the whole."""
        return None if self.share_ppm == WHOLE_PPM else self.share_ppm / WHOLE_PPM


@dataclass(frozen=True)
class Chapter:
    """An event with all that passed in it."""

    event: PlaceEvent
    passages: list[Passage]

    @property
    def eve(self) -> date:
        """The last day of the map before."""
        return self.event.effective_on - timedelta(days=1)


def events_of(place_id: int, spans: Sequence[Span]) -> list[Chapter]:
    """The events of a place, newest first: its own, and those of places above by which it got another code.

    Args:
        spans: all that the place has been.
    """
    own = Succession.objects.filter(Q(from_place_id=place_id) | Q(to_place_id=place_id))
    told = Q(pk__in=own.values("event_id"))
    turns = {span.start_on for span in spans} & {span.end_on for span in spans}
    if turns:
        above = Span.objects.filter(_above(spans)).values("place_id")
        then = Succession.objects.filter(event__effective_on__in=turns)
        told |= Q(pk__in=then.filter(Q(from_place__in=above) | Q(to_place__in=above)).values("event_id"))
    return chapters(PlaceEvent.objects.filter(told).order_by("-effective_on", "-pk"))


def _above(spans: Iterable[Span]) -> Q:
    """The places above a place, by the codes that they and it ever had."""
    wanted = Q(pk__in=[])
    for span in spans:
        for level in Level:
            if level < span.level:
                key = span.key - span.key % level.divisor
                wanted |= Q(key=key, kind__gte=level * 10, kind__lt=level * 10 + 10)
    return wanted


def events_within(areas: Iterable[Area]) -> QuerySet[PlaceEvent]:
    """The events that touched a place inside some areas, newest first. No areas, no rows."""
    inside = Q(pk__in=[])
    for area in areas:
        inside |= Q(key__gte=area.low, key__lt=area.high)
    touched = Succession.objects.filter(event_id=OuterRef("pk"))
    spans = Span.objects.filter(inside)
    theirs = touched.filter(Q(from_place__in=spans.values("place_id")) | Q(to_place__in=spans.values("place_id")))
    return PlaceEvent.objects.filter(Exists(theirs)).order_by("-effective_on", "-pk")


def chapters(events: Iterable[PlaceEvent]) -> list[Chapter]:
    """Events with what passed in each; three queries for any number."""
    told = list(events)
    if not told:
        return []
    passed: dict[int, list[Succession]] = {event.pk: [] for event in told}
    for succession in Succession.objects.filter(event_id__in=list(passed)).order_by("pk"):
        passed[succession.event_id].append(succession)
    rows = [row for several in passed.values() for row in several]
    spans = _spans_by_place({row.from_place_id for row in rows} | {row.to_place_id for row in rows})
    found = []
    for event in told:
        day, eve = event.effective_on, event.effective_on - timedelta(days=1)
        passages = [
            Passage(
                _span_on(spans.get(row.from_place_id, ()), eve),
                _span_on(spans.get(row.to_place_id, ()), day),
                row.share_ppm,
            )
            for row in passed[event.pk]
        ]
        found.append(Chapter(event, passages))
    return found


def told(found: list[Chapter], actor: Actor) -> list[dict[str, object]]:
    """Events for a page: links where the reader may go."""

    def end(span: Span | None, chapter: Chapter, before: bool) -> dict[str, object] | None:
        if span is None:
            return None
        day = chapter.eve if before else max(chapter.event.effective_on, min(today(), span.end_on))
        day = day if span.covers(day) else chapter.event.effective_on
        url = place_url(span, day) if actor.may(Right.READ, span.area) else ""
        return {"span": span, "url": url}

    return [
        {
            "event": chapter.event,
            "passages": [
                {"before": end(p.before, chapter, True), "after": end(p.after, chapter, False), "share": p.share}
                for p in chapter.passages
            ],
        }
        for chapter in found
    ]


def _spans_by_place(place_ids: set[int]) -> dict[int, list[Span]]:
    wanted = sorted(place_ids)
    found: dict[int, list[Span]] = {}
    for start in range(0, len(wanted), IDS_A_QUERY):
        for span in Span.objects.filter(place_id__in=wanted[start : start + IDS_A_QUERY]):
            found.setdefault(span.place_id, []).append(span)
    return found


def _span_on(spans: Sequence[Span], day: date) -> Span | None:
    return next((span for span in spans if span.covers(day)), None)
