"""What stands against an order though it was sound when it was drawn up."""

from datetime import date

import pytest

from conftest import AT, Tree
from headgoose.kernel.area import key_of
from headgoose.kernel.refusal import Refused
from headgoose.orders.actions.drafting import DraftLine
from headgoose.orders.actions.steps import submit_order
from headgoose.orders.tests.conftest import SIBLING, TODAY, VILLAGE, Draft, NewHolder, NewPost, Officer, newcomer
from headgoose.orders.weighing import weigh_paper
from headgoose.people.models import ExcludedPair, Kinship, Person


def test_somebody_alike_registered_meanwhile(
    draft: Draft, officer: Officer, new_post: NewPost, new_holder: NewHolder
) -> None:
    seats = [new_post("graduate") for _ in range(2)]
    lines = [
        DraftLine("appoint", post_id=seats[n].pk, newcomer=newcomer(), alike=alike)
        for n, alike in enumerate([False, True])
    ]
    paper = draft(maker := officer(), lines[:1])
    other = draft(maker, lines[1:])
    alike = Person.objects.create(name="新来者", initials="x", sex="m", born_on=date(1995, 4, 4))
    new_holder(new_post("graduate", SIBLING), alike)
    assert list(weigh_paper(maker, TODAY, paper).faults) == [1]
    assert not weigh_paper(maker, TODAY, other).faults


def test_a_place_that_went_to_another_county(tree: Tree, draft: Draft, officer: Officer, new_post: NewPost) -> None:
    paper = draft(maker := officer(), [DraftLine("appoint", post_id=new_post().pk, newcomer=newcomer())])
    assert not weigh_paper(maker, TODAY, paper).faults
    span = tree[VILLAGE]
    span.key = key_of("231222100299")
    span.save()
    everywhere = officer("23")
    assert list(weigh_paper(everywhere, TODAY, paper).faults) == [1]
    with pytest.raises(Refused):
        submit_order(by=maker, at=AT, paper_id=paper.pk)


def test_posts_that_exclude_each_other_for_one_person_and_for_kin(
    draft: Draft, officer: Officer, new_post: NewPost, new_holder: NewHolder
) -> None:
    pair = ExcludedPair.objects.get(type_a__code="village_accountant", type_b__code="supervisory_member")
    assert pair.kin
    accountant = new_holder(new_post("village_accountant"), "测试会")
    relative = new_holder(new_post("graduate", SIBLING), "测试亲").person
    first, second = sorted([accountant.person_id, relative.pk])
    Kinship.objects.create(person_a_id=first, person_b_id=second, kind="spouse", start_on=date(2020, 1, 1))
    seats = [new_post("supervisory_member") for _ in range(2)]
    lines = [
        DraftLine("appoint", post_id=seats[0].pk, person_id=accountant.person_id),
        DraftLine("appoint", post_id=seats[1].pk, person_id=relative.pk),
    ]
    maker = officer()
    assert list(weigh_paper(maker, TODAY, draft(maker, lines)).faults) == [1, 2]
    # Once the accountant leaves in the same order, nothing stands against it.
    leaving = [*lines, DraftLine("end", tenure_id=accountant.pk, reason="resigned")]
    assert not weigh_paper(maker, TODAY, draft(maker, leaving)).faults
