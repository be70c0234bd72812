"""What a programme reads is what its user's pages show, page by page, in few questions to the database."""

from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import AT, TREE_SINCE, Tree
from headgoose.api.tests.conftest import COUNTY, TOWNSHIP, VILLAGE, Programme, Programmes
from headgoose.briefing.keeping import forget_tables
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.figures import figures
from headgoose.people.actions.corrections import correct_tenure, void_tenure
from headgoose.people.models import Person, Post, PostType, Tenure
from headgoose.places.models import PlaceEvent, Span, Succession

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(programme: Programmes) -> Programme:
    return programme()


def seat(tree: Tree, code: str, kind: str, *who: tuple[str, date, date]) -> Post:
    """A seat and those who held it."""
    type_, place = PostType.objects.get(code=kind), tree.place(code)
    number = Post.objects.filter(type=type_, place=place).count() + 1
    post = Post.objects.create(type=type_, place=place, seat=number, start_on=TREE_SINCE)
    for name, start_on, end_on in who:
        person = Person.objects.create(name=name, initials="cs", sex="f", born_on=date(1985, 3, 5))
        Tenure.objects.create(
            post=post, type=type_, place=place, person=person, start_on=start_on, end_on=end_on, how="elected"
        )
    return post


def test_a_place_is_told_with_what_lies_above_and_below(officer: Programme) -> None:
    answer = officer.get(f"places/{TOWNSHIP}").json()
    told = [answer[name] for name in ("name", "name_en", "level", "parent_code", "end_on")]
    assert told == ["望奎镇", "Wangkui Town", "township", COUNTY, None]
    assert [above["code"] for above in answer["above"]] == ["23", "2312", "231221"]
    below = {row["kind"]: row["count"] for row in answer["below"]}
    assert below == {"village": 2, "community": 1, "grid": 2}


def test_places_are_listed_to_the_last_in_pages_of_any_size(officer: Programme) -> None:
    whole = [place["code"] for place in officer.get("places").json()["items"]]
    assert len(whole) == len(set(whole)) == 9
    for limit in (1, 2, 4, 9):
        found, after = [], ""
        while after is not None:
            page = officer.get(f"places?limit={limit}&after={after}").json()
            found += [place["code"] for place in page["items"]]
            after = page["next"]
        assert found == whole


def test_places_can_be_narrowed_by_level_and_place(officer: Programme) -> None:
    villages = officer.get(f"places?within={TOWNSHIP}&level=village").json()["items"]
    assert [place["code"] for place in villages] == ["231221100001", VILLAGE, "231221100201"]
    children = officer.get(f"places/{VILLAGE}/children").json()["items"]
    assert [place["name"] for place in children] == ["第1网格", "第2网格"]
    assert officer.get(f"places/{children[0]['code']}/children").json() == {"items": [], "next": None}


def test_a_place_is_told_as_it_was_on_the_date(officer: Programme, tree: Tree) -> None:
    early = officer.get(f"places/{VILLAGE}?on=2015-12-31")
    assert early.status_code == 404
    assert officer.get(f"places/{VILLAGE}/history").json()["items"][0]["start_on"] == "2016-01-01"


def test_what_happened_to_a_place_is_told_with_before_and_after(officer: Programme, tree: Tree) -> None:
    village = tree[VILLAGE]
    Span.objects.filter(pk=village.pk).update(end_on=date(2024, 1, 1))
    names = {"name": "厢红新村委会", "pinyin": "xiang hong xin cun wei hui", "initials": "xhxcwh"}
    Span.objects.create(
        place=village.place, parent=village.parent, key=village.key, kind=50, start_on=date(2024, 1, 1), **names
    )
    event = PlaceEvent.objects.create(
        kind="rename", effective_on=date(2024, 1, 1), document="绥政发〔2023〕9号", made_at=AT
    )
    Succession.objects.create(event=event, from_place=village.place, to_place=village.place, share_ppm=1_000_000)
    [told] = officer.get(f"places/{VILLAGE}/events").json()["items"]
    [passage] = told["passages"]
    assert (told["kind"], told["effective_on"], told["document"]) == ("rename", "2024-01-01", "绥政发〔2023〕9号")
    names_told = (passage["before"]["name"], passage["after"]["name"], passage["share"])
    assert names_told == ("厢红五村委会", "厢红新村委会", 1.0)


def test_seats_are_listed_to_the_last_in_pages_of_any_size(officer: Programme, tree: Tree) -> None:
    for code in (VILLAGE, "231221100201", "231221101200"):
        seat(tree, code, "secretary", ("测试甲", date(2024, 1, 1), FOREVER))
        for _ in range(3):
            seat(tree, code, "graduate")
    whole = [row["post"]["id"] for row in officer.get(f"places/{COUNTY}/posts?limit=200").json()["items"]]
    assert len(whole) == len(set(whole)) == Post.objects.count()
    for limit in (1, 2, 3, 5, 13):
        found, after = [], ""
        while after is not None:
            page = officer.get(f"places/{COUNTY}/posts?limit={limit}&after={after}").json()
            found += [row["post"]["id"] for row in page["items"]]
            after = page["next"]
        assert found == whole, limit


def test_seats_are_told_held_empty_and_coming(officer: Programme, tree: Tree) -> None:
    seat(tree, VILLAGE, "secretary", ("旧人", date(2020, 1, 1), date(2026, 5, 1)), ("新人", date(2026, 7, 1), FOREVER))
    held = seat(tree, VILLAGE, "graduate", ("在任", date(2024, 1, 1), date(2026, 8, 1)))
    [empty] = officer.get(f"places/{VILLAGE}/posts?state=vacant").json()["items"]
    assert (empty["tenure"], empty["vacant_since"]) == (None, "2026-05-01")
    assert (empty["coming"]["person"]["name"], empty["coming"]["start_on"]) == ("新人", "2026-07-01")
    [ending] = officer.get(f"places/{VILLAGE}/posts?state=ending").json()["items"]
    assert (ending["post"]["id"], ending["tenure"]["end_on"]) == (held.pk, "2026-08-01")
    past = officer.get(f"places/{VILLAGE}/tenures?on=2026-04-01&type=secretary").json()["items"]
    assert [row["person"]["name"] for row in past] == ["旧人"]
    one = officer.get(f"posts/{empty['post']['id']}").json()
    assert one == empty
    names = [row["person"]["name"] for row in officer.get(f"posts/{empty['post']['id']}/tenures").json()["items"]]
    assert names == ["新人", "旧人"]


def test_an_unknown_kind_of_post_is_no_empty_list(officer: Programme) -> None:
    assert officer.get(f"places/{COUNTY}/posts?type=wizard").status_code == 404


def test_a_person_is_told_with_age_and_posts_but_no_date_of_birth(officer: Programme, tree: Tree) -> None:
    post = seat(tree, VILLAGE, "secretary", ("测试甲", date(2024, 1, 1), FOREVER))
    tenure = post.tenures.get()
    person = officer.get(f"persons/{tenure.person_id}").json()
    assert (person["name"], person["sex"], person["age"]) == ("测试甲", "f", 41)
    assert "born_on" not in person
    assert [held["post_id"] for held in person["held"]] == [post.pk]
    [term] = officer.get(f"persons/{tenure.person_id}/tenures").json()["items"]
    assert term == officer.get(f"tenures/{tenure.pk}").json() == person["held"][0]
    assert officer.get("search/persons?words=测试甲").json()["items"][0]["id"] == tenure.person_id


def test_posts_of_a_person_are_told_as_they_were_on_record(officer: Programme, tree: Tree, system: Actor) -> None:
    post = seat(tree, VILLAGE, "secretary", ("王建国", date(2020, 1, 1), FOREVER))
    tenure = Tenure.objects.get(post=post)
    correct_tenure(
        by=system,
        at=datetime(2026, 5, 20, 2, tzinfo=UTC),
        tenure_id=tenure.pk,
        start_on=date(2021, 3, 1),
        end_on=FOREVER,
        how="elected",
        end_reason="",
        why="录入有误",
    )

    def begun(asked: str = "") -> list[str]:
        items = officer.get(f"persons/{tenure.person_id}/tenures{asked}").json()["items"]
        return [item["start_on"] for item in items]

    assert begun() == begun("?known_on=2026-05-20") == ["2021-03-01"]
    assert begun("?known_on=2026-05-19") == ["2020-01-01"]
    assert officer.get("persons/987654/tenures?known_on=2026-05-19").status_code == 404


def test_a_tenure_recorded_by_mistake_is_told_as_such_and_not_as_it_was_known(
    officer: Programme, tree: Tree, system: Actor
) -> None:
    post = seat(tree, VILLAGE, "secretary", ("王建国", date(2020, 1, 1), FOREVER))
    tenure = Tenure.objects.get(post=post)
    void_tenure(by=system, at=AT, tenure_id=tenure.pk, why="录入有误")
    address = f"persons/{tenure.person_id}/tenures"
    told = officer.get(address)
    assert told.status_code == 200
    assert [item["phase"] for item in told.json()["items"]] == ["void"]
    assert officer.get(f"{address}?known_on=2026-06-01").json()["items"] == []


def test_figures_sum_up_from_their_rows_and_children(officer: Programme, tree: Tree) -> None:
    seat(tree, VILLAGE, "secretary", ("测试甲", date(2024, 1, 1), FOREVER))
    seat(tree, "231221101200", "secretary", ("测试乙", date(2024, 1, 1), FOREVER))
    for figure in officer.get("figures").json()["items"]:
        address = f"figures/{figure['code']}/places/{COUNTY}"
        whole = officer.get(address).json()
        assert whole["figure"] == figure
        rows = officer.get(f"{address}/rows?limit=200").json()
        assert rows["next_offset"] is None
        assert sum(row["numerator"] for row in rows["items"]) == whole["numerator"], figure["code"]
        if (children := officer.get(f"{address}/children").json()["items"]) and whole["state"] == "number":
            assert sum(child["numerator"] for child in children) == whole["numerator"], figure["code"]
        trend = officer.get(f"{address}/trend").json()["items"]
        # A figure over a year is as at the end of the last full one.
        ends = str(figures.get(figure["code"]).facts_on(date(2026, 6, 1)))
        assert (trend[-1]["on"], trend[-1]["value"]) == (ends, whole["value"])


def test_rows_behind_a_figure_come_in_pages(officer: Programme) -> None:
    address = f"figures/G3/places/{COUNTY}/rows"
    whole = officer.get(address).json()["items"]
    found, offset = [], 0
    while offset is not None:
        page = officer.get(f"{address}?limit=1&offset={offset}").json()
        found += page["items"]
        offset = page["next_offset"]
    assert len(whole) == 2
    assert found == whole


@pytest.mark.parametrize(
    ("path", "budget"),
    [
        ("me", 6),
        ("places", 5),
        (f"places/{COUNTY}", 7),
        (f"places/{COUNTY}/children", 6),
        (f"places/{COUNTY}/events", 9),
        (f"places/{COUNTY}/posts", 11),
        (f"places/{COUNTY}/posts?state=vacant&type=secretary", 11),
        (f"places/{COUNTY}/tenures?words=测试", 11),
        ("post-types", 4),
        ("search/places?words=望奎", 5),
        ("search/persons?words=测试", 9),
        (f"figures/G3/places/{COUNTY}", 9),
        (f"figures/G3/places/{COUNTY}/children", 9),
        (f"figures/G3/places/{COUNTY}/rows", 12),
        ("orders", 4),
    ],
)
def test_answers_ask_as_many_questions_for_many_rows_as_for_few(
    officer: Programme, tree: Tree, path: str, budget: int
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(path).status_code == 200
        return len(queries)

    officer.get("me")
    seat(tree, VILLAGE, "secretary", ("测试甲", date(2024, 1, 1), FOREVER))
    seat(tree, VILLAGE, "graduate")
    nothing = count()
    for code in (VILLAGE, "231221100201", "231221101200"):
        for _ in range(4):
            seat(tree, code, "graduate", ("测试乙", date(2024, 1, 1), FOREVER))
            seat(tree, code, "graduate")
    cache.clear()
    forget_tables()
    assert count() <= max(nothing, budget), nothing
    assert count() <= budget
