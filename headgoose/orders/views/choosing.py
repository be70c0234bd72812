"""Choosing seats for new lines: the same post in several villages at once, empty ones to fill, held ones to end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.asking import page_asked
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.orders.models import OrderPaper, Verb
from headgoose.orders.queries import get_paper
from headgoose.orders.rules import area_of_place
from headgoose.orders.views.papers import around
from headgoose.people.models import PostType
from headgoose.people.queries import Seat, State, seats_within
from headgoose.people.rules import reach
from headgoose.people.views.rows import lines_of
from headgoose.places.names import plain_text

ON_PAGE = 50
LONGEST_WORDS = 40


@signed_in
@require_safe
def seats(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Seats that the actor may fill, as boxes to tick."""
    actor = get_actor(request)
    paper = get_paper(actor, paper_id)
    verb = request.GET.get("verb", Verb.APPOINT)
    verb = verb if verb in Verb.values else Verb.APPOINT.value
    types = reachable_types(actor, paper)
    type_ = next((t for t in types if t.code == request.GET.get("type")), types[0] if types else None)
    words = plain_text(request.GET.get("words", "")[: 4 * LONGEST_WORDS])[:LONGEST_WORDS]
    number = page_asked(request)
    state = State.HELD if verb != Verb.APPOINT else State.ALL if request.GET.get("all") else State.VACANT
    found = seats_for(actor, paper, type_, state, words, (number - 1) * ON_PAGE) if type_ else []
    context = {
        **around(actor, paper),
        "verb": verb,
        "verbs": Verb.choices,
        "types": types,
        "type": type_,
        "words": words,
        "all": state is State.ALL,
        "lines": lines_of(found[:ON_PAGE], actor, paper.effective_on),
        "by_tenure": verb != Verb.APPOINT,
        "previous": number - 1 if number > 1 else 0,
        "next": number + 1 if len(found) > ON_PAGE else 0,
        "crumbs": [
            (_("Orders"), reverse("orders")),
            (paper.number, reverse("order", args=[paper.pk])),
            (_("Choose seats"), ""),
        ],
    }
    return render(request, "orders/seats.html", context)


def area_within(actor: Actor, paper: OrderPaper, type_: PostType) -> list[Area]:
    """Where the actor may fill seats of a type by this paper."""
    own = area_of_place(paper.place_id)
    return [common for area in reach(actor, type_) if (common := area.overlap(own))]


def reachable_types(actor: Actor, paper: OrderPaper) -> list[PostType]:
    """The kinds of post that the actor may fill by this paper."""
    return [type_ for type_ in PostType.objects.all() if area_within(actor, paper, type_)]


def seats_for(
    actor: Actor,
    paper: OrderPaper,
    type_: PostType,
    state: State,
    words: str,
    offset: int = 0,
    limit: int = ON_PAGE + 1,
) -> list[Seat]:
    """Seats of a type on the day of effect."""
    areas = area_within(actor, paper, type_)
    return seats_within(areas, paper.effective_on, type_=type_, state=state, words=words, offset=offset, limit=limit)
