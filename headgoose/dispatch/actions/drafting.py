"""Drawing a run up: its heading and rule, and how many people the places may have."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.dispatch.demand import Wanted, find_empty_seats, wanted_places
from headgoose.dispatch.models import Bound, Demand, Placement, Run
from headgoose.dispatch.queries import get_run
from headgoose.dispatch.rules import Rule, can_be_sent, check_inside, check_rule, check_sends, check_version, rule_of
from headgoose.dispatch.states import RUN
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.bulk import insert_rows
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.orders.rules import area_of_place, check_heading
from headgoose.people.models import PostType
from headgoose.places.queries import last_spans_of
from headgoose.records.actions import record_act


@action
def draft_run(*, by: Actor, at: datetime, number: str, title: str, place_id: int, type_id: int, rule: Rule) -> Run:
    """Begin a run of a place: which kind of post is filled, and by which rule."""
    number, title = check_heading(number, title)
    type_ = get_type(type_id)
    area = area_of_place(place_id)
    check_sends(by, area, type_)
    check_rule(rule, type_, date_of(at))
    run = Run(number=number, title=title, place_id=place_id, type=type_, made_at=at, **asdict(rule))
    run.maker_user_id, run.maker_id = by.user_id, by.person_id
    run.save()
    note(by, at, "draft_run", run, after={"number": number, "type": type_.code, **published(rule)})
    return run


@action
def change_rule(
    *, by: Actor, at: datetime, run_id: int, number: str, title: str, rule: Rule, version: int | None = None
) -> Run:
    """Give a draft another heading or rule. What was found for the former one no longer counts."""
    run = get_open(by, run_id, "change", version)
    number, title = check_heading(number, title)
    check_rule(rule, run.type, date_of(at))
    before = published(rule_of(run))
    run.number, run.title = number, title
    for name, value in asdict(rule).items():
        setattr(run, name, value)
    run.save()
    note(by, at, "change_rule", run, before=before, after={"number": number, **published(rule)})
    return run


@action
def demand_empty_seats(*, by: Actor, at: datetime, run_id: int, least: int = 0, version: int | None = None) -> Run:
    """Ask for people for all seats of the kind that are empty during the whole term.

    Args:
        least: how many each place must have; 0 when it may stay without.
    """
    run = get_open(by, run_id, "change", version)
    if least < 0:
        raise Refused(_("A number of seats is not negative."), field="least")
    seats = find_empty_seats(run.type, area_of_place(run.place_id), run.start_on, run.end_on)
    if not seats:
        raise Refused(_("No seat of this kind is empty during the whole term."), Because.CONFLICT)
    places = wanted_places(seats, run.start_on)
    rows = [Wanted(place, key, min(least, len(seats[place])), len(seats[place])) for place, key in places.items()]
    write_demand(by, run, rows)
    note(by, at, "demand_empty_seats", run, after={"places": len(rows), "seats": sum(row.upper for row in rows)})
    return run


@action
def set_bound(
    *,
    by: Actor,
    at: datetime,
    run_id: int,
    place_id: int,
    lower: int,
    upper: int,
    version: int | None = None,
) -> Run:
    """Say how many people a township, county or prefecture must and may have together."""
    run = get_open(by, run_id, "change", version)
    span = last_spans_of([place_id])[place_id]
    check_order_of(lower, upper)
    if not area_of_place(run.place_id).covers(span.area) or not run.demand.filter(
        key__gte=span.area.low, key__lt=span.area.high
    ).exclude(place_id=place_id):
        raise Refused(_("The run asks for nobody there."), field="code")
    Bound.objects.filter(run=run, place_id=place_id).delete()
    Bound.objects.create(run=run, place_id=place_id, key=span.key, level=span.level, lower=lower, upper=upper)
    note(by, at, "set_bound", run, after={"key": span.key, "lower": lower, "upper": upper})
    return run


@action
def drop_bound(*, by: Actor, at: datetime, run_id: int, bound_id: int, version: int | None = None) -> Run:
    """Take a bound away."""
    run = get_open(by, run_id, "change", version)
    bound = Bound.objects.filter(run=run, pk=bound_id).first()
    if bound is None:
        raise Refused(_("There is no such bound in the run."), Because.NOT_FOUND)
    bound.delete()
    note(by, at, "drop_bound", run, before={"key": bound.key, "lower": bound.lower, "upper": bound.upper})
    return run


@action
def reopen_run(*, by: Actor, at: datetime, run_id: int, version: int | None = None) -> Run:
    """Make a planned or infeasible run a draft again; its plan stays to be kept as far as possible."""
    run = lock_run(by, run_id)
    check_version(run, version)
    run.state = RUN.allowed(run.state, "reopen")
    check_sends(by, area_of_place(run.place_id), run.type)
    run.save(update_fields=["state"])
    note(by, at, "reopen_run", run)
    return run


def get_type(type_id: int) -> PostType:
    """The kind of post, one that a run can fill."""
    type_ = PostType.objects.filter(pk=type_id).first()
    if type_ is None or not can_be_sent(type_):
        raise Refused(_("There is no such kind of post to be filled by a run."), field="type")
    return type_


def check_order_of(lower: int, upper: int) -> None:
    """Refuse a negative number and a least above the most."""
    if lower < 0 or upper < 0:
        raise Refused(_("A number of seats is not negative."), field="lower")
    if lower > upper:
        raise Refused(_("The least is more than the most."), field="lower")


def write_demand(by: Actor, run: Run, rows: Sequence[Wanted]) -> None:
    """Write how many people the places may have, in the place of what was there; rulings about others go."""
    check_inside(by, run.type, np.array([row.key for row in rows], dtype=np.int64))
    Demand.objects.filter(run=run).delete()
    columns = ("run_id", "place_id", "key", "lower", "upper", "wanted")
    insert_rows(
        Demand, columns, ((run.pk, row.place_id, row.key, row.lower, row.upper, row.wanted_json) for row in rows)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM dispatch_ruling WHERE run_id = %s "
            "AND key NOT IN (SELECT key FROM dispatch_demand WHERE run_id = %s)",
            [run.pk, run.pk],
        )


def forget_plan(run: Run) -> None:
    """Take a former plan away, with what names its people."""
    Placement.objects.filter(run=run).delete()
    run.rulings.all().delete()


def get_open(by: Actor, run_id: int, verb: str, version: int | None) -> Run:
    """The run, locked, if a verb is allowed and nobody has changed it since; who asks is its changer from now on."""
    run = lock_run(by, run_id)
    check_version(run, version)
    RUN.allowed(run.state, verb)
    check_sends(by, area_of_place(run.place_id), run.type)
    touch(by, run)
    return run


def touch(by: Actor, run: Run) -> None:
    """Name who changed the run last."""
    run.changer_user_id, run.changer_id = by.user_id, by.person_id
    run.save(update_fields=["changer_user_id", "changer"])


def lock_run(by: Actor, run_id: int) -> Run:
    """A run that the actor sees; nobody else moves it until this action ends."""
    if connection.features.has_select_for_update:
        Run.objects.select_for_update().filter(pk=run_id).first()
    return get_run(by, run_id)


def note(by: Actor, at: datetime, verb: str, run: Run, **facts: Any) -> None:
    """One act on a run; its version goes up, so that pages that show it are out of date."""
    run.version += 1
    run.save(update_fields=["version"])
    record_act(
        by=by,
        at=at,
        verb=f"dispatch.{verb}",
        subject=f"dispatch.run:{run.pk}",
        place_key=sending_area(run).low,
        touches_from=FOREVER,
        **facts,
    )


def sending_area(run: Run) -> Area:
    """The area that the run sends people within."""
    return area_of_place(run.place_id)


def published(rule: Rule) -> Mapping[str, Any]:
    """The rule as the trail keeps it."""
    return {**asdict(rule), "start_on": rule.start_on.isoformat(), "end_on": rule.end_on.isoformat()}
