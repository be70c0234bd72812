"""Reads of classes and of what came of them, within what the actor may see."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.bulk import among
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import Tenure
from headgoose.people.queries import is_inside
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of
from headgoose.training.models import ClassState, Enrolment, Mark, Quota, Session, TrainingClass


def approved_minutes(person_ids: Collection[int], year: int) -> dict[int, int]:
    """Approved minutes of classes that ended in a year, by person id; who has none is absent."""
    if not person_ids:
        return {}
    condition, parameter = among("e.person_id", person_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.person_id, sum(e.minutes) FROM training_enrolment e "
            "JOIN training_trainingclass c ON c.id = e.training_class_id "
            f"WHERE {condition} AND e.minutes > 0 AND c.state = 'approved' AND c.end_on >= %s AND c.end_on <= %s "
            "GROUP BY e.person_id",
            [parameter, date(year, 1, 1).isoformat(), date(year, 12, 31).isoformat()],
        )
        return {person: int(minutes) for person, minutes in cursor.fetchall()}


def classes_of(person_id: int) -> QuerySet[Enrolment]:
    """A person's enrolments with their classes, newest first, withdrawn ones too. The caller has asked who may see."""
    rows = Enrolment.objects.filter(person_id=person_id)
    return rows.select_related("training_class__track").order_by("-training_class__start_on", "-pk")


def area_of_place(place_id: int) -> Area:
    """The area of a place on the newest map."""
    return last_spans_of([place_id])[place_id].area


def organises(actor: Actor, training_class: TrainingClass) -> bool:
    """Whether the actor organises classes of the place that organises this one."""
    return actor.may(Right.TRAIN, area_of_place(training_class.place_id))


def sees_class(actor: Actor, training_class: TrainingClass) -> bool:
    """A class is seen by who reads there, above or below, and by who was named for it."""
    area = area_of_place(training_class.place_id)
    if any(area.overlap(scope) for scope in actor.scope(Right.READ)):
        return True
    return actor.person_id is not None and training_class.enrolments.filter(person_id=actor.person_id).exists()


def get_class(actor: Actor, class_id: int) -> TrainingClass:
    """A class that the actor sees. Raises Refused (NOT_FOUND), whether or not there is one elsewhere."""
    found = TrainingClass.objects.select_related("track", "maker", "approver").filter(pk=class_id).first()
    if found is None or not sees_class(actor, found):
        raise Refused(_("There is no such class in your area."), Because.NOT_FOUND)
    return found


def get_session(actor: Actor, session_id: int) -> Session:
    """A session of a class that the actor organises. Raises Refused."""
    found = Session.objects.select_related("training_class__track").filter(pk=session_id).first()
    if found is None or not sees_class(actor, found.training_class):
        raise Refused(_("There is no such session in your area."), Because.NOT_FOUND)
    actor.require(Right.TRAIN, area_of_place(found.training_class.place_id))
    return found


def list_classes(
    actor: Actor, *, year: int | None = None, state: str = "", track: str = "", area: Area | None = None
) -> QuerySet[TrainingClass]:
    """Classes organised in the actor's areas, or above them, the newest first, with seats and how many are taken."""
    newest = Span.objects.filter(place_id=OuterRef("place_id")).order_by("-end_on")
    rows = TrainingClass.objects.annotate(place_key=Subquery(newest.values("key")[:1]))
    rows = rows.annotate(place_kind=Subquery(newest.values("kind")[:1]))
    near = Q(pk__in=[])
    for scope in actor.scope(Right.READ):
        near |= _within(scope) | _above(scope)
    rows = rows.filter(near)
    if area is not None:
        rows = rows.filter(_within(area))
    if year is not None:
        rows = rows.filter(end_on__gte=date(year, 1, 1), end_on__lte=date(year, 12, 31))
    if state:
        rows = rows.filter(state=state)
    if track:
        rows = rows.filter(track__code=track)
    return rows.select_related("track").order_by("-start_on", "-pk")


def _within(area: Area) -> Q:
    return Q(place_key__gte=area.low, place_key__lt=area.high, place_kind__gte=10 * _level_of(area))


def _level_of(area: Area) -> int:
    return next((level for level in Level if level.divisor == area.high - area.low), 0)


def _above(area: Area) -> Q:
    above = Q(pk__in=[])
    for level in Level:
        if level < _level_of(area):
            above |= Q(place_key=area.low - area.low % level.divisor, place_kind=10 * level)
    return above


def seats_of_classes(classes: Collection[TrainingClass]) -> dict[int, tuple[int, int]]:
    """By class, how many seats it has and how many are taken."""
    ids = [one.pk for one in classes]
    seats = dict(Quota.objects.filter(training_class__in=ids, parent=None).values_list("training_class", "seats"))
    rows = Enrolment.objects.filter(training_class__in=ids, withdrawn_at=None).order_by().values_list("training_class")
    taken = dict(rows.annotate(Count("pk")))
    return {pk: (seats.get(pk, 0), taken.get(pk, 0)) for pk in ids}


def find_own_enrolment(actor: Actor, training_class: TrainingClass) -> Enrolment | None:
    """The actor's own place in a class, or None."""
    if actor.person_id is None:
        return None
    return training_class.enrolments.filter(person_id=actor.person_id, withdrawn_at=None).first()


def enrolments_seen(actor: Actor, training_class: TrainingClass) -> list[Enrolment]:
    """Who was named: all for the organiser, else those whose posts lie inside the actor's areas, and oneself."""
    rows = list(
        training_class.enrolments.select_related("person", "tenure__type", "quota").order_by("quota_id", "seat", "pk")
    )
    if organises(actor, training_class):
        return rows
    spans = last_spans_of(row.tenure.place_id for row in rows)
    scope = actor.scope(Right.READ)
    return [
        row
        for row in rows
        if row.person_id == actor.person_id
        or (row.tenure.place_id in spans and is_inside(spans[row.tenure.place_id].key, scope))
    ]


def present_at(training_class: TrainingClass) -> dict[tuple[int, int], Mark]:
    """The mark that holds, by (session, enrolment), where it says that somebody was there."""
    last: dict[tuple[int, int], Mark] = {}
    rows = Mark.objects.filter(enrolment__training_class=training_class).order_by("number")
    for mark in rows.select_related("by"):
        last[mark.session_id, mark.enrolment_id] = mark
    return {key: mark for key, mark in last.items() if mark.present}


def attended_minutes(training_class: TrainingClass) -> dict[int, int]:
    """Minutes of the sessions that each was at, by enrolment; who was at none is absent."""
    lengths = dict(training_class.sessions.values_list("pk", "minutes"))
    attended: dict[int, int] = {}
    for session, enrolment in present_at(training_class):
        attended[enrolment] = attended.get(enrolment, 0) + lengths[session]
    return attended


def length_of(training_class: TrainingClass) -> int:
    """Minutes of all sessions of a class."""
    return int(training_class.sessions.aggregate(total=Sum("minutes"))["total"] or 0)


def free_seats(quotas: Sequence[Quota]) -> dict[int, int]:
    """By quota, how many seats are neither handed on nor taken."""
    ids = [quota.pk for quota in quotas]
    parts = dict(Quota.objects.filter(parent__in=ids).order_by().values_list("parent").annotate(Sum("seats")))
    rows = Enrolment.objects.filter(quota__in=ids, withdrawn_at=None).order_by().values_list("quota")
    taken: Mapping[Any, int] = dict(rows.annotate(Count("pk")))
    return {quota.pk: quota.seats - parts.get(quota.pk, 0) - taken.get(quota.pk, 0) for quota in quotas}


def tenures_of_track(training_class: TrainingClass, person_id: int, on: date) -> QuerySet[Tenure]:
    """A person's tenures on a day by which they may be named for a class."""
    types = training_class.track.types.values("type_id")
    rows = Tenure.objects.filter(person_id=person_id, type_id__in=types, start_on__lte=on, end_on__gt=on)
    return rows.select_related("type", "person").order_by("type__order", "pk")


def open_classes(on: date) -> QuerySet[TrainingClass]:
    """Classes that are announced, or under way, and not over on a day, the next first."""
    open_states = [ClassState.ANNOUNCED, ClassState.UNDER_WAY]
    rows = TrainingClass.objects.filter(state__in=open_states, end_on__gte=on)
    return rows.select_related("track").order_by("start_on", "pk")
