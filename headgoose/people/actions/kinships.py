"""Near relatives are put on record where the rules on avoidance ask for it."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.people.models import Kin, Kinship
from headgoose.people.queries import find_newest_key, get_person
from headgoose.people.writing import take_turns
from headgoose.places.rules import check_date
from headgoose.records.actions import record_act


@action
def record_kinship(*, by: Actor, at: datetime, person_id: int, other_id: int, kind: str, start_on: date) -> Kinship:
    """Put on record that two persons are near relatives from a date on. Both must hold or have held posts in the area.

    Posts that both hold already stay; from now on nobody seats them against the rules.
    """
    check_date(start_on, date_of(at), "start_on")
    if kind not in Kin.values:
        raise Refused(_("Say how the two are related."), field="kind")
    if person_id == other_id:
        raise Refused(_("Nobody is a relative of themselves."), field="other")
    take_turns()
    areas = by.scope(Right.APPOINT)
    for pk in (person_id, other_id):
        get_person(pk, areas, date_of(at))
    first, second = sorted((person_id, other_id))
    known = Kinship.objects.filter(person_a_id=first, person_b_id=second).first()
    if known is not None and known.end_on > start_on:
        raise Refused(_("The two are on record as relatives already."), Because.CONFLICT, field="other")
    kinship = known or Kinship(person_a_id=first, person_b_id=second)
    kinship.kind, kinship.start_on, kinship.end_on = kind, start_on, FOREVER
    kinship.save()
    _note(by, at, "people.record_kinship", kinship)
    return kinship


@action
def end_kinship(*, by: Actor, at: datetime, kinship_id: int, on: date) -> None:
    """Two persons are no longer relatives from a date on (a marriage ended), or never were (a date before it began)."""
    kinship = Kinship.objects.filter(pk=kinship_id, end_on=FOREVER).first()
    if kinship is None:
        raise Refused(_("There is no such kinship on record."), Because.NOT_FOUND)
    areas = by.scope(Right.APPOINT)
    for pk in (kinship.person_a_id, kinship.person_b_id):
        get_person(pk, areas, date_of(at))
    kinship.end_on = max(on, kinship.start_on)
    kinship.save(update_fields=["end_on"])
    _note(by, at, "people.end_kinship", kinship)


def _note(by: Actor, at: datetime, verb: str, kinship: Kinship) -> None:
    record_act(
        by=by,
        at=at,
        verb=verb,
        subject=f"people.kinship:{kinship.pk}",
        place_key=find_newest_key(kinship.person_a_id),
        touches_from=FOREVER,
        after={"persons": [kinship.person_a_id, kinship.person_b_id], "kind": kinship.kind},
    )
