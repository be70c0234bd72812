"""Through the door and out again: each passage, each failure and each lock is an act."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.access.locks import Knock, digest_of, find_lock
from headgoose.access.models import SignInAttempt, User
from headgoose.access.queries import get_user, seats_on
from headgoose.access.rules import check_may_secure
from headgoose.access.writing import record_on
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action


@action
def sign_in(*, by: Actor, at: datetime, factor: str = "", knock: Knock | None = None) -> None:
    """Write down that somebody signed in; the session itself is the web's.

    Args:
        knock: how they knocked, whose failures then count no more. Refused when it was locked meanwhile: of many
            guesses at once, only those count that come before the lock.
    """
    user = _passing(by)
    if knock is not None:
        check_not_locked(knock, at)
        SignInAttempt.objects.filter(name=knock.name, device=knock.device, counts=True).update(counts=False)
        _note(knock, user, at, failed=False)
    record_on(user, by=by, at=at, verb="access.sign_in", seats=seats_on(user, at), after={"factor": factor})


@action
def sign_out(*, by: Actor, at: datetime) -> None:
    """Write down that somebody signed out."""
    user = _passing(by)
    record_on(user, by=by, at=at, verb="access.sign_out", seats=seats_on(user, at))


@action
def refuse_sign_in(*, by: Actor, at: datetime, knock: Knock, user: User | None, what: str = "password") -> None:
    """Write down a failure, and the lock when this was one too many.

    Args:
        by: nobody yet: an actor without rights, from the address that knocked.
        what: what was wrong: "password", "code", "unreadable factor", "passkey", "post" for somebody who holds none.
    """
    check_not_locked(knock, at)
    _note(knock, user, at, failed=True)
    seats = seats_on(user, at)
    record_on(user, by=by, at=at, verb="access.refuse_sign_in", seats=seats, after={"what": what})
    if until := find_lock(knock, at):
        after = {"until": until.isoformat(), "known_browser": bool(knock.device)}
        record_on(user, by=by, at=at, verb="access.lock_account", seats=seats, after=after)


@action
def unlock_account(*, by: Actor, at: datetime, user_id: int) -> None:
    """Let an account be tried again at once."""
    user = get_user(user_id)
    seats = seats_on(user, at)
    check_may_secure(by, seats, user.pk)
    name = digest_of(user.username)
    if not SignInAttempt.objects.filter(name=name, counts=True).update(counts=False):
        raise Refused(_("This account is not locked."), Because.CONFLICT)
    record_on(user, by=by, at=at, verb="access.unlock_account", seats=seats)


def check_not_locked(knock: Knock, at: datetime) -> None:
    """Refuse while nobody listens."""
    if find_lock(knock, at):
        raise Refused(_("Too many failed tries. Wait a quarter of an hour."), Because.CONFLICT)


def _passing(by: Actor) -> User:
    if by.user_id is None:
        raise Refused(_("The system has no account: it does not sign in."), Because.FORBIDDEN)
    return get_user(by.user_id)


def _note(knock: Knock, user: User | None, at: datetime, failed: bool) -> None:
    SignInAttempt.objects.create(
        at=at,
        name=knock.name,
        device=knock.device,
        address=knock.address,
        failed=failed,
        counts=failed,
        user=user,
    )
