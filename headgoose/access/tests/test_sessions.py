"""How long a sign-in lasts, where one is signed in, and how it ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from headgoose.access.actions.sessions import clear_sessions, end_all_sessions
from headgoose.access.models import Session, User
from headgoose.access.rules import browser_of
from headgoose.access.tests.conftest import PASSWORD
from headgoose.kernel.clock import frozen, now
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.records.models import Act

Account = Callable[..., User]
MINUTE = timedelta(minutes=1)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


@pytest.fixture
def secretary(account_at: Account) -> User:
    return account_at("secretary", "231221100200")


def over(client: Client) -> str:
    """What the door says to somebody who was led back to it."""
    assert client.get("/").headers["Location"].startswith("/sign-in/")
    return str(client.get("/sign-in/", headers={"Accept-Language": "en"}).context["over"])


def test_half_an_hour_without_a_click_ends_a_session_and_the_page_says_so(
    client: Client, secretary: User, knock: Any
) -> None:
    knock(client, secretary)
    start = now()
    with frozen(start + 29 * MINUTE):
        assert client.get("/").status_code == 200
    with frozen(start + 58 * MINUTE):
        assert client.get("/").status_code == 200
    with frozen(start + 88 * MINUTE):
        assert "30 minutes" in over(client)
        assert client.get("/sign-in/").context["over"] == ""


def test_eight_hours_end_a_session_however_busy(client: Client, secretary: User, knock: Any) -> None:
    knock(client, secretary)
    start = now()
    for minutes in range(0, 480, 20):
        with frozen(start + minutes * MINUTE):
            assert client.get("/").status_code == 200
    with frozen(start + 480 * MINUTE):
        assert "8 hours" in over(client)


def test_a_session_is_written_once_a_minute_at_most(
    client: Client, secretary: User, knock: Any, django_assert_num_queries: Any
) -> None:
    knock(client, secretary)
    start = now()
    for seconds, queries in ((30, 2), (61, 5), (90, 2), (122, 5)):
        with frozen(start + timedelta(seconds=seconds)), django_assert_num_queries(queries):
            client.get("/account/password/")
    assert Session.objects.get().seen_at == start + timedelta(seconds=122)


def test_a_session_that_cannot_be_written_is_read_all_the_same(
    client: Client, secretary: User, knock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    knock(client, secretary)

    def full(*args: object, **kwargs: object) -> None:
        raise OperationalError("database or disk is full")

    with frozen(now() + 2 * MINUTE):
        monkeypatch.setattr("django.db.models.query.QuerySet.update", full)
        assert client.get("/search/").status_code == 200


def test_signing_in_gives_the_session_another_key(client: Client, secretary: User, knock: Any, app_of: Any) -> None:
    client.get("/sign-in/")
    client.post("/sign-in/passkey/options/")
    before = client.cookies["session"].value
    knock(client, secretary)
    assert client.cookies["session"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_half_way_in_the_key_changes_twice(client: Client, secretary: User, knock: Any, app_of: Any) -> None:
    app_of(secretary)
    client.post("/sign-in/passkey/options/")
    before = client.cookies["session"].value
    knock(client, secretary)
    half_way = client.cookies["session"].value
    recovery = secretary.authenticator_set.get(type="recovery_codes")  # type: ignore[attr-defined]
    client.post("/sign-in/factor/", {"code": recovery.wrap().generate_codes()[0]})
    assert len({before, half_way, client.cookies["session"].value}) == 3
    assert list(Session.objects.values_list("session_key", flat=True)) == [client.cookies["session"].value]


def test_the_list_says_browser_address_since_and_last_seen(client: Client, secretary: User) -> None:
    given = {"username": secretary.username, "password": PASSWORD}
    client.post("/sign-in/", given, headers={"User-Agent": EDGE}, REMOTE_ADDR="10.1.2.3")
    with frozen(now() + 5 * MINUTE):
        client.get("/")
        page = client.get("/account/").content.decode()
    for said in ("Edge · Windows", "10.1.2.3", "2026-06-01 10:00", "2026-06-01 10:05"):
        assert said in page
    assert client.cookies["session"].value not in page


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (EDGE, "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/120 Mobile Safari MicroMessenger/8.0", "WeChat · Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari · iPhone"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_by_its_family(agent: str, said: str) -> None:
    assert browser_of(agent) == said


def test_one_signs_out_another_browser_and_it_is_told(client: Client, secretary: User, knock: Any) -> None:
    other = Client()
    knock(client, secretary)
    knock(other, secretary)
    page = client.get("/account/")
    marks = {session.mark: here for session, here in page.context["sessions"]}
    assert sorted(marks.values()) == [False, True]
    mark = next(mark for mark, here in marks.items() if not here)
    assert client.post(f"/account/sessions/{mark}/end/").headers["Location"] == "/account/"
    assert "from elsewhere" in over(other)
    assert client.get("/").status_code == 200
    assert client.post(f"/account/sessions/{mark}/end/").status_code == 404
    assert Act.objects.filter(verb="access.end_session").count() == 1


def test_one_signs_out_everywhere_else(client: Client, secretary: User, knock: Any) -> None:
    others = [Client(), Client()]
    for each in (*others, client):
        knock(each, secretary)
    client.post("/account/sessions/others/end/")
    assert [each.get("/").status_code for each in others] == [302, 302]
    assert client.get("/").status_code == 200


def test_nobody_ends_the_session_of_another(client: Client, account_at: Account, knock: Any) -> None:
    mine, theirs = account_at("secretary", "231221100200"), account_at("secretary", "231221101200")
    other = Client()
    knock(client, mine)
    knock(other, theirs)
    mark = Session.objects.get(user=theirs).mark
    assert client.post(f"/account/sessions/{mark}/end/").status_code == 404
    assert other.get("/").status_code == 200


def test_an_ended_session_stays_ended_when_it_is_saved_later(client: Client, secretary: User, knock: Any) -> None:
    knock(client, secretary)
    session = client.session
    session["more"] = 1
    Session.objects.update(ended=True)
    session.save()
    assert Session.objects.get().ended


def test_a_security_administrator_ends_all_sessions_of_an_account(
    client: Client, secretary: User, knock: Any, actor_at: Any
) -> None:
    knock(client, secretary)
    with pytest.raises(Refused):
        end_all_sessions(by=actor_at("231222", Right.SECURE_ACCOUNTS), at=now(), user_id=secretary.pk)
    assert end_all_sessions(by=actor_at("231221", Right.SECURE_ACCOUNTS), at=now(), user_id=secretary.pk) == 1
    assert client.get("/").status_code == 302


def test_old_sessions_are_thrown_away(client: Client, secretary: User, knock: Any, system: Any) -> None:
    knock(client, secretary)
    at = now() + timedelta(hours=9)
    assert clear_sessions(by=system, at=at, before=now()) == 0
    assert clear_sessions(by=system, at=at, before=at) == 1
    assert client.get("/").status_code == 302


def test_a_form_open_for_a_long_time_is_met_with_the_door(client: Client, secretary: User, knock: Any) -> None:
    knock(client, secretary)
    with frozen(now() + 31 * MINUTE):
        answer = client.post("/account/sessions/others/end/")
        assert answer.headers["Location"].startswith("/sign-in/")


def test_cookies_are_closed_to_scripts_and_to_other_sites(client: Client, secretary: User, knock: Any) -> None:
    knock(client, secretary)
    for name in ("session", "known"):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_a_session_does_not_outlive_its_password(client: Client, secretary: User, knock: Any) -> None:
    knock(client, secretary)
    secretary.set_password("another-one-entirely")
    secretary.save()
    assert client.get("/").status_code == 302
    assert not Session.objects.filter(user=secretary).exists()
