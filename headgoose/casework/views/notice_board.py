"""The sheet for the notice board: whom to turn to, and the code that opens the form; one page a grid."""

from dataclasses import dataclass
from datetime import date

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.kernel.area import Level
from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import Tenure
from headgoose.places.models import Span
from headgoose.places.queries import ancestors, children, get_span

GRID_WORKER = "grid_worker"


@dataclass(frozen=True)
class Page:
    """What hangs at one notice board.

    Args:
        village: the village in which the grid lies; the place itself where a village has no grids.
        worker: who is in post; "" for nobody.
    """

    span: Span
    village: Span
    above: list[Span]
    worker: str
    address: str
    code: SafeString


@signed_in
@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The sheets of a grid, or of all grids of a village."""
    on = today()
    span = get_span(code, on)
    get_actor(request).require(Right.READ, span.area)
    if span.level < Level.VILLAGE:
        raise Refused(_("Sheets are printed for a village, a community or a grid."), field="code")
    above = ancestors(span, on)
    village = span if span.level is Level.VILLAGE else above[-1]
    spans = [span] if span.level is Level.GRID else (children(span, on) or [span])
    context = {
        "span": span,
        "pages": _pages(request, spans, village, [place for place in above if place.level >= Level.COUNTY], on),
    }
    return render(request, "casework/board_sheet.html", context)


def _pages(request: HttpRequest, spans: list[Span], village: Span, above: list[Span], on: date) -> list[Page]:
    held = Tenure.objects.filter(
        place_id__in=[span.place_id for span in spans], type__code=GRID_WORKER, start_on__lte=on, end_on__gt=on
    )
    workers = dict(held.values_list("place_id", "person__name"))
    over = [place for place in above if place.level < Level.VILLAGE]
    pages = []
    for span in spans:
        address = request.build_absolute_uri(reverse("ask", args=[span.code]))
        pages.append(Page(span, village, over, workers.get(span.place_id, ""), address, drawn_code(address)))
    return pages


def drawn_code(address: str) -> SafeString:
    """An address as a QR code, in SVG; a quarter of it may be dirty or torn."""
    drawn = segno.make(address, error="q", micro=False)
    svg = drawn.svg_inline(scale=8, border=4, omitsize=True, title=address)
    # The address is ours, and segno escapes the title.
    return mark_safe(svg)  # noqa: S308
