"""From the calendar of a county to the day itself: planned, listed, held, postponed, void, and again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from conftest import AT, TODAY, Tree
from headgoose.elections.actions.confirming import confirm_village
from headgoose.elections.actions.planning import change_calendar, plan_county
from headgoose.elections.actions.steps import (
    Result,
    annul_election,
    call_by_election,
    hold_election,
    postpone_election,
    publish_lists,
    set_election_day,
)
from headgoose.elections.models import Change, Contest, Election, Term
from headgoose.elections.tests.conftest import (
    COMMUNITY,
    COUNTY,
    HELD,
    LISTED,
    PLANNED,
    SIBLING,
    STARTS,
    THIRD,
    VILLAGE,
    Find,
    Held,
    NewHolder,
    NewPerson,
    NewPost,
    elected,
)
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.actions.persons import NewPerson as Newcomer
from headgoose.people.actions.tenures import end_tenure
from headgoose.people.models import Tenure
from headgoose.records.models import Act

WHY = "暴雨封路"


def test_a_county_plans_for_all_its_villages_and_communities(planned: Find, tree: Tree) -> None:
    places = {VILLAGE, SIBLING, THIRD, COMMUNITY}
    for body in ("branch", "committee"):
        elections = Election.objects.filter(body=body)
        assert set(elections.values_list("place", flat=True)) == {tree.place(code).pk for code in places}
        assert set(elections.values_list("state", "planned_on")) == {("planned", PLANNED)}


def test_a_county_plans_once_and_changes_with_a_reason(
    planned: Find, tree: Tree, county: Actor, term: Term, new_post: NewPost
) -> None:
    county_id, later = tree.place(COUNTY).pk, PLANNED + timedelta(days=14)
    with pytest.raises(Refused) as refused:
        plan_county(by=county, at=AT, county_id=county_id, term_id=term.pk, body="branch", planned_on=later)
    assert refused.value.because is Because.CONFLICT
    post = new_post("secretary")
    listed = planned()
    publish_lists(by=county, at=AT, election_id=listed.pk, listed_on=LISTED, standing={post.pk: 1})
    with pytest.raises(Refused):
        change_calendar(by=county, at=AT, county_id=county_id, term_id=term.pk, body="branch", planned_on=later, why="")
    moved = change_calendar(
        by=county, at=AT, county_id=county_id, term_id=term.pk, body="branch", planned_on=later, why=WHY
    )
    assert moved == 3
    assert planned(SIBLING).planned_on == later
    assert planned().planned_on == PLANNED
    assert planned(SIBLING, "committee").planned_on == PLANNED


def test_the_calendar_is_the_countys(planned: Find, tree: Tree, township: Actor, term: Term) -> None:
    with pytest.raises(Refused) as refused:
        change_calendar(
            by=township,
            at=AT,
            county_id=tree.place(COUNTY).pk,
            term_id=term.pk,
            body="branch",
            planned_on=TODAY,
            why=WHY,
        )
    assert refused.value.because is Because.FORBIDDEN


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2031, 7, 1), date(1900, 1, 1)])
def test_a_day_outside_the_term_is_not_planned(day: date, tree: Tree, county: Actor, term: Term) -> None:
    with pytest.raises(Refused):
        plan_county(by=county, at=AT, county_id=tree.place(COUNTY).pk, term_id=term.pk, body="branch", planned_on=day)
    assert not Election.objects.exists()


@pytest.mark.parametrize(
    ("place", "body", "because"),
    [(VILLAGE, "branch", Because.NOT_FOUND), (COUNTY, "council", Because.INVALID)],
)
def test_only_a_county_plans_for_one_of_the_two_bodies(
    place: str, body: str, because: Because, tree: Tree, county: Actor, term: Term
) -> None:
    with pytest.raises(Refused) as refused:
        plan_county(by=county, at=AT, county_id=tree.place(place).pk, term_id=term.pk, body=body, planned_on=TODAY)
    assert refused.value.because is because


def test_the_township_publishes_and_holds(
    planned: Find, township: Actor, new_post: NewPost, new_person: NewPerson
) -> None:
    post, election = new_post("committee_director"), planned(VILLAGE, "committee")
    publish_lists(by=township, at=AT, election_id=election.pk, listed_on=LISTED, standing={post.pk: 3})
    held = hold_election(
        by=township,
        at=AT,
        election_id=election.pk,
        held_on=HELD,
        results=[Result(post.pk, new_person().pk, votes=301)],
        electors=900,
        ballots=600,
    )
    assert (held.state, held.held_on) == ("held", HELD)
    contest = Contest.objects.get()
    assert (contest.standing, contest.votes, contest.is_contested, contest.tenure_id) == (3, 301, True, None)
    assert elected() == 0
    verbs = list(Act.objects.filter(subject=f"elections.election:{election.pk}").values_list("verb", flat=True))
    assert verbs == ["elections.publish_lists", "elections.hold_election"]


def test_lists_stand_twenty_days_before_a_committee_is_elected(planned: Find, county: Actor, new_post: NewPost) -> None:
    post, election = new_post("committee_director"), planned(VILLAGE, "committee")
    with pytest.raises(Refused) as refused:
        publish_lists(
            by=county, at=AT, election_id=election.pk, listed_on=PLANNED - timedelta(days=19), standing={post.pk: 2}
        )
    assert refused.value.field == "listed_on"
    publish_lists(
        by=county, at=AT, election_id=election.pk, listed_on=PLANNED - timedelta(days=20), standing={post.pk: 2}
    )


@pytest.mark.parametrize("standing", [0, -1, 100, 10**12])
def test_a_seat_has_one_to_ninety_nine_candidates(
    standing: int, planned: Find, county: Actor, new_post: NewPost
) -> None:
    post = new_post("secretary")
    with pytest.raises(Refused):
        publish_lists(by=county, at=AT, election_id=planned().pk, listed_on=LISTED, standing={post.pk: standing})
    assert not Contest.objects.exists()


def test_a_village_without_the_post_and_seats_not_told_of_are_refused(
    planned: Find, county: Actor, new_post: NewPost
) -> None:
    with pytest.raises(Refused) as refused:
        publish_lists(by=county, at=AT, election_id=planned().pk, listed_on=LISTED, standing={})
    assert refused.value.because is Because.CONFLICT
    new_post("secretary")
    with pytest.raises(Refused, match=r"seat|席位"):
        publish_lists(by=county, at=AT, election_id=planned().pk, listed_on=LISTED, standing={})


@pytest.mark.parametrize(
    ("electors", "ballots", "votes"),
    [(900, 450, 400), (900, 600, 300), (900, 901, 600), (900, None, 600), (900, 600, 601), (-1, -1, 0), (10**9, 1, 1)],
)
def test_an_election_without_enough_votes_elects_nobody(
    electors: int,
    ballots: int | None,
    votes: int,
    planned: Find,
    county: Actor,
    new_post: NewPost,
    new_person: NewPerson,
) -> None:
    post, election = new_post("committee_director"), planned(VILLAGE, "committee")
    publish_lists(by=county, at=AT, election_id=election.pk, listed_on=LISTED, standing={post.pk: 2})
    with pytest.raises(Refused):
        hold_election(
            by=county,
            at=AT,
            election_id=election.pk,
            held_on=HELD,
            results=[Result(post.pk, new_person().pk, votes=votes)],
            electors=electors,
            ballots=ballots,
        )
    election.refresh_from_db()
    assert election.state == "listed"


def test_four_fifths_of_a_branch_are_present(
    planned: Find, county: Actor, new_post: NewPost, new_person: NewPerson
) -> None:
    post, election, person = new_post("secretary"), planned(), new_person()
    publish_lists(by=county, at=AT, election_id=election.pk, listed_on=LISTED, standing={post.pk: 1})

    def hold(ballots: int) -> Election:
        results = [Result(post.pk, person.pk)]
        return hold_election(
            by=county, at=AT, election_id=election.pk, held_on=HELD, results=results, electors=50, ballots=ballots
        )

    with pytest.raises(Refused):
        hold(39)
    assert hold(40).state == "held"


@pytest.mark.parametrize("held_on", [TODAY + timedelta(days=1), LISTED - timedelta(days=1), date(1900, 1, 1)])
def test_the_day_of_an_election_has_come_and_follows_the_lists(
    held_on: date, planned: Find, county: Actor, new_post: NewPost, new_person: NewPerson
) -> None:
    post, election = new_post("secretary"), planned()
    publish_lists(by=county, at=AT, election_id=election.pk, listed_on=LISTED, standing={post.pk: 1})
    with pytest.raises(Refused) as refused:
        hold_election(
            by=county, at=AT, election_id=election.pk, held_on=held_on, results=[Result(post.pk, new_person().pk)]
        )
    assert refused.value.field == "held_on"


def test_somebody_alike_is_not_registered_twice_unawares(
    planned: Find, county: Actor, new_post: NewPost, new_person: NewPerson
) -> None:
    post, election = new_post("secretary"), planned()
    known = new_person("重名人", date(1985, 3, 5), "f")
    publish_lists(by=county, at=AT, election_id=election.pk, listed_on=LISTED, standing={post.pk: 1})

    def hold(alike: bool) -> Election:
        new = Newcomer("重名人", "f", known.born_on)
        return hold_election(
            by=county,
            at=AT,
            election_id=election.pk,
            held_on=HELD,
            results=[Result(post.pk, newcomer=new, alike=alike)],
        )

    with pytest.raises(Refused) as refused:
        hold(False)
    assert refused.value.field == "name"
    assert hold(True).state == "held"


def test_a_result_is_written_down_again_until_it_is_confirmed(
    held: Held, county: Actor, new_post: NewPost, new_person: NewPerson, tree: Tree, term: Term
) -> None:
    post, second = new_post("secretary"), new_person("测试乙")
    election = held(post, new_person("测试甲"))
    results = [Result(post.pk, second.pk)]
    hold_election(by=county, at=AT, election_id=election.pk, held_on=HELD, results=results)
    confirm_village(by=county, at=AT, place_id=post.place_id, term_id=term.pk, starts_on=STARTS, number="1号")
    assert Tenure.objects.get(how="elected").person == second
    with pytest.raises(Refused) as refused:
        hold_election(by=county, at=AT, election_id=election.pk, held_on=HELD, results=results)
    assert refused.value.because is Because.CONFLICT


def test_a_postponed_election_gets_another_day_with_a_reason(planned: Find, township: Actor, new_post: NewPost) -> None:
    post, election = new_post("secretary"), planned()
    publish_lists(by=township, at=AT, election_id=election.pk, listed_on=LISTED, standing={post.pk: 1})
    with pytest.raises(Refused):
        postpone_election(by=township, at=AT, election_id=election.pk, why="雨")
    postponed = postpone_election(by=township, at=AT, election_id=election.pk, why=WHY)
    assert (postponed.state, postponed.remark, postponed.listed_on) == ("postponed", WHY, None)
    later = TODAY + timedelta(days=30)
    again = set_election_day(by=township, at=AT, election_id=election.pk, planned_on=later, why="路已修通")
    assert (again.state, again.planned_on, again.remark) == ("planned", later, "")
    changes = list(Change.objects.values_list("verb", "why", "before_on", "after_on"))
    assert changes == [("postpone", WHY, PLANNED, None), ("set_day", "路已修通", PLANNED, later)]
    publish_lists(by=township, at=AT, election_id=election.pk, listed_on=TODAY, standing={post.pk: 2})
    assert Contest.objects.get().standing == 2


def test_a_void_election_is_followed_by_another_one(
    held: Held, county: Actor, new_post: NewPost, new_holder: NewHolder, new_person: NewPerson, term: Term
) -> None:
    post = new_post("secretary")
    old = new_holder(post, "老书记")
    election = held(post, new_person("当选无效"))
    void = annul_election(by=county, at=AT, election_id=election.pk, why="计票有误")
    assert (void.state, void.remark) == ("void", "计票有误")
    by_election = call_by_election(by=county, at=AT, election_id=void.pk, planned_on=PLANNED, why="另行选举")
    assert (by_election.number, by_election.cause, by_election.follows_id) == (2, "void", void.pk)
    with pytest.raises(Refused):
        call_by_election(by=county, at=AT, election_id=void.pk, planned_on=PLANNED, why="另行选举")
    winner = new_person("另选人")
    held(post, winner)
    confirm_village(by=county, at=AT, place_id=post.place_id, term_id=term.pk, starts_on=STARTS, number="2号")
    assert Tenure.objects.get(how="elected", start_on=STARTS).person == winner
    old.refresh_from_db()
    assert old.end_on == STARTS
    void.refresh_from_db()
    assert void.state == "void"


def test_a_vacant_seat_is_filled_for_the_rest_of_the_term(
    held: Held, county: Actor, new_post: NewPost, new_person: NewPerson, term: Term
) -> None:
    post = new_post("secretary")
    first = held(post, new_person("先当选"))
    confirm_village(by=county, at=AT, place_id=post.place_id, term_id=term.pk, starts_on=HELD, number="1号")
    with pytest.raises(Refused):
        call_by_election(by=county, at=AT, election_id=first.pk, planned_on=PLANNED, why="补选书记")
    tenure = Tenure.objects.get(how="elected")
    end_tenure(by=county, at=AT, tenure_id=tenure.pk, end_on=STARTS, reason="resigned")
    call = call_by_election(by=county, at=AT, election_id=first.pk, planned_on=PLANNED, why="补选书记")
    assert (call.cause, call.follows_id) == ("vacancy", first.pk)
    held(post, new_person("补选人"))
    confirm_village(by=county, at=AT, place_id=post.place_id, term_id=term.pk, starts_on=STARTS, number="3号")
    filled = Tenure.objects.get(how="elected", start_on=STARTS)
    assert filled.end_on == date(2031, HELD.month, HELD.day)


def test_a_seat_that_was_filled_otherwise_is_not_filled_again(
    held: Held, county: Actor, new_post: NewPost, new_person: NewPerson, new_holder: NewHolder, term: Term
) -> None:
    post = new_post("secretary")
    first = held(post, new_person("先当选"))
    confirm_village(by=county, at=AT, place_id=post.place_id, term_id=term.pk, starts_on=HELD, number="1号")
    end_tenure(
        by=county,
        at=AT,
        tenure_id=Tenure.objects.get(how="elected").pk,
        end_on=HELD + timedelta(days=1),
        reason="resigned",
    )
    call_by_election(by=county, at=AT, election_id=first.pk, planned_on=PLANNED, why="补选书记")
    held(post, new_person("补选人"))
    new_holder(post, "任命人", HELD + timedelta(days=2))
    with pytest.raises(Refused, match="任命人"):
        confirm_village(by=county, at=AT, place_id=post.place_id, term_id=term.pk, starts_on=STARTS, number="3号")


def test_an_election_elsewhere_is_not_found_or_not_yours(
    planned: Find, actor_at: Callable[..., Actor], county: Actor
) -> None:
    with pytest.raises(Refused) as refused:
        postpone_election(by=county, at=AT, election_id=10**9, why=WHY)
    assert refused.value.because is Because.NOT_FOUND
    stranger = actor_at("231222")
    with pytest.raises(Refused) as refused:
        postpone_election(by=stranger, at=AT, election_id=planned().pk, why=WHY)
    assert refused.value.because is Because.FORBIDDEN
