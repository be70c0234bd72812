"""How many villages are through, where the others stand, and seats without a contest: each opens onto its rows."""

from collections import Counter
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import connection

from conftest import AT, TODAY, Tree
from headgoose.elections.actions.confirming import confirm_village, take_back_confirmation
from headgoose.elections.actions.steps import annul_election, postpone_election
from headgoose.elections.figures import state_names
from headgoose.elections.models import Election, ElectionState, Term
from headgoose.elections.progress import tallies_below, total
from headgoose.elections.tests.conftest import (
    COMMUNITY,
    COUNTY,
    HELD,
    LISTED,
    SIBLING,
    STARTS,
    TOWNSHIP,
    VILLAGE,
    Find,
    Held,
    NewPerson,
    NewPost,
)
from headgoose.kernel.actor import Actor
from headgoose.kernel.figures import figures, presenters
from headgoose.people.models import Post
from headgoose.records.models import Act

BEFORE = date(2025, 6, 1)


@pytest.fixture
def both(held: Held, new_post: NewPost, new_person: NewPerson) -> tuple[Post, Post]:
    """In one village both bodies were elected: the branch with two candidates, the committee with one."""
    secretary, director, person = new_post("secretary"), new_post("committee_director"), new_person()
    held(secretary, person)
    held(director, person, standing=1)
    return secretary, director


# The places of a date inside an area, as the engine of figures provides them.
AREA = (
    "WITH area AS (SELECT place_id, key, kind FROM places_span WHERE kind BETWEEN 50 AND 59 "
    "AND start_on <= %(on)s AND end_on > %(on)s AND key >= %(low)s AND key < %(high)s) "
)


class Fact(NamedTuple):
    """One row of a figure."""

    place_id: int
    key: int
    numerator: int
    denominator: int
    record_id: int
    part: int | None


def facts(tree: Tree, code: str, on: date = TODAY, place: str = COUNTY) -> list[Fact]:
    figure, area = figures.get(code), tree[place].area
    told: Any = {**figure.parameters(on), "on": on.isoformat(), "low": area.low, "high": area.high}
    with connection.cursor() as cursor:
        cursor.execute(AREA + figure.query, told)
        return [Fact(*row) for row in cursor.fetchall()]


def number(tree: Tree, code: str, on: date = TODAY, place: str = COUNTY) -> tuple[int, int]:
    found = facts(tree, code, on, place)
    return sum(fact.numerator for fact in found), sum(fact.denominator for fact in found)


def states(tree: Tree, on: date = TODAY) -> dict[str, int]:
    names = state_names()
    return dict(Counter(names[fact.part or 0] for fact in facts(tree, "P3-states", on)))


def confirm(by: Actor, tree: Tree, term: Term, place: str = VILLAGE) -> list[Election]:
    place_id = tree.place(place).pk
    return confirm_village(by=by, at=AT, place_id=place_id, term_id=term.pk, starts_on=STARTS, number="1号")


def test_a_village_is_through_when_both_bodies_are_confirmed(
    tree: Tree, term: Term, county: Actor, both: tuple[Post, Post]
) -> None:
    assert number(tree, "P3") == (0, 3)
    confirmed = confirm(county, tree, term)
    assert number(tree, "P3") == (1, 3)
    assert number(tree, "P3", STARTS - timedelta(days=1)) == (0, 3)
    assert number(tree, "P3", place=TOWNSHIP) == (1, 2)
    take_back_confirmation(by=county, at=AT, election_id=confirmed[0].pk, why="公告有误")
    assert number(tree, "P3") == (0, 3)


def test_one_body_alone_does_not_do(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_person: NewPerson
) -> None:
    held(new_post("secretary"), new_person())
    confirm(county, tree, term)
    assert number(tree, "P3") == (0, 3)


def test_without_a_term_there_is_nothing_to_count(tree: Tree, term: Term) -> None:
    assert number(tree, "P3", BEFORE) == (0, 0)
    assert number(tree, "P3-states", BEFORE) == (0, 0)


def test_communities_are_elected_too_and_not_counted_as_villages(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_person: NewPerson
) -> None:
    person = new_person()
    held(new_post("community_secretary", COMMUNITY), person)
    held(new_post("community_director", COMMUNITY), person)
    confirm(county, tree, term, COMMUNITY)
    assert number(tree, "P3") == (0, 3)
    whole = total(tallies_below(tree[COUNTY], term, TODAY))
    assert (whole.communities, whole.communities_done, whole.villages, whole.villages_done) == (1, 1, 3, 0)


def test_states_are_those_of_the_date(
    tree: Tree, term: Term, county: Actor, both: tuple[Post, Post], planned: Find
) -> None:
    postpone_election(by=county, at=AT, election_id=planned(SIBLING).pk, why="暴雨封路")
    annul_election(by=county, at=AT, election_id=planned(SIBLING, "committee").pk, why="另行组织")
    words = state_names()
    counted = {"planned": 4, "held": 2, "postponed": 1, "void": 1}
    labels = {state.value: words[number] for number, state in enumerate(ElectionState, 1)}
    assert states(tree) == {labels[state]: count for state, count in counted.items()}
    assert states(tree, LISTED - timedelta(days=1)) == {}
    confirm(county, tree, term)
    assert number(tree, "P3-states") == (8, 0)


def test_uncontested_seats_open_onto_their_elections(
    tree: Tree, term: Term, county: Actor, both: tuple[Post, Post]
) -> None:
    confirm(county, tree, term)
    assert number(tree, "P3-uncontested") == (1, 2)
    alone = [fact.record_id for fact in facts(tree, "P3-uncontested") if fact.numerator]
    hits = presenters.present(figures.get("P3-uncontested").record, alone, TODAY)
    (hit,) = hits.values()
    election = Election.objects.get(place=tree.place(VILLAGE), body="committee")
    assert hit.url == f"/election/{election.pk}/"


def test_the_page_of_progress_counts_what_the_figures_count(
    tree: Tree, term: Term, county: Actor, both: tuple[Post, Post]
) -> None:
    confirm(county, tree, term)
    whole = total(tallies_below(tree[COUNTY], term, TODAY))
    assert (whole.villages_done, whole.villages) == number(tree, "P3")
    assert (whole.uncontested, whole.seats) == number(tree, "P3-uncontested")
    assert sum(whole.states.values()) == number(tree, "P3-states")[0]


def test_a_day_that_is_put_right_changes_the_past(
    tree: Tree, term: Term, county: Actor, both: tuple[Post, Post]
) -> None:
    confirm(county, tree, term)
    days = dict(Act.objects.filter(room="elections").values_list("verb", "touches_from"))
    assert days["elections.publish_lists"] == LISTED
    assert days["elections.hold_election"] == HELD
    assert days["elections.confirm_village"] == STARTS
