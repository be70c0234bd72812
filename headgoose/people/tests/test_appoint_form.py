"""Appointing, ending and moving from the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from headgoose.people.models import Person, Post, Tenure
from headgoose.people.tests.conftest import COUNTY, OTHER_VILLAGE, SIBLING, VILLAGE, NewPost, NewTenure

Users = Callable[..., Client]


def filled(client: Client, post: Post, **said: Any) -> dict[str, Any]:
    """What a browser would send after opening the form."""
    token = client.get(f"/post/{post.pk}/appoint/").context["token"]
    base = {"token": token, "who": "existing", "words": "", "start_on": "2026-06-01", "end_on": "", "how": "appointed"}
    return {**base, **said}


@pytest.fixture
def someone(new_post: NewPost, new_tenure: NewTenure) -> Person:
    """Somebody of the same county, in the records."""
    return new_tenure(new_post("committee_director"), "测试甲").person


@pytest.fixture
def officer(as_user: Users) -> Client:
    return as_user("county_officer", COUNTY)


def test_a_person_in_the_records_is_appointed(officer: Client, new_post: NewPost, someone: Person) -> None:
    post = new_post("secretary")
    answer = officer.post(
        f"/post/{post.pk}/appoint/", filled(officer, post, person=someone.pk, number="望组〔2026〕1号")
    )
    tenure = Tenure.objects.get(post=post)
    assert answer["Location"] == f"/post/{post.pk}/#tenure-{tenure.pk}"
    assert tenure.order is not None
    assert tenure.order.number == "望组〔2026〕1号"


def test_the_same_form_sent_twice_appoints_once_and_says_so(
    officer: Client, new_post: NewPost, someone: Person
) -> None:
    post = new_post("secretary")
    said = filled(officer, post, person=someone.pk)
    officer.post(f"/post/{post.pk}/appoint/", said)
    again = officer.post(f"/post/{post.pk}/appoint/", said)
    assert again.status_code == 409
    assert again.context["form"].non_field_errors()
    assert Tenure.objects.filter(post=post).count() == 1


def test_somebody_new_is_registered_on_the_same_form(officer: Client, new_post: NewPost) -> None:
    post = new_post("secretary")
    said = filled(officer, post, who="new", name="测试新人", sex="f", born_on="1990-02-03")
    assert officer.post(f"/post/{post.pk}/appoint/", said).status_code == 302
    assert Tenure.objects.get(post=post).person.name == "测试新人"


def test_a_name_typed_and_nobody_chosen_means_somebody_new(officer: Client, new_post: NewPost) -> None:
    post = new_post("secretary")
    said = filled(officer, post, name="测试新人", sex="f", born_on="1990-02-03")
    assert officer.post(f"/post/{post.pk}/appoint/", said).status_code == 302
    assert Tenure.objects.get(post=post).person.name == "测试新人"


def test_nothing_typed_is_lost_when_a_field_is_wrong(officer: Client, new_post: NewPost) -> None:
    post = new_post("secretary")
    said = filled(officer, post, who="new", name="测试新人", sex="f", born_on="2015-01-01", number="望组〔2026〕9号")
    answer = officer.post(f"/post/{post.pk}/appoint/", said)
    assert answer.status_code == 422
    assert answer.context["form"].errors["born_on"]
    for kept in ("测试新人", "2015-01-01", "望组〔2026〕9号"):
        assert kept in answer.content.decode()
    assert not Person.objects.filter(name="测试新人").exists()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("start_on", "0000-00-00"),
        ("start_on", "2026-02-30"),
        ("start_on", "2015-12-31"),
        ("start_on", "９９９９９９"),
        ("end_on", "2026-05-01"),
        ("how", "stolen"),
        ("sent_by", "2312210000009"),
        ("number", "a\0b"),
        ("name", "测试\0"),
        ("person", "9" * 40),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    officer: Client, new_post: NewPost, someone: Person, field: str, typed: str
) -> None:
    post = new_post("secretary")
    said = filled(officer, post, person=someone.pk) | {field: typed}
    answer = officer.post(f"/post/{post.pk}/appoint/", said)
    assert answer.status_code in {404, 422}
    assert answer.context["form"].errors[field]
    assert not Tenure.objects.filter(post=post).exists()


def test_a_seat_that_is_held_is_not_filled_again(
    officer: Client, someone: Person, new_post: NewPost, new_tenure: NewTenure
) -> None:
    held = new_tenure(new_post("secretary"), "测试乙")
    answer = officer.post(f"/post/{held.post_id}/appoint/", filled(officer, held.post, person=someone.pk))
    assert answer.status_code == 409
    assert answer.context["form"].non_field_errors()


def test_a_person_of_another_county_cannot_be_chosen(officer: Client, new_post: NewPost, new_tenure: NewTenure) -> None:
    stranger = new_tenure(new_post("secretary", OTHER_VILLAGE), "测试外人").person
    post = new_post("secretary")
    answer = officer.post(f"/post/{post.pk}/appoint/", filled(officer, post, person=stranger.pk))
    assert answer.status_code == 404
    assert "测试外人" not in answer.content.decode()
    assert not Tenure.objects.filter(post=post).exists()


def test_people_are_found_without_script_and_what_was_typed_stays(
    officer: Client, new_post: NewPost, someone: Person
) -> None:
    post = new_post("secretary")
    answer = officer.post(f"/post/{post.pk}/appoint/", filled(officer, post, words="csj", find="1", number="望组9号"))
    assert answer.status_code == 200
    assert [one.person for one in answer.context["found"]] == [someone]
    assert "望组9号" in answer.content.decode()


def test_suggestions_keep_the_one_already_chosen(officer: Client, new_post: NewPost, someone: Person) -> None:
    post = new_post("secretary")
    answer = officer.get(f"/post/{post.pk}/candidates/", {"words": "无此人", "person": str(someone.pk)})
    assert [one.person for one in answer.context["found"]] == [someone]


@pytest.mark.parametrize("page", ["appoint", "candidates"])
def test_who_may_not_fill_the_seat_does_not_see_the_form(as_user: Users, new_post: NewPost, page: str) -> None:
    post = new_post("committee_director")
    assert as_user("secretary", VILLAGE).get(f"/post/{post.pk}/{page}/").status_code == 403
    assert as_user("county_officer", "231222").get(f"/post/{post.pk}/{page}/").status_code == 404


def test_a_tenure_is_ended_from_the_form(officer: Client, new_post: NewPost, new_tenure: NewTenure) -> None:
    held = new_tenure(new_post("secretary"))
    url = f"/tenure/{held.pk}/end/"
    said = {"token": officer.get(url).context["token"], "end_on": "2026-06-01", "reason": "retired"}
    assert officer.post(url, {**said, "reason": ""}).status_code == 422
    assert officer.post(url, said).status_code == 302
    assert officer.post(url, said).status_code == 409
    held.refresh_from_db()
    assert held.end_reason == "retired"


def test_a_person_is_moved_from_the_form(officer: Client, new_post: NewPost, new_tenure: NewTenure) -> None:
    held, goal = new_tenure(new_post("secretary")), new_post("secretary", SIBLING)
    url = f"/tenure/{held.pk}/transfer/"
    page = officer.get(url)
    assert goal.pk in [line.seat.post.pk for line in page.context["seats"]]
    said = {"token": page.context["token"], "post": goal.pk, "day": "2026-06-01", "how": "appointed"}
    answer = officer.post(url, said)
    assert answer["Location"] == f"/post/{goal.pk}/#tenure-{Tenure.objects.get(post=goal).pk}"
    assert officer.post(url, said).status_code == 409


def test_seats_beyond_reach_are_not_offered_for_a_move(
    officer: Client, new_post: NewPost, new_tenure: NewTenure
) -> None:
    held = new_tenure(new_post("secretary"))
    new_post("township_deputy", "231221100")
    new_post("secretary", OTHER_VILLAGE)
    assert officer.get(f"/tenure/{held.pk}/transfer/").context["seats"] == []
