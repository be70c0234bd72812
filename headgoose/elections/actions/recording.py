"""Elections of former years are put on record in one go, over the tenures that they led to and that stand already."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.elections.models import Body, Contest, Election, ElectionState, Term, TermLimit
from headgoose.elections.rules import (
    POSTS,
    area_above,
    check_ballots,
    check_held,
    check_listed,
    check_planned,
    check_standing,
    check_starts,
    terms_in_row,
)
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.bulk import among, insert_rows, reserve_ids
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.people.models import How, PostType
from headgoose.records.actions import Entry, record_acts

TENURES = """
SELECT t.id, t.post_id, t.type_id, t.place_id, t.person_id, t.start_on, t.how FROM people_tenure t WHERE {tenures}
"""
PLACES = """
SELECT s.place_id, s.key FROM places_span s
WHERE s.kind BETWEEN 50 AND 59 AND {places}
AND s.end_on = (SELECT max(last.end_on) FROM places_span last WHERE last.place_id = s.place_id)
"""
ELECTION_COLUMNS = (
    "id",
    "term_id",
    "place_id",
    "body",
    "number",
    "cause",
    "follows_id",
    "state",
    "called_on",
    "planned_on",
    "listed_on",
    "held_on",
    "starts_on",
    "postponed_on",
    "annulled_on",
    "confirmed_at",
    "afterwards",
    "remark",
    "electors",
    "ballots",
    "version",
)
CONTEST_COLUMNS = (
    "election_id",
    "post_id",
    "standing",
    "person_id",
    "name",
    "sex",
    "alike",
    "votes",
    "tenure_id",
)


class PastElection(NamedTuple):
    """An election of a body with one seat, as files tell it.

    Args:
        follows: of a by-election, the place in the same list of the one that it follows.
        starts_on: of a confirmed one, when its tenure began.
        ended_on: when it was postponed or annulled; `remark` says why.
        tenure_id: of a confirmed one, the tenure that it led to.
    """

    place_id: int
    body: str
    number: int
    state: str
    planned_on: date
    cause: str = ""
    follows: int | None = None
    listed_on: date | None = None
    held_on: date | None = None
    starts_on: date | None = None
    ended_on: date | None = None
    remark: str = ""
    standing: int = 1
    electors: int | None = None
    ballots: int | None = None
    votes: int | None = None
    tenure_id: int | None = None


CONFIRMED, ELECTED = ElectionState.CONFIRMED.value, How.ELECTED.value
UNDECIDED = (ElectionState.VOID.value, ElectionState.POSTPONED.value)
# Of a tenure: post, type, place, person, start, how.
TenureFacts = tuple[int, int, int, int, date, str]


@action
def record_past_elections(*, by: Actor, at: datetime, term_id: int, elections: Sequence[PastElection]) -> range:
    """Put elections of a term on record that were confirmed, became void or are postponed; return their ids in order.

    The rules are those of the steps; tenures are not written but named, and must be those of somebody elected there.
    """
    term = Term.objects.filter(pk=term_id).first()
    if term is None:
        raise Refused(_("There is no such term."), Because.NOT_FOUND, field="term")
    if not elections:
        raise Refused(_("There is no election to put on record."))
    keys = _read(PLACES, "places", "s.place_id", {one.place_id for one in elections})
    tenures = _read(TENURES, "tenures", "t.id", {one.tenure_id for one in elections if one.tenure_id})
    counties = _by_county(elections, keys)
    for county in counties:
        by.require(Right.APPOINT, area_above(county, Level.COUNTY))
    _check_all(elections, tenures, term, date_of(at))
    _check_limits(elections, tenures, term)
    ids = reserve_ids(Election, len(elections))
    write: Callable[[date], object] = cache(date.isoformat)
    moment = connection.ops.adapt_datetimefield_value(at)
    rows = (_row(pk, ids.start, term, one, write, moment) for pk, one in zip(ids, elections, strict=True))
    insert_rows(Election, ELECTION_COLUMNS, rows)
    seats = (
        _seat(pk, one, tenures[one.tenure_id])
        for pk, one in zip(ids, elections, strict=True)
        if one.tenure_id is not None
    )
    insert_rows(Contest, CONTEST_COLUMNS, seats)
    entries = [
        Entry(f"elections.term:{term.pk}", county, since, after={"count": count})
        for county, (count, since) in sorted(counties.items())
    ]
    record_acts(by=by, at=at, verb="elections.record_past_elections", entries=entries)
    return ids


def _read(query: str, name: str, column: str, ids: set[int]) -> dict[int, Any]:
    text, value = among(column, ids)
    with connection.cursor() as cursor:
        cursor.execute(query.format(**{name: text}), [value])
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _by_county(elections: Sequence[PastElection], keys: dict[int, tuple[int]]) -> dict[int, tuple[int, date]]:
    """By the key of the county, how many elections, and the first day that a figure can change."""
    found: dict[int, tuple[int, date]] = defaultdict(lambda: (0, date.max))
    for one in elections:
        if one.place_id not in keys:
            raise Refused(_("Elections are held in villages and communities."), Because.NOT_FOUND, field="place")
        key = keys[one.place_id][0]
        county = key - key % Level.COUNTY.divisor
        count, since = found[county]
        found[county] = (count + 1, min(since, _called_on(one)))
    return found


def _called_on(one: PastElection) -> date:
    """Since when it is on record: an election is planned before its lists are out."""
    return min(one.planned_on, one.listed_on or one.planned_on, one.ended_on or one.planned_on)


@dataclass(frozen=True)
class Days:
    """The rules of days for one term, each looked up once: of a province's elections most share theirs."""

    planned: Callable[[date], None]
    listed: Callable[[date, date, str], None]
    held: Callable[[date, date, str], None]
    starts: Callable[[date, date], None]


def _rules_of(term: Term, today: date) -> Days:
    return Days(
        planned=cache(lambda planned_on: check_planned(planned_on, term, today)),
        listed=cache(lambda listed_on, planned_on, body: check_listed(listed_on, planned_on, body, today)),
        held=cache(lambda held_on, listed_on, body: check_held(held_on, listed_on, body, term, today)),
        starts=cache(lambda starts_on, held_on: check_starts(starts_on, held_on, term, today)),
    )


def _check_all(elections: Sequence[PastElection], tenures: dict[int, TenureFacts], term: Term, today: date) -> None:
    codes = {type_.pk: type_.code for type_ in PostType.objects.all()}
    types = {body.value: {pk for pk, code in codes.items() if code in POSTS[body]} for body in Body}
    days = _rules_of(term, today)
    for one in elections:
        if one.body not in types:
            raise Refused(_("Say which of the two committees is elected."), field="body")
        days.planned(one.planned_on)
        if one.state == CONFIRMED:
            _check_confirmed(one, tenures.get(one.tenure_id or 0), types[one.body], days)
        elif one.state not in UNDECIDED or not one.ended_on or not one.remark:
            reason = _("Say when and why it was postponed or became void.")
            raise Refused(reason, field="remark")
        elif one.tenure_id is not None:
            raise Refused(_("Only a confirmed election leads to a tenure."), field="tenure")


def _check_confirmed(one: PastElection, tenure: TenureFacts | None, types: set[int], days: Days) -> None:
    if one.listed_on is None or one.held_on is None or one.starts_on is None:
        raise Refused(_("Say when the lists were published, when it was held, and since when it holds."))
    days.listed(one.listed_on, one.planned_on, one.body)
    days.held(one.held_on, one.listed_on, one.body)
    days.starts(one.starts_on, one.held_on)
    check_standing(one.standing)
    check_ballots(one.body, one.electors, one.ballots, [one.votes])
    if tenure is None:
        raise Refused(_("There is no such tenure."), Because.NOT_FOUND, field="tenure")
    _post, type_id, place_id, _person, start_on, how = tenure
    fits = type_id in types and place_id == one.place_id and start_on == one.starts_on and how == ELECTED
    if not fits:
        reason = _("The tenure is not that of somebody whom this election seated.")
        raise Refused(reason, Because.CONFLICT, field="tenure")


def _check_limits(elections: Sequence[PastElection], tenures: dict[int, TenureFacts], term: Term) -> None:
    """Nobody was elected for more terms in a row than the rule allows."""
    earlier = list(Term.objects.filter(start_on__lt=term.start_on).values_list("pk", flat=True))
    # Nobody can have been elected for more terms than there were.
    limits = {limit.type_id: limit for limit in TermLimit.objects.filter(terms_in_row__lte=len(earlier))}
    if not limits:
        return
    rows = Contest.objects.filter(post__type__in=limits, tenure__isnull=False)
    served: dict[tuple[int, int], set[int]] = defaultdict(set)
    for person_id, type_id, term_id in rows.values_list("person_id", "post__type_id", "election__term_id"):
        served[person_id, type_id].add(term_id)
    for one in elections:
        if one.tenure_id is None:
            continue
        _post, type_id, _place, person_id, _start, _how = tenures[one.tenure_id]
        limit, mine = limits.get(type_id), served.get((person_id, type_id), set())
        most = limit.terms_in_row if limit else None
        if limit and most is not None and term.pk not in mine and terms_in_row(mine, earlier) >= most:
            reason = _("Somebody was elected for more terms in a row than “%(source)s” allows.")
            raise Refused(reason % {"source": limit.source}, Because.CONFLICT, field="tenure")


def _row(
    pk: int, first: int, term: Term, one: PastElection, write: Callable[[date], object], moment: object
) -> tuple[Any, ...]:
    def day(value: date | None) -> object:
        return None if value is None else write(value)

    return (
        pk,
        term.pk,
        one.place_id,
        one.body,
        one.number,
        one.cause,
        None if one.follows is None else first + one.follows,
        one.state,
        write(_called_on(one)),
        write(one.planned_on),
        day(one.listed_on),
        day(one.held_on),
        day(one.starts_on),
        day(one.ended_on) if one.state == ElectionState.POSTPONED else None,
        day(one.ended_on) if one.state == ElectionState.VOID else None,
        moment if one.state == CONFIRMED else None,
        True,
        one.remark,
        one.electors,
        one.ballots,
        0,
    )


def _seat(pk: int, one: PastElection, tenure: TenureFacts) -> tuple[Any, ...]:
    return (pk, tenure[0], one.standing, tenure[3], "", "", False, one.votes, one.tenure_id)
