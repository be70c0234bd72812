"""The books of a village opened to everybody: declared, listed, put on the notice board; and what is overdue above."""

from typing import Any

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headgoose.kernel.area import Level
from headgoose.kernel.asking import date_asked, page_asked
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Cell, Sheet, csv_answer, xlsx_answer
from headgoose.ledger.actions.disclosing import disclose_books
from headgoose.ledger.definitions import disclosure_rule_on
from headgoose.ledger.disclosures import (
    Overdue,
    Standing,
    due_quarters,
    meeting_from,
    missing_quarters,
    overdue_within,
    reports_to_open,
    standings_by,
    with_periods,
)
from headgoose.ledger.models import Book, Disclosure
from headgoose.ledger.periods import Period, last_over, parse_period, quarters_over
from headgoose.ledger.queries import get_book
from headgoose.ledger.views.around import around_book
from headgoose.look.wording import listed
from headgoose.places.models import Span
from headgoose.places.queries import children, get_span
from headgoose.places.views.place import tabs_of, trail_to

SHOWN, ON_PAGE = 40, 50
MONTHS_OFFERED, REPORTS_OFFERED = 6, 3


@signed_in
@require_safe
def disclosures(request: HttpRequest, code: str) -> HttpResponse:
    """What of a book is open to everybody, what is owed, and the form that opens more."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today())
    found = list(Disclosure.objects.filter(book=book).select_related("declarer").order_by("-to_month", "-pk"))
    rule = disclosure_rule_on(today())
    due = due_quarters(rule, today(), book.since)
    disclosed = [(one.from_month, one.to_month) for one in found]
    overdue = missing_quarters(book, disclosed, due)
    context = {
        "book": book,
        "title": _("Disclosure"),
        "rows": [(one, period, meeting_from(one, period)) for one, period in with_periods(found[:SHOWN])],
        "rule": rule,
        "overdue": overdue,
        "owed": [_owed(book, quarter) for quarter in overdue],
        "offered": offered(book, set(disclosed)),
        "reports": reports_to_open(book, set(disclosed))[:REPORTS_OFFERED],
        **around_book(span, actor, "ledger-disclosures"),
    }
    return render(request, "ledger/disclosures.html", context)


def _owed(book: Book, quarter: Period) -> str:
    """A quarter that is overdue, and whether its months are still to be closed."""
    if quarter.last > book.closed_to:
        return _("%(period)s (not closed)") % {"period": quarter.said}
    return quarter.said


def offered(book: Book, disclosed: set[tuple[int, int]]) -> list[Period]:
    """Closed quarters and the last closed months that are not open yet."""
    quarters = [one for one in quarters_over(today(), book.since) if one.last <= book.closed_to]
    months: list[Period] = []
    month = last_over(today())
    while month >= book.since and len(months) < MONTHS_OFFERED:
        if month <= book.closed_to:
            months.append(Period(month, month))
        month = month - 1 if month % 100 > 1 else month - 89
    return [one for one in (*quarters[:12], *months) if (one.first, one.last) not in disclosed]


@signed_in
@require_POST
def disclose(request: HttpRequest, code: str) -> HttpResponse:
    """Declare it."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today(), Right.KEEP_BOOKS)
    period = parse_period(request.POST.get("period", ""))
    remark = request.POST.get("remark", "")[:1000]
    try:
        disclose_books(by=actor, at=now(), book_id=book.pk, period=period, remark=remark)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = {"period": period.said}
        messages.success(request, _("The books of %(period)s are open to everybody: hang out the sheet.") % said)
    return redirect("ledger-disclosures", span.code)


@signed_in
@require_safe
def notice_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """A sheet for the notice board, with the code that opens the page: of some months, or of the whole list."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today())
    text = request.GET.get("period", "")
    period = parse_period(text) if text else None
    path = reverse("open-books", args=[span.code])
    if period:
        path = reverse("open-books-period", args=[span.code, period.code])
    address = request.build_absolute_uri(path)
    context = {
        "book": book,
        "period": period,
        "address": address,
        "code": drawn_code(address),
        **around_book(span, actor, "ledger-disclosures"),
    }
    return render(request, "ledger/disclosure_sheet.html", context)


def drawn_code(address: str) -> SafeString:
    """An address as a QR code, in SVG."""
    drawn = segno.make(address, error="m", micro=False)
    svg = drawn.svg_inline(scale=8, border=4, omitsize=True, title=address)
    # The address is ours, and segno escapes the title.
    return mark_safe(svg)  # noqa: S308


@signed_in
@require_safe
def place_disclosures(request: HttpRequest, code: str, form: str = "") -> HttpResponseBase:
    """Which villages of a place have not opened their books in time, and how the places below stand."""
    actor, on = get_actor(request), date_asked(request)
    span = get_span(code, on)
    actor.require(Right.READ, span.area)
    overdue, keys = overdue_within(span, on)
    if form:
        return _away(form, span, overdue)
    below = [] if span.level >= Level.TOWNSHIP else children(span, on)
    level = Level(min(span.level + 1, Level.VILLAGE))
    counts = standings_by(overdue, keys, level)
    page = Paginator(overdue, ON_PAGE).get_page(page_asked(request))
    rule = disclosure_rule_on(on)
    context = {
        "span": span,
        "on": on,
        "rule": rule,
        "due": due_quarters(rule, on, 190_001),
        "page": page,
        "rows": [(one, reverse("ledger-disclosures", args=[one.span.code])) for one in page],
        "whole": Standing(len(keys), len(overdue), sum(len(one.quarters) for one in overdue)),
        "below": [
            (child, reverse("place-disclosures", args=[child.code]), counts.get(child.key, Standing()))
            for child in below
        ],
        "trail": trail_to(span, actor, on, _("Disclosure")),
        "tabs": tabs_of(span, on, "place-disclosures"),
        "files": {
            kind: reverse(f"place-disclosures-{kind}", args=[span.code]) + f"?on={on}"
            for kind in ("xlsx", "csv", "json")
        },
    }
    return render(request, "ledger/disclosures_below.html", context)


def _away(form: str, span: Span, overdue: list[Overdue]) -> HttpResponseBase:
    name = f"overdue-disclosures-{span.code}"
    if form == "json":
        rows_json: list[dict[str, Any]] = [
            {
                "code": one.span.code,
                "name": one.span.name,
                "quarters": [quarter.code for quarter in one.quarters],
                "days": one.days,
                "closed": one.closed,
            }
            for one in overdue
        ]
        return JsonResponse({"place": span.code, "overdue": rows_json}, json_dumps_params={"ensure_ascii": False})
    header = [_("Code"), _("Village"), _("Quarters not open"), _("Days overdue")]
    rows: list[list[Cell]] = [[one.span.code, one.span.name, listed(one.quarter_codes), one.days] for one in overdue]
    if form == "csv":
        return csv_answer(f"{name}.csv", header, rows)
    return xlsx_answer(f"{name}.xlsx", [Sheet(_("Overdue"), header, rows)])
