"""How a grid answers a roll-call: a page for a phone that needs no script; and all answers, to take away."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from headgoose.casework.actions.calling_roll import answer_roll, get_called, get_roll, works_there
from headgoose.casework.forms_rolls import digest_of, new_client_id, questions_of, read_client_id, read_posted
from headgoose.casework.models import Answer, RollCall
from headgoose.casework.rollanswers import grid_rows
from headgoose.casework.rollboard import chains_of
from headgoose.casework.rollforms import FieldType, label_of
from headgoose.casework.rollsight import place_in_roll
from headgoose.casework.rules import point_of
from headgoose.casework.views.rolls import SECTION
from headgoose.kernel.area import Level
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Sheet, csv_answer, xlsx_answer
from headgoose.look.templatetags.parts import moment
from headgoose.places.models import Span
from headgoose.records.attachments import ATTACHMENT_MAX_BYTES, Document, read_document, small_picture
from headgoose.records.pictures import JPEG

HIDDEN = {Because.NOT_FOUND, Because.FORBIDDEN}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def roll_answer(request: HttpRequest, roll_id: int, code: str) -> HttpResponse:
    """Answer for a grid: as its worker, or on its behalf as who telephoned."""
    actor, roll = get_actor(request), get_roll(roll_id)
    span = place_in_roll(roll, actor, code)
    actor.require(Right.ANSWER_REQUESTS, point_of(span.key))
    if request.method != "POST":
        called = get_called(roll, span)
        last = Answer.objects.filter(called=called).order_by("-number").first()
        return _page(request, roll, span, last.given if last else {}, last=last)
    given = read_posted(roll.form, request.POST)
    client_id = request.POST.get("client_id", "")
    try:
        photo = _read_photo(request)
        answer = answer_roll(
            by=actor,
            at=now(),
            roll_call_id=roll.pk,
            grid=span.code,
            given=given,
            photo=photo,
            client_id=read_client_id(client_id),
            digest=digest_of(given, photo, span.code),
            for_grid=not works_there(actor, span.key),
        )
    except Refused as refused:
        if refused.because in HIDDEN:
            raise
        return _page(request, roll, span, given, refused=refused, client_id=client_id)
    messages.success(request, _("Received at %(time)s. Thank you.") % {"time": moment(answer.at)})
    return redirect("roll-place", roll.pk, span.code)


def _read_photo(request: HttpRequest) -> Document | None:
    sent = request.FILES.get("f_photo")
    if not sent:
        return None
    try:
        # A byte more than may be is enough to be refused as too large.
        return read_document(sent.read(ATTACHMENT_MAX_BYTES + 1))
    except Refused as refused:
        refused.field = "photo"
        raise


def _page(
    request: HttpRequest,
    roll: RollCall,
    span: Span,
    given: Mapping[str, Any],
    *,
    last: Answer | None = None,
    refused: Refused | None = None,
    client_id: str = "",
) -> HttpResponse:
    questions = questions_of(roll.form, given, refused)
    chain = chains_of([span.key], roll)[span.key]
    context = {
        "roll": roll,
        "span": span,
        "village": chain.get(Level.VILLAGE),
        "questions": questions,
        "reason": str(refused) if refused and not any(one.error for one in questions) else "",
        "last": last,
        "own": works_there(get_actor(request), span.key),
        "client_id": client_id or new_client_id(),
        "board": reverse("roll-place", args=[roll.pk, span.code]),
        "section": SECTION,
    }
    return render(request, "casework/roll_answer.html", context, status=refused.status if refused else 200)


@signed_in
@require_safe
def roll_photo(request: HttpRequest, roll_id: int, code: str, answer_number: int) -> HttpResponse:
    """The photo under an answer of a grid, small enough for a page."""
    roll = get_roll(roll_id)
    called = get_called(roll, place_in_roll(roll, get_actor(request), code))
    answer = Answer.objects.filter(called=called, number=answer_number).select_related("photo").first()
    if answer is None or answer.photo is None:
        raise Refused(_("There is no such photo."), Because.NOT_FOUND)
    shown = HttpResponse(small_picture(bytes(answer.photo.content)), content_type=JPEG)
    shown.headers["X-Content-Type-Options"] = "nosniff"
    shown.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return shown


@signed_in
@require_safe
def roll_grids(request: HttpRequest, roll_id: int, code: str, form: str) -> HttpResponseBase:
    """Every grid of a place in a roll-call with its last answer, to take away."""
    roll = get_roll(roll_id)
    span = place_in_roll(roll, get_actor(request), code)
    fields = [field for field in roll.form["fields"] if field["type"] != FieldType.PHOTO]
    header = [_("Code"), _("Village"), _("Grid"), _("First answer"), _("On its behalf")]
    header += [label_of(field) for field in fields]
    rows = grid_rows(roll, span.area, fields)
    name = f"roll-{roll.pk}-{span.code}"
    if form == "csv":
        return csv_answer(f"{name}.csv", header, rows)
    return xlsx_answer(f"{name}.xlsx", [Sheet(_("Grids"), header, rows)])
