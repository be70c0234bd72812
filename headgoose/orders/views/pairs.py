"""Posts that exclude each other, as data with their source, and near relatives on record."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import FOREVER, now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.orders.forms import KinshipForm
from headgoose.orders.views.papers import check_appoints
from headgoose.people.actions.kinships import end_kinship, record_kinship
from headgoose.people.models import ExcludedPair, Kinship
from headgoose.people.queries import Found, find_persons
from headgoose.places.names import plain_text

ON_PAGE = 50
CANDIDATES = 8
SIDES = ("a", "b")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def excluded_pairs(request: HttpRequest) -> HttpResponse:
    """The pairs, the relatives in the actor's area, and a form to put two people on record as relatives."""
    actor = get_actor(request)
    check_appoints(actor)
    form = KinshipForm(request.POST or None)
    looking = "find" in request.POST
    chosen = {side: request.POST.get(f"person-{side}", "")[:18] for side in SIDES}
    if form.is_bound and not looking and form.is_valid():
        try:
            _record(actor, form, chosen)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The two are on record as near relatives."))
            return redirect("excluded-pairs")
    words = {side: plain_text(request.POST.get(f"words-{side}", "")[:160])[:40] for side in SIDES}
    context = {
        "pairs": ExcludedPair.objects.select_related("type_a", "type_b"),
        "page": _kinships(actor, page_asked(request)),
        "form": form,
        "looking": looking,
        "sides": [
            {"side": side, "words": words[side], "chosen": chosen[side], "found": _found(actor, words[side])}
            for side in SIDES
        ],
        "section": "orders",
    }
    return render(request, "orders/pairs.html", context, status=form.status if form.errors and not looking else 200)


def _found(actor: Actor, words: str) -> list[Found]:
    return find_persons(words, actor.scope(Right.APPOINT), today(), CANDIDATES) if words else []


def _record(actor: Actor, form: KinshipForm, chosen: dict[str, str]) -> None:
    if not all(number.isascii() and number.isdigit() for number in chosen.values()):
        raise Refused(_("Choose both persons."), Because.INVALID)
    said = form.cleaned_data
    record_kinship(
        by=actor,
        at=now(),
        person_id=int(chosen["a"]),
        other_id=int(chosen["b"]),
        kind=said["kind"],
        start_on=said["start_on"],
    )


def _kinships(actor: Actor, number: int) -> Page[Kinship]:
    """Relatives of whom both hold or held a post where the actor appoints."""
    rows = Kinship.objects.filter(end_on=FOREVER).select_related("person_a", "person_b")
    for side in SIDES:
        inside = Q(pk__in=[])
        for area in actor.scope(Right.APPOINT):
            key = f"person_{side}__tenures__place__spans__key"
            inside |= Q(**{f"{key}__gte": area.low, f"{key}__lt": area.high})
        rows = rows.filter(pk__in=Kinship.objects.filter(inside).values("pk"))
    return Paginator(rows.order_by("-pk"), ON_PAGE).get_page(number)


@signed_in
@require_POST
def kinship_end(request: HttpRequest, kinship_id: int) -> HttpResponse:
    """The two are relatives no longer from today on."""
    end_kinship(by=get_actor(request), at=now(), kinship_id=kinship_id, on=today())
    messages.success(request, _("The kinship has ended."))
    return redirect("excluded-pairs")
