"""What an election goes through until it is confirmed: lists, the day itself, another day, void, another election."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from headgoose.elections.models import Cause, Contest, Election, ElectionState
from headgoose.elections.queries import posts_of, vacant_posts
from headgoose.elections.rules import (
    check_ballots,
    check_held,
    check_listed,
    check_planned,
    check_same,
    check_standing,
    check_why,
)
from headgoose.elections.writing import lock_to_take, note_change, save_step
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.people.actions.persons import NewPerson, is_known
from headgoose.people.models import Person
from headgoose.people.queries import get_person
from headgoose.people.rules import births_within, check_birth, check_name


class Result(NamedTuple):
    """Who was elected to one seat: somebody in the records by `person_id`, or somebody new.

    Args:
        alike: somebody of the newcomer's name and date of birth is in the records, and this is another.
    """

    post_id: int
    person_id: int | None = None
    newcomer: NewPerson | None = None
    votes: int | None = None
    alike: bool = False


@action
def publish_lists(
    *,
    by: Actor,
    at: datetime,
    election_id: int,
    listed_on: date,
    standing: Mapping[int, int],
    token: str | None = None,
) -> Election:
    """The lists of voters and candidates have been published.

    Args:
        standing: by the post that is to be filled, how many candidates stand.
    """
    election, span, state = lock_to_take(by, election_id, "publish")
    check_same(token, str(election.version))
    check_listed(listed_on, election.planned_on, election.body, date_of(at))
    posts = vacant_posts(election, date_of(at)) if election.cause == Cause.VACANCY else posts_of(election)
    if not posts:
        raise Refused(_("There is no post here for this election to fill: set it up first."), Because.CONFLICT)
    if set(standing) != {post.pk for post in posts}:
        raise Refused(_("Say for every seat how many candidates stand."), field="standing")
    for post in posts:
        check_standing(standing[post.pk])
        Contest.objects.update_or_create(election=election, post=post, defaults={"standing": standing[post.pk]})
    election.state, election.listed_on = state, listed_on
    after = {"listed_on": listed_on.isoformat(), "standing": sum(standing.values())}
    save_step(by, at, "publish_lists", election, span, ["listed_on"], listed_on, after=after)
    return election


@action
def hold_election(
    *,
    by: Actor,
    at: datetime,
    election_id: int,
    held_on: date,
    results: Sequence[Result],
    electors: int | None = None,
    ballots: int | None = None,
    token: str | None = None,
) -> Election:
    """The election was held: who was elected to each seat. Written down again it takes the place of what was there.

    Nobody is registered or seated before the confirmation.
    """
    election, span, state = lock_to_take(by, election_id, "hold")
    check_same(token, str(election.version))
    check_held(held_on, election.listed_on or held_on, election.body, election.term, date_of(at))
    check_ballots(election.body, electors, ballots, [result.votes for result in results])
    contests = {contest.post_id: contest for contest in election.contests.all()}
    if {result.post_id for result in results} != contests.keys() or len(results) != len(contests):
        raise Refused(_("Say for every seat who was elected."), field="person")
    for result in results:
        _write_result(by, at, contests[result.post_id], result)
    before_on = min(held_on, election.held_on or held_on)
    election.state, election.held_on, election.electors, election.ballots = state, held_on, electors, ballots
    after = {"held_on": held_on.isoformat(), "electors": electors, "ballots": ballots}
    save_step(by, at, "hold_election", election, span, ["held_on", "electors", "ballots"], before_on, after=after)
    return election


def _write_result(by: Actor, at: datetime, contest: Contest, result: Result) -> None:
    if (result.person_id is None) == (result.newcomer is None):
        raise Refused(_("Choose a person, or register somebody new."), field="person")
    contest.person, contest.votes, contest.alike = None, result.votes, result.alike
    contest.name, contest.sex, contest.born_on = "", "", None
    if result.person_id is not None:
        contest.person = get_person(result.person_id, by.scope(Right.READ), date_of(at))
    if new := result.newcomer:
        check_name(new.name)
        check_birth(new.born_on, new.sex, births_within(date_of(at)))
        if not result.alike and is_known(by, Person.objects.filter(name=new.name, sex=new.sex, born_on=new.born_on)):
            reason = _(
                "Somebody of this name and date of birth is registered already. Choose that person, or say it is "
                "another."
            )
            raise Refused(reason, Because.CONFLICT, field="name")
        contest.name, contest.sex, contest.born_on = new.name, new.sex, new.born_on
    contest.save(update_fields=["person", "votes", "alike", "name", "sex", "born_on"])


@action
def postpone_election(*, by: Actor, at: datetime, election_id: int, why: str) -> Election:
    """The election cannot be held on its day; another day is set later."""
    election, span, state = lock_to_take(by, election_id, "postpone")
    why, today = check_why(why), date_of(at)
    note_change(at, election, "postpone", why, before_on=election.planned_on)
    election.state, election.postponed_on, election.remark, election.listed_on = state, today, why, None
    fields = ["postponed_on", "remark", "listed_on"]
    save_step(by, at, "postpone_election", election, span, fields, today, after={"why": why})
    return election


@action
def set_election_day(*, by: Actor, at: datetime, election_id: int, planned_on: date, why: str) -> Election:
    """Plan another day for one election, with a reason; a postponed one is planned again."""
    election, span, state = lock_to_take(by, election_id, "set_day")
    why = check_why(why)
    check_planned(planned_on, election.term, date_of(at))
    before = {"planned_on": election.planned_on.isoformat()}
    note_change(at, election, "set_day", why, election.planned_on, planned_on)
    since = election.postponed_on or date_of(at)
    election.state, election.planned_on, election.postponed_on, election.remark = state, planned_on, None, ""
    after = {"planned_on": planned_on.isoformat(), "why": why}
    fields = ["planned_on", "postponed_on", "remark"]
    save_step(by, at, "set_election_day", election, span, fields, since, before=before, after=after)
    return election


@action
def annul_election(*, by: Actor, at: datetime, election_id: int, why: str) -> Election:
    """The election is void, or will not be held as called; a by-election may follow."""
    election, span, state = lock_to_take(by, election_id, "annul")
    why, today = check_why(why), date_of(at)
    note_change(at, election, "annul", why, before_on=election.held_on or election.planned_on)
    before = {"state": str(election.state)}
    election.state, election.annulled_on, election.remark = state, today, why
    fields = ["annulled_on", "remark"]
    save_step(by, at, "annul_election", election, span, fields, today, before=before, after={"why": why})
    return election


@action
def call_by_election(*, by: Actor, at: datetime, election_id: int, planned_on: date, why: str) -> Election:
    """Call another election of the same body, place and term: after a void one, or for a seat that fell vacant."""
    election, span, _state = lock_to_take(by, election_id, "call_by_election")
    why = check_why(why)
    check_planned(planned_on, election.term, date_of(at))
    cause = Cause.VOID if election.state == ElectionState.VOID else Cause.VACANCY
    if cause is Cause.VOID:
        # A void by-election for a vacancy is followed by another one for the same vacancy.
        cause = Cause(election.cause or Cause.VOID)
    if cause is Cause.VACANCY and not vacant_posts(election, date_of(at)):
        raise Refused(_("No seat of this election is vacant."), Because.CONFLICT)
    same = Election.objects.filter(place_id=election.place_id, term_id=election.term_id, body=election.body)
    last = same.order_by("-number").first() or election
    if last.is_open or (last.pk != election.pk and election.state == ElectionState.VOID):
        raise Refused(_("There is a later election here already."), Because.CONFLICT)
    made = Election.objects.create(
        term=election.term,
        place_id=election.place_id,
        body=election.body,
        number=last.number + 1,
        cause=cause,
        follows=election,
        called_on=date_of(at),
        planned_on=planned_on,
    )
    note_change(at, made, "call_by_election", why, after_on=planned_on)
    after = {"planned_on": planned_on.isoformat(), "follows": election.pk, "why": why}
    save_step(by, at, "call_by_election", made, span, [], date_of(at), after=after)
    return made
