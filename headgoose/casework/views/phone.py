"""The phone of a grid worker: a shell that the browser keeps, what it takes along, and where its queue goes."""

import hashlib
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from headgoose import __version__
from headgoose.casework.phone_intake import read_entry, take_entry
from headgoose.casework.phone_tasks import tasks_of
from headgoose.casework.phone_words import words
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import actor_on, get_actor, public, signed_in

# All that the shell needs without a signal: what it links to, and the modules that those import by plain names.
LINKED = ("look/look.css", "look/parts.css", "look/goose.svg", "casework/phone/phone.css", "casework/phone/app.mjs")
IMPORTED = ("casework/phone/pages.mjs", "casework/phone/queue.mjs", "casework/phone/store.mjs")


def for_phone(view: Any) -> Any:
    """As `signed_in`, but whoever is signed out is told so in a form that a queue understands: 401."""
    guarded = signed_in(view)

    @wraps(guarded)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if actor_on(request) is None:
            reason = _("Sign in again: what you wrote is kept on this phone.")
            return JsonResponse({"error": "signed_out", "reason": reason}, status=401)
        return guarded(request, *args, **kwargs)

    return run


@public
@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """The shell: the same for everybody, so that a browser may keep it. It holds nothing about anybody."""
    context = {"words": words(), "addresses": _addresses(), "desk": reverse(settings.LOGIN_REDIRECT_URL)}
    answer = render(request, "casework/phone/shell.html", context)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _addresses() -> dict[str, str]:
    names = {"tasks": "phone-tasks", "queue": "phone-queue", "worker": "phone-worker", "shell": "phone"}
    return {key: reverse(name) for key, name in names.items()} | {
        "sign_in": f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': reverse('phone')})}"
    }


@public
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: keeps the shell and what it is made of."""
    # The names of served files carry fingerprints, so that they tell every change.
    named = "\n".join([__version__, *(static(name) for name in (*LINKED, *IMPORTED))])
    version = hashlib.sha256(named.encode()).hexdigest()[:16]
    assets = [*(static(name) for name in LINKED), *(f"{settings.STATIC_URL}{name}" for name in IMPORTED)]
    context = {"assets": assets, "version": version, "shell": reverse("phone"), "root": reverse("phone")}
    answer = render(request, "casework/phone/worker.js", context, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@public
@require_GET
def app(request: HttpRequest) -> JsonResponse:
    """What makes the page an app that can be put on the home screen."""
    icon = {"src": static("look/goose.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    return JsonResponse(
        {
            "name": _("Headgoose grid"),
            "short_name": _("Grid"),
            "start_url": reverse("phone"),
            "scope": reverse("phone"),
            "display": "standalone",
            "background_color": "#faf8f3",
            "theme_color": "#2d6a4f",
            "icons": [icon],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


@for_phone
@require_GET
def tasks(request: HttpRequest) -> JsonResponse:
    """What whoever is signed in takes along, and the token with which their queue is sent."""
    found = tasks_of(get_actor(request), now(), today())
    return JsonResponse({**found, "token": get_token(request)}, json_dumps_params={"ensure_ascii": False})


@for_phone
@require_POST
def queue(request: HttpRequest) -> JsonResponse:
    """One entry of the queue. The receipt names its id: only then does the phone let go of it."""
    actor = get_actor(request)
    entry = read_entry(request.body, actor)
    done = take_entry(entry, by=actor, at=now())
    return JsonResponse({"receipt": str(entry.client_id), **done}, json_dumps_params={"ensure_ascii": False})
