"""Ending sessions: one's own, one by one or all others; those of an account that is in wrong hands; those long over."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.access.models import Session, SignInAttempt
from headgoose.access.queries import get_user, open_sessions, seats_on
from headgoose.access.rules import check_may_secure
from headgoose.access.writing import record_on, shut_ways_in
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action


@action
def end_session(*, by: Actor, at: datetime, mark: str) -> None:
    """Sign out one browser of one's own account."""
    user = get_user(by.user_id or 0)
    session = next((one for one in open_sessions(user, at) if one.mark == mark), None)
    if session is None:
        raise Refused(_("This sign-in is over already."), Because.NOT_FOUND)
    Session.objects.filter(pk=session.pk).update(ended=True)
    after = {"browser": session.browser, "address": session.address}
    record_on(user, by=by, at=at, verb="access.end_session", seats=seats_on(user, at), after=after)


@action
def end_other_sessions(*, by: Actor, at: datetime, mark: str) -> int:
    """Sign out all browsers of one's own account but one; how many.

    Args:
        mark: of the session that goes on.
    """
    user = get_user(by.user_id or 0)
    others = [one.pk for one in open_sessions(user, at) if one.mark != mark]
    Session.objects.filter(pk__in=others).update(ended=True)
    after = {"ended": len(others)}
    record_on(user, by=by, at=at, verb="access.end_other_sessions", seats=seats_on(user, at), after=after)
    return len(others)


@action
def end_all_sessions(*, by: Actor, at: datetime, user_id: int) -> int:
    """Sign out an account everywhere, by whoever guards it; how many browsers."""
    user = get_user(user_id)
    seats = seats_on(user, at)
    check_may_secure(by, seats, user.pk)
    ended = Session.objects.filter(user=user, ended=False).update(ended=True)
    record_on(user, by=by, at=at, verb="access.end_all_sessions", seats=seats, after={"ended": ended})
    shut_ways_in(user, by, at)
    return ended


@action
def clear_sessions(*, by: Actor, at: datetime, before: datetime) -> int:
    """Throw away sessions that were over before an instant; how many."""
    cleared, _each = Session.objects.filter(expire_date__lt=before).delete()
    record_on(None, by=by, at=at, verb="access.clear_sessions", seats=[], after={"cleared": cleared})
    return cleared


@action
def clear_attempts(*, by: Actor, at: datetime, before: datetime) -> int:
    """Throw away tries to sign in from before an instant; how many."""
    cleared, _each = SignInAttempt.objects.filter(at__lt=before).delete()
    record_on(None, by=by, at=at, verb="access.clear_attempts", seats=[], after={"cleared": cleared})
    return cleared
