"""From county level up a password alone opens nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from headgoose.access.actions.factors import accept_code, remove_factor, renew_recovery_codes, reset_second_factor
from headgoose.access.actions.passwords import renew_password
from headgoose.access.factors import factors_of, find_step
from headgoose.access.models import User
from headgoose.access.passwords import make_one_time_passwords
from headgoose.access.queries import actor_of
from headgoose.access.tests.conftest import PASSWORD, SECRET, code_at
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import frozen, now, today
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import PostType, Tenure
from headgoose.records.models import Act

Account = Callable[..., User]
STEP = timedelta(seconds=30)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def own(user: User) -> Actor:
    return actor_of(user, today(), "test")


@pytest.mark.parametrize(
    ("post", "code"),
    [
        ("county_officer", "231221"),
        ("prefecture_officer", "2312"),
        ("province_officer", "23"),
        ("auditor", "2312"),
        ("system_admin", "231221"),
        ("security_admin", "23"),
        ("audit_admin", "2312"),
    ],
)
def test_from_county_level_up_one_sets_a_factor_up_before_anything_opens(
    client: Client, account_at: Account, knock: Any, post: str, code: str
) -> None:
    officer = account_at(post, code)
    assert knock(client, officer, next="/search/").headers["Location"] == "/sign-in/set-up/"
    for closed in ("/", "/account/", "/search/", "/accounts/"):
        assert client.get(closed).headers["Location"].startswith("/sign-in/?next=")
    page = client.get("/sign-in/set-up/")
    secret = page.context["secret"]
    assert "<svg" in page.content.decode()
    assert client.post("/sign-in/set-up/", {"code": "000000"}).status_code == 422
    codes = client.post("/sign-in/set-up/", {"code": code_at(secret, now())})
    assert len(codes.context["codes"]) == 10
    assert not signed_in(client)
    assert client.post("/sign-in/on/").headers["Location"] == "/search/"
    assert client.get("/").status_code == 200
    verbs = list(Act.objects.filter(user_id=officer.pk).order_by("id").values_list("verb", flat=True))
    assert verbs == ["access.set_app", "access.renew_recovery_codes", "access.sign_in"]


@pytest.mark.parametrize(("post", "code"), [("township_officer", "231221100"), ("secretary", "231221100200")])
def test_below_the_county_a_password_is_enough(
    client: Client, account_at: Account, knock: Any, post: str, code: str
) -> None:
    assert knock(client, account_at(post, code)).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_in_a_demo_none_is_asked_for(client: Client, account_at: Account, knock: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    assert knock(client, account_at("county_officer", "231221")).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_who_has_one_is_asked_for_it_wherever_they_sit(
    client: Client, account_at: Account, knock: Any, app_of: Any
) -> None:
    secretary = account_at("secretary", "231221100200")
    secret = app_of(secretary)
    assert knock(client, secretary).headers["Location"] == "/sign-in/factor/"
    assert client.get("/").status_code == 302
    with frozen(now() + 2 * STEP):
        assert client.post("/sign-in/factor/", {"code": "123456"}).status_code == 422
        typed = code_at(secret, now())
        assert client.post("/sign-in/factor/", {"code": f"{typed[:3]} {typed[3:]}"}).headers["Location"] == "/"
        assert client.get("/").status_code == 200
    assert client.session["factor"] == "code"


def test_a_code_opens_once(account_at: Account, app_of: Any) -> None:
    secretary = account_at("secretary", "231221100200")
    secret = app_of(secretary)
    with pytest.raises(Refused):
        accept_code(by=own(secretary), at=now(), code=code_at(secret, now()))
    later = now() + 4 * STEP
    assert accept_code(by=own(secretary), at=later, code=code_at(secret, later)) == "code"
    with pytest.raises(Refused):
        accept_code(by=own(secretary), at=later + STEP, code=code_at(secret, later))


def test_a_clock_may_be_a_step_off_and_no_more() -> None:
    at = now()
    assert [find_step(SECRET, code_at(SECRET, at + n * STEP), at) is not None for n in (-2, -1, 0, 1, 2)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_five_wrong_codes_lock_the_account(client: Client, account_at: Account, knock: Any, app_of: Any) -> None:
    secretary = account_at("secretary", "231221100200")
    secret = app_of(secretary)
    knock(client, secretary)
    for _time in range(5):
        assert client.post("/sign-in/factor/", {"code": "123456"}).status_code == 422
    with frozen(now() + 2 * STEP):
        assert client.post("/sign-in/factor/", {"code": code_at(secret, now())}).status_code == 429
    assert knock(Client(), secretary).status_code == 429


def test_ten_minutes_half_way_in_and_one_begins_again(
    client: Client, account_at: Account, knock: Any, app_of: Any
) -> None:
    secretary = account_at("secretary", "231221100200")
    secret = app_of(secretary)
    knock(client, secretary)
    with frozen(now() + timedelta(minutes=11)):
        answer = client.post("/sign-in/factor/", {"code": code_at(secret, now())})
        assert answer.headers["Location"] == "/sign-in/"


def test_nobody_takes_a_step_without_the_password(client: Client, tree: Any) -> None:
    for step in ("factor", "set-up", "password"):
        assert client.get(f"/sign-in/{step}/").headers["Location"] == "/sign-in/"
    for step in ("on", "set-up/passkey", "set-up/passkey/options"):
        assert client.post(f"/sign-in/{step}/").headers["Location"] == "/sign-in/"


def test_the_set_up_page_does_not_pass_by_a_factor_that_is_there(
    client: Client, account_at: Account, knock: Any, app_of: Any
) -> None:
    officer = account_at("county_officer", "231221")
    app_of(officer)
    knock(client, officer)
    assert client.get("/sign-in/set-up/").headers["Location"] == "/sign-in/factor/"
    assert client.post("/sign-in/on/").headers["Location"] == "/sign-in/factor/"
    assert client.get("/sign-in/password/").headers["Location"] == "/sign-in/factor/"
    assert client.post("/sign-in/set-up/passkey/options/").status_code == 409


def test_a_recovery_code_opens_once(client: Client, account_at: Account, knock: Any, app_of: Any) -> None:
    secretary = account_at("secretary", "231221100200")
    app_of(secretary)
    recovery = factors_of(secretary).recovery
    assert recovery is not None
    code = recovery.wrap().get_unused_codes()[3]
    knock(client, secretary)
    assert client.post("/sign-in/factor/", {"code": code}).headers["Location"] == "/"
    assert client.session["factor"] == "recovery"
    assert factors_of(secretary).codes_left == 9
    other = Client()
    knock(other, secretary)
    assert other.post("/sign-in/factor/", {"code": code}).status_code == 422


def test_new_recovery_codes_put_the_old_ones_out_of_use(account_at: Account, app_of: Any) -> None:
    secretary = account_at("secretary", "231221100200")
    app_of(secretary)
    old = factors_of(secretary).recovery
    assert old is not None
    code = old.wrap().generate_codes()[0]
    new = renew_recovery_codes(by=own(secretary), at=now())
    assert code not in new
    with pytest.raises(Refused):
        accept_code(by=own(secretary), at=now(), code=code)


def test_secrets_do_not_lie_in_the_clear(account_at: Account, app_of: Any) -> None:
    app_of(account_at("secretary", "231221100200"))
    kept = str(list(Authenticator.objects.values("data")))
    assert SECRET not in kept
    assert SECRET not in str(list(Act.objects.values("before", "after")))


def test_who_rises_to_the_county_while_signed_in_is_asked_for_a_factor(
    client: Client, account_at: Account, knock: Any, tree: Any
) -> None:
    user = account_at("township_officer", "231221100")
    knock(client, user)
    assert client.get("/").status_code == 200
    kind = PostType.objects.get(code="county_officer")
    post = kind.posts.create(place=tree.place("231221"), seat=9, start_on=date(2016, 1, 1))
    assert user.person is not None
    Tenure.objects.create(post=post, type=kind, place=post.place, person=user.person, start_on=today(), how="appointed")
    assert client.get("/").headers["Location"].startswith("/sign-in/")
    assert "second factor" in client.get("/sign-in/", headers={"Accept-Language": "en"}).context["over"]


def test_the_last_factor_stays_where_the_post_asks_for_one(account_at: Account, app_of: Any) -> None:
    officer, secretary = account_at("county_officer", "231221"), account_at("secretary", "231221100200")
    for user in (officer, secretary):
        app_of(user)
    app = factors_of(officer).app
    assert app is not None
    with pytest.raises(Refused) as caught:
        remove_factor(by=own(officer), at=now(), factor_id=app.pk)
    assert caught.value.because is Because.CONFLICT
    assert factors_of(officer).any
    with pytest.raises(Refused):
        remove_factor(by=own(secretary), at=now(), factor_id=app.pk)
    mine = factors_of(secretary).app
    assert mine is not None
    remove_factor(by=own(secretary), at=now(), factor_id=mine.pk)
    assert not Authenticator.objects.filter(user=secretary).exists()
    assert Act.objects.get(verb="access.remove_factor").user_id == secretary.pk


def test_a_security_administrator_resets_a_factor_and_sessions_end(
    client: Client, account_at: Account, knock: Any, app_of: Any, actor_at: Any
) -> None:
    officer = account_at("county_officer", "231221")
    secret = app_of(officer)
    with frozen(now() + 2 * STEP):
        knock(client, officer)
        client.post("/sign-in/factor/", {"code": code_at(secret, now())})
        assert client.get("/").status_code == 200
        with pytest.raises(Refused):
            reset_second_factor(by=actor_at("2312", Right.APPOINT), at=now(), user_id=officer.pk)
        reset_second_factor(by=actor_at("2312", Right.SECURE_ACCOUNTS), at=now(), user_id=officer.pk)
        assert client.get("/").status_code == 302
        assert knock(client, officer, PASSWORD).headers["Location"] == "/sign-in/set-up/"
    assert Act.objects.get(verb="access.reset_second_factor").before == {"kinds": ["recovery_codes", "totp"]}


def test_nonsense_for_a_passkey_is_refused_and_written_down(client: Client, account_at: Account) -> None:
    officer = account_at("secretary", "231221100200")
    assert "challenge" in client.post("/sign-in/passkey/options/").json()["publicKey"]
    handle = {"id": "x", "response": {"userHandle": str(officer.pk)}}
    for sent in ("", "[]", "{}", "nonsense", '{"id": 1}', str(handle).replace("'", '"')):
        answer = client.post("/sign-in/passkey/", {"credential": sent})
        assert answer.status_code == 422
    assert not signed_in(client)
    assert Act.objects.filter(verb="access.refuse_sign_in", subject="access.user:0").count() == 5
    knocked = client.post("/sign-in/", {"username": officer.username, "password": PASSWORD})
    assert knocked.status_code == 302


def test_a_password_that_is_renewed_puts_out_whoever_is_half_way_in(
    client: Client, account_at: Account, knock: Any, actor_at: Any
) -> None:
    township = account_at("township_officer", "231221100")
    User.objects.filter(pk=township.pk).update(must_change_password=True)
    assert knock(client, township).headers["Location"] == "/sign-in/password/"
    assert client.get("/sign-in/password/").status_code == 200
    (one,) = make_one_time_passwords(1)
    renew_password(by=actor_at("231221", Right.APPOINT), at=now(), user_id=township.pk, hashed=one.hashed)
    answer = client.post("/sign-in/password/", {"new": "quite-another-word-7", "again": "quite-another-word-7"})
    assert answer.headers["Location"].startswith("/sign-in/")
    assert not signed_in(client)
    assert User.objects.get(pk=township.pk).must_change_password
