"""A list that was filled in without a network is sent later: sound rows become marks, once, whoever sends it again."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

from django.utils.translation import gettext_noop

from headgoose.kernel.actor import Actor
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.names import plain_text
from headgoose.places.sheets import Remark
from headgoose.training.lists import ListReading, ListRow, read_list
from headgoose.training.models import Enrolment, MarkHow, RollList, Session, TrainingClass
from headgoose.training.queries import area_of_place, get_class, present_at
from headgoose.training.rules import EARLY
from headgoose.training.states import TRAINING_CLASS
from headgoose.training.writing import hold_class, lay_mark, note


def take_list(*, by: Actor, at: datetime, class_id: int, file_name: str, content: bytes) -> RollList:
    """Take a list of a class's roll. The very same file again changes nothing: what became of it then is returned.

    The file is read before anybody else has to wait for it.
    """
    found = get_class(by, class_id)
    by.require(Right.TRAIN, area_of_place(found.place_id))
    TRAINING_CLASS.allowed(found.state, "mark")
    sha256 = hashlib.sha256(content).hexdigest()
    reading = read_list(content)
    return find_same(class_id, sha256) or _take_rows(
        by=by, at=at, class_id=class_id, file_name=file_name, sha256=sha256, reading=reading
    )


def find_same(class_id: int, sha256: str) -> RollList | None:
    """A list of a class that was taken already, by its fingerprint."""
    return RollList.objects.filter(training_class_id=class_id, sha256=sha256).first()


@action
def _take_rows(
    *, by: Actor, at: datetime, class_id: int, file_name: str, sha256: str, reading: ListReading
) -> RollList:
    found = hold_class(class_id)
    TRAINING_CLASS.allowed(found.state, "mark")
    # Somebody may have sent it while this one waited.
    if same := find_same(class_id, sha256):
        note(by, at, "repeat_list", found, after={"sha256": sha256})
        return same
    roll = Roll(found, at)
    sound = [(row, roll.find(row, reading.remarks)) for row in reading.rows]
    marks = [
        (session, enrolment)
        for row, enrolment in sound
        if enrolment is not None and row.number not in reading.remarks
        for session in roll.sessions_of(row)
    ]
    fresh = [(session, one) for session, one in dict.fromkeys(marks) if (session.pk, one.pk) not in roll.present]
    roll_list = RollList.objects.create(
        training_class=found,
        name=plain_text(PurePath(file_name.replace("\0", "")).name)[:200] or "-",
        sha256=sha256,
        sent_at=at,
        sent_by_id=by.person_id,
        taken=len(fresh),
        already=len(set(marks)) - len(fresh),
        header=reading.header,
        faulty=_faulty(reading),
    )
    for session, enrolment in fresh:
        lay_mark(by, at, session, enrolment, MarkHow.LIST, roll_list=roll_list)
    after = {"file": roll_list.name, "sha256": sha256, "marks": len(fresh), "faulty": len(roll_list.faulty)}
    note(by, at, "take_list", found, after=after)
    return roll_list


def _faulty(reading: ListReading) -> list[list[object]]:
    return [
        [row.number, row.cells, [[remark.message, remark.words] for remark in reading.remarks[row.number]]]
        for row in reading.rows
        if row.number in reading.remarks
    ]


class Roll:
    """Those in a class and its sessions, as rows of a list name them."""

    def __init__(self, training_class: TrainingClass, at: datetime) -> None:
        self.at = at
        self.sessions: Mapping[int, Session] = {one.number: one for one in training_class.sessions.all()}
        rows = list(training_class.enrolments.filter(withdrawn_at=None).select_related("person"))
        self.by_number = {str(row.pk): row for row in rows}
        self.by_name: dict[str, list[Enrolment]] = {}
        for row in rows:
            self.by_name.setdefault(row.person.name, []).append(row)
        self.present = present_at(training_class)
        self._seen: set[int] = set()

    def find(self, row: ListRow, remarks: dict[int, list[Remark]]) -> Enrolment | None:
        """Whose row it is; None, and a remark, when that cannot be told or the row says what cannot be."""
        found = self._named(row)
        fault = found if isinstance(found, str) else self._fault(row)
        if fault is None and isinstance(found, Enrolment) and found.pk in self._seen:
            fault = gettext_noop("%(name)s stands in the list twice.")
        if isinstance(found, Enrolment):
            self._seen.add(found.pk)
        if fault is not None:
            words = {"name": row.name or "–", "number": row.place_number}
            remarks.setdefault(row.number, []).append(Remark(row.number, fault, words))
            return None
        return found if isinstance(found, Enrolment) else None

    def _named(self, row: ListRow) -> Enrolment | str:
        if row.place_number:
            found = self.by_number.get(row.place_number)
            if found is None:
                return gettext_noop("Nobody in the class has the number %(number)s.")
            if row.name and found.person.name != row.name:
                return gettext_noop("The number %(number)s is not that of %(name)s.")
            return found
        named = self.by_name.get(row.name, [])
        if not named:
            return gettext_noop("%(name)s is not in the class.")
        if len(named) > 1:
            return gettext_noop("Several people in the class are called %(name)s: give the number.")
        return named[0]

    def _fault(self, row: ListRow) -> str | None:
        if any(number not in self.sessions for number in row.sessions):
            return gettext_noop("The class has no such session.")
        if any(self.at < self.sessions[number].start_at - EARLY for number in row.sessions):
            return gettext_noop("%(name)s is said to have been at a session that has not begun.")
        return None

    def sessions_of(self, row: ListRow) -> list[Session]:
        """The sessions that a row says somebody was at."""
        return [self.sessions[number] for number in row.sessions]
