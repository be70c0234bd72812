"""The figures of term elections: how many villages are through, where the others stand, and seats without a contest."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from headgoose.elections.models import Body, ElectionState
from headgoose.elections.queries import find_term
from headgoose.kernel.area import Level
from headgoose.kernel.figures import Direction, Figure, figures
from headgoose.people.figures import SHARE_OF_VILLAGES, VILLAGE_KIND

READS = frozenset({"elections", "places"})
STATES, BODIES = list(ElectionState), list(Body)
MINE = "e.place_id = area.place_id AND e.term_id = %(term)s"
CONCLUDED = "e.state = 'confirmed' AND e.starts_on <= %(on)s"
BOTH_CONCLUDED = (
    f"(SELECT count(DISTINCT e.body) FROM elections_election e WHERE {MINE} AND {CONCLUDED} "
    f"AND e.cause <> 'vacancy') = {len(BODIES)}"
)
# What an election was on a date follows from its days.
STATE_THEN = (
    "CASE WHEN e.annulled_on <= %(on)s THEN {void} WHEN e.starts_on <= %(on)s THEN {confirmed} "
    "WHEN e.held_on <= %(on)s THEN {held} WHEN e.postponed_on <= %(on)s THEN {postponed} "
    "WHEN e.listed_on <= %(on)s THEN {listed} ELSE {planned} END"
).format(**{state.value: number for number, state in enumerate(STATES, 1)})
BODY_PART = "CASE e.body WHEN 'branch' THEN 1 ELSE 2 END"


def term_of(on: date) -> Mapping[str, object]:
    """The term in force on a date; 0 where there is none."""
    term = find_term(on)
    return {"term": term.pk if term else 0}


def state_names() -> Mapping[int, str]:
    """States by number."""
    return {number: str(state.label) for number, state in enumerate(STATES, 1)}


def body_names() -> Mapping[int, str]:
    """Bodies by number."""
    return {number: str(body.label) for number, body in enumerate(BODIES, 1)}


figures.declare(
    Figure(
        code="P3",
        version="concluded-term-elections/1",
        name=_("Villages with a concluded term election"),
        unit=SHARE_OF_VILLAGES,
        definition=_(
            "Villages in which the elections of both committees, party branch and villagers' committee, for the term "
            "in force on the date are confirmed and those elected are in post by then, out of all villages; "
            "communities are not counted. By-elections after a void election count, those for a vacancy do not."
        ),
        direction=Direction.MORE,
        level=Level.VILLAGE,
        share=True,
        reads=READS,
        query=(
            f"SELECT area.place_id, area.key, CASE WHEN {BOTH_CONCLUDED} THEN 1 ELSE 0 END AS numerator, "
            "1 AS denominator, area.place_id AS record_id, NULL AS part FROM area "
            f"WHERE area.kind = {VILLAGE_KIND} AND %(term)s > 0"
        ),
        record="places.place",
        order=5,
        parameters=term_of,
    )
)
figures.declare(
    Figure(
        code="P3-states",
        version="term-elections-by-state/1",
        name=_("Term elections by state"),
        unit=_("elections"),
        definition=_(
            "Elections of both committees in villages and communities for the term in force on the date that had been "
            "planned by then, by-elections included, by the state they were in."
        ),
        direction=Direction.NONE,
        level=Level.VILLAGE,
        share=False,
        reads=READS,
        query=(
            "SELECT area.place_id, area.key, 1 AS numerator, 0 AS denominator, e.id AS record_id, "
            f"{STATE_THEN} AS part FROM area JOIN elections_election e ON {MINE} AND e.called_on <= %(on)s"
        ),
        record="elections.election",
        order=6,
        parameters=term_of,
        part_label=_("State"),
        parts=state_names,
    )
)
figures.declare(
    Figure(
        code="P3-uncontested",
        version="uncontested-seats/1",
        name=_("Seats that only one candidate stood for"),
        unit=_("% of seats"),
        definition=_(
            "Of the seats filled by confirmed elections of both committees in villages and communities for the term "
            "in force on the date, those for which a single candidate stood, by committee."
        ),
        direction=Direction.LESS,
        level=Level.VILLAGE,
        share=True,
        reads=READS,
        query=(
            "SELECT area.place_id, area.key, CASE WHEN c.standing = 1 THEN 1 ELSE 0 END AS numerator, "
            f"1 AS denominator, c.id AS record_id, {BODY_PART} AS part FROM area JOIN elections_election e "
            f"ON {MINE} AND {CONCLUDED} JOIN elections_contest c ON c.election_id = e.id"
        ),
        record="elections.contest",
        order=7,
        parameters=term_of,
        part_label=_("Body"),
        parts=body_names,
    )
)
