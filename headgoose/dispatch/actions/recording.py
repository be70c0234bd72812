"""A run of former years put on record over the tenures that came of it: with its pool, its pairs and its plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.dispatch.actions.drafting import note, write_demand
from headgoose.dispatch.actions.files import write_people
from headgoose.dispatch.actions.solving import Found
from headgoose.dispatch.demand import Wanted
from headgoose.dispatch.models import Placement, Run, RunState
from headgoose.dispatch.pool_matching import Pooled
from headgoose.dispatch.rules import Rule
from headgoose.dispatch.writing import write_edges
from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action

LINE = ("run_id", "candidate_id", "key", "rank", "km", "skill", "home", "by_hand")


@dataclass(frozen=True)
class PastRun:
    """A run that was issued before it could be drawn up here; who made and approved it, by the ids of persons."""

    number: str
    title: str
    place_id: int
    type_id: int
    rule: Rule
    maker_id: int
    approver_id: int
    made_at: datetime


@action
def record_past_run(
    *, by: Actor, at: datetime, past: PastRun, demand: Sequence[Wanted], people: Sequence[Pooled]
) -> Run:
    """Put a run of former years on record as a draft, with where everybody could go; see `settle_past_run`."""
    _check_system(by)
    rule = {name: getattr(past.rule, name) for name in Rule.__dataclass_fields__}
    run = Run(number=past.number, title=past.title, place_id=past.place_id, type_id=past.type_id, **rule)
    run.maker_id, run.made_at = past.maker_id, past.made_at
    run.save()
    write_demand(by, run, demand)
    write_people(run, people)
    write_edges(run, on_record=True)
    note(by, at, "record_past_run", run, after={"number": past.number, "people": len(people)})
    return run


@action
def settle_past_run(
    *, by: Actor, at: datetime, run_id: int, past: PastRun, found: Found, order_id: int, tenures: Sequence[int]
) -> Run:
    """Put the plan of a run of former years on record, with the tenures that came of its lines, in the same order."""
    _check_system(by)
    run = Run.objects.select_related("type").get(pk=run_id)
    run.state, run.asked_at = RunState.SOLVING, past.made_at
    run.save()
    insert_rows(Placement, LINE, ((run.pk, *line, False) for line in found.lines))
    run.state, run.solved_at, run.optimum, run.objective = RunState.PLANNED, past.made_at, *[found.objective] * 2
    run.parts, run.fingerprint, run.solver, run.envies = (
        dict(found.parts),
        found.fingerprint,
        found.solver,
        found.envies,
    )
    run.save()
    run.state, run.approved_at, run.approver_id = RunState.APPROVED, past.made_at, past.approver_id
    run.save()
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE dispatch_placement SET tenure_id = %s WHERE run_id = %s AND candidate_id = %s",
            [(tenure, run.pk, line[0]) for tenure, line in zip(tenures, found.lines, strict=True)],
        )
    run.state, run.issued_at, run.order_id = RunState.ISSUED, past.made_at, order_id
    run.save()
    note(by, at, "settle_past_run", run, after={"placed": len(found.lines), "objective": found.objective})
    return run


def _check_system(by: Actor) -> None:
    if by.user_id is not None:
        raise Refused(_("Runs of former years are put on record by the operator."), Because.FORBIDDEN)
