"""Whistles: one's desk, the board of a place, how one is blown, and one with its legs and log."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.casework.actions import whistling
from headgoose.casework.forms_whistles import BlowForm, CallForm, RateForm, StepForm, digest_of_step
from headgoose.casework.models import Leg, Request, Whistle
from headgoose.casework.rules import point_of
from headgoose.casework.whistle_log import Once
from headgoose.casework.whistle_rules import (
    BLOWN_AT,
    lateness_of,
    leg_verbs,
    parts_of_leg,
    parts_of_whistle,
    terms_by_kind,
    whistle_verbs,
)
from headgoose.casework.whistle_wording import ASKS, HAPPENED, STEPS, TONES, duration, late_words
from headgoose.casework.whistleboard import (
    LegRow,
    by_department,
    by_place,
    called_to,
    department_desks,
    get_whistle,
    legs_of,
    open_legs_within,
    whistles_within,
)
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Cell, Sheet, csv_answer, xlsx_answer
from headgoose.look.templatetags.parts import moment
from headgoose.places.models import Span
from headgoose.places.queries import children, get_span, spans_of, top_places
from headgoose.places.views.place import tabs_of, trail_to

ON_PAGE, MOST_SHOWN = 50, 200
HIDDEN = {Because.NOT_FOUND, Because.FORBIDDEN}
SECTION = "requests"
CHOICES_MOST = 400


@signed_in
@require_safe
def whistles(request: HttpRequest) -> HttpResponse:
    """What the reader's department is called to, and what was blown where the reader may blow."""
    actor = get_actor(request)
    areas = actor.scope(Right.BLOW_WHISTLES)
    page = Paginator(whistles_within(areas), ON_PAGE).get_page(page_asked(request))
    context = {
        "called": [shown(row) for row in called_to(actor, now(), today())],
        "departments": [department for _desk, department in department_desks(actor, today())],
        "blown": blown_rows(list(page)),
        "page": page,
        "may_blow": bool(areas),
        "boards": top_places(actor.scope(Right.READ), today()),
        "section": SECTION,
    }
    return render(request, "casework/whistles.html", context)


def shown(row: LegRow) -> dict[str, Any]:
    """An open leg as a line of a list."""
    return {
        "row": row,
        "leg": row.leg,
        "whistle": row.leg.whistle,
        "late": late_words(row.leg, row.late),
        "tone": TONES[row.leg.state],  # type: ignore[index]
        "url": reverse("whistle", args=[row.leg.whistle_id]),
    }


def blown_rows(found: list[Whistle]) -> list[dict[str, Any]]:
    """Whistles as lines of a list, each with its legs and what of them is late."""
    legs, spans = legs_of(found), spans_of({one.place_id for one in found}, today())
    return [
        {
            "whistle": one,
            "place": spans.get(one.place_id),
            "legs": [(leg, bool(lateness_of(leg, now()).worst)) for leg in legs[one.pk]],
        }
        for one in found
    ]


@signed_in
@require_safe
def place_whistles(request: HttpRequest, code: str, form: str = "") -> HttpResponseBase:
    """The board of open whistles of a place: by department, by the places below, the latest first."""
    actor = get_actor(request)
    span = get_span(code, today())
    actor.require(Right.READ, span.area)
    rows = open_legs_within([span.area], now(), today())
    if form:
        return _away(form, span, rows)
    level = Level(min(span.level + 1, Level.VILLAGE))
    below = [] if span.level >= Level.VILLAGE else children(span, today())
    context = {
        "span": span,
        "rows": [shown(row) for row in rows[:MOST_SHOWN]],
        "all": len(rows),
        "late": sum(row.late.running for row in rows),
        "open": len({row.leg.whistle_id for row in rows}),
        "departments": by_department(rows),
        "below": [
            (child, reverse("place-whistles", args=[child.code]), tally)
            for child, tally in by_place(rows, below, level)
        ],
        "may_blow": span.level in BLOWN_AT and actor.may(Right.BLOW_WHISTLES, span.area),
        "trail": trail_to(span, actor, today(), _("Whistles")),
        "tabs": tabs_of(span, today(), "place-whistles"),
        "section": SECTION,
        "files": [(kind, reverse(f"place-whistles-{kind}", args=[span.code])) for kind in ("xlsx", "csv", "json")],
    }
    return render(request, "casework/whistle_board.html", context)


def _away(form: str, span: Span, rows: list[LegRow]) -> HttpResponseBase:
    name = f"whistles-{span.code}"
    if form == "json":
        return JsonResponse({"place": span.code, "legs": [_plain(row) for row in rows]})
    header = [
        _("Whistle"),
        _("Place"),
        _("County"),
        _("What for"),
        _("Title"),
        _("Department"),
        _("Leads"),
        _("State"),
        _("Called at"),
        _("To report by"),
        _("Reported"),
        _("To answer by"),
        _("Minutes late to report"),
        _("Minutes late to answer"),
    ]
    lines = [_line(row) for row in rows]
    if form == "csv":
        return csv_answer(f"{name}.csv", header, lines)
    return xlsx_answer(f"{name}.xlsx", [Sheet(_("Open whistles"), header, lines)])


def _line(row: LegRow) -> list[Cell]:
    leg, whistle = row.leg, row.leg.whistle
    return [
        whistle.pk,
        row.place.said if row.place else "",
        row.county.said if row.county else "",
        whistle.get_kind_display(),
        whistle.title,
        leg.department.name,
        _("yes") if leg.lead else "",
        leg.get_state_display(),
        moment(leg.called_at),
        moment(leg.report_by),
        moment(leg.reported_at) if leg.reported_at else "",
        moment(leg.answer_by),
        row.late.report,
        row.late.answer,
    ]


def _plain(row: LegRow) -> dict[str, Any]:
    leg, whistle = row.leg, row.leg.whistle
    return {
        "whistle": whistle.pk,
        "place": row.place.code if row.place else None,
        "county": row.county.code if row.county else None,
        "kind": whistle.kind,
        "title": whistle.title,
        "department": leg.department.code,
        "lead": leg.lead,
        "state": leg.state,
        "called_at": leg.called_at,
        "report_by": leg.report_by,
        "reported_at": leg.reported_at,
        "answer_by": leg.answer_by,
        "minutes_late_to_report": row.late.report,
        "minutes_late_to_answer": row.late.answer,
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def whistle_new(request: HttpRequest) -> HttpResponse:
    """Blow the whistle; `?request=` fills in what it is blown for, `?place=` where."""
    actor = get_actor(request)
    places = blow_places(actor)
    if not places:
        raise Refused(_("Your posts do not give you this right here."), Because.FORBIDDEN)
    choices = [(span.code, span.said) for span in places]
    if request.method == "POST":
        form = BlowForm(choices, request.POST)
        if form.is_valid() and (blown := _blow(actor, form)):
            messages.success(request, _("The whistle is blown, and the departments are told."))
            return redirect("whistle", blown.pk)
        return _blow_page(request, form, form.status)
    initial: dict[str, Any] = {"client_id": uuid4(), "kind": "beyond", "place": request.GET.get("place", "")}
    initial |= prefilled(actor, request.GET.get("request", ""), places)
    return _blow_page(request, BlowForm(choices, initial=initial), 200)


def blow_places(actor: Actor) -> list[Span]:
    """The villages and townships at which an actor may blow, from the top down."""
    tops = top_places(actor.scope(Right.BLOW_WHISTLES), today())
    found: list[Span] = []
    for span in tops:
        if span.level in BLOWN_AT:
            found.append(span)
        if span.level is Level.TOWNSHIP:
            found += children(span, today())
    return found[:CHOICES_MOST]


def prefilled(actor: Actor, number: str, places: list[Span]) -> dict[str, Any]:
    """What a request fills in, where the actor may know of it; nothing for any other."""
    found = Request.objects.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None
    if found is None or not whistling.may_blow_for(actor, found, today()):
        return {}
    holding = [one for one in places if one.area.covers(point_of(found.key)) and one.place_id != found.against_place_id]
    # Whoever reads the place reads its whistles: what somebody said in private is not put there by itself.
    words = "" if found.kept_private else "\n".join(one for one in (found.where_text, found.text) if one)
    return {
        "request": found.pk,
        "title": found.category.name,
        "text": words[:2000],
        "place": holding[-1].code if holding else "",
    }


def _blow(actor: Actor, form: BlowForm) -> Whistle | None:
    said = form.cleaned_data
    try:
        return whistling.blow_whistle(
            by=actor,
            at=now(),
            place=said["place"],
            kind=said["kind"],
            title=said["title"],
            text=said["text"],
            departments=said["departments"],
            lead=said["lead"],
            request_id=said["request"],
            client_id=said["client_id"],
            digest=digest_of_step(said),
        )
    except Refused as refused:
        form.refuse(refused)
        return None


def _blow_page(request: HttpRequest, form: BlowForm, status: int) -> HttpResponse:
    terms = [
        (kind, duration(one.report_minutes), duration(one.answer_minutes), one.answer_working)
        for kind, one in terms_by_kind().items()
    ]
    labels = dict(form.fields["kind"].choices)  # type: ignore[attr-defined]
    context = {"form": form, "terms": [(labels[kind], *rest) for kind, *rest in terms], "section": SECTION}
    return render(request, "casework/whistle_new.html", context, status=status)


@signed_in
@require_safe
def whistle(request: HttpRequest, whistle_id: int) -> HttpResponse:
    """A whistle with its legs, what the reader may do with each, and its log."""
    return show_whistle(request, whistle_id)


def show_whistle(request: HttpRequest, whistle_id: int, refused: Refused | None = None) -> HttpResponse:
    """The page of a whistle; with the reason where a step was refused."""
    actor, at = get_actor(request), now()
    found = get_whistle(actor, whistle_id)
    spans = spans_of({found.place_id, found.county_id}, today())
    place, county = spans.get(found.place_id), spans.get(found.county_id)
    context = {
        "whistle": found,
        "place": place,
        "county": county,
        "refused": refused,
        "legs": [_leg(actor, leg, at) for leg in legs_of([found])[found.pk]],
        "verbs": [(verb, STEPS[verb], ASKS.get(verb)) for verb in whistle_verbs(found, parts_of_whistle(actor, found))],
        "call_form": CallForm(auto_id="call_%s"),
        "events": [(event, HAPPENED[event.verb]) for event in found.events.select_related("person", "leg__department")],
        "client_id": uuid4(),
        "trail": trail_to(place, actor, today(), found.title) if place else [(found.title, "")],
        "may_read_request": found.request is not None and whistling.may_blow_for(actor, found.request, today()),
        "section": SECTION,
    }
    return render(request, "casework/whistle.html", context, status=refused.status if refused else 200)


def _leg(actor: Actor, leg: Leg, at: Any) -> dict[str, Any]:
    late = lateness_of(leg, at)
    return {
        "leg": leg,
        "late": late_words(leg, late),
        "tone": TONES[leg.state],  # type: ignore[index]
        "verbs": [
            (verb, STEPS[verb], ASKS.get(verb), uuid4()) for verb in leg_verbs(leg, parts_of_leg(actor, leg, today()))
        ],
    }


LEG_STEPS: dict[str, Callable[..., Leg]] = {
    "report": whistling.report_for_duty,
    "answer": whistling.answer_leg,
    "send_back": whistling.send_back_leg,
    "excuse": whistling.excuse_leg,
}


@signed_in
@require_POST
def leg_step(request: HttpRequest, whistle_id: int, leg_id: int, move: str) -> HttpResponse:
    """A step of a leg: report, answer, send_back, rate or excuse."""
    found = get_whistle(get_actor(request), whistle_id)
    if not found.legs.filter(pk=leg_id).exists() or move not in {*LEG_STEPS, "rate"}:
        raise Refused(_("There is no such step."), Because.NOT_FOUND)
    form = RateForm(request.POST) if move == "rate" else StepForm(request.POST)

    def take(by: Actor, said: dict[str, Any], once: Once) -> object:
        at = now()
        if move == "rate":
            rating, remark = said["rating"], said["text"]
            return whistling.rate_leg(by=by, at=at, leg_id=leg_id, rating=rating, remark=remark, once=once)
        return LEG_STEPS[move](by=by, at=at, leg_id=leg_id, text=said["text"], once=once)

    return _take(request, whistle_id, form, take, f"{move}:{leg_id}")


@signed_in
@require_POST
def whistle_step(request: HttpRequest, whistle_id: int, step: str) -> HttpResponse:
    """A step of the whistle as a whole: call, close or withdraw."""
    get_whistle(get_actor(request), whistle_id)
    form = CallForm(request.POST) if step == "call" else StepForm(request.POST)
    if step not in {"call", "close", "withdraw"}:
        raise Refused(_("There is no such step."), Because.NOT_FOUND)

    def take(by: Actor, said: dict[str, Any], once: Once) -> object:
        at, text = now(), said["text"]
        if step == "call":
            code = said["department"]
            return whistling.call_another(by=by, at=at, whistle_id=whistle_id, department=code, text=text, once=once)
        end = whistling.close_whistle if step == "close" else whistling.withdraw_whistle
        return end(by=by, at=at, whistle_id=whistle_id, text=text, once=once)

    return _take(request, whistle_id, form, take, f"{step}:{whistle_id}")


def _take(
    request: HttpRequest,
    whistle_id: int,
    form: StepForm,
    take: Callable[[Actor, dict[str, Any], Once], object],
    about: str,
) -> HttpResponse:
    """Take a step; the page again with the reason where it is refused."""
    if not form.is_valid():
        reason = next(f"{form.fields[name].label}: {errors[0]}" for name, errors in form.errors.items())
        return show_whistle(request, whistle_id, Refused(reason))
    said = form.cleaned_data
    once = Once(said["version"], said["client_id"], digest_of_step(said, about))
    try:
        take(get_actor(request), said, once)
    except Refused as refused:
        if refused.because in HIDDEN:
            raise
        return show_whistle(request, whistle_id, refused)
    messages.success(request, _("Done, and told to those whom it concerns."))
    return redirect("whistle", whistle_id)
