"""One request of the demo, lived step by step as its desk would: what it leaves behind is a log."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from headgoose.casework.actions.carrying import Logged, Replied
from headgoose.casework.replay import Happened, Standing, apply
from headgoose.casework.states import REQUEST

CLOSE_AFTER = timedelta(days=7, minutes=3)


class Over(Exception):
    """The build day has come: what would follow lies in the future."""


class Story:
    """A log that grows, and what follows from it so far."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.events: list[Logged] = []
        self.replies: list[Replied] = []
        self.standing = Standing()

    def happen(self, verb: str, at: datetime, person: int | None = None, **said: Any) -> None:
        """One more event. Raises Over when it lies in the future."""
        if at > self.now:
            raise Over
        event = Logged(verb, at, person, **said)
        before = self.standing
        target = "new" if verb == "receive" else str(REQUEST.allowed(before.state, verb))
        self.standing = apply(before, Happened(verb, at, target, person, event.outcome))
        self.events.append(event)

    def escalate(self, above: Callable[[int], dict[str, Any] | None], until: datetime) -> bool:
        """Pass it up at each deadline that runs out before an instant, as the server's chore does."""
        passed = False
        while due := self._due():
            late = due + timedelta(seconds=40)
            desk = above(self.standing.level) if late < until else None
            if desk is None:
                return passed
            self.happen("escalate", late, label="system", outcome=desk)
            passed = True
        return passed

    def _due(self) -> datetime | None:
        """When it will be late: the time to accept while it is new, else the time to answer."""
        standing = self.standing
        if standing.state == "new" and standing.accept_by and standing.answer_by:
            return min(standing.accept_by, standing.answer_by)
        return standing.answer_by if standing.state in {"accepted", "in_hand", "reopened"} else None

    def reply(self, at: datetime, solved: bool, satisfaction: int, words: str = "") -> None:
        """The petitioner answers by the tracking page."""
        outcome = {"solved": solved, "satisfaction": satisfaction}
        self.happen("reply", at, label="resident", outcome=outcome)
        self.replies.append(Replied(at, None, at, solved, satisfaction, words))

    def close_silent(self, answered_at: datetime) -> None:
        """Nobody says a word, and the server closes it."""
        self.happen("close", answered_at + CLOSE_AFTER, label="system", outcome={"silent": True})
        self.replies.append(Replied(answered_at))
