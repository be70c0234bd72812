"""Confirming a village writes all its tenures in one step and ends the old ones, or leaves nothing."""

from datetime import date

import pytest

from conftest import AT, Tree
from headgoose.elections.actions.confirming import confirm_county, confirm_village, take_back_confirmation
from headgoose.elections.actions.steps import Result
from headgoose.elections.models import Contest, Election, ElectionState, Term, TermLimit
from headgoose.elections.queries import token_of
from headgoose.elections.tests.conftest import (
    COUNTY,
    OTHER_VILLAGE,
    SIBLING,
    STARTS,
    THIRD,
    VILLAGE,
    Held,
    NewHolder,
    NewPerson,
    NewPost,
    elected,
)
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.actions.persons import NewPerson as Newcomer
from headgoose.people.models import ExcludedPair, Kinship, Order, Person, PostType, Tenure
from headgoose.records.models import Act

NUMBER = "望组发〔2026〕9号"


def confirm(by: Actor, tree: Tree, term: Term, place: str = VILLAGE, starts_on: date = STARTS) -> list[Election]:
    place_id = tree.place(place).pk
    return confirm_village(by=by, at=AT, place_id=place_id, term_id=term.pk, starts_on=starts_on, number=NUMBER)


def test_a_confirmed_village_has_all_its_tenures_and_the_old_ones_end(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_holder: NewHolder, new_person: NewPerson
) -> None:
    secretary, director = new_post("secretary"), new_post("committee_director")
    old = [new_holder(secretary, "老书记"), new_holder(director, "老主任")]
    one = new_person("新书记")
    held(secretary, one)
    held(director, one)
    confirmed = confirm(county, tree, term)
    assert {(election.state, election.starts_on) for election in confirmed} == {("confirmed", STARTS)}
    written = Tenure.objects.filter(start_on=STARTS).order_by("post_id")
    assert [(t.post_id, t.person_id, t.how, t.end_on) for t in written] == [
        (secretary.pk, one.pk, "elected", date(2031, 5, 20)),
        (director.pk, one.pk, "elected", date(2031, 5, 20)),
    ]
    for tenure in old:
        tenure.refresh_from_db()
    assert {(tenure.end_on, tenure.end_reason) for tenure in old} == {(STARTS, "term_over")}
    assert {contest.tenure_id for contest in Contest.objects.all()} == {tenure.pk for tenure in written}
    assert Order.objects.get().number == NUMBER
    acts = Act.objects.filter(verb="elections.confirm_village")
    assert {act.subject for act in acts} == {f"elections.election:{election.pk}" for election in confirmed}


def test_who_was_in_office_is_elected_again(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_holder: NewHolder
) -> None:
    secretary = new_post("secretary")
    old = new_holder(secretary)
    held(secretary, old.person)
    confirm(county, tree, term)
    assert [(t.start_on, t.end_on) for t in secretary.tenures.order_by("start_on")] == [
        (old.start_on, STARTS),
        (STARTS, date(2031, 5, 20)),
    ]


def test_somebody_new_to_both_posts_is_registered_once(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost
) -> None:
    new = Newcomer("新来者", "m", date(1990, 4, 4))
    for code in ("secretary", "committee_director"):
        post = new_post(code)
        held(post, result=Result(post.pk, newcomer=new))
    assert not Person.objects.filter(name="新来者").exists()
    confirm(county, tree, term)
    assert Tenure.objects.filter(person__name="新来者").count() == 2
    assert set(Contest.objects.values_list("name", "born_on")) == {("", None)}


def test_an_election_is_confirmed_once(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_person: NewPerson
) -> None:
    held(new_post("secretary"), new_person())
    confirm(county, tree, term)
    with pytest.raises(Refused) as refused:
        confirm(county, tree, term)
    assert refused.value.because is Because.CONFLICT
    assert elected() == 1


def test_an_excluded_pair_is_refused_by_person_post_and_rule_and_leaves_nothing(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_holder: NewHolder, new_person: NewPerson
) -> None:
    secretary, director = new_post("secretary"), new_post("committee_director")
    old = new_holder(secretary, "老书记")
    watcher = new_holder(new_post("supervisory_member"), "监督员").person
    new = Newcomer("新来者", "m", date(1990, 4, 4))
    held(secretary, result=Result(secretary.pk, newcomer=new))
    held(director, watcher)
    with pytest.raises(Refused) as refused:
        confirm(county, tree, term)
    said = str(refused.value)
    assert "监督员" in said
    assert "村务监督" in said
    assert "director" in said or "主任" in said
    old.refresh_from_db()
    assert old.open_ended
    assert set(Election.objects.filter(place=tree.place(VILLAGE)).values_list("state", flat=True)) == {"held"}
    assert (Order.objects.count(), Person.objects.filter(name="新来者").count()) == (0, 0)
    assert elected() == 2


def test_near_relatives_in_posts_that_exclude_each_other_are_named(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_holder: NewHolder, new_person: NewPerson
) -> None:
    watcher = new_holder(new_post("supervisory_member"), "监督员").person
    elected = new_person("当选人")
    first, second = sorted([watcher, elected], key=lambda person: person.pk)
    Kinship.objects.create(person_a=first, person_b=second, kind="spouse", start_on=date(2010, 1, 1))
    held(new_post("committee_director"), elected)
    with pytest.raises(Refused) as refused:
        confirm(county, tree, term)
    assert "监督员" in str(refused.value)
    assert "当选人" in str(refused.value)


def test_a_pair_among_those_elected_together_is_refused(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_person: NewPerson
) -> None:
    types = {code: PostType.objects.get(code=code) for code in ("secretary", "committee_director")}
    ExcludedPair.objects.create(type_a=types["secretary"], type_b=types["committee_director"], source="省里的规定")
    one = new_person("两职一人")
    held(new_post("secretary"), one)
    held(new_post("committee_director"), one)
    with pytest.raises(Refused, match="省里的规定"):
        confirm(county, tree, term)
    assert elected() == 0


def test_a_limit_of_terms_is_refused_by_person_post_and_rule(
    tree: Tree, term: Term, before: Term, county: Actor, held: Held, new_post: NewPost, new_holder: NewHolder
) -> None:
    secretary = new_post("secretary")
    old = new_holder(secretary, "老书记")
    TermLimit.objects.create(type=secretary.type, terms_in_row=1, source="任期规定第三条")
    past = Election.objects.create(
        term=before,
        place=secretary.place,
        body="branch",
        called_on=date(2021, 1, 1),
        planned_on=date(2021, 1, 20),
        listed_on=date(2021, 1, 1),
        held_on=date(2021, 1, 20),
        starts_on=old.start_on,
        confirmed_at=AT,
        state=ElectionState.CONFIRMED,
        afterwards=True,
    )
    Contest.objects.create(election=past, post=secretary, standing=2, person=old.person, tenure=old)
    held(secretary, old.person)
    with pytest.raises(Refused) as refused:
        confirm(county, tree, term)
    said = str(refused.value)
    assert "老书记" in said
    assert "任期规定第三条" in said
    assert elected() == 1


def test_a_limit_of_years_is_refused_and_a_break_begins_anew(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_holder: NewHolder, new_person: NewPerson
) -> None:
    secretary, there = new_post("secretary"), new_post("secretary", SIBLING)
    TermLimit.objects.create(type=secretary.type, years_in_row=5, source="任期规定第四条")
    held(secretary, new_holder(secretary, "老书记").person)
    with pytest.raises(Refused, match="任期规定第四条"):
        confirm(county, tree, term)
    paused = new_person("隔年者")
    new_holder(there, paused, date(2016, 2, 1), date(2023, 1, 1))
    held(there, paused)
    confirm(county, tree, term, SIBLING)


def test_a_county_is_confirmed_at_once_and_the_others_are_told_why(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_holder: NewHolder, new_person: NewPerson
) -> None:
    held(new_post("secretary"), new_person("书记甲"))
    held(new_post("secretary", THIRD), new_person("书记乙"))
    watcher = new_holder(new_post("supervisory_member", SIBLING), "监督员").person
    held(new_post("committee_director", SIBLING), watcher)
    outcome = confirm_county(county, AT, tree.place(COUNTY).pk, term, STARTS, NUMBER)
    assert set(outcome.confirmed) == {tree.place(VILLAGE).pk, tree.place(THIRD).pk}
    assert list(outcome.refused) == [tree.place(SIBLING).pk]
    assert "监督员" in str(outcome.refused[tree.place(SIBLING).pk][0])
    assert Election.objects.filter(state="confirmed").count() == 2


def test_the_township_prepares_and_the_county_confirms(
    tree: Tree, term: Term, township: Actor, held: Held, new_post: NewPost, new_person: NewPerson
) -> None:
    held(new_post("secretary"), new_person())
    with pytest.raises(Refused) as refused:
        confirm(township, tree, term)
    assert refused.value.because is Because.FORBIDDEN
    with pytest.raises(Refused):
        confirm_county(township, AT, tree.place(COUNTY).pk, term, STARTS, NUMBER)


@pytest.mark.parametrize("starts_on", [date(2026, 5, 9), date(2031, 7, 1), date(2045, 1, 1), date(1900, 1, 1)])
def test_nobody_begins_before_the_election_or_after_the_term(
    starts_on: date, tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_person: NewPerson
) -> None:
    held(new_post("secretary"), new_person())
    with pytest.raises(Refused):
        confirm(county, tree, term, starts_on=starts_on)
    assert elected() == 0


def test_what_was_not_seen_is_not_confirmed(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_person: NewPerson
) -> None:
    secretary = new_post("secretary")
    seen = token_of([held(secretary, new_person())])
    held(new_post("committee_director"), new_person("测试乙"))
    place_id = tree.place(VILLAGE).pk
    with pytest.raises(Refused) as refused:
        confirm_village(
            by=county, at=AT, place_id=place_id, term_id=term.pk, starts_on=STARTS, number=NUMBER, token=seen
        )
    assert refused.value.because is Because.CONFLICT


def test_a_village_elsewhere_or_without_elections_is_refused(tree: Tree, term: Term, county: Actor) -> None:
    for place, because in ((OTHER_VILLAGE, Because.FORBIDDEN), (VILLAGE, Because.NOT_FOUND)):
        with pytest.raises(Refused) as refused:
            confirm(county, tree, term, place)
        assert refused.value.because is because


def test_a_confirmation_is_taken_back_whole(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_holder: NewHolder, new_person: NewPerson
) -> None:
    secretary, director = new_post("secretary"), new_post("committee_director")
    old = new_holder(secretary, "老书记")
    held(secretary, new_person("新书记"))
    held(director, new_person("新主任"))
    confirmed = confirm(county, tree, term)
    take_back_confirmation(by=county, at=AT, election_id=confirmed[0].pk, why="公告有误")
    old.refresh_from_db()
    assert old.open_ended
    assert elected() == 1
    assert set(Election.objects.filter(place=tree.place(VILLAGE)).values_list("state", flat=True)) == {"held"}
    confirm(county, tree, term)
    assert Tenure.objects.filter(start_on=STARTS).count() == 2


def test_a_confirmation_is_not_taken_back_over_what_came_since(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_person: NewPerson
) -> None:
    from headgoose.people.actions.tenures import end_tenure

    held(new_post("secretary"), new_person())
    confirmed = confirm(county, tree, term)
    end_tenure(
        by=county, at=AT, tenure_id=Tenure.objects.get(how="elected").pk, end_on=date(2026, 6, 1), reason="resigned"
    )
    with pytest.raises(Refused):
        take_back_confirmation(by=county, at=AT, election_id=confirmed[0].pk, why="公告有误")
    assert Election.objects.get(pk=confirmed[0].pk).state == "confirmed"
