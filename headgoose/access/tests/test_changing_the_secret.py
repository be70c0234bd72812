"""The server's secret is changed without locking anybody out; a factor that it no longer opens is said plainly."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from headgoose.access.actions.factors import accept_code, note_passkey_used, renew_recovery_codes, reset_second_factor
from headgoose.access.factors import factors_of
from headgoose.access.models import Factor, User
from headgoose.access.queries import actor_of
from headgoose.access.tests.conftest import code_at
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import frozen, now, today
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.records.models import Act

Account = Callable[..., User]
LATER = timedelta(minutes=2)
ENGLISH = {"Accept-Language": "en"}


def own(user: User) -> Actor:
    return actor_of(user, today(), "test")


@pytest.fixture
def officer(account_at: Account) -> User:
    return account_at("county_officer", "231221")


def test_a_factor_under_a_lost_secret_is_refused_in_words_and_written_down(
    client: Client, officer: User, knock: Any, app_of: Any, actor_at: Any, settings: Any
) -> None:
    secret = app_of(officer)
    settings.SECRET_KEY = "another secret"
    with frozen(now() + LATER):
        assert knock(client, officer).headers["Location"] == "/sign-in/factor/"
        for typed in (code_at(secret, now()), "00000000"):
            answer = client.post("/sign-in/factor/", {"code": typed}, headers=ENGLISH)
            assert answer.status_code == 409
            assert "cannot be read any more" in answer.content.decode()
            assert "security administrator" in answer.content.decode()
    acts = Act.objects.filter(verb="access.refuse_sign_in", subject=f"access.user:{officer.pk}")
    assert [act.after for act in acts] == [{"what": "unreadable factor"}] * 2
    assert factors_of(officer).codes_left == 10
    reset_second_factor(by=actor_at("2312", Right.SECURE_ACCOUNTS), at=now(), user_id=officer.pk)
    assert knock(client, officer).headers["Location"] == "/sign-in/set-up/"


def test_a_recovery_code_that_can_be_read_opens_beside_an_app_that_cannot(
    officer: User, app_of: Any, settings: Any
) -> None:
    app_of(officer)
    settings.SECRET_KEY = "another secret"
    one, *_ = renew_recovery_codes(by=own(officer), at=now())
    assert accept_code(by=own(officer), at=now(), code=one) is Factor.RECOVERY


def test_with_the_secret_of_before_everything_goes_on_and_comes_under_the_new_one(
    client: Client, officer: User, knock: Any, app_of: Any, settings: Any
) -> None:
    secret, before = app_of(officer), settings.SECRET_KEY
    recovery, *_ = renew_recovery_codes(by=own(officer), at=now())
    with frozen(now() + LATER):
        knock(client, officer)
        client.post("/sign-in/factor/", {"code": code_at(secret, now())})
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another secret", [before]
        assert client.get("/").status_code == 200
    with frozen(now() + 2 * LATER):
        other = Client()
        knock(other, officer)
        assert other.post("/sign-in/factor/", {"code": code_at(secret, now())}).headers["Location"] == "/"
    settings.SECRET_KEY_FALLBACKS = []
    with frozen(now() + 3 * LATER):
        assert accept_code(by=own(officer), at=now(), code=code_at(secret, now())) is Factor.CODE
    assert accept_code(by=own(officer), at=now(), code=recovery) is Factor.RECOVERY


def test_who_signs_in_by_passkey_keeps_the_recovery_codes(officer: User, app_of: Any, settings: Any) -> None:
    app_of(officer)
    recovery, *_ = renew_recovery_codes(by=own(officer), at=now())
    passkey = Authenticator.objects.create(user=officer, type="webauthn", data={"name": "key", "credential": {}})
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another secret", [settings.SECRET_KEY]
    note_passkey_used(by=own(officer), at=now(), passkey_id=passkey.pk)
    settings.SECRET_KEY_FALLBACKS = []
    assert accept_code(by=own(officer), at=now(), code=recovery) is Factor.RECOVERY
    with pytest.raises(Refused):
        accept_code(by=own(officer), at=now(), code=recovery)
