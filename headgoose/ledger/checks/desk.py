"""What checks hang into the home desk."""

from collections import Counter
from datetime import date

from django.urls import reverse

from headgoose.kernel.actor import Actor
from headgoose.kernel.registries import Waiting
from headgoose.kernel.rights import Right
from headgoose.ledger.checks.listing import State, find_within, years_of
from headgoose.ledger.checks.table import CHECKS
from headgoose.places.queries import top_places


def open_findings(actor: Actor, on: date) -> list[Waiting]:
    """Findings of this year that wait for who reviews books, by check."""
    found: Counter[str] = Counter()
    places = top_places(actor.scope(Right.REVIEW_BOOKS), on)
    for place in places:
        kept = find_within(place.area, years_of(place.area, on), on)
        found.update(one.check for one in kept.narrow(state=State.OPEN))
    return [
        Waiting(
            text=str(check.name),
            url=f"{reverse('ledger-checks-below', args=[places[0].code])}?check={check.code}&state=open",
            count=found[check.code],
            tone="warn",
        )
        for check in CHECKS.values()
        if found[check.code]
    ]
