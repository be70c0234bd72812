"""Nobody reads beyond the places of the posts they hold: lists, persons, seats, files, search."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from headgoose.kernel.area import Area
from headgoose.people.models import Tenure
from headgoose.people.queries import find_persons
from headgoose.people.tests.conftest import COUNTY, OTHER_VILLAGE, SIBLING, VILLAGE, NewPost, NewTenure

TODAY = date(2026, 6, 1)
Users = Callable[..., Client]
PLACES = {"own": VILLAGE, "sibling": SIBLING, "other county": OTHER_VILLAGE, "child": "231221100200001"}
READERS = {
    ("province_officer", "23"): {"own", "sibling", "other county", "child"},
    ("county_officer", COUNTY): {"own", "sibling", "child"},
    ("township_officer", "231221100"): {"own", "sibling", "child"},
    ("secretary", VILLAGE): {"own", "child"},
    ("grid_worker", "231221100200001"): {"child"},
    ("county_officer", "231222"): {"other county"},
}


@pytest.fixture
def tenures(new_post: NewPost, new_tenure: NewTenure) -> dict[str, Tenure]:
    """One person at each place."""
    return {
        name: new_tenure(new_post("grid_worker" if name == "child" else "graduate", code), f"测试{index}号")
        for index, (name, code) in enumerate(PLACES.items())
    }


@pytest.fixture(params=READERS, ids=lambda reader: "-".join(reader))
def reader(request: pytest.FixtureRequest, as_user: Users, tenures: dict[str, Tenure]) -> tuple[Client, set[str]]:
    return as_user(*request.param), READERS[request.param]


def test_a_person_is_shown_inside_the_scope_and_not_found_outside(
    reader: tuple[Client, set[str]], tenures: dict[str, Tenure]
) -> None:
    client, seen = reader
    for name, tenure in tenures.items():
        for address in (f"/person/{tenure.person_id}/", f"/person/{tenure.person_id}.json"):
            answer = client.get(address)
            assert answer.status_code == (200 if name in seen else 404)
            assert (tenure.person.name in answer.content.decode()) is (name in seen)


def test_a_person_outside_the_scope_cannot_be_told_from_nobody(as_user: Users, tenures: dict[str, Tenure]) -> None:
    client = as_user("secretary", VILLAGE)
    hidden = client.get(f"/person/{tenures['other county'].person_id}.json")
    nobody = client.get("/person/999999.json")
    assert (hidden.status_code, hidden.content) == (nobody.status_code, nobody.content)


def test_a_seat_is_shown_inside_the_scope_only(reader: tuple[Client, set[str]], tenures: dict[str, Tenure]) -> None:
    client, seen = reader
    for name, tenure in tenures.items():
        assert client.get(f"/post/{tenure.post_id}/").status_code == (200 if name in seen else 404)


def test_lists_and_files_are_of_places_inside_the_scope_only(reader: tuple[Client, set[str]]) -> None:
    client, seen = reader
    for name, code in PLACES.items():
        for address in (f"/place/{code}/people/", f"/place/{code}/people.csv", f"/place/{code}/people.xlsx"):
            assert client.get(address).status_code == (200 if name in seen else 403)


def test_a_parent_place_is_not_listed_for_who_holds_a_post_below_it(as_user: Users, tenures: dict[str, Tenure]) -> None:
    secretary = as_user("secretary", VILLAGE)
    for code in ("23", "2312", COUNTY, "231221100"):
        assert secretary.get(f"/place/{code}/people/").status_code == 403


def test_the_way_in_leads_to_the_list_of_ones_own_place(as_user: Users) -> None:
    assert as_user("county_officer", COUNTY).get("/people/")["Location"] == f"/place/{COUNTY}/people/"


def test_the_way_in_carries_a_date_and_refuses_none(as_user: Users) -> None:
    officer = as_user("county_officer", COUNTY)
    assert officer.get("/people/?on=2024-05-05")["Location"] == f"/place/{COUNTY}/people/?on=2024-05-05"
    assert officer.get("/people/?on=0000-00-00").status_code == 422


def test_who_holds_no_post_is_told_so(as_user: Users, user_at: Callable[..., object]) -> None:
    nobody = as_user(user_at())
    answer = nobody.get("/people/")
    assert answer.status_code == 200
    assert answer.templates[0].name == "people/nobody.html"


def test_search_finds_people_inside_the_scope_only(reader: tuple[Client, set[str]], tenures: dict[str, Tenure]) -> None:
    client, seen = reader
    for name, tenure in tenures.items():
        hits = [
            hit.label
            for group in client.get("/search/", {"q": tenure.person.name}).context["groups"]
            for hit in group.hits
        ]
        assert (tenure.person.name in hits) is (name in seen)


def test_a_person_with_posts_in_two_counties_shows_each_county_its_own(
    as_user: Users, tenures: dict[str, Tenure], new_post: NewPost, new_tenure: NewTenure
) -> None:
    person = tenures["own"].person
    abroad = new_tenure(new_post("first_secretary", OTHER_VILLAGE), person)
    facts = as_user("county_officer", COUNTY).get(f"/person/{person.pk}.json").json()
    assert [tenure["id"] for tenure in facts["tenures"]] == [tenures["own"].pk]
    facts = as_user("county_officer", "231222").get(f"/person/{person.pk}.json").json()
    assert [tenure["id"] for tenure in facts["tenures"]] == [abroad.pk]


def test_files_hold_the_rows_of_the_filter(as_user: Users, tenures: dict[str, Tenure]) -> None:
    officer = as_user("province_officer", "23")
    lines = b"".join(officer.get("/place/2312/people.csv?type=graduate")).decode("utf-8-sig").splitlines()
    sheet = CalamineWorkbook.from_filelike(BytesIO(officer.get("/place/2312/people.xlsx?type=graduate").content))
    rows = sheet.get_sheet_by_index(0).to_python()
    assert len(lines) == len(rows) == 4
    for name in ("own", "sibling", "other county"):
        assert any(tenures[name].person.name in line for line in lines)
        assert any(tenures[name].person.name in row for row in rows)


def test_a_file_that_is_cut_off_says_so(
    as_user: Users, tenures: dict[str, Tenure], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("headgoose.people.views.lists.ROWS_AWAY", 2)
    lines = b"".join(as_user("province_officer", "23").get("/place/2312/people.csv")).decode().splitlines()
    assert len(lines) == 1 + 2 + 1
    assert "2" in lines[-1]


@pytest.mark.parametrize("other", [Area(2311 * 10**11, 2312 * 10**11), Area(231222 * 10**9, 231223 * 10**9)])
def test_nobody_is_found_in_another_prefecture_or_county(tenures: dict[str, Tenure], other: Area) -> None:
    """A prefecture is searched in another order of tables than a county."""
    own = Area(231221 * 10**9, 231222 * 10**9)
    wide = Area(2312 * 10**11, 2313 * 10**11)
    name = tenures["own"].person.name
    assert [one.person.name for one in find_persons(name, [own], TODAY, 9)] == [name]
    assert [one.person.name for one in find_persons(name, [wide], TODAY, 9)] == [name]
    assert find_persons(name, [other], TODAY, 9) == []


def test_a_hit_tells_only_of_posts_inside_the_scope(
    tenures: dict[str, Tenure], new_post: NewPost, new_tenure: NewTenure
) -> None:
    person = tenures["own"].person
    new_tenure(new_post("first_secretary", OTHER_VILLAGE), person)
    detail = find_persons(person.name, [Area(231221 * 10**9, 231222 * 10**9)], TODAY, 9)[0].detail
    assert "厢红五" in detail
    assert "向阳" not in detail
