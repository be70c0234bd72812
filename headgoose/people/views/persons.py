"""A person: the posts they held, hold and will hold, as a timeline."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from headgoose.kernel.asking import date_asked
from headgoose.kernel.clock import FOREVER, today, years_between
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.registries import person_panels
from headgoose.kernel.rights import Right
from headgoose.people.queries import Term, tenures_of
from headgoose.people.views.rows import Reach, can_change
from headgoose.places.wording import dated, place_url


@signed_in
@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The timeline; only what lies inside the reader's area, and a 404 when nothing does."""
    actor, on = get_actor(request), date_asked(request)
    terms = tenures_of(person_id, actor.scope(Right.READ), on)
    may = Reach(actor)
    lines = [
        {
            "term": term,
            "phase": term.phase(on),
            "place_url": place_url(term.place, max(min(on, term.tenure.end_on), term.tenure.start_on)),
            "post_url": dated(reverse("post", args=[term.tenure.post_id]), on),
            "may_change": can_change(term.tenure, today()) and may.covers(term.tenure.type, term.place.key),
        }
        for term in terms
    ]
    holder = terms[0].tenure.person
    context = {
        "person": holder,
        "age": years_between(holder.born_on, on) if on >= holder.born_on else None,
        "on": on,
        "today": today(),
        "lines": lines,
        "held": [term for term in terms if term.phase(on) == "now"],
        "panels": [panel.render(person_id, actor, on) for panel in person_panels],
        "json_url": dated(reverse("person-json", args=[person_id]), on),
        "section": "people",
    }
    return render(request, "people/person.html", context)


@signed_in
@require_safe
def person_json(request: HttpRequest, person_id: int) -> HttpResponse:
    """The same for machines."""
    on = date_asked(request)
    terms = tenures_of(person_id, get_actor(request).scope(Right.READ), on)
    answer = {
        "on": on.isoformat(),
        "person": {"id": person_id, "name": terms[0].tenure.person.name},
        "tenures": [_facts(term, term.phase(on)) for term in terms],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _facts(term: Term, phase: str) -> dict[str, Any]:
    tenure = term.tenure
    return {
        "id": tenure.pk,
        "phase": phase,
        "post": {"id": tenure.post_id, "type": tenure.type.code, "name": tenure.type.name},
        "place": {"id": term.place.place_id, "code": term.place.code, "name": term.place.name},
        "start_on": tenure.start_on.isoformat(),
        "end_on": None if tenure.end_on == FOREVER else tenure.end_on.isoformat(),
        "how": tenure.how,
        "batch": tenure.batch.code if tenure.batch else None,
        "sent_by": term.sent_by.code if term.sent_by else None,
        "order": tenure.order.number if tenure.order else None,
    }
