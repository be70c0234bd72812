"""The states that a paper moves through. The database holds the same table (migrations/0002)."""

from headgoose.kernel.states import Transitions
from headgoose.orders.models import PaperState

ORDER_PAPER = Transitions(
    "orders.paper",
    [
        (PaperState.DRAFTED, "change", PaperState.DRAFTED),
        (PaperState.DRAFTED, "submit", PaperState.SUBMITTED),
        (PaperState.DRAFTED, "discard", PaperState.DISCARDED),
        (PaperState.SUBMITTED, "approve", PaperState.APPROVED),
        (PaperState.SUBMITTED, "return", PaperState.DRAFTED),
        (PaperState.APPROVED, "return", PaperState.DRAFTED),
        (PaperState.APPROVED, "issue", PaperState.ISSUED),
        (PaperState.ISSUED, "propose_reversal", PaperState.REVERSING),
        (PaperState.REVERSING, "decline_reversal", PaperState.ISSUED),
        (PaperState.REVERSING, "reverse", PaperState.REVERSED),
    ],
)
