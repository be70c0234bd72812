"""A plan as what the room `people` acts on: for each line a seat that is empty during the term, and somebody in it."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from headgoose.dispatch.demand import find_empty_seats
from headgoose.dispatch.models import Demand, Placement, Run
from headgoose.kernel.refusal import Because, Refused
from headgoose.orders.rules import area_of_place
from headgoose.people.actions.persons import NewPerson
from headgoose.people.rules import Seating


class Line(NamedTuple):
    """A line of the plan with its seat; `person_id` None for somebody to be registered."""

    placement_id: int
    candidate_id: int
    person_id: int | None
    newcomer: NewPerson
    post_id: int
    key: int


def lines_of(run: Run) -> list[Line]:
    """All lines of a plan, each with a seat of its own. Refused (CONFLICT) where seats were filled meanwhile."""
    seats = find_empty_seats(run.type, area_of_place(run.place_id), run.start_on, run.end_on)
    place_of = dict(Demand.objects.filter(run=run).values_list("key", "place_id"))
    taken: dict[int, int] = defaultdict(int)
    lines, short = [], 0
    facts = ("pk", "candidate_id", "candidate__person_id", "candidate__name", "candidate__sex", "candidate__born_on")
    for *row, key in Placement.objects.filter(run=run).order_by("candidate__number").values_list(*facts, "key"):
        free = seats.get(place_of[key], [])
        if taken[key] >= len(free):
            short += 1
            continue
        post_id = free[taken[key]]
        taken[key] += 1
        lines.append(Line(row[0], row[1], row[2], NewPerson(row[3], row[4], row[5]), post_id, key))
    if short:
        reason = _("%(count)s seats of the plan are no longer empty during the whole term: reopen the run.")
        raise Refused(reason % {"count": short}, Because.CONFLICT, "seats")
    return lines


def seatings_of(run: Run, lines: list[Line], registered: range) -> list[Seating]:
    """What is asked of the room `people`; `registered` are the ids of the newcomers in order."""
    fresh = iter(registered)
    return [
        Seating(
            line.post_id,
            next(fresh) if line.person_id is None else line.person_id,
            run.start_on,
            run.end_on,
            run.how,
            batch_id=run.batch_id,
            sent_by_id=run.place_id,
        )
        for line in lines
    ]


def provisional(lines: list[Line]) -> tuple[range, dict[int, date]]:
    """Numbers that no person has for those to be registered, and their dates of birth by number."""
    births = [line.newcomer.born_on for line in lines if line.person_id is None]
    numbers = range(-1, -1 - len(births), -1)
    return numbers, dict(zip(numbers, births, strict=True))
