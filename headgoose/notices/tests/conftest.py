"""People with channels, keys of the test's own, and services that stand on this machine."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _

from conftest import AT
from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.encrypted import usable_keyring
from headgoose.notices import kinds
from headgoose.notices.actions.channels import choose_channel, try_code
from headgoose.notices.kinds import declare
from headgoose.notices.models import Channel, Service
from headgoose.notices.rules import code_of, read_address
from headgoose.notices.services import DingTalkRobot, FeishuRobot, WeComRobot

PLAIN, URGENT = "test.plain", "test.urgent"
ALL_SERVICES = frozenset(Service.values)
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> None:
    """The key file of this test, and every service switched on."""
    settings.KEYS_FILE = tmp_path / "keys.json"
    settings.NOTICE_SERVICES = ALL_SERVICES
    settings.NOTICE_TIMEOUT_S = 2.0


@pytest.fixture(autouse=True)
def kinds_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two kinds of notices; words that the product's own translation knows, to be read in two languages."""
    monkeypatch.setattr(kinds, "_declared", kinds._Declared())
    declare(PLAIN, title=_("%(count)s values lie under this key: rotate first."), body=_("telephone"), url=_where)
    body = _("%(count)s values lie under this key: rotate first.")
    declare(URGENT, title=_("telephone"), body=body, url=_where, urgent=True)


def _where(params: Any) -> str:
    return f"/search/?q={params['count']}"


def actor_for(user: User, at: datetime = AT) -> Actor:
    """The actor of an account."""
    return actor_of(user, date_of(at), "test")


@pytest.fixture
def user(user_at: Callable[..., User]) -> User:
    """A village secretary."""
    return user_at("secretary", "231221100200")


@pytest.fixture
def other(user_at: Callable[..., User]) -> User:
    """Somebody else of the same village."""
    return user_at("first_secretary", "231221100200")


Add = Callable[..., Channel]


@pytest.fixture
def add_channel() -> Add:
    """`add_channel(user)`: a confirmed channel of theirs; the sending of its code is over."""

    def add(user: User, service: Service = Service.WECOM, text: str = KEY, **changes: Any) -> Channel:
        at = AT
        by = actor_for(user, at)
        address = read_address(service, text)
        channel = choose_channel(by=by, at=at, service=service, address=address, language="en")
        channel.deliveries.update(state="sent", sent_at=at)
        keyring = usable_keyring()
        assert keyring is not None
        channel = try_code(by=by, at=at, channel_id=channel.pk, code=code_of(channel.pk, at, keyring))
        Channel.objects.filter(pk=channel.pk).update(**changes)
        channel.refresh_from_db()
        return channel

    return add


def _text(body: dict[str, Any]) -> str:
    return str(body["text"]["content"] if "text" in body else body["content"]["text"])


@dataclass
class Desk:
    """A service on this machine: what came, by path, and what it answers."""

    server: ThreadingHTTPServer
    came: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    # By a part of the path: status and body; or an event that is waited for before answering.
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    held: dict[str, threading.Event] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def texts(self, part: str = "") -> list[str]:
        """What was sent to paths with a part in them."""
        with self.lock:
            return [_text(body) for path, body in self.came if part in path]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The three services with robots, on the loopback."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with found.lock:
                found.came.append((self.path, body))
            for part, event in found.held.items():
                if part in self.path:
                    event.wait(60)
            said = [answer for part, answer in found.answers.items() if part in self.path]
            status, content = said[0] if said else (200, {"errcode": 0, "errmsg": "ok"})
            text = content if isinstance(content, bytes) else json.dumps(content).encode()
            try:
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", f"{found.url}/elsewhere")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)
            except OSError:
                return

        def log_message(self, *_: Any) -> None:
            return

    found = Desk(ThreadingHTTPServer(("127.0.0.1", 0), Answering))
    found.server.daemon_threads = True
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    monkeypatch.setattr(WeComRobot, "notify_url", f"{found.url}/wecom?key={{key}}")
    monkeypatch.setattr(DingTalkRobot, "notify_url", f"{found.url}/dingtalk?access_token={{token}}")
    monkeypatch.setattr(FeishuRobot, "notify_url", f"{found.url}/feishu/{{token}}/")
    yield found
    for event in found.held.values():
        event.set()
    found.server.shutdown()
    found.server.server_close()
    thread.join()
