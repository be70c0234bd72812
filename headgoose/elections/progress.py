"""How far the elections of a term are, place by place, as it stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from headgoose.elections.models import Body, ElectionState, Term
from headgoose.kernel.area import Area, Level
from headgoose.people.listing import within_sql
from headgoose.places.models import Kind, Span

VILLAGES = "{within} AND s.start_on <= %(on)s AND s.end_on > %(on)s AND s.kind BETWEEN 50 AND 59"
CHILD = "s.key - s.key %% %(divisor)s"
PLACES = f"""
SELECT x.child, x.kind, count(*), sum(CASE WHEN x.concluded = {len(Body)} THEN 1 ELSE 0 END) FROM (
SELECT {CHILD} AS child, s.kind, (SELECT count(DISTINCT e.body) FROM elections_election e
WHERE e.place_id = s.place_id AND e.term_id = %(term)s AND e.state = 'confirmed' AND e.cause <> 'vacancy') AS concluded
FROM places_span s WHERE {VILLAGES}) x GROUP BY x.child, x.kind
"""
# Of each body the last election counts, and beside it an open one for a vacancy.
COUNTED = """
(CASE WHEN e.cause = 'vacancy' THEN e.state IN ('planned', 'listed', 'held', 'postponed')
ELSE NOT EXISTS (SELECT 1 FROM elections_election l WHERE l.place_id = e.place_id AND l.term_id = e.term_id
AND l.body = e.body AND l.number > e.number AND l.cause <> 'vacancy') END)
""".strip()
STATES = f"""
SELECT {CHILD} AS child, e.state, count(*) FROM places_span s {{then}} elections_election e
ON e.place_id = s.place_id AND e.term_id = %(term)s AND {COUNTED} WHERE {VILLAGES} GROUP BY 1, 2
"""
SEATS = f"""
SELECT {CHILD} AS child, count(*), sum(CASE WHEN c.standing = 1 THEN 1 ELSE 0 END)
FROM places_span s {{then}} elections_election e ON e.place_id = s.place_id AND e.term_id = %(term)s
AND e.state = 'confirmed' JOIN elections_contest c ON c.election_id = e.id WHERE {VILLAGES} GROUP BY 1
"""


@dataclass
class Tally:
    """Of one place: its villages and communities and how many are through, elections by state, seats uncontested."""

    villages: int = 0
    villages_done: int = 0
    communities: int = 0
    communities_done: int = 0
    states: dict[str, int] = field(default_factory=dict)
    seats: int = 0
    uncontested: int = 0

    @property
    def share(self) -> float | None:
        """The share of villages that are through."""
        return self.villages_done / self.villages if self.villages else None

    def of(self, state: ElectionState) -> int:
        """How many elections are in a state."""
        return self.states.get(state.value, 0)

    @property
    def by_state(self) -> list[tuple[str, int]]:
        """Every state with its number of elections."""
        return [(state.value, self.of(state)) for state in ElectionState]

    def add(self, other: "Tally") -> None:
        """Count another place in."""
        self.villages += other.villages
        self.villages_done += other.villages_done
        self.communities += other.communities
        self.communities_done += other.communities_done
        self.seats += other.seats
        self.uncontested += other.uncontested
        for state, count in other.states.items():
            self.states[state] = self.states.get(state, 0) + count


def tallies_below(span: Span, term: Term, on: date) -> dict[int, Tally]:
    """By the key of each child of a place, how far its villages are; three queries."""
    level = Level(min(span.level + 1, Level.VILLAGE))
    found: dict[int, Tally] = {}
    for child, kind, count, done in _rows(PLACES, span.area, level, term, on):
        tally = found.setdefault(child, Tally())
        if kind == Kind.VILLAGE:
            tally.villages, tally.villages_done = count, done
        else:
            tally.communities, tally.communities_done = count, done
    for child, state, count in _rows(STATES, span.area, level, term, on):
        found.setdefault(child, Tally()).states[state] = count
    for child, seats, uncontested in _rows(SEATS, span.area, level, term, on):
        tally = found.setdefault(child, Tally())
        tally.seats, tally.uncontested = seats, uncontested
    return found


def total(tallies: Mapping[int, Tally]) -> Tally:
    """All of them together."""
    whole = Tally()
    for tally in tallies.values():
        whole.add(tally)
    return whole


def _rows(query: str, area: Area, level: Level, term: Term, on: date) -> Sequence[tuple[Any, ...]]:
    parameters: dict[str, Any] = {"on": on.isoformat(), "term": term.pk, "divisor": level.divisor}
    within = within_sql([area], parameters)
    then = "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"
    with connection.cursor() as cursor:
        cursor.execute(query.replace("{within}", within).replace("{then}", then), parameters)
        return list(cursor.fetchall())
