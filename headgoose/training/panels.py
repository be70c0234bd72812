"""What the room hangs into pages of other rooms: the person's classes, and what waits on the home desk."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.kernel.registries import PlaceView, Waiting
from headgoose.kernel.rights import Right
from headgoose.look.wording import day_text
from headgoose.people.models import Person
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of
from headgoose.training.models import ClassState, Quota, TrainingClass
from headgoose.training.offers import offers_for
from headgoose.training.queries import approved_minutes, classes_of, free_seats, open_classes, organises

LINES = 8


def person_panel(person_id: int, actor: Actor, on: date) -> str:
    """The person's classes and hours, for those who may read at the posts by which they were named."""
    rows = list(classes_of(person_id).select_related("tenure")[:60])
    spans = last_spans_of(row.tenure.place_id for row in rows)
    scope = actor.scope(Right.READ)
    own = person_id == actor.person_id
    seen = [row for row in rows if own or is_inside(spans[row.tenure.place_id].key, scope)]
    offers = offers_for(actor, person_id, on) if actor.scope(Right.TRAIN) else []
    if not seen and not offers:
        return ""
    context: dict[str, Any] = {
        "rows": seen,
        "year": str(on.year),
        "minutes": approved_minutes([person_id], on.year).get(person_id, 0),
        "offers": offers,
        "name": Person.objects.filter(pk=person_id).values_list("name", flat=True).first() or "",
    }
    return render_to_string("training/person_panel.html", context)


def places_to_fill(actor: Actor, on: date) -> list[Waiting]:
    """Quotas of the actor's own area with free seats, the next class first."""
    scope = actor.scope(Right.TRAIN)
    if not scope:
        return []
    classes = {one.pk: one for one in open_classes(on)}
    quotas = list(Quota.objects.filter(training_class__in=classes))
    spans = last_spans_of(quota.place_id for quota in quotas)
    mine = [quota for quota in quotas if spans[quota.place_id].area in scope]
    free = free_seats(mine)
    mine.sort(key=lambda quota: (classes[quota.training_class_id].start_on, quota.pk))
    return [
        Waiting(
            text=classes[quota.training_class_id].title,
            url=reverse("training-class", args=[quota.training_class_id]),
            count=free[quota.pk],
            detail=_("seats free; begins on %(day)s") % {"day": day_text(classes[quota.training_class_id].start_on)},
        )
        for quota in mine
        if free[quota.pk] > 0
    ][:LINES]


def classes_waiting(actor: Actor, on: date) -> list[Waiting]:
    """Classes that the actor organises: due to begin, or over without approved hours."""
    if not actor.scope(Right.TRAIN):
        return []
    lines = []
    for one in _due(on):
        if not organises(actor, one):
            continue
        url = reverse("training-class", args=[one.pk])
        if one.state == ClassState.ANNOUNCED:
            lines.append(Waiting(one.title, url, detail=_("begins today: open the roll"), tone="warn"))
        elif max((session.end_at for session in one.sessions.all()), default=now()) <= now():
            lines.append(Waiting(one.title, url, detail=_("is over: approve the hours"), tone="warn"))
    return lines[:LINES]


def _due(on: date) -> QuerySet[TrainingClass]:
    states = [ClassState.ANNOUNCED, ClassState.UNDER_WAY]
    rows = TrainingClass.objects.filter(state__in=states, start_on__lte=on)
    return rows.prefetch_related("sessions").order_by("end_on", "pk")


def own_classes(actor: Actor, on: date) -> list[Waiting]:
    """The classes that the actor was named for and that are not over."""
    if actor.person_id is None:
        return []
    rows = classes_of(actor.person_id).filter(withdrawn_at=None, training_class__end_on__gte=on)
    open_states = {ClassState.ANNOUNCED, ClassState.UNDER_WAY}
    return [
        Waiting(
            text=row.training_class.title,
            url=reverse("training-class", args=[row.training_class_id]),
            detail=f"{day_text(row.training_class.start_on)} – {day_text(row.training_class.end_on)}",
        )
        for row in rows
        if row.training_class.state in open_states
    ][:LINES]


def without_address(place: PlaceView, on: date) -> str:
    """The page of who is in post without hours."""
    return f"{reverse('training-without')}?place={place.code}"


def reasons_against_closing(place_ids: Sequence[int], on: date) -> dict[int, str]:
    """A place that organises a class, or has seats in one, that is not over, is not closed."""
    open_ids = open_classes(on).values("pk")
    held = Quota.objects.filter(place_id__in=place_ids, training_class__in=open_ids).values_list("place_id", flat=True)
    return {place: str(_("It has seats in a training class that is not over.")) for place in held}
