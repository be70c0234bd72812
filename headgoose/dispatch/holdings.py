"""What this room holds about a person, as plain values: all of it, or what lies inside some areas."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from headgoose.dispatch.models import Candidate
from headgoose.kernel.area import Area, Level, code_of
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of


def candidacies_held(person_id: int, areas: Sequence[Area] | None = None) -> list[dict[str, Any]]:
    """The pools that somebody is in, with choices, where they could go, what was ruled, and where they were sent.

    Inside areas: those of runs of places there.
    """
    pools = Candidate.objects.filter(Q(person_id=person_id) | Q(placements__tenure__person_id=person_id)).distinct()
    found = list(pools.select_related("run").order_by("run_id"))
    if areas is not None:
        spans = last_spans_of(one.run.place_id for one in found)
        found = [one for one in found if is_inside(spans[one.run.place_id].key, areas)]
    return [_plain(one) for one in found]


def _plain(one: Candidate) -> dict[str, Any]:
    placement = one.placements.first()
    return {
        "run": one.run.number,
        "title": one.run.title,
        "state": one.run.state,
        "name": one.name,
        "sex": one.sex,
        "born_on": one.born_on,
        "home": code_of(one.home_key, Level(one.home_level)) if one.home_key and one.home_level else "",
        "skills": list(one.skills),
        "choices": [code_of(key, Level.VILLAGE) for key in one.choices],
        "score": one.score,
        "withdrawn": one.withdrawn,
        "could_go_to": one.edges.count(),
        "rulings": [[ruling.kind, code_of(ruling.key, Level.VILLAGE)] for ruling in one.rulings.all()],
        "sent_to": code_of(placement.key, Level.VILLAGE) if placement else "",
    }
