"""The chain of a head goose: chosen, trained, managed, rewarded. Each link is one condition over a tenure.

The same SQL makes the figures, the lists and the page of a person, so that none of them can disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from headgoose.kernel.area import Area
from headgoose.kernel.bulk import among
from headgoose.kernel.clock import CHINA, years_before


class Link(Enum):
    """A link of the chain, in order."""

    SELECT = "select"
    TRAIN = "train"
    MANAGE = "manage"
    REWARD = "reward"

    @property
    def label(self) -> Promise:
        """In words."""
        return LABELS[self]


LABELS: dict[Link, Promise] = {
    Link.SELECT: pgettext_lazy("a link of the chain", "chosen"),
    Link.TRAIN: pgettext_lazy("a link of the chain", "trained"),
    Link.MANAGE: pgettext_lazy("a link of the chain", "managed"),
    Link.REWARD: pgettext_lazy("a link of the chain", "rewarded"),
}
# Over a tenure `t`, with the values of `chain_parameters`.
TRAINED = (
    "EXISTS (SELECT 1 FROM training_enrolment e JOIN training_trainingclass c ON c.id = e.training_class_id "
    "WHERE e.person_id = t.person_id AND e.minutes > 0 AND c.state = 'approved' "
    "AND c.end_on > %(since)s AND c.end_on <= %(on)s)"
)
MANAGED = (
    "EXISTS (SELECT 1 FROM careers_review r JOIN people_tenure rt ON rt.id = r.tenure_id AND rt.type_id = t.type_id "
    "AND rt.end_reason <> 'void' WHERE r.person_id = t.person_id "
    "AND r.confirmed_at > %(after)s AND r.confirmed_at <= %(until)s)"
)
REWARDED = (
    "EXISTS (SELECT 1 FROM careers_award a WHERE a.person_id = t.person_id AND a.revoked_at IS NULL "
    "AND a.awarded_on > %(since)s AND a.awarded_on <= %(on)s)"
)
CONDITIONS: dict[Link, str] = {
    Link.SELECT: "t.order_id IS NOT NULL",
    Link.TRAIN: TRAINED,
    Link.MANAGE: MANAGED,
    Link.REWARD: REWARDED,
}
WHOLE = " AND ".join(CONDITIONS.values())
COLUMNS = ", ".join(
    f"CASE WHEN {condition} THEN 1 ELSE 0 END AS has_{link.value}" for link, condition in CONDITIONS.items()
)
NAMED = [f"has_{link.value}" for link in Link]
IN_POST = "t.end_on > %(on)s AND t.start_on <= %(on)s AND t.end_reason <> 'void'"
WITHIN = (
    "SELECT t.id AS tenure_id, s.key AS key, {columns} FROM places_span s {then} people_tenure t "
    "ON t.place_id = s.place_id AND t.type_id = (SELECT id FROM people_posttype WHERE code = %(type)s) "
    f"AND {IN_POST} WHERE s.key >= %(low)s AND s.key < %(high)s AND s.start_on <= %(on)s AND s.end_on > %(on)s "
    "AND s.kind BETWEEN 50 AND 59"
)


def chain_parameters(on: date) -> Mapping[str, object]:
    """The days and instants between which things count for a date: the twelve months that ended with it."""
    since = years_before(on, 1)
    return {"since": since.isoformat(), "after": _end_of(since), "until": _end_of(on)}


def _end_of(day: date) -> object:
    end = datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC) - timedelta(microseconds=1)
    return connection.ops.adapt_datetimefield_value(end)


@dataclass(frozen=True)
class Chain:
    """Which links of a tenure are there on a date."""

    tenure_id: int
    present: frozenset[Link]

    @property
    def missing(self) -> list[Link]:
        """What is not there, in order."""
        return [link for link in Link if link not in self.present]


@dataclass(frozen=True)
class Tally:
    """How many in post of an area have each link, and all of them."""

    people: int
    whole: int
    by_link: Mapping[Link, int]


def chains_of(tenure_ids: Sequence[int], on: date) -> dict[int, Chain]:
    """By tenure, which links are there on a date; one query for any number."""
    text, value = among("t.id", tenure_ids)
    sql = f"SELECT t.id, {COLUMNS} FROM people_tenure t WHERE {text.replace('%s', '%(ids)s')}"
    rows = _rows(sql, {**chain_parameters(on), "on": on.isoformat(), "ids": value})
    return {row[0]: _chain(row[0], row[1:]) for row in rows}


def chains_within(area: Area, on: date, type_code: str, missing: Link | None, offset: int, limit: int) -> list[Chain]:
    """The chains of those in post in an area, in the order of the tree; or of those who lack a link."""
    only = f" WHERE has_{missing.value} = 0" if missing else ""
    sql = f"SELECT tenure_id, {', '.join(NAMED)} FROM ({_within()}) AS chain{only} ORDER BY key, tenure_id"
    rows = _rows(f"{sql} LIMIT {limit:d} OFFSET {offset:d}", _parameters(area, on, type_code))
    return [_chain(row[0], row[1:]) for row in rows]


def tally_within(area: Area, on: date, type_code: str) -> Tally:
    """The sums over an area: what the figures say of it. By group, so that each condition is looked at once."""
    named = ", ".join(NAMED)
    sql = f"SELECT {named}, count(*) FROM ({_within()}) AS chain GROUP BY {named}"
    groups = [(_chain(0, flags).present, count) for *flags, count in _rows(sql, _parameters(area, on, type_code))]
    by_link = {link: sum(count for present, count in groups if link in present) for link in Link}
    whole = sum(count for present, count in groups if len(present) == len(Link))
    return Tally(sum(count for _present, count in groups), whole, by_link)


def _within() -> str:
    # SQLite would else begin with all tenures of the type.
    then = "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"
    return WITHIN.format(columns=COLUMNS, then=then)


def _parameters(area: Area, on: date, type_code: str) -> dict[str, object]:
    own = {"on": on.isoformat(), "low": area.low, "high": area.high, "type": type_code}
    return {**chain_parameters(on), **own}


def _rows(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(parameters))
        return list(cursor.fetchall())


def _chain(tenure_id: int, flags: Sequence[int]) -> Chain:
    return Chain(tenure_id, frozenset(link for link, flag in zip(Link, flags, strict=True) if flag))
