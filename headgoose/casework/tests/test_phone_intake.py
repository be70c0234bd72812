"""What a phone sends has its effect once, is checked by the server alone, and is answered by a receipt."""

import json
import uuid
from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from headgoose.casework.actions.calling_roll import close_roll_call, open_roll_call
from headgoose.casework.models import Answer, Event, Photo, Request
from headgoose.casework.rollforms import preset
from headgoose.casework.tests.conftest import COUNTY, GRID, Net
from headgoose.kernel.clock import frozen


@pytest.fixture
def phone(net: Net) -> Client:
    """The grid worker's phone, signed in."""
    client = Client()
    client.force_login(net.users["grid_worker"])
    return client


def entry(net: Net, kind: str, part: str = "grid_worker", **said: Any) -> dict[str, Any]:
    """An entry as the phone writes it."""
    return {"client_id": str(uuid.uuid4()), "kind": kind, "owner": net.users[part].person_id, **said}


def ask(net: Net, **said: Any) -> dict[str, Any]:
    """A request taken down at the grid."""
    return entry(net, "request", **{"place": GRID, "category": "road", "text": "路灯坏了", **said})


def send(phone: Client, said: Any) -> Any:
    """Send one entry."""
    body = said if isinstance(said, str | bytes) else json.dumps(said)
    return phone.post("/phone/queue.json", body, content_type="application/json")


def picture() -> str:
    """A small JPEG as a phone sends it."""
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return b64encode(out.getvalue()).decode()


def test_a_request_of_the_queue_is_there_once_however_often_it_is_sent(net: Net, phone: Client) -> None:
    said = ask(net, accept=True, photos=[picture()])
    first, again = send(phone, said), send(phone, said)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert first.json()["receipt"] == said["client_id"]
    request = Request.objects.get()
    assert (request.state, request.holder_id) == ("accepted", net.users["grid_worker"].person_id)
    assert Photo.objects.filter(event__request=request).count() == 1


def test_the_same_id_with_another_body_is_a_conflict(net: Net, phone: Client) -> None:
    said = ask(net)
    assert send(phone, said).status_code == 200
    answer = send(phone, {**said, "text": "别的事情"})
    assert answer.status_code == 409
    assert answer.json()["error"] == "conflict"
    assert Request.objects.count() == 1


def test_a_step_of_the_queue_is_taken_once(net: Net, phone: Client) -> None:
    number = send(phone, ask(net, accept=True)).json()["number"]
    said = entry(net, "step", request=number, verb="answer", text="已经修好了")
    assert send(phone, said).json() == send(phone, said).json()
    assert Event.objects.filter(request_id=number, verb="answer").count() == 1
    assert send(phone, {**said, "text": "另一个答复"}).status_code == 409


def test_an_answer_to_a_roll_call_is_kept_once_and_late_ones_are_refused(net: Net, phone: Client) -> None:
    roll = open_roll_call(
        by=net.actor("county_officer"),
        at=net.at,
        place=COUNTY,
        kind="drill",
        title="演练点名",
        text="",
        form=preset("drill"),
        answer_by=net.at.replace(hour=10),
    )
    said = entry(net, "roll", roll=roll.pk, grid=GRID, given={"status": "all_well"})
    assert send(phone, said).status_code == send(phone, said).status_code == 200
    assert Answer.objects.count() == 1
    close_roll_call(by=net.actor("county_officer"), at=net.at, roll_call_id=roll.pk)
    assert send(phone, entry(net, "roll", roll=roll.pk, grid=GRID, given={"status": "all_well"})).status_code == 409
    assert Answer.objects.count() == 1


def test_an_entry_of_somebody_else_waits_for_them(net: Net, phone: Client) -> None:
    assert send(phone, entry(net, "request", "secretary", place=GRID, category="road", text="路灯")).status_code == 403
    assert not Request.objects.exists()


def test_a_phone_that_is_signed_out_is_told_so_and_writes_nothing(net: Net) -> None:
    answer = send(Client(), ask(net))
    assert answer.status_code == 401
    assert answer.json()["error"] == "signed_out"
    assert Client().get("/phone/tasks.json").status_code == 401
    assert not Request.objects.exists()


def test_the_clock_of_the_phone_does_not_count(net: Net, phone: Client) -> None:
    with frozen(net.later(minutes=10)):
        send(phone, ask(net, written="2020-01-01T00:00:00Z", received_at="2020-01-01T00:00:00Z"))
    assert Request.objects.get().received_at == net.at


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{",
        "\xff\x00",
        '{"client_id": 5}',
        '{"client_id": "x", "kind": "request", "owner": 1}',
        "[" * 100_000,
    ],
)
def test_what_cannot_be_read_is_refused_plainly(phone: Client, body: str) -> None:
    assert send(phone, body.encode("latin-1")).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "2312211002009"},
        {"place": "231222100200"},
        {"category": "nothing"},
        {"text": ""},
        {"text": "x" * 2001},
        {"text": "a\0b"},
        {"urgency": "at once"},
        {"photos": ["no picture"]},
        {"photos": "x"},
        {"photos": [b64encode(b"%PDF-1.4 nothing").decode()]},
        {"phone": "call me"},
        {"kind": "dance"},
        {"text": 7},
    ],
)
def test_a_wrong_entry_is_refused_and_writes_nothing(net: Net, phone: Client, wrong: dict[str, Any]) -> None:
    answer = send(phone, {**ask(net), **wrong})
    assert 400 <= answer.status_code < 500
    assert answer.json()["reason"]
    assert not Request.objects.exists()


def test_what_a_phone_takes_along_is_its_owners_alone(net: Net, phone: Client) -> None:
    here = net.ask(category="waste")
    net.ask(category="dispute")
    taken = phone.get("/phone/tasks.json").json()
    assert [task["number"] for task in taken["requests"]] == [here.pk]
    assert taken["requests"][0]["verbs"] == ["accept", "note"]
    assert [place["code"] for place in taken["places"]] == [GRID]
    assert here.code not in json.dumps(taken)


def test_the_shell_says_nothing_of_anybody_and_is_small(net: Net, phone: Client) -> None:
    assert phone.get("/phone/").content == Client().get("/phone/").content
    worker = Client().get("/phone/worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "casework/phone/app" in worker.content.decode()
    assert Client().get("/phone/app.webmanifest").json()["scope"] == "/phone/"
