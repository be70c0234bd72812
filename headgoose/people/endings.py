"""Tenures that an order ends: what the records say of them, and which of them may not be ended so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import among
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Because
from headgoose.people.models import EndReason, PostType
from headgoose.people.rules import Fault, Seating, integers, outside, reach

STANDING = """
SELECT t.id, t.post_id, t.person_id, t.type_id, t.start_on, t.end_on, t.how, t.end_reason, t.ended_by_id, s.key
FROM people_tenure t JOIN places_span s ON s.place_id = t.place_id
WHERE s.end_on = (SELECT max(last.end_on) FROM places_span last WHERE last.place_id = t.place_id) AND {tenures}
"""


class Ending(NamedTuple):
    """A line of an order: this tenure ends on a day (the first one no longer in post) for a reason."""

    tenure_id: int
    end_on: date
    reason: str = EndReason.TRANSFERRED.value


@dataclass(frozen=True)
class Standing:
    """A tenure as it is on record, and the key of its place on the newest map."""

    tenure_id: int
    post_id: int
    person_id: int
    type_id: int
    start_on: date
    end_on: date
    how: str
    end_reason: str
    ended_by_id: int | None
    key: int


def find_standing(tenure_ids: Sequence[int]) -> dict[int, Standing]:
    """Tenures by id; one query for any number."""
    text, value = among("t.id", tenure_ids)
    with connection.cursor() as cursor:
        cursor.execute(STANDING.format(tenures=text), [value])
        return {row[0]: Standing(*row) for row in cursor.fetchall()}


def find_ending_faults(
    by: Actor, today: date, endings: Sequence[Ending], standing: Mapping[int, Standing]
) -> list[Fault]:
    """Every ending that breaks a rule, first broken rule each, in line order."""
    faults: dict[int, Fault] = {}
    seen: set[int] = set()
    for line, ending in enumerate(endings):
        reason = _broken(ending, standing.get(ending.tenure_id), today, seen)
        if reason is not None:
            faults[line] = reason._replace(line=line)
        seen.add(ending.tenure_id)
    for fault in _beyond_reach(by, endings, standing):
        faults.setdefault(fault.line, fault)
    return [faults[line] for line in sorted(faults)]


def _broken(ending: Ending, tenure: Standing | None, today: date, seen: set[int]) -> Fault | None:
    """The first rule that an ending breaks, on line 0."""
    rules: list[tuple[bool, Promise, str, Because]]
    if tenure is None or tenure.end_reason == EndReason.VOID:
        return Fault(0, _("There is no such tenure."), "tenure", Because.NOT_FOUND)
    rules = [
        (ending.tenure_id in seen, _("This tenure is ended twice in the order."), "tenure", Because.CONFLICT),
        (tenure.end_on <= today, _("This tenure has ended already."), "tenure", Because.CONFLICT),
        (ending.end_on <= tenure.start_on, _("A tenure must end after it starts."), "end_on", Because.INVALID),
        (ending.end_on == FOREVER, _("Say the day on which the tenure ends."), "end_on", Because.INVALID),
        (
            ending.reason not in EndReason.values or ending.reason == EndReason.VOID,
            _("Say why the tenure ends."),
            "reason",
            Because.INVALID,
        ),
    ]
    return next((Fault(0, words, field, because) for broken, words, field, because in rules if broken), None)


def _beyond_reach(by: Actor, endings: Sequence[Ending], standing: Mapping[int, Standing]) -> list[Fault]:
    known = [(line, standing[e.tenure_id]) for line, e in enumerate(endings) if e.tenure_id in standing]
    faults = []
    for type_ in PostType.objects.filter(pk__in={tenure.type_id for _line, tenure in known}):
        of_type = [(line, tenure.key) for line, tenure in known if tenure.type_id == type_.pk]
        beyond = outside(reach(by, type_), integers([key for _line, key in of_type]))
        reason = _("Your posts do not let you fill or end “%(post)s” here.") % {"post": type_.name}
        faults += [
            Fault(line, reason, "post", Because.FORBIDDEN)
            for (line, _key), out in zip(of_type, beyond, strict=True)
            if out
        ]
    return faults


def gained(endings: Sequence[Ending], standing: Mapping[int, Standing]) -> list[tuple[int, Seating]]:
    """What tenures gain by an end later than was set, as (number of the ending, seating to be checked)."""
    found = []
    for line, ending in enumerate(endings):
        tenure = standing[ending.tenure_id]
        if ending.end_on > tenure.end_on:
            found.append((line, Seating(tenure.post_id, tenure.person_id, tenure.end_on, ending.end_on)))
    return found
