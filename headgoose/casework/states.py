"""The states that requests, whistles and their legs move through: state, verb, next state, and who may.

The tables draw the buttons and the reference page and feed an exhaustive test; the database holds the moves of
requests and legs as well (migrations/0004).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.casework.models import LegState, RequestState, WhistleState
from headgoose.kernel.states import Transitions


class Who(Enum):
    """On what somebody's part in a request rests."""

    DESK = "desk"
    HOLDER = "holder"
    DIRECTOR = "director"
    COUNTY = "county"
    JOINED = "joined"
    PETITIONER = "petitioner"
    SYSTEM = "system"

    @property
    def label(self) -> Promise:
        """In words."""
        return PARTS[self]


PARTS: dict[Who, Promise] = {
    Who.DESK: _("who holds the post that it lies with"),
    Who.HOLDER: _("who accepted it, or the desk where that person left"),
    Who.DIRECTOR: _("who directs requests there"),
    Who.COUNTY: _("who directs requests for the county or above"),
    Who.JOINED: _("a desk that joined"),
    Who.PETITIONER: _("who asked, by the code"),
    Who.SYSTEM: _("the system"),
}

NEW, ACCEPTED, IN_HAND, PAUSED = (
    RequestState.NEW,
    RequestState.ACCEPTED,
    RequestState.IN_HAND,
    RequestState.PAUSED,
)
ANSWERED, REOPENED, CLOSED = RequestState.ANSWERED, RequestState.REOPENED, RequestState.CLOSED
REJECTED, TRANSFERRED, MERGED = RequestState.REJECTED, RequestState.TRANSFERRED, RequestState.MERGED
DESK, HOLDER, DIRECTOR, COUNTY = Who.DESK, Who.HOLDER, Who.DIRECTOR, Who.COUNTY
JOINED, PETITIONER, SYSTEM = Who.JOINED, Who.PETITIONER, Who.SYSTEM


@dataclass(frozen=True)
class Row:
    """In state `source`, `verb` leads to `target`, when one of `who` does it."""

    source: RequestState
    verb: str
    target: RequestState
    who: tuple[Who, ...]


def _rows(sources: Iterable[RequestState], verb: str, target: RequestState | None, *who: Who) -> Iterator[Row]:
    """One row a state; without a target the state stays."""
    for source in sources:
        yield Row(source, verb, target or source, who)


WORKING = (ACCEPTED, IN_HAND, REOPENED)
ROWS: tuple[Row, ...] = (
    *_rows([NEW], "accept", ACCEPTED, DESK),
    *_rows([NEW], "return", NEW, DESK),
    *_rows([NEW], "transfer", NEW, DIRECTOR),
    *_rows([NEW], "designate", NEW, COUNTY),
    *_rows([NEW, ACCEPTED], "reject", REJECTED, DESK, DIRECTOR),
    *_rows([NEW, ACCEPTED, IN_HAND, REOPENED], "hand_over", TRANSFERRED, HOLDER, DIRECTOR),
    *_rows([NEW, ACCEPTED, IN_HAND, PAUSED, REOPENED], "merge", MERGED, DIRECTOR),
    *_rows([ACCEPTED, REOPENED], "start", IN_HAND, HOLDER),
    *_rows(WORKING, "pause", PAUSED, HOLDER),
    *_rows([PAUSED], "resume", IN_HAND, HOLDER, SYSTEM),
    *_rows(WORKING, "answer", ANSWERED, HOLDER),
    *_rows([ANSWERED], "close", CLOSED, PETITIONER, HOLDER, DIRECTOR, SYSTEM),
    *_rows([ANSWERED, CLOSED, REJECTED], "reopen", REOPENED, PETITIONER, DIRECTOR),
    # Who asked the same as another keeps the right to the answer, to rate it, and to have their own opened again.
    *_rows([MERGED], "reopen", REOPENED, PETITIONER, DIRECTOR),
    *_rows([NEW, *WORKING], "escalate", None, SYSTEM),
    *_rows([NEW, *WORKING, PAUSED, ANSWERED], "move", None, SYSTEM),
    *_rows([*WORKING, PAUSED], "join", None, HOLDER, DIRECTOR),
    *_rows([NEW, *WORKING, PAUSED], "note", None, DESK, HOLDER, JOINED, DIRECTOR),
    *_rows([NEW, *WORKING, PAUSED, MERGED], "add", None, PETITIONER),
    *_rows([ANSWERED, CLOSED], "call_back", None, HOLDER, DIRECTOR),
    *_rows([ANSWERED, CLOSED, MERGED], "reply", None, PETITIONER, HOLDER, DIRECTOR),
    *_rows([ANSWERED, CLOSED], "exclude", None, DIRECTOR),
    *_rows(list(RequestState), "erase", None, PETITIONER, COUNTY, SYSTEM),
)
REQUEST = Transitions("casework.request", [(row.source, row.verb, row.target) for row in ROWS])
WHO: dict[tuple[str, str], tuple[Who, ...]] = {(row.source.value, row.verb): row.who for row in ROWS}

WHISTLE = Transitions(
    "casework.whistle",
    [
        (WhistleState.BLOWN, "call", WhistleState.BLOWN),
        (WhistleState.BLOWN, "close", WhistleState.CLOSED),
        (WhistleState.BLOWN, "withdraw", WhistleState.WITHDRAWN),
    ],
)
LEG = Transitions(
    "casework.leg",
    [
        (LegState.CALLED, "report", LegState.REPORTED),
        (LegState.REPORTED, "answer", LegState.ANSWERED),
        (LegState.ANSWERED, "send_back", LegState.REPORTED),
        (LegState.ANSWERED, "rate", LegState.RATED),
        (LegState.CALLED, "excuse", LegState.EXCUSED),
        (LegState.REPORTED, "excuse", LegState.EXCUSED),
    ],
)
