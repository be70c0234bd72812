"""What a change of the map does to posts and to those in them."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from conftest import AT, Tree
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import EndReason, Post, PostType, Tenure, TenurePast
from headgoose.people.tests.conftest import SIBLING, VILLAGE, NewPerson, NewPost, NewTenure
from headgoose.places.actions import merge_places, preview_map_change, recode_place, split_place
from headgoose.places.changes import MapChange, Part, Step
from headgoose.places.models import EventKind
from headgoose.places.queries import get_span
from headgoose.records.models import Act

pytestmark = pytest.mark.django_db
ON, INTO = date(2026, 6, 1), Part(VILLAGE)
Merge = Callable[..., object]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Reasons are read here in the language of the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def merge(system: Actor) -> Merge:
    def run(codes: tuple[str, ...] = (SIBLING,), into: Part = INTO, **more: Any) -> object:
        return merge_places(
            **{
                "by": system,
                "at": AT,
                "document": "黑民行批〔2026〕1号",
                "on": ON,
                "codes": codes,
                "into": into,
                **more,
            }
        )

    return run


def foresee(system: Actor, into: Part, *codes: str, reseat: bool = False) -> list[tuple[str, int, bool]]:
    change = MapChange("x", ON, (Step(EventKind.MERGE, codes, (into,)),), reseat=reseat)
    plan = preview_map_change(by=system, at=AT, change=change)
    return [(line.text, line.count, line.hinders) for line in plan.follows]


def test_posts_of_a_closed_place_are_abolished_and_their_holders_leave(
    new_post: NewPost, new_tenure: NewTenure, merge: Merge
) -> None:
    post, stays = new_post("secretary", SIBLING), new_post("secretary", VILLAGE)
    tenure, other = new_tenure(post, "测试甲"), new_tenure(stays, "测试乙")
    merge()
    post.refresh_from_db()
    tenure.refresh_from_db()
    assert post.end_on == ON
    assert (tenure.end_on, tenure.end_reason) == (ON, EndReason.PLACE_CLOSED)
    other.refresh_from_db()
    assert other.end_on == FOREVER
    assert Post.objects.get(pk=stays.pk).end_on == FOREVER
    assert TenurePast.objects.get().end_on == FOREVER, "what was on record is kept"
    told = Act.objects.filter(verb="people.follow_map_change")
    assert told.get(subject="people.post:").after["abolished"] == [post.pk]
    of_tenures = told.filter(subject__startswith="people.tenure:")
    assert of_tenures
    assert {act.after["end_reason"] for act in of_tenures} == {"place_closed"}


def test_holders_take_free_seats_where_their_place_goes_when_it_is_so_said(
    new_post: NewPost, new_tenure: NewTenure, merge: Merge, system: Actor
) -> None:
    free, full = new_post("secretary", VILLAGE), new_post("village_accountant", VILLAGE)
    head = new_tenure(new_post("secretary", SIBLING), "测试甲", end_on=date(2028, 1, 1))
    new_tenure(new_post("village_accountant", SIBLING), "测试乙")
    new_tenure(full, "测试丙")
    lines = foresee(system, Part(VILLAGE), SIBLING, reseat=True)
    assert [count for _text, count, _hinders in lines] == [2, 1, 1, 1]
    merge(reseat=True)
    seated = Tenure.objects.get(post=free)
    assert (seated.person_id, seated.start_on, seated.end_on) == (head.person_id, ON, date(2028, 1, 1))
    assert Tenure.objects.filter(post=full).count() == 1
    assert not Tenure.objects.filter(person__name="测试乙", end_on__gt=ON).exists()


def test_a_new_place_gets_the_seats_that_every_place_of_its_kind_has(merge: Merge, tree: Tree, system: Actor) -> None:
    into = Part("231221100300", "厢红村委会")
    assert foresee(system, into, SIBLING, VILLAGE)[-1][1] == 8
    merge((SIBLING, VILLAGE), into)
    made = get_span("231221100300", ON)
    seats = {(post.type.code, post.seat) for post in Post.objects.filter(place_id=made.place_id)}
    assert seats == {
        (kind.code, seat)
        for kind in PostType.objects.all()
        if 50 in kind.kinds
        for seat in range(1, kind.seats_min + 1)
    }
    assert set(Post.objects.values_list("start_on", "end_on")) == {(ON, FOREVER)}


def test_holders_move_into_the_seats_of_a_new_place(new_post: NewPost, new_tenure: NewTenure, merge: Merge) -> None:
    first = new_tenure(new_post("secretary", VILLAGE), "测试甲")
    second = new_tenure(new_post("secretary", SIBLING), "测试乙")
    merge((SIBLING, VILLAGE), Part("231221100300", "厢红村委会"), reseat=True)
    seated = Tenure.objects.get(type__code="secretary", end_on__gt=ON)
    assert seated.person_id in (first.person_id, second.person_id)
    assert seated.place_id == get_span("231221100300", ON).place_id


def test_what_begins_later_at_a_closed_place_stands_against_it(
    new_post: NewPost, new_tenure: NewTenure, merge: Merge, system: Actor
) -> None:
    tenure = new_tenure(new_post("secretary", SIBLING), start_on=date(2026, 9, 1))
    assert [hinders for _text, _count, hinders in foresee(system, Part(VILLAGE), SIBLING)] == [True, False]
    with pytest.raises(Refused, match="later"):
        merge()
    tenure.refresh_from_db()
    assert tenure.end_on == FOREVER


def test_posts_stay_with_a_place_that_gets_another_code(
    new_post: NewPost, new_tenure: NewTenure, system: Actor
) -> None:
    tenure = new_tenure(new_post("secretary", VILLAGE))
    recode_place(by=system, at=AT, document="x", on=ON, code="231221", new_code="231281")
    tenure.refresh_from_db()
    assert tenure.end_on == FOREVER
    assert get_span("231281100200", ON).place_id == tenure.place_id
    assert not Act.objects.filter(verb="people.follow_map_change").exists()


def test_posts_stay_with_the_part_that_keeps_the_identity(
    new_post: NewPost, new_tenure: NewTenure, system: Actor
) -> None:
    tenure = new_tenure(new_post("secretary", VILLAGE))
    parts = [Part(), Part("231221100300", "新村委会", None, None)]
    numbers = {VILLAGE + "002": "231221100300"}
    split_place(by=system, at=AT, document="x", on=ON, code=VILLAGE, parts=parts, numbers=numbers)
    tenure.refresh_from_db()
    assert tenure.end_on == FOREVER
    assert Post.objects.filter(place_id=get_span("231221100300", ON).place_id).count() == 8


def test_seating_somebody_anew_needs_the_right_to_appoint(
    new_post: NewPost, new_tenure: NewTenure, merge: Merge, actor_at: Callable[..., Actor]
) -> None:
    new_tenure(new_post("secretary", SIBLING))
    new_post("secretary", VILLAGE)
    alone = actor_at("2312", Right.CHANGE_MAP)
    with pytest.raises(Refused):
        merge(by=alone, reseat=True)
    merge(by=alone)


def test_a_person_who_sits_there_already_is_not_seated_twice(
    new_post: NewPost, new_tenure: NewTenure, new_person: NewPerson, merge: Merge
) -> None:
    person = new_person()
    new_tenure(new_post("supervisory_member", VILLAGE), person)
    new_post("supervisory_member", VILLAGE)
    new_tenure(new_post("supervisory_member", SIBLING), person)
    merge(reseat=True)
    assert Tenure.objects.filter(person=person, end_on__gt=ON).count() == 1
