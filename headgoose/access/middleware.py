"""Puts the actor on each request, computed anew: authority ends on the day the tenure does, not at the next sign-in.

It also ends sessions that are over. Two queries for somebody signed in, none for others: the session brings the
account with it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare

from headgoose.access.models import FACTOR, TWO_FACTORS, WHY_OVER, Over, Session, User
from headgoose.access.queries import actor_of
from headgoose.access.rules import find_why_over, grants_demand_second_factor
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of, now

Answer = Callable[[HttpRequest], HttpResponseBase]

# How far `seen_at` may lag: a session is not written on every request.
SEEN_EVERY = timedelta(minutes=1)


class ActorMiddleware:
    """Sets `request.actor`: the Actor of the account signed in, or None. Takes over from Django's `request.user`."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the actor known."""
        request.actor = _recognise(request, now())  # type: ignore[attr-defined]
        return self.get_response(request)


def _recognise(request: HttpRequest, at: datetime) -> Actor | None:
    """Who is signed in. A session that is over, or whose account is closed, is thrown away."""
    if not request.session.session_key:
        return None
    signed_in = SESSION_KEY in request.session
    row: Session | None = request.session.row  # type: ignore[attr-defined]
    if row is None:
        return None
    if over := find_why_over(row, at):
        _throw_away(request, over if signed_in else None)
        return None
    if not signed_in:
        return None
    user = row.user
    if user is None or not _is_still_good(user, request):
        _throw_away(request)
        return None
    actor = actor_of(user, date_of(at), origin_of(request))
    if request.session.get(FACTOR) not in TWO_FACTORS and grants_demand_second_factor(actor):
        _throw_away(request, Over.FACTOR)
        return None
    request.user = user
    if at - row.seen_at >= SEEN_EVERY:
        request.session.note_seen(at)  # type: ignore[attr-defined]
    return actor


def _is_still_good(user: User, request: HttpRequest) -> bool:
    """Whether the account is open, and its password the one that the session began with."""
    kept = request.session.get(HASH_SESSION_KEY, "")
    known = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return user.is_active and any(constant_time_compare(kept, one) for one in known)


def _throw_away(request: HttpRequest, why: Over | None = None) -> None:
    request.session.flush()
    request.user = AnonymousUser()
    if why is not None:
        # For the sign-in page, which says so once.
        request.session[WHY_OVER] = why.value


def origin_of(request: HttpRequest) -> str:
    """Where a request came from, as the trail keeps it: the address that connected, as the nearest proxy says."""
    said = request.headers.get("X-Forwarded-For", "") if settings.FORWARDED_ADDRESS else ""
    # What comes before the last comma was sent by the browser, or by whoever says to be one.
    return (said.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", "")))[:64]
