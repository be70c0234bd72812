"""Anybody asks for something: the form behind the code on the notice board, without an account and without script."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from headgoose.casework.actions.receiving import Asked, find_repeated, receive_request
from headgoose.casework.desks import chain_of_key, find_chain
from headgoose.casework.forms_public import AskForm
from headgoose.casework.limiting import Wait, check_asking, check_searching, mark_browser
from headgoose.casework.models import Request
from headgoose.casework.tables import tables
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import public
from headgoose.kernel.refusal import Refused
from headgoose.places.models import Span
from headgoose.places.queries import (
    ancestors,
    children,
    find_last_span,
    find_span,
    get_span,
    plain_code,
    search_places,
    span_of,
    successors_of,
)

FOUND_MOST, OFFERED_MOST = 30, 400
# Who asks is nobody to the trail, and their address would tell more than they chose to say.
RESIDENT = Actor("resident", origin="public form")


@public
@require_safe
def find_village(request: HttpRequest) -> HttpResponse:
    """The village by its name, where there is no code to scan; or what lies in a township (`?under=`)."""
    on, words = today(), request.GET.get("q", "").strip()
    under = find_span(request.GET["under"], on) if "under" in request.GET else None
    found: Sequence[Span] = []
    if under is not None:
        found = children(under, on)[:OFFERED_MOST]
    elif words:
        check_searching(request)
        found = search_places(words, on, FOUND_MOST)
    context = {
        "words": words,
        "under": under,
        "rows": [(span, _said_above(span, on), _door_of(span)) for span in found],
        "asked": bool(words) or under is not None,
    }
    return no_search(render(request, "casework/ask_where.html", context))


def _said_above(span: Span, on: date) -> str:
    return " · ".join(place.said for place in ancestors(span, on) if place.level > Level.PROVINCE)


def _door_of(span: Span) -> str:
    if span.level >= Level.VILLAGE:
        return reverse("ask", args=[span.code])
    return f"{reverse('ask-where')}?under={span.code}"


def no_search(answer: HttpResponse) -> HttpResponse:
    """An answer that no search engine keeps."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """The form of a grid, village or community; sent, it leads to the page with the tracking code."""
    on = today()
    if code != (plain := plain_code(code)) and request.method != "POST":
        return redirect("ask", plain)
    chain = find_chain(plain, on)
    if chain is None:
        span = find_span(plain, on)
        return _gone(request, plain, on) if span is None else redirect(_door_of(span))
    categories = tables().categories_at(chain.place_ids)
    if request.method != "POST":
        answer = _show(request, AskForm(chain, categories), 200)
        mark_browser(request, answer)
        return answer
    form = AskForm(chain, categories, request.POST, request.FILES)
    return _take(request, form) if form.is_valid() else _show(request, form, form.status)


def _take(request: HttpRequest, form: AskForm) -> HttpResponse:
    """Send what was typed, once."""
    try:
        asked = form.asked()
        if find_repeated(asked) is None:
            check_asking(request, form.chain.lowest.place_id, form.id_sent, form.cleaned_data["turn"])
        received = _receive(asked)
    except Wait as wait:
        form.retype("turn", wait.turn)
        form.refuse(wait)
        return retry_after(_show(request, form, wait.status), wait)
    except Refused as refused:
        if refused.field == "client_id":
            return _sent_before(request, form, refused)
        form.refuse(refused)
        return _show(request, form, form.status)
    answer = redirect("follow-sent", received.code)
    mark_browser(request, answer, proven=True)
    return secret(answer)


def _receive(asked: Asked) -> Request:
    try:
        return receive_request(by=RESIDENT, at=now(), asked=asked)
    except IntegrityError:
        # A double tap that came at the very same moment: by now the other one is there.
        return receive_request(by=RESIDENT, at=now(), asked=asked)


def _sent_before(request: HttpRequest, form: AskForm, refused: Refused) -> HttpResponse:
    """The form went out before with other words: what is typed now stands as another request, not sent yet."""
    form.with_new_id()
    said = _("This form was sent before, with other words; that request is on its way. What stands here was not sent.")
    form.add_error(None, said)
    return _show(request, form, refused.status)


def secret(answer: HttpResponse) -> HttpResponse:
    """An answer that only who holds the code may see: kept by nobody, found by no search engine.

    Nothing but this site learns its address: SECURE_REFERRER_POLICY is `same-origin`. ("no-referrer" would also have
    browsers send forms with the origin `null`, which the check against foreign forms rightly refuses.)
    """
    answer.headers["Cache-Control"] = "private, no-store"
    return no_search(answer)


def retry_after(answer: HttpResponse, wait: Wait) -> HttpResponse:
    """An answer that says when to come back."""
    answer.headers["Retry-After"] = str(wait.seconds)
    return answer


def _show(request: HttpRequest, form: AskForm, status: int) -> HttpResponse:
    chain = form.chain
    sent_photos = bool(request.FILES) and status != 200
    context = {
        "form": form,
        "place": chain.lowest,
        "above": [chain.spans[level].said for level in sorted(chain.spans) if level >= Level.COUNTY],
        "tiles": [(row, row.code == form["category"].value()) for row in form.categories],
        "folded": not (form.errors.keys() & {"name", "phone"}),
        "photos_again": sent_photos,
        "village_list": reverse("public-requests", args=[chain.village.code]),
    }
    answer = no_search(render(request, "casework/ask.html", context, status=status))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _gone(request: HttpRequest, code: str, on: date) -> HttpResponse:
    """A place that is no more, or never was: what became of it, and where to ask instead. What was typed is kept."""
    if request.method == "POST" and (village := _village_of(code, on)) is not None:
        chain = chain_of_key(village.key, on)
        form = AskForm(chain, tables().categories_at(chain.place_ids), request.POST, request.FILES)
        said = _("The grid of this code is no more. Look at what stands here and send it to the village itself.")
        form.add_error(None, said)
        return _show(request, form, 404)
    context = {"reason": _why_gone(code, on), "instead": [(span, _door_of(span)) for span in _instead_of(code, on)]}
    return no_search(render(request, "casework/ask_gone.html", context, status=404))


def _why_gone(code: str, on: date) -> str:
    try:
        get_span(code, on)
    except Refused as refused:
        return str(refused)
    return ""


def _village_of(code: str, on: date) -> Span | None:
    last = find_last_span(code)
    return span_of(last.parent_id, on) if last and last.level is Level.GRID and last.parent_id else None


def _instead_of(code: str, on: date) -> list[Span]:
    """Where to ask now: what the place became, else its village."""
    last = find_last_span(code)
    if last is None:
        return []
    moved = span_of(last.place_id, on)
    heirs = [moved] if moved else successors_of(last.place_id)
    village = _village_of(code, on)
    return [*heirs, *([village] if village and not heirs else [])]
