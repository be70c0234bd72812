"""Programmes ask for residents through Open311, and everybody reads what is public."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from headgoose.casework import limiting
from headgoose.casework.actions.client_keys import end_client_key, make_client_key
from headgoose.casework.actions.protecting import reveal_petitioner
from headgoose.casework.actions.steps import (
    Said,
    accept_request,
    answer_request,
    note_on_request,
    reject_request,
    transfer_request,
)
from headgoose.casework.models import Event, Photo, Request
from headgoose.casework.routing import Against
from headgoose.casework.tests.conftest import COUNTY, GRID, VILLAGE, Net
from headgoose.kernel.actor import Actor
from headgoose.records.models import Act

V2 = "/open311/v2"
# The key; the client's id, before and in the transaction with its two ends; the places; the tables; who sits at the
# desk; and three rows.
QUERIES = 11
Send = Callable[..., Any]


@pytest.fixture
def key(net: Net, system: Actor) -> str:
    """A key for the county."""
    limiting.turns.clear()
    return make_client_key(by=system, at=net.at, name="望奎热线", place=COUNTY)[1]


@pytest.fixture
def send(client: Client, key: str) -> Send:
    """POST a request: a dark lamp in the grid, with what else is said."""

    def post(headers: dict[str, str] | None = None, **said: Any) -> Any:
        wish = {"api_key": key, "service_code": "road", "address_id": GRID, "description": "村口的路灯坏了", **said}
        left = {name: value for name, value in wish.items() if value is not None}
        return client.post(f"{V2}/requests.json", left, headers=headers or {})

    return post


def sent(answer: Any) -> Request:
    """The request that an answer names."""
    assert answer.status_code == 201, answer.content.decode()
    (row,) = answer.json()
    return Request.objects.get(pk=row["service_request_id"])


def refusal(answer: Any) -> tuple[int, str]:
    """The one error of an answer."""
    (error,) = answer.json()
    assert error["code"] == answer.status_code
    return error["code"], error["description"]


def everything(client: Client, request: Request) -> str:
    """All that everybody reads, in both forms."""
    number = request.pk
    paths = ["requests", f"requests/{number}", "servicerequestupdates"]
    asked = ["", "?extensions=true", f"?service_request_id={number}&extensions=true"]
    found = [client.get(f"{V2}/{path}.{kind}{one}") for path in paths for one in asked for kind in ("xml", "json")]
    return " ".join(answer.content.decode() for answer in found)


def test_a_request_comes_in_and_is_read_by_everybody(client: Client, send: Send) -> None:
    request = sent(send(lat="46.832760", long="126.484013", address_string="村口第二根灯杆"))
    assert (request.channel, request.place.spans.get().code) == ("open311", GRID)
    (row,) = client.get(f"{V2}/requests/{request.pk}.json").json()
    assert (row["service_code"], row["description"], row["status"]) == ("road", "村口的路灯坏了", "open")
    assert (row["lat"], row["long"], row["address_id"]) == (46.83276, 126.484013, GRID)
    assert row["address"].startswith("村口第二根灯杆, ")
    assert row["requested_datetime"] == "2026-06-01T10:00:00+08:00"
    assert row["expected_datetime"] is not None
    assert Act.objects.filter(subject=f"casework.request:{request.pk}").get().actor_label == "open311:望奎热线"


def test_who_asked_is_kept_under_lock_and_told_nobody(net: Net, client: Client, send: Send) -> None:
    said = {"first_name": "三测", "last_name": "张", "phone": "139-0000-0001", "email": "zhang@example.org"}
    request = sent(send(description="电话13900000001，邮箱 zhang@example.org，路灯坏了", **said))
    text = everything(client, request)
    assert request.text.startswith("电话13900000001")
    for hidden in ("张三测", "三测", "13900000001", "139-0000-0001", "zhang", request.code):
        assert hidden not in text
    assert "路灯坏了" in text
    shown = reveal_petitioner(by=net.actor("secretary"), at=net.at, request_id=request.pk, why="回访群众")
    assert (shown.name, shown.phone, shown.email) == ("张三测", "13900000001", "zhang@example.org")


def test_private_requests_do_not_exist_here(net: Net, client: Client, send: Send) -> None:
    hidden = [
        sent(send(service_code="care", description="独居老人没人管")),
        sent(send(private="true", description="不想让人看见")),
        net.ask(text="书记不公", against=Against(net.tree[VILLAGE].place_id), category="other"),
    ]
    hidden.append(net.ask(text="隔壁老人没人照看"))
    there, moved = (VILLAGE, "secretary"), Said("属照料事项")
    net.do(transfer_request, "township_officer", hidden[-1], desk=there, said=moved, category="care")
    for request in hidden:
        assert client.get(f"{V2}/requests/{request.pk}.json").status_code == 404
        net.do(note_on_request, "county_officer", request, said=Said("已转有关部门"))
        assert everything(client, request).count(f'"{request.pk}"') == 0
        assert request.text not in everything(client, request)
        assert "已转有关部门" not in everything(client, request)


def test_an_address_in_words_names_the_village(net: Net, send: Send) -> None:
    village, township = net.tree[VILLAGE], net.tree[VILLAGE[:9]]
    request = sent(send(address_id=None, address_string=f"{village.short}东头, {township.short}, 望奎县"))
    assert request.village_id == village.place_id
    assert refusal(send(address_id=None, address_string="某个地方"))[0] == 400
    assert refusal(send(address_id=None))[0] == 400


def test_a_point_alone_does_for_a_key_of_a_village_only(net: Net, send: Send, system: Actor) -> None:
    point = {"address_id": None, "lat": "46.83", "long": "126.48"}
    assert refusal(send(**point))[0] == 400
    _key, own = make_client_key(by=system, at=net.at, name="村里的灯", place=VILLAGE)
    assert sent(send(**point, api_key=own)).village_id == net.tree[VILLAGE].place_id


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"api_key": None}, 403),
        ({"api_key": "hg311_" + "x" * 43}, 403),
        ({"api_key": "x" * 4000}, 403),
        ({"service_code": None}, 400),
        ({"service_code": "nothing"}, 404),
        ({"address_id": "231221"}, 400),
        ({"address_id": "231221999999"}, 404),
        ({"address_id": "here"}, 404),
        ({"address_id": "230000000000"}, 403),
        ({"jurisdiction_id": "999999"}, 404),
        ({"jurisdiction_id": "231221100"}, 404),
        ({"lat": "46.8"}, 400),
        ({"lat": "91", "long": "126"}, 400),
        ({"lat": "nan", "long": "126"}, 400),
        ({"lat": "１", "long": "126"}, 400),
        ({"email": "nobody"}, 400),
        ({"phone": "call me"}, 400),
        ({"private": "perhaps"}, 400),
        ({"client_id": "short"}, 400),
        ({"description": "x" * 2001}, 400),
        ({"description": "bell \x07"}, 400),
        ({"description": "nul \x00"}, 400),
        ({"description": ["one", "two"]}, 400),
        ({"media_url": "javascript:alert(1)"}, 400),
        ({"media_url": "http://user@inside/"}, 400),
        ({"media_url": "http://[::1"}, 400),
        ({"attribute[kind]": "moon"}, 400),
        ({"attribute[kind]": ["lamp", "sign"]}, 400),
        ({"attribute[nothing]": "1"}, 400),
        ({"attribute[": "1"}, 400),
    ],
)
def test_what_is_wanting_is_refused_in_the_words_of_the_specification(
    send: Send, said: dict[str, Any], status: int
) -> None:
    code, description = refusal(send(**said))
    assert code == status
    assert description
    assert Request.objects.count() == 0


def test_attributes_are_read_by_their_kind(send: Send) -> None:
    water = {"service_code": "water", "attribute[trouble][]": ["murky", "pressure", "murky"]}
    request = sent(send(**water, **{"attribute[since]": "2026-05-30T08:00:00Z"}))
    assert request.attributes == {"trouble": ["murky", "pressure"], "since": "2026-05-30T16:00:00+08:00"}
    assert sent(send(service_code="waste", **{"attribute[litres]": "12.50"})).attributes == {"litres": 12.5}
    assert refusal(send(service_code="waste", **{"attribute[litres]": "1e9"}))[0] == 400
    assert refusal(send(service_code="water", **{"attribute[since]": "2026-13-30T08:00:00Z"}))[0] == 400
    assert refusal(send(service_code="safety")) == (400, refusal(send(service_code="safety"))[1])
    assert sent(send(service_code="safety", **{"attribute[danger]": "fire"})).attributes == {"danger": "fire"}


def test_an_empty_parameter_is_none_and_a_service_speaks_for_itself(send: Send) -> None:
    request = sent(send(description="", lat="", long="", phone="", **{"attribute[lamp_number]": ""}))
    assert (request.text, request.lat_e6, request.attributes) == ("道路路灯", None, {})


def test_the_same_id_has_its_effect_once(client: Client, send: Send) -> None:
    name = str(uuid4())
    first = send(client_id=name)
    again = send(client_id=name)
    by_header = send({"Idempotency-Key": name})
    assert again.content == first.content == by_header.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Request.objects.count() == 1
    assert refusal(send(client_id=name, description="别的事情"))[0] == 409
    (row,) = client.get(f"{V2}/tokens/{name}.json").json()
    assert row == {"service_request_id": first.json()[0]["service_request_id"], "token": name}


def test_the_same_id_is_answered_the_same_when_the_request_has_moved_on(net: Net, send: Send) -> None:
    first = send({"Idempotency-Key": "lamp:2026:0001"})
    request = sent(first)
    net.later(days=1)
    net.do(reject_request, "secretary", request, said=Said("不属于受理范围"))
    assert send({"Idempotency-Key": "lamp:2026:0001"}).content == first.content


def picture() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_pictures_come_along_without_what_they_tell(send: Send) -> None:
    request = sent(send(media=SimpleUploadedFile("灯.jpg", picture(), "image/jpeg")))
    photo = Photo.objects.get(event__request=request)
    assert b"taken at home" in picture()
    assert b"taken at home" not in bytes(photo.content)
    assert refusal(send(media=SimpleUploadedFile("a.jpg", b"%PDF-1.4 %%EOF")))[0] == 400
    assert refusal(send(media=SimpleUploadedFile("a.jpg", b"<script>")))[0] == 400
    many = [SimpleUploadedFile(f"{number}.jpg", picture()) for number in range(6)]
    assert refusal(send(media=many))[0] == 413


def test_a_link_is_kept_as_text_and_never_opened(send: Send) -> None:
    # The network is closed in tests: opening it would raise.
    link = "http://169.254.169.254/latest/meta-data?a=1"
    assert sent(send(media_url=link)).attributes == {"media_url": link}


def test_a_key_ends_and_reaches_no_further_than_its_place(net: Net, send: Send, system: Actor) -> None:
    key, secret = make_client_key(by=system, at=net.at, name="另一个村", place=VILLAGE)
    assert sent(send(api_key=secret))
    outside = next(code for code in net.tree.spans if len(code) == 12 and code != VILLAGE)
    assert refusal(send(api_key=secret, address_id=outside))[0] == 403
    end_client_key(by=system, at=net.at, key_id=key.pk)
    assert refusal(send(api_key=secret))[0] == 403


def test_who_sends_too_fast_waits(send: Send, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PUBLIC_LIMITS = True
    monkeypatch.setattr("headgoose.casework.open311.keys.PACE", limiting.Pace(2, 60))
    assert [send().status_code for _turn in range(3)] == [201, 201, 429]
    assert int(send().headers["Retry-After"]) > 0


def test_a_request_closes_with_its_dates_and_notes(net: Net, client: Client, send: Send) -> None:
    request = sent(send())
    net.do(accept_request, "secretary", request)
    net.later(hours=2)
    net.do(reject_request, "secretary", request, said=Said("电话联系13900000001，不属于受理范围"))
    (row,) = client.get(f"{V2}/requests.json", {"status": "closed", "extensions": "true"}).json()
    assert (row["status"], row["expected_datetime"]) == ("closed", None)
    assert row["updated_datetime"] == "2026-06-01T12:00:00+08:00"
    assert [note["type"] for note in row["notes"]] == ["accept", "reject"]
    assert row["notes"][1]["description"] == "电话联系***，不属于受理范围"
    assert client.get(f"{V2}/requests.json", {"status": "open"}).json() == []
    updates = client.get(f"{V2}/servicerequestupdates.json").json()
    assert [(one["service_request_id"], one["status"]) for one in updates] == [
        (str(request.pk), "closed"),
        (str(request.pk), "open"),
    ]


def test_a_programme_adds_to_what_it_sent(net: Net, client: Client, send: Send, key: str, system: Actor) -> None:
    request = sent(send())
    said = {
        "api_key": key,
        "service_request_id": str(request.pk),
        "description": "又坏了一盏",
        "client_id": str(uuid4()),
    }
    first = client.post(f"{V2}/servicerequestupdates.json", said)
    again = client.post(f"{V2}/servicerequestupdates.json", said)
    assert (first.status_code, again.content) == (201, first.content)
    assert Event.objects.filter(request=request, verb="add").count() == 1
    other = make_client_key(by=system, at=net.at, name="别的程序", place=COUNTY)[1]
    assert refusal(client.post(f"{V2}/servicerequestupdates.json", {**said, "api_key": other}))[0] == 404
    assert refusal(client.post(f"{V2}/servicerequestupdates.json", {**said, "status": "closed"}))[0] == 400
    net.do(accept_request, "secretary", request)
    net.do(answer_request, "secretary", request, said=Said("修好了路灯"))
    late = {**said, "client_id": str(uuid4())}
    assert refusal(client.post(f"{V2}/servicerequestupdates.json", late))[0] == 409


def test_xml_holds_whatever_was_written(client: Client, send: Send) -> None:
    words = "]]> <b>&amp;</b> \"路灯\" '😀' é"
    request = sent(send(description=words))
    answer = client.get(f"{V2}/requests/{request.pk}.xml")
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert ElementTree.fromstring(answer.content).findtext("request/description") == words


def test_a_list_of_one_is_a_bare_array(client: Client, send: Send) -> None:
    request = sent(send())
    assert [row["service_request_id"] for row in client.get(f"{V2}/requests.json").json()] == [str(request.pk)]
    assert json.loads(client.get(f"{V2}/services/road.json").content)["attributes"][0]["values"][0]["key"] == "lamp"


def test_the_window_is_ninety_days(net: Net, client: Client) -> None:
    old = net.ask()
    net.later(days=90)
    new = net.ask()
    for wanted, asked in (
        ([old], {"start_date": "2026-05-01T00:00:00+08:00", "end_date": "2026-06-02T00:00:00+08:00"}),
        ([old], {"start_date": "2026-06-01T00:00:00 08:00", "end_date": "2026-06-02T00:00:00 08:00"}),
        ([new, old], {"start_date": "2026-06-01T02:00:00Z", "end_date": "2026-08-30T02:00:00Z"}),
        ([new, old], {"service_request_id": f"{old.pk},{new.pk}", "start_date": ""}),
        ([old], {"service_request_id": str(old.pk), "status": "closed"}),
    ):
        found = client.get(f"{V2}/requests.json", asked).json()
        assert [row["service_request_id"] for row in found] == [str(one.pk) for one in wanted]
    for bad in (
        {"start_date": "2026-06-01T00:00:00Z", "end_date": "2026-08-31T00:00:00Z"},
        {"start_date": "2026-06-01"},
    ):
        assert refusal(client.get(f"{V2}/requests.json", bad))[0] == 400


def test_a_reader_who_has_it_is_told_so_until_something_happens(net: Net, client: Client, send: Send) -> None:
    request = sent(send())
    first = client.get(f"{V2}/requests.json")
    mark = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"{V2}/requests.json", headers=mark).status_code == 304
    net.do(accept_request, "secretary", request)
    changed = client.get(f"{V2}/requests.json", headers=mark)
    assert (changed.status_code, changed.content) != (304, first.content)
    assert changed.json()[0]["updated_datetime"] == first.json()[0]["updated_datetime"]
    assert changed.json()[0]["status_notes"] != first.json()[0]["status_notes"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"api_key=%ff", "application/x-www-form-urlencoded"),
        ("api_key=灯".encode("gb18030"), "application/x-www-form-urlencoded"),
        (b"api_key=a", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"api_key=a", "multipart/form-data"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"&".join(b"a%d=1" % number for number in range(2000)), "application/x-www-form-urlencoded"),
        (b"description=" + b"x" * (5 * 1024 * 1024), "application/x-www-form-urlencoded"),
        (b"", ""),
    ],
)
def test_a_body_that_cannot_be_read_is_answered_in_form(client: Client, key: str, body: bytes, kind: str) -> None:
    answer = client.post(f"{V2}/requests.xml", body, content_type=kind)
    assert 400 <= answer.status_code < 500
    assert ElementTree.fromstring(answer.content).tag == "errors"


def test_other_methods_and_forms_are_refused_in_form(client: Client, db: None) -> None:
    put = client.put(f"{V2}/requests.json")
    assert (put.status_code, put.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert client.post(f"{V2}/services.json").status_code == 405
    assert refusal(client.get("/open311/v2/nothing.json"))[0] == 404
    assert refusal(client.get(f"{V2}/requests.json?status=%ff"))[0] == 400
    assert ElementTree.fromstring(client.get(f"{V2}/requests.html").content).findtext("error/code") == "404"


def test_taking_a_request_down_takes_few_queries(
    send: Send, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    # What telling people takes is for the room of notices to count.
    monkeypatch.setattr("headgoose.casework.telling.notify", lambda **_said: 0)
    send()
    with django_assert_max_num_queries(QUERIES + connection.vendor.startswith("postgres")):
        answer = send(client_id=str(uuid4()))
    assert sent(answer)
