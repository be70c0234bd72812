"""Classes of former years are carried over from lists: with their sessions, who was there, and the hours approved.

What the actions ask of one class is asked of these too, by the same rules and the same guards. How each session was
attended need not be known: the hours are what is on record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.bulk import insert_rows, note_growth, reserve_ids
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.queries import last_spans_of
from headgoose.records.actions import Entry, record_acts
from headgoose.training.models import ClassState, Enrolment, Mark, MarkHow, Quota, Session, TrainingClass
from headgoose.training.rules import (
    CLASS_DAYS_MAX,
    Slot,
    check_minutes,
    check_organiser,
    check_seats,
    check_slot,
    check_title,
)

AT_ONCE = 20_000
Row = tuple[Any, ...]


class CarriedPerson(NamedTuple):
    """Somebody who was in a class, by the tenure that made them one of the track.

    Args:
        attended: the sessions that they were at, by number; None where the roll is not on record.
    """

    tenure_id: int
    person_id: int
    minutes: int
    attended: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class CarriedClass:
    """A class as it was held, all seats of the organiser's own quota."""

    place_id: int
    track_id: int
    title: str
    start_on: date
    end_on: date
    seats: int
    slots: Sequence[Slot]
    persons: Sequence[CarriedPerson]
    approved_at: datetime
    approver_id: int | None = None


CLASS_COLUMNS = (
    "id",
    "place_id",
    "track_id",
    "title",
    "start_on",
    "end_on",
    "state",
    "cancel_why",
    "carried",
    "made_at",
    "maker_id",
    "approved_at",
    "approver_id",
)
SESSION_COLUMNS = ("id", "training_class_id", "number", "start_at", "minutes", "room", "salt")
QUOTA_COLUMNS = ("id", "training_class_id", "place_id", "parent_id", "seats", "given_at")
ENROLMENT_COLUMNS = (
    "id",
    "training_class_id",
    "person_id",
    "turn",
    "quota_id",
    "seat",
    "tenure_id",
    "named_at",
    "withdrawn_why",
    "minutes",
    "corrected_why",
    "answered",
)
MARK_COLUMNS = ("session_id", "enrolment_id", "number", "present", "how", "at")


@action
def carry_over_classes(*, by: Actor, at: datetime, carried: Sequence[CarriedClass]) -> range:
    """Carry classes over, all or none; the numbers they got, in the order given.

    Raises:
        Refused: a class breaks a rule that the actions keep, or lies in the future.
    """
    by.require(Right.TRAIN, EVERYWHERE)
    if len(carried) > AT_ONCE:
        raise Refused(_("At most 20,000 classes are carried over at once."), Because.TOO_LARGE)
    spans = last_spans_of({one.place_id for one in carried})
    for span in spans.values():
        check_organiser(span)
    for one in carried:
        check_carried(one, at)
    ids = reserve_ids(TrainingClass, len(carried))
    insert_rows(TrainingClass, CLASS_COLUMNS, _class_rows(ids, by, at, carried))
    sessions = reserve_ids(Session, sum(len(one.slots) for one in carried))
    insert_rows(Session, SESSION_COLUMNS, _session_rows(ids, sessions, carried))
    quotas = reserve_ids(Quota, len(carried))
    insert_rows(Quota, QUOTA_COLUMNS, _quota_rows(ids, quotas, at, carried))
    note_growth(TrainingClass, Session, Quota)
    enrolments = reserve_ids(Enrolment, sum(len(one.persons) for one in carried))
    insert_rows(Enrolment, ENROLMENT_COLUMNS, _enrolment_rows(ids, quotas, enrolments, carried))
    insert_rows(Mark, MARK_COLUMNS, _mark_rows(sessions, enrolments, carried))
    acts = [
        Entry(
            f"training.class:{pk}",
            spans[one.place_id].key,
            one.end_on,
            None,
            {"title": one.title, "persons": len(one.persons)},
        )
        for pk, one in zip(ids, carried, strict=True)
    ]
    record_acts(by=by, at=at, verb="training.carry_over_classes", entries=acts)
    return ids


def check_carried(one: CarriedClass, at: datetime) -> None:
    """Refuse a class that breaks a rule of the actions that plan one, name people and approve hours."""
    check_title(one.title)
    if not one.slots:
        raise Refused(_("A class is announced with its sessions: add the first one."), field="slots")
    if not one.start_on <= one.end_on or (one.end_on - one.start_on).days >= CLASS_DAYS_MAX:
        raise Refused(_("A class lasts at most 120 days."), field="end_on")
    if one.approved_at > at or date_of(one.approved_at) < one.end_on:
        raise Refused(_("Hours are approved when the class is over, and not in the future."), field="approved_at")
    if len(one.persons) > check_seats(one.seats):
        raise Refused(_("The quota is used up: no seat is free."), Because.CONFLICT, "seats")
    there: list[tuple[datetime, int]] = []
    for slot in one.slots:
        check_slot(slot, one.start_on, one.end_on, there)
        there.append((slot.start_at, slot.minutes))
    length, lengths = sum(minutes for _start, minutes in there), [minutes for _start, minutes in there]
    for said, attended in {(person.minutes, person.attended) for person in one.persons}:
        check_minutes(said, length if attended is None else sum(lengths[n - 1] for n in attended))


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _class_rows(ids: range, by: Actor, at: datetime, carried: Sequence[CarriedClass]) -> Iterator[Row]:
    made, state = _moment(at), ClassState.APPROVED.value
    for pk, one in zip(ids, carried, strict=True):
        days = (one.start_on.isoformat(), one.end_on.isoformat())
        head = (pk, one.place_id, one.track_id, check_title(one.title), *days, state, "", True, made, by.person_id)
        yield (*head, _moment(one.approved_at), one.approver_id)


def _session_rows(ids: range, sessions: range, carried: Sequence[CarriedClass]) -> Iterator[Row]:
    numbers = iter(sessions)
    for pk, one in zip(ids, carried, strict=True):
        # No code was ever shown for it, and none counts: it needs no salt.
        for turn, slot in enumerate(one.slots, 1):
            yield next(numbers), pk, turn, _moment(slot.start_at), slot.minutes, slot.room, ""


def _quota_rows(ids: range, quotas: range, at: datetime, carried: Sequence[CarriedClass]) -> Iterator[Row]:
    given = _moment(at)
    for pk, quota, one in zip(ids, quotas, carried, strict=True):
        yield quota, pk, one.place_id, None, one.seats, given


def _enrolment_rows(ids: range, quotas: range, enrolments: range, carried: Sequence[CarriedClass]) -> Iterator[Row]:
    numbers = iter(enrolments)
    for pk, quota, one in zip(ids, quotas, carried, strict=True):
        named = _moment(one.slots[0].start_at)
        for seat, person in enumerate(one.persons, 1):
            head = (next(numbers), pk, person.person_id, 1, quota, seat, person.tenure_id)
            yield (*head, named, "", person.minutes, "", False)


def _mark_rows(sessions: range, enrolments: range, carried: Sequence[CarriedClass]) -> Iterator[Row]:
    how, first, numbers = MarkHow.SHEET.value, sessions.start, iter(enrolments)
    for one in carried:
        starts = [_moment(slot.start_at) for slot in one.slots]
        for person in one.persons:
            enrolment = next(numbers)
            for number in person.attended or ():
                yield first + number - 1, enrolment, 1, True, how, starts[number - 1]
        first += len(one.slots)
