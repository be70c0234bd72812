"""Tokens are made with the password, and end with whatever makes the account safe."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from conftest import AT
from headgoose.access.actions.accounts import NewAccount, close_account, close_ended_accounts, open_accounts
from headgoose.access.actions.factors import reset_second_factor
from headgoose.access.actions.passwords import change_password, renew_password
from headgoose.access.actions.sessions import end_all_sessions
from headgoose.access.models import SignInAttempt, User
from headgoose.access.queries import actor_of
from headgoose.api.actions import end_tokens
from headgoose.api.models import AccessToken
from headgoose.api.tests.conftest import COUNTY, SIBLING, VILLAGE, Programme, Programmes
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import today
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import Tenure
from headgoose.records.models import Act

pytestmark = pytest.mark.django_db
PAGE, PASSWORD = "/account/tokens/", "wheat-and-geese-42"
ENGLISH = {"accept-language": "en"}
FORM = {"name": "工资系统", "rights": "read", "expires_on": "2026-12-31"}


@pytest.fixture
def user(user_at: Callable[..., User]) -> User:
    made = user_at("secretary", VILLAGE)
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def tokens(user: User, programme: Programmes) -> list[Programme]:
    """Two tokens of the account."""
    return [programme(user), programme(user)]


def renewed(user: User, system: Actor) -> None:
    renew_password(by=system, at=AT, user_id=user.pk, hashed="!")


def changed(user: User, system: Actor) -> None:
    change_password(by=actor_of(user, today(), "test"), at=AT, user_id=user.pk, password="geese-fly-in-autumn")


def closed(user: User, system: Actor) -> None:
    close_account(by=system, at=AT, user_id=user.pk)


def swept(user: User, system: Actor) -> None:
    assert user.person_id is not None
    Tenure.objects.filter(person_id=user.person_id).update(end_on="2026-05-01")
    close_ended_accounts(by=system, at=AT)


def reset(user: User, system: Actor) -> None:
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"}, created_at=AT)
    reset_second_factor(by=system, at=AT, user_id=user.pk)


def signed_out(user: User, system: Actor) -> None:
    end_all_sessions(by=system, at=AT, user_id=user.pk)


def reopened(user: User, system: Actor) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert user.person_id is not None
    open_accounts(by=system, at=AT, newcomers=[NewAccount(user.person_id, "!")])


@pytest.mark.parametrize("rescue", [renewed, changed, closed, swept, reset, signed_out, reopened])
def test_what_makes_an_account_safe_ends_its_tokens_with_an_act(
    user: User, tokens: list[Programme], programme: Programmes, system: Actor, rescue: Callable[[User, Actor], None]
) -> None:
    other = programme("secretary", "231221100201")
    assert tokens[0].get("me").status_code == 200
    rescue(user, system)
    assert [token.get("me").status_code for token in (*tokens, other)] == [401, 401, 200]
    assert AccessToken.objects.filter(user=user, ended_at=AT).count() == 2
    act = Act.objects.get(verb="api.end_tokens")
    assert (act.subject, act.after) == (f"access.user:{user.pk}", {"ended": 2})


def test_without_tokens_nothing_is_said_of_them(user: User, system: Actor) -> None:
    signed_out(user, system)
    assert not Act.objects.filter(verb="api.end_tokens").exists()


def test_a_token_is_made_only_with_the_password(as_user: Callable[..., Client], user: User) -> None:
    client = as_user(user)
    missing = client.post(PAGE, FORM)
    assert missing.status_code == 422
    assert 'id="id_password_error"' in missing.content.decode()
    wrong = client.post(PAGE, {**FORM, "password": "not-the-one"})
    assert wrong.status_code == 422
    assert 'id="id_password_error"' in wrong.content.decode()
    assert not AccessToken.objects.exists()
    assert SignInAttempt.objects.filter(user=user, failed=True).count() == 1
    made = client.post(PAGE, {**FORM, "password": PASSWORD})
    assert (made.status_code, AccessToken.objects.count()) == (200, 1)
    assert PASSWORD not in made.content.decode()


def test_guesses_at_the_password_are_stopped_as_at_the_door(as_user: Callable[..., Client], user: User) -> None:
    client = as_user(user)
    answers = [client.post(PAGE, {**FORM, "password": f"guess-{number}"}).status_code for number in range(5)]
    assert answers == [422] * 5
    assert client.post(PAGE, {**FORM, "password": PASSWORD}).status_code == 409
    assert not AccessToken.objects.exists()


def test_a_part_of_the_demo_has_no_password_to_type(as_user: Callable[..., Client], user: User) -> None:
    user.set_unusable_password()
    user.save()
    client = as_user(user)
    assert 'name="password"' not in client.get(PAGE).content.decode()
    assert client.post(PAGE, FORM).status_code == 200
    assert AccessToken.objects.count() == 1


def test_a_security_administrator_sees_how_many_and_ends_them(
    as_user: Callable[..., Client], user: User, tokens: list[Programme]
) -> None:
    guard, page = as_user("security_admin", COUNTY), f"/security/{user.pk}/"
    shown = guard.get(page, headers=ENGLISH).content.decode()
    assert "2 tokens are in force." in shown
    assert tokens[0].token.prefix not in shown
    assert f'action="{page}tokens/end/"' in shown
    assert "csrfmiddlewaretoken" in shown.partition("panel-tokens")[2].partition("</form>")[0]
    assert guard.post(f"{page}tokens/end/").headers["Location"] == page
    assert [token.get("me").status_code for token in tokens] == [401, 401]
    act = Act.objects.get(verb="api.end_tokens")
    assert (act.after, act.place_key) == ({"ended": 2}, 231221100200000)
    assert "None is in force." in guard.get(page, headers=ENGLISH).content.decode()
    assert guard.post(f"{page}tokens/end/").status_code == 409


@pytest.mark.parametrize(
    ("who", "status"),
    [(("security_admin", SIBLING), 404), (("county_officer", COUNTY), 403), (("system_admin", COUNTY), 403)],
)
def test_nobody_else_ends_tokens_of_others(
    as_user: Callable[..., Client], user: User, tokens: list[Programme], who: tuple[str, str], status: int
) -> None:
    assert as_user(*who).post(f"/security/{user.pk}/tokens/end/").status_code == status
    assert tokens[0].get("me").status_code == 200


def test_a_guard_does_not_end_their_own_as_a_guard(user_at: Callable[..., User], as_user: Any) -> None:
    guard = user_at("security_admin", COUNTY)
    assert as_user(guard).post(f"/security/{guard.pk}/tokens/end/").status_code == 403


def test_whoever_may_not_end_them_is_refused_by_the_action_too(user: User, tokens: list[Programme]) -> None:
    with pytest.raises(Refused) as refusal:
        end_tokens(by=actor_of(user, today(), "test"), at=AT, user_id=user.pk)
    assert refusal.value.because is Because.FORBIDDEN
