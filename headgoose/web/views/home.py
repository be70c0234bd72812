"""The home desk: what waits for the one who sits at it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.registries import Waiting, Words, desk_cards
from headgoose.kernel.rights import Right


@dataclass(frozen=True)
class Filled:
    """A card of the desk with its lines."""

    title: Words
    lines: list[Waiting]
    empty: Words


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The cards of the actor's posts; without a post, what that means and what to do."""
    actor, on = get_actor(request), today()
    # What an empty card says is for those who see people and figures, not for the three administrators.
    reads = bool(actor.scope(Right.READ))
    filled = [Filled(card.title, list(card.find(actor, on)), card.empty) for card in desk_cards] if actor.posts else []
    cards = [card for card in filled if card.lines or (reads and card.empty)]
    return render(request, "web/home.html", {"actor": actor, "on": on, "cards": cards, "section": "home"})
