"""The auditor reads what was done; the audit administrator has the seals checked."""

import re

import pytest
from playwright.sync_api import expect

from headgoose.tests.journeys.walking import Walk

pytestmark = pytest.mark.journey


def test_the_auditor_goes_from_a_place_over_its_trail_to_before_and_after_of_a_record(walk: Walk) -> None:
    page = walk("auditor")
    page.goto("/place/231221/")
    page.locator("main a[href='/place/231221/trail/']").first.click()
    assert page.locator(".timeline > li").count() > 3
    page.locator("[name=verb]").select_option("people.correct_tenure")
    page.locator("form.filters button").click()
    expect(page.locator(".timeline > li")).to_have_count(1)
    page.locator(".timeline a[href^='/trail/people.tenure:']").click()
    expect(page).to_have_url(re.compile(r"/trail/people[.]tenure:\d+/$"))
    act = page.locator(".timeline > li").first
    expect(act.locator("del").first).to_have_text("hired")
    expect(act.locator("ins").first).to_have_text("recruited")
    with page.expect_download() as download:
        page.locator("main a", has_text="Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_the_audit_administrator_has_the_seals_checked_and_takes_their_heads_away(walk: Walk) -> None:
    page = walk("audit_admin")
    page.goto("/")
    page.locator("nav.sections a", has_text="Trail").click()
    page.locator("main .head a[href='/trail/seals/']").click()
    page.locator("main .head a[href*='check=yes']").click()
    said = page.locator("[role=status]")
    expect(said).to_contain_text("Everything is as it was sealed.")
    expect(said).not_to_contain_text("Acts looked at: 0")
    with page.expect_download() as download:
        page.locator("main a[href$='/heads.txt']").click()
    heads = download.value.path().read_text()
    assert len(heads.splitlines()) >= page.locator("main tbody tr").count() > 0


def test_an_administrator_is_led_to_their_own_work_and_to_no_closed_door(walk: Walk) -> None:
    for part, own in {"security_admin": "/security/", "system_admin": "/system/", "audit_admin": "/trail/"}.items():
        page = walk(part)
        page.goto("/")
        doors = page.locator("nav.sections a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        assert own in doors
        for door in doors:
            answered = page.goto(door)
            assert answered is not None
            assert answered.ok, door
