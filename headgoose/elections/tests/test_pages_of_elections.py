"""The pages of elections, from the calendar to the confirmation, as those who may and as those who may not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from conftest import Tree
from headgoose.access.models import User
from headgoose.elections.models import Election, Term
from headgoose.elections.tests.conftest import (
    COUNTY,
    OTHER_COUNTY,
    SIBLING,
    TOWNSHIP,
    VILLAGE,
    Find,
    Held,
    NewHolder,
    NewPerson,
    NewPost,
    elected,
)
from headgoose.people.models import Person, PostType, Tenure

Users = Callable[..., Client]
PLAN = {"body": "branch", "planned_on": "2026-05-08"}


@pytest.fixture
def officer(as_user: Users) -> Client:
    return as_user("county_officer", COUNTY)


@pytest.fixture
def helper(as_user: Users) -> Client:
    return as_user("township_officer", TOWNSHIP)


def page_of(election: Election) -> str:
    return f"/election/{election.pk}/"


def test_a_village_goes_all_its_way_on_the_pages(
    officer: Client, helper: Client, term: Term, new_post: NewPost, new_holder: NewHolder, tree: Tree
) -> None:
    post = new_post("secretary")
    old = new_holder(post, "老书记")
    assert officer.post(f"/place/{COUNTY}/elections/calendar/", PLAN).status_code == 302
    election = Election.objects.get(place=post.place)
    address = page_of(election)
    assert "step/publish/" in helper.get(address).content.decode()
    sent = {"listed_on": "2026-04-01", f"standing-{post.pk}": "2", "version": "0"}
    assert helper.post(f"{address}step/publish/", sent).status_code == 302
    found = helper.post(f"{address}result/", {"find": "1", f"words-{post.pk}": "老书记"})
    assert "老书记" in found.content.decode()
    result = {
        "held_on": "2026-05-10",
        f"words-{post.pk}": "新来者",
        f"chosen-{post.pk}": "new",
        f"sex-{post.pk}": "f",
        f"born_on-{post.pk}": "1990-04-04",
        "electors": "50",
        "ballots": "45",
        f"votes-{post.pk}": "40",
        "version": "1",
    }
    assert helper.post(f"{address}result/", result).status_code == 302
    assert "elections/confirm/" not in helper.get(address).content.decode()
    confirm = f"/place/{VILLAGE}/elections/confirm/?term=2026"
    assert confirm in officer.get(address).content.decode()
    before = officer.get(confirm)
    assert "老书记" in before.content.decode()
    token = before.context["form"].initial["token"]
    told = {"starts_on": "2026-05-20", "number": "望组发〔2026〕9号", "token": token}
    assert officer.post(confirm, told).status_code == 302
    assert Tenure.objects.get(person__name="新来者").post == post
    old.refresh_from_db()
    assert old.end_on.isoformat() == "2026-05-20"
    assert "新来者" in officer.get(f"/place/{VILLAGE}/elections/").content.decode()
    assert officer.post(confirm, told).status_code == 409


def test_a_county_is_confirmed_on_its_page_with_the_refused_named(
    officer: Client, held: Held, new_post: NewPost, new_person: NewPerson, new_holder: NewHolder
) -> None:
    held(new_post("secretary"), new_person("书记甲"))
    watcher = new_holder(new_post("supervisory_member", SIBLING), "监督员").person
    held(new_post("committee_director", SIBLING), watcher)
    address = f"/place/{COUNTY}/elections/confirm/?term=2026"
    assert "厢红五" in officer.get(address).content.decode()
    answer = officer.post(address, {"starts_on": "2026-05-20", "number": "望组发〔2026〕9号"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "监督员" in text
    assert "厢红六" in text
    assert elected() == 2


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_shown_in_both_languages(
    language: str, officer: Client, held: Held, new_post: NewPost, new_person: NewPerson
) -> None:
    election = held(new_post("secretary"), new_person())
    officer.cookies["django_language"] = language
    words = {"zh-hans": "换届", "en": "lections"}[language]
    with translation.override(language):
        for address in (
            f"/place/{COUNTY}/elections/",
            f"/place/{TOWNSHIP}/elections/",
            f"/place/{VILLAGE}/elections/",
            f"/place/{COUNTY}/elections/list/?state=held&body=branch",
            f"/place/{COUNTY}/elections/list/?late=1",
            f"/place/{COUNTY}/elections/calendar/",
            f"/place/{COUNTY}/elections/confirm/",
            f"/place/{VILLAGE}/elections/confirm/",
            f"/election/{election.pk}/",
            f"/election/{election.pk}/result/",
            "/elections/terms/",
            f"/place/{COUNTY}/",
            f"/place/{VILLAGE}/",
            "/",
        ):
            answer = officer.get(address, follow=True)
            assert answer.status_code == 200, address
            assert words in answer.content.decode(), address


def test_the_way_in_leads_to_ones_own_place(
    officer: Client, as_user: Users, user_at: Callable[..., User], term: Term
) -> None:
    assert officer.get("/elections/")["Location"] == f"/place/{COUNTY}/elections/"
    assert as_user("secretary", VILLAGE).get("/elections/")["Location"] == f"/place/{VILLAGE}/elections/"
    assert as_user(user_at()).get("/elections/").status_code == 403


def test_without_a_term_the_page_says_so(officer: Client, as_user: Users) -> None:
    for address in (f"/place/{COUNTY}/elections/", f"/place/{COUNTY}/elections/list/"):
        assert officer.get(address).status_code == 200
    assert officer.get(f"/place/{COUNTY}/elections/calendar/").status_code == 404
    assert officer.get(f"/place/{COUNTY}/elections/confirm/").status_code == 404
    assert officer.post(f"/place/{COUNTY}/elections/calendar/", PLAN).status_code == 404


def test_a_reader_reads_and_takes_no_step(as_user: Users, planned: Find) -> None:
    reader, election = as_user("secretary", VILLAGE), planned()
    page = reader.get(page_of(election))
    assert page.status_code == 200
    assert "/step/" not in page.content.decode()
    for verb, status in (("postpone", 403), ("annul", 403), ("set_day", 403)):
        answer = reader.post(f"{page_of(election)}step/{verb}/", {"why": "暴雨封路", "planned_on": "2026-07-01"})
        assert answer.status_code == status
    assert reader.get(f"{page_of(election)}result/").status_code == 403
    assert reader.get(f"/place/{VILLAGE}/elections/confirm/").status_code == 403
    assert reader.get(f"/place/{COUNTY}/elections/").status_code == 403


def test_elections_of_another_county_are_not_there(as_user: Users, planned: Find) -> None:
    stranger = as_user("county_officer", OTHER_COUNTY)
    address = page_of(planned())
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}step/annul/", {"why": "暴雨封路"}).status_code == 404
    assert stranger.get(f"/place/{COUNTY}/elections/").status_code == 403
    assert stranger.post(f"/place/{COUNTY}/elections/calendar/", PLAN).status_code == 403


def test_who_is_not_signed_in_is_led_to_the_door(planned: Find) -> None:
    for address in ("/elections/", page_of(planned()), f"/place/{COUNTY}/elections/", "/elections/terms/"):
        assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/election/999999999/",
        "/election/999999999/result/",
        "/place/999999/elections/",
        f"/place/{COUNTY}/elections/?term=1900",
        f"/place/{COUNTY}/elections/list/?term=nonsense",
        f"/place/{TOWNSHIP}/elections/confirm/",
        "/place/231221100200001/elections/",
    ],
)
def test_what_is_not_there_is_not_found(address: str, officer: Client, planned: Find) -> None:
    assert officer.get(address).status_code == 404


@pytest.mark.parametrize(
    ("verb", "sent", "status"),
    [
        ("publish", {}, 422),
        ("publish", {"listed_on": "yesterday"}, 422),
        ("publish", {"listed_on": "2026-04-01", "standing": "x"}, 422),
        ("postpone", {"why": ""}, 422),
        ("postpone", {"why": "\0\0\0\0\0"}, 422),
        ("postpone", {"why": "雨" * 300}, 422),
        ("set_day", {"planned_on": "2099-01-01", "why": "路已修通"}, 422),
        ("call_by_election", {"planned_on": "2026-07-01", "why": "补选书记"}, 409),
        ("take_back", {"why": "公告有误"}, 409),
        ("hold", {}, 404),
        ("confirm", {}, 404),
        ("nonsense", {}, 404),
    ],
)
def test_bad_input_is_answered_plainly(
    verb: str, sent: dict[str, str], status: int, officer: Client, planned: Find, new_post: NewPost
) -> None:
    new_post("secretary")
    assert officer.post(f"{page_of(planned())}step/{verb}/", sent).status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"held_on": "2026-13-40"},
        {"electors": "-3"},
        {"electors": "x"},
        {"ballots": "10"},
        {"chosen": ""},
        {"chosen": "999999999999999999999999"},
        {"chosen": "99999999"},
        {"votes": "many"},
        {"votes": "-1"},
        {"chosen": "new", "words": "新来者", "sex": "f", "born_on": ""},
        {"chosen": "new", "words": "新来者", "sex": "f", "born_on": "1990-02-31"},
        {"chosen": "new", "words": "新来者", "sex": "x", "born_on": "1990-02-03"},
        {"chosen": "new", "words": "<script>", "sex": "f", "born_on": "1990-02-03"},
        {"version": "77"},
    ],
)
def test_a_bad_result_is_answered_plainly(
    wrong: dict[str, str], officer: Client, planned: Find, new_post: NewPost, new_person: NewPerson
) -> None:
    post, election = new_post("secretary"), planned()
    listed = {"listed_on": "2026-04-01", f"standing-{post.pk}": "2"}
    officer.post(f"{page_of(election)}step/publish/", listed)
    sent = {"held_on": "2026-05-10", f"chosen-{post.pk}": str(new_person().pk)}
    sent |= {
        name if name in {"held_on", "electors", "ballots", "version"} else f"{name}-{post.pk}": value
        for name, value in wrong.items()
    }
    answer = officer.post(f"{page_of(election)}result/", sent)
    assert 400 <= answer.status_code < 500
    election.refresh_from_db()
    assert election.state == "listed"
    assert not Person.objects.filter(name="新来者").exists()


def test_the_province_puts_terms_and_limits_on_record(as_user: Users, officer: Client) -> None:
    province = as_user("province_officer", "23")
    sent = {
        "code": "2026",
        "name_zh": "2026年换届",
        "name_en": "2026",
        "start_on": "2026-01-01",
        "end_on": "2031-01-01",
    }
    assert officer.post("/elections/terms/", sent).status_code == 403
    assert province.post("/elections/terms/", sent).status_code == 302
    assert province.post("/elections/terms/", sent).status_code == 409
    limit = {"type": str(PostType.objects.get(code="secretary").pk), "terms_in_row": "3", "source": "任期规定第三条"}
    assert province.post("/elections/terms/", limit).status_code == 302
    assert "任期规定第三条" in officer.get("/elections/terms/").content.decode()
    for bad in ({**limit, "terms_in_row": "0"}, {**limit, "terms_in_row": ""}, {**limit, "type": "9999"}):
        assert province.post("/elections/terms/", bad).status_code == 422
    assert province.post("/elections/terms/", {}).status_code == 422


def test_the_desk_says_what_waits(officer: Client, held: Held, new_post: NewPost, new_person: NewPerson) -> None:
    held(new_post("secretary"), new_person())
    text = officer.get("/", follow=True).content.decode()
    assert f"/place/{COUNTY}/elections/list/?state=held" in text
    assert f"/place/{COUNTY}/elections/list/?late=1" in text


def test_progress_costs_a_steady_number_of_queries(
    officer: Client, planned: Find, django_assert_max_num_queries: Any
) -> None:
    officer.get(f"/place/{COUNTY}/elections/")
    with django_assert_max_num_queries(30):
        officer.get(f"/place/{COUNTY}/elections/")
