"""What confirming a village would write: who ends, who begins, and what stands against it. Nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.elections.models import Cause, Contest, Election, ElectionState, Term
from headgoose.elections.obstacles import Elected, find_obstacles
from headgoose.elections.queries import first_confirmed
from headgoose.elections.rules import check_starts, years_after
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Refused
from headgoose.people.checks import check_order
from headgoose.people.endings import Ending
from headgoose.people.models import EndReason, How, Tenure
from headgoose.people.rules import Seating

# Somebody new has no number before the confirmation: they get one below all others while it is only looked at.
NEWCOMER = -1
Newcomer = tuple[str, str, date]


@dataclass(frozen=True)
class Plan:
    """What one confirmation does.

    Args:
        contests: in the order of `persons` and `ends_on`.
        persons: the person of each contest; a negative number for somebody new.
        newcomers: by such a number, name, sex and date of birth: one person may be new to two posts.
        leaving: the tenures that end as the new ones begin.
    """

    elections: Sequence[Election]
    contests: Sequence[Contest]
    persons: Sequence[int]
    newcomers: Mapping[int, Newcomer]
    leaving: Sequence[Tenure]
    starts_on: date
    ends_on: Sequence[date]

    @property
    def endings(self) -> list[Ending]:
        """The lines that end tenures."""
        return [Ending(tenure.pk, self.starts_on, EndReason.TERM_OVER.value) for tenure in self.leaving]

    def seatings(self, registered: Mapping[int, int]) -> list[Seating]:
        """The lines that seat people.

        Args:
            registered: the person of each newcomer, once registered.
        """
        return [
            Seating(
                contest.post_id,
                registered.get(person, person),
                self.starts_on,
                end,
                How.ELECTED.value,
                "" if end == FOREVER else EndReason.TERM_OVER.value,
            )
            for contest, person, end in zip(self.contests, self.persons, self.ends_on, strict=True)
        ]


def plan_confirmation(elections: Sequence[Election], starts_on: date) -> Plan:
    """What confirming some held elections of one village would write; three queries and one a post."""
    contests = list(
        Contest.objects.filter(election__in=elections).select_related("post__type", "person", "election").order_by("pk")
    )
    newcomers: dict[Newcomer, int] = {}
    persons = [_person_of(contest, newcomers) for contest in contests]
    by_id = {election.pk: election for election in elections}
    return Plan(
        elections=elections,
        contests=contests,
        persons=persons,
        newcomers={number: new for new, number in newcomers.items()},
        leaving=_leaving(contests, starts_on),
        starts_on=starts_on,
        ends_on=[_end_of(by_id[contest.election_id], contest, starts_on) for contest in contests],
    )


def _person_of(contest: Contest, newcomers: dict[Newcomer, int]) -> int:
    if contest.person_id is not None:
        return contest.person_id
    if contest.born_on is None:
        raise Refused(_("Say for every seat who was elected."), field="person")
    return newcomers.setdefault((contest.name, contest.sex, contest.born_on), NEWCOMER - len(newcomers))


def _leaving(contests: Sequence[Contest], starts_on: date) -> list[Tenure]:
    """Who sits in the seats until then; nobody where a seat was vacant."""
    posts = [contest.post_id for contest in contests]
    held = Tenure.objects.filter(post__in=posts, start_on__lt=starts_on, end_on__gt=starts_on)
    return list(held.select_related("person", "type").order_by("pk"))


def _end_of(election: Election, contest: Contest, starts_on: date) -> date:
    """Five years on, or what the kind of post says; who fills a vacancy serves the rest of the term."""
    years = contest.post.type.term_years
    if not years:
        return FOREVER
    if election.cause == Cause.VACANCY:
        first = first_confirmed(election)
        if first is not None and first.starts_on is not None:
            end = years_after(first.starts_on, years)
            # Beyond that, one serves until the next election is confirmed.
            return end if end > starts_on else FOREVER
    return years_after(starts_on, years)


def find_faults(by: Actor, today: date, plan: Plan, term: Term) -> list[Promise | str]:
    """Everything that stands against a confirmation, in words; nothing where it is sound."""
    try:
        check_days(plan, term, today)
    except Refused as refused:
        return [refused.reason]
    faults = [*_still_held(plan), *find_obstacles(_elected(plan), term, plan.starts_on, [t.pk for t in plan.leaving])]
    if faults:
        return faults
    births = {number: new[2] for number, new in plan.newcomers.items()}
    try:
        check_order(by, today, plan.seatings({}), plan.endings, births)
    except Refused as refused:
        return _named(refused, plan)
    return []


def check_days(plan: Plan, term: Term, today: date) -> None:
    """Refuse a first day in post before the election or after the term."""
    for election in plan.elections:
        if election.held_on is None or election.state != ElectionState.HELD:
            raise Refused(_("This election was not held."))
        check_starts(plan.starts_on, election.held_on, term, today)


def _still_held(plan: Plan) -> list[Promise | str]:
    """A by-election for a vacancy fills a vacant seat only."""
    posts = {contest.post_id for contest in plan.contests if contest.election.cause == Cause.VACANCY}
    reason = _("“%(post)s” is not vacant on %(day)s: %(person)s is in post.")
    return [
        reason % {"post": tenure.type.name, "day": plan.starts_on, "person": tenure.person.name}
        for tenure in plan.leaving
        if tenure.post_id in posts
    ]


def _elected(plan: Plan) -> list[Elected]:
    return [
        Elected(person, contest.elected, contest.post.type, contest.post.place_id)
        for contest, person in zip(plan.contests, plan.persons, strict=True)
    ]


def _named(refused: Refused, plan: Plan) -> list[Promise | str]:
    """The faults of an order, each with the person and the post of its line."""
    faults = refused.details.get("faults", ())
    lines = [(contest.elected, contest.post.type.name) for contest in plan.contests]
    lines += [(tenure.person.name, tenure.type.name) for tenure in plan.leaving]
    named = _("%(person)s, “%(post)s”: %(reason)s")
    return [
        named % {"person": lines[fault.line][0], "post": lines[fault.line][1], "reason": fault.reason}
        for fault in faults
    ] or [refused.reason]
