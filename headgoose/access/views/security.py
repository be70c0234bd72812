"""Locks, second factors and sessions of accounts, for the security administrator of an area, who appoints nobody."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from headgoose.access.actions.factors import reset_second_factor
from headgoose.access.actions.passages import unlock_account
from headgoose.access.actions.sessions import end_all_sessions
from headgoose.access.factors import factors_of, factors_of_all
from headgoose.access.listing import Slice, State, locked_users
from headgoose.access.locks import locks_of
from headgoose.access.models import SignInAttempt
from headgoose.access.queries import count_sessions, get_user, open_sessions, seats_on
from headgoose.access.rules import check_may_secure, demands_second_factor
from headgoose.access.views.officers import listed
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.registries import account_panels
from headgoose.kernel.rights import Right

ATTEMPTS_SHOWN = 20


@signed_in
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Accounts of one's area: which are locked, which have a second factor, where they are signed in."""
    slices, at = _slices(get_actor(request)), now()
    locked = request.GET.get("state") == State.LOCKED
    users = list(locked_users(at)) if locked else None
    context = listed(request, slices, State.LOCKED if locked else State.WITH, users)
    shown = [row.user for row in context["rows"] if row.user]
    locks, factors, sessions = locks_of(shown, at), factors_of_all(shown), count_sessions(shown, at)
    context["lines"] = [
        (row, locks.get(row.user.pk), factors[row.user.pk], sessions.get(row.user.pk, 0)) for row in context["rows"]
    ]
    return render(request, "access/security.html", {**context, "section": "security"})


@signed_in
@require_safe
def secured(request: HttpRequest, user_id: int) -> HttpResponse:
    """One account: its lock, factors, sessions and last tries, and what can be done."""
    actor, at = get_actor(request), now()
    _slices(actor)
    user = get_user(user_id)
    seats = seats_on(user, at)
    check_may_secure(actor, seats, user.pk)
    context = {
        "user": user,
        "seats": seats,
        "locked": locks_of([user], at).get(user.pk),
        "factors": factors_of(user),
        "demanded": demands_second_factor(seats),
        "sessions": open_sessions(user, at),
        "attempts": SignInAttempt.objects.filter(user=user).order_by("-at", "-id")[:ATTEMPTS_SHOWN],
        "panels": [panel.render(user.pk, request) for panel in account_panels],
        "section": "security",
    }
    return render(request, "access/secured.html", context)


def _slices(actor: Actor) -> list[Slice]:
    areas = actor.scope(Right.SECURE_ACCOUNTS)
    if not areas:
        raise Refused(_("Your posts do not let you guard accounts."), Because.FORBIDDEN)
    return [Slice(areas)]


@signed_in
@require_POST
def unlock(request: HttpRequest, user_id: int) -> HttpResponse:
    """Let it be tried again at once."""
    unlock_account(by=get_actor(request), at=now(), user_id=user_id)
    messages.success(request, _("The account is unlocked."))
    return redirect("secured-account", user_id)


@signed_in
@require_POST
def reset_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """Take its second factors away."""
    reset_second_factor(by=get_actor(request), at=now(), user_id=user_id)
    messages.success(request, _("The second factor is taken from the account; its owner sets up another one."))
    return redirect("secured-account", user_id)


@signed_in
@require_POST
def end_sessions(request: HttpRequest, user_id: int) -> HttpResponse:
    """Sign it out everywhere."""
    ended = end_all_sessions(by=get_actor(request), at=now(), user_id=user_id)
    said = ngettext("Signed out in %(count)d browser.", "Signed out in %(count)d browsers.", ended)
    messages.success(request, said % {"count": ended})
    return redirect("secured-account", user_id)
