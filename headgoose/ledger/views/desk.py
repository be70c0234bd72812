"""The desk of who keeps or reviews books: the villages of an area, what waits in each, the way from one to the next.

One accountant of a township works through a dozen villages, one officer looks over a county's: the same list.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.rights import Right
from headgoose.ledger.months import show_month
from headgoose.ledger.waiting import Show, Village, next_village, villages_within
from headgoose.places.models import Span
from headgoose.places.names import plain_text
from headgoose.places.queries import find_span
from headgoose.places.views.place import tabs_of, trail_to

ON_PAGE = 50
LONGEST_WORDS = 40
SHOWS: dict[Show, Promise] = {
    Show.ALL: gettext_lazy("all villages"),
    Show.WORK: gettext_lazy("something waits"),
    Show.REVIEW: gettext_lazy("vouchers to review"),
    Show.RETURNED: gettext_lazy("vouchers given back"),
    Show.CLOSE: gettext_lazy("months to close"),
    Show.NO_BOOK: gettext_lazy("without books"),
}
NEVER = 0.0
# By what the list is sorted: the most urgent first, villages in the order of the tree where that is alike.
ORDERS: dict[str, Callable[[Village], float]] = {
    "place": lambda village: village.key,
    "drafts": lambda village: -village.drafts,
    "review": lambda village: -village.to_review,
    "returned": lambda village: -village.returned,
    "month": lambda village: village.first_open,
    "due": lambda village: -village.due,
    "posted": lambda village: village.posted_at.timestamp() if village.posted_at else NEVER,
}
COLUMNS: dict[str, Promise] = {
    "place": gettext_lazy("Village"),
    "drafts": gettext_lazy("Drafts"),
    "review": gettext_lazy("To review"),
    "returned": gettext_lazy("Given back"),
    "month": gettext_lazy("First open month"),
    "due": gettext_lazy("Months to close"),
    "posted": gettext_lazy("Last posted"),
}


@dataclass(frozen=True)
class Asked:
    """What the address of the list asks for; what it does not know falls back to everything, in the tree's order."""

    show: Show
    words: str
    sort: str

    def narrow(self, villages: Sequence[Village]) -> list[Village]:
        """The villages asked for, in the order asked for."""
        fitting = [village for village in villages if village.fits(self.show) and self._means(village)]
        return sorted(fitting, key=ORDERS[self.sort])

    def _means(self, village: Village) -> bool:
        words = self.words.lower()
        return words in village.name or village.initials.startswith(words) or village.code.startswith(words)


def asked(request: HttpRequest) -> Asked:
    """Read an address."""
    show, sort = request.GET.get("show", ""), request.GET.get("sort", "")
    return Asked(
        Show(show) if show in set(Show) else Show.ALL,
        plain_text(request.GET.get("words", "")[: 4 * LONGEST_WORDS])[:LONGEST_WORDS],
        sort if sort in ORDERS else "place",
    )


@signed_in
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The books of all villages that the actor's posts let them read."""
    actor = get_actor(request)
    context = {"title": _("Books"), "own": True}
    return draw_list(request, actor, actor.scope(Right.READ), context)


def books_below(request: HttpRequest, actor: Actor, span: Span) -> HttpResponse:
    """The books of a place's villages."""
    context = {
        "title": span.said,
        "span": span,
        "trail": trail_to(span, actor, today(), _("Books")),
        "tabs": tabs_of(span, today(), "place-books"),
    }
    return draw_list(request, actor, [span.area], context)


def draw_list(request: HttpRequest, actor: Actor, areas: Sequence[Area], context: dict[str, Any]) -> HttpResponse:
    """The list of areas that were checked."""
    wanted = asked(request)
    villages = villages_within(areas, today(), actor.person_id)
    page = Paginator(wanted.narrow(villages), ON_PAGE).get_page(page_asked(request))
    context |= {
        "section": "books",
        "asked": wanted,
        "shows": SHOWS.items(),
        "labels": COLUMNS,
        "columns": [(name, label, name != "place") for name, label in COLUMNS.items()],
        "page": page,
        "rows": [(village, show_month(village.first_open) if village.book_id else "") for village in page],
        "all": len(villages),
        "to_review": sum(village.to_review for village in villages),
        "returned": sum(village.returned for village in villages),
        "due": sum(village.due for village in villages),
        "without": sum(village.book_id is None for village in villages),
        "may_review": bool(actor.scope(Right.REVIEW_BOOKS)),
        "next_url": next_url("", wanted.show if wanted.show is not Show.ALL else Show.WORK),
    }
    return render(request, "ledger/desk.html", context)


def next_url(after: str, show: Show) -> str:
    """The address that leads to the next village in which something waits."""
    said = {"after": after, "show": show.value} if after else {"show": show.value}
    return f"{reverse('books-next')}?{urlencode(said)}"


def working_areas(actor: Actor) -> tuple[Area, ...]:
    """Where the actor keeps or reviews books; for who only looks, where they read."""
    return actor.scope(Right.REVIEW_BOOKS) or actor.scope(Right.KEEP_BOOKS) or actor.scope(Right.READ)


@signed_in
@require_safe
def following(request: HttpRequest) -> HttpResponse:
    """The next village, in the order of the tree, in which something of a kind waits."""
    actor, wanted = get_actor(request), asked(request)
    show = Show.WORK if wanted.show is Show.ALL else wanted.show
    here = find_span(request.GET.get("after", "")[:20], today())
    after = here.key if here else 0
    found = next_village(villages_within(working_areas(actor), today(), actor.person_id), after, show)
    if found is None:
        messages.info(request, _("Nothing of this kind waits in another village."))
        return redirect("place-books", here.code) if here else redirect("books")
    name = "book-months" if show is Show.CLOSE else "place-books"
    return redirect(f"{reverse(name, args=[found.span.code])}?{urlencode({'queue': show.value})}")
