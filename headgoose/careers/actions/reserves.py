"""The reserve: somebody is proposed by one officer, put on the list by another, taken off with a reason."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.careers.actions.trailing import hold_row, note
from headgoose.careers.models import Reserve, ReserveState
from headgoose.careers.rules import check_oversees, check_reason
from headgoose.careers.states import RESERVE
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.orders.rules import area_of_place, check_another
from headgoose.people.models import PostType
from headgoose.people.queries import get_person
from headgoose.places.models import Place
from headgoose.places.queries import last_spans_of

NO_RESERVE = _("Nobody of that kind is on a reserve list in your area.")


@action
def propose_reserve(*, by: Actor, at: datetime, person_id: int, type_id: int, place_id: int, why: str) -> Reserve:
    """Propose somebody who has or had a post in the actor's area for a kind of post in the area of a place."""
    if not Place.objects.filter(pk=place_id).exists():
        raise Refused(_("There is no such place."), Because.NOT_FOUND, field="place")
    area = area_of_place(place_id)
    check_oversees(by, area)
    person = get_person(person_id, by.scope(Right.READ), date_of(at))
    check_another(by, None, person, _("Nobody proposes themself."))
    type_ = PostType.objects.filter(pk=type_id).first()
    if type_ is None or max(type_.kinds) // 10 < last_spans_of([place_id])[place_id].level:
        raise Refused(_("There is no such post in the area of this place."), field="type")
    if Reserve.objects.filter(person=person, type=type_, place_id=place_id).exclude(state=ReserveState.OFF).exists():
        raise Refused(_("The person is proposed or on the list already."), Because.CONFLICT, field="person")
    reserve = Reserve.objects.create(
        person=person,
        type=type_,
        place_id=place_id,
        why=check_reason(why),
        proposer_id=by.person_id or 0,
        proposed_at=at,
    )
    note(by, at, "propose_reserve", reserve, area, after={"person": person_id, "type": type_.code})
    return reserve


@action
def list_reserve(*, by: Actor, at: datetime, reserve_id: int) -> Reserve:
    """Put somebody on the list, as another than who proposed."""
    reserve, area = _hold(by, reserve_id)
    reserve.state = RESERVE.allowed(reserve.state, "list")
    check_another(by, None, reserve.proposer, _("Who proposed does not decide: a second officer must."))
    reserve.lister_id, reserve.listed_at = by.person_id, at
    reserve.save(update_fields=["state", "lister", "listed_at"])
    note(by, at, "list_reserve", reserve, area, after={"person": reserve.person_id, "state": reserve.state})
    return reserve


@action
def take_off_reserve(*, by: Actor, at: datetime, reserve_id: int, why: str) -> Reserve:
    """Take somebody off the list, or turn the proposal down, with a reason."""
    reserve, area = _hold(by, reserve_id)
    reserve.state = RESERVE.allowed(reserve.state, "take_off")
    reserve.off_at, reserve.off_why = at, check_reason(why)
    reserve.save(update_fields=["state", "off_at", "off_why"])
    note(by, at, "take_off_reserve", reserve, area, after={"person": reserve.person_id, "why": reserve.off_why})
    return reserve


def _hold(by: Actor, reserve_id: int) -> tuple[Reserve, Area]:
    """A row of a list that the actor oversees and is not on."""
    reserve = hold_row(Reserve.objects.select_related("person", "proposer"), reserve_id, NO_RESERVE)
    area = area_of_place(reserve.place_id)
    check_oversees(by, area)
    check_another(by, None, reserve.person, _("Nobody decides on themself."))
    return reserve, area
