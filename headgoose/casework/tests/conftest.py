"""A village whose desks are held, and what residents ask there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from conftest import Tree
from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.casework import tables
from headgoose.casework.actions.receiving import Asked, receive_request
from headgoose.casework.models import Channel, Request
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of

GRID, VILLAGE, TOWNSHIP, COUNTY = "231221100200001", "231221100200", "231221100", "231221"
# A Monday, ten in the morning in China.
AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
RESIDENT = Actor("resident", origin="test")


@dataclass
class Net:
    """The people of one village and of the offices above it, and a clock that a test moves."""

    tree: Tree
    users: dict[str, User]
    at: datetime = AT

    def actor(self, part: str) -> Actor:
        """Somebody of the cast, as on the net's clock."""
        return actor_of(self.users[part], date_of(self.at), "test")

    def later(self, **span: float) -> datetime:
        """Move the clock on: `later(hours=3)`."""
        self.at += timedelta(**span)
        return self.at

    def ask(self, by: Actor = RESIDENT, **said: Any) -> Request:
        """A request from the public form; "road" goes to the village secretary."""
        asked = Asked(GRID, "road", "村口的路灯坏了三天了", Channel.WEB)
        return receive_request(by=by, at=self.at, asked=replace(asked, **said))

    def do(self, step: Any, part: str, request: Request, **said: Any) -> Request:
        """A step by somebody of the cast; the request at hand is read anew."""
        step(by=self.actor(part), at=self.at, request_id=request.pk, **said)
        request.refresh_from_db()
        return request


@pytest.fixture(autouse=True)
def tables_read_anew() -> Iterator[None]:
    """Rows that a test wrote are taken back without a trace."""
    tables.forget()
    yield
    tables.forget()


@pytest.fixture
def net(tree: Tree, cast: "dict[str, User]") -> Net:
    """The cast in post since 2020."""
    assert date_of(AT) == date(2026, 6, 1)
    return Net(tree, cast)
