"""The form behind the code on the notice board: sent once, by anybody, refused at the field, small on the wire."""

import gzip
import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from headgoose.casework.models import Event, Petitioner, Photo, Request
from headgoose.casework.petitioners import open_petitioner
from headgoose.casework.tests.conftest import GRID, TOWNSHIP, VILLAGE, Net
from headgoose.casework.tests.pictures import GPS_TAG, MAKER, jpeg, upload
from headgoose.places.models import Span
from headgoose.records.models import Act

FORM = f"/ask/{GRID}/"
WIRE_MOST = 60 * 1024
COMMUNITY = "231221100001"


def typed(**more: Any) -> dict[str, Any]:
    """What somebody types who is in a hurry."""
    return {"client_id": str(uuid4()), "category": "road", "text": "村口的路灯，坏了三天了！", **more}


def send(client: Client | None = None, place: str = GRID, **more: Any) -> Any:
    return (client or Client()).post(f"/ask/{place}/", typed(**more))


def test_a_request_is_sent_and_followed_without_an_account(net: Net) -> None:
    answer = send()
    request = Request.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/follow/{request.code}/sent/")
    assert (request.place_id, request.channel, request.urgency) == (net.tree[GRID].place_id, "web", "ordinary")
    # As it was written: Chinese punctuation is not folded.
    assert request.text == "村口的路灯，坏了三天了！"
    page = Client().get(answer.headers["Location"]).content.decode()
    for shown in (request.code, "2026-06-10 10:00", f"/follow/{request.code}/"):
        assert shown in page


def test_the_trail_says_neither_who_asked_nor_what(net: Net) -> None:
    send(name="张三测", phone="139 0000 0001", where_text="王家门前", REMOTE_ADDR="10.9.8.7")
    said = " ".join(
        f"{act.actor_label} {act.origin} {act.before} {act.after} {act.subject}" for act in Act.objects.all()
    )
    for hidden in ("张三测", "13900000001", "王家门前", "路灯", "10.9.8.7", "127.0.0.1", Request.objects.get().code):
        assert hidden not in said


@pytest.mark.parametrize("place", [GRID, VILLAGE, COMMUNITY])
def test_grids_villages_and_communities_have_the_form(net: Net, place: str) -> None:
    assert Client().get(f"/ask/{place}/").status_code == 200
    send(place=place)
    assert Request.objects.get().place_id == net.tree[place].place_id


def test_a_double_tap_is_one_request_and_another_body_a_conflict(net: Net) -> None:
    client_id = str(uuid4())
    first = send(client_id=client_id, photos=[upload()])
    again = send(client_id=client_id, photos=[upload()])
    assert first.headers["Location"] == again.headers["Location"]
    other = send(client_id=client_id, text="另一件事，水管裂了")
    page = other.content.decode()
    assert (other.status_code, Request.objects.count(), Photo.objects.count()) == (409, 1, 1)
    assert "另一件事，水管裂了" in page
    [fresh] = re.findall(r'name="client_id" value="([^"]+)"', page)
    assert fresh != client_id
    assert Request.objects.get().code not in page


def test_danger_is_an_emergency(net: Net) -> None:
    send(danger="on")
    assert Request.objects.get().urgency == "emergency"


def test_name_and_telephone_are_kept_encrypted_and_apart(net: Net) -> None:
    send(name="张三测", phone="139-0000 0001")
    row = Petitioner.objects.get()
    assert b"13900000001" not in bytes(row.ciphertext)
    kept = open_petitioner(row)
    assert (kept.name, kept.phone, kept.agrees) == ("张三测", "13900000001", False)


def test_who_says_nothing_of_themself_is_nobody(net: Net) -> None:
    send()
    assert not Petitioner.objects.exists()


@pytest.mark.parametrize(
    ("unit", "desk"), [("village", "township_officer"), ("township", "county_officer"), ("", "secretary")]
)
def test_a_complaint_goes_above_whom_it_complains_of(net: Net, unit: str, desk: str) -> None:
    send(against=unit)
    request = Request.objects.get()
    assert (request.desk_type.code, request.private) == (desk, unit != "")


def test_a_complaint_of_the_village_is_not_for_its_grid_worker(net: Net) -> None:
    send(category="waste")
    assert Request.objects.get().desk_type.code == "grid_worker"
    send(category="waste", against="village")
    assert Request.objects.latest("pk").desk_type.code == "township_officer"


def test_photos_lose_where_they_were_taken(net: Net) -> None:
    content = jpeg()
    assert MAKER.encode() in content
    assert Image.open(BytesIO(content)).getexif().get_ifd(GPS_TAG)
    send(photos=[upload(content), upload(jpeg((9, 9, 9)))])
    kept = [bytes(photo.content) for photo in Photo.objects.order_by("pk")]
    assert len(kept) == 2
    for one in kept:
        assert MAKER.encode() not in one
        assert not Image.open(BytesIO(one)).getexif().get_ifd(GPS_TAG)


BAD: list[tuple[dict[str, Any], int, str]] = [
    ({"text": ""}, 422, "id_text_error"),
    ({"text": "  \n "}, 422, "id_text_error"),
    ({"text": "好" * 2001}, 422, "id_text_error"),
    ({"text": "灯\0坏了"}, 422, "id_text_error"),
    ({"text": "灯\u202e坏了"}, 422, "id_text_error"),
    ({"category": "no-such"}, 422, "category-error"),
    ({"category": ""}, 422, "category-error"),
    ({"where_text": "里" * 201}, 422, "id_where_text_error"),
    ({"phone": "打我电话"}, 422, "id_phone_error"),
    ({"name": "名" * 41}, 422, "id_name_error"),
    ({"against": "province"}, 422, "id_against_error"),
    ({"client_id": "x"}, 422, "notice bad"),
    ({"client_id": ""}, 422, "notice bad"),
]


@pytest.mark.parametrize(("said", "status", "mark"), BAD)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    net: Net, said: dict[str, Any], status: int, mark: str
) -> None:
    answer = send(**{"where_text": "村东头", "phone": "", **said})
    page = answer.content.decode()
    assert (answer.status_code, Request.objects.count()) == (status, 0)
    assert mark in page
    if "where_text" not in said:
        assert 'value="村东头"' in page
    if "text" not in said:
        assert "村口的路灯，坏了三天了！" in page


def test_two_thousand_characters_and_joined_emoji_are_taken(net: Net) -> None:
    family = "👨\u200d👩\u200d👧"
    assert send(text="好" * 1990 + family * 2).status_code == 302
    assert send(text="第一行\r\n第二行").status_code == 302
    assert Request.objects.latest("pk").text == "第一行\n第二行"


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([b"%PDF-1.4 x %%EOF"], 422),
        ([b"MZ not a picture"], 422),
        ([b"\xff\xd8\xff cut off"], 422),
        ([b"\xff\xd8\xff" + b"\0" * (20 * 1024 * 1024)], 413),
        ([jpeg((n, n, n), (8, 8)) for n in range(6)], 413),
    ],
    ids=["pdf", "programme", "cut", "20 MB", "six"],
)
def test_what_is_no_picture_is_refused_at_the_field(net: Net, files: list[bytes], status: int) -> None:
    answer = send(photos=[upload(content, f"照片{n}.jpg") for n, content in enumerate(files)])
    page = answer.content.decode()
    assert (answer.status_code, Request.objects.count()) == (status, 0)
    assert "id_photos_error" in page
    assert "村口的路灯，坏了三天了！" in page


def close_grid() -> None:
    Span.objects.filter(key=int(GRID)).update(end_on=date(2026, 5, 1))


def test_the_code_of_a_closed_grid_leads_to_its_village(net: Net) -> None:
    close_grid()
    page = Client().get(FORM)
    assert page.status_code == 404
    assert f'href="/ask/{VILLAGE}/"' in page.content.decode()
    sent = send()
    text = sent.content.decode()
    assert (sent.status_code, Request.objects.count()) == (404, 0)
    assert f'action="/ask/{VILLAGE}/"' in text
    assert "村口的路灯，坏了三天了！" in text


@pytest.mark.parametrize(
    ("code", "status"),
    [("x", 404), ("999999999999", 404), (TOWNSHIP, 302), ("２３１２２１１００２００", 302), ("1" * 40, 404)],
)
def test_other_codes_are_answered_plainly(net: Net, code: str, status: int) -> None:
    assert Client().get(f"/ask/{code}/").status_code == status
    assert Client().post(f"/ask/{code}/", typed()).status_code in (302, 404)


def test_one_finds_the_village_by_its_name(net: Net) -> None:
    page = Client().get("/ask/?q=厢红").content.decode()
    assert f'href="/ask/{VILLAGE}/"' in page
    assert f'href="/ask/?under={TOWNSHIP}"' in Client().get("/ask/?q=望奎镇").content.decode()
    assert f'href="/ask/{VILLAGE}/"' in Client().get(f"/ask/?under={TOWNSHIP}").content.decode()
    for nothing in ("/ask/?q=没有这个村", "/ask/?under=x", "/ask/"):
        assert Client().get(nothing).status_code == 200
    assert "/ask/2" not in Client().get("/ask/?q=没有这个村").content.decode()


def first_load(url: str, language: str) -> int:
    """Bytes over the wire of a page and all that it loads, each zipped as the server zips it."""
    page = Client(headers={"Accept-Language": language}).get(url).content
    total = len(gzip.compress(page, 6))
    for name in re.findall(r'(?:href|src)="/static/([^"?]+)"', page.decode()):
        found = finders.find(name)
        assert isinstance(found, str), name
        total += len(gzip.compress(Path(found).read_bytes(), 6))
    return total


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_load_is_small(net: Net, language: str) -> None:
    assert 10_000 < first_load(FORM, language) <= WIRE_MOST


def test_the_page_needs_no_script_and_styles_nothing_itself(net: Net) -> None:
    page = Client().get(FORM).content.decode()
    assert "style=" not in page
    assert "onclick" not in page
    assert page.count('type="radio" name="category"') == 14
    # No further tap is asked for than the category and "send".
    assert re.findall(r'name="(\w+)"[^>]*required', page) == ["category"] * 14 + ["text"]


def test_both_languages_speak(net: Net) -> None:
    english = Client(headers={"Accept-Language": "en"}).get(FORM).content.decode()
    assert "Something wrong? Tell us." in english
    assert "roads and lamps" in english
    chinese = Client().get(FORM).content.decode()
    assert "道路路灯" in chinese
    assert "路坑、路灯不亮、桥栏坏了" in chinese


def test_search_engines_and_shared_computers_keep_nothing(net: Net) -> None:
    for url in (FORM, "/ask/", "/follow/"):
        answer = Client().get(url)
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert Client().get(FORM).headers["Cache-Control"] == "private, no-store"


def test_who_is_signed_in_asks_as_a_resident(net: Net, as_user: Callable[..., Client]) -> None:
    send(as_user(net.users["secretary"]))
    assert Event.objects.get().person_id is None
    assert Act.objects.latest("pk").user_id is None


def test_a_foreign_page_cannot_send_the_form(net: Net) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get(FORM)
    assert strict.post(FORM, typed()).status_code == 403
    assert Request.objects.count() == 0
