"""Classes: the list, a new one, the page of one, and the steps that it takes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.queries import get_span, last_spans_of, top_places
from headgoose.training.actions.classes import (
    add_session,
    announce_class,
    begin_class,
    cancel_class,
    change_class,
    plan_class,
    remove_session,
)
from headgoose.training.forms import ChangeForm, NewClassForm, SlotForm
from headgoose.training.models import ClassState, Track
from headgoose.training.queries import classes_of, get_class, list_classes, seats_of_classes
from headgoose.training.views.asking import check_trains, number_in
from headgoose.training.views.page import show_class

ON_PAGE = 50
FIRST_YEAR, LAST_YEAR = 2016, 2099


@signed_in
@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """The classes of the actor's area and of the places above it."""
    actor = get_actor(request)
    if not actor.scope(Right.READ):
        return redirect("training-mine")
    asked = {name: request.GET.get(name, "") for name in ("year", "state", "track", "place")}
    year = _year_asked(asked["year"])
    area = get_span(asked["place"], today()).area if asked["place"] else None
    state = asked["state"] if asked["state"] in ClassState.values else ""
    rows = list_classes(actor, year=year, state=state, track=asked["track"], area=area)
    page = Paginator(rows, ON_PAGE).get_page(page_asked(request))
    spans = last_spans_of(row.place_id for row in page)
    seats = seats_of_classes(list(page))
    context = {
        "page": page,
        "rows": [(row, spans[row.place_id], *seats[row.pk]) for row in page],
        "asked": asked,
        "years": range(today().year + 1, FIRST_YEAR - 1, -1),
        "states": ClassState.choices,
        "tracks": Track.objects.all(),
        "may_plan": bool(actor.scope(Right.TRAIN)),
        "section": "training",
    }
    return render(request, "training/classes.html", context)


def _year_asked(text: str) -> int | None:
    """A year that there may be classes in; None for all."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The classes that the reader was named for."""
    actor = get_actor(request)
    rows = classes_of(actor.person_id or 0).select_related("certificate")
    page = Paginator(rows, ON_PAGE).get_page(page_asked(request))
    context = {"page": page, "rows": page.object_list, "section": "training"}
    return render(request, "training/mine.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a class."""
    actor = get_actor(request)
    check_trains(actor)
    top = top_places(actor.scope(Right.TRAIN), today())
    form = NewClassForm(
        request.POST if request.method == "POST" else None, initial={"code": top[0].code if top else ""}
    )
    if form.is_bound and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            place = get_span(said.pop("code"), today()).place_id
            made = plan_class(by=actor, at=now(), place_id=place, **said)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("training-class", made.pk)
    return _form(request, form, _("Plan a class"), reverse("training"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, class_id: int) -> HttpResponse:
    """Change a planned class."""
    actor = get_actor(request)
    found = get_class(actor, class_id)
    seats = seats_of_classes([found])[found.pk][0]
    initial = {"title": found.title, "start_on": found.start_on, "end_on": found.end_on, "seats": seats}
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            change_class(by=actor, at=now(), class_id=class_id, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("training-class", class_id)
    return _form(request, form, _("Change the class"), reverse("training-class", args=[class_id]))


def _form(request: HttpRequest, form: Any, title: str, back: str) -> HttpResponse:
    context = {"form": form, "fields": list(form), "title": title, "back": back, "section": "training"}
    return render(request, "training/form.html", context, status=form.status if form.errors else 200)


@signed_in
@require_safe
def show(request: HttpRequest, class_id: int) -> HttpResponse:
    """A class: its sessions, seats, people, roll, materials and evaluation."""
    return show_class(request, class_id)


@signed_in
@require_POST
def session_new(request: HttpRequest, class_id: int) -> HttpResponse:
    """Add a session."""
    form = SlotForm(request.POST)
    if form.is_valid():
        try:
            add_session(by=get_actor(request), at=now(), class_id=class_id, slot=form.slot())
        except Refused as refused:
            if refused.because in {Because.NOT_FOUND, Because.FORBIDDEN}:
                raise
            form.refuse(refused)
        else:
            return redirect("training-class", class_id)
    return show_class(request, class_id, slot_form=form)


@signed_in
@require_POST
def session_remove(request: HttpRequest, class_id: int) -> HttpResponse:
    """Take a session out."""
    remove_session(by=get_actor(request), at=now(), class_id=class_id, number=number_in(request, "number"))
    return redirect("training-class", class_id)


def _step(request: HttpRequest, class_id: int, act: Callable[..., Any], said: Promise, **more: Any) -> HttpResponse:
    act(by=get_actor(request), at=now(), class_id=class_id, **more)
    messages.success(request, str(said))
    return redirect("training-class", class_id)


@signed_in
@require_POST
def announce(request: HttpRequest, class_id: int) -> HttpResponse:
    """Announce."""
    words = gettext_lazy("The class is announced: hand out its seats and name people.")
    return _step(request, class_id, announce_class, words)


@signed_in
@require_POST
def begin(request: HttpRequest, class_id: int) -> HttpResponse:
    """Begin."""
    return _step(request, class_id, begin_class, gettext_lazy("The class has begun: its roll is open."))


@signed_in
@require_POST
def cancel(request: HttpRequest, class_id: int) -> HttpResponse:
    """Cancel, with a reason."""
    why = request.POST.get("why", "")[:1000]
    return _step(request, class_id, cancel_class, gettext_lazy("The class is cancelled."), why=why)
