"""What other rooms are told: the trail in words, the file of a person, the panel of a place."""

from collections.abc import Callable
from datetime import date
from typing import Any

from conftest import AT, TODAY, Tree
from headgoose.elections.actions.confirming import confirm_village
from headgoose.elections.holdings import contests_held
from headgoose.elections.models import Calendar, Election, Term
from headgoose.elections.panels import elections_panel, figure_page, waiting_elections
from headgoose.elections.tests.conftest import (
    COUNTY,
    OTHER_COUNTY,
    STARTS,
    VILLAGE,
    Find,
    Held,
    NewPerson,
    NewPost,
)
from headgoose.elections.trail import VERBS, name_calendars, name_elections, name_terms
from headgoose.kernel.actor import Actor
from headgoose.records.models import Act


def test_a_person_is_told_of_the_elections_they_won(
    tree: Tree, term: Term, county: Actor, held: Held, new_post: NewPost, new_person: NewPerson
) -> None:
    post, person = new_post("secretary"), new_person("当选人")
    held(post, person, standing=3)
    confirm_village(by=county, at=AT, place_id=post.place_id, term_id=term.pk, starts_on=STARTS, number="1号")
    (one,) = contests_held(person.pk)
    assert (one["body"], one["candidates"], one["state"]) == ("branch", 3, "confirmed")
    assert contests_held(person.pk, [tree[VILLAGE].area]) == [one]
    assert contests_held(person.pk, [tree[OTHER_COUNTY].area]) == []


def test_acts_are_named_to_who_may_know_them(
    planned: Find, term: Term, county: Actor, actor_at: Callable[..., Actor]
) -> None:
    election, calendar = planned(), Calendar.objects.first()
    assert calendar is not None
    assert name_elections([election.pk], county, TODAY)[election.pk].url == f"/election/{election.pk}/"
    assert name_calendars([calendar.pk], county, TODAY).keys() == {calendar.pk}
    stranger = actor_at(OTHER_COUNTY)
    assert name_elections([election.pk], stranger, TODAY) == {}
    assert name_calendars([calendar.pk], stranger, TODAY) == {}
    assert name_terms([term.pk], stranger, TODAY).keys() == {term.pk}
    assert set(Act.objects.filter(room="elections").values_list("verb", flat=True)) <= VERBS.keys()


def test_the_panel_of_a_place_is_about_today(
    planned: Find, tree: Tree, county: Actor, django_assert_num_queries: Any
) -> None:
    election = planned()
    assert f"/election/{election.pk}/" in elections_panel(tree[VILLAGE], county, TODAY)
    assert "/elections/" in elections_panel(tree[COUNTY], county, TODAY)
    assert "%" in elections_panel(tree[COUNTY], county, TODAY)
    # Above the county nothing is counted for it.
    with django_assert_num_queries(2):
        above = elections_panel(tree["2312"], county, TODAY)
    assert "/elections/" in above
    assert "%" not in above
    assert elections_panel(tree[COUNTY], county, date(2026, 5, 1)) == ""
    assert elections_panel(tree["231222"], county, TODAY) == ""
    assert figure_page(tree[COUNTY], TODAY) == f"/place/{COUNTY}/elections/"


def test_the_desk_counts_what_waits_for_the_officer_alone(
    planned: Find, county: Actor, township: Actor, actor_at: Callable[..., Actor]
) -> None:
    Election.objects.filter(body="committee").update(planned_on=date(2026, 6, 20))
    assert [(line.count, line.url.partition("?")[2]) for line in waiting_elections(county, TODAY)] == [
        (4, "late=1"),
        (4, "state=planned"),
    ]
    assert [line.count for line in waiting_elections(township, TODAY)] == [3, 3]
    assert waiting_elections(actor_at(COUNTY), TODAY) == []
    assert waiting_elections(county, date(2026, 5, 1)) == []
