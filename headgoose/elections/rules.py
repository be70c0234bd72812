"""What may and may not be of elections: pure functions, for one election or for all of a province alike."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from headgoose.elections.models import Body, Term
from headgoose.elections.states import LEVELS
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level, area_of
from headgoose.kernel.clock import years_before
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.names import plain_text
from headgoose.places.rules import check_date

# The kinds of post that each body elects, in villages and in communities.
POSTS: dict[Body, tuple[str, ...]] = {
    Body.BRANCH: ("secretary", "community_secretary"),
    Body.COMMITTEE: ("committee_director", "community_director"),
}
# Organic Law of the Villagers' Committees, article 14: the list of voters stands twenty days before the election.
LISTED_BEFORE_DAYS: dict[str, int] = {Body.BRANCH.value: 0, Body.COMMITTEE.value: 20}
# Elections for a term are held from a year before it begins; whoever is in post stays until the next one, so that a
# seat may still have to be filled for a while after it has ended.
AHEAD_YEARS, AFTER_DAYS = 1, 180
WHY_AT_LEAST, WHY_MAX = 4, 200
NUMBER_MAX = 60
STANDING_MAX = 99
VOTES_MAX = 1_000_000


def area_above(key: int, level: Level) -> Area:
    """The place of a level in which a key lies."""
    return area_of(key - key % level.divisor, level)


def can_take(by: Actor, verb: str, key: int) -> bool:
    """Whether the actor's posts let them take a step at a village: the table says from which level."""
    return by.may(Right.APPOINT, area_above(key, LEVELS[verb]))


def check_can_take(by: Actor, verb: str, key: int) -> None:
    """Refuse whoever does not appoint in the whole township, or county, of a village."""
    by.require(Right.APPOINT, area_above(key, LEVELS[verb]))


def check_why(why: str) -> str:
    """A reason in words, cleaned."""
    plain = plain_text(why)
    if not WHY_AT_LEAST <= len(plain) <= WHY_MAX or not plain.isprintable():
        raise Refused(_("Give the reason in 4 to 200 characters."), field="why")
    return plain


def check_number(number: str) -> str:
    """The number of the document that confirms, cleaned."""
    plain = plain_text(number)
    if not plain or len(plain) > NUMBER_MAX or not plain.isprintable():
        raise Refused(_("Give the document its number, in at most 60 characters."), field="number")
    return plain


def years_after(day: date, years: int) -> date:
    """The same day some years later; 29 February falls back to the 28th."""
    return years_before(day, -years)


# Checked for each election of a province: no reason is put into words before it is needed.
def check_in_term(day: date, term: Term, field: str) -> None:
    """The day of an election lies in the term, in the year before it, or shortly after it."""
    first, end = years_before(term.start_on, AHEAD_YEARS), term.end_on + timedelta(days=AFTER_DAYS)
    if not first <= day < end:
        words = {"term": term.name, "first": first, "end": end}
        reason = _("Elections for %(term)s are held from %(first)s and before %(end)s.") % words
        raise Refused(reason, field=field)


def check_planned(planned_on: date, term: Term, today: date) -> None:
    """A day that is planned lies within reach and in the term."""
    check_date(planned_on, today, "planned_on")
    check_in_term(planned_on, term, "planned_on")


def _check_come(day: date, today: date, field: str) -> None:
    if day > today:
        raise Refused(_("The day lies in the future: put it on record when it has come."), field=field)


def check_listed(listed_on: date, planned_on: date, body: str, today: date) -> None:
    """Lists have been published, and early enough for the day that is planned."""
    _check_come(listed_on, today, "listed_on")
    if (planned_on - listed_on).days < LISTED_BEFORE_DAYS[body]:
        words = {"days": LISTED_BEFORE_DAYS[body], "planned": planned_on}
        reason = _("The lists stand for %(days)s days before the election, planned for %(planned)s.") % words
        raise Refused(reason, field="listed_on")


def check_held(held_on: date, listed_on: date, body: str, term: Term, today: date) -> None:
    """The day of an election has come, lies in the term, and long enough after the lists."""
    _check_come(held_on, today, "held_on")
    check_in_term(held_on, term, "held_on")
    if (held_on - listed_on).days < LISTED_BEFORE_DAYS[body]:
        words = {"days": LISTED_BEFORE_DAYS[body], "listed": listed_on}
        reason = _("The lists, published on %(listed)s, stand for %(days)s days before the election.") % words
        raise Refused(reason, field="held_on")


def check_starts(starts_on: date, held_on: date, term: Term, today: date) -> None:
    """Who was elected is in post from the day of the election at the earliest, and within the term."""
    check_date(starts_on, today, "starts_on")
    if starts_on < held_on:
        raise Refused(_("The election was held on %(held)s.") % {"held": held_on}, field="starts_on")
    check_in_term(starts_on, term, "starts_on")


def check_standing(standing: int) -> None:
    """At least one person stands for a seat."""
    if not 1 <= standing <= STANDING_MAX:
        raise Refused(_("From 1 to 99 candidates stand for a seat."), field="standing")


def check_ballots(body: str, electors: int | None, ballots: int | None, votes: Sequence[int | None]) -> None:
    """An election counts when enough voted, and elects who got more than half of the ballots.

    Where numbers are not told nothing is checked. Of a villagers' committee more than half of the electors vote
    (Organic Law, article 15); of a party branch four fifths are present (rules on elections of local branches).
    """
    told = [number for number in (electors, ballots, *votes) if number is not None]
    if not all(0 <= number <= VOTES_MAX for number in told):
        raise Refused(_("Numbers of votes are from 0 to a million."), field="votes")
    if (electors is None) != (ballots is None):
        raise Refused(_("Say both how many could vote and how many did, or neither."), field="ballots")
    if electors is None or ballots is None:
        return
    if ballots > electors:
        raise Refused(_("More voted than could."), field="ballots")
    enough = 5 * ballots >= 4 * electors if body == Body.BRANCH else 2 * ballots > electors
    if not enough:
        raise Refused(_("Too few voted for the election to count: it is void."), field="ballots")
    for number in votes:
        if number is not None and number > ballots:
            raise Refused(_("More votes than ballots."), field="votes")
        if number is not None and 2 * number <= ballots:
            raise Refused(_("Nobody is elected with half of the ballots or less."), field="votes")


def terms_in_row(served: Collection[int], earlier: Sequence[int]) -> int:
    """For how many terms one after another somebody was elected, up to the last one.

    Args:
        served: the ids of terms for which they were elected.
        earlier: the ids of the terms before the one in question, newest first.
    """
    count = 0
    for term_id in earlier:
        if term_id not in served:
            break
        count += 1
    return count


def in_post_since(tenures: Sequence[tuple[date, date]], on: date, gap_days: int = 90) -> date | None:
    """Since when somebody has been in a kind of post without a break, as on a day; None where they were not.

    Args:
        tenures: (start, end) of each; a gap of up to `gap_days` between them is no break.
    """
    since: date | None = None
    for start, end in sorted(tenures, reverse=True):
        if start < on and end >= (since or on) - timedelta(days=gap_days):
            since = min(since or start, start)
    return since


def check_same(seen: str | None, token: str) -> None:
    """Refuse when what the officer saw has changed since."""
    if seen is not None and seen != token:
        reason = _("Somebody else has changed this election since you opened it. Look at it again before you act.")
        raise Refused(reason, Because.CONFLICT)
