"""What must never be of elections is refused by the database, whoever writes and however."""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import Error, connection, transaction

from conftest import AT, TODAY, Tree
from headgoose.elections.actions.confirming import confirm_village
from headgoose.elections.actions.steps import annul_election
from headgoose.elections.models import Change, Contest, Election, ElectionState, Term
from headgoose.elections.states import ELECTION, LEVELS, ROWS
from headgoose.elections.tests.conftest import (
    HELD,
    LISTED,
    PLANNED,
    SIBLING,
    STARTS,
    VILLAGE,
    Find,
    Held,
    NewHolder,
    NewPerson,
    NewPost,
    elected,
)
from headgoose.kernel.actor import Actor
from headgoose.kernel.guard_names import expected_guards, present_guards


def refused(sql: str, values: Sequence[int | str] = ()) -> None:
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def put(state: ElectionState, place_id: int, term: Term, body: str = "branch", **facts: Any) -> Election:
    """A row as the bulk path writes it."""
    return Election.objects.create(
        term=term, place_id=place_id, body=body, called_on=PLANNED, planned_on=PLANNED, state=state, **facts
    )


MOVES = {(row.source.value, row.target.value) for row in ROWS if row.verb != "call_by_election"}


@pytest.mark.parametrize(("source", "target"), list(product(ElectionState.values, repeat=2)))
def test_only_moves_of_the_table_are_made(
    source: str, target: str, tree: Tree, term: Term, new_post: NewPost, new_holder: NewHolder
) -> None:
    post = new_post("secretary")
    tenure = new_holder(post, "当选人", STARTS)
    election = put(ElectionState.PLANNED, post.place_id, term)
    Contest.objects.create(election=election, post=post, standing=1, person=tenure.person, tenure=tenure)
    everything = (
        f"UPDATE elections_election SET state = '{{}}', listed_on = '{LISTED}', held_on = '{HELD}', "
        f"annulled_on = '{TODAY}', postponed_on = '{TODAY}', remark = '原因' WHERE id = {election.pk}"
    )
    ways = {
        "planned": [],
        "listed": ["listed"],
        "held": ["listed", "held"],
        "postponed": ["postponed"],
        "void": ["void"],
        "confirmed": ["listed", "held", "confirmed"],
    }

    def move(state: str) -> None:
        sql = everything.format(state)
        if state == "confirmed":
            sql = sql.replace(" WHERE", f", starts_on = '{STARTS}', confirmed_at = '{AT}', order_id = 1 WHERE")
        elif source == "confirmed":
            sql = sql.replace(" WHERE", ", starts_on = NULL, confirmed_at = NULL, order_id = NULL WHERE")
        with connection.cursor() as cursor:
            cursor.execute(sql)

    from headgoose.people.models import Order

    Order.objects.create(pk=1, number="1号", title="示例", place=tree.place("231221"), issued_on=TODAY)
    for state in ways[source]:
        move(state)
    if (source, target) in MOVES:
        move(target)
        return
    with pytest.raises(Error), transaction.atomic():
        move(target)


def test_the_table_names_each_verb_once_a_state() -> None:
    assert len({(row.source, row.verb) for row in ROWS}) == len(ROWS)
    assert set(ELECTION.verbs("held")) == {"hold", "confirm", "annul"}
    assert {row.verb for row in ROWS} == LEVELS.keys()


@pytest.mark.parametrize("state", ["listed", "held", "confirmed", "void", "postponed"])
def test_an_election_begins_planned(state: str, tree: Tree, term: Term) -> None:
    facts: dict[str, Any] = {
        "listed_on": LISTED,
        "held_on": HELD,
        "starts_on": STARTS,
        "confirmed_at": AT,
        "annulled_on": TODAY,
    }
    facts |= {"postponed_on": TODAY, "remark": "原因"}
    with pytest.raises(Error), transaction.atomic():
        put(ElectionState(state), tree.place(VILLAGE).pk, term, **facts)


def test_a_confirmed_election_is_not_confirmed_again_nor_edited(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_person: NewPerson
) -> None:
    post = new_post("secretary")
    held(post, new_person())
    (election,) = confirm_village(
        by=county, at=AT, place_id=post.place_id, term_id=term.pk, starts_on=STARTS, number="1号"
    )
    refused("UPDATE elections_election SET starts_on = '2026-05-21' WHERE id = %s", [election.pk])
    refused("UPDATE elections_election SET state = 'confirmed' WHERE id = %s", [election.pk])
    refused("UPDATE elections_election SET state = 'held' WHERE id = %s", [election.pk])
    refused("UPDATE elections_contest SET votes = 1 WHERE election_id = %s", [election.pk])
    refused("DELETE FROM elections_contest WHERE election_id = %s", [election.pk])
    refused("DELETE FROM elections_election WHERE id = %s", [election.pk])
    with pytest.raises(Error), transaction.atomic():
        put(ElectionState.PLANNED, post.place_id, term, number=1)


def test_an_election_is_not_confirmed_without_a_tenure_behind_every_seat(
    tree: Tree, held: Held, new_post: NewPost, new_person: NewPerson
) -> None:
    election = held(new_post("secretary"), new_person())
    from headgoose.people.models import Order

    order = Order.objects.create(number="1号", title="示例", place=tree.place("231221"), issued_on=TODAY)
    refused(
        "UPDATE elections_election SET state = 'confirmed', starts_on = %s, confirmed_at = %s, order_id = %s "
        "WHERE id = %s",
        [STARTS.isoformat(), AT.isoformat(), order.pk, election.pk],
    )


def test_a_contest_takes_only_the_tenure_of_who_was_elected(
    held: Held, new_post: NewPost, new_person: NewPerson, new_holder: NewHolder
) -> None:
    post = new_post("secretary")
    other = new_holder(post, "别人", date(2021, 1, 1), date(2022, 1, 1))
    held(post, new_person("当选人"))
    refused("UPDATE elections_contest SET tenure_id = %s", [other.pk])


def test_a_seat_of_another_village_is_not_contested(planned: Find, new_post: NewPost) -> None:
    post = new_post("secretary", SIBLING)
    with pytest.raises(Error), transaction.atomic():
        Contest.objects.create(election=planned(VILLAGE), post=post, standing=1)


def test_a_by_election_follows_a_void_election_of_the_same_body_place_and_term(
    planned: Find, county: Actor, term: Term
) -> None:
    election, other = planned(), planned(SIBLING)
    annul_election(by=county, at=AT, election_id=other.pk, why="另行组织")
    later: dict[str, Any] = {"number": 2, "cause": "void"}
    for follows in (None, election, other):
        with pytest.raises(Error), transaction.atomic():
            put(ElectionState.PLANNED, election.place_id, term, follows=follows, **later)
    with pytest.raises(Error), transaction.atomic():
        put(ElectionState.PLANNED, other.place_id, term, follows=other, number=2, cause="vacancy")
    put(ElectionState.PLANNED, other.place_id, term, follows=other, **later)


def test_a_body_has_one_open_election(planned: Find, term: Term) -> None:
    election = planned()
    with pytest.raises(Error), transaction.atomic():
        put(ElectionState.PLANNED, election.place_id, term, number=2, cause="void", follows=election)


@pytest.mark.parametrize(
    "fact", ["place_id = place_id + 1", "body = 'committee'", "number = 7", "called_on = '2020-01-01'"]
)
def test_what_an_election_is_about_is_fixed(fact: str, planned: Find) -> None:
    refused(f"UPDATE elections_election SET {fact} WHERE id = %s", [planned().pk])


def test_changes_and_calendars_are_not_taken_out(planned: Find, county: Actor) -> None:
    annul_election(by=county, at=AT, election_id=planned().pk, why="另行组织")
    assert Change.objects.count() == 1
    refused("UPDATE elections_change SET why = '别的'")
    refused("DELETE FROM elections_change")
    refused("DELETE FROM elections_calendar")
    refused("DELETE FROM elections_term")


def test_more_ballots_than_electors_are_refused(planned: Find) -> None:
    refused("UPDATE elections_election SET electors = 5, ballots = 6 WHERE id = %s", [planned().pk])


@pytest.mark.django_db
def test_the_guards_stand() -> None:
    mine = {name for name in expected_guards() if name.startswith(("election", "contest", "calendar"))}
    assert len(mine) > 10
    assert mine <= present_guards()
    assert elected() == 0
