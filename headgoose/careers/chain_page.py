"""What the page of a chain shows: four links, each with what is on record, what is missing and who owes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headgoose.careers.links import Link
from headgoose.careers.models import Review
from headgoose.careers.owing import ChainRow, Owed, rows_of
from headgoose.careers.queries import awards_of, reviews_of, tenures_known
from headgoose.careers.rules import CHAIN_TYPES, can_confirm, may_oversee, years_open
from headgoose.careers.staying import leeway_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import Tenure
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of
from headgoose.training.queries import approved_minutes

YEARS_SHOWN = 3


@dataclass(frozen=True)
class LinkShown:
    """A link as the page shows it."""

    link: Link
    present: bool
    owed: Owed | None


def tenures_seen(actor: Actor, person_id: int, on: date) -> list[Tenure]:
    """The tenures of a person in posts with a chain that the actor may see, the present one first, then the newest."""
    rows = tenures_known().filter(person_id=person_id, type__code__in=CHAIN_TYPES, start_on__lte=on)
    found = list(rows.order_by("-start_on", "-pk"))
    if actor.person_id != person_id:
        spans = last_spans_of(tenure.place_id for tenure in found)
        found = [tenure for tenure in found if may_oversee(actor, spans[tenure.place_id].area)]
    return sorted(found, key=lambda tenure: tenure.end_on <= on)


def find_own_chain(actor: Actor) -> Tenure | None:
    """The actor's own tenure with a chain, if there is or was one."""
    own = Tenure.objects.filter(person_id=actor.person_id or 0, type__code__in=CHAIN_TYPES)
    return own.order_by("-end_on").first()


def chain_page(actor: Actor, person_id: int, on: date) -> dict[str, Any]:
    """The context of the page. Raises Refused (NOT_FOUND) for everybody but the person and who appoints there."""
    tenures = tenures_seen(actor, person_id, on)
    if not tenures:
        raise Refused(_("There is no such chain in your area."), Because.NOT_FOUND)
    tenure = tenures[0]
    row = rows_of([tenure], on)[0]
    own = actor.person_id == person_id
    oversees = may_oversee(actor, row.place.area) and not own
    return {
        "person": tenure.person,
        "tenure": tenure,
        "row": row,
        "on": on,
        "own": own,
        "oversees": oversees,
        "confirms": can_confirm(actor, row.place.area) and not own,
        "links": {shown.link.value: shown for shown in _links(row)},
        "terms": _terms(tenures),
        "leeway": leeway_of([tenure])[tenure.pk],
        "hours": hours_of(person_id, on),
        "reviews": reviews_of(tenures),
        "awards": awards_of(tenures),
        "to_write": _to_write(tenure, reviews_of([tenure]), on) if own else [],
    }


def _links(row: ChainRow) -> list[LinkShown]:
    owed = {one.link: one for one in row.owed}
    return [LinkShown(link, present, owed.get(link)) for link, present in row.links]


def _terms(tenures: Sequence[Tenure]) -> list[tuple[Tenure, Span]]:
    spans = last_spans_of(tenure.place_id for tenure in tenures)
    return [(tenure, spans[tenure.place_id]) for tenure in tenures]


def hours_of(person_id: int, on: date) -> list[tuple[int, float]]:
    """Approved hours of a person by year, this year first."""
    years = range(on.year, on.year - YEARS_SHOWN, -1)
    return [(year, approved_minutes([person_id], year).get(person_id, 0) / 60) for year in years]


def _to_write(tenure: Tenure, reviews: Sequence[Review], on: date) -> list[int]:
    """The years on which the person can write, and has not."""
    there = {review.year for review in reviews}
    return [year for year in years_open(tenure, on) if year not in there]
