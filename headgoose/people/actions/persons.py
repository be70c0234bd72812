"""Persons enter the records when they are about to hold a post."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows, reserve_ids
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.spelling import initials_of
from headgoose.kernel.writing import action
from headgoose.people.models import Person
from headgoose.people.rules import births_within, check_birth, check_name
from headgoose.records.actions import record_act

COLUMNS = ("id", "name", "initials", "sex", "born_on")


class NewPerson(NamedTuple):
    """A person to be registered; `sex` is "f" or "m"."""

    name: str
    sex: str
    born_on: date


@action
def register_person(*, by: Actor, at: datetime, name: str, sex: str, born_on: date, even_if_alike: bool = False) -> int:
    """Register one person and return the id. Refused (CONFLICT) when somebody alike is there, unless told otherwise."""
    alike = is_known(by, Person.objects.filter(name=name, sex=sex, born_on=born_on))
    if alike and not even_if_alike:
        reason = _(
            "Somebody of this name and date of birth is registered already. Choose that person, or say it is another."
        )
        raise Refused(reason, Because.CONFLICT, field="name")
    return register_persons(by=by, at=at, persons=[NewPerson(name, sex, born_on)])[0]


def is_known(by: Actor, alike: QuerySet[Person]) -> bool:
    """Whether somebody alike has held a post where the actor may read: of others nobody learns that they exist."""
    return any(
        alike.filter(tenures__place__spans__key__gte=area.low, tenures__place__spans__key__lt=area.high).exists()
        for area in by.scope(Right.READ)
    )


@action
def register_persons(*, by: Actor, at: datetime, persons: Sequence[NewPerson]) -> range:
    """Register many persons in one act and return their ids, in order."""
    if not by.scope(Right.APPOINT):
        raise Refused(_("Your posts do not let you register people."), Because.FORBIDDEN)
    within = births_within(date_of(at))
    for person in persons:
        check_name(person.name)
        check_birth(person.born_on, person.sex, within)
    ids = reserve_ids(Person, len(persons))
    insert_rows(
        Person,
        COLUMNS,
        (
            (pk, person.name, initials_of(person.name), person.sex, person.born_on.isoformat())
            for pk, person in zip(ids, persons, strict=True)
        ),
    )
    record_act(
        by=by,
        at=at,
        verb="people.register_persons",
        subject=f"people.person:{ids.start}" if len(ids) == 1 else "people.person:",
        touches_from=FOREVER,
        after={"first_id": ids.start, "count": len(ids)},
    )
    return ids
