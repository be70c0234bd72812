"""When the door stops listening: five failures within a quarter of an hour for a name, more for an address.

A browser in which the account was used before is counted by itself, so that nobody locks out others for good by typing
their names. A name that no account has is counted alike: the answer does not tell.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac

from headgoose.access.models import SignInAttempt, User


@dataclass(frozen=True)
class Knock:
    """Somebody at the door: under which name, from which known browser ("" for none), from which address."""

    name: str
    device: str
    address: str


def knock_of(username: str, device: str, address: str) -> Knock:
    """A knock under a name as it was typed."""
    return Knock(digest_of(username), device, address)


def digest_of(username: str) -> str:
    """A name as it is counted: no upper or lower case, and not to be read back."""
    plain = username.strip().casefold()
    return salted_hmac("headgoose.access.locks", plain, algorithm="sha256").hexdigest()[:32]


def window() -> timedelta:
    """How long failures count together, and how long a lock lasts."""
    return timedelta(seconds=settings.SIGN_IN_WINDOW_S)


def find_lock(knock: Knock, at: datetime) -> datetime | None:
    """Until when nobody listens to this knock, or None."""
    own = SignInAttempt.objects.filter(name=knock.name, device=knock.device, counts=True, at__gt=at - 2 * window())
    newest = own.order_by("-at").values_list("at", flat=True)[: settings.SIGN_IN_FAILURES]
    return _until(list(newest), at) or (None if knock.device else _lock_of_address(knock.address, at))


def _until(newest: list[datetime], at: datetime) -> datetime | None:
    """The end of the lock that the newest failures, newest first, make."""
    if len(newest) < settings.SIGN_IN_FAILURES or newest[0] - newest[-1] > window():
        return None
    until = newest[0] + window()
    return until if at < until else None


def _lock_of_address(address: str, at: datetime) -> datetime | None:
    most = settings.SIGN_IN_FAILURES_PER_ADDRESS
    if not most:
        return None
    failures = SignInAttempt.objects.filter(address=address, device="", failed=True, at__gt=at - window())
    newest = list(failures.order_by("-at").values_list("at", flat=True)[:most])
    return newest[-1] + window() if len(newest) == most else None


def locks_of(users: Iterable[User], at: datetime) -> dict[int, datetime]:
    """Until when accounts are locked, by account, for some browser at least; one query."""
    counted = SignInAttempt.objects.filter(user__in=list(users), counts=True, at__gt=at - 2 * window())
    knocks: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    for user_id, device, when in counted.order_by("-at").values_list("user_id", "device", "at"):
        if user_id is not None and len(knocks[user_id, device]) < settings.SIGN_IN_FAILURES:
            knocks[user_id, device].append(when)
    locks: dict[int, datetime] = {}
    for (user_id, _device), newest in knocks.items():
        if until := _until(newest, at):
            locks[user_id] = max(until, locks.get(user_id, until))
    return locks
