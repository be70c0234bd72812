"""Who may call an address. Every view passes one of three gates; a test walks all addresses and finds none without.

Rooms below `access` cannot ask it who is signed in, so the actor travels on the request, put there by its middleware.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from headgoose.kernel.actor import Actor

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def actor_on(request: HttpRequest) -> Actor | None:
    """The actor of a request, or None when nobody is signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor


def get_actor(request: HttpRequest) -> Actor:
    """The actor of a request that passed `signed_in`."""
    actor = actor_on(request)
    if actor is None:
        raise RuntimeError("get_actor is for views behind `signed_in`")
    return actor


def public(view: View[P]) -> View[P]:
    """A view for anybody. The list of these is short and reviewed in docs/reference."""
    view.gate = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View[P]) -> View[P]:
    """A view for a signed-in user; what it shows is bounded by the actor's scope."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if actor_on(request) is None:
            where = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse(settings.LOGIN_URL)}?{where}")
        answer = view(request, *args, **kwargs)
        # On a shared computer nobody should find with Back what somebody else was shown.
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    wrapped: Any = guarded
    wrapped.gate = "signed-in"
    passed: View[P] = wrapped
    return passed


def token_bearing(view: View[P]) -> View[P]:
    """A view of the API: it looks for a token itself, takes no cookie, and shows what the token's posts allow."""
    view.gate = "token"  # type: ignore[attr-defined]
    return view
