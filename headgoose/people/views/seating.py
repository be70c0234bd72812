"""Appointing somebody to a seat, ending a tenure, moving somebody to another seat."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level, area_of
from headgoose.kernel.asking import date_asked
from headgoose.kernel.clock import FOREVER, now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.actions.newcomers import appoint_newcomer
from headgoose.people.actions.tenures import appoint_person, end_tenure, transfer_person
from headgoose.people.checks import seat_token
from headgoose.people.forms import AppointForm, EndForm, TransferForm
from headgoose.people.models import Order, Post, Tenure
from headgoose.people.queries import (
    Found,
    Seat,
    State,
    find_persons,
    get_person,
    get_post,
    get_tenure,
    seats_of,
    seats_within,
    tenures_of,
)
from headgoose.people.rules import Seating, reach
from headgoose.people.views.rows import Reach, lines_of
from headgoose.places.models import Span
from headgoose.places.names import plain_text
from headgoose.places.queries import find_span, get_span
from headgoose.places.views.place import trail_to

CANDIDATES = 12
DIGITS_MAX = 19
EMPTY_SEATS = 20
EMPTY_SEATS_LOOKED_AT = 200


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest, post_id: int) -> HttpResponse:
    """Fill a seat. `find` in what is sent only looks for people and keeps what was typed."""
    actor, on = get_actor(request), date_asked(request)
    post, span = get_post(post_id, actor.scope(Right.READ), on)
    _check_reach(actor, post, span)
    form = AppointForm(post.type, request.POST or None, initial={"start_on": on})
    looking = "find" in request.POST
    if form.is_bound and not looking and form.is_valid():
        try:
            tenure = _appoint(actor, post, span, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(person)s is in post from %(day)s.") % _said(tenure))
            return redirect(f"{reverse('post', args=[post_id])}#tenure-{tenure.pk}")
    words = str(form["words"].value() or "")
    context = {
        "form": form,
        "looking": looking,
        "found": _candidates(actor, words, str(form["person"].value() or ""), on),
        "words": words,
        "chosen": str(form["person"].value() or ""),
        "post": post,
        "title": _("Appoint"),
        **_around(actor, post, span, on),
    }
    return render(request, "people/appoint.html", context, status=form.status if form.errors and not looking else 200)


def _check_reach(actor: Actor, post: Post, span: Span) -> None:
    if not Reach(actor).covers(post.type, span.key):
        words = {"post": post.type.name}
        raise Refused(_("Your posts do not let you fill or end “%(post)s” here.") % words, Because.FORBIDDEN)


def _around(actor: Actor, post: Post, span: Span, on: date) -> dict[str, Any]:
    """What every form over a seat shows around its fields: the seat as it is, its token, the way back."""
    seat = next((seat for seat in seats_of(span.place_id, on, span) if seat.post.pk == post.pk), None)
    name = seat.name if seat else post.type.name
    post_url = reverse("post", args=[post.pk])
    return {
        "line": lines_of([seat], actor, on)[0] if seat else None,
        "seat_name": name,
        "span": span,
        "on": on,
        "today": today(),
        "token": seat_token(post.pk),
        "trail": [*trail_to(span, actor, on, name)[:-1], (name, post_url)],
        "back": post_url,
        "section": "people",
    }


def _said(tenure: Tenure) -> dict[str, str]:
    return {"person": tenure.person.name, "day": tenure.start_on.isoformat()}


def _appoint(actor: Actor, post: Post, span: Span, form: AppointForm) -> Tenure:
    said = form.cleaned_data
    sender = get_span(said["sent_by"], said["start_on"]) if said["sent_by"] else None
    line = Seating(
        post_id=post.pk,
        person_id=0,
        start_on=said["start_on"],
        end_on=said["end_on"] or FOREVER,
        how=said["how"],
        batch_id=said["batch"].pk if said.get("batch") else None,
        sent_by_id=sender.place_id if sender else None,
    )
    order = _order(actor, post, span, said["number"])
    if newcomer := form.newcomer:
        alike = said["even_if_alike"]
        return appoint_newcomer(
            by=actor, at=now(), newcomer=newcomer, line=line, token=said["token"], order=order, even_if_alike=alike
        )
    person = get_person(said["person"], actor.scope(Right.READ), today())
    line = line._replace(person_id=person.pk)
    return appoint_person(by=actor, at=now(), line=line, token=said["token"], order=order)


def _order(actor: Actor, post: Post, span: Span, number: str) -> Order | None:
    """The document, issued by the place whose officer acts."""
    if not number:
        return None
    own = next(area for area in reach(actor, post.type) if area.low <= span.key < area.high)
    level = next((level for level in Level if level.divisor == own.high - own.low), span.level)
    code = str(own.low).zfill(15)[: level.digits]
    issuer = find_span(code, today()) or span
    return Order(
        number=number, title=f"{span.short} · {post.type.name_zh}", place_id=issuer.place_id, issued_on=today()
    )


@signed_in
@require_safe
def candidates(request: HttpRequest, post_id: int) -> HttpResponse:
    """People whom the words may mean, as choices of the form; asked for while one types."""
    actor, on = get_actor(request), date_asked(request)
    post, span = get_post(post_id, actor.scope(Right.READ), on)
    _check_reach(actor, post, span)
    words, chosen = request.GET.get("words", ""), request.GET.get("person", "")
    found = _candidates(actor, words, chosen, on)
    return render(request, "people/candidates.html", {"found": found, "words": plain_text(words), "chosen": chosen})


def _candidates(actor: Actor, words: str, chosen: str, on: date) -> list[Found]:
    """The people found, and before them the one chosen already."""
    scope = actor.scope(Right.READ)
    found = find_persons(words, scope, on, CANDIDATES)
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < DIGITS_MAX else 0
    if number and number not in {one.person.pk for one in found}:
        try:
            term = tenures_of(number, scope, on)[0]
        except Refused:
            return found
        found.insert(0, Found(term.tenure.person, f"{term.place.said} · {term.tenure.type.name}"))
    return found


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, tenure_id: int) -> HttpResponse:
    """Let a tenure end."""
    actor = get_actor(request)
    tenure, span = get_tenure(tenure_id, actor.scope(Right.READ), today())
    _check_reach(actor, tenure.post, span)
    form = EndForm(request.POST or None, initial={"end_on": today()})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            ended = end_tenure(
                by=actor,
                at=now(),
                tenure_id=tenure_id,
                end_on=said["end_on"],
                reason=said["reason"],
                token=said["token"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            words = {"person": tenure.person.name, "day": ended.end_on.isoformat()}
            messages.success(request, _("%(person)s leaves the post on %(day)s.") % words)
            return redirect(f"{reverse('post', args=[tenure.post_id])}#tenure-{tenure_id}")
    context = {
        "form": form,
        "tenure": tenure,
        "fields": [form["end_on"], form["reason"]],
        "title": _("End the tenure of %(person)s") % {"person": tenure.person.name},
        "danger": True,
        **_around(actor, tenure.post, span, today()),
    }
    context["subtitle"] = f"{context['seat_name']} · {span.said}"
    return render(request, "people/form.html", context, status=form.status if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, tenure_id: int) -> HttpResponse:
    """Move a person to an empty seat. `find` in what is sent only looks for seats."""
    actor = get_actor(request)
    tenure, span = get_tenure(tenure_id, actor.scope(Right.READ), today())
    _check_reach(actor, tenure.post, span)
    form = TransferForm(request.POST or None, initial={"day": today(), "how": tenure.how})
    looking = "find" in request.POST
    if form.is_bound and not looking and form.is_valid():
        said = form.cleaned_data
        try:
            get_post(said["post"], actor.scope(Right.READ), today())
            moved = transfer_person(
                by=actor,
                at=now(),
                tenure_id=tenure_id,
                post_id=said["post"],
                on=said["day"],
                how=said["how"],
                token=said["token"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(person)s is in post from %(day)s.") % _said(moved))
            return redirect(f"{reverse('post', args=[moved.post_id])}#tenure-{moved.pk}")
    words = plain_text(str(form["words"].value() or ""))
    context = {
        "form": form,
        "looking": looking,
        "tenure": tenure,
        "seats": lines_of(_empty_seats(actor, span, words), actor, today()),
        "words": words,
        "chosen": str(form["post"].value() or ""),
        "title": _("Transfer %(person)s") % {"person": tenure.person.name},
        **_around(actor, tenure.post, span, today()),
    }
    return render(request, "people/transfer.html", context, status=form.status if form.errors and not looking else 200)


def _empty_seats(actor: Actor, span: Span, words: str) -> list[Seat]:
    """Empty seats that the actor may fill: those that the words mean, else those of the same county, nearest first."""
    scope, may = actor.scope(Right.APPOINT), Reach(actor)
    if not words and span.level > Level.COUNTY:
        county = area_of(span.key - span.key % Level.COUNTY.divisor, Level.COUNTY)
        scope = tuple(common for area in scope if (common := area.overlap(county)))
    seats = seats_within(scope, today(), state=State.VACANT, words=words, limit=EMPTY_SEATS_LOOKED_AT)
    fillable = [seat for seat in seats if may.covers(seat.type, seat.place.key)]
    return sorted(fillable, key=lambda seat: abs(seat.place.key - span.key))[:EMPTY_SEATS]
