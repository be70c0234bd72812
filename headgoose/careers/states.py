"""The states of reviews, reserves and handovers. The database holds the same tables (migrations/0003)."""

from headgoose.careers.models import HandoverState, ReserveState, ReviewState
from headgoose.kernel.states import Transitions

REVIEW = Transitions(
    "careers.review",
    [
        (ReviewState.WRITTEN, "write", ReviewState.WRITTEN),
        (ReviewState.WRITTEN, "review", ReviewState.REVIEWED),
        (ReviewState.REVIEWED, "return", ReviewState.WRITTEN),
        (ReviewState.REVIEWED, "confirm", ReviewState.CONFIRMED),
    ],
)
RESERVE = Transitions(
    "careers.reserve",
    [
        (ReserveState.PROPOSED, "list", ReserveState.LISTED),
        (ReserveState.PROPOSED, "take_off", ReserveState.OFF),
        (ReserveState.LISTED, "take_off", ReserveState.OFF),
    ],
)
HANDOVER = Transitions(
    "careers.handover",
    [
        (HandoverState.OPEN, "name_successor", HandoverState.OPEN),
        (HandoverState.OPEN, "confirm", HandoverState.OPEN),
        (HandoverState.OPEN, "finish", HandoverState.DONE),
        (HandoverState.OPEN, "drop", HandoverState.DROPPED),
    ],
)
