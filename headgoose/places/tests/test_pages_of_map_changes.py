"""Changing the map in a browser, and reading what happened to it."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from headgoose.places.models import PlaceEvent, Span
from headgoose.places.queries import find_span, get_span

AsUser = Callable[..., Client]
A, B, C = "231221100200", "231221100201", "231221101200"
TODAY = date(2026, 6, 1)
SAID = {"on": "2026-06-01", "document": "黑民行批〔2026〕1号", "title": "关于调整的批复"}
STEPS = "变更,原代码,新代码,新名称,比例\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(as_user: AsUser) -> Client:
    return as_user("province_officer", "23")


def text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


def hidden(page: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


def confirm(client: Client, page: str) -> Any:
    return client.post("/map-changes/apply/", {name: hidden(page, name) for name in ("plan", "token")})


def change(client: Client, code: str, kind: str, **said: str) -> Any:
    return client.post(f"/place/{code}/change/?kind={kind}", SAID | said)


def test_a_place_offers_what_can_happen_to_it(province: Client) -> None:
    page = text(province.get("/place/231221/change/"))
    for kind in ("rename", "recode", "move", "merge", "split", "close"):
        assert f"?kind={kind}" in page
        assert province.get(f"/place/231221/change/?kind={kind}").status_code == 200
    assert "?kind=merge" not in text(province.get("/place/23/change/"))
    assert "/place/231221/change/" in text(province.get("/place/231221/"))


def test_a_merging_is_said_looked_at_and_made_once(province: Client) -> None:
    seen = change(province, A, "merge", others=B, new_code=A, name="")
    assert seen.status_code == 200
    page = text(seen)
    assert "厢红六村委会" in page
    assert find_span(B, TODAY) is not None
    assert confirm(province, page)["Location"] == "/map-changes/"
    assert find_span(B, TODAY) is None
    assert confirm(province, page).status_code == 409, "the form sent twice"
    assert PlaceEvent.objects.count() == 1


def test_a_split_gives_each_place_below_to_a_part(province: Client) -> None:
    parts = {"code_1": "231221", "name_1": "", "code_2": "231284", "name_2": "通江县", "share_1": "70", "share_2": "30"}
    children = {"child_231221100": "1", "child_231221101": "2"}
    answer = confirm(province, text(change(province, "231221", "split", **parts, **children)))
    assert answer.status_code == 302
    assert get_span("231284101200", TODAY).short == "通江村"
    away = text(province.get("/map-changes.csv"))
    assert "0.7" in away
    wrong = change(province, "231222", "split", code_1="231222", code_2="", child_231222100="2")
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        ("rename", {"name": "望奎市"}, "231221"),
        ("recode", {"new_code": "231281", "name": "望奎市"}, "231281"),
        ("move", {"new_code": "231221101"}, "231221101201"),
        ("close", {}, ""),
    ],
)
def test_every_kind_of_change_can_be_made(province: Client, kind: str, said: dict[str, str], code: str) -> None:
    place = {"move": A, "close": C}.get(kind, "231221")
    assert confirm(province, text(change(province, place, kind, **said))).status_code == 302
    assert PlaceEvent.objects.get().kind == kind
    assert bool(code) == bool(code and find_span(code, TODAY))
    assert province.get("/map-changes/").status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"others": "abc", "new_code": A},
        {"others": "", "new_code": A},
        {"others": "231221100299", "new_code": A},
        {"others": B, "new_code": "231221101299", "name": ""},
        {"others": B, "new_code": ""},
        {"others": B, "new_code": A, "on": "0000-01-01"},
        {"others": B, "new_code": A, "on": "2016-01-01"},
        {"others": B, "new_code": A, "document": " "},
        {"others": B, "new_code": A, "document": "x" * 121},
    ],
)
def test_what_cannot_be_comes_back_with_the_reason(province: Client, said: dict[str, str]) -> None:
    answer = change(province, A, "merge", **said)
    assert answer.status_code == 422
    assert 'class="error"' in text(answer) or 'role="alert"' in text(answer)


@pytest.mark.parametrize("body", [{}, {"plan": "x"}, {"plan": "{}", "token": "x"}])
def test_a_confirmation_without_a_plan_is_refused(province: Client, body: dict[str, str]) -> None:
    assert province.post("/map-changes/apply/", body).status_code == 422
    assert province.get("/map-changes/apply/").status_code == 405


def test_the_map_is_changed_by_who_may(as_user: AsUser, province: Client) -> None:
    page = text(change(province, A, "merge", others=B, new_code=A))
    county, prefecture = as_user("county_officer", "231221"), as_user("prefecture_officer", "2312")
    assert county.get("/place/231221/change/").status_code == 403
    assert change(county, A, "merge", others=B, new_code=A).status_code == 403
    assert county.get("/map-changes/file/").status_code == 403
    assert confirm(county, page).status_code == 403
    assert "/change/" not in text(county.get("/place/231221/"))
    assert prefecture.get("/place/23/change/").status_code == 403
    assert confirm(prefecture, page).status_code == 302
    assert Client().get("/map-changes/").status_code == 302


def send(client: Client, content: str, **said: str) -> Any:
    return client.post("/map-changes/file/", {"file": SimpleUploadedFile("表.csv", content.encode()), **SAID, **said})


def test_a_document_of_many_steps_is_sent_as_a_file(province: Client) -> None:
    rows = [f"合并,{B},{A},厢红村委会,", f"划转,{C},231221100,,", "改码,231222,231283,兰西市,"]
    page = text(send(province, STEPS + "\n".join(rows)))
    assert "231283" in page
    assert confirm(province, page).status_code == 302
    assert PlaceEvent.objects.count() == 3
    assert get_span("231283100200", TODAY).short == "向阳村"


def test_each_fault_of_a_file_is_told_at_its_row(province: Client) -> None:
    rows = [f"合并,{B},{A},厢红村委会,", "飞走,1,2,,", "改码,231299,231283,,", f"划转,{C},231222199,,"]
    page = text(send(province, STEPS + "\n".join(rows[:2])))
    assert "<td>3</td>" in page
    page = text(send(province, STEPS + "\n".join([rows[0], *rows[2:]])))
    assert "<td>3</td>" in page
    assert "<td>4</td>" in page
    assert "/map-changes/apply/" not in page
    assert send(province, "x,y\n1,2").status_code == 422
    assert send(province, STEPS).status_code == 422
    assert not PlaceEvent.objects.exists()


def test_the_example_on_the_page_can_be_read(province: Client) -> None:
    from headgoose.places.reading_changes import read_steps

    page = text(province.get("/map-changes/file/"))
    rows = re.findall(r"<tr><td>(.*?)</td></tr>", page)
    assert len(rows) == 9
    lines = [",".join([cells[0].split()[0], *cells[1:]]) for cells in (row.split("</td><td>") for row in rows)]
    assert read_steps((STEPS + "\n".join(lines)).encode()).problems == []


def test_history_tells_predecessors_and_successors(province: Client) -> None:
    confirm(province, text(change(province, A, "merge", others=B, new_code="231221100300", name="厢红村委会")))
    made = text(province.get("/place/231221100300/"))
    assert f'href="/place/{A}/?on=2026-05-31"' in made
    assert f'href="/place/{B}/?on=2026-05-31"' in made
    assert SAID["document"] in made
    old = text(province.get(f"/place/{B}/?on=2026-05-31"))
    assert 'href="/place/231221100300/"' in old
    gone = province.get(f"/place/{B}/")
    assert gone.status_code == 404
    assert "231221100300" in text(gone)


def test_history_tells_why_a_place_got_its_code_when_the_one_above_changed(province: Client) -> None:
    confirm(province, text(change(province, "231221", "recode", new_code="231281")))
    below = text(province.get("/place/231281100200/"))
    assert SAID["document"] in below
    assert 'href="/place/231221/?on=2026-05-31"' in below
    assert SAID["document"] not in text(province.get("/place/231222100200/"))
    assert SAID["document"] not in text(province.get("/place/2312/"))


def test_the_list_shows_events_of_the_readers_areas_alone(as_user: AsUser, province: Client) -> None:
    confirm(province, text(change(province, A, "merge", others=B, new_code=A)))
    confirm(province, text(change(province, "231222", "rename", name="兰西市")))
    assert text(province.get("/map-changes/")).count("/place/2312") >= 3
    county = as_user("county_officer", "231221")
    for path in ("/map-changes/", "/map-changes.csv"):
        page = text(county.get(path))
        assert "厢红六村" in page
        assert "兰西" not in page
    assert "兰西" not in text(county.get("/map-changes/?area=231222"))
    assert "厢红" not in text(province.get("/map-changes/?area=231222"))
    assert "厢红" in text(province.get("/map-changes/?area=231221"))
    assert county.get("/map-changes.xlsx").content.startswith(b"PK")
    assert Span.objects.filter(name="兰西市").exists()


def test_the_list_keeps_to_its_budget_of_queries(province: Client, django_assert_max_num_queries: Any) -> None:
    for code in (A, B, C):
        confirm(province, text(change(province, code, "rename", name=f"{code}村委会", new_kind="50")))
    with django_assert_max_num_queries(14):
        province.get("/map-changes/")
