"""Tokens for tests, and programmes that bring them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from conftest import AT, TODAY
from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.api import throttling
from headgoose.api.actions import make_token
from headgoose.api.models import AccessToken
from headgoose.briefing.keeping import forget_tables
from headgoose.kernel.rights import Right

COUNTY, SIBLING, VILLAGE, TOWNSHIP = "231221", "231222", "231221100200", "231221100"
V1 = "/api/v1/"


@pytest.fixture(autouse=True)
def nobody_called_before() -> None:
    cache.clear()
    forget_tables()
    throttling.by_token.clear()
    throttling.failures.clear()


@dataclass(frozen=True)
class Programme:
    """A client that brings a token."""

    client: Client
    secret: str
    token: AccessToken

    def get(self, path: str, **headers: str) -> Any:
        """What GET answers; `path` lies below /api/v1/."""
        return self.client.get(V1 + path, headers={"Authorization": f"Bearer {self.secret}", **headers})

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """What POST answers."""
        headers = {"Authorization": f"Bearer {self.secret}", **headers}
        return self.client.post(V1 + path, body, content_type="application/json", headers=headers)


Programmes = Callable[..., Programme]


@pytest.fixture
def programme(user_at: Callable[..., User]) -> Programmes:
    """`programme("county_officer", "231221", Right.APPOINT)`: a token of a new holder of a post; or of a given user."""

    def make(
        who: User | str = "county_officer", code: str = COUNTY, *rights: Right, until: date = date(2026, 9, 1)
    ) -> Programme:
        user = user_at(who, code) if isinstance(who, str) else who
        by = actor_of(user, TODAY, "test")
        token, secret = make_token(
            by=by, at=AT, user_id=user.pk, name="payroll", rights=[Right.READ, *rights], expires_on=until
        )
        return Programme(Client(raise_request_exception=False), secret, token)

    return make
