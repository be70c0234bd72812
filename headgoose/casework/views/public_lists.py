"""What was asked and answered in a village, for anybody: counts by month and category, without a word of a resident."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.casework.public_listing import DAYS, LEAST, Group, by_month, groups_of
from headgoose.kernel.answers import kept_answer
from headgoose.kernel.area import Level
from headgoose.kernel.clock import today
from headgoose.kernel.gate import public
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.views.public import LANGUAGES, PublicShell
from headgoose.places.models import Span
from headgoose.places.queries import get_span, plain_code


@public
@require_safe
def public_requests(request: HttpRequest, code: str) -> HttpResponse:
    """The list of a village or community, in the reader's language or in the one asked for."""
    language = LANGUAGES.get(request.GET.get("in", ""), get_language() or settings.LANGUAGE_CODE)
    if code != (plain := plain_code(code)):
        return redirect("public-requests", plain)
    on = today()
    span = get_span(code, on)
    if span.level is not Level.VILLAGE:
        raise Refused(_("Only villages and communities have this list."), Because.NOT_FOUND, field="code")
    groups = groups_of(span.place_id, on)
    seen = tuple((one.month, one.category.pk, one.asked, one.answered, one.hours) for one in groups)
    with translation.override(language):
        return kept_answer(
            request, ("public-requests", span.pk, language, on, seen), lambda: draw(span, groups, on, language)
        )


def draw(span: Span, groups: list[Group], on: date, language: str) -> str:
    """The page."""
    path = reverse("public-requests", args=[span.code])
    context: dict[str, Any] = {
        "shell": PublicShell(path, None, language, "", settings.DEMO, ()),
        "span": span,
        "on": on,
        "months": by_month(groups),
        "days": DAYS,
        "least": LEAST,
        "other": "zh" if language == "en" else "en",
        "trail": [(span.said, reverse("open-place", args=[span.code])), (_("Asked and answered"), "")],
        "ask": reverse("ask", args=[span.code]),
    }
    return render_to_string("casework/public_requests.html", context)
