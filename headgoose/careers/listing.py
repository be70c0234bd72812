"""Lists of an area, each within what the actor oversees: reviews under way, tenures that end, reserves, handovers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet

from headgoose.careers.models import Handover, HandoverItem, HandoverState, Reserve, ReserveState, Review, ReviewState
from headgoose.careers.rules import AHEAD_DAYS, months_after
from headgoose.careers.staying import Leeway, leeway_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.rights import Right
from headgoose.people.models import PostType, Tenure
from headgoose.people.queries import places_above
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of

MONTHS = (1, 3, 6, 12, 24)


@dataclass(frozen=True)
class EndingRow:
    """A tenure that ends soon, what its holder may still do, and who could follow."""

    tenure: Tenure
    place: Span
    above: str
    leeway: Leeway
    reserves: int
    handover: Handover | None
    can_hand_over: bool


def at_places(areas: Sequence[Area], on: date, place: str) -> Q:
    """A condition: the place that a path leads to lies inside some areas on a date."""
    inside = Q(pk__in=[])
    for area in areas:
        inside |= Q(
            **{
                f"{place}__spans__key__gte": area.low,
                f"{place}__spans__key__lt": area.high,
                f"{place}__spans__start_on__lte": on,
                f"{place}__spans__end_on__gt": on,
            }
        )
    return inside


def reviews_within(areas: Sequence[Area], on: date) -> QuerySet[Review]:
    """The reviews under way in some areas, the oldest step first."""
    rows = Review.objects.exclude(state=ReviewState.CONFIRMED).filter(at_places(areas, on, "tenure__place"))
    return rows.select_related("tenure__type", "person").order_by("written_at", "pk")


def tenures_ending(area: Area, on: date, months: int, type_: PostType | None) -> QuerySet[Tenure]:
    """The tenures in an area that end within some months, the first to end first; of posts with a rule, or one kind."""
    rows = Tenure.objects.filter(start_on__lte=on, end_on__gt=on, end_on__lte=months_after(on, months))
    rows = rows.filter(type=type_) if type_ else rows.filter(type__succession__isnull=False)
    rows = rows.filter(at_places([area], on, "place"))
    return rows.select_related("type", "person", "post").order_by("end_on", "place__spans__key", "pk")


def ending_rows(tenures: Sequence[Tenure], on: date) -> list[EndingRow]:
    """Tenures that end as rows of a page."""
    spans = last_spans_of(tenure.place_id for tenure in tenures)
    above = places_above(list(spans.values()), on)
    leeways = leeway_of(tenures)
    handovers = Handover.objects.filter(left__in=[tenure.pk for tenure in tenures]).exclude(state=HandoverState.DROPPED)
    by_left = {handover.left_id: handover for handover in handovers}
    reserves = _reserves(tenures, spans)
    with_items = set(HandoverItem.objects.order_by().values_list("type_id", flat=True))
    return [
        EndingRow(
            tenure,
            spans[tenure.place_id],
            above.get(tenure.place_id, ""),
            leeways[tenure.pk],
            reserves[tenure.pk],
            by_left.get(tenure.pk),
            tenure.type_id in with_items and tenure.end_on <= on + timedelta(days=AHEAD_DAYS),
        )
        for tenure in tenures
    ]


def _reserves(tenures: Sequence[Tenure], spans: dict[int, Span]) -> dict[int, int]:
    """By tenure, how many are on a reserve list for its kind of post at its place or above."""
    types = {tenure.type_id for tenure in tenures}
    listed = Reserve.objects.filter(type__in=types, state=ReserveState.LISTED).order_by()
    counts = list(listed.values_list("type_id", "place_id").annotate(count=Count("pk")))
    areas = {place: span.area for place, span in last_spans_of(place for _type, place, _count in counts).items()}
    return {
        tenure.pk: sum(
            count
            for type_id, place, count in counts
            if type_id == tenure.type_id and areas[place].low <= spans[tenure.place_id].key < areas[place].high
        )
        for tenure in tenures
    }


def reserves_within(area: Area, on: date, type_: PostType | None, state: str) -> QuerySet[Reserve]:
    """The names on reserve lists of an area; without a state those not off it."""
    rows = Reserve.objects.filter(at_places([area], on, "place"))
    rows = rows.filter(type=type_) if type_ else rows
    rows = rows.filter(state=state) if state else rows.exclude(state=ReserveState.OFF)
    return rows.select_related("person", "type", "proposer", "lister").order_by("type__order", "place_id", "pk")


def handovers_within(areas: Sequence[Area], on: date) -> QuerySet[Handover]:
    """The handovers in some areas, with how many tasks each side has confirmed."""
    return counted(Handover.objects.filter(at_places(areas, on, "left__place")))


def own_handovers(actor: Actor) -> QuerySet[Handover]:
    """The handovers under way in which the actor leaves or comes."""
    if actor.person_id is None:
        return counted(Handover.objects.none())
    mine = Q(left__person_id=actor.person_id) | Q(came__person_id=actor.person_id)
    return counted(Handover.objects.filter(mine, state=HandoverState.OPEN))


def counted(rows: QuerySet[Handover]) -> QuerySet[Handover]:
    """Handovers with how many tasks were `given`, `taken` and there are (`all_tasks`), those due first first."""
    rows = rows.annotate(
        given=Count("tasks", filter=Q(tasks__given_at__isnull=False), distinct=True),
        taken=Count("tasks", filter=Q(tasks__taken_at__isnull=False), distinct=True),
        all_tasks=Count("tasks", distinct=True),
    )
    return rows.select_related("left__type", "left__person", "came__person").order_by(F("due_on"), "pk")


def overseen(actor: Actor) -> tuple[Area, ...]:
    """The areas in which the actor reviews, awards and hands over."""
    return actor.scope(Right.APPOINT)
