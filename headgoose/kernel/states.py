"""The states of a record as a small table: from, verb, to. Nothing else decides whether a record may move.

The same rows draw the reference page and feed an exhaustive test (docs/decisions/002-states-are-a-table.md).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from headgoose.kernel.refusal import Because, Refused


@dataclass(frozen=True)
class Transition:
    """One row: in state `source`, `verb` leads to state `target`."""

    source: TextChoices
    verb: str
    target: TextChoices


class Transitions:
    """All moves that one kind of record can make."""

    def __init__(self, noun: str, rows: Iterable[tuple[TextChoices, str, TextChoices]]) -> None:
        self.noun = noun
        self._rows = tuple(Transition(*row) for row in rows)

    def __iter__(self) -> Iterator[Transition]:
        return iter(self._rows)

    def verbs(self, state: str) -> list[str]:
        """What can be done to a record in a state."""
        return [row.verb for row in self._rows if row.source == state]

    def allowed(self, state: str, verb: str) -> TextChoices:
        """The state that a verb leads to. Refuses when the table does not name it."""
        for row in self._rows:
            if row.source == state and row.verb == verb:
                return row.target
        labels = {row.source.value: row.source.label for row in self._rows}
        labels |= {row.target.value: row.target.label for row in self._rows}
        raise Refused(
            _("This is no longer possible: it is already %(state)s.") % {"state": labels.get(state, state)},
            Because.CONFLICT,
        )
