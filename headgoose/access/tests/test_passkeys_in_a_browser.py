"""Passkeys in a browser with a device that unlocks itself: made at the door, used to sign in, added, removed."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from headgoose.access.factors import factors_of
from headgoose.access.models import User
from headgoose.access.tests.conftest import PASSWORD
from headgoose.records.models import Act

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def device(page: "Page") -> Iterator[Callable[[bool], None]]:
    """A page on a device that keeps passkeys; `device(False)` has its owner fail to unlock it."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def unlock(works: bool) -> None:
        tools.send("WebAuthn.setUserVerified", {"authenticatorId": made, "isUserVerified": works})

    yield unlock
    tools.detach()


@pytest.fixture
def officer(page: "Page", account_at: Callable[..., User]) -> User:
    """A county officer, whose post asks for a second factor."""
    return account_at("county_officer", "231221")


def knock(page: "Page", user: User) -> None:
    page.goto("/sign-in/")
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button:not([hidden])").first.click()


def set_up(page: "Page", user: User) -> None:
    """From the password over a new passkey and its recovery codes to the desk."""
    knock(page, user)
    page.wait_for_url("**/sign-in/set-up/")
    page.locator("form[data-passkey=make] button").click()
    page.wait_for_url("**/sign-in/set-up/passkey/")
    assert page.locator(".codes li").count() == 10
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"//[^/]+/$"))


def sign_out(page: "Page") -> None:
    page.locator(".account > summary").click()
    page.locator(".account form[action='/sign-out/'] button").click()
    page.wait_for_url("**/sign-in/")


def test_a_passkey_made_at_the_door_opens_it_from_then_on_without_a_password(
    page: "Page", officer: User, device: Any
) -> None:
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    set_up(page, officer)
    sign_out(page)
    page.goto("/sign-in/?next=/search/")
    page.locator("form[data-passkey=use] button").click()
    page.wait_for_url(re.compile(r"//[^/]+/search/$"))
    assert troubles == []
    assert Act.objects.get(verb="access.use_passkey").user_id == officer.pk
    assert Act.objects.filter(verb="access.sign_in", user_id=officer.pk).count() == 2
    assert factors_of(officer).passkeys[0].last_used_at is not None


def test_a_passkey_that_its_owner_does_not_unlock_opens_nothing(page: "Page", officer: User, device: Any) -> None:
    set_up(page, officer)
    sign_out(page)
    device(False)
    page.locator("form[data-passkey=use] button").click()
    page.locator("form[data-passkey=use] .error").wait_for(state="visible")
    page.goto("/")
    page.wait_for_url(re.compile(r"/sign-in/\?next="))


def test_a_passkey_stands_in_for_the_code_after_the_password(page: "Page", officer: User, device: Any) -> None:
    set_up(page, officer)
    sign_out(page)
    knock(page, officer)
    page.wait_for_url("**/sign-in/factor/")
    page.locator("form[data-passkey=use] button").click()
    page.wait_for_url(re.compile(r"//[^/]+/$"))


def test_a_passkey_is_added_and_removed_on_the_page_of_the_account(
    page: "Page", account_at: Callable[..., User], device: Any
) -> None:
    secretary = account_at("secretary", "231221100200")
    knock(page, secretary)
    page.wait_for_url(re.compile(r"//[^/]+/$"))
    page.goto("/account/passkey/")
    page.locator("[name=name]").fill("办公室电脑")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.locator(".codes").wait_for()
    page.goto("/account/")
    assert "办公室电脑" in page.locator("main").inner_text()
    [passkey] = factors_of(secretary).passkeys
    page.locator(f"a[href='/account/factors/{passkey.pk}/remove/']").click()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/account/")
    assert "办公室电脑" not in page.locator("main").inner_text()
    assert not factors_of(secretary).any
