"""Choosing the language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from headgoose.kernel.asking import safe_next
from headgoose.kernel.gate import public
from headgoose.web.middleware import LANGUAGE_COOKIE

YEAR_S = 365 * 24 * 3600


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language for a year and go back to the page."""
    response = HttpResponseRedirect(safe_next(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            LANGUAGE_COOKIE, language, max_age=YEAR_S, httponly=True, secure=settings.BEHIND_TLS, samesite="Lax"
        )
    return response
