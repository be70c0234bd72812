"""Whistles as people see them: what one's department is called to, what was blown here, what is open in a place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from headgoose.casework.desks import Desk, desks_of
from headgoose.casework.models import Department, Leg, LegState, Whistle, WhistleState
from headgoose.casework.models.whistle import OPEN_LEGS
from headgoose.casework.rules import point_of
from headgoose.casework.tables import tables
from headgoose.casework.whistle_rules import Lateness, lateness_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.models import Span
from headgoose.places.queries import spans_of


@dataclass(frozen=True)
class LegRow:
    """A leg with where it was called from, and how late it is."""

    leg: Leg
    place: Span | None
    county: Span | None
    late: Lateness

    @property
    def due(self) -> datetime:
        """What is due next: the report, then the answer."""
        return self.leg.report_by if self.leg.state == LegState.CALLED else self.leg.answer_by


@dataclass
class Tally:
    """How legs stand that have something in common."""

    open: int = 0
    not_come: int = 0
    late_report: int = 0
    late_answer: int = 0

    def add(self, row: LegRow) -> None:
        """Count one more open leg."""
        self.open += 1
        self.not_come += row.leg.reported_at is None
        self.late_report += row.late.report > 0
        self.late_answer += row.late.answer > 0


def get_whistle(actor: Actor, whistle_id: int) -> Whistle:
    """A whistle that the actor may read. Raises Refused (NOT_FOUND)."""
    found = Whistle.objects.select_related("blown_by", "request").filter(pk=whistle_id).first()
    if found is None or not actor.may(Right.READ, point_of(found.key)):
        raise Refused(_("There is no such whistle in your area."), Because.NOT_FOUND)
    return found


def department_desks(actor: Actor, on: date) -> list[tuple[Desk, Department]]:
    """The desks at which an actor sits for a department."""
    held = desks_of(actor, on)
    types = tables().types
    by_type = {types[one.post_type].pk: one for one in tables().departments.values() if one.post_type in types}
    return [(desk, by_type[desk[1]]) for desk in sorted(held) if desk[1] in by_type]


def called_to(actor: Actor, at: datetime, on: date) -> list[LegRow]:
    """Open legs of the actor's departments, the latest first, then what is due next."""
    wanted = Q(pk__in=[])
    for (place_id, _type), department in department_desks(actor, on):
        wanted |= Q(department=department, whistle__county_id=place_id)
    return _rows(open_legs().filter(wanted), at, on)


def open_legs() -> QuerySet[Leg]:
    """Legs that wait for something, of whistles that are blown."""
    return Leg.objects.filter(state__in=OPEN_LEGS, whistle__state=WhistleState.BLOWN).select_related(
        "whistle", "department"
    )


def open_legs_within(areas: Sequence[Area], at: datetime, on: date) -> list[LegRow]:
    """Open legs of whistles inside some areas, the latest first, then what is due next."""
    return _rows(open_legs().filter(inside(areas, "whistle__key")), at, on)


def whistles_within(areas: Sequence[Area]) -> QuerySet[Whistle]:
    """Whistles inside some areas: the open ones first, then the newest."""
    found = Whistle.objects.filter(inside(areas, "key"))
    # "blown" comes before "closed" and "withdrawn".
    return found.order_by("state", "-blown_at", "-pk")


def inside(areas: Sequence[Area], column: str) -> Q:
    """A condition on a key: it lies in some area. No areas, no rows."""
    condition = Q(pk__in=[])
    for area in areas:
        condition |= Q(**{f"{column}__gte": area.low, f"{column}__lt": area.high})
    return condition


def _rows(legs: Iterable[Leg], at: datetime, on: date) -> list[LegRow]:
    found = list(legs)
    spans = spans_of({one for leg in found for one in (leg.whistle.place_id, leg.whistle.county_id)}, on)
    rows = [
        LegRow(leg, spans.get(leg.whistle.place_id), spans.get(leg.whistle.county_id), lateness_of(leg, at))
        for leg in found
    ]
    return sorted(rows, key=lambda row: (-row.late.worst, row.due, row.leg.pk))


def by_department(rows: Iterable[LegRow]) -> list[tuple[Department, Tally]]:
    """Open legs counted by department, in the order of the file."""
    found: dict[int, tuple[Department, Tally]] = {}
    for row in rows:
        found.setdefault(row.leg.department_id, (row.leg.department, Tally()))[1].add(row)
    return sorted(found.values(), key=lambda one: one[0].order)


def by_place(rows: Iterable[LegRow], below: Sequence[Span], level: Level) -> list[tuple[Span, Tally]]:
    """Open legs counted by the places below one that have any, in the order of the tree."""
    found = {span.key: Tally() for span in below}
    for row in rows:
        key = row.leg.whistle.key - row.leg.whistle.key % level.divisor
        if key in found:
            found[key].add(row)
    return [(span, found[span.key]) for span in below if found[span.key].open]


def legs_of(whistles: Sequence[Whistle]) -> dict[int, list[Leg]]:
    """The legs of some whistles, who leads first."""
    found: dict[int, list[Leg]] = {whistle.pk: [] for whistle in whistles}
    by_id = {whistle.pk: whistle for whistle in whistles}
    legs = Leg.objects.filter(whistle__in=whistles).select_related("department", "reported_by", "answered_by")
    for leg in legs.order_by("-lead", "department__order"):
        leg.whistle = by_id[leg.whistle_id]
        found[leg.whistle_id].append(leg)
    return found
