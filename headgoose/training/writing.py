"""What the actions of the room share: a class held while it is changed, an act upon it, seats and marks."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.records.actions import record_act
from headgoose.training.models import Enrolment, Mark, MarkHow, Quota, RollList, Session, TrainingClass
from headgoose.training.queries import area_of_place
from headgoose.training.states import TRAINING_CLASS


def hold_class(class_id: int) -> TrainingClass:
    """A class that nobody else changes until this action ends; nothing is asked about who may."""
    rows = TrainingClass.objects.filter(pk=class_id)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update()
    found = rows.first()
    if found is None:
        raise Refused(_("There is no such class in your area."), Because.NOT_FOUND)
    return found


def hold_own_class(by: Actor, class_id: int, verb: str) -> TrainingClass:
    """A class that the actor organises, held, and in a state that allows the verb; the state it leads to is set."""
    found = hold_class(class_id)
    by.require(Right.TRAIN, area_of_place(found.place_id))
    found.state = TRAINING_CLASS.allowed(found.state, verb)
    return found


def note(
    by: Actor, at: datetime, verb: str, training_class: TrainingClass, touches_from: date = FOREVER, **facts: Any
) -> None:
    """One act on a class; `subject` may name something of it instead."""
    record_act(
        by=by,
        at=at,
        verb=f"training.{verb}",
        subject=facts.pop("subject", f"training.class:{training_class.pk}"),
        place_key=area_of_place(training_class.place_id).low,
        touches_from=touches_from,
        **facts,
    )


def handed_on(quota: Quota) -> int:
    """How many seats of a quota went on to areas below."""
    return sum(quota.parts.values_list("seats", flat=True))


def taken_seats(quota: Quota) -> set[int]:
    """The numbers of the seats of a quota that somebody has."""
    return set(quota.enrolments.filter(withdrawn_at=None).values_list("seat", flat=True))


def make_room(quota: Quota, most: int) -> None:
    """Move those on seats beyond a number to free ones below it. Refuses when there are too few."""
    taken = taken_seats(quota)
    if len(taken) > most:
        words = {"count": len(taken)}
        raise Refused(_("%(count)s people have been named for these seats already.") % words, Because.CONFLICT, "seats")
    free = iter(sorted(set(range(1, most + 1)) - taken))
    for row in quota.enrolments.filter(withdrawn_at=None, seat__gt=most).order_by("seat"):
        row.seat = next(free)
        row.save(update_fields=["seat"])


def lay_mark(
    by: Actor, at: datetime, session: Session, enrolment: Enrolment, how: MarkHow, *, roll_list: RollList | None = None
) -> bool:
    """Mark somebody present; False when they are so already."""
    return _turn_mark(by, at, session, enrolment, how, True, roll_list)


def take_back_mark(by: Actor, at: datetime, session: Session, enrolment: Enrolment, how: MarkHow) -> bool:
    """Say that somebody was not there after all; False when nobody said so."""
    return _turn_mark(by, at, session, enrolment, how, False, None)


def _turn_mark(
    by: Actor,
    at: datetime,
    session: Session,
    enrolment: Enrolment,
    how: MarkHow,
    present: bool,
    roll_list: RollList | None,
) -> bool:
    last = Mark.objects.filter(session=session, enrolment=enrolment).order_by("-number").first()
    if (last is not None and last.present) == present:
        return False
    Mark.objects.create(
        session=session,
        enrolment=enrolment,
        number=last.number + 1 if last else 1,
        present=present,
        how=how,
        at=at,
        by_id=by.person_id,
        roll_list=roll_list,
    )
    return True


def active_of(training_class: TrainingClass, ids: Collection[int]) -> list[Enrolment]:
    """Places in a class by their numbers. Refuses when one is not there, or was given up."""
    rows = list(training_class.enrolments.filter(pk__in=set(ids), withdrawn_at=None))
    if len(rows) != len(set(ids)):
        raise Refused(_("Somebody named here is not in the class."), Because.NOT_FOUND)
    return rows
