"""What goes out over each service, what their answers amount to, and that no key or address stands in a log."""

import base64
import hashlib
import hmac
import logging
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from conftest import AT
from headgoose.access.models import User
from headgoose.kernel.clock import frozen
from headgoose.kernel.encrypted import usable_keyring
from headgoose.notices.actions.channels import choose_channel
from headgoose.notices.models import Channel, Delivery, Service, State
from headgoose.notices.outbox import notify
from headgoose.notices.postman import Postman
from headgoose.notices.rules import Address, code_of, read_address
from headgoose.notices.sending import TEXT_MOST, Letter, Outcome, send
from headgoose.notices.tests.conftest import KEY, PLAIN, Add, Desk, actor_for
from headgoose.notices.tests.mail_server import MailServer
from headgoose.records.models import Act

pytestmark = pytest.mark.django_db
REFUSED = Outcome("refused 310000", for_good=True)
TOKEN = "566cc69da782ec33c0a1d8e9f4b7566c"
SECRET = "SEC0123456789abcdef"
ADDRESSES = {
    Service.WECOM: Address(KEY),
    Service.DINGTALK: Address(TOKEN, SECRET),
    Service.FEISHU: Address("aaaa-bbbb-cccc"),
}


def letter(service: Service, body: str = "正文") -> Letter:
    return Letter(service, ADDRESSES[service], "标题", body)


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    server = MailServer()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.DEFAULT_FROM_EMAIL = "goose@example.cn"
    yield server
    server.stop()


@pytest.mark.parametrize("service", list(ADDRESSES))
def test_a_robot_gets_title_and_body(desk: Desk, service: Service) -> None:
    assert send(letter(service)) == Outcome()
    assert desk.texts(service.value) == ["Headgoose: 标题\n正文"]


def test_what_is_long_is_cut_to_what_all_services_take(desk: Desk) -> None:
    assert send(letter(Service.WECOM, "长" * 3000)) == Outcome()
    (text,) = desk.texts()
    assert len(text) == TEXT_MOST
    assert text.endswith("长…")
    assert len(text.encode()) < 2048


def test_dingtalk_is_signed_with_the_secret(desk: Desk) -> None:
    send(letter(Service.DINGTALK))
    asked = parse_qs(urlsplit(desk.came[0][0]).query)
    assert asked["access_token"] == [TOKEN]
    timestamp = asked["timestamp"][0]
    wanted = hmac.new(SECRET.encode(), f"{timestamp}\n{SECRET}".encode(), hashlib.sha256).digest()
    assert base64.b64decode(asked["sign"][0]) == wanted


@pytest.mark.parametrize(
    ("service", "status", "said", "outcome"),
    [
        (Service.WECOM, 200, {"errcode": 93000, "errmsg": "invalid webhook url"}, Outcome("refused 93000", True)),
        (Service.WECOM, 200, {"errcode": 45009}, Outcome("busy")),
        (Service.WECOM, 200, {"errcode": 7}, Outcome("refused 7")),
        (Service.WECOM, 200, b"<html>proxy</html>", Outcome("not understood")),
        (Service.WECOM, 200, {"errcode": "0"}, Outcome("not understood")),
        (Service.WECOM, 200, [], Outcome("not understood")),
        (Service.WECOM, 200, b"", Outcome("not understood")),
        (Service.WECOM, 502, b"", Outcome("server 502")),
        (Service.WECOM, 429, b"", Outcome("busy")),
        (Service.WECOM, 404, b"", Outcome("refused 404", True)),
        (Service.WECOM, 302, b"", Outcome("refused 302")),
        (
            Service.DINGTALK,
            200,
            {"errcode": 310000, "errmsg": "keywords not in content"},
            REFUSED,
        ),
        (Service.DINGTALK, 200, {"errcode": 130101}, Outcome("busy")),
        (Service.FEISHU, 200, {"code": 19001, "msg": "param invalid"}, Outcome("refused 19001", True)),
        (Service.FEISHU, 200, {"StatusCode": 0, "StatusMessage": "success"}, Outcome()),
    ],
)
def test_an_answer_is_read_for_what_it_says(
    desk: Desk, service: Service, status: int, said: Any, outcome: Outcome
) -> None:
    desk.answers[service.value] = (status, said)
    assert send(letter(service)) == outcome
    assert [path for path, _body in desk.came if "elsewhere" in path] == []


def test_a_service_that_is_silent_or_gone_is_an_outcome(desk: Desk, settings: Any) -> None:
    settings.NOTICE_TIMEOUT_S = 0.3
    desk.held["wecom"] = threading.Event()
    assert send(letter(Service.WECOM)) == Outcome("timeout")
    desk.held["wecom"].set()
    desk.server.server_close()
    assert send(letter(Service.FEISHU)) == Outcome("unreachable")


def test_a_code_and_then_notices_go_over_a_channel_in_its_language(user: User, desk: Desk, settings: Any) -> None:
    settings.NOTICE_SITE = "https://goose.example.cn"
    by, postman = actor_for(user), Postman()
    address = read_address(Service.WECOM, KEY)
    channel = choose_channel(by=by, at=AT, service=Service.WECOM, address=address, language="zh-hans")
    keyring = usable_keyring()
    assert keyring is not None
    assert postman.go_round() == 1
    (text,) = desk.texts()
    assert code_of(channel.pk, AT, keyring) in text
    Channel.objects.filter(pk=channel.pk).update(confirmed_at=AT)
    assert user.person_id
    notify(at=AT, people=[user.person_id], kind=PLAIN, params={"count": 12}, key="test:1")
    assert postman.go_round() == 1
    text = desk.texts()[-1]
    assert "12 项" in text
    assert "电话" in text
    assert "https://goose.example.cn/search/?q=12" in text
    sent = Delivery.objects.get(notice__isnull=False)
    assert (sent.state, sent.sent_at, sent.tries, sent.claimed_by, sent.last_error) == (State.SENT, AT, 1, "", "")
    assert postman.go_round() == 0
    assert len(desk.came) == 2


def test_mail_goes_by_the_operators_server(user: User, add_channel: Add, mail_server: MailServer) -> None:
    add_channel(user, Service.MAIL, "li.si+goose@example.cn")
    assert user.person_id
    notify(at=AT, people=[user.person_id], kind=PLAIN, params={"count": 12}, key="test:1")
    assert Postman().go_round() == 1
    assert Delivery.objects.get(notice__isnull=False).state == State.SENT
    (mail,) = mail_server.mails
    assert mail.recipients == ["li.si+goose@example.cn"]
    assert mail.message["Subject"] == "12 values lie under this key: rotate first."
    assert "telephone" in mail.text
    assert "goose@example.cn" in mail.message["From"]


def test_a_mail_server_that_refuses_or_hangs_is_tried_again(
    user: User, add_channel: Add, mail_server: MailServer, settings: Any
) -> None:
    settings.NOTICE_TIMEOUT_S = 0.5
    address = Address("li.si@example.cn")
    for mood in ("refuse", "hang"):
        mail_server.mood = mood
        assert send(Letter(Service.MAIL, address, "a", "b")) == Outcome("not taken")
    mail_server.stop()
    assert send(Letter(Service.MAIL, address, "a", "b")) == Outcome("not taken")


@pytest.mark.parametrize("answer", [(200, {"errcode": 93000, "errmsg": f"{KEY} is no key"}), (500, KEY.encode())])
def test_neither_log_nor_error_nor_act_tells_an_address(
    user: User,
    add_channel: Add,
    desk: Desk,
    mail_server: MailServer,
    caplog: pytest.LogCaptureFixture,
    answer: tuple[int, Any],
) -> None:
    # As loud as the operator can make it without naming the two that are kept quiet.
    caplog.set_level(logging.DEBUG)
    mail_server.mood = "refuse"
    desk.answers["wecom"] = answer
    add_channel(user)
    add_channel(user, Service.MAIL, "li.si@example.cn")
    assert user.person_id
    notify(at=AT, people=[user.person_id], kind=PLAIN, params={"count": 1}, key="test:1")
    assert Postman().go_round() == 2
    errors = list(Delivery.objects.values_list("last_error", flat=True))
    acts = [f"{act.subject} {act.before} {act.after}" for act in Act.objects.all()]
    for told in (caplog.text, *errors, *acts, repr(list(Channel.objects.all())), repr(letter(Service.WECOM))):
        assert KEY not in told
        assert "li.si" not in told


def test_an_address_whose_key_is_gone_fails_and_waits(user: User, add_channel: Add, desk: Desk, settings: Any) -> None:
    channel = add_channel(user)
    assert user.person_id
    notify(at=AT, people=[user.person_id], kind=PLAIN, params={"count": 1}, key="test:1")
    settings.KEYS_FILE = settings.KEYS_FILE.with_name("gone.json")
    with frozen(AT):
        assert Postman().go_round() == 1
    waiting = Delivery.objects.get(notice__isnull=False)
    assert (waiting.state, waiting.last_error, waiting.tries) == (State.WAITING, "unreadable", 1)
    channel.refresh_from_db()
    assert channel.failures == 1
