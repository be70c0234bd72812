"""Confirming a village: all its tenures are written and the old ones end, in one step or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.elections.models import Contest, Election, ElectionState, Term
from headgoose.elections.plan import Plan, find_faults, plan_confirmation
from headgoose.elections.queries import held_villages, token_of
from headgoose.elections.rules import area_above, check_can_take, check_number, check_same, check_why
from headgoose.elections.states import ELECTION
from headgoose.elections.writing import lock_elections, lock_to_take, note_change
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.look.wording import chained
from headgoose.people.actions.corrections import withdraw_order
from headgoose.people.actions.persons import register_person
from headgoose.people.actions.tenures import issue_order
from headgoose.people.models import Order
from headgoose.places.models import Span
from headgoose.places.queries import find_span, last_spans_of, span_of
from headgoose.records.actions import Entry, record_acts


@action
def confirm_village(
    *,
    by: Actor,
    at: datetime,
    place_id: int,
    term_id: int,
    starts_on: date,
    number: str,
    token: str | None = None,
) -> list[Election]:
    """Confirm every held election of a village: write its tenures and end those of who sat there before.

    Args:
        starts_on: the first day in post of who was elected.
        number: of the document that confirms.
        token: `token_of` the held elections as the page showed them.

    Raises:
        Refused: with `details["obstacles"]`, sentences that each name the person, the post and the rule.
    """
    span = last_spans_of([place_id]).get(place_id)
    if span is None:
        raise Refused(_("There is no such place."), Because.NOT_FOUND)
    check_can_take(by, "confirm", span.key)
    number = check_number(number)
    term, elections = _held(place_id, term_id)
    check_same(token, token_of(elections))
    plan = plan_confirmation(elections, starts_on)
    if faults := find_faults(by, date_of(at), plan, term):
        raise Refused(chained(faults), Because.CONFLICT, obstacles=faults)
    order = _document(span, term, number, date_of(at))
    persons = _register(by, at, plan)
    ids = issue_order(by=by, at=at, order=order, lines=plan.seatings(persons), endings=plan.endings)
    _tell(at, plan, persons, ids, order)
    _record(by, at, plan, ids, span, order)
    return elections


def _held(place_id: int, term_id: int) -> tuple[Term, list[Election]]:
    """The held elections of a village, locked; refused where there is none, with what they are instead."""
    mine = Election.objects.filter(place_id=place_id, term_id=term_id).order_by("-number")
    elections = lock_elections(mine.filter(state=ElectionState.HELD).values_list("pk", flat=True))
    # Who waited for another to confirm finds them moved.
    elections = [election for election in elections if election.state == ElectionState.HELD]
    if elections:
        return elections[0].term, elections
    last = mine.first()
    if last is None:
        raise Refused(_("There is no election of this term here."), Because.NOT_FOUND)
    ELECTION.allowed(last.state, "confirm")
    raise Refused(_("No election of this village waits to be confirmed."), Because.CONFLICT)


def _document(span: Span, term: Term, number: str, today: date) -> Order:
    """The document of the county that confirms."""
    county = find_span(span.code[: Level.COUNTY.digits], today)
    title = f"{span.name} · {term.name_zh}"
    place_id = county.place_id if county else span.place_id
    return Order(number=number, title=title[:120], place_id=place_id, issued_on=today)


def _register(by: Actor, at: datetime, plan: Plan) -> dict[int, int]:
    """Register who is new; the person of each by the number in the plan."""
    alike = {(one.name, one.sex, one.born_on) for one in plan.contests if one.alike}
    return {
        number: register_person(by=by, at=at, name=new[0], sex=new[1], born_on=new[2], even_if_alike=new in alike)
        for number, new in plan.newcomers.items()
    }


def _tell(at: datetime, plan: Plan, persons: Mapping[int, int], ids: range, order: Order) -> None:
    """Tell each contest its tenure, then each election that it is confirmed: the database asks for that order."""
    for contest, person, tenure_id in zip(plan.contests, plan.persons, ids, strict=True):
        contest.person_id, contest.tenure_id = persons.get(person, person), tenure_id
        # Who is in the records is named there.
        contest.name, contest.sex, contest.born_on = "", "", None
        contest.save(update_fields=["person", "tenure", "name", "sex", "born_on"])
    for election in plan.elections:
        election.state = ELECTION.allowed(election.state, "confirm")
        election.starts_on, election.confirmed_at, election.order = plan.starts_on, at, order
        election.version += 1
        election.save(update_fields=["state", "starts_on", "confirmed_at", "order", "version"])


def _record(by: Actor, at: datetime, plan: Plan, ids: range, span: Span, order: Order) -> None:
    """One act for each election: which tenures it wrote and which it ended."""
    tenure_of = dict(zip([contest.pk for contest in plan.contests], ids, strict=True))
    entries = []
    for election in plan.elections:
        contests = [contest for contest in plan.contests if contest.election_id == election.pk]
        posts = {contest.post_id for contest in contests}
        after = {
            "number": order.number,
            "start_on": plan.starts_on.isoformat(),
            "tenures": [tenure_of[contest.pk] for contest in contests],
            "ended": [tenure.pk for tenure in plan.leaving if tenure.post_id in posts],
        }
        subject = f"elections.election:{election.pk}"
        entries.append(Entry(subject, span.key, min(plan.starts_on, date_of(at)), after=after))
    record_acts(by=by, at=at, verb="elections.confirm_village", entries=entries)


@dataclass(frozen=True)
class Outcome:
    """What became of the villages of a county: those confirmed, and those refused with the reasons."""

    confirmed: Sequence[int]
    refused: Mapping[int, Sequence[Promise | str]]


def confirm_county(by: Actor, at: datetime, county_id: int, term: Term, starts_on: date, number: str) -> Outcome:
    """Confirm every village of a county that is sound, each in a step of its own; say why the others are not."""
    county = span_of(county_id, date_of(at))
    if county is None or county.level is not Level.COUNTY:
        raise Refused(_("There is no such county."), Because.NOT_FOUND)
    by.require(Right.APPOINT, county.area)
    number = check_number(number)
    return confirm_villages(by, at, held_villages(county.area, term, date_of(at)), term, starts_on, number)


def confirm_villages(
    by: Actor, at: datetime, place_ids: Iterable[int], term: Term, starts_on: date, number: str
) -> Outcome:
    """Confirm villages one by one."""
    confirmed: list[int] = []
    refused: dict[int, Sequence[Promise | str]] = {}
    for place_id in place_ids:
        try:
            confirm_village(by=by, at=at, place_id=place_id, term_id=term.pk, starts_on=starts_on, number=number)
        except Refused as refusal:
            refused[place_id] = refusal.details.get("obstacles") or [refusal.reason]
        else:
            confirmed.append(place_id)
    return Outcome(confirmed, refused)


@action
def take_back_confirmation(*, by: Actor, at: datetime, election_id: int, why: str) -> list[Election]:
    """Take a confirmation back: the tenures it wrote never were, those it ended are as before.

    All elections that it confirmed are held again. Refused where tenures were changed since.
    """
    election, span, _state = lock_to_take(by, election_id, "take_back")
    why = check_why(why)
    if election.afterwards or election.order_id is None:
        reason = _("This election was put on record afterwards: put its tenures right one by one.")
        raise Refused(reason, Because.CONFLICT)
    together = lock_elections(Election.objects.filter(order_id=election.order_id).values_list("pk", flat=True))
    starts_on, number = election.starts_on, election.order.number if election.order else ""
    withdraw_order(by=by, at=at, order_id=election.order_id, why=why)
    for one in together:
        note_change(at, one, "take_back", why, before_on=one.starts_on)
        one.state = ELECTION.allowed(one.state, "take_back")
        one.starts_on = one.confirmed_at = one.order = None
        one.version += 1
        one.save(update_fields=["state", "starts_on", "confirmed_at", "order", "version"])
    Contest.objects.filter(election__in=together).update(tenure=None)
    entries = [
        Entry(f"elections.election:{one.pk}", span.key, starts_on, before={"number": number}, after={"why": why})
        for one in together
    ]
    record_acts(by=by, at=at, verb="elections.take_back_confirmation", entries=entries)
    return together


def may_confirm_in(by: Actor, span: Span) -> bool:
    """Whether the actor may confirm in the county of a place, or in a county itself."""
    return by.may(Right.APPOINT, area_above(span.key, Level.COUNTY))
