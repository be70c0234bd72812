"""The pairs of a run, worked out from its pool, its demand and its rule."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext_noop, ngettext

from headgoose.dispatch.distances import read_centres
from headgoose.dispatch.models import Candidate, Demand, Run
from headgoose.dispatch.reaching import Ground, Reach, Seeker, reach_of
from headgoose.dispatch.rules import rule_of
from headgoose.dispatch.standing import Standing, find_standing_posts
from headgoose.kernel.refusal import Because, Refused

EDGE_COLUMNS = ("run_id", "candidate_id", "key", "rank", "km", "skill", "home")
FACTS = ("pk", "mark", "home_key", "home_level", "choices", "skills", "person_id", "name")
SHOWN = 5


def ground_of(run: Run) -> Ground:
    """The places of a run's demand, as the rule sees them."""
    demand = list(Demand.objects.filter(run=run).order_by("key").values_list("key", "wanted"))
    keys = np.array([key for key, _wanted in demand], dtype=np.int64)
    wanted = {place: frozenset(skills) for place, (_key, skills) in enumerate(demand) if skills}
    return Ground(keys, wanted, rule_of(run), read_centres())


def reaches_of(run: Run, ground: Ground, on_record: bool = False) -> list[tuple[int, Reach]]:
    """Where everybody in the pool may go, by the candidate's id. Refused when somebody can go nowhere."""
    people = list(Candidate.objects.filter(run=run, withdrawn=False).values_list(*FACTS))
    known = () if on_record else (row[6] for row in people if row[6])
    standing = find_standing_posts(run.type, run.start_on, run.end_on, known)
    _refuse_for([row[7] for row in people if row[6] in standing.against], held=True)
    reaches = [(row[0], reach_of(ground, seeker_of(row, standing))) for row in people]
    names = {row[0]: row[7] for row in people}
    _refuse_for([names[pk] for pk, reach in reaches if len(reach.place) == 0], held=False)
    return reaches


def seeker_of(row: Sequence[Any], standing: Standing) -> Seeker:
    """A row of FACTS as somebody who seeks a place."""
    _pk, mark, home_key, home_level, choices, skills, person_id, _name = row
    barred = standing.barred.get(person_id, ())
    return Seeker(mark, home_key, home_level, choices, frozenset(skills), frozenset(barred))


def edge_rows(run: Run, ground: Ground, reaches: Iterable[tuple[int, Reach]]) -> Iterator[tuple[int, ...]]:
    """Rows of the table of edges, in the order of EDGE_COLUMNS."""
    for pk, reach in reaches:
        columns = (ground.keys[reach.place], reach.rank, reach.km, reach.skill, reach.home)
        for costs in zip(*(column.tolist() for column in columns), strict=True):
            yield (run.pk, pk, *costs)


def _refuse_for(names: Sequence[str], held: bool) -> None:
    if not names:
        return
    shown = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
    words = {"count": len(names), "names": shown}
    reason = (
        ngettext(
            "%(count)s person holds a post by now that stands against this one: %(names)s. Withdraw them first.",
            "%(count)s people hold posts by now that stand against this one: %(names)s. Withdraw them first.",
            len(names),
        )
        if held
        else ngettext(
            "There is no place where %(count)s person could go: %(names)s. Widen the rule, or withdraw them.",
            "There is no place where %(count)s people could go: %(names)s. Widen the rule, or withdraw them.",
            len(names),
        )
    )
    raise Refused(reason % words, Because.CONFLICT, "pool", people=list(names))


NOWHERE = gettext_noop("There is no place where this person could go under the rule.")
