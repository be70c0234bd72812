"""Accounts with passwords, and the codes that their apps would show."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from headgoose.access.models import User
from headgoose.kernel.clock import now

PASSWORD = "wheat-and-geese-42"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(secret: str, at: datetime) -> str:
    """What an app shows at an instant."""
    return str(format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30)))


@pytest.fixture
def account_at(user_at: Callable[..., User]) -> Callable[..., User]:
    """`account_at("secretary", "231221100200")`: an account that signs in with PASSWORD."""

    def make(*seat: str, **more: Any) -> User:
        user = user_at(*seat, **more)
        user.set_password(PASSWORD)
        user.save()
        return user

    return make


@pytest.fixture
def knock() -> Callable[..., Any]:
    """`knock(client, user)`: a try to sign in, and the answer."""

    def send(
        client: Client, user: User | str, password: str = PASSWORD, address: str = "127.0.0.1", **more: str
    ) -> Any:
        name = user if isinstance(user, str) else user.username
        return client.post("/sign-in/", {"username": name, "password": password, **more}, REMOTE_ADDR=address)

    return send


@pytest.fixture
def app_of() -> Callable[[User], str]:
    """`app_of(user)`: gives an account an app for codes; its secret."""
    from headgoose.access.actions.factors import set_app
    from headgoose.access.queries import actor_of
    from headgoose.kernel.clock import today

    def give(user: User) -> str:
        by = actor_of(user, today(), "test")
        set_app(by=by, at=now(), secret=SECRET, code=code_at(SECRET, now()))
        return SECRET

    return give
