"""The server's part: it takes up runs that wait for a plan, also those that a killed server left behind.

A run that somebody waits for on the page is solved at once where it is small; the duty leaves it alone meanwhile.
"""

import logging
import threading
from datetime import datetime
from typing import Any

from django.core.cache import cache

from headgoose.dispatch.actions.solving import Found, begin_attempt, fail_solving, store_explanation, store_plan
from headgoose.dispatch.asking_solver import CannotBe, ask_solver
from headgoose.dispatch.explained import stored_explanation
from headgoose.dispatch.models import Mode, Run, RunState
from headgoose.dispatch.stored import Question, question_of
from headgoose.kernel.actor import Actor, system_actor
from headgoose.kernel.refusal import Because, Refused

log = logging.getLogger(__name__)
SMALL_PAIRS = 20_000
SHOWN_FOR_S = 600
_busy: set[int] = set()
_turns = threading.Lock()


def solve_waiting(at: datetime) -> None:
    """The duty of the server: solve what waits, the longest first."""
    waiting = Run.objects.filter(state=RunState.SOLVING).order_by("asked_at", "pk").values_list("pk", flat=True)
    for run_id in list(waiting):
        solve_run(run_id, at)


def solve_if_small(run: Run, at: datetime) -> None:
    """Solve a small run at once; others wait for the duty."""
    if run.edges.count() <= SMALL_PAIRS:
        solve_run(run.pk, at)


def solve_run(run_id: int, at: datetime) -> bool:
    """Solve one run that waits and store what was found. Returns whether it was this call's to do."""
    with _turns:
        if run_id in _busy:
            return False
        _busy.add(run_id)
    try:
        return _solve(run_id, at)
    finally:
        with _turns:
            _busy.discard(run_id)


def _solve(run_id: int, at: datetime) -> bool:
    by = system_actor("system", "chores")
    try:
        run = begin_attempt(by=by, at=at, run_id=run_id)
        if run is not None:
            _find_plan(by, at, run)
    except Refused as refused:
        if refused.because is not Because.CONFLICT:
            raise
        log.info("The run %s was not solved: %s", run_id, refused)
        return False
    return run is not None


def _find_plan(by: Actor, at: datetime, run: Run) -> None:
    asked_at = run.asked_at or at
    tell_progress(run.pk, "reading")
    question = question_of(run)
    try:
        found = found_of(question, *plan_for(run, question))
    except CannotBe as cannot:
        told = stored_explanation(run, cannot.explanation)
        store_explanation(by=by, at=at, run_id=run.pk, asked_at=asked_at, explanation=told)
    except Refused as refused:
        fail_solving(by=by, at=at, run_id=run.pk, asked_at=asked_at, why=str(refused))
    else:
        tell_progress(run.pk, "storing")
        store_plan(by=by, at=at, run_id=run.pk, asked_at=asked_at, found=found)


def plan_for(run: Run, question: Question) -> tuple[Any, int | None]:
    """The solver's plan for a run by its mode, and how many envy others with good reason."""

    def tell(step: str) -> None:
        tell_progress(run.pk, step)

    if run.mode != Mode.MERIT:
        return ask_solver("solve", question.problem, tell=tell), None
    plan = ask_solver("merit", question.problem, question.score, tell=tell)
    envies = ask_solver("justified_envies", question.problem, plan, question.score)
    return plan, len(envies)


def found_of(question: Question, plan: Any, envies: int | None = None) -> Found:
    """The solver's plan as it is stored."""
    parts = question.parts_of(plan.place_of)
    lines = [(question.candidate_of[mark], key, *parts[mark]) for mark, key in plan.place_of.items()]
    return Found(sorted(lines), plan.objective, plan.parts, plan.fingerprint, plan.solver, envies)


def tell_progress(run_id: int, step: str) -> None:
    """Let the page say how far the work is."""
    cache.set(f"dispatch.progress:{run_id}", step, SHOWN_FOR_S)


def progress_of(run_id: int) -> str:
    """How far the work is; "" when no step was told."""
    step: str = cache.get(f"dispatch.progress:{run_id}", "")
    return step
