"""Pages of roll-calls: the part inside one's areas, the board that asks for what has changed, the form for a phone."""

import gzip
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from headgoose.casework import rollboard
from headgoose.casework.actions.calling_roll import close_roll_call
from headgoose.casework.models import Answer, RollCall
from headgoose.casework.rolls_hooks import waiting_rolls
from headgoose.casework.tests.conftest import COUNTY, GRID, TOWNSHIP, VILLAGE, Net
from headgoose.casework.tests.rollcalling import HELP, answer, call
from headgoose.kernel.clock import date_of

OTHER_GRID = "231221100200002"
CLIENT_ID = "6f1f7a52-9a0c-4f52-8c8e-0d3a5c1b2e77"
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}
PHONE_BYTES = 60 * 1024


@pytest.fixture(autouse=True)
def boards_drawn_anew() -> Iterator[None]:
    rollboard.forget()
    yield
    rollboard.forget()


@pytest.fixture
def roll(net: Net) -> RollCall:
    """A roll-call of the county, in which one grid is in need."""
    made = call(net)
    answer(net, made, given=HELP)
    return made


@pytest.fixture
def sign_in(net: Net, as_user: "Callable[..., Client]") -> "Callable[[str], Client]":
    """A client of somebody of the cast, in English."""

    def make(part: str) -> Client:
        client = as_user(net.users[part])
        client.cookies["language"] = "en"
        return client

    return make


@pytest.mark.parametrize(
    ("part", "code", "status"),
    [
        ("province_officer", COUNTY, 200),
        ("county_officer", COUNTY, 200),
        ("county_officer", GRID, 200),
        ("township_officer", TOWNSHIP, 200),
        ("township_officer", COUNTY, 404),
        ("secretary", VILLAGE, 200),
        ("secretary", TOWNSHIP, 404),
        ("secretary", "231221100201", 404),
        ("grid_worker", GRID, 200),
        ("grid_worker", OTHER_GRID, 404),
        ("grid_worker", VILLAGE, 404),
        ("stranger", COUNTY, 404),
    ],
)
def test_one_sees_the_part_inside_ones_areas(roll: RollCall, sign_in: Any, part: str, code: str, status: int) -> None:
    client = sign_in(part)
    for page in (f"/roll/{roll.pk}/{code}/", f"/roll/{roll.pk}/{code}/board/", f"/roll/{roll.pk}/{code}/grids.csv"):
        assert client.get(page).status_code == status, page


def test_what_was_not_called_has_no_board(roll: RollCall, sign_in: Any) -> None:
    client = sign_in("province_officer")
    assert client.get(f"/roll/{roll.pk}/23/").status_code == 404
    assert client.get(f"/roll/{roll.pk}/231222/").status_code == 404
    assert client.get(f"/roll/{roll.pk}/nonsense/").status_code == 404


@pytest.mark.parametrize(
    ("part", "heading"),
    [("county_officer", "Wangkui County"), ("secretary", "厢红五村"), ("grid_worker", "1")],
)
def test_without_a_place_one_stands_where_one_is_in_post(roll: RollCall, sign_in: Any, part: str, heading: str) -> None:
    page = sign_in(part).get(f"/roll/{roll.pk}/").content.decode()
    assert heading in re.search(r'<p class="sub">(.*?)</p>', page, re.S)[1]  # type: ignore[index]


def test_a_roll_call_elsewhere_is_not_there(roll: RollCall, sign_in: Any, as_user: Any) -> None:
    elsewhere = as_user("county_officer", "231222")
    assert elsewhere.get(f"/roll/{roll.pk}/").status_code == 404
    assert roll.title not in elsewhere.get("/rolls/").content.decode()
    assert roll.title in sign_in("county_officer").get("/rolls/").content.decode()


def test_the_board_says_who_is_in_need_and_whom_to_call(net: Net, roll: RollCall, sign_in: Any) -> None:
    page = sign_in("township_officer").get(f"/roll/{roll.pk}/{VILLAGE}/").content.decode()
    assert HELP["needs"] in page
    assert "Call next" in page
    assert f"/person/{net.users['secretary'].person_id}/personal/phone/reveal/" in page
    assert f"/roll/{roll.pk}/answer/{OTHER_GRID}/" in page
    # An auditor may read, but is neither shown telephones nor answers.
    read_only = sign_in("auditor").get(f"/roll/{roll.pk}/{VILLAGE}/").content.decode()
    assert "Call next" in read_only
    assert "/reveal/" not in read_only
    assert "/answer/" not in read_only


def test_a_board_that_has_not_changed_is_not_sent_again(
    net: Net, roll: RollCall, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollboard, "HOLD_SECONDS", 0.0)
    client, url = sign_in("county_officer"), f"/roll/{roll.pk}/{COUNTY}/board/"
    first = client.get(url)
    assert first.headers["Cache-Control"] == "private, no-store"
    mark = first.headers["ETag"]
    assert client.get(url, headers={"If-None-Match": mark}).status_code == 304
    answer(net, roll, "township_officer", OTHER_GRID)
    second = client.get(url, headers={"If-None-Match": mark})
    assert (second.status_code, second.headers["ETag"] != mark) == (200, True)
    assert "Every grid has answered" in second.content.decode()
    # Somebody else's board may show other links: their mark is another one.
    assert sign_in("auditor").get(url, headers={"If-None-Match": second.headers["ETag"]}).status_code == 200


def test_a_closed_board_asks_no_more_and_shows_the_report(net: Net, roll: RollCall, sign_in: Any) -> None:
    client = sign_in("county_officer")
    assert 'hx-trigger="every 5s"' in client.get(f"/roll/{roll.pk}/").content.decode()
    close_roll_call(by=net.actor("county_officer"), at=net.at, roll_call_id=roll.pk)
    assert client.get(f"/roll/{roll.pk}/{COUNTY}/board/").status_code == 286
    page = client.get(f"/roll/{roll.pk}/").content.decode()
    assert "hx-trigger" not in page.split('id="roll-board"')[1].split(">")[0]
    assert "Closing report" in page
    # The whole report is for who reads the whole.
    assert "Closing report" not in sign_in("secretary").get(f"/roll/{roll.pk}/").content.decode()


def test_a_board_costs_a_handful_of_queries(
    net: Net, roll: RollCall, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    client, url = sign_in("county_officer"), f"/roll/{roll.pk}/{COUNTY}/board/"
    client.get(url)
    # The session, the posts, the roll-call, the place, the newest answer.
    with django_assert_max_num_queries(5):
        client.get(url)


def test_the_roll_is_called_and_closed_on_pages(net: Net, sign_in: Any) -> None:
    client = sign_in("county_officer")
    assert client.get(f"/rolls/new/?place={COUNTY}").status_code == 200
    said = {
        "place": VILLAGE,
        "kind": "snow",
        "title": "暴雪点名",
        "within": "30",
        "extra_1": "停电户数",
        "extra_1_type": "number",
    }
    sent = client.post("/rolls/new/", said)
    made = RollCall.objects.get()
    assert (sent.status_code, sent.headers["Location"]) == (302, f"/roll/{made.pk}/")
    codes = [field["code"] for field in made.form["fields"]]
    assert codes == ["status", "count", "road_open", "heating", "needs", "extra_1", "photo"]
    assert client.post(f"/roll/{made.pk}/close/").status_code == 302
    assert RollCall.objects.get().closed_at is not None


def test_what_is_wanting_stands_beside_its_field(net: Net, sign_in: Any) -> None:
    client = sign_in("county_officer")
    asked = {"place": "231222", "kind": "flood", "title": "点名", "within": "60"}
    assert client.post("/rolls/new/", asked).status_code == 403
    assert client.post("/rolls/new/", {**asked, "place": "999999"}).status_code == 404
    wrong = client.post("/rolls/new/", {**asked, "place": COUNTY, "title": "x"})
    assert (wrong.status_code, RollCall.objects.count()) == (422, 0)
    assert sign_in("secretary").get("/rolls/new/").status_code == 403


def test_a_worker_answers_on_a_phone_without_script(net: Net, roll: RollCall, sign_in: Any) -> None:
    client, url = sign_in("grid_worker"), f"/roll/{roll.pk}/answer/{GRID}/"
    page = client.get(url).content.decode()
    # What was said before is not asked again.
    assert re.search(r'name="f_status" value="need_help" checked', page)
    assert 'value="12"' in page
    given = {"f_status": "affected", "f_count": "0", "f_needs": "", "f_water": "no", "client_id": CLIENT_ID}
    sent = client.post(url, given)
    assert (sent.status_code, sent.headers["Location"]) == (302, f"/roll/{roll.pk}/{GRID}/")
    assert "Received at" in client.get(f"/roll/{roll.pk}/{GRID}/").content.decode()
    made = Answer.objects.get(number=2)
    assert (made.given, made.for_grid) == ({"status": "affected", "count": 0, "water": False}, False)
    assert client.post(url, given).status_code == 302
    assert Answer.objects.count() == 2
    assert client.post(url, {**given, "f_count": "1"}).status_code == 409


def test_the_township_answers_on_behalf_with_its_name(net: Net, roll: RollCall, sign_in: Any) -> None:
    client, url = sign_in("township_officer"), f"/roll/{roll.pk}/answer/{OTHER_GRID}/"
    assert "on behalf" in client.get(url).content.decode()
    assert client.post(url, {"f_status": "all_well"}).status_code == 302
    made = Answer.objects.get(called__place_id=net.tree[OTHER_GRID].place_id)
    assert (made.for_grid, made.person_id) == (True, net.users["township_officer"].person_id)


@pytest.mark.parametrize(
    ("part", "code", "status"),
    [("grid_worker", OTHER_GRID, 404), ("auditor", GRID, 403), ("village_accountant", GRID, 403)],
)
def test_whose_grid_it_is_not_does_not_answer(roll: RollCall, sign_in: Any, part: str, code: str, status: int) -> None:
    client, url = sign_in(part), f"/roll/{roll.pk}/answer/{code}/"
    assert client.get(url).status_code == status
    assert client.post(url, {"f_status": "all_well"}).status_code == status


def test_what_does_not_fit_stands_beside_its_question_and_nothing_typed_is_lost(roll: RollCall, sign_in: Any) -> None:
    sent = sign_in("grid_worker").post(
        f"/roll/{roll.pk}/answer/{GRID}/", {"f_status": "affected", "f_count": "many", "f_needs": "沙袋"}
    )
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "Write a whole number" in page
    assert 'value="沙袋"' in page
    assert Answer.objects.count() == 1


def test_a_photo_is_shown_within_the_area_alone(roll: RollCall, sign_in: Any) -> None:
    out = BytesIO()
    Image.new("RGB", (40, 30), "blue").save(out, "JPEG")
    photo = SimpleUploadedFile("p.jpg", out.getvalue(), "image/jpeg")
    sent = sign_in("grid_worker").post(f"/roll/{roll.pk}/answer/{GRID}/", {"f_status": "all_well", "f_photo": photo})
    assert sent.status_code == 302
    url = f"/roll/{roll.pk}/{GRID}/photo/2.jpg"
    shown = sign_in("secretary").get(url)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert sign_in("stranger").get(url).status_code == 404
    assert sign_in("secretary").get(f"/roll/{roll.pk}/{GRID}/photo/1.jpg").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_answer_page_is_small(roll: RollCall, sign_in: Any, language: str) -> None:
    client = sign_in("grid_worker")
    client.cookies["language"] = language
    page = client.get(f"/roll/{roll.pk}/answer/{GRID}/").content
    assert len(gzip.compress(page)) < 8 * 1024


def test_every_grid_with_its_answer_is_taken_away(roll: RollCall, sign_in: Any) -> None:
    client = sign_in("county_officer")
    lines = b"".join(client.get(f"/roll/{roll.pk}/{COUNTY}/grids.csv").streaming_content).decode()
    header, first, second = lines.lstrip("\ufeff").splitlines()
    assert header.startswith("Code,Village,Grid,First answer,On its behalf,How it stands")
    assert first.startswith(GRID)
    assert "Needs help,12," in first
    assert str(HELP["needs"]) in first
    assert second.startswith(OTHER_GRID)
    assert second.endswith(",,,,,,,")
    assert client.get(f"/roll/{roll.pk}/{COUNTY}/grids.xlsx").content.startswith(b"PK")


def test_the_desk_says_how_many_of_my_grids_are_silent(net: Net, sign_in: Any) -> None:
    made = call(net)
    on = date_of(net.at)
    (mine,) = waiting_rolls(net.actor("grid_worker"), on)
    assert (mine.count, mine.url) == (1, f"/roll/{made.pk}/answer/{GRID}/")
    (village,) = waiting_rolls(net.actor("secretary"), on)
    assert (village.count, village.url) == (2, f"/roll/{made.pk}/")
    answer(net, made)
    assert waiting_rolls(net.actor("grid_worker"), on) == []
    assert waiting_rolls(net.actor("auditor"), on) == []
    home = sign_in("secretary").get("/").content.decode()
    assert made.title in home


def test_the_page_of_a_place_shows_the_open_roll_call(net: Net, roll: RollCall, sign_in: Any) -> None:
    page = sign_in("county_officer").get(f"/place/{VILLAGE}/").content.decode()
    assert f"/roll/{roll.pk}/{VILLAGE}/" in page
    assert "1 / 2" in page
    close_roll_call(by=net.actor("county_officer"), at=net.at, roll_call_id=roll.pk)
    assert f"/roll/{roll.pk}/" not in sign_in("secretary").get(f"/place/{VILLAGE}/").content.decode()
