"""Five failures, and nobody listens for a quarter of an hour; nobody is locked out for good."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from headgoose.access.actions import refuse_sign_in, sign_in, unlock_account
from headgoose.access.locks import Knock, digest_of, find_lock, locks_of
from headgoose.access.models import SignInAttempt, User
from headgoose.access.queries import actor_of
from headgoose.access.tests.conftest import PASSWORD
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import frozen, now, today
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.records.models import Act

Account = Callable[..., User]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def secretary(account_at: Account) -> User:
    return account_at("secretary", "231221100200")


def fail(knock: Any, client: Client, user: User | str, times: int, **more: str) -> Any:
    for _time in range(times):
        answer = knock(client, user, "not-the-one", **more)
    return answer


def test_after_five_failures_the_right_password_is_not_listened_to(client: Client, secretary: User, knock: Any) -> None:
    assert fail(knock, client, secretary, 5).status_code == 422
    locked = knock(client, secretary)
    assert locked.status_code == 429
    assert "10:15" in locked.content.decode()
    assert "_auth_user_id" not in client.session


def test_four_failures_lock_nothing(client: Client, secretary: User, knock: Any) -> None:
    fail(knock, client, secretary, 4)
    assert knock(client, secretary).status_code == 302


def test_a_quarter_of_an_hour_later_the_door_listens_again(client: Client, secretary: User, knock: Any) -> None:
    fail(knock, client, secretary, 5)
    with frozen(now() + 14 * MINUTE):
        assert knock(client, secretary).status_code == 429
    with frozen(now() + 15 * MINUTE):
        assert knock(client, secretary).status_code == 302


def test_failures_far_apart_lock_nothing(client: Client, secretary: User, knock: Any) -> None:
    start = now()
    for number in range(8):
        with frozen(start + 4 * MINUTE * number):
            assert fail(knock, client, secretary, 1).status_code == 422


def test_knocking_at_a_locked_door_does_not_lock_it_for_longer(client: Client, secretary: User, knock: Any) -> None:
    fail(knock, client, secretary, 5)
    with frozen(now() + 10 * MINUTE):
        fail(knock, client, secretary, 20)
    with frozen(now() + 15 * MINUTE):
        assert knock(client, secretary).status_code == 302


def test_a_name_that_nobody_has_is_locked_alike(client: Client, secretary: User, knock: Any) -> None:
    known, unknown = fail(knock, client, secretary, 6), fail(knock, client, "nobody.at.all", 6)
    assert known.status_code == unknown.status_code == 429
    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


def test_upper_and_lower_case_and_spaces_are_one_name(client: Client, secretary: User, knock: Any) -> None:
    for name in ("SomeBody", "somebody", " somebody ", "SOMEBODY", "somebodY"):
        fail(knock, client, name, 1)
    assert knock(client, "somebody").status_code == 429


def test_who_signed_in_here_before_is_not_locked_out_by_others(client: Client, secretary: User, knock: Any) -> None:
    assert knock(client, secretary).status_code == 302
    client.post("/sign-out/")
    stranger = Client()
    assert fail(knock, stranger, secretary, 6).status_code == 429
    assert knock(client, secretary).status_code == 302


def test_a_known_browser_is_locked_by_its_own_failures(client: Client, secretary: User, knock: Any) -> None:
    knock(client, secretary)
    client.post("/sign-out/")
    assert fail(knock, client, secretary, 6).status_code == 429
    assert knock(Client(), secretary).status_code == 302


def test_a_known_browser_is_known_for_its_account_only(client: Client, account_at: Account, knock: Any) -> None:
    mine, other = account_at("secretary", "231221100200"), account_at("secretary", "231221101200")
    knock(client, mine)
    client.post("/sign-out/")
    fail(knock, Client(), other, 5)
    assert knock(client, other).status_code == 429


def test_a_forged_mark_of_a_known_browser_is_worth_nothing(client: Client, secretary: User, knock: Any) -> None:
    fail(knock, client, secretary, 5)
    client.cookies["known"] = "eyJ4IjoxfQ:1abcde:forged"
    assert knock(client, secretary).status_code == 429


def test_an_office_behind_one_address_is_not_locked_by_one_person(
    client: Client, account_at: Account, knock: Any
) -> None:
    one, other = account_at("secretary", "231221100200"), account_at("secretary", "231221101200")
    fail(knock, client, one, 9)
    assert knock(Client(), other).status_code == 302


def test_an_address_that_tries_many_names_is_not_listened_to(
    client: Client, secretary: User, knock: Any, settings: Any
) -> None:
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 10
    for number in range(10):
        fail(knock, client, f"guess{number}", 1, address="10.0.0.9")
    assert knock(client, secretary, address="10.0.0.9").status_code == 429
    assert knock(client, secretary, address="10.0.0.8").status_code == 302


def test_a_success_wipes_out_the_failures_before(client: Client, secretary: User, knock: Any) -> None:
    fail(knock, client, secretary, 4)
    knock(client, secretary)
    client.cookies.clear()
    fail(knock, client, secretary, 4)
    assert knock(client, secretary).status_code == 302


def test_of_many_guesses_at_once_a_right_one_after_the_fifth_failure_is_refused(secretary: User) -> None:
    knock_ = Knock(digest_of(secretary.username), "", "127.0.0.1")
    for _time in range(5):
        refuse_sign_in(by=Actor("nobody"), at=now(), knock=knock_, user=secretary)
    with pytest.raises(Refused):
        sign_in(by=actor_of(secretary, today(), "test"), at=now(), knock=knock_)
    with pytest.raises(Refused):
        refuse_sign_in(by=Actor("nobody"), at=now(), knock=knock_, user=secretary)
    assert SignInAttempt.objects.count() == 5


def test_each_failure_and_the_lock_are_acts_that_hold_nothing_typed(
    client: Client, secretary: User, knock: Any
) -> None:
    fail(knock, client, secretary, 5)
    fail(knock, client, "my-secret-password", 1)
    acts = Act.objects.filter(room="access").order_by("id")
    assert [act.verb for act in acts] == ["access.refuse_sign_in"] * 5 + [
        "access.lock_account",
        "access.refuse_sign_in",
    ]
    assert acts[0].place_key == 231221100200000
    assert acts[6].subject == "access.user:0"
    kept = str([(act.before, act.after, act.actor_label) for act in acts]) + str(SignInAttempt.objects.values())
    assert "my-secret-password" not in kept


def test_a_security_administrator_unlocks_and_an_officer_does_not(
    client: Client, secretary: User, knock: Any, actor_at: Any
) -> None:
    fail(knock, client, secretary, 5)
    assert set(locks_of([secretary], now())) == {secretary.pk}
    for wrong, because in (
        (actor_at("231221", Right.APPOINT), Because.FORBIDDEN),
        (actor_at("231222", Right.SECURE_ACCOUNTS), Because.NOT_FOUND),
    ):
        with pytest.raises(Refused) as caught:
            unlock_account(by=wrong, at=now(), user_id=secretary.pk)
        assert caught.value.because is because
    guard = actor_at("231221", Right.SECURE_ACCOUNTS)
    unlock_account(by=guard, at=now(), user_id=secretary.pk)
    assert find_lock(Knock(digest_of(secretary.username), "", ""), now()) is None
    assert knock(client, secretary).status_code == 302
    assert Act.objects.get(verb="access.unlock_account").subject == f"access.user:{secretary.pk}"
    with pytest.raises(Refused):
        unlock_account(by=guard, at=now(), user_id=secretary.pk)


def test_nobody_unlocks_an_own_account(account_at: Account) -> None:
    guard = account_at("security_admin", "231221")
    with pytest.raises(Refused) as caught:
        unlock_account(by=actor_of(guard, today(), "test"), at=now(), user_id=guard.pk)
    assert caught.value.because is Because.FORBIDDEN


def test_who_holds_no_post_today_does_not_get_in_and_gets_the_same_sentence(
    client: Client, account_at: Account, knock: Any, settings: Any
) -> None:
    stranger, secretary = account_at(), account_at("secretary", "231221100200")
    shut, wrong = knock(client, stranger), knock(client, secretary, "not-the-one")
    assert shut.status_code == wrong.status_code == 422
    assert shut.context["form"].non_field_errors() == wrong.context["form"].non_field_errors()
    assert Act.objects.filter(verb="access.refuse_sign_in").first().after == {"what": "post"}  # type: ignore[union-attr]


def test_a_part_of_the_demo_without_a_person_gets_in(client: Client, tree: Any, knock: Any) -> None:
    buyer = User(username="buyer", cast="buyer")
    buyer.set_password(PASSWORD)
    buyer.save()
    assert knock(client, buyer).status_code == 302


@pytest.mark.parametrize(("behind", "counted"), [(True, "10.9.8.7"), (False, "127.0.0.1")])
def test_the_address_is_the_one_that_a_trusted_proxy_says(
    client: Client, secretary: User, settings: Any, behind: bool, counted: str
) -> None:
    settings.FORWARDED_ADDRESS = behind
    given = {"username": secretary.username, "password": "not-the-one"}
    client.post("/sign-in/", given, headers={"X-Forwarded-For": "1.1.1.1, 10.9.8.7"})
    assert SignInAttempt.objects.get().address == counted
