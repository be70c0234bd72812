"""In and out of the door."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from headgoose.access.models import User
from headgoose.kernel.clock import today
from headgoose.people.models import Tenure
from headgoose.records.models import Act

UserAt = Callable[..., User]
PASSWORD = "wheat-and-geese-42"


@pytest.fixture
def officer(user_at: UserAt) -> User:
    """A township officer with a password: below the county a password is enough."""
    user = user_at("township_officer", "231221100")
    user.set_password(PASSWORD)
    user.save()
    return user


def enter(client: Client, user: User, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"username": user.username, "password": password, **more})


def test_a_stranger_at_the_desk_is_led_to_the_door_and_back(client: Client, officer: User) -> None:
    answer = client.get("/")
    assert answer.headers["Location"] == "/sign-in/?" + urlencode({"next": "/"})
    assert client.get(answer.headers["Location"]).status_code == 200


def test_the_right_password_opens_and_is_written_down(client: Client, officer: User) -> None:
    answer = enter(client, officer, next="/search/?q=wk")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/search/?q=wk")
    assert client.get("/").status_code == 200
    assert Act.objects.get(verb="access.sign_in").user_id == officer.pk


def test_a_wrong_password_and_a_wrong_name_get_the_same_sentence(client: Client, officer: User) -> None:
    wrong = enter(client, officer, "not-the-one")
    nobody = client.post("/sign-in/", {"username": "nobody", "password": PASSWORD})
    assert wrong.status_code == nobody.status_code == 422
    assert wrong.context["form"].non_field_errors() == nobody.context["form"].non_field_errors()
    failures = Act.objects.filter(verb="access.refuse_sign_in").order_by("id")
    assert [act.subject for act in failures] == [f"access.user:{officer.pk}", "access.user:0"]
    assert [(act.user_id, act.origin) for act in failures] == [(None, "127.0.0.1")] * 2


def test_a_closed_account_gets_that_sentence_too(client: Client, officer: User) -> None:
    officer.is_active = False
    officer.save()
    assert enter(client, officer).status_code == 422


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\x"])
def test_nobody_is_sent_off_the_site(client: Client, officer: User, where: str) -> None:
    assert enter(client, officer, next=where).headers["Location"] == "/"


def test_a_full_address_on_this_site_is_followed(client: Client, officer: User) -> None:
    where = "http://testserver/search/"
    assert enter(client, officer, next=where).headers["Location"] == where


def test_signing_out_ends_the_session_and_is_written_down(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/").status_code == 302
    assert Act.objects.filter(verb="access.sign_out", user_id=officer.pk).count() == 1


def test_authority_ends_with_the_tenure_while_signed_in(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert client.get("/").context["actor"].grants
    Tenure.objects.filter(person=officer.person).update(end_on=today(), end_reason="resigned")
    page = client.get("/")
    assert page.status_code == 200
    assert page.context["actor"].grants == ()


def test_a_closed_account_is_out_at_the_next_click(client: Client, officer: User) -> None:
    client.force_login(officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert client.get("/").status_code == 302
    User.objects.filter(pk=officer.pk).update(is_active=True)
    assert client.get("/").status_code == 302


def test_a_tenure_to_come_gives_nothing_yet(client: Client, officer: User) -> None:
    Tenure.objects.filter(person=officer.person).update(start_on=today() + timedelta(days=1))
    client.force_login(officer)
    assert client.get("/").context["actor"].grants == ()


def test_outside_a_demo_nobody_steps_into_the_shoes_of_another(client: Client, cast: Any) -> None:
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/enter/", {"username": "province_officer"}).status_code == 404
    assert client.get("/").status_code == 302


def test_a_demo_offers_its_cast_and_one_click_enters(client: Client, cast: Any, settings: Any) -> None:
    settings.DEMO, settings.SECOND_FACTOR_REQUIRED = True, False
    door = client.get("/sign-in/?next=/search/")
    assert door.headers["Location"] == "/demo/?" + urlencode({"next": "/search/"})
    page = client.get(door.headers["Location"]).content.decode()
    assert page.count('name="username"') == len(cast)
    assert "望奎县" in page
    answer = client.post("/demo/enter/", {"username": "county_officer", "next": "/search/"})
    assert answer.headers["Location"] == "/search/"
    assert client.get("/").context["actor"].user_id == cast["county_officer"].pk
    assert Act.objects.filter(verb="access.sign_in").count() == 1


def test_a_demo_lets_nobody_enter_as_somebody_outside_the_cast(client: Client, officer: User, settings: Any) -> None:
    settings.DEMO = True
    for name in (officer.username, "", "nobody"):
        assert client.post("/demo/enter/", {"username": name}).status_code == 404
    assert client.post("/demo/enter/", {"username": "county\x00officer"}).status_code in {400, 404}


def test_a_demo_still_has_the_form_for_those_with_a_password(client: Client, officer: User, settings: Any) -> None:
    settings.DEMO = True
    assert 'name="password"' in client.get("/sign-in/?form=1").content.decode()
    assert enter(client, officer).status_code == 302


def test_the_form_is_refused_without_its_token(officer: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = enter(strict, officer)
    assert answer.status_code == 403
    assert "csrf" not in answer.content.decode().lower().replace("csrfmiddlewaretoken", "")
