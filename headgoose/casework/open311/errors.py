"""What went wrong, as Open311 says it: an array of code and description in the form that was asked for."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from headgoose.casework.open311.formats import TYPES, XML, written
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.saying import Said

ROOT = "/open311/"
RETRY_SECONDS = 5
BUSY_FROM = 500
STATUS = {
    Because.INVALID: 400,
    Because.FORBIDDEN: 403,
    Because.NOT_FOUND: 404,
    Because.CONFLICT: 409,
    Because.TOO_LARGE: 413,
    Because.TOO_MANY: 429,
}
# What our words for the parts of a request are in Open311.
NAMES = {
    "category": "service_code",
    "text": "description",
    "where_text": "address_string",
    "place": "address_id",
    "code": "address_id",
    "photos": "media",
    "file": "media",
    "lat_e6": "lat",
}
# Named by a parameter and not there: not found rather than bad.
UNKNOWN_IS_ABSENT = {"service_code"}


class Wrong(Exception):
    """The request cannot be answered."""

    def __init__(self, status: int, description: str | Promise, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(str(description))
        self.status, self.headers = status, headers or {}


def bad(description: str | Promise) -> Wrong:
    """Something is missing or not written as it should be."""
    return Wrong(400, description)


def absent(description: str | Promise) -> Wrong:
    """Something that was named is not there."""
    return Wrong(404, description)


def wrong_of(refused: Refused) -> Wrong:
    """A refusal in the words of the specification; it names the parameter."""
    name = NAMES.get(refused.field or "", refused.field or "")
    status = STATUS[refused.because]
    if status == STATUS[Because.INVALID] and name in UNKNOWN_IS_ABSENT:
        status = 404
    return Wrong(status, f"{name}: {refused}" if name else str(refused))


def answer_wrong(ending: str, status: int, description: str) -> HttpResponse:
    """The array with its one error."""
    kind = ending if ending in TYPES else XML
    said: list[dict[str, Any]] = [{"code": status, "description": description}]
    answer = HttpResponse(written(kind, "errors", said), status=status, content_type=TYPES[kind])
    answer.headers["Cache-Control"] = "no-store"
    if status >= BUSY_FROM:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def is_open311(request: HttpRequest) -> bool:
    """Whether a request is for this door."""
    return request.path.startswith(ROOT)


def answer_said(request: HttpRequest, said: Said) -> HttpResponse:
    """What the product says to a request that did not come as far as its view."""
    # The specification knows no 422.
    status = STATUS[Because.INVALID] if said.status == 422 else said.status
    return answer_wrong(request.path.rpartition(".")[2], status, str(said.reason))
