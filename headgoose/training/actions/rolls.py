"""The roll of a session: by the code that turns, or entered from the signed sheet."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.training.codes import check_code, scanned_at, session_named
from headgoose.training.models import Enrolment, MarkHow, Session
from headgoose.training.queries import area_of_place
from headgoose.training.rules import check_code_time, check_roll_time
from headgoose.training.states import TRAINING_CLASS
from headgoose.training.writing import active_of, hold_class, lay_mark, note, take_back_mark


@action
def scan_code(*, by: Actor, at: datetime, code: str, receipt: str = "") -> Enrolment:
    """The actor says that they are at a session, with the code on its screen.

    Args:
        receipt: what the actor got when they scanned the code while it was fresh.
    """
    session = Session.objects.filter(pk=session_named(code)).first()
    if session is None:
        raise Refused(_("This is no code of a session: scan it from the screen."), Because.NOT_FOUND)
    if by.person_id is None:
        raise Refused(_("A person must stand behind this step, signed in with an account of their own."))
    seen = scanned_at(receipt, code, by.person_id, at)
    check_code(session, code, seen)
    found = hold_class(session.training_class_id)
    TRAINING_CLASS.allowed(found.state, "mark")
    row = found.enrolments.filter(person_id=by.person_id, withdrawn_at=None).first()
    if row is None:
        raise Refused(_("You were not named for this class."), Because.FORBIDDEN)
    check_code_time(session, seen)
    if not lay_mark(by, seen, session, row, MarkHow.CODE):
        raise Refused(_("You are on the roll of this session already."), Because.CONFLICT)
    note(by, at, "scan_code", found, subject=f"training.enrolment:{row.pk}", after={"session": session.number})
    return row


@action
def enter_sheet(
    *, by: Actor, at: datetime, session_id: int, came: Collection[int], absent: Collection[int] = ()
) -> tuple[int, int]:
    """Enter the signed sheet of a session, by the numbers of the places in the class.

    Args:
        came: who was there; those on the roll already stay as they are.
        absent: who is on the roll and was not there after all.

    Returns:
        How many came onto the roll, and how many went off it.
    """
    session = Session.objects.filter(pk=session_id).first()
    if session is None:
        raise Refused(_("There is no such session in your area."), Because.NOT_FOUND)
    found = hold_class(session.training_class_id)
    by.require(Right.TRAIN, area_of_place(found.place_id))
    TRAINING_CLASS.allowed(found.state, "mark")
    check_roll_time(session, at)
    if set(came) & set(absent):
        raise Refused(_("Somebody cannot have been there and not."))
    on = sum(lay_mark(by, at, session, row, MarkHow.SHEET) for row in active_of(found, came))
    off = sum(take_back_mark(by, at, session, row, MarkHow.SHEET) for row in active_of(found, absent))
    note(by, at, "enter_sheet", found, after={"session": session.number, "present": on, "absent": off})
    return on, off
