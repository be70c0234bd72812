"""Anybody may see who serves a village or township: names and posts, right at once, and nothing else of a person."""

import gzip
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from conftest import AT, Tree
from headgoose.access.models import User
from headgoose.kernel import clock
from headgoose.kernel.actor import Actor
from headgoose.kernel.answers import Answers, answers
from headgoose.people.actions.tenures import end_tenure
from headgoose.people.models import Tenure
from headgoose.places.actions import rename_grid

VILLAGE, TOWNSHIP = "/open/231221100200/", "/open/231221100/"
FIRST_LOAD_BYTES = 60 * 1024


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """A test's database is gone with it, the numbers of its acts come again."""
    answers.clear()


@pytest.fixture
def stranger(db: None) -> Client:
    """Nobody in particular, who reads English."""
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def secretary(user_at: Callable[..., User]) -> User:
    """The secretary of the village."""
    return user_at("secretary", "231221100200", name="李四光")


def text_of(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_village_shows_its_office_holders_and_the_workers_of_its_grids(
    stranger: Client, secretary: User, user_at: Callable[..., User]
) -> None:
    user_at("first_secretary", "231221100200", name="王第一")
    user_at("grid_worker", "231221100200001", name="赵网格")
    page = text_of(stranger, VILLAGE)
    for words in ("李四光", "王第一", "赵网格", "village party secretary", "grid worker", 'href="/open/231221100/"'):
        assert words in page
    assert "script src" not in page.replace('<script src="/static/look/shell.mjs"', "")


def test_a_township_leads_to_its_villages(stranger: Client, secretary: User) -> None:
    page = text_of(stranger, TOWNSHIP)
    assert 'href="/open/231221100200/"' in page
    assert "李四光" in page


def test_an_empty_post_is_said_to_be_empty(stranger: Client, secretary: User) -> None:
    Tenure.objects.update(end_on=date(2026, 5, 1))
    page = text_of(stranger, VILLAGE)
    assert "李四光" not in page
    assert "empty at present" in page


def test_nothing_else_of_a_person_is_there(stranger: Client, secretary: User, user_at: Callable[..., User]) -> None:
    user_at("township_officer", "231221100", name="组织干事某")
    user_at("township_accountant", "231221100", name="会计某")
    user_at("graduate", "231221100200", name="大学生某")
    for path in (VILLAGE, TOWNSHIP):
        page = text_of(stranger, path)
        for hidden in ("1985", "/person/", "/post/", "woman", "2020-01-01", "组织干事某", "会计某", "大学生某"):
            assert hidden not in page


def test_it_is_the_same_for_a_reader_who_is_signed_in(as_user: Callable[..., Client], secretary: User) -> None:
    signed_in = as_user(secretary)
    anonymous = text_of(Client(), VILLAGE)
    assert text_of(signed_in, VILLAGE) == anonymous
    assert "csrfmiddlewaretoken" not in anonymous
    assert "Set-Cookie" not in Client().get(VILLAGE).headers


@pytest.mark.parametrize("path", ["/open/231221/", "/open/23/", "/open/231221100200001/", "/open/999/", "/open/x/"])
def test_other_places_have_no_such_page(stranger: Client, tree: Tree, path: str) -> None:
    assert stranger.get(path).status_code == 404


def test_it_is_right_at_once_after_an_act(stranger: Client, secretary: User, system: Actor) -> None:
    assert "李四光" in text_of(stranger, VILLAGE)
    tenure = Tenure.objects.get()
    end_tenure(by=system, at=AT, tenure_id=tenure.pk, end_on=date(2026, 6, 1), reason="resigned")
    assert "李四光" not in text_of(stranger, VILLAGE)
    rename_grid(by=system, at=AT, code="231221100200001", name="东头网格", on=date(2026, 6, 1))
    assert "东头网格" in text_of(stranger, VILLAGE)


def test_what_was_decided_for_later_shows_on_its_day(stranger: Client, tree: Tree, system: Actor) -> None:
    rename_grid(by=system, at=AT, code="231221100200001", name="东头网格", on=date(2026, 6, 10))
    assert "东头网格" not in text_of(stranger, VILLAGE)
    with clock.frozen(AT.replace(day=10)):
        assert "东头网格" in text_of(stranger, VILLAGE)


def test_a_page_that_is_kept_costs_one_query(
    stranger: Client, secretary: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    text_of(stranger, VILLAGE)
    with django_assert_num_queries(1):
        text_of(stranger, VILLAGE)


def test_it_comes_in_both_languages_by_a_link(stranger: Client, secretary: User) -> None:
    english, chinese = text_of(stranger, VILLAGE), text_of(stranger, f"{VILLAGE}?in=zh")
    assert 'lang="en"' in english
    assert '<html lang="zh-Hans">' in chinese
    assert 'href="?in=zh"' in english
    assert "村党组织书记" in chinese


def test_a_reader_who_has_the_page_gets_no_second_copy(stranger: Client, secretary: User, system: Actor) -> None:
    first = stranger.get(VILLAGE)
    assert first.headers["Cache-Control"] == "public, no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    again = stranger.get(VILLAGE, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    rename_grid(by=system, at=AT, code="231221100200001", name="东头网格", on=date(2026, 6, 1))
    assert stranger.get(VILLAGE, headers=known).status_code == 200


def test_it_travels_zipped_to_whoever_can_unzip(stranger: Client, secretary: User) -> None:
    plain, zipped = stranger.get(VILLAGE), stranger.get(VILLAGE, headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in zipped.headers["Vary"]


def test_its_first_load_is_light(stranger: Client, secretary: User) -> None:
    page = stranger.get(VILLAGE).content
    linked = re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode())
    assert len(linked) >= 3
    weights = [Path(str(finders.find(name))).stat().st_size for name in linked]
    assert len(page) + sum(weights) <= FIRST_LOAD_BYTES


def test_only_so_many_pages_are_kept() -> None:
    few = Answers(most=2)
    made: list[int] = []

    def make(number: int) -> str:
        made.append(number)
        return str(number)

    for number in (1, 2, 1, 3, 1, 2):
        assert few.get(number, lambda number=number: make(number)).plain == str(number).encode()  # type: ignore[misc]
    assert made == [1, 2, 3, 2]
    assert len(few) == 2
