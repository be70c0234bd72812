"""One's own account: password, app, recovery codes, each behind the password typed again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from headgoose.access.actions.accounts import NewAccount, open_accounts
from headgoose.access.actions.passwords import change_password
from headgoose.access.factors import factors_of
from headgoose.access.models import PasswordPast, User
from headgoose.access.passwords import make_one_time_password
from headgoose.access.queries import actor_of
from headgoose.access.tests.conftest import PASSWORD, code_at
from headgoose.kernel.clock import now, today
from headgoose.kernel.refusal import Refused
from headgoose.records.models import Act

Account = Callable[..., User]
NEW = "geese-fly-in-autumn"


@pytest.fixture
def secretary(account_at: Account) -> User:
    return account_at("secretary", "231221100200")


@pytest.fixture
def inside(client: Client, secretary: User, knock: Any) -> Client:
    knock(client, secretary)
    return client


def change(client: Client, present: str = PASSWORD, new: str = NEW, again: str = NEW) -> Any:
    return client.post("/account/password/", {"present": present, "new": new, "again": again})


def test_a_password_is_changed_and_other_browsers_are_out(inside: Client, secretary: User, knock: Any) -> None:
    other = Client()
    knock(other, secretary)
    assert change(inside).headers["Location"] == "/account/"
    assert inside.get("/").status_code == 200
    assert other.get("/").status_code == 302
    assert knock(Client(), secretary).status_code == 422
    assert knock(Client(), secretary, NEW).status_code == 302
    act = Act.objects.get(verb="access.change_password")
    assert (act.user_id, act.before, act.after) == (secretary.pk, None, None)


@pytest.mark.parametrize(
    "given",
    [
        {"present": "not-the-one"},
        {"new": "short", "again": "short"},
        {"new": "12345678901", "again": "12345678901"},
        {"new": "password123", "again": "password123"},
        {"new": NEW, "again": "another-thing"},
        {"new": PASSWORD, "again": PASSWORD},
    ],
)
def test_a_password_that_breaks_a_rule_is_refused(inside: Client, secretary: User, given: dict[str, str]) -> None:
    assert change(inside, **given).status_code == 422
    secretary.refresh_from_db()
    assert secretary.check_password(PASSWORD)


def test_a_password_like_the_user_name_is_refused(account_at: Account) -> None:
    user = account_at("secretary", "231221100200", part="")
    user.username = "zhangguobao"
    user.save()
    with pytest.raises(Refused):
        change_password(by=actor_of(user, today(), "test"), at=now(), user_id=user.pk, password="zhangguobao1")


def test_none_of_the_last_five_is_taken_again_but_the_sixth_is(secretary: User) -> None:
    by = actor_of(secretary, today(), "test")
    for number in range(6):
        change_password(by=by, at=now(), user_id=secretary.pk, password=f"field-of-wheat-{number}")
    assert PasswordPast.objects.filter(user=secretary).count() == 5
    for number in range(1, 6):
        with pytest.raises(Refused):
            change_password(by=by, at=now(), user_id=secretary.pk, password=f"field-of-wheat-{number}")
    change_password(by=by, at=now(), user_id=secretary.pk, password="field-of-wheat-0")


def test_nobody_changes_the_password_of_another(secretary: User, account_at: Account, system: Any) -> None:
    other = account_at("secretary", "231221101200")
    for by in (actor_of(other, today(), "test"), system):
        with pytest.raises(Refused):
            change_password(by=by, at=now(), user_id=secretary.pk, password=NEW)


def test_guessing_the_password_from_an_open_session_locks_too(inside: Client) -> None:
    for _time in range(5):
        change(inside, present="not-the-one")
    assert change(inside).status_code == 409


def test_a_one_time_password_must_be_changed_before_anything_opens(
    client: Client, secretary: User, knock: Any, system: Any
) -> None:
    person = secretary.person
    assert person is not None
    secretary.delete()
    one = make_one_time_password()
    [user] = open_accounts(by=system, at=now(), newcomers=[NewAccount(person.pk, one.hashed)])
    assert knock(client, user, one.plain).headers["Location"] == "/sign-in/password/"
    assert client.get("/").status_code == 302
    kept = client.post("/sign-in/password/", {"new": one.plain, "again": one.plain})
    assert kept.status_code == 422
    assert client.post("/sign-in/password/", {"new": NEW, "again": NEW}).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert knock(Client(), user, one.plain).status_code == 422
    assert knock(Client(), user, NEW).headers["Location"] == "/"


def test_an_app_is_set_up_and_removed_behind_the_password(inside: Client, secretary: User) -> None:
    secret = inside.get("/account/app/").context["secret"]
    code = code_at(secret, now())
    assert inside.post("/account/app/", {"code": code, "password": "not-the-one"}).status_code == 422
    assert inside.post("/account/app/", {"code": "123456", "password": PASSWORD}).status_code == 422
    assert not factors_of(secretary).any
    shown = inside.post("/account/app/", {"code": code, "password": PASSWORD})
    assert len(shown.context["codes"]) == 10
    app = factors_of(secretary).app
    assert app is not None
    assert "App that shows codes" in inside.get("/account/", headers={"Accept-Language": "en"}).content.decode()
    where = f"/account/factors/{app.pk}/remove/"
    assert inside.get(where).status_code == 200
    assert factors_of(secretary).any
    assert inside.post(where, {"password": "not-the-one"}).status_code == 422
    assert inside.post(where, {"password": PASSWORD}).headers["Location"] == "/account/"
    assert not factors_of(secretary).any


def test_recovery_codes_are_shown_once_and_renewed_behind_the_password(
    inside: Client, secretary: User, app_of: Any
) -> None:
    assert inside.post("/account/codes/", {"password": PASSWORD}).status_code == 409
    app_of(secretary)
    shown = inside.post("/account/codes/", {"password": PASSWORD})
    first = shown.context["codes"][0]
    assert f"{first[:4]} {first[4:]}" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert first[:4] not in inside.get("/account/").content.decode()


def test_the_cast_of_the_demo_has_no_password_to_change(client: Client, cast: Any, as_user: Any) -> None:
    cast["secretary"].set_unusable_password()
    cast["secretary"].save()
    page = as_user(cast["secretary"]).get("/account/", headers={"Accept-Language": "en"}).content.decode()
    assert "entered by one click" in page


@pytest.mark.parametrize("where", ["", "password/", "app/", "passkey/", "codes/", "factors/1/remove/"])
def test_the_pages_of_an_account_are_for_who_is_signed_in(client: Client, tree: Any, where: str) -> None:
    assert client.get(f"/account/{where}").headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("where", ["", "password/", "app/", "passkey/", "codes/"])
def test_the_pages_of_an_account_open_in_both_languages(inside: Client, where: str, language: str) -> None:
    assert inside.get(f"/account/{where}", headers={"Accept-Language": language}).status_code == 200
