"""Handovers open by themselves where a seat has changed hands: a duty of the server."""

from datetime import datetime

from headgoose.careers.actions.handing_over import open_handovers
from headgoose.careers.handovers import find_changes
from headgoose.kernel.actor import system_actor
from headgoose.kernel.clock import date_of

# So far back a change is looked for, so many are opened at a time, so often.
DAYS_BACK, AT_A_TIME, EVERY_SECONDS = 30, 500, 600


def open_due_handovers(at: datetime) -> None:
    """Open the handovers of seats that somebody else took lately. Does nothing, without an act, when there is none."""
    changes = find_changes(date_of(at), DAYS_BACK, AT_A_TIME)
    if changes:
        open_handovers(by=system_actor("system", "chores"), at=at, changes=changes)
