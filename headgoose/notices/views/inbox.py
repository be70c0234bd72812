"""The inbox: what somebody was told, newest first."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.notices.actions.reading import mark_all_read, mark_read
from headgoose.notices.queries import broken_channels, count_unread, own_notices
from headgoose.notices.wording import word

NOTICES_A_PAGE = 30


@signed_in
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Your notices."""
    person_id = get_actor(request).person_id
    page = Paginator(own_notices(person_id), NOTICES_A_PAGE).get_page(page_asked(request))
    context: dict[str, Any] = {
        "page": page,
        "lines": [(notice, word(notice)) for notice in page],
        "unread": count_unread(person_id),
        "newest": own_notices(person_id).values_list("pk", flat=True).first() or 0,
        "broken": broken_channels(person_id),
        "section": "notices",
    }
    return render(request, "notices/inbox.html", context)


@signed_in
@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """How many are new, for the bar; nothing where none are."""
    count = count_unread(get_actor(request).person_id)
    return render(request, "notices/unread.html", {"count": count}) if count else HttpResponse(status=204)


@signed_in
@require_POST
def follow(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Read a notice and go where it leads."""
    notice = mark_read(at=now(), person_id=get_actor(request).person_id, notice_id=notice_id)
    return HttpResponseRedirect(word(notice).url)


@signed_in
@require_POST
def read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Note that a notice is read."""
    mark_read(at=now(), person_id=get_actor(request).person_id, notice_id=notice_id)
    return redirect("notices")


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that all are read that the page showed or came before."""
    text = request.POST.get("up_to", "")
    up_to = int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
    mark_all_read(at=now(), person_id=get_actor(request).person_id, up_to=up_to)
    return redirect("notices")
