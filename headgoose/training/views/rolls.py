"""The roll of a session: the screen with the code that turns, scanning it, the sheet, the list without a network."""

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Cell, Sheet, xlsx_answer
from headgoose.look.wording import chained
from headgoose.places.queries import last_spans_of
from headgoose.training.actions.lists import take_list
from headgoose.training.actions.rolls import enter_sheet, scan_code
from headgoose.training.codes import check_code, code_for, receipt_for, session_named
from headgoose.training.forms import FileForm
from headgoose.training.lists import heading_of
from headgoose.training.models import Enrolment, RollList, Session, TrainingClass
from headgoose.training.queries import area_of_place, get_class, get_session, present_at
from headgoose.training.states import TRAINING_CLASS
from headgoose.training.views.asking import numbers_in
from headgoose.training.views.page import around, show_class
from headgoose.training.wording import time_text

# How often the screen asks for the code that holds now.
REFRESH_S = 10
EMPTY_ROWS = 4


@signed_in
@require_safe
def screen(request: HttpRequest, session_id: int) -> HttpResponse:
    """The code of a session, large, for the wall; the page asks for the next one by itself."""
    actor, at = get_actor(request), now()
    session = get_session(actor, session_id)
    TRAINING_CLASS.allowed(session.training_class.state, "mark")
    address = request.build_absolute_uri(reverse("training-scan", args=[code_for(session, at)]))
    rows = session.training_class.enrolments.filter(withdrawn_at=None).count()
    present = sum(1 for number, _enrolment in present_at(session.training_class) if number == session.pk)
    context = {
        "one": session.training_class,
        "session": session,
        "when": time_text(session.start_at, session.end_at),
        "code": drawn_code(address),
        "refresh": REFRESH_S,
        "present": present,
        "of": rows,
        "section": "training",
    }
    return render(request, "training/screen.html", context)


def drawn_code(address: str) -> SafeString:
    """An address as a QR code, in SVG. Without a title: a screen is not to be read out."""
    svg = segno.make(address, error="l", micro=False).svg_inline(scale=8, border=4, omitsize=True, svgclass="code")
    # The address is ours.
    return mark_safe(svg)  # noqa: S308


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest, qr: str) -> HttpResponse:
    """Where the code leads: a button, and then the word that one is on the roll."""
    actor, at = get_actor(request), now()
    if request.method == "POST":
        row = scan_code(by=actor, at=at, code=qr, receipt=request.POST.get("receipt", "")[:400])
        messages.success(request, _("You are on the roll of this session."))
        return redirect("training-class", row.training_class_id)
    session = Session.objects.select_related("training_class").filter(pk=session_named(qr)).first()
    if session is None:
        raise Refused(_("This is no code of a session: scan it from the screen."), Because.NOT_FOUND)
    check_code(session, qr, at)
    get_class(actor, session.training_class_id)
    context = {
        "one": session.training_class,
        "session": session,
        "when": time_text(session.start_at, session.end_at),
        "receipt": receipt_for(qr, actor.person_id or 0, at),
        "section": "training",
    }
    return render(request, "training/scan.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, session_id: int) -> HttpResponse:
    """Enter the signed sheet of a session: a tick for each who was there."""
    actor = get_actor(request)
    session = get_session(actor, session_id)
    found = session.training_class
    if request.method == "POST":
        shown, ticked = set(numbers_in(request, "shown")), set(numbers_in(request, "came"))
        # Who came onto the roll while the form lay open is not thought absent.
        on, off = enter_sheet(by=actor, at=now(), session_id=session_id, came=ticked - shown, absent=shown - ticked)
        words = {"on": on, "off": off}
        messages.success(request, _("%(on)s came onto the roll, %(off)s went off it.") % words)
        return redirect("training-class", found.pk)
    marks = {enrolment: mark for (number, enrolment), mark in present_at(found).items() if number == session.pk}
    rows = people_of(found)
    spans = last_spans_of(row.tenure.place_id for row in rows)
    context = {
        **around(actor, found),
        "session": session,
        "when": time_text(session.start_at, session.end_at),
        "rows": [(row, spans[row.tenure.place_id], marks.get(row.pk)) for row in rows],
    }
    return render(request, "training/sheet.html", context)


def people_of(found: TrainingClass) -> list[Enrolment]:
    """Those in a class, by quota and seat."""
    rows = found.enrolments.filter(withdrawn_at=None).select_related("person", "tenure__type")
    return list(rows.order_by("quota_id", "seat"))


@signed_in
@require_safe
def printed(request: HttpRequest, class_id: int) -> HttpResponse:
    """The sheet to be signed, on paper: the names, and a box for each session."""
    actor = get_actor(request)
    found = get_class(actor, class_id)
    actor.require(Right.TRAIN, area_of_place(found.place_id))
    rows = people_of(found)
    spans = last_spans_of(row.tenure.place_id for row in rows)
    sessions = list(found.sessions.all())
    context = {
        **around(actor, found),
        "sessions": [(one, heading_of(one)) for one in sessions],
        "rows": [(row, spans[row.tenure.place_id]) for row in rows],
    }
    return render(request, "training/printed.html", context)


@signed_in
@require_safe
def template(request: HttpRequest, class_id: int) -> HttpResponse:
    """The list to be filled in without a network: names, and a column for each session."""
    actor = get_actor(request)
    found = get_class(actor, class_id)
    actor.require(Right.TRAIN, area_of_place(found.place_id))
    rows = people_of(found)
    spans = last_spans_of(row.tenure.place_id for row in rows)
    sessions = list(found.sessions.all())
    header = [_("Number"), _("Name"), _("Place"), *(heading_of(one) for one in sessions)]
    lines: list[list[Cell]] = [
        [row.pk, row.person.name, spans[row.tenure.place_id].said, *("" for _one in sessions)] for row in rows
    ]
    said: list[list[Cell]] = [
        [_("Write 1 where somebody was there; leave the others empty. Number and name stay as they are.")],
        [_("Send the file on the page of the class when there is a network again; the same file counts once.")],
    ]
    name = f"{found.title}.xlsx"
    return xlsx_answer(name, [Sheet(_("Roll"), header, lines), Sheet(_("How to"), [_("How to fill it in")], said)])


@signed_in
@require_POST
def send_list(request: HttpRequest, class_id: int) -> HttpResponse:
    """Take a list that was filled in without a network."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_class(request, class_id, file_form=form)
    file = form.cleaned_data["file"]
    try:
        found = take_list(by=get_actor(request), at=now(), class_id=class_id, file_name=file.name, content=file.read())
    except Refused as refused:
        if refused.because in {Because.NOT_FOUND, Because.FORBIDDEN, Because.CONFLICT}:
            raise
        form.refuse(refused)
        return show_class(request, class_id, file_form=form)
    said = ngettext("%(count)s mark came onto the roll.", "%(count)s marks came onto the roll.", found.taken)
    messages.success(request, said % {"count": found.taken})
    return redirect("training-list", class_id, found.pk)


@signed_in
@require_safe
def shown_list(request: HttpRequest, class_id: int, list_id: int) -> HttpResponse:
    """What became of a list, and its rows with a fault."""
    actor = get_actor(request)
    found = get_class(actor, class_id)
    actor.require(Right.TRAIN, area_of_place(found.place_id))
    one = RollList.objects.filter(training_class=found, pk=list_id).first()
    if one is None:
        raise Refused(_("There is no such list in the class."), Because.NOT_FOUND)
    faulty = [
        (row, cells, chained(_(message) % words for message, words in remarks)) for row, cells, remarks in one.faulty
    ]
    return render(request, "training/list.html", {**around(actor, found), "list": one, "faulty": faulty})
