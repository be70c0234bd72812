"""Outside the demo: an account is opened for somebody in post, who comes in with the slip and sets up an app."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from headgoose.access.models import User
from headgoose.access.tests.conftest import PASSWORD, account_at, code_at
from headgoose.kernel.clock import now
from headgoose.tests.journeys.test_every_page import find_violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
DESK = re.compile(r"//[^/]+/$")
OWN_PASSWORD = "millet-under-snow-77"
__all__ = ["account_at"]


def knock(page: "Page", username: str, password: str) -> None:
    page.goto("/sign-in/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("main form button:not([hidden])").first.click()


def set_up_app(page: "Page") -> None:
    """From the picture of a key over its first code to the recovery codes, and on."""
    page.wait_for_url("**/sign-in/set-up/")
    assert find_violations(page) == []
    secret = page.locator("section code").inner_text()
    page.locator("[name=code]").fill(code_at(secret, now()))
    page.locator("section form button").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.locator("main form button").click()


def sign_out(page: "Page") -> None:
    page.locator(".account > summary").click()
    page.locator(".account form[action='/sign-out/'] button").click()
    page.wait_for_url("**/sign-in/")


def test_somebody_in_post_comes_in_with_the_slip_a_password_of_their_own_and_an_app(
    page: "Page", user_at: Callable[..., User], account_at: Callable[..., User]
) -> None:
    person = user_at("county_officer", "231221", name="王小满").person
    assert person is not None
    officer = account_at("prefecture_officer", "2312")
    User.objects.filter(person=person).delete()
    knock(page, officer.username, PASSWORD)
    set_up_app(page)
    page.wait_for_url(DESK)
    page.locator("nav.sections a[href='/accounts/']").click()
    page.locator("form.filters [name=words]").fill("王小满")
    page.locator("form.filters button").click()
    page.locator(f"form[action='/accounts/open/{person.pk}/'] button").click()
    slip = page.locator("main tbody tr")
    expect(slip).to_contain_text("王小满")
    assert find_violations(page) == []
    username, one_time = slip.locator("code").all_inner_texts()
    sign_out(page)

    knock(page, username, one_time)
    set_up_app(page)
    page.wait_for_url("**/sign-in/password/")
    assert find_violations(page) == []
    for name in ("new", "again"):
        page.locator(f"[name={name}]").fill(OWN_PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(DESK)
    expect(page.locator("h1")).to_have_text("王小满")
    sign_out(page)
    knock(page, username, one_time)
    expect(page.locator(".notice[role=alert]")).to_be_visible()
    knock(page, username, OWN_PASSWORD)
    page.wait_for_url("**/sign-in/factor/")
    page.goto("/accounts/")
    page.wait_for_url(re.compile("/sign-in/"))
