"""The calendar of a county: one day for a body in all its villages, changed with a reason."""

from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from headgoose.elections.models import Body, Calendar, Election, ElectionState, Term
from headgoose.elections.rules import check_planned, check_why
from headgoose.elections.writing import lock_elections
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.bulk import insert_rows
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.models import Kind, Span
from headgoose.places.queries import span_of
from headgoose.records.actions import record_act

COLUMNS = (
    "term_id",
    "place_id",
    "body",
    "number",
    "cause",
    "state",
    "called_on",
    "planned_on",
    "afterwards",
    "remark",
    "version",
)


@action
def plan_county(*, by: Actor, at: datetime, county_id: int, term_id: int, body: str, planned_on: date) -> int:
    """Plan the elections of a body for every village and community of a county; how many were planned."""
    term, county = _check(by, at, county_id, term_id, body, planned_on)
    if Calendar.objects.filter(term=term, county_id=county_id, body=body).exists():
        reason = _("The county has a day for it already: change it with a reason.")
        raise Refused(reason, Because.CONFLICT, field="planned_on")
    calendar = Calendar.objects.create(term=term, county_id=county_id, body=body, planned_on=planned_on)
    planned = _plan_missing(date_of(at), term, county, body, planned_on)
    after = {"body": body, "planned_on": planned_on.isoformat(), "count": planned}
    _note(by, at, "plan_county", calendar, county, None, after)
    return planned


@action
def change_calendar(
    *, by: Actor, at: datetime, county_id: int, term_id: int, body: str, planned_on: date, why: str
) -> int:
    """Plan another day; elections whose lists are not out follow, and villages that came since are planned for.

    Returns how many elections have the new day.
    """
    term, county = _check(by, at, county_id, term_id, body, planned_on)
    why = check_why(why)
    calendars = Calendar.objects.filter(term=term, county_id=county_id, body=body)
    if connection.features.has_select_for_update:
        calendars = calendars.select_for_update()
    calendar = calendars.first()
    if calendar is None:
        raise Refused(_("The county has no day for it yet: plan it first."), Because.CONFLICT, field="planned_on")
    if calendar.planned_on == planned_on:
        raise Refused(_("This is the day that is planned already."), Because.CONFLICT, field="planned_on")
    before: dict[str, object] = {"planned_on": calendar.planned_on.isoformat()}
    calendar.planned_on, calendar.why = planned_on, why
    calendar.save(update_fields=["planned_on", "why"])
    waiting = Election.objects.filter(term=term, body=body, cause="", state=ElectionState.PLANNED)
    ids = list(waiting.filter(place__in=_villages(county, date_of(at)).values("place_id")).values_list("pk", flat=True))
    for election in lock_elections(ids):
        if election.state == ElectionState.PLANNED:
            election.planned_on = planned_on
            election.version += 1
            election.save(update_fields=["planned_on", "version"])
    moved = len(ids) + _plan_missing(date_of(at), term, county, body, planned_on)
    after = {"body": body, "planned_on": planned_on.isoformat(), "count": moved, "why": why}
    _note(by, at, "change_calendar", calendar, county, before, after)
    return moved


def _check(by: Actor, at: datetime, county_id: int, term_id: int, body: str, planned_on: date) -> tuple[Term, Span]:
    county = span_of(county_id, date_of(at))
    if county is None or county.level is not Level.COUNTY:
        raise Refused(_("There is no such county."), Because.NOT_FOUND)
    by.require(Right.APPOINT, county.area)
    term = Term.objects.filter(pk=term_id).first()
    if term is None:
        raise Refused(_("There is no such term."), Because.NOT_FOUND, field="term")
    if body not in Body.values:
        raise Refused(_("Say which of the two committees is elected."), field="body")
    check_planned(planned_on, term, date_of(at))
    return term, county


def _villages(county: Span, on: date) -> "QuerySet[Span]":
    return Span.objects.on(on).within([county.area]).filter(kind__in=(Kind.VILLAGE, Kind.COMMUNITY))


def _plan_missing(today: date, term: Term, county: Span, body: str, planned_on: date) -> int:
    """Plan for those villages that have no election of the body in the term."""
    there = Election.objects.filter(term=term, body=body).values("place_id")
    places = list(_villages(county, today).exclude(place__in=there).order_by("key").values_list("place_id", flat=True))
    called, day = today.isoformat(), planned_on.isoformat()
    insert_rows(
        Election,
        COLUMNS,
        ((term.pk, place, body, 1, "", ElectionState.PLANNED.value, called, day, False, "", 0) for place in places),
    )
    return len(places)


def _note(
    by: Actor,
    at: datetime,
    verb: str,
    calendar: Calendar,
    county: Span,
    before: dict[str, object] | None,
    after: dict[str, object],
) -> None:
    record_act(
        by=by,
        at=at,
        verb=f"elections.{verb}",
        subject=f"elections.calendar:{calendar.pk}",
        place_key=county.key,
        touches_from=date_of(at),
        before=before,
        after=after,
    )
