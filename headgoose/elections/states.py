"""The states that an election moves through: state, verb, next state, and from which level it is done.

The table draws the buttons and feeds an exhaustive test; the database holds its moves as well (migrations/0002).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from headgoose.elections.models import ElectionState
from headgoose.kernel.area import Level
from headgoose.kernel.states import Transitions

PLANNED, LISTED, HELD = ElectionState.PLANNED, ElectionState.LISTED, ElectionState.HELD
CONFIRMED, POSTPONED, VOID = ElectionState.CONFIRMED, ElectionState.POSTPONED, ElectionState.VOID


@dataclass(frozen=True)
class Row:
    """In state `source`, `verb` leads to `target`; whoever does it appoints in the whole place of `level` above."""

    source: ElectionState
    verb: str
    target: ElectionState
    level: Level


def _rows(
    sources: Iterable[ElectionState], verb: str, target: ElectionState | None, level: Level = Level.TOWNSHIP
) -> Iterator[Row]:
    """One row a state; without a target the state stays."""
    for source in sources:
        yield Row(source, verb, target or source, level)


# The township prepares and holds, the county confirms: whoever has the county may do both, as the law asks no more.
ROWS: tuple[Row, ...] = (
    *_rows([PLANNED], "publish", LISTED),
    *_rows([LISTED], "hold", HELD),
    # A result that was written down wrongly is written down again, until it is confirmed.
    *_rows([HELD], "hold", HELD),
    *_rows([PLANNED, LISTED], "postpone", POSTPONED),
    *_rows([PLANNED, POSTPONED], "set_day", PLANNED),
    *_rows([HELD], "confirm", CONFIRMED, Level.COUNTY),
    *_rows([CONFIRMED], "take_back", HELD, Level.COUNTY),
    *_rows([PLANNED, LISTED, HELD, POSTPONED], "annul", VOID, Level.COUNTY),
    *_rows([VOID, CONFIRMED], "call_by_election", None, Level.COUNTY),
)
ELECTION = Transitions("elections.election", [(row.source, row.verb, row.target) for row in ROWS])
LEVELS: dict[str, Level] = {row.verb: row.level for row in ROWS}
