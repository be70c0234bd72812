"""The trail is read where one's posts allow it, and nowhere else; personal values are not shown."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from python_calamine import CalamineWorkbook

from conftest import AT, Tree
from headgoose.access.models import User
from headgoose.kernel.actor import Actor
from headgoose.kernel.trail_words import subjects, verbs
from headgoose.kernel.writing import action
from headgoose.notices.kinds import all_kinds
from headgoose.people.models import Order, Post, Tenure
from headgoose.places.models import Place, Span
from headgoose.records.actions import record_act
from headgoose.tests.architecture.source import sources
from headgoose.web.views import trail as trail_views

Sign = Callable[..., Client]


@action
def leave(by: Actor, *, at: datetime = AT, verb: str = "places.rename_grid", **facts: Any) -> None:
    """Leave one act."""
    record_act(by=by, at=at, verb=verb, subject=facts.pop("subject", "places.tree"), **facts)


def body(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


@pytest.fixture
def acts(tree: Tree, system: Actor) -> Tree:
    """One act in each of four places, and one without a place."""
    for code in ("231221100200", "231221101200", "231222100200", "23"):
        place = tree[code]
        leave(system, subject=f"places.place:{place.place_id}", place_key=place.key, after={"name": f"名{code}"})
    leave(system, after={"name": "名nowhere"})
    return tree


def seen(page: str) -> set[str]:
    return set(re.findall(r"名([a-z0-9]+)", page))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("231221", {"231221100200", "231221101200"}),
        ("2312", {"231221100200", "231221101200", "231222100200"}),
        ("23", {"231221100200", "231221101200", "231222100200", "23", "nowhere"}),
    ],
)
def test_the_trail_of_ones_area_has_its_acts_and_no_others(
    acts: Tree, as_user: Sign, code: str, expected: set[str]
) -> None:
    client = as_user("audit_admin", code)
    assert seen(body(client, "/trail/")) == expected
    assert seen(body(client, "/trail/?as=csv")) == expected


def test_one_province_of_two_does_not_see_what_has_no_place(acts: Tree, as_user: Sign) -> None:
    other = Place.objects.create(made_at=AT)
    Span.objects.create(place=other, key=220000000000000, kind=10, name="吉林省", start_on=date(2016, 1, 1))
    assert "nowhere" not in seen(body(as_user("audit_admin", "23"), "/trail/"))


@pytest.mark.parametrize("url", ["/trail/", "/place/231221/trail/", "/trail/seals/", "/trail/seals/heads.txt"])
def test_without_the_right_there_is_no_trail(acts: Tree, as_user: Sign, url: str) -> None:
    assert as_user("secretary", "231221100200").get(url).status_code == 403


@pytest.mark.parametrize(
    ("code", "status"), [("231221", 200), ("231221100", 200), ("231222", 403), ("2312", 403), ("999999", 404)]
)
def test_the_trail_of_a_place_is_for_those_above_it(acts: Tree, as_user: Sign, code: str, status: int) -> None:
    assert as_user("audit_admin", "231221").get(f"/place/{code}/trail/").status_code == status


def test_the_trail_of_a_place_has_what_lies_below(acts: Tree, as_user: Sign) -> None:
    client = as_user("audit_admin", "231221")
    assert seen(body(client, "/place/231221100/trail/")) == {"231221100200"}
    assert seen(body(client, "/place/231221100200/trail/")) == {"231221100200"}


def test_a_record_is_shown_where_one_may_read_and_is_not_there_for_others(acts: Tree, as_user: Sign) -> None:
    url = f"/trail/places.place:{acts['231221100200'].place_id}/"
    assert seen(body(as_user("audit_admin", "231221"), url)) == {"231221100200"}
    assert as_user("audit_admin", "231222").get(url).status_code == 404
    assert as_user("audit_admin", "231222").get("/trail/places.place:999999/").status_code == 404


def test_an_act_without_a_place_is_read_with_the_record_it_is_upon(acts: Tree, as_user: Sign, system: Actor) -> None:
    place = acts.place("231221")
    order = Order.objects.create(number="望组〔2026〕1号", title="t", place=place, issued_on=date(2026, 6, 1))
    leave(system, verb="people.issue_order", subject=f"people.order:{order.pk}", after={"number": order.number})
    url = f"/trail/people.order:{order.pk}/"
    assert "望组〔2026〕1号" in body(as_user("audit_admin", "231221"), url)
    assert "望组" not in body(as_user("audit_admin", "231221"), "/trail/")
    assert as_user("audit_admin", "231222").get(url).status_code == 404


def test_a_persons_trail_has_their_posts_and_account_inside_ones_area(
    acts: Tree, as_user: Sign, user_at: Callable[..., User], system: Actor
) -> None:
    user = user_at("secretary", "231221100200", name="张三")
    assert user.person_id is not None
    here = Tenure.objects.get(person_id=user.person_id)
    post = Post.objects.create(type=here.type, place=acts.place("231222100200"), seat=1, start_on=date(2016, 1, 1))
    there = Tenure.objects.create(
        post=post,
        type=here.type,
        place=post.place,
        person_id=user.person_id,
        start_on=date(2017, 1, 1),
        end_on=date(2018, 1, 1),
        how="elected",
    )
    for tenure, name in ((here, "here"), (there, "there")):
        code = "231221100200" if tenure is here else "231222100200"
        leave(
            system,
            verb="people.end_tenure",
            subject=f"people.tenure:{tenure.pk}",
            place_key=acts[code].key,
            after={"name": f"名{name}"},
        )
    leave(system, verb="access.lock_account", subject=f"access.user:{user.pk}", after={"name": "名account"})
    url = f"/person/{user.person_id}/trail/"
    assert seen(body(as_user("audit_admin", "231221"), url)) == {"here", "account"}
    assert seen(body(as_user("audit_admin", "2312"), url)) == {"here", "there", "account"}
    assert seen(body(as_user("audit_admin", "231222"), url)) == {"there"}
    assert as_user("secretary", "231221101200").get(url).status_code == 404


def test_a_name_that_is_not_the_readers_to_know_stays_a_number(
    acts: Tree, as_user: Sign, user_at: Callable[..., User], system: Actor
) -> None:
    user = user_at("secretary", "231222100200", name="李不该见")
    leave(system, verb="people.appoint_person", place_key=acts["231221"].key, after={"person": user.person_id})
    assert "李不该见" not in body(as_user("audit_admin", "231221"), "/trail/")
    assert "李不该见" in body(as_user("audit_admin", "2312"), "/trail/")


@pytest.mark.parametrize("form", ["", "?as=csv"])
def test_personal_values_are_never_shown(acts: Tree, as_user: Sign, system: Actor, form: str) -> None:
    nested = {"phone": "13800138000", "lines": [{"identity_number": "110101199003070038"}]}
    leave(system, place_key=acts["231221"].key, before={"bank_account": "6222020200112233"}, after=nested)
    page = body(as_user("audit_admin", "231221"), f"/trail/{form}")
    assert not re.search("13800138000|110101199003070038|6222020200112233", page)
    assert "••••" in page


def test_before_and_after_are_told_in_words(acts: Tree, as_user: Sign, system: Actor) -> None:
    leave(
        system,
        verb="people.end_tenure",
        place_key=acts["231221"].key,
        before={"end_on": "9999-12-31", "how": "elected", "start_on": "2020-01-01"},
        after={"end_on": "2026-07-01", "how": "elected", "start_on": "2020-01-01"},
    )
    client = as_user("audit_admin", "231221")
    client.cookies["language"] = "en"
    page = body(client, "/trail/")
    assert "A tenure was ended" in page
    assert "<del>present</del>" in page
    assert "<ins>2026-07-01</ins>" in page
    assert "2020-01-01" not in page


def test_filters_by_date_verb_and_actor(acts: Tree, as_user: Sign, system: Actor) -> None:
    key = acts["231221"].key
    leave(system, at=AT - timedelta(days=3), place_key=key, after={"name": "名old"})
    leave(Actor("somebody", user_id=77), verb="places.set_mark", place_key=key, after={"name": "名marked"})
    client = as_user("audit_admin", "231221")
    assert seen(body(client, "/trail/?until=2026-05-31")) == {"old"}
    assert "old" not in seen(body(client, "/trail/?since=2026-06-01"))
    assert seen(body(client, "/trail/?verb=places.set_mark")) == {"marked"}
    assert seen(body(client, "/trail/?who=77")) == {"marked"}
    assert client.get("/trail/?since=yesterday").status_code == 422
    for nonsense in (
        "before=x",
        "before=2026-06-01T00:00:00_1",
        "who=me",
        "verb=no.such",
        "before=0001-01-01T00:00:00%2B14:00_1",
    ):
        assert client.get(f"/trail/?{nonsense}").status_code == 200


def test_pages_follow_each_other_without_a_gap(
    acts: Tree, as_user: Sign, system: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail_views, "ON_PAGE", 3)
    for number in range(7):
        leave(system, place_key=acts["231221"].key, after={"name": f"名n{number}"})
    client, url, found = as_user("audit_admin", "231221"), "/place/231221/trail/", []
    while url:
        page = body(client, url)
        found += re.findall(r"名([a-z0-9]+)", page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        url = older[1].replace("&amp;", "&") if older else ""
    assert found == [f"n{number}" for number in range(6, -1, -1)] + ["231221101200", "231221100200"]


def test_a_workbook_has_what_is_shown(acts: Tree, as_user: Sign) -> None:
    answer = as_user("audit_admin", "231221").get("/place/231221/trail/?as=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[5] for row in rows[1:]] == ["231221101200", "231221100200"]


def test_the_number_of_queries_does_not_grow_with_the_acts(
    acts: Tree, as_user: Sign, system: Actor, django_assert_max_num_queries: Any
) -> None:
    client = as_user("audit_admin", "231221")
    for number in range(40):
        leave(system, place_key=acts["231221"].key, subject=f"people.tenure:{number + 1}")
    with django_assert_max_num_queries(16):
        body(client, "/place/231221/trail/")


ROOMS = "records|places|people|personal|orders|access|notices|elections|training|dispatch|careers|ledger|casework"
ROOMS += "|api|briefing"


def in_actions(pattern: str) -> set[str]:
    """What a pattern finds where acts are written."""
    return {
        found
        for source in sources(".py")
        if re.search(r"/(actions|writing|idempotency)(/|\.py)", source.path) and "/tests/" not in source.path
        for found in re.findall(pattern, source.text)
    }


def test_every_subject_that_is_recorded_has_words() -> None:
    recorded = in_actions(rf'"((?:{ROOMS})\.[a-z_]+):') | in_actions(r'subject=f?"([a-z_.]+)')
    assert {"places.tree", "people.tenure", "access.user", "orders.paper"} < recorded
    # A room whose actions share one note names the row's model there.
    shared = {f"{name}{model._meta.model_name}" for name in recorded if name.endswith(".") for model in _rows_of(name)}
    assert {name for name in recorded if not name.endswith(".")} - subjects.keys() == set()
    assert shared & subjects.keys() >= {f"careers.{name}" for name in ("award", "handover", "reserve", "review")}


def _rows_of(name: str) -> Iterable[type[Model]]:
    return apps.get_app_config(name.rstrip(".")).get_models()


def test_every_verb_that_is_recorded_has_words() -> None:
    recorded = in_actions(rf'"((?:{ROOMS})\.[a-z_]+)"')
    assert {"places.merge_places", "people.follow_map_change", "access.sign_in"} < recorded
    # Some rooms write their verbs without the room's name before them.
    short = re.compile(r'\b_?note\(\s*by, at, "([a-z_]+)"')
    for source in sources(".py"):
        if "/actions/" in source.path:
            recorded |= {f"{source.room}.{verb}" for verb in short.findall(source.text)}
    assert recorded - verbs.keys() - {kind.code for kind in all_kinds()} - {"places.tree"} == set()
