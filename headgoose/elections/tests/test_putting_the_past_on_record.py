"""Elections of former years are put on record over the tenures they led to, under the rules of the steps."""

from datetime import date, timedelta

import pytest
from django.forms import model_to_dict

from conftest import AT, Tree
from headgoose.elections.actions.confirming import confirm_village, take_back_confirmation
from headgoose.elections.actions.planning import plan_county
from headgoose.elections.actions.recording import PastElection, record_past_elections
from headgoose.elections.actions.steps import Result, hold_election, publish_lists
from headgoose.elections.models import Contest, Election, Term, TermLimit
from headgoose.elections.tests.conftest import (
    COUNTY,
    HELD,
    LISTED,
    PLANNED,
    SIBLING,
    STARTS,
    NewHolder,
    NewPerson,
    NewPost,
)
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import Tenure
from headgoose.records.models import Act


def past(tenure: Tenure, **facts: object) -> PastElection:
    one = PastElection(
        place_id=tenure.place_id,
        body="branch",
        number=1,
        state="confirmed",
        planned_on=HELD,
        listed_on=LISTED,
        held_on=HELD,
        starts_on=tenure.start_on,
        standing=2,
        tenure_id=tenure.pk,
    )
    return one._replace(**facts)  # type: ignore[arg-type]


@pytest.fixture
def sitting(new_post: NewPost, new_holder: NewHolder) -> Tenure:
    return new_holder(new_post("secretary"), "当选人", STARTS, date(2031, 5, 20))


# What differs by its nature: which row, where, by which document, and that it came afterwards.
OWN = {
    "id",
    "place",
    "order",
    "called_on",
    "confirmed_at",
    "afterwards",
    "version",
    "election",
    "post",
    "person",
    "tenure",
}


def facts_of(row: Election | Contest) -> dict[str, object]:
    return {name: value for name, value in model_to_dict(row).items() if name not in OWN}


def test_a_recorded_election_is_as_one_that_went_its_way(
    sitting: Tenure, term: Term, county: Actor, new_post: NewPost, new_person: NewPerson, tree: Tree
) -> None:
    record_past_elections(by=county, at=AT, term_id=term.pk, elections=[past(sitting, planned_on=PLANNED)])
    post = new_post("secretary", SIBLING)
    plan_county(by=county, at=AT, county_id=tree.place(COUNTY).pk, term_id=term.pk, body="branch", planned_on=PLANNED)
    live = Election.objects.get(place=post.place, body="branch")
    publish_lists(by=county, at=AT, election_id=live.pk, listed_on=LISTED, standing={post.pk: 2})
    results = [Result(post.pk, new_person("现场当选").pk)]
    hold_election(by=county, at=AT, election_id=live.pk, held_on=HELD, results=results)
    confirm_village(by=county, at=AT, place_id=post.place_id, term_id=term.pk, starts_on=STARTS, number="1号")
    live.refresh_from_db()
    recorded = Election.objects.get(place=sitting.place, body="branch")
    assert facts_of(recorded) == facts_of(live)
    assert facts_of(recorded.contests.get()) == facts_of(live.contests.get())
    written = Tenure.objects.get(post=post, how="elected")
    assert (written.start_on, written.end_on, written.end_reason) == (
        sitting.start_on,
        sitting.end_on,
        sitting.end_reason,
    )


def test_void_postponed_and_confirmed_elections_are_put_on_record(
    sitting: Tenure, term: Term, county: Actor, new_post: NewPost
) -> None:
    other = new_post("secretary", SIBLING)
    ids = record_past_elections(
        by=county,
        at=AT,
        term_id=term.pk,
        elections=[
            PastElection(sitting.place_id, "branch", 1, "void", PLANNED, ended_on=PLANNED, remark="到会人数不足"),
            past(sitting, number=2, cause="void", follows=0, electors=50, ballots=45, votes=40),
            PastElection(other.place_id, "branch", 1, "postponed", PLANNED, ended_on=PLANNED, remark="疫情防控"),
        ],
    )
    rows = [Election.objects.get(pk=pk) for pk in ids]
    assert [(row.state, row.number, row.follows_id) for row in rows] == [
        ("void", 1, None),
        ("confirmed", 2, rows[0].pk),
        ("postponed", 1, None),
    ]
    contest = Contest.objects.get()
    assert (contest.election_id, contest.person_id, contest.tenure_id, contest.votes) == (
        rows[1].pk,
        sitting.person_id,
        sitting.pk,
        40,
    )
    act = Act.objects.get(verb="elections.record_past_elections")
    assert (act.after, act.touches_from) == ({"count": 3}, LISTED)
    with pytest.raises(Refused) as refused:
        take_back_confirmation(by=county, at=AT, election_id=rows[1].pk, why="公告有误")
    assert refused.value.because is Because.CONFLICT


@pytest.mark.parametrize(
    "facts",
    [
        {"body": "council"},
        {"starts_on": STARTS + timedelta(days=1)},
        {"body": "committee"},
        {"held_on": None},
        {"held_on": STARTS + timedelta(days=1)},
        {"listed_on": HELD + timedelta(days=1)},
        {"planned_on": date(2036, 1, 1)},
        {"standing": 0},
        {"electors": 10, "ballots": 3},
        {"tenure_id": 10**9},
        {"tenure_id": None},
        {"state": "held"},
        {"state": "void"},
        {"place_id": 10**9},
    ],
)
def test_what_the_steps_refuse_is_refused_here(
    facts: dict[str, object], sitting: Tenure, term: Term, county: Actor
) -> None:
    with pytest.raises(Refused):
        record_past_elections(by=county, at=AT, term_id=term.pk, elections=[past(sitting, **facts)])
    assert not Election.objects.exists()


def test_a_limit_of_terms_holds_here_too(
    before: Term, term: Term, county: Actor, new_post: NewPost, new_holder: NewHolder
) -> None:
    post = new_post("secretary")
    first = new_holder(post, "老书记", date(2021, 2, 1), STARTS)
    again = new_holder(post, first.person, STARTS)
    TermLimit.objects.create(type=post.type, terms_in_row=1, source="任期规定")
    day = date(2021, 1, 20)
    one = past(first, planned_on=day, listed_on=day, held_on=day)
    record_past_elections(by=county, at=AT, term_id=before.pk, elections=[one])
    with pytest.raises(Refused, match="任期规定"):
        record_past_elections(by=county, at=AT, term_id=term.pk, elections=[past(again)])


def test_the_township_does_not_put_the_past_on_record(sitting: Tenure, term: Term, township: Actor, tree: Tree) -> None:
    with pytest.raises(Refused) as refused:
        record_past_elections(by=township, at=AT, term_id=term.pk, elections=[past(sitting)])
    assert refused.value.because is Because.FORBIDDEN
