"""A tenure that is put right, voided or taken back with its order stays on record as it was believed to be."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.actions.corrections import correct_tenure, void_tenure, withdraw_order
from headgoose.people.actions.tenures import appoint_person, end_tenure, issue_order
from headgoose.people.endings import Ending
from headgoose.people.known import tenures_as_known, was_corrected
from headgoose.people.models import EndReason, Order, Tenure, TenurePast
from headgoose.people.queries import tenures_of
from headgoose.people.rules import Seating
from headgoose.people.seats import seats_of
from headgoose.people.tests.conftest import AT, OTHER_VILLAGE, VILLAGE, NewPerson, NewPost, NewTenure
from headgoose.records.models import Act

LATER = AT + timedelta(days=1)
WHY = "日期录错"


def new_order(place_id: int, number: str = "测组〔2026〕1号") -> Order:
    return Order(number=number, title="测试任免", place_id=place_id, issued_on=date(2026, 6, 1))


def test_a_corrected_tenure_is_read_as_it_is_and_as_it_was_known(
    new_post: NewPost, new_tenure: NewTenure, county: Actor
) -> None:
    tenure = new_tenure(new_post("secretary"), end_on=date(2025, 1, 1))
    correct_tenure(
        by=county,
        at=LATER,
        tenure_id=tenure.pk,
        start_on=date(2020, 3, 1),
        end_on=date(2025, 6, 1),
        how="elected",
        end_reason="resigned",
        why=WHY,
        document="测〔2026〕2号",
    )
    present = Tenure.objects.get(pk=tenure.pk)
    assert (present.start_on, present.end_on, present.how, present.end_reason) == (
        date(2020, 3, 1),
        date(2025, 6, 1),
        "elected",
        "resigned",
    )
    (believed,) = tenures_as_known(known_at=AT, person_ids=[tenure.person_id])
    assert (believed.start_on, believed.end_on, believed.how) == (date(2020, 1, 1), date(2025, 1, 1), "appointed")
    (known,) = tenures_as_known(known_at=LATER, place_ids=[tenure.place_id])
    assert known.start_on == date(2020, 3, 1)
    assert was_corrected([tenure.pk]) == {tenure.pk}
    act = Act.objects.get(verb="people.correct_tenure")
    assert act.before["start_on"] == "2020-01-01"
    assert act.after["why"] == WHY
    assert act.touches_from == date(2020, 1, 1)


def test_a_voided_tenure_leaves_the_seat_empty_and_stays_on_the_persons_page(
    new_post: NewPost, new_tenure: NewTenure, county: Actor
) -> None:
    post = new_post("secretary")
    tenure = new_tenure(post)
    void_tenure(by=county, at=LATER, tenure_id=tenure.pk, why=WHY)
    (seat,) = seats_of(post.place_id, date(2026, 6, 1))
    assert (seat.tenure, seat.vacant_since, seat.coming) == (None, post.start_on, None)
    assert not Tenure.objects.filter(post=post).exists()
    (term,) = tenures_of(tenure.person_id, county.scope(next(iter(county.grants)).right), date(2026, 6, 1))
    assert term.phase(date(2026, 6, 1)) == "void"
    assert len(tenures_as_known(known_at=AT, place_ids=[post.place_id])) == 1
    assert tenures_as_known(known_at=LATER, place_ids=[post.place_id]) == []


def test_a_seat_freed_by_a_voided_tenure_can_be_filled_for_the_same_days(
    new_post: NewPost, new_tenure: NewTenure, new_person: NewPerson, county: Actor
) -> None:
    post = new_post("secretary")
    tenure = new_tenure(post)
    void_tenure(by=county, at=LATER, tenure_id=tenure.pk, why=WHY)
    line = Seating(post.pk, new_person("测试乙").pk, date(2019, 1, 1))
    assert appoint_person(by=county, at=LATER, line=line).open_ended
    with pytest.raises(Refused) as refusal:
        void_tenure(by=county, at=LATER, tenure_id=tenure.pk, why=WHY)
    assert refusal.value.because is Because.NOT_FOUND


def test_a_correction_is_refused_where_the_seat_was_taken(
    new_post: NewPost, new_tenure: NewTenure, county: Actor
) -> None:
    post = new_post("secretary")
    new_tenure(post, "测试甲", date(2018, 1, 1), date(2020, 1, 1))
    second = new_tenure(post, "测试乙", date(2020, 1, 1))
    facts: Any = {"end_on": FOREVER, "how": "appointed", "end_reason": "", "why": WHY}
    with pytest.raises(Refused) as refusal:
        correct_tenure(by=county, at=LATER, tenure_id=second.pk, start_on=date(2019, 12, 1), **facts)
    assert (refusal.value.because, refusal.value.field) == (Because.CONFLICT, "post")
    assert not TenurePast.objects.exists()


def test_a_correction_wants_a_reason_and_reach(new_post: NewPost, new_tenure: NewTenure, county: Actor) -> None:
    here, elsewhere = new_tenure(new_post("secretary")), new_tenure(new_post("secretary", OTHER_VILLAGE), "测试乙")
    with pytest.raises(Refused) as refusal:
        void_tenure(by=county, at=LATER, tenure_id=here.pk, why=" 错 ")
    assert refusal.value.field == "why"
    with pytest.raises(Refused) as refusal:
        void_tenure(by=county, at=LATER, tenure_id=elsewhere.pk, why=WHY)
    assert refusal.value.because is Because.FORBIDDEN


def test_the_database_keeps_each_version_whoever_writes(new_post: NewPost, new_tenure: NewTenure) -> None:
    tenure = new_tenure(new_post("secretary"))
    Tenure.objects.filter(pk=tenure.pk).update(end_on=date(2025, 1, 1), known_at=AT)
    (version,) = TenurePast.objects.all()
    assert (version.tenure_id, version.end_on, version.known_until) == (tenure.pk, FOREVER, AT)
    for statement in ("UPDATE people_tenurepast SET end_on = start_on", "DELETE FROM people_tenurepast"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    "change", ["person_id = person_id + 1", "known_at = '1940-01-01 00:00:00'", "end_on = start_on"]
)
def test_the_database_refuses_to_make_a_tenure_another(
    new_post: NewPost, new_tenure: NewTenure, new_person: NewPerson, change: str
) -> None:
    tenure = new_tenure(new_post("secretary"))
    new_person("测试乙")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE people_tenure SET {change} WHERE id = %s", [tenure.pk])


def test_a_clock_set_back_does_not_put_a_version_before_the_last(
    new_post: NewPost, new_tenure: NewTenure, county: Actor
) -> None:
    tenure = new_tenure(new_post("secretary"))
    for at, day in ((LATER, date(2026, 9, 1)), (LATER - timedelta(hours=1), date(2026, 8, 1))):
        end_tenure(by=county, at=at, tenure_id=tenure.pk, end_on=day, reason=EndReason.RESIGNED.value)
    assert Tenure.objects.get().known_at == LATER
    assert [version.end_on for version in TenurePast.objects.order_by("pk")] == [FOREVER, date(2026, 9, 1)]


def test_an_order_ends_and_seats_in_one_step_and_is_taken_back_whole(
    new_post: NewPost, new_tenure: NewTenure, new_person: NewPerson, county: Actor
) -> None:
    post, other = new_post("secretary"), new_post("committee_director")
    leaving = new_tenure(post)
    coming = new_person("测试乙")
    before = sorted(Tenure.with_voided.values_list("pk", "start_on", "end_on", "how", "end_reason", "ended_by_id"))
    order = new_order(post.place_id)
    lines = [Seating(post.pk, coming.pk, date(2026, 7, 1)), Seating(other.pk, leaving.person_id, date(2026, 7, 1))]
    issue_order(by=county, at=LATER, order=order, lines=lines, endings=[Ending(leaving.pk, date(2026, 7, 1))])
    assert Tenure.objects.get(pk=leaving.pk).ended_by_id == order.pk
    assert Tenure.objects.count() == 3
    voided, restored = withdraw_order(by=county, at=LATER, order_id=order.pk, why="下错村了")
    assert (len(voided), restored) == (2, [leaving.pk])
    standing = Tenure.objects.values_list("pk", "start_on", "end_on", "how", "end_reason", "ended_by_id")
    assert sorted(standing) == before
    with pytest.raises(Refused) as refusal:
        withdraw_order(by=county, at=LATER, order_id=order.pk, why="再来一次")
    assert refusal.value.because is Because.CONFLICT


def test_an_order_of_which_a_line_was_changed_since_is_not_taken_back(
    new_post: NewPost, new_person: NewPerson, county: Actor
) -> None:
    posts = [new_post("secretary"), new_post("committee_director")]
    persons = [new_person(f"测试{letter}") for letter in "甲乙"]
    order = new_order(posts[0].place_id)
    lines = [Seating(post.pk, who.pk, date(2026, 7, 1)) for post, who in zip(posts, persons, strict=True)]
    ids = issue_order(by=county, at=LATER, order=order, lines=lines)
    end_tenure(by=county, at=LATER, tenure_id=ids[1], end_on=date(2026, 9, 1), reason="resigned")
    with pytest.raises(Refused) as refusal:
        withdraw_order(by=county, at=LATER, order_id=order.pk, why="下错村了")
    assert [fault.line for fault in refusal.value.details["faults"]] == [1]
    assert Tenure.objects.count() == 2


def test_faults_of_an_order_name_lines_first_and_endings_after(
    new_post: NewPost, new_tenure: NewTenure, new_person: NewPerson, county: Actor
) -> None:
    post, other = new_post("secretary"), new_post("committee_director")
    first, second = new_tenure(post), new_tenure(other, "测试乙", date(2020, 1, 1), date(2024, 1, 1))
    lines = [Seating(post.pk, new_person("测试丙").pk, date(2026, 7, 1))]
    endings = [Ending(first.pk, date(2026, 8, 1)), Ending(second.pk, date(2026, 7, 1)), Ending(99999, date(2026, 7, 1))]
    with pytest.raises(Refused) as refusal:
        issue_order(by=county, at=LATER, order=new_order(post.place_id), lines=lines, endings=endings)
    faults = [(fault.line, fault.because) for fault in refusal.value.details["faults"]]
    assert faults == [(0, Because.CONFLICT), (2, Because.CONFLICT), (3, Because.NOT_FOUND)]
    assert not TenurePast.objects.exists()


def test_a_later_end_in_an_order_must_be_free(new_post: NewPost, new_tenure: NewTenure, county: Actor) -> None:
    post = new_post("secretary")
    first = new_tenure(post, "测试甲", date(2020, 1, 1), date(2026, 12, 1))
    new_tenure(post, "测试乙", date(2026, 12, 1))
    with pytest.raises(Refused) as refusal:
        issue_order(
            by=county, at=LATER, order=new_order(post.place_id), lines=[], endings=[Ending(first.pk, date(2027, 2, 1))]
        )
    assert [fault.line for fault in refusal.value.details["faults"]] == [0]


def test_restoring_is_refused_where_somebody_sits_there_since(
    new_post: NewPost, new_tenure: NewTenure, new_person: NewPerson, county: Actor
) -> None:
    post = new_post("secretary", VILLAGE)
    leaving = new_tenure(post)
    order = new_order(post.place_id)
    issue_order(by=county, at=LATER, order=order, lines=[], endings=[Ending(leaving.pk, date(2026, 7, 1))])
    appoint_person(by=county, at=LATER, line=Seating(post.pk, new_person("测试乙").pk, date(2026, 8, 1)))
    with pytest.raises(Refused) as refusal:
        withdraw_order(by=county, at=LATER, order_id=order.pk, why="下错村了")
    assert [fault.line for fault in refusal.value.details["faults"]] == [0]
    assert Tenure.objects.get(pk=leaving.pk).end_on == date(2026, 7, 1)
