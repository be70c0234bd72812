"""Having a run solved: asked for by an officer, done by the server, stored with what it takes to do it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from headgoose.dispatch.actions.drafting import lock_run, note, touch
from headgoose.dispatch.models import Edge, Placement, Ruling, RulingKind, Run, RunState
from headgoose.dispatch.rules import check_sends, check_version
from headgoose.dispatch.states import RUN
from headgoose.dispatch.writing import write_edges
from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.look.wording import listed
from headgoose.orders.rules import area_of_place

ATTEMPTS_MOST = 3
REMARK_MOST = 300
SHOWN_NAMES = 5
FORMER = (
    "(SELECT p.key FROM dispatch_placement AS p WHERE p.run_id = dispatch_candidate.run_id "
    "AND p.candidate_id = dispatch_candidate.id)"
)


@dataclass(frozen=True)
class Found:
    """A plan to be stored: (candidate id, key, rank, km, skill, home) for each line, and how it came about."""

    lines: Sequence[tuple[int, ...]]
    objective: int
    parts: Mapping[str, int]
    fingerprint: str
    solver: str
    envies: int | None = None


@action
def start_solving(*, by: Actor, at: datetime, run_id: int, keep: bool = False, version: int | None = None) -> Run:
    """Ask for a plan. Where everybody may go is worked out now; the server solves in the background.

    Args:
        keep: keep the former plan as far as possible.

    Raises:
        Refused: while rows of a file have faults, without demand or people, or when somebody can go nowhere.
    """
    run = lock_run(by, run_id)
    check_version(run, version)
    state = RUN.allowed(run.state, "solve")
    check_sends(by, area_of_place(run.place_id), run.type)
    touch(by, run)
    if run.files.filter(settled=False).exists():
        reason = _("Rows of the file have faults: send them again put right, or leave them out.")
        raise Refused(reason, Because.CONFLICT, "file")
    _check_sizes(run)
    if run.state == RunState.DRAFT:
        write_edges(run)
    _check_pins(run)
    _keep_former(run, keep)
    run.state, run.keep, run.asked_at, run.attempts, run.remark = state, keep, at, 0, ""
    run.save(update_fields=["state", "keep", "asked_at", "attempts", "remark"])
    note(by, at, "start_solving", run, after={"keep": keep, "pairs": run.edges.count()})
    return run


def _check_pins(run: Run) -> None:
    """Everybody who must go to a place may go there."""
    edges = Edge.objects.filter(run=run, candidate_id=OuterRef("candidate_id"), key=OuterRef("key"))
    pins = Ruling.objects.filter(run=run, kind=RulingKind.PIN, candidate__withdrawn=False).exclude(Exists(edges))
    names = list(pins.values_list("candidate__name", flat=True)[: SHOWN_NAMES + 1])
    if names:
        shown = listed(names[:SHOWN_NAMES]) + (" …" if len(names) > SHOWN_NAMES else "")
        reason = _("The rule does not let these people go where they are pinned: %(names)s. Lift the pins.")
        raise Refused(reason % {"names": shown}, Because.CONFLICT, "pins")


def _keep_former(run: Run, keep: bool) -> None:
    """Note where the former plan has everybody: it is a part of what the run is solved from."""
    kept = FORMER if keep else "NULL"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE dispatch_candidate SET kept_key = {kept} WHERE run_id = %s", [run.pk])


def _check_sizes(run: Run) -> None:
    """There is demand, there are people, and not more of them must go somewhere than there can be."""
    if not run.demand.exists():
        raise Refused(_("The run asks for nobody yet: say which places need people."), Because.CONFLICT, "demand")
    if not run.candidates.filter(withdrawn=False).exists():
        raise Refused(_("There is nobody in the pool yet."), Because.CONFLICT, "pool")


@action
def begin_attempt(*, by: Actor, at: datetime, run_id: int) -> Run | None:
    """Note that the server begins to solve a run; None when that was tried too often: then it is a draft again."""
    run = lock_run(by, run_id)
    RUN.allowed(run.state, "plan")
    if run.attempts >= ATTEMPTS_MOST:
        _give_up(run, str(_("The server could not come to an end with this run.")))
        note(by, at, "give_up_solving", run, after={"attempts": run.attempts})
        return None
    run.attempts += 1
    run.save(update_fields=["attempts"])
    note(by, at, "begin_solving", run, after={"attempts": run.attempts})
    return run


@action
def store_plan(*, by: Actor, at: datetime, run_id: int, asked_at: datetime, found: Found) -> Run:
    """Store what the solver found; refused when nobody waits for it any more."""
    run = _still_waiting(by, run_id, asked_at)
    run.state = RUN.allowed(run.state, "plan")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM dispatch_placement WHERE run_id = %s", [run.pk])
    columns = ("run_id", "candidate_id", "key", "rank", "km", "skill", "home", "by_hand")
    insert_rows(Placement, columns, ((run.pk, *line, False) for line in found.lines))
    run.optimum = run.objective = found.objective
    run.parts, run.fingerprint, run.solver = dict(found.parts), found.fingerprint, found.solver
    run.envies, run.explanation, run.solved_at = found.envies, None, at
    run.save()
    after = {"placed": len(found.lines), "objective": found.objective, "fingerprint": found.fingerprint}
    note(by, at, "store_plan", run, after=after)
    return run


@action
def store_explanation(*, by: Actor, at: datetime, run_id: int, asked_at: datetime, explanation: Any) -> Run:
    """Store why there is no plan."""
    run = _still_waiting(by, run_id, asked_at)
    run.state = RUN.allowed(run.state, "find_infeasible")
    run.explanation, run.solved_at = explanation, at
    run.save(update_fields=["state", "explanation", "solved_at"])
    note(by, at, "store_explanation", run, after={"clusters": len(explanation["clusters"])})
    return run


@action
def fail_solving(*, by: Actor, at: datetime, run_id: int, asked_at: datetime, why: str) -> Run:
    """Make a run that cannot be solved as it stands a draft again, and say why."""
    run = _still_waiting(by, run_id, asked_at)
    _give_up(run, why)
    note(by, at, "fail_solving", run, after={"why": run.remark})
    return run


@action
def stop_solving(*, by: Actor, at: datetime, run_id: int, version: int | None = None) -> Run:
    """Wait no longer for a plan: the run is a draft again."""
    run = lock_run(by, run_id)
    check_version(run, version)
    check_sends(by, area_of_place(run.place_id), run.type)
    _give_up(run, "")
    note(by, at, "stop_solving", run)
    return run


def _give_up(run: Run, why: str) -> None:
    run.state, run.remark = RUN.allowed(run.state, "stop"), why[:REMARK_MOST]
    run.save(update_fields=["state", "remark"])


def _still_waiting(by: Actor, run_id: int, asked_at: datetime) -> Run:
    run = lock_run(by, run_id)
    if run.state != RunState.SOLVING or run.asked_at != asked_at:
        raise Refused(_("Nobody waits for this plan any more."), Because.CONFLICT)
    return run
