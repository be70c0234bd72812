"""Yearly reviews: those under way at a place, the page on which one is written, the page of one with its steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from headgoose.careers.actions.reviews import confirm_review, return_review, review_year, write_word
from headgoose.careers.forms import CareerForm, JudgeForm, ReturnForm, VersionForm, WordForm
from headgoose.careers.listing import reviews_within
from headgoose.careers.models import Review, ReviewState
from headgoose.careers.queries import get_career_tenure, get_review
from headgoose.careers.rules import (
    area_of_tenure,
    can_confirm,
    check_in_person,
    check_year,
    may_oversee,
)
from headgoose.careers.states import REVIEW
from headgoose.careers.views.around import ON_PAGE, overseen_place
from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.people.queries import places_above
from headgoose.places.queries import last_spans_of

OPEN_STATES = (ReviewState.WRITTEN, ReviewState.REVIEWED)


@signed_in
@require_safe
def place_reviews(request: HttpRequest, code: str) -> HttpResponse:
    """The reviews under way at a place and below: whose, of which year, and what comes next. No grades."""
    wanted = overseen_place(request, code)
    state = request.GET.get("state", "")
    rows = reviews_within([wanted.span.area], wanted.on)
    rows = rows.filter(state=state) if state in OPEN_STATES else rows
    page = Paginator(rows, ON_PAGE).get_page(page_asked(request))
    spans = last_spans_of(review.tenure.place_id for review in page)
    above = places_above(list(spans.values()), wanted.on)
    context = {
        **wanted.context("place-reviews"),
        "page": page,
        "rows": [(one, spans[one.tenure.place_id], above.get(one.tenure.place_id, "")) for one in page],
        "states": [(one.value, one.label) for one in OPEN_STATES],
        "state": state,
    }
    return render(request, "careers/reviews.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_word(request: HttpRequest, tenure_id: int, year: int) -> HttpResponse:
    """Write the own word on a year, or write it anew."""
    actor = get_actor(request)
    tenure = get_career_tenure(actor, tenure_id)
    check_in_person(actor, tenure.person_id)
    check_year(tenure, tenure.type.code, year, today())
    review = Review.objects.filter(tenure=tenure, year=year).first()
    if review is not None:
        REVIEW.allowed(review.state, "write")
    initial = {"word": review.own_word, "version": review.version} if review else {}
    form = WordForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            written = write_word(
                by=actor, at=now(), tenure_id=tenure_id, year=year, word=said["word"], version=said["version"]
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Your word is on record. The office above reviews the year next."))
            return redirect("review", written.pk)
    context = {
        "form": form,
        "review": review,
        "title": _("Your own word on %(year)s") % {"year": year},
        "subtitle": f"{tenure.type.name} · {last_spans_of([tenure.place_id])[tenure.place_id].said}",
        "crumbs": crumbs_to(tenure.person_id, tenure.person.name, str(year)),
        "back": reverse("person-chain", args=[tenure.person_id]),
        "save": _("Put on record"),
        "section": "careers",
    }
    return render(request, "careers/form.html", context, status=form.status if form.errors else 200)


def crumbs_to(person_id: int, name: str, last: str) -> list[tuple[str, str]]:
    """The way to a page below the chain of a person."""
    return [(_("Head geese"), reverse("careers")), (name, reverse("person-chain", args=[person_id])), (last, "")]


FORMS: dict[str, tuple[type[CareerForm], Callable[..., Review]]] = {
    "review": (JudgeForm, review_year),
    "return": (ReturnForm, return_review),
    "confirm": (VersionForm, confirm_review),
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """A review: the own word, the results, the way it went; and what the reader can do with it."""
    actor = get_actor(request)
    one = get_review(actor, review_id)
    steps = _steps(actor, one)
    forms = {step: FORMS[step][0](initial={"version": one.version}) for step in steps}
    status = 200
    if request.method == "POST":
        step = request.POST.get("step", "")
        if step not in FORMS:
            raise Refused(_("Choose one of them."), field="step")
        form = FORMS[step][0](request.POST)
        if form.is_valid():
            try:
                FORMS[step][1](by=actor, at=now(), review_id=review_id, **form.cleaned_data)
            except Refused as refused:
                if step not in steps:
                    raise
                form.refuse(refused)
            else:
                messages.success(request, _("The review is on its way."))
                return redirect("review", review_id)
        forms[step], status = form, form.status
    return render(request, "careers/review.html", _context(actor, one, forms), status=status)


def _steps(actor: Actor, one: Review) -> list[str]:
    """What the reader can do: by the state, by their posts, and never with a year of their own."""
    area = area_of_tenure(one.tenure)
    if not may_oversee(actor, area) or actor.person_id in {None, one.person_id}:
        return []
    may_confirm = can_confirm(actor, area) and actor.person_id != one.reviewer_id
    return [step for step in REVIEW.verbs(one.state) if step in FORMS and (step != "confirm" or may_confirm)]


def _context(actor: Actor, one: Review, forms: dict[str, CareerForm]) -> dict[str, Any]:
    span = last_spans_of([one.tenure.place_id])[one.tenure.place_id]
    own = actor.person_id == one.person_id
    return {
        "review": one,
        "span": span,
        "forms": forms,
        "may_write": own and "write" in REVIEW.verbs(one.state),
        "crumbs": crumbs_to(one.person_id, one.person.name, str(one.year)),
        "section": "careers",
    }
