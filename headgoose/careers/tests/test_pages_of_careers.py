"""The pages of careers as the person, as officers above, and as those whom it does not concern."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from conftest import AT
from headgoose.access.models import User
from headgoose.careers.models import Award, Extension, Handover, Reserve, Review
from headgoose.careers.tests.conftest import COUNTY, OTHER_COUNTY, RESULTS, SIBLING, TOWNSHIP, VILLAGE, WORD, NewTenure
from headgoose.people.models import Tenure

Users = Callable[..., Client]
NewUser = Callable[..., User]
PLACE_PAGES = ("chains", "reviews", "ending", "reserve", "handovers")


@pytest.fixture
def person(user_at: NewUser) -> User:
    """The secretary of the village, with an account."""
    return user_at("secretary", VILLAGE)


@pytest.fixture
def mine(person: User) -> Tenure:
    """The secretary's tenure."""
    return Tenure.objects.get(person_id=person.person_id or 0)


@pytest.fixture
def me(person: User, as_user: Users) -> Client:
    return as_user(person)


@pytest.fixture
def township(as_user: Users) -> Client:
    return as_user("township_officer", TOWNSHIP)


@pytest.fixture
def county(as_user: Users) -> Client:
    return as_user("county_officer", COUNTY)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def test_a_year_goes_its_way_on_the_pages(me: Client, township: Client, county: Client, mine: Tenure) -> None:
    assert "Your own word on 2025" in text(me, "/")
    written = me.post(f"/careers/tenure/{mine.pk}/word/2025/", {"word": WORD})
    review = Review.objects.get()
    assert written["Location"] == f"/careers/review/{review.pk}/"
    assert "Years to review" in text(township, "/")
    page = text(township, f"/careers/review/{review.pk}/")
    assert WORD in page
    sent = {"step": "review", "results": RESULTS, "grade": "good", "version": "1"}
    assert township.post(f"/careers/review/{review.pk}/", sent).status_code == 302
    assert "Reviews to confirm" in text(county, "/")
    assert "Confirm the review" not in text(township, f"/careers/review/{review.pk}/")
    assert county.post(f"/careers/review/{review.pk}/", {"step": "confirm", "version": "1"}).status_code == 409
    assert county.post(f"/careers/review/{review.pk}/", {"step": "confirm", "version": "2"}).status_code == 302
    assert RESULTS in text(me, f"/careers/review/{review.pk}/")
    assert me.get(f"/careers/tenure/{mine.pk}/word/2025/").status_code == 409


def test_a_review_is_neither_the_neighbours_nor_a_readers_nor_the_publics_business(
    me: Client, mine: Tenure, as_user: Users
) -> None:
    me.post(f"/careers/tenure/{mine.pk}/word/2025/", {"word": WORD})
    review = Review.objects.get()
    for who, where in (("secretary", SIBLING), ("supervisory_member", VILLAGE), ("auditor", "2312")):
        other = as_user(who, where)
        for address in (f"/careers/review/{review.pk}/", f"/person/{mine.person_id}/chain/"):
            assert other.get(address).status_code == 404, (who, address)
        assert other.post(f"/careers/review/{review.pk}/", {"step": "confirm"}).status_code == 404
        assert other.get(f"/careers/tenure/{mine.pk}/word/2025/").status_code == 404
    assert as_user("county_officer", OTHER_COUNTY).get(f"/careers/review/{review.pk}/").status_code == 404
    assert Client().get(f"/careers/review/{review.pk}/").status_code == 302
    reader = as_user("auditor", "2312")
    assert "The four links" not in text(reader, f"/person/{mine.person_id}/")
    assert "The four links" in text(me, f"/person/{mine.person_id}/")


def test_pages_of_a_place_are_for_who_appoints_in_all_of_it(
    me: Client, township: Client, county: Client, mine: Tenure, as_user: Users
) -> None:
    for page in PLACE_PAGES:
        for client, code in ((township, TOWNSHIP), (county, COUNTY), (county, VILLAGE)):
            assert client.get(f"/place/{code}/{page}/").status_code == 200, page
        for client, code in ((me, VILLAGE), (township, COUNTY), (as_user("auditor", "2312"), TOWNSHIP)):
            assert client.get(f"/place/{code}/{page}/").status_code == 403, page
        assert county.get(f"/place/abc/{page}/").status_code == 404


def test_the_way_in_leads_each_to_their_own(me: Client, county: Client, mine: Tenure, as_user: Users) -> None:
    assert county.get("/careers/")["Location"] == f"/place/{COUNTY}/chains/"
    assert me.get("/careers/")["Location"] == f"/person/{mine.person_id}/chain/"
    assert as_user("grid_worker", "231221100200001").get("/careers/").status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_lists_are_filtered_by_missing_link_in_both_languages(county: Client, mine: Tenure, language: str) -> None:
    county.post("/language/", {"language": language})
    for query in ("", "?missing=manage", "?missing=select&type=first_secretary", "?missing=x&type=y&page=z"):
        text(county, f"/place/{COUNTY}/chains/{query}")
    assert mine.person.name in text(county, f"/place/{COUNTY}/chains/?missing=train")


def test_awards_are_recorded_and_revoked_on_their_pages(county: Client, me: Client, mine: Tenure) -> None:
    said = {"title": "优秀党组织书记", "level": "3", "unit": "中共望奎县委", "awarded_on": "2025-07-01"}
    address = f"/careers/tenure/{mine.pk}/award/"
    assert county.post(address, said).status_code == 422
    assert county.post(address, {**said, "document": "望发12号"}).status_code == 302
    award = Award.objects.get()
    page = text(me, f"/person/{mine.person_id}/chain/")
    assert "优秀党组织书记" in page
    assert "award/" not in page
    assert me.get(address).status_code == 404
    assert county.get(f"/careers/award/{award.pk}/revoke/").status_code == 200
    assert county.post(f"/careers/award/{award.pk}/revoke/", {"why": "文号录错"}).status_code == 302
    assert county.post(f"/careers/award/{award.pk}/revoke/", {"why": "文号录错"}).status_code == 409


def test_terms_that_end_are_listed_and_extended(county: Client, new_tenure: NewTenure, township: Client) -> None:
    sent = new_tenure("first_secretary", start_on=date(2024, 7, 1), end_on=date(2026, 7, 1))
    later = new_tenure("first_secretary", SIBLING, start_on=date(2025, 7, 1), end_on=date(2027, 7, 1))
    for months in ("1", "6", "x", "0", "999999999", "-3"):
        page = text(county, f"/place/{COUNTY}/ending/?months={months}&type=first_secretary")
        assert f"/tenure/{sent.pk}/extend/" in page
        assert f"/tenure/{later.pk}/extend/" not in page
    assert f"/tenure/{later.pk}/extend/" in text(county, f"/place/{COUNTY}/ending/?months=24")
    assert "extend/" not in text(township, f"/place/{TOWNSHIP}/ending/")
    address = f"/careers/tenure/{sent.pk}/extend/"
    assert township.get(address).status_code == 403
    form = county.get(address).context["form"]
    said = {"to_on": "2027-07-02", "why": "项目尚未完工", "document": "8号", "token": form["token"].value()}
    assert county.post(address, said).status_code == 422
    assert county.post(address, {**said, "to_on": "2027-01-01"}).status_code == 302
    assert Extension.objects.get().to_on == date(2027, 1, 1)


def test_the_reserve_is_kept_on_its_page(county: Client, as_user: Users, new_tenure: NewTenure) -> None:
    graduate = new_tenure("graduate")
    address = f"/place/{COUNTY}/reserve/"
    type_id = str(new_tenure("secretary", SIBLING).type_id)
    looked = county.post(address, {"words": "测试甲", "find": "1"})
    assert graduate.person_id in {hit.person.pk for hit in looked.context["found"]}
    said = {"words": "测试甲", "type": type_id, "why": "熟悉电商", "person": str(graduate.person_id)}
    assert county.post(address, {**said, "person": "x"}).status_code == 422
    assert county.post(address, {**said, "person": "9" * 17}).status_code == 404
    assert county.post(address, said).status_code == 302
    row = Reserve.objects.get()
    assert "/list/" not in text(county, address)
    second = as_user("county_officer", COUNTY)
    assert f"/reserve/{row.pk}/list/" in text(second, address)
    assert second.post(f"/careers/reserve/{row.pk}/list/").status_code == 302
    assert second.post(f"/careers/reserve/{row.pk}/off/", {"why": ""}).status_code == 422
    assert second.post(f"/careers/reserve/{row.pk}/off/", {"why": "已任他职"}).status_code == 302
    assert as_user("county_officer", OTHER_COUNTY).post(f"/careers/reserve/{row.pk}/list/").status_code == 404


def test_a_handover_goes_its_way_on_the_pages(
    me: Client, mine: Tenure, township: Client, user_at: NewUser, as_user: Users
) -> None:
    leaver = user_at()
    left = Tenure.objects.create(
        post=mine.post,
        type=mine.type,
        place=mine.place,
        person_id=leaver.person_id or 0,
        start_on=date(2018, 1, 1),
        end_on=date(2020, 1, 1),
        how="elected",
        end_reason="term_over",
    )
    opened = township.post(f"/careers/tenure/{left.pk}/handover/")
    handover = Handover.objects.get()
    address = f"/careers/handover/{handover.pk}/"
    assert opened["Location"] == address
    assert "Take over" in text(me, "/")
    gone = as_user(leaver)
    tasks = list(handover.tasks.all())
    first = tasks[0]
    assert gone.post(f"/careers/task/{first.pk}/confirm/")["Location"] == address
    assert gone.post(f"/careers/task/{first.pk}/confirm/").status_code == 409
    assert township.post(f"/careers/task/{first.pk}/confirm/").status_code == 403
    for task in tasks[1:]:
        assert township.post(f"/careers/task/{task.pk}/stead/", {"why": "前任已调离"}).status_code == 302
    for task in tasks:
        assert me.post(f"/careers/task/{task.pk}/confirm/").status_code == 302
    handover.refresh_from_db()
    assert handover.state == "done"
    assert text(township, f"/place/{TOWNSHIP}/handovers/?state=done").count(address) == 1
    neighbour = as_user("secretary", SIBLING)
    for path in (address, f"/careers/task/{first.pk}/confirm/", f"{address}drop/"):
        answer = neighbour.get(path) if path == address else neighbour.post(path)
        assert answer.status_code == 404, path


def test_overdue_handovers_are_shown_upward(county: Client, township: Client, new_tenure: NewTenure) -> None:
    left = new_tenure(end_on=date(2026, 5, 1))
    Handover.objects.create(left=left, opened_at=AT, due_on=date(2026, 5, 16))
    for client, code in ((county, COUNTY), (township, TOWNSHIP)):
        assert "Handovers overdue" in text(client, "/")
        assert "overdue" in text(client, f"/place/{code}/handovers/?state=late")
    rows = county.get(f"/figure/HND/{COUNTY}/2026-06-01/rows.json").json()["rows"]
    assert len(rows) == 1


def test_the_panel_of_a_place_counts_below_the_prefecture_only(county: Client, as_user: Users, mine: Tenure) -> None:
    wide = text(as_user("prefecture_officer", "2312"), "/place/2312/")
    assert 'id="panel-careers"' in wide
    assert "All four" not in wide
    assert "All four" in text(county, f"/place/{COUNTY}/")
