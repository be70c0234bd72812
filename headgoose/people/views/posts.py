"""A seat and who sat there; setting up a seat and abolishing it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from headgoose.kernel.asking import date_asked
from headgoose.kernel.clock import FOREVER, now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.actions.posts import abolish_post, establish_post
from headgoose.people.checks import place_token, seat_token
from headgoose.people.forms import AbolishForm, EstablishForm
from headgoose.people.models import Post
from headgoose.people.queries import Term, get_post, is_inside, tenures_of_post
from headgoose.people.views.lists import list_url
from headgoose.people.views.rows import Reach, can_change
from headgoose.places.queries import get_span
from headgoose.places.views.place import trail_to
from headgoose.places.wording import dated


@dataclass(frozen=True)
class Stretch:
    """A piece of a seat's time: a tenure, or (None) nobody."""

    term: Term | None
    start_on: date
    end_on: date

    def phase(self, on: date) -> str:
        """One of "past", "now" and "future", as seen from a date."""
        if self.end_on <= on:
            return "past"
        return "now" if self.start_on <= on else "future"


def stretches_of(post: Post, terms: list[Term]) -> list[Stretch]:
    """The whole life of a seat without gaps, newest first; what lies open after the last tenure counts too."""
    found, at = [], post.start_on
    for term in reversed(terms):
        if term.tenure.start_on > at:
            found.append(Stretch(None, at, term.tenure.start_on))
        found.append(Stretch(term, term.tenure.start_on, term.tenure.end_on))
        at = term.tenure.end_on
    if at < post.end_on:
        found.append(Stretch(None, at, post.end_on))
    return found[::-1]


@signed_in
@require_safe
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Who sat in a seat over time."""
    actor, on = get_actor(request), date_asked(request)
    scope = actor.scope(Right.READ)
    seat, span = get_post(post_id, scope, on)
    may_fill = Reach(actor).covers(seat.type, span.key)
    lines = [
        {
            "stretch": stretch,
            "term": stretch.term,
            "phase": stretch.phase(on),
            "days": (min(on, stretch.end_on) - stretch.start_on).days if stretch.start_on < on else 0,
            "person_url": dated(reverse("person", args=[stretch.term.tenure.person_id]), on) if stretch.term else "",
            "may_change": stretch.term and may_fill and can_change(stretch.term.tenure, today()),
        }
        for stretch in stretches_of(seat, tenures_of_post(post_id, scope))
    ]
    standing = seat.end_on > today()
    context = {
        "post": seat,
        "span": span,
        "on": on,
        "today": today(),
        "lines": lines,
        "trail": [
            *trail_to(span, actor, on, _("People"))[:-1],
            (_("People"), list_url(span.code, on)),
            (_seat(seat), ""),
        ],
        "title": _seat(seat),
        "may_fill": may_fill and standing,
        "may_abolish": standing and seat.end_on == FOREVER and is_inside(span.key, actor.scope(Right.ESTABLISH_POSTS)),
        "section": "people",
    }
    return render(request, "people/post.html", context)


def _seat(seat: Post) -> str:
    return f"{seat.type.name} {seat.seat}" if seat.type.seats_max > 1 else seat.type.name


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def establish(request: HttpRequest, code: str) -> HttpResponse:
    """Set up a seat at a place."""
    actor, span = get_actor(request), get_span(code, today())
    actor.require(Right.READ, span.area)
    if not is_inside(span.key, actor.scope(Right.ESTABLISH_POSTS)):
        raise Refused(_("Your posts do not let you set up posts there."), Because.FORBIDDEN)
    form = EstablishForm(span, actor, request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = establish_post(
                by=actor,
                at=now(),
                type_=said["type"],
                place_id=span.place_id,
                start_on=said["start_on"],
                token=said["token"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The post is set up. It is empty until somebody is appointed."))
            return redirect("post", made.pk)
    context = {
        "form": form,
        "fields": [form["type"], form["start_on"]],
        "token": place_token(span.place_id),
        "title": _("Set up a post"),
        "subtitle": f"{span.said} · {span.code}",
        "trail": [
            *trail_to(span, actor, today(), "")[:-1],
            (span.said, list_url(span.code, today())),
            (_("Set up a post"), ""),
        ],
        "back": list_url(span.code, today()),
        "section": "people",
    }
    return render(request, "people/form.html", context, status=form.status if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def abolish(request: HttpRequest, post_id: int) -> HttpResponse:
    """End a seat on a date."""
    actor = get_actor(request)
    seat, span = get_post(post_id, actor.scope(Right.READ), today())
    if not is_inside(span.key, actor.scope(Right.ESTABLISH_POSTS)):
        raise Refused(_("Your posts do not let you abolish this post."), Because.FORBIDDEN)
    form = AbolishForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            said = form.cleaned_data
            seat = abolish_post(by=actor, at=now(), post_id=post_id, end_on=said["end_on"], token=said["token"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The post is abolished from %(day)s on.") % {"day": seat.end_on})
            return redirect("post", post_id)
    context: dict[str, Any] = {
        "form": form,
        "fields": [form["end_on"]],
        "token": seat_token(post_id),
        "title": _("Abolish the post"),
        "subtitle": f"{_seat(seat)} · {span.said}",
        "trail": [
            *trail_to(span, actor, today()),
            (_seat(seat), reverse("post", args=[post_id])),
            (_("Abolish the post"), ""),
        ],
        "back": reverse("post", args=[post_id]),
        "danger": True,
        "section": "people",
    }
    return render(request, "people/form.html", context, status=form.status if form.errors else 200)
