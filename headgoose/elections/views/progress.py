"""How far elections are: by place from the province down to a village, and as a list of elections."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.elections.actions.confirming import may_confirm_in
from headgoose.elections.actions.terms import may_set_terms
from headgoose.elections.models import Body, Calendar, Election, ElectionState, Term
from headgoose.elections.panels import OPEN_STATES, TONES, list_url
from headgoose.elections.progress import tallies_below, total
from headgoose.elections.queries import current, elections_at, elections_within, get_term
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.queries import places_above
from headgoose.places.models import Span
from headgoose.places.queries import children, get_span, last_spans_of, top_places
from headgoose.places.views.place import tabs_of, trail_to

ON_PAGE = 50


@signed_in
@require_safe
def elections(request: HttpRequest) -> HttpResponse:
    """The way in: the elections of the largest place that the reader appoints in, else reads."""
    actor = get_actor(request)
    spans = top_places(actor.scope(Right.APPOINT) or actor.scope(Right.READ), today())
    spans = [span for span in spans if span.level < Level.GRID]
    if spans:
        return redirect(list_url(spans[0]))
    raise Refused(_("Your posts do not let you see elections."), Because.FORBIDDEN)


def place_asked(request: HttpRequest, code: str) -> tuple[Actor, Span]:
    """The place in an address, a village at the lowest, that the reader may see as it is today."""
    actor, span = get_actor(request), get_span(code, today())
    actor.require(Right.READ, span.area)
    if span.level > Level.VILLAGE:
        raise Refused(_("Elections are held in villages and communities."), Because.NOT_FOUND)
    return actor, span


def term_asked(request: HttpRequest) -> Term | None:
    """The term in an address, else the one in force; None where there is none at all."""
    if not request.GET.get("term") and not Term.objects.exists():
        return None
    return get_term(request.GET.get("term", ""), today())


def around(actor: Actor, span: Span, term: Term | None, last: str = "") -> dict[str, Any]:
    """What every page of elections of a place shows around its matter."""
    return {
        "span": span,
        "term": term,
        "terms": Term.objects.all(),
        "trail": trail_to(span, actor, today(), last or _("Elections")),
        "tabs": tabs_of(span, today(), "place-elections"),
        "may_confirm": span.level >= Level.COUNTY and may_confirm_in(actor, span),
        "may_set_terms": may_set_terms(actor),
        "section": "elections",
    }


@signed_in
@require_safe
def place_elections(request: HttpRequest, code: str) -> HttpResponse:
    """The elections of a place in a term: a table of what lies below, or those of a village through all terms."""
    actor, span = place_asked(request, code)
    term = term_asked(request)
    context = around(actor, span, term)
    if term is None:
        return render(request, "elections/no_term.html", context)
    if span.level is Level.VILLAGE:
        return render(request, "elections/village.html", context | _of_village(span, term))
    tallies = tallies_below(span, term, today())
    rows = [(child, tallies[child.key]) for child in children(span, today()) if child.key in tallies]
    own = {child.place_id for child, _tally in rows}
    context |= {
        "rows": rows,
        "whole": total(tallies),
        "states": [(state.value, state.label) for state in ElectionState],
        "calendars": Calendar.objects.filter(county=span.place_id, term=term).order_by("body"),
        "by_body": _by_body(elections_within([span.area], term, today()), own) if span.level is Level.TOWNSHIP else {},
        "tones": TONES,
    }
    return render(request, "elections/progress.html", context)


def _of_village(span: Span, term: Term) -> dict[str, Any]:
    """A village's elections of all terms, newest term first; and whether something waits to be confirmed."""
    found = list(elections_at(span.place_id).prefetch_related("contests__person", "contests__post__type"))
    by_term: dict[Term, list[tuple[Election, str]]] = {}
    for one in found:
        by_term.setdefault(one.term, []).append((one, TONES[one.state]))
    return {
        "by_term": list(by_term.items()),
        "held": any(one.state == ElectionState.HELD and one.term_id == term.pk for one in found),
    }


def _by_body(elections: QuerySet[Election], place_ids: set[int]) -> dict[int, list[tuple[Election, str]]]:
    """Of each village the elections that count now, party branch first."""
    found: dict[int, list[tuple[Election, str]]] = {place_id: [] for place_id in place_ids}
    for one in current(elections).order_by("body", "number"):
        if one.place_id in found:
            found[one.place_id].append((one, TONES[one.state]))
    return found


@signed_in
@require_safe
def elections_list(request: HttpRequest, code: str) -> HttpResponse:
    """The elections below a place, by state and body."""
    actor, span = place_asked(request, code)
    term = term_asked(request)
    if term is None:
        return render(request, "elections/no_term.html", around(actor, span, None))
    state, body = request.GET.get("state", ""), request.GET.get("body", "")
    found = current(elections_within([span.area], term, today()))
    if state in ElectionState.values:
        found = found.filter(state=state)
    if body in Body.values:
        found = found.filter(body=body)
    late = request.GET.get("late") == "1"
    if late:
        found = found.filter(state__in=OPEN_STATES, planned_on__lt=today())
    page = Paginator(found.order_by("planned_on", "pk"), ON_PAGE).get_page(page_asked(request))
    spans = last_spans_of(one.place_id for one in page)
    above = places_above(list(spans.values()), today())
    context = {
        **around(actor, span, term),
        "page": page,
        "rows": [(one, spans[one.place_id], above.get(one.place_id, ""), TONES[one.state]) for one in page],
        "states": ElectionState.choices,
        "bodies": Body.choices,
        "state": state,
        "body": body,
        "late": late,
    }
    return render(request, "elections/list.html", context)
