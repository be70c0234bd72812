"""Pages that freeze a briefing and amend one, and the Word file of a live one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from headgoose.briefing.actions import amend_briefing, freeze_briefing
from headgoose.briefing.canonical import LANGUAGES, language_of
from headgoose.briefing.chapters import CODES
from headgoose.briefing.freezing import write_content
from headgoose.briefing.models import FrozenBriefing
from headgoose.briefing.paper import paper_of
from headgoose.briefing.queries import area_of_place, get_frozen, newest_number
from headgoose.briefing.views.asked import Asked, asked, carried, place_trail, read_basis, with_query
from headgoose.briefing.views.vouched import as_signed
from headgoose.briefing.vouching import require_genuine
from headgoose.briefing.word import WORD, word_file
from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import read_date
from headgoose.kernel.clock import now
from headgoose.kernel.figures import Basis
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import attached


def language_asked(request: HttpRequest) -> str:
    """The language in `?language=`, else that of the page."""
    wanted = request.GET.get("language", "")
    return wanted if wanted in LANGUAGES else language_of(get_language())


def file_answer(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to be taken away."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = attached(name)
    return answer


@signed_in
@require_safe
def live_word(request: HttpRequest, place: str) -> HttpResponseBase:
    """The live briefing as a Word file that says on every page that it is not frozen."""
    page, at, language = asked(request, CODES[0], place), now(), language_asked(request)
    content = write_content(
        number="", span=page.span, on=page.on, map_on=page.map_on, by=page.actor, at=at, amends=None
    )
    with override(language):
        made = word_file(paper_of(content, language, None))
    return file_answer(made, WORD, f"briefing-{page.span.code}-{page.on}-live.docx")


def may_freeze(actor: Actor, place_id: int) -> bool:
    """Whether the actor may freeze briefings of a place."""
    return actor.may(Right.FREEZE_BRIEFINGS, area_of_place(place_id))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: HttpRequest, place: str) -> HttpResponseBase:
    """Say what freezing means, then freeze."""
    if request.method == "POST":
        return _frozen(request, place)
    page = asked(request, CODES[0], place)
    page.actor.require(Right.FREEZE_BRIEFINGS, area_of_place(page.span.place_id))
    context = {
        "asked": page,
        "heading": _("Freeze the briefing"),
        "consequence": _(
            "Its words and numbers are kept and signed as they are now. They can never be edited; what turns out wrong "
            "is amended by another briefing, for all to see."
        ),
        "place_said": page.span.said,
        "on": page.on,
        "actor": page.actor,
        "seen": newest_number(page.span.place_id),
        "back": _live_url(page),
        "trail": place_trail(page.span, page.on, page.actor, "briefing", page.basis),
    }
    return render(request, "briefing/freeze.html", context)


def _live_url(page: Asked) -> str:
    return with_query(
        reverse("briefing", args=[page.span.code]), {"on": page.on.isoformat(), **carried(page.basis, None)}
    )


def _frozen(request: HttpRequest, place: str) -> HttpResponseBase:
    sent = request.POST
    frozen = freeze_briefing(
        by=get_actor(request),
        at=now(),
        place=place,
        on=read_date(sent.get("on", "")),
        basis=read_basis(sent.get("basis", "")) or Basis.THEN,
        seen=sent.get("seen", ""),
    )
    messages.success(request, _("Frozen and signed as %(number)s.") % {"number": frozen.number})
    return redirect("frozen-briefing", frozen.number)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@as_signed
def amend(request: HttpRequest, number: str) -> HttpResponseBase:
    """Ask why, then freeze the briefing anew from what is known now."""
    actor = get_actor(request)
    former = get_frozen(number, actor)
    actor.require(Right.FREEZE_BRIEFINGS, area_of_place(former.place_id))
    require_genuine(former)
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            frozen = amend_briefing(by=actor, at=now(), number=number, reason=reason)
        except Refused as refusal:
            return render(
                request, "briefing/freeze.html", _amending(former, actor, reason, refusal), status=refusal.status
            )
        messages.success(request, _("Amended and signed as %(number)s.") % {"number": frozen.number})
        return redirect("frozen-briefing", frozen.number)
    return render(request, "briefing/freeze.html", _amending(former, actor, reason, None))


def _amending(former: FrozenBriefing, actor: Actor, reason: str, refusal: Refused | None) -> dict[str, object]:
    back = reverse("frozen-briefing", args=[former.number])
    return {
        "heading": _("Amend the briefing"),
        "consequence": _(
            "The briefing is counted anew from what is known now, and signed under another number. The former one "
            "stays as it is and says that it was amended, by which one and why."
        ),
        "amending": True,
        "place_said": former.place_said,
        "on": former.on,
        "actor": actor,
        "reason": reason,
        "refusal": refusal,
        "back": back,
        "trail": [(former.number, back), (_("Amend the briefing"), "")],
    }
