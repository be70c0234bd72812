"""The door of the API: every request passes here before the view of its room does, in this order.

Method, form of the answer, token, rate, form of the body, names of parameters. A view that were called around it would
find no pass on the request and refuse (`Bearer`).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import parse_header_parameters
from ninja.security import HttpBearer

from headgoose.access.middleware import origin_of
from headgoose.api import problems
from headgoose.api.actions import note_use
from headgoose.api.models import AccessToken
from headgoose.api.problems import errors_of, problem_said
from headgoose.api.queries import bearer_of, find_token
from headgoose.api.throttling import Allowance, by_token, failures
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import token_bearing
from headgoose.kernel.saying import Said

View = Callable[..., HttpResponseBase]
SCHEME = "bearer"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="headgoose"'}
BODILESS = {"GET", "HEAD"}


@dataclass(frozen=True)
class Passage:
    """One operation as the door knows it: its method, and the names that its query may hold."""

    method: str
    parameters: frozenset[str]


@dataclass
class Stopped(Exception):
    """The request goes no further."""

    said: Said
    errors: tuple[Mapping[str, Any], ...] = ()
    headers: Mapping[str, str] | None = None


class Bearer(HttpBearer):
    """The scheme as the description names it. The token was read at the door; here is only the proof that it was."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor that the door let in, or None."""
        pass_: Actor | None = getattr(request, "api_pass", None)
        return pass_


def guarded(view: View, passages: Iterable[Passage]) -> View:
    """The view behind the door."""
    by_method = {passage.method: passage for passage in passages}

    def at_the_door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        headers: dict[str, str] = {}
        try:
            passage = _passage(request, by_method)
            headers |= _let_in(request).headers
            _check_body(request)
            _check_parameters(request, passage.parameters)
            answer = view(request, *args, **kwargs)
        except Stopped as stopped:
            answer = problem_said(stopped.said, stopped.errors, stopped.headers)
        for name, text in headers.items():
            answer.headers[name] = text
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    at_the_door.csrf_exempt = True  # type: ignore[attr-defined]
    return token_bearing(at_the_door)


def _passage(request: HttpRequest, by_method: Mapping[str, Passage]) -> Passage:
    method = "GET" if request.method == "HEAD" else str(request.method)
    if method not in by_method:
        allowed = sorted(by_method) + (["HEAD"] if "GET" in by_method else [])
        raise Stopped(problems.WRONG_METHOD, headers={"Allow": ", ".join(allowed)})
    if not (request.accepts("application/json") or request.accepts(problems.MEDIA_TYPE)):
        raise Stopped(problems.NO_JSON_WANTED)
    # Django's own test for HEAD is the name of the method; the server leaves the body out either way.
    request.method = method
    return by_method[method]


def _let_in(request: HttpRequest) -> Allowance:
    """Put the actor behind the token on the request. A cookie is no pass: whoever it names is put aside."""
    request.actor = None  # type: ignore[attr-defined]
    address, on, at = origin_of(request), today(), now()
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = find_token(secret.strip(), on) if scheme.lower() == SCHEME else None
    if token is None:
        raise _stranger(address)
    allowance = by_token.take(str(token.pk), settings.API_REQUESTS_A_MINUTE)
    if not allowance.allowed:
        raise Stopped(problems.TOO_MANY, headers=_wait(allowance))
    note_use(token=token, at=at)
    _pass(request, token, bearer_of(token, on, address))
    return allowance


def _pass(request: HttpRequest, token: AccessToken, actor: Actor) -> None:
    request.actor = actor  # type: ignore[attr-defined]
    request.api_pass = actor  # type: ignore[attr-defined]


def _stranger(address: str) -> Stopped:
    """No valid token. Who keeps trying from an address is told to wait; a valid token passes from there nonetheless."""
    allowance = failures.take(address, settings.API_FAILURES_A_MINUTE)
    if not allowance.allowed:
        return Stopped(problems.TOO_MANY, headers=_wait(allowance))
    return Stopped(problems.UNKNOWN_TOKEN, headers=CHALLENGE)


def _wait(allowance: Allowance) -> dict[str, str]:
    return {**allowance.headers, "Retry-After": str(allowance.reset_seconds)}


def _check_body(request: HttpRequest) -> None:
    if request.method in BODILESS:
        return
    kind, _parameters = parse_header_parameters(request.headers.get("Content-Type", ""))
    if kind != "application/json":
        raise Stopped(problems.NO_JSON_SENT)
    try:
        body = request.body
        body.decode()
    except RequestDataTooBig:
        raise Stopped(problems.TOO_LARGE) from None
    except (UnicodeDecodeError, BadRequest):
        raise Stopped(problems.NO_JSON) from None


def _check_parameters(request: HttpRequest, known: Collection[str]) -> None:
    """A misspelt filter would silently list everything, and of two values one would silently win: both are refused."""
    found = [("unknown_parameter", name) for name in request.GET if name not in known]
    found += [("repeated_parameter", name) for name, values in request.GET.lists() if len(values) > 1]
    if found:
        errors = errors_of([{"type": kind, "loc": ("query", name[:40])} for kind, name in found])
        raise Stopped(problems.INVALID, tuple(errors))
