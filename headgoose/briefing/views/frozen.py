"""Pages of frozen briefings and what can be taken away of them; within the actor's area."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.briefing.freezing import differences, recount
from headgoose.briefing.models import FrozenBriefing
from headgoose.briefing.queries import area_of_place, frozen_of_place, frozen_within, get_frozen
from headgoose.briefing.reading import get_place
from headgoose.briefing.renderings import broken_files, changed_renderings, json_file, kept_file
from headgoose.briefing.signing import fingerprint, present_key, public_pem, trusted_keys
from headgoose.briefing.views.asked import place_trail
from headgoose.briefing.views.freezing import file_answer, language_asked, may_freeze
from headgoose.briefing.views.vouched import as_signed, trail_of
from headgoose.briefing.vouching import is_genuine, require_genuine
from headgoose.briefing.word import WORD
from headgoose.kernel.asking import date_asked, page_asked
from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.rights import Right
from headgoose.places.models import Span

A_PAGE = 50


@signed_in
@require_safe
def frozen_briefings(request: HttpRequest) -> HttpResponseBase:
    """All frozen briefings of the reader's area, or those that the reader froze."""
    actor, mine = get_actor(request), request.GET.get("mine") == "yes"
    found = frozen_within(actor)
    if mine:
        found = found.filter(user_id=actor.user_id, user_id__isnull=False)
    return _list(request, found, {"mine": mine})


@signed_in
@require_safe
def frozen_of(request: HttpRequest, place: str) -> HttpResponseBase:
    """All frozen briefings of a place."""
    actor, on = get_actor(request), date_asked(request)
    span = get_place(place, on, actor)
    found = frozen_of_place(span.place_id) if may_open(request, span) else FrozenBriefing.objects.none()
    return _list(request, found, {"span": span, "trail": place_trail(span, on, actor, "frozen-of-place")})


def may_open(request: HttpRequest, span: Span) -> bool:
    """Whether the reader may open what was frozen of a place: asked where it lies today."""
    return get_actor(request).may(Right.READ, area_of_place(span.place_id))


def _list(request: HttpRequest, found: QuerySet[FrozenBriefing], context: dict[str, object]) -> HttpResponse:
    page = Paginator(found, A_PAGE).get_page(page_asked(request))
    trusted, key = trusted_keys(), present_key()
    rows = [(one, is_genuine(one, trusted)) for one in page.object_list]
    given = {**context, "page": page, "rows": rows, "fingerprint": fingerprint(key) if key else ""}
    return render(request, "briefing/frozen_list.html", given)


@signed_in
@require_safe
@as_signed
def frozen_briefing(request: HttpRequest, number: str) -> HttpResponseBase:
    """A frozen briefing as it was signed, with what amends it."""
    actor = get_actor(request)
    frozen = get_frozen(number, actor)
    article = kept_file(frozen, "page", language_asked(request)).decode()
    amendment = frozen.amendment
    vouched = amendment is not None and is_genuine(amendment)
    context = {
        "frozen": frozen,
        "map_on": date.fromisoformat(frozen.said["map_on"]),
        "amendment": amendment,
        "amendment_vouched": vouched,
        "changes": differences(frozen.said, amendment.said) if amendment and vouched else [],
        # Escaped by our own template when it was made, and signed since.
        "article": mark_safe(article),  # noqa: S308
        "may_amend": amendment is None and may_freeze(actor, frozen.place_id),
        "trail": trail_of(frozen),
    }
    return render(request, "briefing/frozen.html", context)


@signed_in
@require_safe
@as_signed
def frozen_recount(request: HttpRequest, number: str) -> HttpResponseBase:
    """Whether every number and every file still comes out the same."""
    actor = get_actor(request)
    frozen = get_frozen(number, actor)
    require_genuine(frozen)
    context = {
        "frozen": frozen,
        "recount": recount(frozen),
        "changed": changed_renderings(frozen),
        "broken": broken_files(frozen),
        "may_amend": frozen.amendment is None and may_freeze(actor, frozen.place_id),
        "trail": trail_of(frozen, _("Count again")),
    }
    return render(request, "briefing/recount.html", context)


@signed_in
@require_safe
@as_signed
def frozen_json(request: HttpRequest, number: str) -> HttpResponseBase:
    """What was signed, with its signature."""
    frozen = get_frozen(number, get_actor(request))
    return file_answer(json_file(frozen), "application/json", f"briefing-{number}.json")


@signed_in
@require_safe
@as_signed
def frozen_word(request: HttpRequest, number: str) -> HttpResponseBase:
    """The Word file."""
    frozen = get_frozen(number, get_actor(request))
    return file_answer(kept_file(frozen, "word", language_asked(request)), WORD, f"briefing-{number}.docx")


@signed_in
@require_safe
@as_signed
def frozen_print(request: HttpRequest, number: str) -> HttpResponseBase:
    """A page of its own for the printer."""
    frozen = get_frozen(number, get_actor(request))
    return HttpResponse(kept_file(frozen, "print", language_asked(request)))


@signed_in
@require_safe
def signing_key(request: HttpRequest) -> HttpResponseBase:
    """The public keys with which frozen briefings are checked, the present one first."""
    return file_answer(public_pem().encode(), "application/x-pem-file", f"headgoose-{today()}.pem")
