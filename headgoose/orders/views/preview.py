"""What an order would do, before anybody signs it: by place and kind of post, and line by line."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from headgoose.kernel.area import Level
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.orders.models import OrderPaper
from headgoose.orders.queries import get_paper
from headgoose.orders.views.papers import ON_PAGE, around
from headgoose.orders.views.rows import RELATED, rows_of
from headgoose.orders.weighing import Outcome, weigh_paper, what_changed
from headgoose.people.models import PostType
from headgoose.places.models import Span

SHOWN: dict[str, Promise] = {
    "all": gettext_lazy("all lines"),
    "faults": gettext_lazy("in conflict"),
    "vacated": gettext_lazy("left empty"),
    "filled": gettext_lazy("newly filled"),
    "passed_on": gettext_lazy("passed on"),
    "doubled": gettext_lazy("with several posts"),
    "newcomers": gettext_lazy("new people"),
}


@signed_in
@require_safe
def preview(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The outcome as of now; the buttons here carry its token, so that nobody signs what they have not seen."""
    actor = get_actor(request)
    paper = get_paper(actor, paper_id)
    outcome = weigh_paper(actor, today(), paper)
    numbers = _numbers(outcome)
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ("faults" if outcome.faults else "all")
    page = Paginator(numbers[show], ON_PAGE).get_page(page_asked(request))
    lines = paper.lines.filter(number__in=list(page)).select_related(*RELATED)
    context = {
        **around(actor, paper),
        "outcome": outcome,
        "rows_wait": paper.is_draft and paper.files.filter(settled=False).exists(),
        "token": outcome.token_on(paper),
        "page": page,
        "rows": rows_of(lines, outcome),
        "show": show,
        "shown": [(name, label, len(numbers[name])) for name, label in SHOWN.items()],
        "counts": _counts(paper, outcome),
        "changed": what_changed(bytes(paper.outcome), outcome) if paper.outcome and not paper.order_id else [],
        "crumbs": [
            (_("Orders"), reverse("orders")),
            (paper.number, reverse("order", args=[paper.pk])),
            (_("Preview"), ""),
        ],
    }
    return render(request, "orders/preview.html", context)


def _numbers(outcome: Outcome) -> dict[str, list[int]]:
    """The lines of each list."""
    return {
        "all": sorted(outcome.where),
        "faults": list(outcome.faults),
        "vacated": sorted(outcome.vacated),
        "filled": sorted(outcome.filled),
        "passed_on": sorted(outcome.passed_on),
        "doubled": [one.number for one in outcome.doubled],
        "newcomers": outcome.newcomers,
    }


def _counts(paper: OrderPaper, outcome: Outcome) -> list[dict[str, Any]]:
    """How many lines, by the places one level below the one that issues the order, and by kind of post."""
    level = Span.objects.filter(place_id=paper.place_id).order_by("-end_on")[0].level
    below = Level(min(level + 1, Level.VILLAGE))
    tables = {
        name: Counter(_cell(outcome, number, below) for number in some) for name, some in _numbers(outcome).items()
    }
    types = PostType.objects.in_bulk()
    keys = {key for key, _type in tables["all"]}
    named: dict[int, Span] = {}
    for span in Span.objects.filter(key__in=keys, kind__lt=10 * below + 10).order_by("kind", "end_on"):
        named[span.key] = span
    return [
        {
            "place": named.get(key),
            "type": types[type_id],
            **{name: table[key, type_id] for name, table in tables.items()},
        }
        for key, type_id in sorted(tables["all"], key=lambda cell: (cell[0], types[cell[1]].order))
    ]


def _cell(outcome: Outcome, number: int, below: Level) -> tuple[int, int]:
    type_id, key = outcome.where[number]
    return key - key % below.divisor, type_id
