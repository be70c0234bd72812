"""Hours are approved from the sessions attended, corrected with a reason, and certified."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.training.models import Certificate, Enrolment, TrainingClass
from headgoose.training.queries import area_of_place, attended_minutes, length_of
from headgoose.training.rules import check_is_over, check_minutes, check_why
from headgoose.training.states import TRAINING_CLASS
from headgoose.training.writing import hold_class, hold_own_class, note


@action
def approve_hours(*, by: Actor, at: datetime, class_id: int, minutes: Mapping[int, int] | None = None) -> TrainingClass:
    """Approve the hours of everybody in a class that is over; they count from now on.

    Args:
        minutes: by place in the class, where fewer are approved than were attended.
    """
    found = hold_own_class(by, class_id, "approve")
    check_is_over(list(found.sessions.all()), at)
    said, attended = dict(minutes or {}), attended_minutes(found)
    rows = list(found.enrolments.filter(withdrawn_at=None))
    if said.keys() - {row.pk for row in rows}:
        raise Refused(_("Somebody named here is not in the class."), Because.NOT_FOUND)
    for row in rows:
        full = attended.get(row.pk, 0)
        row.minutes = check_minutes(said.get(row.pk, full), full)
    Enrolment.objects.bulk_update(rows, ["minutes"])
    found.approved_at, found.approver_id = at, by.person_id
    found.save(update_fields=["state", "approved_at", "approver"])
    total = sum(row.minutes or 0 for row in rows)
    note(by, at, "approve_hours", found, date_of(at), after={"persons": len(rows), "minutes": total})
    return found


@action
def correct_hours(*, by: Actor, at: datetime, enrolment_id: int, minutes: int, why: str) -> Enrolment:
    """Correct somebody's approved minutes, with a reason; what they were before stays on record."""
    row = _get(enrolment_id)
    found = hold_own_class(by, row.training_class_id, "correct")
    row.refresh_from_db()
    if row.withdrawn_at is not None or row.minutes is None or found.approved_at is None:
        raise Refused(_("There are no approved hours to correct."), Because.CONFLICT)
    why, before = check_why(why), row.minutes
    if minutes == before:
        raise Refused(_("These are the minutes on record already."), Because.CONFLICT, "minutes")
    row.minutes = check_minutes(minutes, length_of(found))
    row.corrected_at, row.corrected_why, row.corrected_by_id = at, why, by.person_id
    row.save(update_fields=["minutes", "corrected_at", "corrected_why", "corrected_by"])
    note(
        by,
        at,
        "correct_hours",
        found,
        date_of(found.approved_at),
        subject=f"training.enrolment:{row.pk}",
        before={"minutes": before},
        after={"minutes": minutes, "why": why},
    )
    return row


@action
def issue_certificate(*, by: Actor, at: datetime, enrolment_id: int) -> Certificate:
    """Give a certificate its number, once: to the person themself, or to who organises the class."""
    row = _get(enrolment_id)
    found = hold_class(row.training_class_id)
    if by.person_id is None or by.person_id != row.person_id:
        by.require(Right.TRAIN, area_of_place(found.place_id))
    TRAINING_CLASS.allowed(found.state, "certify")
    row.refresh_from_db()
    if not row.minutes:
        raise Refused(_("No hours were approved in this class."), Because.CONFLICT)
    if Certificate.objects.filter(enrolment=row).exists():
        raise Refused(_("The certificate has its number already."), Because.CONFLICT)
    certificate = Certificate.objects.create(enrolment=row, number=_new_number(found), issued_at=at)
    note(by, at, "issue_certificate", found, subject=f"training.enrolment:{row.pk}")
    return certificate


def _get(enrolment_id: int) -> Enrolment:
    row = Enrolment.objects.filter(pk=enrolment_id).first()
    if row is None:
        raise Refused(_("There is no such place in the class."), Because.NOT_FOUND)
    return row


def _new_number(training_class: TrainingClass) -> str:
    """The year and twelve digits by chance: nobody can walk through the numbers of others."""
    digits = f"{secrets.randbelow(10**12):012d}"
    return f"{training_class.end_on.year}-{digits[:4]}-{digits[4:8]}-{digits[8:]}"
