"""A table of states allows what it names and nothing else."""

import pytest
from django.db.models import TextChoices

from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.states import Transition, Transitions


class Door(TextChoices):
    OPEN = "open", "open"
    SHUT = "shut", "shut"
    LOCKED = "locked", "locked"


DOOR = Transitions(
    "door",
    [
        (Door.OPEN, "shut", Door.SHUT),
        (Door.SHUT, "open", Door.OPEN),
        (Door.SHUT, "lock", Door.LOCKED),
    ],
)


def test_every_row_of_the_table_is_allowed_and_every_other_pair_refused() -> None:
    rows = {(row.source, row.verb): row.target for row in DOOR}
    for state in Door:
        for verb in ("open", "shut", "lock"):
            if (state, verb) in rows:
                assert DOOR.allowed(state, verb) is rows[state, verb]
            else:
                with pytest.raises(Refused) as refusal:
                    DOOR.allowed(state, verb)
                assert refusal.value.because is Because.CONFLICT


def test_a_state_as_stored_in_the_database_is_understood() -> None:
    assert DOOR.allowed("shut", "lock") is Door.LOCKED


def test_the_verbs_of_a_state_can_be_listed_for_buttons() -> None:
    assert DOOR.verbs("shut") == ["open", "lock"]
    assert DOOR.verbs("locked") == []


def test_the_rows_can_be_walked() -> None:
    assert next(iter(DOOR)) == Transition(Door.OPEN, "shut", Door.SHUT)
