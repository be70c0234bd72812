"""Puts the actor on each request, computed anew: authority ends on the day the tenure does, not at the next sign-in."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponseBase

from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.kernel.clock import today

Answer = Callable[[HttpRequest], HttpResponseBase]


class ActorMiddleware:
    """Sets `request.actor`: the Actor of the account signed in, or None. A closed account is signed out."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the actor known."""
        user = request.user
        if isinstance(user, User):
            request.actor = actor_of(user, today(), origin_of(request))  # type: ignore[attr-defined]
        else:
            # Django already takes a closed account for nobody; its session goes too.
            if SESSION_KEY in request.session:
                logout(request)
            request.actor = None  # type: ignore[attr-defined]
        return self.get_response(request)


def origin_of(request: HttpRequest) -> str:
    """Where a request came from, as the trail keeps it: the address that connected."""
    return str(request.META.get("REMOTE_ADDR", ""))[:64]
