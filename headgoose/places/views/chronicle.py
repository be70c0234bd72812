"""What happened to the map within the reader's areas, on a page and to take away."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import date_of, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Cell, Sheet, csv_answer, xlsx_answer
from headgoose.places.chronicle import chapters, events_within, told
from headgoose.places.models import PlaceEvent, Span
from headgoose.places.queries import find_span

ON_PAGE = 50
EVENTS_AWAY = 5_000


@signed_in
@require_safe
def map_changes(request: HttpRequest) -> HttpResponse:
    """The events of the reader's areas, newest first; of one place and all below it where one is named."""
    actor, number = get_actor(request), page_asked(request)
    events, span = _asked(request, actor)
    found = list(events[(number - 1) * ON_PAGE : number * ON_PAGE + 1])
    context = {
        "span": span,
        "area": request.GET.get("area", "")[:20],
        "rows": told(chapters(found[:ON_PAGE]), actor),
        "previous": number - 1 if number > 1 else 0,
        "next": number + 1 if len(found) > ON_PAGE else 0,
        "taken": request.GET.urlencode(),
        "may_change": bool(actor.scope(Right.CHANGE_MAP)),
    }
    return render(request, "places/map_changes.html", context)


@signed_in
@require_safe
def map_changes_csv(request: HttpRequest) -> HttpResponseBase:
    """The events as CSV, a row for each place that became another."""
    events, _span = _asked(request, get_actor(request))
    return csv_answer(f"map-changes-{today()}.csv", _header(), _rows_away(events))


@signed_in
@require_safe
def map_changes_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The events as an Excel workbook."""
    events, _span = _asked(request, get_actor(request))
    sheet = Sheet(_("Changes of the map"), _header(), _rows_away(events), frozenset({9}))
    return xlsx_answer(f"map-changes-{today()}.xlsx", [sheet])


def _asked(request: HttpRequest, actor: Actor) -> tuple[QuerySet[PlaceEvent], Span | None]:
    """The events of what the address names; a code that is unknown or out of scope finds none."""
    areas, code = actor.scope(Right.READ), request.GET.get("area", "")
    if not code.strip():
        return events_within(areas), None
    span = find_span(code[:40], today())
    if span is None or not actor.may(Right.READ, span.area):
        return events_within(()), None
    return events_within([span.area]), span


def _header() -> list[str]:
    return [
        _("Effective on"),
        pgettext("a column", "Change"),
        _("Document"),
        _("Title"),
        _("Old code"),
        _("Old name"),
        _("New code"),
        _("New name"),
        _("On record since"),
        _("Share"),
    ]


def _rows_away(events: QuerySet[PlaceEvent]) -> Iterator[list[Cell]]:
    for chapter in chapters(events[:EVENTS_AWAY]):
        event = chapter.event
        for passage in chapter.passages:
            before, after = passage.before, passage.after
            yield [
                event.effective_on,
                event.get_kind_display(),
                event.document,
                event.title,
                before.code if before else None,
                before.name if before else None,
                after.code if after else None,
                after.name if after else None,
                date_of(event.made_at),
                passage.share_ppm / 1_000_000,
            ]
