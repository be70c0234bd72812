"""Roll-calls: the list, how one is opened and closed, and the live board of each place in it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.casework.actions.calling_roll import close_roll_call, get_roll, open_roll_call
from headgoose.casework.forms_rolls import OpenRollForm
from headgoose.casework.models import RollCall
from headgoose.casework.rollanswers import answers_of
from headgoose.casework.rollboard import Board, board_of
from headgoose.casework.rollcurve import draw_curve
from headgoose.casework.rollforms import NEED_HELP, label_of, options_of, said_of
from headgoose.casework.rollsight import areas_in, find_rolls, place_in_roll, standings_of
from headgoose.casework.rules import point_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import date_of, now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.queries import is_inside
from headgoose.places.models import Span
from headgoose.places.queries import ancestors, get_span, spans_of, top_places

ON_PAGE = 20
# A program of the browser that is told so asks no more.
STOP_ASKING = 286
POLL_SECONDS = 5
TONES = {"all_well": "", NEED_HELP: "bad"}
SECTION = "requests"


@signed_in
@require_safe
def rolls(request: HttpRequest) -> HttpResponse:
    """The roll-calls in which the reader sees something, the newest first, each as it stands there."""
    actor = get_actor(request)
    areas = actor.scope(Right.READ)
    page = Paginator(find_rolls(areas), ON_PAGE).get_page(page_asked(request))
    found = list(page)
    standings = standings_of(found, areas)
    places = {roll.pk: place_of(roll) for roll in found}
    context = {
        "page": page,
        "rows": [(roll, places[roll.pk], standings[roll.pk]) for roll in found],
        "may_call": bool(actor.scope(Right.CALL_ROLLS)),
        "at": now(),
        "section": SECTION,
    }
    return render(request, "casework/rolls.html", context)


def place_of(roll: RollCall) -> Span | None:
    """The place that a roll-call is of, as it was on the day."""
    return spans_of([roll.place_id], date_of(roll.opened_at)).get(roll.place_id)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def roll_new(request: HttpRequest) -> HttpResponse:
    """Open a roll-call at a place of one's own or below it."""
    actor = get_actor(request)
    areas = actor.scope(Right.CALL_ROLLS)
    if not areas:
        raise Refused(_("Your posts do not give you this right here."), Because.FORBIDDEN)
    if request.method == "POST":
        form = OpenRollForm(request.POST)
        if form.is_valid() and (opened := _open(request, actor, form)):
            return opened
        return _new(request, form, request.POST.get("place", ""), form.status)
    tops = top_places(areas, today())
    place = request.GET.get("place", "") or (tops[0].code if tops else "")
    return _new(request, OpenRollForm(initial={"place": place, "kind": "flood"}), place, 200)


def _open(request: HttpRequest, actor: Actor, form: OpenRollForm) -> HttpResponse | None:
    said, at = form.cleaned_data, now()
    try:
        roll = open_roll_call(
            by=actor,
            at=at,
            place=said["place"],
            kind=said["kind"],
            title=said["title"],
            text=said["text"],
            form=form.asked_form(),
            answer_by=at + form.length,
        )
    except Refused as refused:
        if refused.field == "code":
            refused.field = "place"
        form.refuse(refused)
        return None
    messages.success(request, _("The roll is called: %(count)s grids were told.") % {"count": f"{roll.called:,}"})
    return redirect("roll", roll.pk)


def _new(request: HttpRequest, form: OpenRollForm, code: str, status: int) -> HttpResponse:
    try:
        span: Span | None = get_span(code, today())
    except Refused:
        span = None
    context = {"form": form, "span": span, "section": SECTION}
    return render(request, "casework/roll_new.html", context, status=status)


@signed_in
@require_POST
def roll_close(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Close it; the report is written."""
    try:
        close_roll_call(by=get_actor(request), at=now(), roll_call_id=roll_id)
    except Refused as refused:
        if refused.because is not Because.CONFLICT:
            raise
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The roll-call is closed, and its report is written."))
    return redirect("roll", roll_id)


@signed_in
@require_safe
def roll(request: HttpRequest, roll_id: int, code: str = "") -> HttpResponse:
    """The board of a place in a roll-call: without a place, where the reader stands."""
    actor, found = get_actor(request), get_roll(roll_id)
    if code:
        span = place_in_roll(found, actor, code)
    else:
        tops = top_places(areas_in(found, actor.scope(Right.READ)), date_of(found.opened_at))
        if not tops:
            raise Refused(_("There is no such roll-call."), Because.NOT_FOUND)
        if len(tops) > 1:
            context = {"roll": found, "places": tops, "section": SECTION}
            return render(request, "casework/roll_choose.html", context)
        span = tops[0]
    area = Area(found.low, found.high)
    context = {
        **board_context(found, span, actor),
        "trail": _trail(found, span, actor),
        "place": place_of(found),
        "whole_roll": actor.may(Right.READ, area),
        "answers": answers_of(found, span) if span.level is Level.GRID else [],
        "answer_url": _ways(found, actor, span)[1] if span.level is Level.GRID else "",
        "may_close": found.closed_at is None and actor.may(Right.CALL_ROLLS, area),
        "every": POLL_SECONDS,
        "section": SECTION,
    }
    return render(request, "casework/roll.html", context)


def _trail(roll: RollCall, span: Span, actor: Actor) -> list[tuple[str, str]]:
    """The roll-calls, then the places from where the reader stands down to this one."""
    inside = areas_in(roll, actor.scope(Right.READ))
    above = [one for one in ancestors(span, date_of(roll.opened_at)) if any(area.covers(one.area) for area in inside)]
    return [
        (_("Roll-calls"), reverse("rolls")),
        *((one.said, reverse("roll-place", args=[roll.pk, one.code])) for one in above),
        (span.said, ""),
    ]


@signed_in
@require_safe
def roll_fragment(request: HttpRequest, roll_id: int, code: str) -> HttpResponse:
    """What of the board changes, asked for every few seconds: 304 while nothing does, and no more once it is closed."""
    actor, found = get_actor(request), get_roll(roll_id)
    span = place_in_roll(found, actor, code)
    board = board_of(found, span)
    overdue = now() > found.answer_by
    mark = f'W/"{board.mark}-{actor.user_id}-{get_language()}-{int(overdue)}"'
    unchanged = get_conditional_response(request, etag=mark)
    if isinstance(unchanged, HttpResponseNotModified):
        return unchanged
    context = board_context(found, span, actor, board)
    status = 200 if found.closed_at is None else STOP_ASKING
    answer = render(request, "casework/roll_board.html", context, status=status)
    answer.headers["ETag"] = mark
    return answer


def board_context(roll: RollCall, span: Span, actor: Actor, board: Board | None = None) -> dict[str, Any]:
    """What the board of a place shows to somebody."""
    board = board or board_of(roll, span)
    options = options_of(roll.form, "status")
    return {
        "roll": roll,
        "span": span,
        "board": board,
        "overdue": roll.closed_at is None and now() > roll.answer_by,
        "statuses": [
            (label_of(one), board.whole.statuses.get(one["code"], 0), TONES.get(one["code"], "warn")) for one in options
        ],
        "columns": [label_of(one) for one in options],
        "rows": [
            (
                place,
                reverse("roll-place", args=[roll.pk, place.code]),
                sums,
                [sums.statuses.get(one["code"], 0) for one in options],
            )
            for place, sums in board.below
        ],
        "curve": draw_curve(roll, board.minutes, board.whole.called),
        "silent": [(one, *_ways(roll, actor, one.span)) for one in board.silent],
        "waiting": [
            (one, said_of(roll.form, one.answer.given), reverse("roll-place", args=[roll.pk, one.span.code]))
            for one in board.waiting
        ],
    }


def _ways(roll: RollCall, actor: Actor, grid: Span) -> tuple[bool, str]:
    """Whether the reader may be shown telephones there, and where to answer for the grid; "" for who may not."""
    point = point_of(grid.key)
    answers = roll.closed_at is None and actor.may(Right.ANSWER_REQUESTS, point)
    where = reverse("roll-answer", args=[roll.pk, grid.code]) if answers else ""
    return is_inside(grid.key, actor.scope(Right.REVEAL_PERSONAL)), where
