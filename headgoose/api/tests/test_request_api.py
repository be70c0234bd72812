"""Programmes of workers take requests down and take steps, as far as the token and the posts of its user go."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from conftest import AT
from headgoose.access.models import User
from headgoose.api.tests.conftest import VILLAGE, Programme, Programmes
from headgoose.casework import tables
from headgoose.casework.actions.receiving import Asked, receive_request
from headgoose.casework.models import Channel, Request
from headgoose.kernel.actor import Actor
from headgoose.kernel.rights import Right

GRID, ELSEWHERE = "231221100200001", "231222100200"
WISH = {"place": GRID, "category": "road", "text": "村口的路灯坏了三天了"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tables_read_anew() -> Iterator[None]:
    tables.forget()
    yield
    tables.forget()


@pytest.fixture
def secretary(programme: Programmes, cast: dict[str, User]) -> Programme:
    """A programme of the village secretary, to whom requests about roads go."""
    return programme(cast["secretary"], "", Right.ANSWER_REQUESTS)


def post(programme: Programme, path: str, body: Any, key: str = "") -> Any:
    return programme.post(path, body, **{"Idempotency-Key": key or str(uuid4())})


def from_a_resident(**said: Any) -> Request:
    asked = Asked(GRID, said.pop("category", "road"), "路灯坏了", Channel.WEB, **said)
    return receive_request(by=Actor("resident"), at=AT, asked=asked)


def test_a_request_is_taken_down_once(secretary: Programme) -> None:
    wish = {**WISH, "lat": 46.83276, "long": 126.484013, "name": "张三测", "phone": "13900000001", "accept": True}
    key = str(uuid4())
    first, again = (post(secretary, "requests", wish, key) for _turn in range(2))
    assert (first.status_code, again.content, again.headers["Idempotent-Replayed"]) == (201, first.content, "true")
    made = first.json()
    assert (made["state"], made["channel"], made["lat"]) == ("accepted", "api", 46.83276)
    assert [step["verb"] for step in made["steps"]] == ["receive", "accept"]
    assert secretary.get(f"requests/{made['id']}").json() == made
    assert Request.objects.count() == 1
    for hidden in ("张三测", "13900000001", Request.objects.get().code):
        assert hidden not in first.content.decode()


def test_steps_are_taken_by_whoever_holds_it(secretary: Programme) -> None:
    request = from_a_resident()
    path = f"requests/{request.pk}/steps"
    assert post(secretary, path, {"verb": "accept", "version": 1}).json()["state"] == "accepted"
    assert post(secretary, path, {"verb": "start", "version": 1}).status_code == 409
    assert post(secretary, path, {"verb": "answer"}).status_code == 422
    done = post(secretary, path, {"verb": "answer", "text": "换了新灯，今晚就亮"}).json()
    assert (done["state"], done["steps"][-1]["text"]) == ("answered", "换了新灯，今晚就亮")


def test_a_token_for_reading_takes_no_step(programme: Programmes, cast: dict[str, User]) -> None:
    request, reader = from_a_resident(), programme(cast["secretary"], "")
    assert reader.get(f"requests/{request.pk}").json()["may"] == []
    assert post(reader, f"requests/{request.pk}/steps", {"verb": "accept"}).status_code == 403
    assert post(reader, "requests", WISH).status_code == 403


def test_what_lies_outside_is_neither_listed_nor_taken(secretary: Programme, programme: Programmes) -> None:
    inside, private = from_a_resident(), from_a_resident(private=True, category="waste")
    other = programme("secretary", ELSEWHERE, Right.ANSWER_REQUESTS)
    assert [row["id"] for row in secretary.get("requests").json()["items"]] == [inside.pk]
    assert other.get("requests").json() == {"items": [], "next": None}
    for number in (inside.pk, private.pk):
        assert other.get(f"requests/{number}").status_code == 404
        assert post(other, f"requests/{number}/steps", {"verb": "accept"}).status_code == 404
    assert post(other, "requests", WISH).status_code == 403


def test_a_list_is_walked_by_pages_and_narrowed(secretary: Programme) -> None:
    numbers = [from_a_resident(category=category).pk for category in ("road", "water", "road")]
    first = secretary.get("requests?limit=2").json()
    rest = secretary.get(f"requests?limit=2&after={first['next']}").json()
    assert [row["id"] for row in first["items"] + rest["items"]] == numbers[::-1]
    assert [row["id"] for row in secretary.get("requests?category=water").json()["items"]] == [numbers[1]]
    assert secretary.get("requests?state=ended").json()["items"] == []
    assert len(secretary.get(f"requests?within={VILLAGE}&state=open").json()["items"]) == len(numbers)
    assert secretary.get("requests?state=gone").status_code == 422
