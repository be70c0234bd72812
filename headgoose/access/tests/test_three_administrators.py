"""System, security and audit administrators: each has a page of their own, and none sees or does what the others do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from headgoose.access.models import User
from headgoose.access.tests.conftest import code_at
from headgoose.kernel.clock import frozen, now
from headgoose.kernel.rights import Right
from headgoose.people.models import PostType

Account = Callable[..., User]
PAGES = {"/accounts/": "county_officer", "/security/": "security_admin", "/system/": "system_admin"}
PARTS = ["county_officer", "security_admin", "system_admin", "audit_admin", "auditor"]


@pytest.fixture
def guard(as_user: Any) -> Client:
    client: Client = as_user("security_admin", "231221")
    return client


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("part", PARTS)
def test_each_page_is_for_one_of_them(as_user: Any, page: str, part: str) -> None:
    expected = 200 if PAGES[page] == part else 403
    client = as_user(part, "231221")
    assert client.get(page).status_code == expected
    shown = f'href="{page}"' in client.get("/account/").content.decode()
    assert shown is (expected == 200)


def test_none_of_the_three_reads_about_people(as_user: Any) -> None:
    for part in ("system_admin", "security_admin", "audit_admin"):
        assert Right.READ.value not in PostType.objects.get(code=part).may
        assert as_user(part, "231221").get("/place/231221/people/").status_code == 403


def test_the_guard_sees_accounts_of_the_area_with_lock_factor_and_sessions(
    guard: Client, account_at: Account, knock: Any, app_of: Any
) -> None:
    inside, outside = account_at("secretary", "231221100200"), account_at("secretary", "231222100200")
    app_of(inside)
    for _time in range(5):
        knock(Client(), inside, "not-the-one")
    page = guard.get("/security/")
    assert outside.username not in [row.user.username for row, *_rest in page.context["lines"]]
    [line] = [line for line in page.context["lines"] if line[0].user == inside]
    assert line[1] is not None
    assert line[2].any
    locked = guard.get("/security/?state=locked")
    assert [row.user for row, *_rest in locked.context["lines"]] == [inside]
    assert guard.get(f"/security/{inside.pk}/").context["locked"] == line[1]
    assert guard.get(f"/security/{outside.pk}/").status_code == 404
    assert guard.get("/security/999999/").status_code == 404


def test_nobody_locked_is_an_empty_list(guard: Client, account_at: Account) -> None:
    account_at("secretary", "231221100200")
    assert guard.get("/security/?state=locked").context["lines"] == []


def test_the_guard_unlocks_resets_and_signs_out(
    guard: Client, client: Client, account_at: Account, knock: Any, app_of: Any
) -> None:
    user = account_at("secretary", "231221100200")
    knock(client, user)
    app_of(user)
    for _time in range(5):
        knock(Client(), user, "not-the-one")
    for what in ("unlock", "sessions/end", "reset"):
        assert guard.post(f"/security/{user.pk}/{what}/").headers["Location"] == f"/security/{user.pk}/"
    assert client.get("/").status_code == 302
    assert knock(Client(), user).headers["Location"] == "/"
    assert guard.get(f"/security/{user.pk}/", headers={"Accept-Language": "en"}).status_code == 200


@pytest.mark.parametrize("part", ["county_officer", "system_admin", "audit_admin"])
@pytest.mark.parametrize("what", ["", "unlock/", "reset/", "sessions/end/"])
def test_the_others_do_not(as_user: Any, account_at: Account, part: str, what: str) -> None:
    user = account_at("secretary", "231221100200")
    client = as_user(part, "231221")
    answer = client.post(f"/security/{user.pk}/{what}") if what else client.get(f"/security/{user.pk}/")
    assert answer.status_code == 403


def test_the_guard_does_nothing_to_an_own_account(account_at: Account, client: Client, knock: Any, app_of: Any) -> None:
    guard = account_at("security_admin", "231221")
    secret = app_of(guard)
    with frozen(now() + timedelta(minutes=2)):
        knock(client, guard)
        client.post("/sign-in/factor/", {"code": code_at(secret, now())})
        assert client.get("/security/").status_code == 200
        for what in ("unlock", "reset", "sessions/end"):
            assert client.post(f"/security/{guard.pk}/{what}/").status_code == 403


def test_the_system_page_says_what_runs(as_user: Any, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    client = as_user("system_admin", "231221")
    running = client.get("/system/").context["running"]
    assert running.missing == []
    assert running.applied > 10
    assert running.size_mb > 0.1
    assert running.engine.startswith(("SQLite 3", "PostgreSQL 1"))
    assert running.backed_up_at is None
    assert "close ended accounts" in [chore.name for chore in running.chores]
    (tmp_path / "last-backup").write_text("2026-05-31T20:00:00+00:00")
    assert client.get("/system/").context["running"].backed_up_at == datetime(2026, 5, 31, 20, tzinfo=UTC)
    assert "2026-06-01 04:00" in client.get("/system/").content.decode()
