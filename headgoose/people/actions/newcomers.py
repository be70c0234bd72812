"""Somebody who is not in the records yet is registered and seated in one act: neither happens without the other."""

from datetime import datetime

from headgoose.kernel.actor import Actor
from headgoose.kernel.writing import action
from headgoose.people.actions.persons import NewPerson, register_person
from headgoose.people.actions.tenures import appoint_person, check_unchanged
from headgoose.people.models import Order, Tenure
from headgoose.people.rules import Seating
from headgoose.people.writing import take_turns


@action
def appoint_newcomer(
    *,
    by: Actor,
    at: datetime,
    newcomer: NewPerson,
    line: Seating,
    token: str | None = None,
    order: Order | None = None,
    even_if_alike: bool = False,
) -> Tenure:
    """Register a person and seat them; the line's `person_id` is not read. Returns the tenure.

    Args:
        token: as in `appoint_person`; asked before anything is written, so that a form sent twice says so.
        even_if_alike: somebody of this name and date of birth is registered, and this is another.
    """
    take_turns()
    check_unchanged(line.post_id, token)
    person_id = register_person(by=by, at=at, **newcomer._asdict(), even_if_alike=even_if_alike)
    return appoint_person(by=by, at=at, line=line._replace(person_id=person_id), order=order)
