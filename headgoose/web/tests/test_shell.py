"""What every page has: language, bar, policy, and the few pages of the shell itself."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.test import Client

from headgoose.access.models import User
from headgoose.kernel.actor import Actor
from headgoose.kernel.registries import DeskCard, Finder, Hit, Waiting, desk_cards, finders
from headgoose.web.middleware import PlainAnswerMiddleware

UserAt = Callable[..., User]


@pytest.fixture
def officer(as_user: Callable[..., Client]) -> Client:
    """A county officer's browser."""
    return as_user("county_officer", "231221")


@pytest.fixture
def only_finder() -> Iterator[list[tuple[str, int]]]:
    """One finder that notes what it is asked."""
    asked: list[tuple[str, int]] = []

    def find(words: str, actor: Actor, on: date, limit: int) -> list[Hit]:
        asked.append((words, limit))
        return [Hit(f"<{words}>", "a county", "/found/")] if words != "nothing" else []

    kept = finders._entries
    finders._entries = [Finder("Places", find, 1)]
    yield asked
    finders._entries = kept


@pytest.mark.parametrize(
    ("cookie", "header", "language"),
    [
        ("", "", "zh-hans"),
        ("", "de-DE,en;q=0.8", "zh-hans"),
        ("", "en-GB,en;q=0.9", "en"),
        ("zh-hans", "en-GB", "zh-hans"),
        ("en", "zh-CN", "en"),
        ("tlh", "en-GB", "en"),
    ],
)
def test_the_language_is_chosen_by_cookie_then_browser_then_chinese(
    client: Client, db: None, cookie: str, header: str, language: str
) -> None:
    client.cookies["language"] = cookie
    answer = client.get("/sign-in/", headers={"Accept-Language": header})
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{"en" if language == "en" else "zh-Hans"}">' in answer.content.decode()


def test_the_language_switch_remembers_and_goes_back(client: Client, db: None) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/sign-in/?next=/search/"})
    assert answer.headers["Location"] == "/sign-in/?next=/search/"
    assert client.get("/sign-in/").headers["Content-Language"] == "en"


def test_an_unknown_language_is_not_remembered_and_nobody_is_sent_away(client: Client, db: None) -> None:
    answer = client.post("/language/", {"language": "<b>", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert "language" not in answer.cookies
    assert client.get("/language/").status_code == 405


def test_a_page_for_strangers_asks_the_database_nothing(
    client: Client, db: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        client.get("/sign-in/")


def test_the_shell_costs_the_session_with_its_account_and_the_posts(
    officer: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        officer.get("/search/")


def test_a_stranger_on_a_weak_signal_loads_little(client: Client, officer: Client) -> None:
    assert "htmx.min" not in client.get("/sign-in/").content.decode()
    assert "htmx.min" in officer.get("/search/").content.decode()


def test_the_bar_says_who_one_is_and_where_one_can_go(officer: Client) -> None:
    page = officer.get("/", headers={"Accept-Language": "en"}).content.decode()
    assert "county officer" in page
    assert 'action="/sign-out/"' in page
    assert '<a href="/" class="on" aria-current="page">' in page
    assert page.count("<h1") == 1


def test_pages_allow_no_inline_script_or_style(officer: Client) -> None:
    policy = officer.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_a_desk_without_a_post_says_so_and_what_to_do(as_user: Any, user_at: UserAt) -> None:
    page = as_user(user_at()).get("/", headers={"Accept-Language": "en"}).content.decode()
    assert "You hold no post today" in page
    assert "ask the office that appoints you" in page


def test_the_desk_shows_each_card_with_its_lines_or_what_to_do(officer: Client) -> None:
    kept = desk_cards._entries
    desk_cards._entries = [
        DeskCard("Empty seats", lambda actor, on: [Waiting("<Wangkui>", "/w/", 1200)], "None.", 1),
        DeskCard("Ending soon", lambda actor, on: [], "Nobody leaves this year.", 2),
    ]
    try:
        page = officer.get("/").content.decode()
    finally:
        desk_cards._entries = kept
    assert "&lt;Wangkui&gt;" in page
    assert "<b>1,200</b>" in page
    assert "Nobody leaves this year." in page


def test_the_search_folds_what_was_typed_and_escapes_what_was_found(officer: Client, only_finder: Any) -> None:
    page = officer.get("/search/", {"q": "　ＷＫＸ　 "}).content.decode()
    assert only_finder == [("WKX", 30)]
    assert '<a href="/found/">&lt;WKX&gt;</a>' in page


def test_the_search_says_when_nothing_was_found_and_when_nothing_was_asked(officer: Client, only_finder: Any) -> None:
    english = {"Accept-Language": "en"}
    assert "Nothing you may see" in officer.get("/search/?q=nothing", headers=english).content.decode()
    assert "Type a name" in officer.get("/search/?q=+", headers=english).content.decode()
    assert only_finder == [("nothing", 30)]


def test_a_search_has_an_end(officer: Client, only_finder: Any) -> None:
    officer.get("/search/", {"q": "望" * 5000})
    assert only_finder == [("望" * 60, 30)]


def test_suggestions_are_few_and_a_fragment(officer: Client, only_finder: Any) -> None:
    page = officer.get("/search/suggest/?q=wk").content.decode()
    assert only_finder == [("wk", 5)]
    assert "<html" not in page
    assert 'href="/search/?q=wk"' in page


@pytest.mark.parametrize("address", ["/", "/search/", "/search/suggest/"])
def test_strangers_are_led_to_the_door(client: Client, db: None, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/sign-in/")


def test_the_service_says_that_it_is_well(client: Client, db: None) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": True})


def test_the_service_says_when_its_database_is_gone(client: Client, db: None, monkeypatch: Any) -> None:
    from django.db import OperationalError, connection

    def gone() -> None:
        raise OperationalError("no such server")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", gone)
        answer = client.get("/health/")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


def test_nothing_is_for_search_engines(client: Client) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_the_demo_says_that_its_persons_are_generated(client: Client, db: None, settings: Any) -> None:
    english = {"Accept-Language": "en"}
    assert "persons are generated" not in client.get("/sign-in/", headers=english).content.decode()
    settings.DEMO = True
    assert "persons are generated" in client.get("/demo/", headers=english).content.decode()


def test_a_notice_left_by_one_page_is_read_on_the_next(rf: Any, settings: Any) -> None:
    from django.contrib import messages

    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

    read: list[str] = []

    def leave(request: HttpRequest) -> HttpResponse:
        messages.success(request, "Appointed.")
        return HttpResponse()

    def show(request: HttpRequest) -> HttpResponse:
        read.extend(str(notice) for notice in get_messages(request))
        return HttpResponse()

    sent: Any = PlainAnswerMiddleware(leave)(rf.get("/"))
    following = rf.get("/")
    following.COOKIES["messages"] = sent.cookies["messages"].value
    PlainAnswerMiddleware(show)(following)
    assert read == ["Appointed."]
