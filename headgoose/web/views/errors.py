"""Answers when something cannot be answered, in the reader's language."""

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headgoose.web.plain import UNREADABLE, Said, answer, explain, wants_part

OURS = gettext_noop(
    "This is our mistake, not yours, and it has been written down for those who run the system. What you had saved "
    "before is safe; look whether your last step went through before you repeat it."
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request is not readable."""
    return answer(request, UNREADABLE)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this reader."""
    reason = _("Your posts do not let you see or do this. If they should, ask the office that appointed you.")
    return answer(request, Said(HTTPStatus.FORBIDDEN, _("This is not yours to see or do"), reason, "forbidden"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such address."""
    reason = _("No page has this address. It may have been mistyped, or cut off when it was copied.")
    return answer(request, Said(HTTPStatus.NOT_FOUND, _("Nothing is here"), reason, "not_found"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that was too old, or came from elsewhere."""
    words = _("This form is too old or did not come from here. Nothing was saved: go back, reload the page, retry.")
    return answer(request, Said(HTTPStatus.FORBIDDEN, _("This form has gone stale"), words, "stale_form"))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a defect. Asks neither the database nor the session, for they may be what broke."""
    # A session is saved after the view: an error there passes no middleware of ours, only this page.
    said = explain(sys.exc_info()[1]) or Said(HTTPStatus.INTERNAL_SERVER_ERROR, _("Something broke"), _(OURS), "broken")
    if wants_part(request):
        return answer(request, said)
    html = render_to_string("web/broken.html", {"said": said, "language": getattr(request, "LANGUAGE_CODE", "zh-hans")})
    return HttpResponse(html, status=said.status)
