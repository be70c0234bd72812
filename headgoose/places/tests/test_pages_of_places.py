"""The pages of places, as browsers and machines meet them."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from headgoose.kernel import registries
from headgoose.kernel.registries import NavigationItem, navigation
from headgoose.places.models import Place, Span, TreeImport
from headgoose.places.queries import get_span
from headgoose.places.tests.conftest import csv_of
from headgoose.places.views import place

AsUser = Callable[..., Client]
VILLAGE = "231221100200"
ROWS = [("231222", "兰西县", "county"), ("231222100", "兰西镇", "township"), ("231222100200", "向阳新村", "village")]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def panels_and_tabs_of_this_room_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What upper rooms hang into the page is for their own tests."""
    own = {"below", "history"}
    monkeypatch.setattr(place, "place_panels", [panel for panel in registries.place_panels if panel.name in own])
    monkeypatch.setattr(place, "place_tabs", [tab for tab in registries.place_tabs if tab.url_name == "place"])


@pytest.fixture
def province(as_user: AsUser) -> Client:
    return as_user("province_officer", "23")


@pytest.fixture
def township(as_user: AsUser) -> Client:
    return as_user("township_officer", "231221100")


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("code", ["23", "2312", "231221", "231221100", VILLAGE, "231221100001", "231221100200001"])
def test_every_level_has_its_page_and_its_json(province: Client, code: str) -> None:
    page = province.get(f"/place/{code}/")
    assert page.status_code == 200
    assert get_span(code, date(2026, 6, 1)).short in text(page)
    assert province.get(f"/place/{code}.json").json()["place"]["code"] == code


def test_the_page_shows_what_lies_below_and_the_way_up(as_user: AsUser) -> None:
    page = text(as_user("county_officer", "231221").get("/place/231221/"))
    assert 'href="/place/231221100/"' in page
    assert "绥化市" in page
    assert 'href="/place/2312/"' not in page
    assert "style=" not in page
    assert page.count("<script") == page.count('<script src="')


def test_a_place_outside_the_reader_s_scope_is_forbidden(as_user: AsUser) -> None:
    client = as_user("county_officer", "231221")
    for path in ("/place/231222/", "/place/2312/", "/place/231222.json", "/place/23/?on=2020-01-01"):
        assert client.get(path).status_code == 403
    assert client.get("/place/231221101200/").status_code == 200


def test_who_holds_no_post_sees_no_place(as_user: AsUser, cast: Any) -> None:
    client = as_user(cast["stranger"])
    assert client.get("/place/23/").status_code == 403
    assert client.get("/places/").status_code == 200
    assert client.get("/places/import/").status_code == 403


def test_who_is_not_signed_in_is_sent_to_the_door(client: Client, tree: Any) -> None:
    for path in ("/places/", "/place/23/", "/place/23.json", "/places/import/", f"/place/{VILLAGE}/grids/make/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/place/99/", 404),
        ("/place/2/", 404),
        ("/place/abc/", 404),
        ("/place/%00/", 400),
        ("/place/23%00.json", 400),
        ("/place/23/?on=0000-00-00", 422),
        ("/place/23/?on=2026-02-30", 422),
        ("/place/23/?on=x", 422),
        ("/place/23/?on=1900-01-01", 422),
        ("/place/23/?on=2015-12-31", 404),
        ("/place/23.json?on=0000-00-00", 422),
        ("/place/23/?on=", 200),
        ("/place/%F0%9F%90%A6/", 404),
        ("/place/" + "9" * 300 + "/", 404),
        ("/places/import/999/", 404),
        ("/places/import/99999999999999999999/", 404),
    ],
)
def test_bad_addresses_get_a_plain_answer(province: Client, path: str, status: int) -> None:
    answer = province.get(path)
    assert answer.status_code == status
    assert "Traceback" not in text(answer)


def test_what_is_for_grids_is_not_offered_elsewhere(township: Client) -> None:
    for path in (f"/place/{VILLAGE}/rename/", f"/place/{VILLAGE}001/grids/make/", "/place/231221100/grids/redraw/"):
        assert township.get(path).status_code == 404


def test_a_date_before_the_place_existed_is_said_plainly(province: Client) -> None:
    assert "2016-01-01" in text(province.get("/place/23/?on=2015-12-31", headers={"accept-language": "en"}))


def test_links_keep_the_date_that_is_looked_at(province: Client) -> None:
    page = text(province.get("/place/231221/?on=2020-01-01"))
    assert 'href="/place/231221100/?on=2020-01-01"' in page
    assert 'href="/place/2312/?on=2020-01-01"' in page


def test_the_page_is_in_english_for_who_reads_english(province: Client) -> None:
    page = text(province.get("/place/231221/", headers={"accept-language": "en"}))
    assert "Wangkui County 望奎县" in page
    assert "2 townships · 3 villages · 1 community · 2 grids" in page


def test_the_way_in_shows_the_places_of_one_s_posts(as_user: AsUser) -> None:
    page = text(as_user("township_officer", "231221100").get("/places/"))
    assert 'href="/place/231221100/"' in page
    assert "/places/import/" not in page


def test_the_room_has_its_entry_in_the_bar() -> None:
    assert any(isinstance(item, NavigationItem) and item.url_name == "places" for item in navigation)


def test_the_json_tells_history_and_children(province: Client) -> None:
    answer = province.get(f"/place/{VILLAGE}.json?on=2020-01-01").json()
    assert [child["code"] for child in answer["children"]] == [f"{VILLAGE}001", f"{VILLAGE}002"]
    assert answer["history"][0]["start_on"] == "2016-01-01"
    assert [above["code"] for above in answer["above"]] == ["23", "2312", "231221", "231221100"]
    assert answer["below"] == {"grid": 2}


@pytest.mark.parametrize("path", ["/place/23.json", "/place/231221.json", f"/place/{VILLAGE}.json"])
def test_the_json_keeps_to_its_budget_of_queries(
    province: Client, path: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6 + READER):
        province.get(path)


# Session, account, person with tenures and seats: what knowing the reader costs on any page.
READER = 5


def test_grids_are_made_from_the_village_s_page(township: Client) -> None:
    assert f"/place/{VILLAGE}/grids/make/" in text(township.get(f"/place/{VILLAGE}/"))
    assert township.post(f"/place/{VILLAGE}/grids/make/", grids_sent(township, count="2")).status_code == 302
    assert "第4网格" in text(township.get(f"/place/{VILLAGE}/"))


def grids_sent(township: Client, **said: str) -> dict[str, str]:
    """The form for new grids as a browser got it and sends it."""
    form = township.get(f"/place/{VILLAGE}/grids/make/")
    found = re.search(r'name="seen" value="(\w+)"', text(form))
    assert found
    return {"count": "1", "on": "2026-06-01", "seen": found[1], **said}


@pytest.mark.parametrize("on", ["2026-06-01", "2026-01-01", "2027-01-01"])
def test_a_form_sent_twice_makes_grids_once(township: Client, on: str) -> None:
    sent = grids_sent(township, on=on)
    assert township.post(f"/place/{VILLAGE}/grids/make/", sent).status_code == 302
    again = township.post(f"/place/{VILLAGE}/grids/make/", sent)
    assert again.status_code == 409
    assert Span.objects.filter(kind=60).count() == 3


def test_a_form_that_does_not_say_which_grids_were_seen_makes_none(township: Client) -> None:
    for seen in ({}, {"seen": ""}, {"seen": "2"}):
        answer = township.post(f"/place/{VILLAGE}/grids/make/", {"count": "1", "on": "2026-06-01", **seen})
        assert answer.status_code in (409, 422)
        assert "网格刚刚有了变动" in text(answer)
    assert Span.objects.filter(kind=60).count() == 2


@pytest.mark.parametrize(
    "sent",
    [
        {"count": "", "on": ""},
        {"count": "x"},
        {"count": "0"},
        {"count": "1000"},
        {"on": "0000-00-00"},
        {"on": "1900-01-01"},
        {"on": "2031-06-02"},
        {"on": "9999-12-31"},
        {"count": "1\0"},
        {"on": "2015-01-01"},
    ],
)
def test_forms_filled_in_wrongly_come_back_with_the_reason(township: Client, sent: dict[str, str]) -> None:
    answer = township.post(f"/place/{VILLAGE}/grids/make/", grids_sent(township, **sent))
    assert 400 <= answer.status_code < 500
    assert 'class="error"' in text(answer) or 'role="alert"' in text(answer)
    assert Span.objects.filter(kind=60).count() == 2


def test_grids_are_redrawn_renamed_and_closed(township: Client) -> None:
    assert township.post(f"/place/{VILLAGE}/grids/redraw/", {"count": "3", "on": "2026-06-01"}).status_code == 302
    assert township.post(f"/place/{VILLAGE}001/rename/", {"name": "东片", "on": "2026-06-01"}).status_code == 302
    assert township.post(f"/place/{VILLAGE}002/close/", {"on": "2026-06-01"}).status_code == 302
    page = text(township.get(f"/place/{VILLAGE}/"))
    assert "东片" in page
    assert "第2网格" not in page
    assert "第3网格" in page


def test_the_forms_are_for_who_draws_grids(as_user: AsUser) -> None:
    secretary = as_user("secretary", VILLAGE)
    assert "grids/make" not in text(secretary.get(f"/place/{VILLAGE}/"))
    for path in (f"{VILLAGE}/grids/make/", f"{VILLAGE}/grids/redraw/", f"{VILLAGE}001/rename/", f"{VILLAGE}001/close/"):
        assert secretary.get(f"/place/{path}").status_code == 403
        assert secretary.post(f"/place/{path}", {"count": "9", "on": "2026-06-01", "name": "x"}).status_code == 403
    assert Span.objects.filter(kind=60).count() == 2


def send(client: Client, content: bytes, on: str = "2026-06-01", name: str = "树.csv") -> Any:
    return client.post("/places/import/", {"file": SimpleUploadedFile(name, content), "on": on})


def test_a_file_is_brought_in_looked_at_and_applied(province: Client) -> None:
    answer = send(province, csv_of(ROWS, "gbk"))
    assert answer.status_code == 302
    page = text(province.get(answer["Location"]))
    assert "向阳新村" in page
    assert "向阳村委会" in page
    assert "GBK" in page
    made = TreeImport.objects.get()
    assert province.post(f"/places/import/{made.pk}/apply/").status_code == 302
    assert get_span("231222100200", date(2026, 6, 1)).name == "向阳新村"
    assert province.post(f"/places/import/{made.pk}/apply/").status_code == 409
    assert "树.csv" in text(province.get("/places/import/"))


def test_a_file_with_problems_shows_them_by_row_and_offers_no_apply(province: Client) -> None:
    made = send(province, csv_of([*ROWS, ("231222100200", "向阳", "village"), ("23122", "x", "county")]))["Location"]
    page = text(province.get(made))
    assert "<td>5</td>" in page
    assert "<td>6</td>" in page
    assert "/apply/" not in page
    assert province.post(f"{made}apply/").status_code == 422


def test_a_file_that_changes_nothing_says_so(province: Client, tree: Any) -> None:
    rows = [(s.code, s.name, s.get_kind_display()) for s in tree.spans.values() if s.kind < 60]
    english = {"accept-language": "en"}
    made = send(province, csv_of([(c, n, str(k)) for c, n, k in rows]))["Location"]
    assert "it changes nothing" in text(province.get(made, headers=english))


def test_a_file_can_be_put_aside(province: Client) -> None:
    made = send(province, csv_of(ROWS))["Location"]
    assert province.get(f"{made}discard/").status_code == 405
    assert province.post(f"{made}discard/").status_code == 302
    assert TreeImport.objects.get().state == "discarded"


@pytest.mark.parametrize(
    ("content", "on", "status"),
    [
        (b"\x89PNG\r\n\x1a\n\0", "2026-06-01", 422),
        (b"", "2026-06-01", 422),
        (csv_of(ROWS, "utf-16"), "2026-06-01", 422),
        (csv_of(ROWS), "0000-00-00", 422),
        (csv_of(ROWS), "2010-01-01", 422),
        (b"code,name,kind\n" + b"1\n" * 700_000, "2026-06-01", 413),
    ],
)
def test_files_that_cannot_be_taken_come_back_with_the_reason(
    province: Client, content: bytes, on: str, status: int
) -> None:
    answer = send(province, content, on)
    assert answer.status_code == status
    assert 'class="error"' in text(answer)
    assert not TreeImport.objects.exists()


def test_an_import_is_seen_by_who_may_import_all_of_it(province: Client, as_user: AsUser, township: Client) -> None:
    made = send(province, csv_of(ROWS))["Location"]
    assert township.get(made).status_code == 403
    assert township.post(f"{made}apply/").status_code == 403
    assert township.post(f"{made}discard/").status_code == 403
    assert Place.objects.count() == 14


@pytest.mark.parametrize("path", ["/places/", "/place/23/", "/place/231221/", f"/place/{VILLAGE}/"])
def test_pages_keep_to_their_budget_of_queries(province: Client, path: str, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8 + READER):
        assert province.get(path).status_code == 200
