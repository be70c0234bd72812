"""The whistle is blown, departments report for duty, answer and are rated; it closes when no leg is open."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from headgoose.casework.desks import chain_of_key, desks_of
from headgoose.casework.log import lock_request
from headgoose.casework.models import Department, Leg, LegState, Request, Whistle, WhistleEvent, WhistleKind
from headgoose.casework.models.whistle import OPEN_LEGS
from headgoose.casework.rules import check_short, check_text, is_complained_of, parts_of, point_of
from headgoose.casework.tables import tables
from headgoose.casework.whistle_log import (
    NEW,
    Once,
    find_repeated_step,
    lock_leg,
    lock_whistle,
    tell_blower,
    tell_department,
)
from headgoose.casework.whistle_rules import (
    BLOWN_AT,
    RATINGS,
    REASON_LEAST,
    REMARK_MAX,
    TITLE_MAX,
    check_leg,
    check_seen,
    check_whistle,
    parts_of_leg,
    parts_of_whistle,
    terms_by_kind,
)
from headgoose.casework.writing.whistles import add_whistle_event, note_whistle
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.models import Span
from headgoose.places.queries import get_span


@action
def blow_whistle(
    *,
    by: Actor,
    at: datetime,
    place: str,
    kind: str,
    title: str,
    text: str,
    departments: Sequence[str],
    lead: str,
    request_id: int | None = None,
    client_id: UUID | None = None,
    digest: str = "",
) -> Whistle:
    """Call departments of the county to a village or township: each has to report for duty and to answer.

    Args:
        place: code of the village, community or township.
        departments: codes; `lead` is one of them.
        request_id: of the request that it is blown for.

    Raises:
        Refused: something is wanting (INVALID); the posts do not allow it (FORBIDDEN); the client's id came with
            something else before (CONFLICT).
    """
    once = Once(None, client_id, digest)
    if before := find_repeated_step(once):
        note_whistle(by, at, "repeat_whistle", before.whistle)
        return before.whistle
    span = get_span(place, date_of(at))
    if span.level not in BLOWN_AT:
        raise Refused(_("The whistle is blown by a village, a community or a township."), field="place")
    by.require(Right.BLOW_WHISTLES, span.area)
    county = chain_of_key(span.key, date_of(at)).spans.get(Level.COUNTY)
    if county is None:
        raise Refused(_("There is no county above this place."), field="place")
    called = _check_departments(departments, lead)
    if request_id is not None:
        _check_request(by, at, request_id, span)
    whistle = Whistle.objects.create(
        place_id=span.place_id,
        county_id=county.place_id,
        key=span.key,
        kind=_check_kind(kind),
        title=check_text(title, "title", 2, TITLE_MAX),
        text=check_text(text, "text", REASON_LEAST),
        request_id=request_id,
        blown_at=at,
        blown_by_id=by.person_id,
        client_id=client_id,
    )
    legs = [_call(whistle, department, at, lead=department.code == lead) for department in called]
    add_whistle_event(whistle, "blow", by=by, at=at, once=once)
    codes = [one.code for one in called]
    note_whistle(by, at, "blow_whistle", whistle, whistle_kind=kind, departments=codes, lead=lead)
    what = "whistle_emergency" if kind == WhistleKind.EMERGENCY else "whistle_blown"
    for leg in legs:
        tell_department(whistle, leg, what, at)
    return whistle


def _check_kind(kind: str) -> WhistleKind:
    if kind not in WhistleKind.values:
        raise Refused(_("Choose what the whistle is blown for."), field="kind")
    return WhistleKind(kind)


def _check_departments(codes: Sequence[str], lead: str) -> list[Department]:
    known = tables().departments
    if not codes or len(set(codes)) != len(codes) or any(code not in known for code in codes):
        raise Refused(_("Choose the departments to call, each once."), field="departments")
    if lead not in codes:
        raise Refused(_("One of the departments called leads."), field="lead")
    return sorted((known[code] for code in codes), key=lambda department: department.order)


def _check_request(by: Actor, at: datetime, request_id: int, span: Span) -> None:
    """Only for a request of the place that the actor may know of; whoever is complained of may not."""
    request = lock_request(request_id)
    if not (span.area.low <= request.key < span.area.high and may_blow_for(by, request, date_of(at))):
        raise Refused(_("There is no such request."), Because.NOT_FOUND, field="request")
    if request.against_place_id == span.place_id:
        # Who works there would read what is complained of them.
        raise Refused(_("That is the unit that is complained of."), Because.CONFLICT, field="place")


def may_blow_for(actor: Actor, request: Request, on: date) -> bool:
    """Whether an actor may know of a request: by a part in it; where it is not private, by answering requests there."""
    if parts_of(actor, request, on):
        return True
    if request.kept_private or is_complained_of(request, desks_of(actor, on)):
        return False
    return actor.may(Right.ANSWER_REQUESTS, point_of(request.key))


def _call(whistle: Whistle, department: Department, at: datetime, *, lead: bool) -> Leg:
    report_by, answer_by = terms_by_kind()[whistle.kind].due(at)
    return Leg.objects.create(
        whistle=whistle, department=department, lead=lead, called_at=at, report_by=report_by, answer_by=answer_by
    )


@action
def call_another(*, by: Actor, at: datetime, whistle_id: int, department: str, text: str = "", once: Once = NEW) -> Leg:
    """Call one more department while the whistle is blown; its deadlines run from now."""
    if before := find_repeated_step(once):
        return _repeated_leg(by, at, before)
    whistle = lock_whistle(whistle_id)
    check_whistle(whistle, "call", parts_of_whistle(by, whistle))
    check_seen(whistle, once.version)
    found = tables().departments.get(department)
    if found is None:
        raise Refused(_("Choose a department."), field="department")
    if whistle.legs.filter(department=found).exists():
        raise Refused(_("That department has been called already."), Because.CONFLICT, field="department")
    said = check_text(text, least=0)
    leg = _call(whistle, found, at, lead=False)
    add_whistle_event(whistle, "call", by=by, at=at, leg=leg, text=said, once=once)
    note_whistle(by, at, "call_another", whistle, leg)
    tell_department(whistle, leg, "whistle_blown", at)
    return leg


@action
def report_for_duty(*, by: Actor, at: datetime, leg_id: int, text: str = "", once: Once = NEW) -> Leg:
    """Say that the department is there. The instant is the server's."""
    leg, new = _step(by, at, leg_id, "report", text, once)
    if new:
        leg.reported_at, leg.reported_by_id = at, by.person_id
        _keep(leg, by, at, "report_for_duty", "reported_at", "reported_by")
        tell_blower(leg.whistle, leg, "whistle_reported", at)
    return leg


@action
def answer_leg(*, by: Actor, at: datetime, leg_id: int, text: str, once: Once = NEW) -> Leg:
    """Say what the department has done."""
    leg, new = _step(by, at, leg_id, "answer", text, once, least=REASON_LEAST)
    if new:
        leg.answered_at, leg.answered_by_id = at, by.person_id
        leg.answer = check_text(text)
        _keep(leg, by, at, "answer_leg", "answered_at", "answered_by", "answer")
        tell_blower(leg.whistle, leg, "whistle_answered", at)
    return leg


@action
def send_back_leg(*, by: Actor, at: datetime, leg_id: int, text: str, once: Once = NEW) -> Leg:
    """Say that the answer does not do, and why; the deadline stays. The answer stays in the log."""
    leg, new = _step(by, at, leg_id, "send_back", text, once, least=REASON_LEAST)
    if new:
        leg.answered_at, leg.answered_by_id, leg.answer = None, None, ""
        _keep(leg, by, at, "send_back_leg", "answered_at", "answered_by", "answer")
        tell_department(leg.whistle, leg, "whistle_sent_back", at)
    return leg


@action
def rate_leg(*, by: Actor, at: datetime, leg_id: int, rating: int, remark: str = "", once: Once = NEW) -> Leg:
    """Rate what a department did, from 1 to 5, as the grass roots."""
    if rating not in RATINGS:
        raise Refused(_("Rate from 1 to 5."), field="rating")
    said = check_short(remark, "remark", REMARK_MAX)
    leg, new = _step(by, at, leg_id, "rate", said, once)
    if new:
        leg.rated_at, leg.rating, leg.remark = at, rating, said
        _keep(leg, by, at, "rate_leg", "rated_at", "rating", "remark", rating=rating)
        tell_department(leg.whistle, leg, "whistle_rated", at)
    return leg


@action
def excuse_leg(*, by: Actor, at: datetime, leg_id: int, text: str, once: Once = NEW) -> Leg:
    """Let a department go, as the county, with the reason."""
    reason = check_text(text, least=REASON_LEAST, most=REMARK_MAX)
    leg, new = _step(by, at, leg_id, "excuse", reason, once)
    if new:
        leg.remark = reason
        _keep(leg, by, at, "excuse_leg", "remark")
        tell_blower(leg.whistle, leg, "whistle_excused", at)
        tell_department(leg.whistle, leg, "whistle_excused", at)
    return leg


def _step(by: Actor, at: datetime, leg_id: int, verb: str, text: str, once: Once, least: int = 0) -> tuple[Leg, bool]:
    """One step of a leg, allowed and written into the log; and whether it is new."""
    if before := find_repeated_step(once):
        return _repeated_leg(by, at, before), False
    leg = lock_leg(leg_id)
    target = check_leg(leg, verb, parts_of_leg(by, leg, date_of(at)))
    check_seen(leg.whistle, once.version)
    said = check_text(text, least=least)
    leg.state = LegState(target)
    add_whistle_event(leg.whistle, verb, by=by, at=at, leg=leg, text=said, once=once)
    return leg, True


def _keep(leg: Leg, by: Actor, at: datetime, verb: str, *fields: str, **after: int) -> None:
    leg.save(update_fields=["state", *fields])
    note_whistle(by, at, verb, leg.whistle, leg, **after)


def _repeated_leg(by: Actor, at: datetime, before: WhistleEvent) -> Leg:
    # An action leaves an act: that it was asked again is one.
    note_whistle(by, at, "repeat_whistle", before.whistle)
    if before.leg is None:
        reason = _("This id was used for another step. A new step needs a new one.")
        raise Refused(reason, Because.CONFLICT, field="client_id")
    return before.leg


@action
def close_whistle(*, by: Actor, at: datetime, whistle_id: int, text: str = "", once: Once = NEW) -> Whistle:
    """Close it: every department was rated or let go."""
    return _end(by, at, whistle_id, "close", check_text(text, least=0), once)


@action
def withdraw_whistle(*, by: Actor, at: datetime, whistle_id: int, text: str, once: Once = NEW) -> Whistle:
    """Take it back, with the reason; the departments need not come."""
    return _end(by, at, whistle_id, "withdraw", check_text(text, least=REASON_LEAST), once)


def _end(by: Actor, at: datetime, whistle_id: int, verb: str, text: str, once: Once) -> Whistle:
    if before := find_repeated_step(once):
        note_whistle(by, at, "repeat_whistle", before.whistle)
        return before.whistle
    whistle = lock_whistle(whistle_id)
    target = check_whistle(whistle, verb, parts_of_whistle(by, whistle))
    check_seen(whistle, once.version)
    legs = list(whistle.legs.select_related("department"))
    if verb == "close" and any(leg.state in OPEN_LEGS for leg in legs):
        raise Refused(_("A department is still called: rate it first, or have the county let it go."), Because.CONFLICT)
    whistle.state, whistle.closed_at = target, at
    add_whistle_event(whistle, verb, by=by, at=at, text=text, once=once)
    note_whistle(by, at, f"{verb}_whistle", whistle)
    for leg in legs:
        if verb == "close" or leg.state in OPEN_LEGS:
            tell_department(whistle, leg, "whistle_over", at)
    return whistle
