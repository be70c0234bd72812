"""Every error of the API as a problem (RFC 9457), in the reader's language. It never repeats what was sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.saying import FULL, TITLES, UNREADABLE, Said

ROOT = "/api/"
MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
ERRORS_MOST = 100
LONGEST_FIELD = 60
KINDS_OF_LINE = {"appoint", "end", "transfer"}

UNKNOWN_TOKEN = Said(
    HTTPStatus.UNAUTHORIZED,
    _("No valid token"),
    _("Send “Authorization: Bearer” with a token that was made here, is not ended and has not run out."),
    "unauthorized",
)
WRONG_METHOD = Said(
    HTTPStatus.METHOD_NOT_ALLOWED,
    _("This method is not offered here"),
    _("The header Allow says which methods this address takes."),
    "method_not_allowed",
)
NO_JSON_WANTED = Said(
    HTTPStatus.NOT_ACCEPTABLE,
    _("Answers are JSON only"),
    _("The header Accept of the request does not allow application/json."),
    "not_acceptable",
)
NO_JSON_SENT = Said(
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    _("Bodies are JSON only"),
    _("Send the body as application/json."),
    "unsupported_media_type",
)
TOO_MANY = Said(
    HTTPStatus.TOO_MANY_REQUESTS,
    _("Too many requests"),
    _("The header Retry-After says after how many seconds to go on."),
    "too_many_requests",
)
TOO_LARGE = Said(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TITLES[Because.TOO_LARGE],
    _("The body is larger than the server takes at once: send it in parts."),
    Because.TOO_LARGE.value,
)
UNAVAILABLE = Said(
    HTTPStatus.SERVICE_UNAVAILABLE,
    _("Not reachable just now"),
    _("The database does not answer in time. Nothing was saved: repeat the request, with its key if it has one."),
    "unavailable",
)
INVALID = Said(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    TITLES[Because.INVALID],
    _("The request is not as the description of this address says; see the list of errors."),
    Because.INVALID.value,
)
NO_JSON = replace(UNREADABLE, reason=_("The body is not JSON."))
BROKEN = Said(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    _("Something broke"),
    _("This is our mistake, and it has been written down. Repeat a request that writes with the same key."),
    "broken",
)
EVERY_KIND = (
    UNREADABLE,
    UNKNOWN_TOKEN,
    Said(
        HTTPStatus.FORBIDDEN,
        TITLES[Because.FORBIDDEN],
        _("It lies outside your posts or the token's rights."),
        "forbidden",
    ),
    Said(HTTPStatus.NOT_FOUND, TITLES[Because.NOT_FOUND], _("It is not there, or not within your area."), "not_found"),
    WRONG_METHOD,
    NO_JSON_WANTED,
    Said(
        HTTPStatus.CONFLICT,
        TITLES[Because.CONFLICT],
        _("What is on record does not allow it, or changed meanwhile."),
        "conflict",
    ),
    TOO_LARGE,
    NO_JSON_SENT,
    INVALID,
    TOO_MANY,
    BROKEN,
    UNAVAILABLE,
    FULL,
)

# What pydantic finds wrong with a value, in words of our own: its own are English and may repeat the value.
REASONS: dict[str, Promise] = {
    "missing": _("This is required."),
    "extra_forbidden": _("There is no such field."),
    "unknown_parameter": _("There is no such parameter."),
    "repeated_parameter": _("This parameter may be given once only."),
    "enum": _("This is none of the values described."),
    "literal_error": _("This is none of the values described."),
    "union_tag_invalid": _("This is none of the values described."),
    "one_of_two": _("Say one of the two, and not both."),
    "union_tag_not_found": _("This is required."),
    "string_pattern_mismatch": _("This is not written as described."),
    "greater_than_equal": _("This is too small."),
    "less_than_equal": _("This is too large."),
    "string_too_short": _("This is too short."),
    "string_too_long": _("This is too long."),
    "too_short": _("There are too few."),
    "too_long": _("There are too many."),
}
OTHERWISE = _("This is not of the kind described.")


def is_api(request: HttpRequest) -> bool:
    """Whether an address belongs to the API: its errors are problems, whoever notices them."""
    return request.path.startswith(f"{ROOT}v")


def problem_said(
    said: Said, errors: Sequence[Mapping[str, Any]] = (), headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """The answer to a request that went wrong."""
    body: dict[str, Any] = {
        "type": f"{ROOT}#problem-{said.code}",
        "title": str(said.title),
        "status": int(said.status),
        "detail": str(said.reason),
        "code": said.code,
    }
    if errors:
        body["errors"] = list(errors)
    elif said.field:
        body["errors"] = [{"where": "request", "field": said.field, "reason": str(said.reason)}]
    answer = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=said.status, content_type=MEDIA_TYPE, headers=dict(headers or {})
    )
    answer.headers["Cache-Control"] = "no-store"
    if said.status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def faults_of(refusal: Refused, *, sent: bool) -> list[dict[str, Any]]:
    """The lines of an order that break a rule, the first hundred.

    Args:
        sent: whether the lines are those of the body, counted from 0; else they are those of an order, from 1.
    """
    return [
        {
            "where": "body" if sent else "request",
            "field": ".".join(["lines", str(fault.line), *filter(None, [fault.field])]),
            "reason": str(fault.reason),
        }
        for fault in list(refusal.details.get("faults", ()))[:ERRORS_MOST]
    ]


def errors_of(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What validation found, each with where and at which field, the first hundred."""
    return [
        {
            "where": str(error["loc"][0]) if error["loc"] else "request",
            "field": _field(error["loc"]),
            "reason": str(REASONS.get(error["type"], OTHERWISE)),
        }
        for error in found[:ERRORS_MOST]
    ]


def _field(where: Sequence[Any]) -> str:
    """The name of a field as the client knows it: without our name of the body, and without the kind of a line."""
    parts = [str(part)[:LONGEST_FIELD] for part in where[2 if where[:1] == ("body",) else 1 :]]
    return ".".join(
        part for n, part in enumerate(parts) if not (n and parts[n - 1].isdigit() and part in KINDS_OF_LINE)
    )
