"""What the actions of the room share: the act on an account names the place of its first post; ways in are shut."""

from datetime import datetime
from typing import Any

from headgoose.access.models import User
from headgoose.access.queries import Seat
from headgoose.kernel.actor import Actor
from headgoose.kernel.registries import ways_in
from headgoose.records.actions import record_act


def record_on(
    user: User | None,
    *,
    by: Actor,
    at: datetime,
    verb: str,
    seats: list[Seat],
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write an act on an account, or on a name that no account has."""
    key = seats[0].span.key if seats else None
    subject = f"access.user:{user.pk if user else 0}"
    record_act(by=by, at=at, verb=verb, subject=subject, place_key=key, before=before, after=after)


def shut_ways_in(user: User, by: Actor, at: datetime) -> None:
    """Shut whatever else than the door lets in with an account: who stole the password may have opened it."""
    for way in ways_in:
        way.shut(by, at, user.pk)
