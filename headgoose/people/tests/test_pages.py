"""What the pages say, at any date, and how many questions they ask of the database."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Tree
from headgoose.kernel.actor import Actor
from headgoose.kernel.registries import closing_checks
from headgoose.people.panels import empty_seats, ending_tenures, find_people, people_panel
from headgoose.people.tests.conftest import COUNTY, SIBLING, VILLAGE, NewPost, NewTenure

TODAY = date(2026, 6, 1)
Users = Callable[..., Client]


@pytest.fixture
def officer(as_user: Users) -> Client:
    return as_user("county_officer", COUNTY)


def count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("url", "budget"),
    [
        (f"/place/{COUNTY}/people/", 18),
        (f"/place/{COUNTY}/people/?sort=name&state=vacant", 18),
        (f"/place/{COUNTY}/people/?words=测试", 18),
        ("/person/{person}/", 20),
        ("/person/{person}.json", 9),
        ("/post/{post}/", 12),
        ("/post/{post}/appoint/?words=测试", 16),
        ("/tenure/{tenure}/transfer/", 24),
    ],
)
def test_pages_ask_as_many_questions_for_many_rows_as_for_few(
    officer: Client, new_post: NewPost, new_tenure: NewTenure, url: str, budget: int
) -> None:
    first = new_tenure(new_post("secretary"), "测试甲", date(2024, 1, 1))
    new_post("graduate")
    url = url.format(person=first.person_id, post=first.post_id, tenure=first.pk)
    few = count(officer, url)
    for number, code in enumerate(["supervisory_member", "graduate", "first_secretary"] * 6):
        new_tenure(new_post(code, VILLAGE), "测试乙")
        new_tenure(
            new_post("work_team_member", SIBLING), first.person, date(2010 + number, 2, 1), date(2010 + number, 5, 1)
        ) if number > 7 else None
        new_post("graduate", SIBLING)
    assert count(officer, url) == few <= budget


def test_the_panel_asks_as_many_questions_for_many_seats_as_for_few(
    tree: Tree, county: Actor, new_post: NewPost, new_tenure: NewTenure
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            people_panel(tree[VILLAGE], county, TODAY)
        return len(asked)

    new_tenure(new_post("secretary"))
    new_post("graduate")
    few = queries()
    for _ in range(9):
        new_tenure(new_post("supervisory_member"))
        new_post("graduate")
    assert queries() == few <= 5


def test_the_panel_shows_who_sits_where_and_which_seats_are_empty_at_any_date(
    tree: Tree, county: Actor, new_post: NewPost, new_tenure: NewTenure
) -> None:
    new_tenure(new_post("secretary"), "测试甲", date(2020, 1, 1), date(2026, 5, 22))
    now = people_panel(tree[VILLAGE], county, TODAY)
    assert "测试甲" not in now
    assert "10" in now
    assert "face vacant" in now
    before = people_panel(tree[VILLAGE], county, date(2026, 5, 21))
    assert "测试甲" in before
    assert "face vacant" not in before


def test_the_panel_offers_only_what_the_reader_may_do(
    tree: Tree, county: Actor, actor_at: Callable[..., Actor], new_post: NewPost, new_tenure: NewTenure
) -> None:
    held, empty = new_tenure(new_post("secretary")), new_post("graduate")
    html = people_panel(tree[VILLAGE], county, TODAY)
    links = [f"/tenure/{held.pk}/end/", f"/tenure/{held.pk}/transfer/", f"/post/{empty.pk}/appoint/"]
    assert all(link in html for link in links)
    html = people_panel(tree[VILLAGE], actor_at(VILLAGE), TODAY)
    assert not any(link in html for link in links)


def test_above_the_village_the_panel_sums_up_what_lies_below(
    tree: Tree, county: Actor, new_post: NewPost, new_tenure: NewTenure
) -> None:
    new_tenure(new_post("first_secretary"))
    new_post("first_secretary", SIBLING)
    html = people_panel(tree[COUNTY], county, TODAY)
    assert f"/place/{COUNTY}/people/?type=first_secretary" in html
    assert "state=vacant" in html


def test_a_persons_page_is_a_timeline_of_past_present_and_coming(
    officer: Client, new_post: NewPost, new_tenure: NewTenure
) -> None:
    first = new_tenure(new_post("secretary"), "测试甲", date(2018, 1, 1), date(2020, 1, 1))
    new_tenure(new_post("committee_director"), first.person, date(2020, 1, 1), date(2027, 1, 1))
    new_tenure(new_post("secretary", SIBLING), first.person, date(2027, 1, 1))
    url = f"/person/{first.person_id}"
    assert [line["phase"] for line in officer.get(f"{url}/").context["lines"]] == ["future", "now", "past"]
    assert [line["phase"] for line in officer.get(f"{url}/?on=2019-01-01").context["lines"]] == [
        "future",
        "future",
        "now",
    ]
    facts = officer.get(f"{url}.json").json()
    assert [tenure["phase"] for tenure in facts["tenures"]] == ["future", "now", "past"]
    assert facts["tenures"][0]["end_on"] is None


def test_a_seats_page_shows_its_whole_life_without_gaps(
    officer: Client, new_post: NewPost, new_tenure: NewTenure
) -> None:
    post = new_post("secretary")
    new_tenure(post, "测试甲", date(2018, 1, 1), date(2020, 1, 1))
    new_tenure(post, "测试乙", date(2026, 1, 1), date(2026, 12, 1))
    lines = officer.get(f"/post/{post.pk}/").context["lines"]
    stretches = [line["stretch"] for line in lines][::-1]
    assert [stretch.term.tenure.person.name if stretch.term else "-" for stretch in stretches] == [
        "-",
        "测试甲",
        "-",
        "测试乙",
        "-",
    ]
    assert stretches[0].start_on == post.start_on
    assert stretches[-1].end_on == post.end_on
    assert all(one.end_on == other.start_on for one, other in pairwise(stretches))


def test_links_carry_the_date_along(officer: Client, new_post: NewPost, new_tenure: NewTenure) -> None:
    held = new_tenure(new_post("secretary"))
    page = officer.get(f"/place/{COUNTY}/people/?on=2021-01-01").content.decode()
    assert f"/person/{held.person_id}/?on=2021-01-01" in page
    assert f"/post/{held.post_id}/?on=2021-01-01" in page


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"/place/{COUNTY}/people/?on=0000-00-00", 422),
        (f"/place/{COUNTY}/people/?on=2026-02-30", 422),
        (f"/place/{COUNTY}/people/?on=2010-01-01", 404),  # before the place existed
        (f"/place/{COUNTY}/people/?words=%00", 400),
        (f"/place/{COUNTY}/people/?sort=drop&state=x&type=nope&page=-1", 200),
        (f"/place/{COUNTY}/people/?page=99999999999999999999", 200),
        ("/place/99/people/", 404),
        ("/place/abc/people.csv", 404),
        ("/person/0/", 404),
        ("/person/999999999999999999/", 404),
        ("/person/99999999999999999999999999/", 404),
        ("/post/999999999999999999/", 404),
        ("/post/999999999999999999/appoint/", 404),
        ("/tenure/999999999999999999/end/", 404),
        ("/tenure/999999999999999999/transfer/", 404),
    ],
)
def test_bad_addresses_get_a_plain_answer(officer: Client, url: str, status: int) -> None:
    assert officer.get(url).status_code == status


def test_nobody_reads_without_signing_in(tree: Tree, new_post: NewPost) -> None:
    post = new_post("secretary")
    for url in ("/people/", f"/place/{COUNTY}/people/", f"/post/{post.pk}/", f"/post/{post.pk}/appoint/", "/person/1/"):
        assert Client().get(url).status_code == 302


def test_the_desk_puts_first_the_seats_that_are_ours_to_fill(county: Actor, new_post: NewPost) -> None:
    new_post("township_deputy", "231221100")
    new_post("township_officer", "231221100")
    new_post("township_officer", "231221101")
    lines = empty_seats(county, TODAY)
    assert [(line.count, line.tone) for line in lines] == [(2, "warn"), (1, "")]


def test_the_desk_names_the_tenures_that_end_soonest(county: Actor, new_post: NewPost, new_tenure: NewTenure) -> None:
    for days, name in ((40, "测试乙"), (20, "测试甲"), (91, "测试丙")):
        new_tenure(new_post("graduate"), name, end_on=date.fromordinal(TODAY.toordinal() + days))
    assert [line.text[:3] for line in ending_tenures(county, TODAY)] == ["测试甲", "测试乙"]


def test_people_are_found_by_name_part_and_initials_best_first(
    county: Actor, new_post: NewPost, new_tenure: NewTenure
) -> None:
    for name in ("小王伟", "王伟强", "王伟"):
        new_tenure(new_post("graduate"), name)

    def found(words: str, limit: int = 9) -> list[str]:
        return [hit.label for hit in find_people(words, county, TODAY, limit)]

    assert found("王伟") == ["王伟", "王伟强", "小王伟"]
    assert found("王伟", limit=2) == ["王伟", "王伟强"]
    assert found("ww") == ["王伟", "王伟强"]
    assert found("强") == ["王伟强"]
    assert found("%") == found("_") == found("\0") == []


def test_a_place_with_posts_or_people_is_not_closed(tree: Tree, new_post: NewPost, new_tenure: NewTenure) -> None:
    held = new_tenure(new_post("secretary", end_on=date(2026, 12, 1)), end_on=date(2026, 9, 1))
    new_post("secretary", SIBLING)
    places = [held.place_id, tree[SIBLING].place_id, tree[COUNTY].place_id]

    def reasons(on: date) -> dict[int, str]:
        found: dict[int, str] = {}
        for check in closing_checks:
            found |= check.find(places, on)
        return found

    assert set(reasons(TODAY)) == set(places[:2])
    assert reasons(TODAY)[places[0]] != reasons(TODAY)[places[1]]
    assert set(reasons(date(2026, 12, 1))) == {places[1]}
