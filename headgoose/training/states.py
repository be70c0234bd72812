"""The states that a class moves through. The database holds the same moves (migrations/0003)."""

from headgoose.kernel.states import Transitions
from headgoose.training.models import ClassState

PLANNED, ANNOUNCED, UNDER_WAY = ClassState.PLANNED, ClassState.ANNOUNCED, ClassState.UNDER_WAY
APPROVED, CANCELLED = ClassState.APPROVED, ClassState.CANCELLED

TRAINING_CLASS = Transitions(
    "training.class",
    [
        (PLANNED, "change", PLANNED),
        (PLANNED, "announce", ANNOUNCED),
        (PLANNED, "cancel", CANCELLED),
        (ANNOUNCED, "hand_out", ANNOUNCED),
        (ANNOUNCED, "name", ANNOUNCED),
        (ANNOUNCED, "withdraw", ANNOUNCED),
        (ANNOUNCED, "begin", UNDER_WAY),
        (ANNOUNCED, "cancel", CANCELLED),
        (UNDER_WAY, "hand_out", UNDER_WAY),
        (UNDER_WAY, "name", UNDER_WAY),
        (UNDER_WAY, "withdraw", UNDER_WAY),
        (UNDER_WAY, "mark", UNDER_WAY),
        (UNDER_WAY, "evaluate", UNDER_WAY),
        (UNDER_WAY, "approve", APPROVED),
        (UNDER_WAY, "cancel", CANCELLED),
        (APPROVED, "evaluate", APPROVED),
        (APPROVED, "certify", APPROVED),
        (APPROVED, "correct", APPROVED),
    ],
)
