"""The four links: what counts, what is missing and who owes it; figures that say the same as the lists."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from conftest import AT, Tree
from headgoose.careers.actions.awards import record_award, revoke_award
from headgoose.careers.actions.reviews import review_year, write_word
from headgoose.careers.links import Link, chains_of, chains_within, tally_within
from headgoose.careers.owing import rows_of
from headgoose.careers.tests.conftest import (
    COUNTY,
    OTHER_VILLAGE,
    RESULTS,
    SIBLING,
    TOWNSHIP,
    WORD,
    NewTenure,
    Officer,
    confirmed,
    holder_of,
)
from headgoose.careers.tests.test_awards import facts
from headgoose.people.models import Tenure
from headgoose.training.models import Enrolment, Quota, Session, TrackType, TrainingClass

TODAY = date(2026, 6, 1)
Users = Callable[..., Client]


@pytest.fixture
def train(tree: Tree) -> Callable[..., None]:
    """`train(tenure)`: approved hours in a class that ended in March, or on another day."""

    def give(tenure: Tenure, end_on: date = date(2026, 3, 20), minutes: int = 480) -> None:
        track = TrackType.objects.get(type=tenure.type, home=True).track
        when = datetime(2026, 1, 1, tzinfo=UTC)
        place = tree.place(COUNTY)
        one = TrainingClass.objects.create(
            track=track,
            place=place,
            title="村党组织书记轮训班",
            start_on=end_on,
            end_on=end_on,
            state="approved",
            carried=True,
            made_at=when,
            approved_at=when,
        )
        Session.objects.create(training_class=one, number=1, start_at=when, minutes=480, room="101", salt="x")
        quota = Quota.objects.create(training_class=one, place=place, seats=1, given_at=when)
        Enrolment.objects.create(
            training_class=one,
            person=tenure.person,
            quota=quota,
            seat=1,
            tenure=tenure,
            named_at=when,
            minutes=minutes,
        )

    return give


def whole(tenure: Tenure, officer: Officer, train: Callable[..., None]) -> Tenure:
    train(tenure)
    confirmed(tenure, officer)
    record_award(by=officer(), at=AT, tenure_id=tenure.pk, **facts())
    return tenure


def missing(tenure: Tenure, on: date = TODAY) -> list[Link]:
    return chains_of([tenure.pk], on)[tenure.pk].missing


def test_all_four_links_make_a_chain(tenure: Tenure, officer: Officer, train: Callable[..., None]) -> None:
    assert missing(tenure) == [Link.TRAIN, Link.MANAGE, Link.REWARD]
    whole(tenure, officer, train)
    assert missing(tenure) == []
    assert missing(tenure, date(2027, 6, 2)) == [Link.TRAIN, Link.MANAGE, Link.REWARD]


def test_what_is_older_than_twelve_months_does_not_count(
    tenure: Tenure, officer: Officer, train: Callable[..., None]
) -> None:
    train(tenure, end_on=date(2025, 6, 1))
    record_award(by=officer(), at=AT, tenure_id=tenure.pk, **facts(awarded_on=date(2025, 6, 1)))
    assert missing(tenure) == [Link.TRAIN, Link.MANAGE, Link.REWARD]
    train(tenure, end_on=date(2025, 6, 2))
    award = record_award(by=officer(), at=AT, tenure_id=tenure.pk, **facts(awarded_on=date(2025, 6, 2)))
    assert missing(tenure) == [Link.MANAGE]
    revoke_award(by=officer(), at=AT, award_id=award.pk, why="文号录错")
    assert missing(tenure) == [Link.MANAGE, Link.REWARD]


def test_hours_that_were_not_attended_do_not_count(tenure: Tenure, train: Callable[..., None]) -> None:
    train(tenure, minutes=0)
    assert Link.TRAIN in missing(tenure)


def test_a_review_of_another_post_does_not_count(new_tenure: NewTenure, officer: Officer) -> None:
    before = new_tenure("first_secretary", end_on=date(2026, 1, 1))
    confirmed(before, officer)
    now = new_tenure("secretary", person=before.person, start_on=date(2026, 1, 1))
    assert Link.MANAGE in missing(now)
    assert Link.MANAGE not in missing(before)


def test_a_review_of_the_term_before_counts_for_the_same_post(new_tenure: NewTenure, officer: Officer) -> None:
    before = new_tenure(end_on=date(2026, 1, 1))
    confirmed(before, officer)
    again = new_tenure(person=before.person, post=before.post, start_on=date(2026, 1, 1))
    assert Link.MANAGE not in missing(again)


def test_without_a_document_the_choice_is_missing(tenure: Tenure, new_tenure: NewTenure, tree: Tree) -> None:
    bare = Tenure.objects.create(
        post=new_tenure(place=SIBLING, end_on=date(2024, 1, 1)).post,
        type=tenure.type,
        place=tree.place(SIBLING),
        person=tenure.person,
        start_on=date(2024, 1, 1),
        how="elected",
    )
    assert missing(bare)[0] is Link.SELECT
    assert owed(bare)[Link.SELECT][1] == "office of Wangkui Town 望奎镇"


def owed(tenure: Tenure) -> dict[Link, tuple[str, str]]:
    return {one.link: (one.what, one.who) for one in rows_of([tenure], TODAY)[0].owed}


def test_it_is_said_who_owes_what_is_missing_step_by_step(tenure: Tenure, officer: Officer) -> None:
    assert owed(tenure)[Link.TRAIN][1] == "office of Wangkui Town 望奎镇"
    assert owed(tenure)[Link.MANAGE] == ("the own word on 2025", tenure.person.name)
    review = write_word(by=holder_of(tenure), at=AT, tenure_id=tenure.pk, year=2025, word=WORD)
    assert owed(tenure)[Link.MANAGE] == ("the review of the year", "office of Wangkui Town 望奎镇")
    review_year(by=officer(TOWNSHIP), at=AT, review_id=review.pk, results=RESULTS, grade="fit")
    assert owed(tenure)[Link.MANAGE] == ("the confirmation of the review", "office of Wangkui County 望奎县")


def test_who_came_this_year_owes_no_word_yet(new_tenure: NewTenure) -> None:
    came = new_tenure(start_on=date(2026, 2, 1))
    assert owed(came)[Link.MANAGE] == ("the next review, from 2026-11 on", "nobody yet")


def test_lists_and_sums_of_an_area_agree(
    tenure: Tenure, new_tenure: NewTenure, officer: Officer, train: Callable[..., None], tree: Tree
) -> None:
    whole(tenure, officer, train)
    other = new_tenure(place=SIBLING)
    train(other)
    new_tenure(place=OTHER_VILLAGE)
    new_tenure("committee_director")
    new_tenure(place="231221101200", end_on=TODAY)
    area = tree[COUNTY].area
    tally = tally_within(area, TODAY, "secretary")
    assert (tally.people, tally.whole) == (2, 1)
    assert tally.by_link == {Link.SELECT: 2, Link.TRAIN: 2, Link.MANAGE: 1, Link.REWARD: 1}
    assert [one.tenure_id for one in chains_within(area, TODAY, "secretary", None, 0, 10)] == [tenure.pk, other.pk]
    assert [one.tenure_id for one in chains_within(area, TODAY, "secretary", Link.MANAGE, 0, 10)] == [other.pk]
    assert chains_within(area, TODAY, "secretary", Link.TRAIN, 0, 10) == []


@pytest.mark.parametrize(
    ("code", "numerator"),
    [("P2", 1), ("P2-chosen", 2), ("P2-trained", 1), ("P2-managed", 1), ("P2-rewarded", 1)],
)
def test_figures_open_onto_who_has_a_link_and_who_lacks_it(
    code: str,
    numerator: int,
    tenure: Tenure,
    new_tenure: NewTenure,
    officer: Officer,
    train: Callable[..., None],
    as_user: Users,
) -> None:
    whole(tenure, officer, train)
    lacks = new_tenure(place=SIBLING)
    client = as_user("county_officer", COUNTY)
    value = client.get(f"/figure/{code}/{COUNTY}/2026-06-01.json").json()
    assert (value["numerator"], value["denominator"]) == (numerator, 2)
    rows = client.get(f"/figure/{code}/{COUNTY}/2026-06-01/rows.json").json()["rows"]
    assert sum(row["numerator"] for row in rows) == numerator
    assert len(rows) == 2
    without = client.get(f"/figure/{code}/{COUNTY}/2026-06-01/rows.json?counted=no").json()["rows"]
    assert len(without) == 2 - numerator
    assert [row["record"] for row in without] == [f"careers.chain:{lacks.pk}"][: len(without)]
