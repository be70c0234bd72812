"""Setting up a seat and abolishing it, through the actions and through the forms."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from conftest import Tree
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.actions.posts import abolish_post, establish_post
from headgoose.people.checks import place_token, seat_token
from headgoose.people.models import Post, PostType
from headgoose.people.tests.conftest import AT, COUNTY, VILLAGE, NewPost, NewTenure


def test_a_form_sent_twice_sets_up_one_seat(county: Actor, tree: Tree) -> None:
    type_, place_id = PostType.objects.get(code="supervisory_member"), tree[VILLAGE].place_id
    token = place_token(place_id)
    establish_post(by=county, at=AT, type_=type_, place_id=place_id, start_on=date(2026, 6, 1), token=token)
    with pytest.raises(Refused) as caught:
        establish_post(by=county, at=AT, type_=type_, place_id=place_id, start_on=date(2026, 6, 1), token=token)
    assert caught.value.because is Because.CONFLICT
    assert Post.objects.count() == 1


def test_an_abolished_post_is_not_abolished_again_later(county: Actor, new_post: NewPost) -> None:
    post = new_post("secretary")
    abolish_post(by=county, at=AT, post_id=post.pk, end_on=date(2026, 6, 1))
    with pytest.raises(Refused) as caught:
        abolish_post(by=county, at=AT, post_id=post.pk, end_on=date(2027, 6, 1))
    assert caught.value.because is Because.CONFLICT
    assert Post.objects.get().end_on == date(2026, 6, 1)


def test_a_post_with_somebody_in_it_is_not_abolished(county: Actor, new_post: NewPost, new_tenure: NewTenure) -> None:
    held = new_tenure(new_post("secretary"))
    with pytest.raises(Refused) as caught:
        abolish_post(by=county, at=AT, post_id=held.post_id, end_on=date(2026, 6, 1))
    assert caught.value.because is Because.CONFLICT


def test_a_seat_is_set_up_from_the_form(as_user: Callable[..., Client], tree: Tree) -> None:
    officer = as_user("county_officer", COUNTY)
    url = f"/place/{VILLAGE}/posts/new/"
    page = officer.get(url)
    said = {"type": PostType.objects.get(code="secretary").pk, "start_on": "2026-06-01", "token": page.context["token"]}
    made = officer.post(url, said)
    post = Post.objects.get(type__code="secretary")
    assert (made.status_code, made["Location"]) == (302, f"/post/{post.pk}/")
    again = officer.post(url, said)
    assert again.status_code == 409
    assert Post.objects.filter(type__code="secretary").count() == 1


def test_only_kinds_of_post_that_fit_the_place_are_offered(as_user: Callable[..., Client]) -> None:
    form = as_user("county_officer", COUNTY).get(f"/place/{VILLAGE}/posts/new/").context["form"]
    offered = set(form.fields["type"].queryset.values_list("code", flat=True))
    assert "secretary" in offered
    assert "grid_worker" not in offered


def test_a_seat_is_abolished_from_the_form(as_user: Callable[..., Client], new_post: NewPost) -> None:
    post = new_post("secretary")
    officer = as_user("county_officer", COUNTY)
    shown = {"token": seat_token(post.pk)}
    assert officer.post(f"/post/{post.pk}/abolish/", {"end_on": "2015-01-01", **shown}).status_code == 422
    assert officer.post(f"/post/{post.pk}/abolish/", {"end_on": "2026-07-01", **shown}).status_code == 302
    assert officer.post(f"/post/{post.pk}/abolish/", {"end_on": "2026-07-01", **shown}).status_code == 409


def test_who_may_not_set_up_posts_is_told(as_user: Callable[..., Client], new_post: NewPost) -> None:
    secretary = as_user("secretary", VILLAGE)
    assert secretary.get(f"/place/{VILLAGE}/posts/new/").status_code == 403
    assert secretary.get(f"/post/{new_post('committee_director').pk}/abolish/").status_code == 403
