"""Seats are handed out, people looked for and named, and withdrawn."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headgoose.kernel.asking import page_asked, safe_next
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.queries import get_span
from headgoose.training.actions.naming import hand_out_seats, name_person, withdraw_person
from headgoose.training.candidates import CANDIDATES_A_PAGE, find_candidates
from headgoose.training.models import Enrolment
from headgoose.training.offers import open_offers
from headgoose.training.queries import get_class
from headgoose.training.views.asking import check_trains, number_in
from headgoose.training.views.page import around

WORDS_MAX = 40


@signed_in
@require_POST
def seats(request: HttpRequest, class_id: int) -> HttpResponse:
    """Hand out seats to a place below."""
    actor = get_actor(request)
    get_class(actor, class_id)
    span = get_span(request.POST.get("code", "")[:20], today())
    seats = number_in(request, "seats")
    hand_out_seats(by=actor, at=now(), class_id=class_id, place_id=span.place_id, seats=seats)
    words = {"place": span.said, "seats": seats}
    messages.success(request, _("%(place)s has %(seats)s seats in the class now.") % words)
    return redirect("training-class", class_id)


@signed_in
@require_safe
def candidates(request: HttpRequest, class_id: int) -> HttpResponse:
    """Those in post of the track whom the reader can name, first those without hours this year."""
    actor = get_actor(request)
    found = get_class(actor, class_id)
    check_trains(actor)
    words = request.GET.get("words", "")[:WORDS_MAX]
    offer = next((one for one in open_offers(actor, today()) if one.training_class.pk == class_id), None)
    number = page_asked(request)
    areas = offer.areas if offer else ()
    rows = find_candidates(found, areas, today(), words, (number - 1) * CANDIDATES_A_PAGE)
    context = {
        **around(actor, found),
        "free": offer.free if offer else 0,
        "rows": rows[:CANDIDATES_A_PAGE],
        "words": words,
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if len(rows) > CANDIDATES_A_PAGE else None,
        "year": str(today().year),
    }
    return render(request, "training/candidates.html", context)


@signed_in
@require_POST
def name(request: HttpRequest, class_id: int) -> HttpResponse:
    """Name somebody: one click."""
    actor = get_actor(request)
    row = name_person(by=actor, at=now(), class_id=class_id, person_id=number_in(request, "person"))
    words = {"person": row.person.name, "class": row.training_class.title}
    messages.success(request, _("%(person)s is named for “%(class)s”.") % words)
    return redirect(safe_next(request)) if request.POST.get("next") else redirect("training-class", class_id)


@signed_in
@require_POST
def withdraw(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Take somebody out, with a reason."""
    actor = get_actor(request)
    row = Enrolment.objects.filter(pk=enrolment_id).first()
    if row is None:
        raise Refused(_("There is no such place in the class."), Because.NOT_FOUND)
    get_class(actor, row.training_class_id)
    withdraw_person(by=actor, at=now(), enrolment_id=enrolment_id, why=request.POST.get("why", "")[:1000])
    messages.success(request, _("The withdrawal is on record; the seat is free."))
    return redirect("training-class", row.training_class_id)
