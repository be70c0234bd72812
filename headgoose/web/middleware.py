"""The language of a request, and plain answers where something went wrong."""

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from headgoose.web.plain import UNREADABLE, answer, explain

Answer = Callable[[HttpRequest], HttpResponseBase]

LANGUAGE_COOKIE = "language"
BROKEN = re.compile(r"%[89A-F][0-9A-F]")


class LanguageMiddleware:
    """Chinese, unless the reader chose English or brings a browser that asks for English first."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the reader's language."""
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(request: HttpRequest) -> str:
    """The language chosen by cookie, else the first one of the browser where it is English, else Chinese."""
    chosen = request.COOKIES.get(LANGUAGE_COOKIE)
    if chosen in dict(settings.LANGUAGES):
        return str(chosen)
    first = request.headers.get("Accept-Language", "").strip().lower()
    return "en" if first.startswith("en") else settings.LANGUAGE_CODE


class PlainAnswerMiddleware(MessageMiddleware):
    """Every answer in plain words: refusals and lost races as a sentence, broken addresses as a 400.

    It also carries the notices that one page leaves for the next ("Appointed."), which is Django's own part of it.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:  # type: ignore[override]
        """Refuse an address that is no text: no view, and no database, should meet it."""
        super().process_request(request)
        if is_text(request.path_info, request.META.get("QUERY_STRING", "")):
            return None
        return answer(request, UNREADABLE)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Have htmx reload the page when its reader was signed out meanwhile: a door does not fit into a fragment."""
        answered = super().process_response(request, response)
        location = answered.headers.get("Location", "")
        if request.headers.get("HX-Request") and location.startswith(reverse(settings.LOGIN_URL)):
            return HttpResponse(status=200, headers={"HX-Refresh": "true"})
        return answered

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say what was refused, and why; leave defects to be reported as such."""
        said = explain(exception)
        return answer(request, said) if said else None


def is_text(path: str, query: str) -> bool:
    """Whether a path and a query string are UTF-8 without NUL.

    Django has decoded the path already and put back as %XX the bytes it could not read.
    """
    if "\0" in path or BROKEN.search(path):
        return False
    try:
        return "\0" not in unquote_to_bytes(query.replace("+", " ")).decode()
    except UnicodeError:
        return False
