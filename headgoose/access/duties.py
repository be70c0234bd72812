"""What the room does by itself, says of a person, and keeps for a time only."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from headgoose.access.actions.accounts import close_ended_accounts
from headgoose.access.actions.sessions import clear_attempts, clear_sessions
from headgoose.access.factors import factors_of
from headgoose.access.models import Session, SignInAttempt, User
from headgoose.access.queries import ended_accounts
from headgoose.kernel.actor import Actor, system_actor
from headgoose.kernel.clock import date_of
from headgoose.records.models import Act

# A session that is over can still say why for a day.
SESSIONS_KEPT = timedelta(days=1)


def sweep_accounts(at: datetime) -> None:
    """Close the accounts of people whose last tenure ended; without an act on a day with none."""
    if ended_accounts(date_of(at)).exists():
        close_ended_accounts(by=system_actor("system", "chores"), at=at)


def sweep_sessions(at: datetime) -> None:
    """Throw away sessions that were over a day ago."""
    before = at - SESSIONS_KEPT
    if Session.objects.filter(expire_date__lt=before).exists():
        clear_sessions(by=system_actor("system", "chores"), at=at, before=before)


def hold_account(person_id: int) -> Sequence[Mapping[str, object]]:
    """A person's account with its sessions, factors and tries, as plain values; no password, no secret."""
    user = User.objects.filter(person_id=person_id).first()
    if user is None:
        return []
    factors = factors_of(user)
    held = [one for one in (factors.app, factors.recovery, *factors.passkeys) if one is not None]
    sessions = Session.objects.filter(user=user).order_by("-started_at")
    attempts = SignInAttempt.objects.filter(user=user).order_by("-at")
    return [
        {"user_name": user.username, "open": user.is_active, "last_sign_in": user.last_login},
        *({"second_factor": one.type, "since": one.created_at, "last_used": one.last_used_at} for one in held),
        *({"session_since": one.started_at, "address": one.address, "browser": one.browser} for one in sessions),
        *({"tried_at": one.at, "address": one.address, "failed": one.failed} for one in attempts),
    ]


def hold_acts(person_id: int) -> Sequence[Mapping[str, object]]:
    """What a person did with their account: that, when and to what; what it changed is of others."""
    accounts = list(User.objects.filter(person_id=person_id).values_list("pk", flat=True))
    acts = Act.objects.filter(user_id__in=accounts).order_by("pk")
    return [{"at": act.at, "verb": act.verb, "subject": act.subject, "from": act.origin} for act in acts.iterator()]


def count_attempts(before: datetime) -> int:
    """How many tries to sign in are older."""
    return SignInAttempt.objects.filter(at__lt=before).count()


def drop_attempts(before: datetime, at: datetime, by: Actor) -> int:
    """Throw them away."""
    return clear_attempts(by=by, at=at, before=before)
