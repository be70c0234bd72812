"""The chain select, train, manage, reward: by place, and of one person."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.careers.chain_page import chain_page, find_own_chain
from headgoose.careers.links import Link, chains_within, tally_within
from headgoose.careers.owing import rows_of
from headgoose.careers.queries import tenures_known
from headgoose.careers.rules import CHAIN_TYPES
from headgoose.careers.views.around import ON_PAGE, Overseen, find_top, overseen_place
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.people.models import PostType, Tenure


@signed_in
@require_safe
def careers(request: HttpRequest) -> HttpResponse:
    """The way in: the chains of the largest place that one oversees, or one's own."""
    actor = get_actor(request)
    top = find_top(actor)
    if top is not None:
        return redirect("place-chains", top.code)
    if actor.person_id is not None and find_own_chain(actor) is not None:
        return redirect("person-chain", actor.person_id)
    return render(request, "careers/nobody.html", {"section": "careers"})


@signed_in
@require_safe
def place_chains(request: HttpRequest, code: str) -> HttpResponse:
    """Who is in post in an area with the four links; those who lack one, if asked, and who owes it."""
    wanted = overseen_place(request, code)
    asked = request.GET.get("type", "")
    type_code = asked if asked in CHAIN_TYPES else CHAIN_TYPES[0]
    missing = next((link for link in Link if link.value == request.GET.get("missing", "")), None)
    tally = tally_within(wanted.span.area, wanted.on, type_code)
    count = tally.people - tally.by_link[missing] if missing else tally.people
    page = Paginator(range(count), ON_PAGE).get_page(page_asked(request))
    tenures = _tenures(wanted, type_code, missing, page.start_index() - 1)
    context = {
        **wanted.context("place-chains"),
        "tally": tally,
        "shares": [
            (link, tally.by_link[link], tally.people - tally.by_link[link], _share(tally.by_link[link], tally.people))
            for link in Link
        ],
        "whole": _share(tally.whole, tally.people),
        "rows": rows_of(tenures, wanted.on),
        "page": page,
        "types": PostType.objects.filter(code__in=CHAIN_TYPES),
        "type_code": type_code,
        "missing": missing,
        "links": list(Link),
    }
    return render(request, "careers/chains.html", context)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _tenures(wanted: Overseen, type_code: str, missing: Link | None, offset: int) -> list[Tenure]:
    chains = chains_within(wanted.span.area, wanted.on, type_code, missing, max(offset, 0), ON_PAGE)
    found = tenures_known().in_bulk([chain.tenure_id for chain in chains])
    return [found[chain.tenure_id] for chain in chains]


@signed_in
@require_safe
def person_chain(request: HttpRequest, person_id: int) -> HttpResponse:
    """The chain of one person: for the person, and for who appoints at the place."""
    on: date = today()
    context = chain_page(get_actor(request), person_id, on)
    return render(request, "careers/chain.html", {**context, "section": "careers", "title": _("The four links")})
