"""Pages of whistles: one's desk, the board of a place with its files, how one is blown, and its steps."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from headgoose.access.models import User
from headgoose.casework.actions.steps import Said, transfer_request
from headgoose.casework.actions.whistling import may_blow_for
from headgoose.casework.models import LegState, Whistle
from headgoose.casework.routing import Against
from headgoose.casework.tests.conftest import COUNTY, TOWNSHIP, VILLAGE, Net
from headgoose.casework.tests.whistling import SAID, Blown, blow
from headgoose.casework.whistles_hooks import waiting_whistles
from headgoose.kernel import clock
from headgoose.kernel.clock import date_of

CLIENT_ID = "0c7d3f2e-5a41-4b0e-9b37-2f6f0e8a9d11"


@pytest.fixture
def blown(net: Net, user_at: "Callable[..., User]") -> Blown:
    """A whistle of the village for water affairs and the police."""
    net.users["water_officer"] = user_at("water_officer", COUNTY)
    net.users["police_officer"] = user_at("police_officer", COUNTY)
    net.users["water_elsewhere"] = user_at("water_officer", "231222")
    return Blown(net, blow(net))


@pytest.fixture
def sign_in(net: Net, as_user: "Callable[..., Client]") -> "Callable[[str], Client]":
    """A client of somebody of the cast, in English."""

    def make(part: str) -> Client:
        client = as_user(net.users[part])
        client.cookies["language"] = "en"
        return client

    return make


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("secretary", 200),
        ("township_officer", 200),
        ("county_officer", 200),
        ("province_officer", 200),
        ("water_officer", 200),
        ("water_elsewhere", 404),
        ("grid_worker", 404),
        ("stranger", 404),
    ],
)
def test_who_reads_the_place_reads_its_whistles(blown: Blown, sign_in: Any, part: str, status: int) -> None:
    assert sign_in(part).get(f"/whistle/{blown.whistle.pk}/").status_code == status
    assert sign_in(part).post(f"/whistle/{blown.whistle.pk}/close/").status_code in {404, 403, 409}


def test_buttons_come_from_the_tables(blown: Blown, sign_in: Any) -> None:
    url, leg = f"/whistle/{blown.whistle.pk}/", blown.leg().pk
    department = sign_in("water_officer").get(url).content.decode()
    assert f"{url}leg/{leg}/report/" in department
    assert f"{url}leg/{leg}/answer/" not in department
    assert f"{url}leg/{blown.leg('police').pk}/report/" not in department
    assert f"{url}leg/{leg}/excuse/" in sign_in("county_officer").get(url).content.decode()
    blower = sign_in("secretary").get(url).content.decode()
    assert f"{url}call/" in blower
    assert f"{url}withdraw/" in blower
    assert f"{url}leg/{leg}/" not in blower


def test_a_whistle_goes_its_way_on_pages(blown: Blown, sign_in: Any) -> None:
    url = f"/whistle/{blown.whistle.pk}/"
    for department in ("water", "police"):
        leg = f"{url}leg/{blown.leg(department).pk}/"
        officer, village = sign_in(f"{department}_officer"), sign_in("secretary")
        assert officer.post(f"{leg}report/", {"version": Whistle.objects.get().version}).status_code == 302
        assert officer.post(f"{leg}answer/", {"text": ""}).status_code == 422
        assert officer.post(f"{leg}answer/", {"text": "已加固河堤"}).status_code == 302
        assert village.post(f"{leg}rate/", {"text": "好"}).status_code == 422
        assert village.post(f"{leg}rate/", {"rating": "5", "text": "好"}).status_code == 302
    assert sign_in("secretary").post(f"{url}close/", {"text": ""}).status_code == 302
    page = sign_in("township_officer").get(url).content.decode()
    assert "<form" not in page.split('<main id="main"')[1].split("</main>")[0]
    assert Whistle.objects.get().state == "closed"


def test_a_step_repeated_by_the_browser_happens_once(blown: Blown, sign_in: Any) -> None:
    client, url = sign_in("water_officer"), f"/whistle/{blown.whistle.pk}/leg/{blown.leg().pk}/report/"
    said = {"version": "1", "client_id": CLIENT_ID}
    assert [client.post(url, said).status_code for _turn in range(2)] == [302, 302]
    assert Whistle.objects.get().version == 2
    assert client.post(url, {**said, "text": "another"}).status_code == 409


def test_a_step_on_an_old_page_says_so(blown: Blown, sign_in: Any) -> None:
    blown.do("report", "police_officer", "police")
    sent = sign_in("water_officer").post(f"/whistle/{blown.whistle.pk}/leg/{blown.leg().pk}/report/", {"version": "1"})
    assert sent.status_code == 409
    assert "Somebody did something here meanwhile" in sent.content.decode()


def test_a_leg_of_another_whistle_is_not_there(blown: Blown, sign_in: Any) -> None:
    other = blow(blown.net)
    client = sign_in("water_officer")
    assert client.post(f"/whistle/{other.pk}/leg/{blown.leg().pk}/report/").status_code == 404
    assert client.post(f"/whistle/{other.pk}/leg/{other.legs.get(lead=True).pk}/dance/").status_code == 404
    assert client.post(f"/whistle/{other.pk}/dance/").status_code == 404


def test_the_whistle_is_blown_once_on_its_page(net: Net, sign_in: Any) -> None:
    client = sign_in("secretary")
    assert client.get("/whistles/new/").status_code == 200
    said = {**SAID, "client_id": CLIENT_ID}
    first, again = (client.post("/whistles/new/", said) for _turn in range(2))
    made = Whistle.objects.get()
    assert first.headers["Location"] == again.headers["Location"] == f"/whistle/{made.pk}/"
    assert client.post("/whistles/new/", {**said, "title": "另一件事"}).status_code == 409
    assert client.post("/whistles/new/", {**SAID, "lead": "housing"}).status_code == 422
    assert client.post("/whistles/new/", {**SAID, "place": TOWNSHIP}).status_code == 422
    assert Whistle.objects.count() == 1
    for part in ("grid_worker", "county_officer", "stranger"):
        assert sign_in(part).get("/whistles/new/").status_code == 403


def test_a_request_fills_in_what_it_says_unless_it_is_private(net: Net, sign_in: Any) -> None:
    request = net.ask(where_text="桥头")
    page = sign_in("secretary").get(f"/whistles/new/?request={request.pk}").content.decode()
    assert request.text in page
    assert "桥头" in page
    private = net.ask(private=True, text="不愿公开的事情")
    client = sign_in("township_officer")
    shown = client.get(f"/whistles/new/?request={private.pk}").content.decode()
    assert private.text not in shown
    assert f'value="{private.pk}"' in shown
    moved, desk = net.ask(text="隔壁老人没人照看"), (VILLAGE, "secretary")
    net.do(transfer_request, "township_officer", moved, desk=desk, said=Said("属照料事项"), category="care")
    assert moved.text not in client.get(f"/whistles/new/?request={moved.pk}").content.decode()
    neighbour, on = net.actor("first_secretary"), date_of(net.at)
    assert [may_blow_for(neighbour, one, on) for one in (request, moved)] == [True, False]
    against = net.ask(against=Against(net.tree[VILLAGE].place_id), category="other", text="村里账目不清")
    hidden = sign_in("secretary").get(f"/whistles/new/?request={against.pk}").content.decode()
    assert against.text not in hidden
    assert f'value="{against.pk}"' not in hidden
    assert client.get("/whistles/new/?request=nonsense").status_code == 200


def test_the_desk_shows_what_ones_department_is_called_to(blown: Blown, sign_in: Any) -> None:
    title = blown.whistle.title
    assert title in sign_in("water_officer").get("/whistles/").content.decode()
    assert title not in sign_in("water_elsewhere").get("/whistles/").content.decode()
    assert title in sign_in("secretary").get("/whistles/").content.decode()
    blown.bring(LegState.RATED)
    assert title not in sign_in("water_officer").get("/whistles/").content.decode()


@pytest.mark.parametrize(
    ("part", "code", "status"),
    [
        ("county_officer", COUNTY, 200),
        ("water_officer", COUNTY, 200),
        ("province_officer", "23", 200),
        ("secretary", VILLAGE, 200),
        ("secretary", TOWNSHIP, 403),
        ("water_elsewhere", COUNTY, 403),
    ],
)
def test_the_board_and_its_files_are_for_who_reads_the_place(
    blown: Blown, sign_in: Any, part: str, code: str, status: int
) -> None:
    for ending in ("/", ".xlsx", ".csv", ".json"):
        assert sign_in(part).get(f"/place/{code}/whistles{ending}").status_code == status, ending


def test_lateness_shows_at_every_level_above(blown: Blown, sign_in: Any) -> None:
    with clock.frozen(blown.net.at + timedelta(days=1, minutes=10)):
        for part, code in (("township_officer", TOWNSHIP), ("county_officer", COUNTY), ("province_officer", "23")):
            page = sign_in(part).get(f"/place/{code}/whistles/").content.decode()
            assert "10 minutes late and not there" in page, code
            assert "2 late" in page
        found = json.loads(sign_in("province_officer").get("/place/23/whistles.json").content)
    assert [(leg["department"], leg["minutes_late_to_report"]) for leg in found["legs"]] == [
        ("water", 10),
        ("police", 10),
    ]


def test_a_title_is_no_formula_in_a_file(net: Net, sign_in: Any) -> None:
    blow(net, title="=1+1 河堤")
    lines = b"".join(sign_in("county_officer").get(f"/place/{COUNTY}/whistles.csv").streaming_content).decode()
    assert "'=1+1" in lines


def test_the_home_desk_says_what_waits(blown: Blown) -> None:
    net = blown.net
    on = date_of(net.at)
    (called,) = waiting_whistles(net.actor("water_officer"), on)
    assert (called.text, called.url) == (blown.whistle.title, f"/whistle/{blown.whistle.pk}/")
    assert waiting_whistles(net.actor("secretary"), on) == []
    blown.bring(LegState.ANSWERED)
    assert waiting_whistles(net.actor("water_officer"), on) == []
    assert [line.count for line in waiting_whistles(net.actor("secretary"), on)] == [1]
    assert waiting_whistles(net.actor("county_officer"), on) == []
    with clock.frozen(net.at + timedelta(days=2)):
        (late,) = waiting_whistles(net.actor("county_officer"), on)
    assert (late.count, late.url) == (1, f"/place/{COUNTY}/whistles/")


def test_the_trail_says_what_was_called_in_the_readers_words(net: Net, sign_in: Any, blown: Blown) -> None:
    del blown
    client = sign_in("audit_admin")
    for language, words in (("zh-hans", ("水务局", "超出本级职权")), ("en", ("water affairs", "beyond our own power"))):
        client.cookies["language"] = language
        page = client.get(f"/place/{COUNTY}/trail/").content.decode()
        assert not [word for word in words if word not in page]
        assert ">water<" not in page
