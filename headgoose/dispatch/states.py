"""The states that a run moves through. The database holds the same table (migrations/0003)."""

from headgoose.dispatch.models import RunState
from headgoose.kernel.states import Transitions

RUN = Transitions(
    "dispatch.run",
    [
        (RunState.DRAFT, "change", RunState.DRAFT),
        (RunState.DRAFT, "rule", RunState.DRAFT),
        (RunState.DRAFT, "solve", RunState.SOLVING),
        (RunState.DRAFT, "discard", RunState.DISCARDED),
        (RunState.SOLVING, "plan", RunState.PLANNED),
        (RunState.SOLVING, "find_infeasible", RunState.INFEASIBLE),
        (RunState.SOLVING, "stop", RunState.DRAFT),
        (RunState.INFEASIBLE, "reopen", RunState.DRAFT),
        (RunState.INFEASIBLE, "rule", RunState.INFEASIBLE),
        (RunState.INFEASIBLE, "solve", RunState.SOLVING),
        (RunState.INFEASIBLE, "discard", RunState.DISCARDED),
        (RunState.PLANNED, "reopen", RunState.DRAFT),
        (RunState.PLANNED, "rule", RunState.PLANNED),
        (RunState.PLANNED, "move", RunState.PLANNED),
        (RunState.PLANNED, "solve", RunState.SOLVING),
        (RunState.PLANNED, "approve", RunState.APPROVED),
        (RunState.PLANNED, "discard", RunState.DISCARDED),
        (RunState.APPROVED, "return", RunState.PLANNED),
        (RunState.APPROVED, "issue", RunState.ISSUED),
        (RunState.ISSUED, "propose_reversal", RunState.ISSUED),
        (RunState.ISSUED, "decline_reversal", RunState.ISSUED),
        (RunState.ISSUED, "reverse", RunState.REVERSED),
    ],
)
