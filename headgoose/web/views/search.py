"""One box for everything: each room looks among its own, within what the actor may read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.registries import Hit, Words, finders
from headgoose.places.names import plain_text

LONGEST = 60
ON_PAGE = 30
SUGGESTED = 5


@dataclass(frozen=True)
class Group:
    """What one room found."""

    label: Words
    hits: Sequence[Hit]


def _words(request: HttpRequest) -> str:
    """What was typed: full-width forms folded, white space folded, not endless."""
    return plain_text(request.GET.get("q", "")[: 4 * LONGEST])[:LONGEST]


def _groups(request: HttpRequest, words: str, limit: int) -> list[Group]:
    if not words:
        return []
    actor, on = get_actor(request), today()
    found = (Group(finder.label, finder.find(words, actor, on, limit)) for finder in finders)
    return [group for group in found if group.hits]


@signed_in
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The page of results."""
    words = _words(request)
    context = {"searched_for": words, "groups": _groups(request, words, ON_PAGE), "limit": ON_PAGE}
    return render(request, "web/search.html", context)


@signed_in
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The first few results of each room, for under the search box."""
    words = _words(request)
    return render(
        request, "web/suggestions.html", {"searched_for": words, "groups": _groups(request, words, SUGGESTED)}
    )
