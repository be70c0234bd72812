"""Requests on pages: the desk, the list and its files, one request with its steps, taking down, settings."""

import io
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from PIL import Image

from headgoose.casework.actions.steps import Said, accept_request, answer_request, note_on_request
from headgoose.casework.duplicates import suggest_duplicates
from headgoose.casework.models import Category, Event, Photo, Request, RouteRule
from headgoose.casework.petitioners import Asker
from headgoose.casework.tests.conftest import COUNTY, GRID, TOWNSHIP, VILLAGE, Net
from headgoose.places.queries import closing_reasons
from headgoose.records.attachments import read_document
from headgoose.records.models import Act

LIST = f"/place/{COUNTY}/requests"


def at_desk(net: Net, part: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(net.users[part])
    return client


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (20, 90, 20)).save(out, "JPEG")
    return out.getvalue()


def post(client: Client, request: Request, verb: str, **said: Any) -> Any:
    request.refresh_from_db()
    return client.post(f"/request/{request.pk}/step/{verb}/", {"version": request.version, **said})


def test_the_desk_shows_what_waits_the_late_first(net: Net) -> None:
    late, held = net.ask(), net.do(accept_request, "secretary", net.ask(text="桥栏松动"))
    page = at_desk(net, "secretary").get("/requests/")
    piles = [(pile.value, count) for pile, count, _rows in page.context["piles"]]
    assert piles == [("new", 1), ("in_hand", 1)]
    assert late.code not in page.content.decode(), "no office is shown the code"
    assert f"/request/{held.pk}/" in page.content.decode()
    assert at_desk(net, "village_accountant").get("/requests/").context["piles"] == []


def test_a_request_goes_from_the_desk_to_its_answer_on_its_page(net: Net) -> None:
    request, client = net.ask(), at_desk(net, "secretary")
    page = client.get(f"/request/{request.pk}/")
    assert [step.verb for step in page.context["steps"]] == ["accept", "return", "reject", "hand_over", "note"]
    assert post(client, request, "accept").status_code == 302
    short = post(client, request, "answer", text="好")
    assert short.status_code == 422
    done = post(client, request, "answer", text="换了新灯", photos=io.BytesIO(picture()))
    assert done.status_code == 302
    request.refresh_from_db()
    assert request.state == "answered"
    photo = Photo.objects.get()
    small = client.get(f"/request/{request.pk}/photo/{photo.pk}/small.jpg")
    assert small["Content-Type"] == "image/jpeg"
    assert small["Content-Disposition"].startswith("attachment")
    assert "sandbox" in small["Content-Security-Policy"]
    assert small.content.startswith(b"\xff\xd8")


def test_a_stale_page_changes_nothing(net: Net) -> None:
    request, client = net.ask(), at_desk(net, "secretary")
    seen = request.version
    net.do(note_on_request, "township_officer", request, said=Said("先看看"))
    answer = client.post(f"/request/{request.pk}/step/accept/", {"version": seen})
    assert answer.status_code == 409
    assert client.post(f"/request/{request.pk}/step/accept/").status_code == 409
    request.refresh_from_db()
    assert request.state == "new"


def test_a_step_that_is_not_ones_own_is_refused(net: Net) -> None:
    request = net.ask()
    client = at_desk(net, "first_secretary")
    assert client.get(f"/request/{request.pk}/").context["steps"] == []
    assert post(client, request, "accept").status_code == 403
    assert post(client, request, "dance").status_code == 404
    assert Event.objects.filter(request=request).count() == 1


def test_notes_for_colleagues_are_told_apart_and_reasons_are_words(net: Net) -> None:
    request = net.ask(category="waste", place="231221100200002")
    net.do(note_on_request, "township_officer", request, said=Said("内部意见", open=False))
    text = at_desk(net, "township_officer").get(f"/request/{request.pk}/").content.decode()
    assert "for colleagues only" in text
    assert "No grid worker in post there (grid)." in text


def test_who_asked_is_shown_once_for_a_purpose_and_never_kept(net: Net) -> None:
    request = net.ask(asker=Asker("张三测", "13900000001"))
    client = at_desk(net, "secretary")
    assert "张三测" not in client.get(f"/request/{request.pk}/").content.decode()
    assert client.post(f"/request/{request.pk}/reveal/", {"why": "想"}).status_code == 422
    shown = client.post(f"/request/{request.pk}/reveal/", {"why": "回访群众"})
    assert "张三测" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    act = Act.objects.get(verb="casework.reveal_petitioner")
    assert act.after["purpose"] == "回访群众"
    assert "张三测" not in json.dumps(act.after, ensure_ascii=False)


def test_a_transfer_offers_the_desks_above_and_a_merge_suggests_what_is_alike(net: Net) -> None:
    first, second = net.ask(), net.ask(text="村口的路灯坏了，几天没亮")
    far = net.ask(category="waste", text="垃圾没人清运")
    assert [one.request.pk for one in suggest_duplicates(second)] == [first.pk]
    assert far.pk not in [one.request.pk for one in suggest_duplicates(first)]
    client = at_desk(net, "township_officer")
    assert f'value="{first.pk}"' in client.get(f"/request/{second.pk}/").content.decode()
    sent = post(client, second, "transfer", desk=f"{TOWNSHIP}|township_officer", text="由镇里办理")
    assert sent.status_code == 302
    assert post(client, second, "transfer", desk="23|grid_worker", text="由省里办理").status_code == 422
    assert post(client, second, "merge", into=first.pk).status_code == 302
    second.refresh_from_db()
    assert (second.state, second.merged_into_id) == ("merged", first.pk)


def test_a_reply_is_taken_down_on_the_telephone(net: Net) -> None:
    request = net.do(accept_request, "secretary", net.ask())
    net.do(answer_request, "secretary", request, said=Said("换了新灯"))
    client = at_desk(net, "secretary")
    assert post(client, request, "reply", solved="yes", satisfaction="4", words="挺好").status_code == 302
    request.refresh_from_db()
    assert request.state == "closed"


def test_a_list_is_taken_away_and_hides_what_is_private(net: Net) -> None:
    shown, hidden = net.ask(), net.ask(text="家里的私事", private=True)
    client = at_desk(net, "county_officer")
    answer = client.get(f"{LIST}.json?state=all").json()
    assert {one["number"] for one in answer["requests"]} == {shown.pk, hidden.pk}
    rows = b"".join(client.get(f"{LIST}.csv?state=all").streaming_content).decode()  # type: ignore[attr-defined]
    assert "路灯" in rows
    assert client.get(f"{LIST}.xlsx?state=all").content.startswith(b"PK")
    own = at_desk(net, "first_secretary").get(f"/place/{VILLAGE}/requests/?state=all").content.decode()
    assert "路灯" in own
    assert "私事" not in own
    assert at_desk(net, "secretary").get(f"{LIST}/").status_code == 403


def test_a_worker_takes_a_request_down_and_takes_it(net: Net) -> None:
    client = at_desk(net, "grid_worker")
    said = {"place": GRID, "category": "waste", "urgency": "ordinary", "text": "垃圾没清", "name": "张三测"}
    assert client.get("/requests/new/").status_code == 200
    taken = client.post("/requests/new/", {**said, "accept": "on", "photos": io.BytesIO(picture())})
    assert taken.status_code == 302
    request = Request.objects.get()
    assert (request.state, request.holder_id) == ("accepted", net.users["grid_worker"].person_id)
    assert Photo.objects.get().sha256 == read_document(picture()).sha256
    elsewhere = client.post("/requests/new/", {**said, "place": "231221101200"})
    assert elsewhere.status_code == 422
    assert at_desk(net, "village_accountant").get("/requests/new/").status_code == 403


def test_who_complains_of_the_worker_is_not_led_by_the_worker(net: Net) -> None:
    client = at_desk(net, "grid_worker")
    said = {"place": GRID, "category": "waste", "urgency": "ordinary", "text": "网格员态度差", "against": "worker"}
    assert client.post("/requests/new/", {**said, "accept": "on"}).status_code == 409
    assert Request.objects.count() == 0


@pytest.mark.parametrize("part", ["county_officer", "prefecture_officer"])
def test_a_county_sets_routes_with_history(net: Net, part: str) -> None:
    client = at_desk(net, part)
    place = COUNTY if part == "county_officer" else "2312"
    url = f"/place/{place}/requests/settings/"
    route = {"category": "road", "level": "4", "post_type": "township_officer", "source": "望办发〔2026〕3号"}
    assert client.post(f"{url}route/", route).status_code == 302
    assert client.post(f"{url}route/", route).status_code == 409
    assert net.ask().desk_type.code == "township_officer"
    page = client.get(url).content.decode()
    assert "望办发〔2026〕3号" in page
    assert net.users[part].person is not None
    assert str(net.users[part].person) in page
    assert client.post(f"{url}route/", {"category": "road", "end": "1"}).status_code == 302
    assert net.ask().desk_type.code == "secretary"
    assert RouteRule.objects.filter(category="road", place__isnull=False).count() == 1


def test_settings_are_checked_and_are_for_who_may_set_them(net: Net) -> None:
    client, url = at_desk(net, "county_officer"), f"/place/{COUNTY}/requests/settings/"
    deadline = {
        "category": "",
        "urgency": "urgent",
        "accept_minutes": 60,
        "answer_minutes": 600,
        "escalated_minutes": 60,
        "source": "试行",
    }
    assert client.post(f"{url}deadline/", {**deadline, "accept_minutes": 0}).status_code == 422
    assert client.post(f"{url}deadline/", {**deadline, "accept_minutes": 601}).status_code == 422
    assert client.post(f"{url}deadline/", deadline).status_code == 302
    wrong = {"category": "", "level": 6, "post_type": "secretary", "source": "试行"}
    assert client.post(f"{url}route/", wrong).status_code == 422
    category = {"code": "snow", "name_zh": "清雪", "name_en": "snow", "order": 5, "source": "试行"}
    assert client.post(f"{url}category/", {**category, "code": "Snow!"}).status_code == 422
    assert client.post(f"{url}category/", category).status_code == 302
    assert Category.objects.get(code="snow").place_id == net.tree[COUNTY].place_id
    for part, code in (("township_officer", TOWNSHIP), ("secretary", VILLAGE)):
        other = at_desk(net, part)
        assert other.get(f"/place/{code}/requests/settings/").status_code == 200
        assert other.post(f"/place/{code}/requests/settings/category/", category).status_code in {403, 422}
    assert at_desk(net, "auditor").post(f"{url}category/", category).status_code == 403


def test_a_place_with_open_requests_is_not_closed(net: Net) -> None:
    # Nobody is in post in this grid: nothing else stands against closing it.
    request, on = net.ask(place="231221100200002"), net.at.date()
    places = [net.tree["231221100200002"].place_id, net.tree["231221100201"].place_id]
    with translation.override("en"):
        assert closing_reasons(places, on) == {places[0]: "Requests of residents are open there: settle them first."}
    net.do(accept_request, "secretary", request)
    net.do(answer_request, "secretary", request, said=Said("换了新灯"))
    assert closing_reasons(places, on) == {}


def test_the_place_page_and_the_home_desk_say_what_waits(net: Net) -> None:
    net.ask()
    page = at_desk(net, "secretary").get(f"/place/{VILLAGE}/").content.decode()
    assert 'id="panel-requests"' in page
    assert 'id="panel-requests"' not in at_desk(net, "village_accountant").get(f"/place/{VILLAGE}/").content.decode()
    assert "New at my desk" in at_desk(net, "secretary").get("/").content.decode()
