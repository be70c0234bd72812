"""Lists of requests: what waits at one's desk, and the requests of a place."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.casework.desk_work import piles_of, requests_of
from headgoose.casework.desks import chain_of_key
from headgoose.casework.listing import Asked, Group, RequestList, Sort
from headgoose.casework.models import Channel, Request, Urgency
from headgoose.casework.queries import sight_of
from headgoose.casework.showing import Row, rows_of
from headgoose.casework.tables import tables
from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import page_asked, read_date
from headgoose.kernel.clock import date_of, now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Cell, Sheet, csv_answer, xlsx_answer
from headgoose.look.templatetags.parts import moment
from headgoose.places.models import Span
from headgoose.places.names import plain_text
from headgoose.places.queries import get_span, top_places
from headgoose.places.views.place import tabs_of, trail_to

ON_PAGE = 50
WORDS_MAX = 60
# So many rows go into one file; who needs more asks for a shorter period.
FILE_MOST = 50_000
SECTION = "requests"


@signed_in
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the reader."""
    actor, at, on = get_actor(request), now(), today()
    piles = piles_of(actor, at, on)
    found = requests_of(piles)
    tops = top_places([*actor.scope(Right.READ)], on)
    context = {
        "piles": [(pile.pile, pile.count, rows_of(found[pile.pile], at)) for pile in piles],
        "places": tops,
        "may_take_down": bool(actor.scope(Right.ANSWER_REQUESTS)) and actor.person_id is not None,
        "section": SECTION,
    }
    return render(request, "casework/requests.html", context)


@signed_in
@require_safe
def place_requests(request: HttpRequest, code: str, form: str = "") -> HttpResponseBase:
    """The requests of a place that the reader may see, and the same to take away."""
    actor, at, on = get_actor(request), now(), today()
    span = get_span(code, on)
    actor.require(Right.READ, span.area)
    asked = read_asked(request, at)
    found = RequestList(sight_of(actor, on), span.area, asked)
    if form in {"csv", "xlsx"}:
        return _as_table(found, span, form, at)
    page = Paginator(found, ON_PAGE).get_page(page_asked(request))
    rows = rows_of(list(page), at)
    if form == "json":
        return _as_json(span, page.paginator.count, page.number, rows)
    return render(request, "casework/requests_place.html", _context(request, actor, span, asked, page, rows, on))


def read_asked(request: HttpRequest, at: datetime) -> Asked:
    """Read an address; what it does not know falls back to what is open, by what is due."""
    get = request.GET
    group, sort = get.get("state", ""), get.get("sort", "")
    group = group if group in set(Group) else Group.OPEN.value
    default = Sort.DUE if group == Group.OPEN else Sort.NEWEST
    return Asked(
        at=at,
        group=Group(group),
        late=get.get("late") == "1",
        category=plain_text(get.get("category", "")[:30]),
        urgency=_one_of(get.get("urgency", ""), set(Urgency)),
        channel=_one_of(get.get("channel", ""), set(Channel)),
        since=_day(get.get("since", "")),
        until=_day(get.get("until", "")),
        words=plain_text(get.get("q", "")[: 4 * WORDS_MAX])[:WORDS_MAX],
        sort=Sort(sort) if sort in set(Sort) else default,
    )


def _one_of(text: str, known: set[Any]) -> str:
    return text if text in known else ""


def _day(text: str) -> date | None:
    return read_date(text.strip()) if text.strip() else None


def _context(
    request: HttpRequest, actor: Actor, span: Span, asked: Asked, page: Any, rows: list[Row], on: date
) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("page", None)
    shown = f"?{query.urlencode()}" if query else ""
    kinds = ("xlsx", "csv", "json")
    return {
        "span": span,
        "asked": asked,
        "page": page,
        "rows": rows,
        "groups": Group.choices,
        "sorts": Sort.choices,
        "urgencies": Urgency.choices,
        "channels": Channel.choices,
        "categories": tables().categories_at(chain_of_key(span.key, on).place_ids),
        "narrowed": bool(shown),
        "may_take_down": any(area.overlap(span.area) for area in actor.scope(Right.ANSWER_REQUESTS)),
        "may_set": actor.may(Right.SET_CASEWORK, span.area) and span.kind <= 30,
        "files": {kind: f"{reverse(f'place-requests-{kind}', args=[span.code])}{shown}" for kind in kinds},
        "file_most": FILE_MOST,
        "trail": trail_to(span, actor, on, _("Requests")),
        "tabs": tabs_of(span, on, "place-requests"),
        "section": SECTION,
    }


def _header() -> list[str]:
    return [
        _("Number"),
        _("Received"),
        _("Place"),
        _("Where exactly"),
        _("Category"),
        _("How soon"),
        _("State"),
        _("What is wrong"),
        _("Desk"),
        _("Held by"),
        _("Due"),
        _("Answered"),
        _("Closed"),
        _("How it came in"),
    ]


def _cells(row: Row) -> list[Cell]:
    one = row.request
    return [
        one.pk,
        moment(one.received_at),
        row.where,
        one.where_text,
        one.category.name,
        one.get_urgency_display(),
        one.get_state_display(),
        one.text,
        row.desk,
        one.holder.name if one.holder else "",
        moment(row.due.at) if row.due and row.due.at else "",
        moment(one.answered_at) if one.answered_at else "",
        moment(one.closed_at) if one.closed_at else "",
        one.get_channel_display(),
    ]


def _as_table(found: RequestList, span: Span, form: str, at: datetime) -> HttpResponseBase:
    """The list as CSV or Excel, up to FILE_MOST rows."""
    name = f"requests-{span.code}-{date_of(at).isoformat()}"
    if form == "csv":
        return csv_answer(f"{name}.csv", _header(), _all_cells(found, at))
    return xlsx_answer(f"{name}.xlsx", [Sheet(_("Requests"), _header(), _all_cells(found, at))])


def _all_cells(found: RequestList, at: datetime) -> Iterator[list[Cell]]:
    waiting: list[Request] = []
    for one in found.walk(FILE_MOST):
        waiting.append(one)
        if len(waiting) == 500:
            yield from map(_cells, rows_of(waiting, at))
            waiting = []
    yield from map(_cells, rows_of(waiting, at))


def _as_json(span: Span, count: int, number: int, rows: list[Row]) -> HttpResponse:
    """One page of the list."""
    answer = {
        "place": {"code": span.code, "name": span.name},
        "count": count,
        "page": number,
        "page_size": ON_PAGE,
        "requests": [_facts(row) for row in rows],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _facts(row: Row) -> dict[str, Any]:
    one = row.request
    return {
        "number": one.pk,
        "received_at": one.received_at.isoformat(),
        "place": row.where,
        "where": one.where_text,
        "category": one.category.code,
        "urgency": one.urgency,
        "state": one.state,
        "channel": one.channel,
        "private": one.kept_private,
        "text": one.text,
        "desk": row.desk,
        "accept_by": one.accept_by.isoformat() if one.accept_by else None,
        "answer_by": one.answer_by.isoformat() if one.answer_by else None,
        "answered_at": one.answered_at.isoformat() if one.answered_at else None,
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
    }
