"""Classes are planned, announced, begun, or cancelled with a reason."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.queries import last_spans_of
from headgoose.training.models import Quota, Session, Track, TrainingClass
from headgoose.training.rules import (
    SESSIONS_MAX,
    Slot,
    check_days,
    check_organiser,
    check_seats,
    check_slot,
    check_title,
    check_why,
)
from headgoose.training.writing import handed_on, hold_own_class, make_room, note


@action
def plan_class(
    *,
    by: Actor,
    at: datetime,
    place_id: int,
    track: str,
    title: str,
    start_on: date,
    end_on: date,
    seats: int,
    slots: Sequence[Slot] = (),
) -> TrainingClass:
    """Plan a class of a place for a track, by its code; all seats are the organiser's until they are handed out."""
    span = last_spans_of([place_id])[place_id]
    by.require(Right.TRAIN, span.area)
    check_organiser(span)
    check_days(start_on, end_on, date_of(at))
    training_class = TrainingClass.objects.create(
        track=_get_track(track),
        place_id=place_id,
        title=check_title(title),
        start_on=start_on,
        end_on=end_on,
        made_at=at,
        maker_id=by.person_id,
    )
    Quota.objects.create(
        training_class=training_class, place_id=place_id, parent=None, seats=check_seats(seats), given_at=at
    )
    for slot in slots:
        _lay_session(training_class, slot)
    note(by, at, "plan_class", training_class, after={"title": training_class.title, "track": track, "seats": seats})
    return training_class


def _get_track(code: str) -> Track:
    found = Track.objects.filter(code=code).first()
    if found is None:
        raise Refused(_("There is no such track."), field="track")
    return found


def _lay_session(training_class: TrainingClass, slot: Slot) -> Session:
    there = list(training_class.sessions.values_list("start_at", "minutes", "number"))
    if len(there) >= SESSIONS_MAX:
        raise Refused(_("A class has at most 60 sessions."), Because.TOO_LARGE)
    others = [(start, minutes) for start, minutes, _number in there]
    sound = check_slot(slot, training_class.start_on, training_class.end_on, others)
    return Session.objects.create(
        training_class=training_class,
        number=max((number for *_rest, number in there), default=0) + 1,
        start_at=sound.start_at,
        minutes=sound.minutes,
        room=sound.room,
        salt=secrets.token_hex(16),
    )


@action
def change_class(
    *, by: Actor, at: datetime, class_id: int, title: str, start_on: date, end_on: date, seats: int
) -> TrainingClass:
    """Give a planned class another title, other days or another number of seats."""
    found = hold_own_class(by, class_id, "change")
    check_days(start_on, end_on, date_of(at))
    days = found.sessions.values_list("start_at", flat=True)
    if any(not start_on <= date_of(day) <= end_on for day in days):
        raise Refused(_("A session lies outside these days: take it out first."), Because.CONFLICT, "start_on")
    before = {"title": found.title, "start_on": str(found.start_on), "end_on": str(found.end_on)}
    found.title, found.start_on, found.end_on = check_title(title), start_on, end_on
    found.save(update_fields=["title", "start_on", "end_on"])
    _resize(found, seats)
    after = {"title": found.title, "start_on": str(start_on), "end_on": str(end_on), "seats": seats}
    note(by, at, "change_class", found, before=before, after=after)
    return found


def _resize(training_class: TrainingClass, seats: int) -> None:
    root = training_class.quotas.get(parent=None)
    if check_seats(seats) < handed_on(root):
        raise Refused(_("More seats than that are handed out already."), Because.CONFLICT, "seats")
    make_room(root, seats - handed_on(root))
    root.seats = seats
    root.save(update_fields=["seats"])


@action
def add_session(*, by: Actor, at: datetime, class_id: int, slot: Slot) -> Session:
    """Add a session to a planned class."""
    found = hold_own_class(by, class_id, "change")
    session = _lay_session(found, slot)
    note(by, at, "add_session", found, after={"number": session.number, "minutes": session.minutes})
    return session


@action
def remove_session(*, by: Actor, at: datetime, class_id: int, number: int) -> TrainingClass:
    """Take a session out of a planned class."""
    found = hold_own_class(by, class_id, "change")
    gone, _each = found.sessions.filter(number=number).delete()
    if not gone:
        raise Refused(_("There is no such session in the class."), Because.NOT_FOUND)
    note(by, at, "remove_session", found, before={"number": number})
    return found


@action
def announce_class(*, by: Actor, at: datetime, class_id: int) -> TrainingClass:
    """Announce a class: from now on seats are handed out and people named, and its sessions are fixed."""
    found = hold_own_class(by, class_id, "announce")
    if not found.sessions.exists():
        raise Refused(_("A class is announced with its sessions: add the first one."), Because.CONFLICT)
    if found.end_on < date_of(at):
        raise Refused(_("The class is over already: its days lie in the past."), Because.CONFLICT)
    found.save(update_fields=["state"])
    note(by, at, "announce_class", found)
    return found


@action
def begin_class(*, by: Actor, at: datetime, class_id: int) -> TrainingClass:
    """Begin a class, on its first day at the earliest: from now on its roll is called."""
    found = hold_own_class(by, class_id, "begin")
    if found.start_on > date_of(at):
        raise Refused(_("The class begins on its first day at the earliest."), Because.CONFLICT)
    found.save(update_fields=["state"])
    note(by, at, "begin_class", found, min(found.end_on, date_of(at)))
    return found


@action
def cancel_class(*, by: Actor, at: datetime, class_id: int, why: str) -> TrainingClass:
    """Cancel a class whose hours are not approved, with a reason. Who was named stays on record."""
    found = hold_own_class(by, class_id, "cancel")
    found.cancel_why = check_why(why)
    found.save(update_fields=["state", "cancel_why"])
    note(by, at, "cancel_class", found, min(found.end_on, date_of(at)), after={"why": found.cancel_why})
    return found
