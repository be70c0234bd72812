"""Who is in post without hours this year, by place and by name, each a click away from a class."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import Tenure
from headgoose.people.queries import places_above
from headgoose.places.queries import ancestors, get_span, last_spans_of, top_places
from headgoose.training.models import Enrolment, Family, Track
from headgoose.training.offers import Offer, open_offers
from headgoose.training.without import family_asked, tallies, tenures_without

ON_PAGE = 50


@signed_in
@require_safe
def without(request: HttpRequest) -> HttpResponse:
    """In post without hours this year, at a place and below."""
    actor, on = get_actor(request), today()
    top = top_places(actor.scope(Right.READ), on)
    if not top:
        raise Refused(_("Your posts show you nobody in post."), Because.FORBIDDEN)
    code = request.GET.get("place", "")
    if not code and len(request.GET) == 0 and len(top) == 1:
        return redirect(f"{request.path}?place={top[0].code}")
    span = get_span(code, on) if code else top[0]
    actor.require(Right.READ, span.area)
    family = family_asked(request.GET.get("family", ""))
    tracks = list(Track.objects.filter(family=family, types__home=True).distinct())
    track = next((one for one in tracks if one.code == request.GET.get("track", "")), None)
    number = page_asked(request)
    found = tenures_without(span.area, on, family, track.pk if track else 0, (number - 1) * ON_PAGE, ON_PAGE + 1)
    whole, *below = tallies(span, on, family)
    offers = open_offers(actor, on) if actor.scope(Right.TRAIN) else []
    context = {
        "span": span,
        "above": [one for one in ancestors(span, on) if actor.may(Right.READ, one.area)],
        "whole": whole,
        "below": below,
        "rows": _rows(found[:ON_PAGE], offers),
        "offers": offers,
        "family": family,
        "families": Family.choices,
        "track": track,
        "tracks": tracks,
        "year": str(on.year),
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if len(found) > ON_PAGE else None,
        "section": "training",
    }
    return render(request, "training/without.html", context)


def _rows(tenures: list[Tenure], offers: list[Offer]) -> list[tuple[Tenure, object, str, list[Offer]]]:
    """Each with their place, what lies above it, and the classes that they can be named for."""
    spans = last_spans_of(tenure.place_id for tenure in tenures)
    above = places_above(list(spans.values()), today())
    persons = [tenure.person_id for tenure in tenures]
    inside = set(
        Enrolment.objects.filter(
            person__in=persons, withdrawn_at=None, training_class__in=[offer.training_class.pk for offer in offers]
        ).values_list("person_id", "training_class_id")
    )
    return [
        (
            tenure,
            spans[tenure.place_id],
            above.get(tenure.place_id, ""),
            [
                offer
                for offer in offers
                if offer.suits(tenure.type_id, spans[tenure.place_id].key)
                and tenure.end_on > offer.training_class.start_on
                and (tenure.person_id, offer.training_class.pk) not in inside
            ],
        )
        for tenure in tenures
    ]
