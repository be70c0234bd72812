"""A dispatch run of 12,000 people approved, issued with an act for each, and taken back; figures right afterwards.

Works on a database of its own, which it throws away.
"""

import shutil
from typing import Any

from bench.dispatch_run import drawn_up, lay_ground, officers, own_database, seconds
from bench.measure import report

APPROVAL_S, ISSUE_S, REVERSAL_S = 10.0, 10.0, 10.0


def main() -> bool:
    """Draw a run up, solve, approve, issue and take back."""
    folder = own_database()
    try:
        return measured()
    finally:
        shutil.rmtree(folder)


def in_post(run: Any) -> int:
    """How many graduates are in post on the first day of the run."""
    from headgoose.people.models import Tenure

    return Tenure.objects.filter(type=run.type, start_on__lte=run.start_on, end_on__gt=run.start_on).count()


def measured() -> bool:
    """The measures as a table."""
    from headgoose.dispatch.actions.steps import approve_run, issue_run, propose_reversal, reverse_run
    from headgoose.dispatch.working import solve_run
    from headgoose.kernel.clock import now, today

    scene = lay_ground(today())
    maker, second = officers(scene)
    run, _took = drawn_up(scene, maker)
    solve_run(run.pk, now())
    approved, _run = seconds(lambda: approve_run(by=second, at=now(), run_id=run.pk))
    issued, run = seconds(lambda: issue_run(by=maker, at=now(), run_id=run.pk))
    there = in_post(run)
    propose_reversal(by=maker, at=now(), run_id=run.pk, why="试验之后撤回")
    reversed_, run = seconds(lambda: reverse_run(by=second, at=now(), run_id=run.pk))
    print(f"{there:,} in post after the issue, {in_post(run):,} after the reversal")
    rows = [
        ("approved by a second person", approved, "s", APPROVAL_S),
        ("issued, with an act for each person", issued, "s", ISSUE_S),
        ("taken back, with an act for each person", reversed_, "s", REVERSAL_S),
        ("people that the figures miss or keep", abs(there - run.placements.count()) + in_post(run), "", 0.0),
    ]
    return report(f"Issuing a dispatch run of {there:,} people", rows)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
