"""Recording a value, putting it right, clearing it, and showing it to somebody who says what for."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from headgoose.kernel.actor import Actor
from headgoose.kernel.cipher import Unreadable, fingerprint_of, seal
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.encrypted import keyring_for_writing, usable_keyring
from headgoose.kernel.keyring import Keyring
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.people.models import Person
from headgoose.personal.models import FieldKind, PersonalField, Purpose, Reveal
from headgoose.personal.queries import (
    Subject,
    doubles_of,
    find_subject,
    get_field,
    hour_before,
    open_field,
    reveals_since,
)
from headgoose.personal.rules import REVEALS_AN_HOUR, Reason, read_value
from headgoose.records.actions import record_act
from headgoose.records.models import Act

NOT_YOURS = _("Your posts do not give you this right here.")


@sensitive_variables("text", "value")
@action
def record_field(
    *, by: Actor, at: datetime, person_id: int, kind: FieldKind, text: str, passbook: bool = False
) -> PersonalField:
    """Record a value of a person, or put it right.

    Args:
        text: as it was typed.
        passbook: the account is no card's.
    """
    subject = find_subject(person_id, by, date_of(at))
    _check_may_record(subject, kind)
    value = read_value(kind, text, subject.person, passbook)
    field = PersonalField.objects.filter(person_id=person_id, kind=kind).first()
    # The trail's lock is taken before the key is chosen: a rotation going on then meets this value, or comes before it.
    _note(by, at, "record_field", subject, {"kind": kind.value, "value": "changed" if field else "recorded"})
    keyring = keyring_for_writing(at)
    printed = fingerprint_of(value, keyring) if kind is FieldKind.IDENTITY else ""
    _check_nobody_else_has_it(by, person_id, printed)
    field = field or PersonalField(person_id=person_id, kind=kind)
    sealed = seal(value, field.bound_to, keyring)
    field.ciphertext, field.key_name, field.algorithm = sealed.ciphertext, sealed.key_name, sealed.algorithm
    field.fingerprint, field.changed_at = printed, at
    field.save()
    return field


@action
def clear_field(*, by: Actor, at: datetime, person_id: int, kind: FieldKind) -> None:
    """Clear a value that is wrong or no longer needed."""
    subject = find_subject(person_id, by, date_of(at))
    _check_may_record(subject, kind)
    get_field(person_id, kind)
    _note(by, at, "clear_field", subject, {"kind": kind.value, "value": "cleared"})
    PersonalField.objects.filter(person_id=person_id, kind=kind).delete()


@sensitive_variables("value")
@action
def reveal_field(*, by: Actor, at: datetime, person_id: int, kind: FieldKind, reason: Reason) -> str:
    """A value in the clear, after who was shown it and why is in the trail."""
    subject = find_subject(person_id, by, date_of(at))
    check_may_reveal(subject, reason)
    field = get_field(person_id, kind)
    act = _note(by, at, "reveal_field", subject, {"kind": kind.value, **_said(reason)})
    note_reveal(by, at, subject, act)
    try:
        return open_field(field, usable_keyring())
    except Unreadable as fault:
        raise Refused(unreadable_words(fault), Because.CONFLICT) from None


@sensitive_variables()
@action
def reveal_all(*, by: Actor, at: datetime, person_id: int, reason: Reason) -> dict[FieldKind, str]:
    """Every value of a person in the clear, for a file of all that is held about them; "" for what cannot be read."""
    subject = operator_subject(person_id) if by.user_id is None else find_subject(person_id, by, date_of(at))
    check_may_reveal(subject, reason)
    fields = list(PersonalField.objects.filter(person_id=person_id))
    # A file without a value counts as well.
    act = _note(by, at, "reveal_all", subject, {**_said(reason), "values": max(1, len(fields))})
    note_reveal(by, at, subject, act)
    keyring = usable_keyring()
    return {FieldKind(field.kind): _open_or_nothing(field, keyring) for field in fields}


def operator_subject(person_id: int) -> Subject:
    """A person as the command line sees them. Raises Refused (NOT_FOUND)."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Refused(_("There is no such person."), Because.NOT_FOUND)
    return Subject(person, own=False, may_reveal=True, appoints=True, place_key=None)


def check_may_reveal(subject: Subject, reason: Reason) -> None:
    """Refuse unless it is the person themself, or somebody with the right who says what for."""
    if subject.own:
        return
    if not subject.may_reveal:
        raise Refused(NOT_YOURS, Because.FORBIDDEN)
    if reason.purpose is Purpose.OWN or not reason.words:
        raise Refused(_("Choose what you need it for."), field="purpose")


def note_reveal(by: Actor, at: datetime, subject: Subject, act: Act) -> None:
    """Keep that somebody else was shown something; refused when they were shown too much within the hour."""
    if subject.own:
        return
    Reveal.objects.create(act=act, person=subject.person, user_id=by.user_id, at=at)
    if by.user_id is not None and reveals_since(by.user_id, hour_before(at)) > REVEALS_AN_HOUR:
        words = {"number": REVEALS_AN_HOUR}
        reason = _("You were shown %(number)s values within the hour. Wait a while, or ask the operator for a file.")
        raise Refused(reason % words, Because.TOO_MANY)


def unreadable_words(fault: Unreadable) -> str:
    """Why a value cannot be read, for a user."""
    if fault.lacks_key:
        return str(_("The value cannot be read: its key is not on this server. Ask the operator for the key file."))
    return str(_("The value cannot be read: it was altered in the database. Record it anew, and tell the operator."))


def _check_may_record(subject: Subject, kind: FieldKind) -> None:
    if not subject.may_record(kind):
        raise Refused(NOT_YOURS, Because.FORBIDDEN)


def _check_nobody_else_has_it(by: Actor, person_id: int, printed: str) -> None:
    """Two persons with one identity number are refused where the actor may read both: of others nobody learns."""
    for other in doubles_of(printed, person_id, by.scope(Right.READ)):
        reason = _("This identity number is on record for %(name)s (person %(id)s): one person may be there twice.")
        raise Refused(reason % {"name": other.name, "id": other.pk}, Because.CONFLICT, field="value")


def _open_or_nothing(field: PersonalField, keyring: Keyring | None) -> str:
    try:
        return open_field(field, keyring)
    except Unreadable:
        return ""


def _said(reason: Reason) -> dict[str, str]:
    return {"purpose": reason.purpose.value, "words": reason.words}


def _note(by: Actor, at: datetime, name: str, subject: Subject, after: dict[str, Any]) -> Act:
    return record_act(
        by=by,
        at=at,
        verb=f"personal.{name}",
        subject=f"people.person:{subject.person.pk}",
        place_key=subject.place_key,
        touches_from=FOREVER,
        after=after,
    )
