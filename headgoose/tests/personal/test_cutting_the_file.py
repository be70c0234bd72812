"""An officer's file of a person holds what lies where the officer is shown personal values, and says so."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from conftest import AT, TODAY, TREE_SINCE, Tree
from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.kernel.actor import Actor, system_actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.rights import Right
from headgoose.people.actions.corrections import correct_tenure
from headgoose.people.models import How, Kinship, Post, PostType, Tenure
from headgoose.personal.actions.fields import record_field, reveal_field
from headgoose.personal.dossier import Part, collect
from headgoose.personal.models import FieldKind
from headgoose.personal.rules import OWN, read_reason
from headgoose.records.models import Act
from headgoose.tests.personal.conftest import COUNTY, PHONE, VILLAGE

FAR = "231222100200"
REASON = read_reason("payment", "六月份津贴发放")
SECRET = read_reason("inspection", "纪检核查线索")
CUT = "not everything is in this file"
SHOWN_TO_OFFICERS = {
    CUT,
    "values in the clear",
    "values held",
    "person",
    "tenures",
    "tenures as they were on record before",
    "kin",
    "acts about the person",
    "lines of orders",
    "vouchers of books",
    "steps of requests, whistles and roll-calls",
    "classes, hours and rolls",
    "elections won",
    "pools of dispatch runs",
    "yearly reviews",
    "awards",
    "extensions of tenures",
    "reserve lists",
    "handovers",
}
NOT_SHOWN = {"who was shown values", "account", "acts by the person", "tokens for programmes"}

File = dict[str, list[dict[str, Any]]]


@pytest.fixture
def both(user: User, person_id: int, tree: Tree, user_at: Callable[..., User], system: Actor) -> int:
    """A person who sits in two counties, each tenure put right once, whom an inspector was shown; kin in both."""
    near = Tenure.objects.get(person_id=person_id)
    far = _seat(tree, person_id, FAR)
    for tenure in (near, far):
        correct_tenure(
            by=system,
            at=AT,
            tenure_id=tenure.pk,
            start_on=date(2020, 2, 1),
            end_on=FOREVER,
            how=How.APPOINTED,
            end_reason="",
            why="录入有误",
        )
    for code in ("231221100201", "231222100200"):
        other = user_at("graduate", code).person_id
        assert other is not None
        pair = sorted([person_id, other])
        Kinship.objects.create(person_a_id=pair[0], person_b_id=pair[1], kind="sibling", start_on=TREE_SINCE)
    record_field(by=system, at=AT, person_id=person_id, kind=FieldKind.PHONE, text=PHONE)
    inspector = actor_of(user_at("province_officer", "23"), TODAY, "10.1.2.3")
    reveal_field(by=inspector, at=AT, person_id=person_id, kind=FieldKind.PHONE, reason=SECRET)
    return person_id


def _seat(tree: Tree, person_id: int, code: str) -> Tenure:
    kind = PostType.objects.get(code="graduate")
    seat = Post.objects.filter(type=kind, place=tree.place(code)).count() + 1
    post = Post.objects.create(type=kind, place=tree.place(code), seat=seat, start_on=TREE_SINCE)
    return Tenure.objects.create(
        post=post, type=kind, place=post.place, person_id=person_id, start_on=date(2020, 1, 1), how=How.APPOINTED
    )


def file_for(by: Actor, person_id: int) -> File:
    reason = OWN if by.person_id == person_id else REASON
    parts: list[Part] = collect(by, AT, person_id, reason)
    return {part.title: [dict(row) for row in part.rows] for part in parts}


@pytest.fixture
def officer(user_at: Callable[..., User]) -> Actor:
    return actor_of(user_at("county_officer", COUNTY), TODAY, "10.9.9.9")


def test_an_officer_gets_what_lies_in_the_area_and_nothing_of_the_account(
    both: int, officer: Actor, tree: Tree
) -> None:
    file = file_for(officer, both)
    assert set(file) == SHOWN_TO_OFFICERS
    for part in ("tenures", "tenures as they were on record before", "kin"):
        assert (part, len(file[part])) == (part, 1)
    near = Tenure.objects.get(person_id=both, place=tree.place(VILLAGE))
    assert {row["tenure"] for row in file["tenures"]} == {near.pk}
    assert {row["subject"] for row in file["acts about the person"]} == {f"people.tenure:{near.pk}"}
    for word in (SECRET.words, "10.1.2.3", "兰西", "向阳村"):
        assert word not in str(file)


def test_the_file_says_what_it_leaves_out(both: int, officer: Actor) -> None:
    said = {row["part"]: row["shown"] for row in file_for(officer, both)[CUT]}
    assert {said["tenures"], said["lines of orders"]} == {"only what lies where you may be shown personal data"}
    assert {said[part] for part in ("acts by the person", "who was shown values", "tokens for programmes")} == {
        "only for the person and the operator"
    }


@pytest.mark.parametrize("own", [True, False])
def test_the_person_and_the_operator_get_everything(both: int, user: User, own: bool) -> None:
    file = file_for(actor_of(user, TODAY, "10.5.5.5") if own else system_actor("system", "cli"), both)
    assert CUT not in file
    for part in ("tenures", "tenures as they were on record before", "kin"):
        assert (part, len(file[part])) == (part, 2)
    assert file["who was shown values"][-1]["words"] == SECRET.words
    assert {"personal.reveal_field", "people.correct_tenure"} <= {row["verb"] for row in file["acts about the person"]}
    assert "acts by the person" in file


def test_one_s_own_file_is_whole_for_an_officer_too(
    both: int, user_at: Callable[..., User], tree: Tree, system: Actor
) -> None:
    user = user_at("county_officer", COUNTY)
    assert user.person_id is not None
    _seat(tree, user.person_id, FAR)
    assert len(file_for(actor_of(user, TODAY, "test"), user.person_id)["tenures"]) == 2


def test_a_right_without_an_account_is_not_the_operator_s(both: int, actor_at: Callable[..., Actor]) -> None:
    assert CUT in file_for(actor_at(COUNTY, Right.REVEAL_PERSONAL), both)


def test_the_form_says_that_the_file_is_cut(both: int, as_user: Callable[..., Client]) -> None:
    path, english = f"/person/{both}/personal/export/", {"accept-language": "en"}
    page = as_user("county_officer", COUNTY).get(path, headers=english).content.decode()
    assert "only what lies where you may be shown personal data" in page
    own = as_user(User.objects.get(person_id=both)).get(path, headers=english).content.decode()
    assert "only what lies" not in own
    assert Act.objects.filter(verb="personal.reveal_all").count() == 0
