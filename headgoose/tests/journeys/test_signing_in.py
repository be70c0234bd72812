"""Everybody of the cast comes in by one click, sees their own desk, and goes out."""

import re

import pytest
from playwright.sync_api import expect

from headgoose.access.models import Cast
from headgoose.tests.journeys.walking import Walk, enter

pytestmark = pytest.mark.journey
WITHOUT_POST = {Cast.RESIDENT, Cast.BUYER, Cast.STRANGER}


def test_the_demo_offers_every_part_of_the_cast_with_the_post_it_holds(walk: Walk) -> None:
    page = walk()
    page.goto("/")
    expect(page).to_have_url(re.compile("/demo/"))
    assert page.locator("button[name=username]").evaluate_all("all => all.map(one => one.value)") == list(Cast)
    expect(page.locator("button[value=county_officer]")).to_contain_text("county officer")


@pytest.mark.parametrize("part", [part for part in Cast if part not in WITHOUT_POST])
def test_who_holds_a_post_comes_in_to_their_own_desk(walk: Walk, part: Cast) -> None:
    page = walk()
    enter(page, part)
    expect(page).to_have_url(re.compile(r"//[^/]+/$"))
    name = page.locator(".account .name").first.inner_text().splitlines()[0]
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("main .pill").first).to_be_visible()
    assert page.locator("main .desk-cards section").count() >= 1


@pytest.mark.parametrize("part", sorted(WITHOUT_POST))
def test_who_holds_no_post_is_told_so_and_sees_nothing_of_others(walk: Walk, part: Cast) -> None:
    page = walk()
    enter(page, part)
    expect(page.locator("#no-post")).to_have_text("You hold no post today")
    for path in ("/place/231221/", "/place/231221/people/", "/figure/P4/231221/", "/briefing/231221/"):
        answered = page.goto(path)
        assert answered is not None
        assert answered.status in {403, 404}, path
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("main")).not_to_contain_text("0267")
    page.goto("/search/?q=231221")
    expect(page.locator(".found li")).to_have_count(0)


def test_signing_out_leads_to_the_door_and_closes_what_was_open(walk: Walk) -> None:
    page = walk()
    enter(page, Cast.AUDITOR)
    page.locator(".account > summary").click()
    page.locator(".account form button").click()
    expect(page).to_have_url(re.compile("/demo/"))
    page.goto("/place/2312/")
    expect(page).to_have_url(re.compile(r"/demo/\?next="))
    page.locator("button[value=auditor]").click()
    expect(page).to_have_url(re.compile(r"/place/2312/$"))


def test_a_wrong_password_is_met_with_one_sentence(walk: Walk) -> None:
    page = walk()
    page.goto("/sign-in/?form=1")
    page.locator("[name=username]").fill("county_officer")
    page.locator("[name=password]").fill("a guess")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".notice[role=alert]")).to_contain_text("do not go together")
    expect(page.locator("[name=username]")).to_have_value("county_officer")
