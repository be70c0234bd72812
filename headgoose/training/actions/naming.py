"""Seats are handed out down the tree, and people are named for them; who cannot come withdraws."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.people.models import Tenure
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of
from headgoose.training.models import Enrolment, Quota, TrainingClass
from headgoose.training.queries import area_of_place, free_seats, tenures_of_track
from headgoose.training.rules import check_seats, check_why, lies_below
from headgoose.training.states import TRAINING_CLASS
from headgoose.training.writing import handed_on, hold_class, make_room, note, taken_seats


@action
def hand_out_seats(*, by: Actor, at: datetime, class_id: int, place_id: int, seats: int) -> Quota:
    """Let an area below fill some seats of a class: out of the quota that lies next above it. 0 takes them back.

    The actor organises classes for the area whose quota it is cut from.
    """
    found = hold_class(class_id)
    TRAINING_CLASS.allowed(found.state, "hand_out")
    check_seats(seats, least=0)
    quota = found.quotas.filter(place_id=place_id).exclude(parent=None).first()
    parent = quota.parent if quota and quota.parent else _quota_above(found, place_id)
    by.require(Right.TRAIN, area_of_place(parent.place_id))
    had = quota.seats if quota else 0
    _check_parent(parent, seats - had)
    if quota is None:
        quota = Quota.objects.create(training_class=found, place_id=place_id, parent=parent, seats=seats, given_at=at)
    else:
        _shrink(quota, seats)
    after = {"place": quota.place_id, "seats": seats}
    note(by, at, "hand_out_seats", found, before={"seats": had}, after=after)
    return quota


def _quota_above(training_class: TrainingClass, place_id: int) -> Quota:
    """The quota of the smallest area above a place."""
    quotas = list(training_class.quotas.all())
    spans = last_spans_of([place_id, *(quota.place_id for quota in quotas)])
    if place_id not in spans or spans[place_id].level > Level.TOWNSHIP:
        raise Refused(_("Seats are handed out to prefectures, counties and townships."), field="code")
    area = spans[place_id].area
    above = [quota for quota in quotas if lies_below(area, spans[quota.place_id].area)]
    if not above:
        raise Refused(_("This place does not lie in the area of the class."), field="code")
    return min(above, key=lambda quota: spans[quota.place_id].area.high - spans[quota.place_id].area.low)


def _check_parent(parent: Quota, more: int) -> None:
    left = parent.seats - handed_on(parent)
    if more > free_seats([parent])[parent.pk]:
        words = {"free": free_seats([parent])[parent.pk]}
        raise Refused(_("Only %(free)s seats are left to be handed out.") % words, Because.CONFLICT, "seats")
    if more > 0:
        make_room(parent, left - more)


def _shrink(quota: Quota, seats: int) -> None:
    if seats < handed_on(quota):
        raise Refused(_("More seats than that are handed out already."), Because.CONFLICT, "seats")
    make_room(quota, seats - handed_on(quota))
    quota.seats = seats
    quota.save(update_fields=["seats"])


@action
def name_person(*, by: Actor, at: datetime, class_id: int, person_id: int, quota_id: int | None = None) -> Enrolment:
    """Name somebody who holds a post of the track for a free seat.

    Args:
        quota_id: out of which quota; otherwise that of the smallest area around the person's place with a free seat.
    """
    found = hold_class(class_id)
    TRAINING_CLASS.allowed(found.state, "name")
    if found.end_on < date_of(at):
        raise Refused(_("The class is over already: its days lie in the past."), Because.CONFLICT)
    rows = list(found.enrolments.filter(person_id=person_id))
    if any(row.withdrawn_at is None for row in rows):
        raise Refused(_("This person is in the class already."), Because.CONFLICT, "person")
    tenure, quota = _choose(by, at, found, person_id, quota_id)
    enrolment = Enrolment.objects.create(
        training_class=found,
        person_id=person_id,
        turn=len(rows) + 1,
        quota=quota,
        seat=_free_seat(quota),
        tenure=tenure,
        named_at=at,
        named_by_id=by.person_id,
    )
    after = {"class": found.pk, "person": person_id}
    note(by, at, "name_person", found, subject=f"training.enrolment:{enrolment.pk}", after=after)
    return enrolment


def _choose(
    by: Actor, at: datetime, training_class: TrainingClass, person_id: int, quota_id: int | None
) -> tuple[Tenure, Quota]:
    """The post by which the person is named, and the quota whose seat they get."""
    on = max(training_class.start_on, date_of(at))
    tenures = list(tenures_of_track(training_class, person_id, on))
    if not tenures:
        words = {"track": training_class.track.name}
        reason = _("This person holds no post of the track “%(track)s” when the class begins.")
        raise Refused(reason % words, Because.CONFLICT, "person")
    quotas = list(training_class.quotas.filter(pk=quota_id) if quota_id else training_class.quotas.all())
    spans = last_spans_of([*(one.place_id for one in tenures), *(one.place_id for one in quotas)])
    areas = {quota.pk: spans[quota.place_id].area for quota in quotas}
    reach = [
        (tenure, quota)
        for tenure in tenures
        for quota in quotas
        if is_inside(spans[tenure.place_id].key, [areas[quota.pk]]) and by.may(Right.TRAIN, areas[quota.pk])
    ]
    if not reach:
        reason = _("No seats of this class were handed out to you for this person's place.")
        raise Refused(reason, Because.FORBIDDEN)
    return _with_seat(reach, areas)


def _with_seat(reach: list[tuple[Tenure, Quota]], areas: dict[int, Area]) -> tuple[Tenure, Quota]:
    free = free_seats(list({quota.pk: quota for _tenure, quota in reach}.values()))
    open_ones = [pair for pair in reach if free[pair[1].pk] > 0]
    if not open_ones:
        raise Refused(_("The quota is used up: no seat is free."), Because.CONFLICT, "quota")
    return min(open_ones, key=lambda pair: areas[pair[1].pk].high - areas[pair[1].pk].low)


def _free_seat(quota: Quota) -> int:
    taken = taken_seats(quota)
    return next(seat for seat in range(1, quota.seats + 1) if seat not in taken)


@action
def withdraw_person(*, by: Actor, at: datetime, enrolment_id: int, why: str) -> Enrolment:
    """Take somebody out of a class before its hours are approved, with a reason; the seat is free again.

    Those do so who organise the class or fill the quota; before the class begins also the person themself.
    """
    row = Enrolment.objects.select_related("quota").filter(pk=enrolment_id).first()
    if row is None:
        raise Refused(_("There is no such place in the class."), Because.NOT_FOUND)
    found = hold_class(row.training_class_id)
    row.refresh_from_db()
    own = by.person_id is not None and by.person_id == row.person_id and found.state == "announced"
    if not own and not by.may(Right.TRAIN, area_of_place(found.place_id)):
        by.require(Right.TRAIN, area_of_place(row.quota.place_id))
    TRAINING_CLASS.allowed(found.state, "withdraw")
    if row.withdrawn_at is not None:
        raise Refused(_("This person has withdrawn already."), Because.CONFLICT)
    row.withdrawn_at, row.withdrawn_why = at, check_why(why)
    row.save(update_fields=["withdrawn_at", "withdrawn_why"])
    note(by, at, "withdraw_person", found, subject=f"training.enrolment:{row.pk}", after={"why": row.withdrawn_why})
    return row
