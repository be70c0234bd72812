"""A county officer fills, ends and moves; two at once, and once too often, lose nothing."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from headgoose.tests.journeys.walking import Walk, day_from_today, register_newcomer, send

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
COUNTY = "/place/231221/"


def open_empty_seat(page: "Page", post_type: str) -> str:
    """Go to the form over the first empty seat of a type; its address."""
    page.goto(f"{COUNTY}people/?state=vacant&type={post_type}")
    page.locator("main tbody a.btn.small").first.click()
    expect(page).to_have_url(re.compile(r"/post/\d+/appoint/"))
    return page.url


def test_from_the_desk_over_the_list_to_a_seat_that_will_be_filled(walk: Walk) -> None:
    page, start = walk("county_officer"), day_from_today(30)
    page.goto("/")
    page.locator("nav.sections a", has_text="Places").click()
    page.locator("main a.card").first.click()
    expect(page).to_have_url(re.compile(COUNTY))
    page.locator("nav.tabs a", has_text="People").click()
    page.locator("select[name=state]").select_option("vacant")
    page.locator("select[name=type]").select_option("secretary")
    page.locator("form.filters button.btn").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.locator("main tbody a.btn.small").click()
    register_newcomer(page, "测试来人", start)
    expect(page.locator("[role=status]")).to_contain_text(f"测试来人 is in post from {start}")
    coming = page.locator(".timeline > .future", has_text="测试来人")
    expect(coming.locator(".pill")).to_have_text("coming")
    page.goto(f"{COUNTY}people/?state=coming")
    expect(page.locator("main tbody tr", has_text="测试来人")).to_have_count(1)
    page.goto(f"{COUNTY}people/?state=held&words=测试来人&on={start}")
    expect(page.locator("main tbody tr", has_text="测试来人")).to_have_count(1)


def test_the_same_form_sent_again_from_the_back_button_is_met_plainly(walk: Walk) -> None:
    page = walk("county_officer")
    form = open_empty_seat(page, "village_accountant")
    register_newcomer(page, "测试一回", day_from_today())
    expect(page.locator("[role=status]")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(form)
    register_newcomer(page, "测试一回", day_from_today())
    expect(page.locator("main .error, main [role=alert]").first).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("测试一回")
    expect(page.locator("main .person", has_text="测试一回").first).to_be_visible()
    page.goto(f"{COUNTY}people/?words=测试一回")
    expect(page.locator("main tbody tr", has_text="测试一回")).to_have_count(1)


def test_the_second_of_two_officers_is_told_and_loses_nothing_typed(walk: Walk) -> None:
    first, second = walk("county_officer"), walk("prefecture_officer")
    form = open_empty_seat(first, "grid_worker")
    second.goto(form)
    register_newcomer(first, "测试先到", day_from_today())
    expect(first.locator("[role=status]")).to_be_visible()
    second.locator("[name=number]").fill("望组〔2026〕7号")
    register_newcomer(second, "测试后到", day_from_today(), how="recruited")
    expect(second.locator("[role=alert]")).to_be_visible()
    said = second.locator("[role=alert]").inner_text()
    assert "meanwhile" in said.lower() or "changed" in said.lower(), said
    for field, typed in {
        "name": "测试后到",
        "born_on": "1990-05-06",
        "start_on": day_from_today().isoformat(),
        "how": "recruited",
        "number": "望组〔2026〕7号",
    }.items():
        expect(second.locator(f"[name={field}]")).to_have_value(typed)
    expect(second.locator("[name=sex][value=f]")).to_be_checked()
    expect(second.locator("main .person", has_text="测试先到").first).to_be_visible()


def test_somebody_in_the_records_is_found_while_typing_and_refused_where_they_cannot_sit(walk: Walk) -> None:
    page = walk("county_officer")
    page.goto(f"{COUNTY}people/?state=held&type=secretary")
    name = page.locator("main tbody tr td a").first.inner_text()
    open_empty_seat(page, "committee_director")
    page.locator("#id_words").press_sequentially(name)
    page.locator("#candidates label", has_text=name).first.click()
    page.locator("[name=start_on]").fill("1960-01-01")
    send(page)
    expect(page.locator(".field.wrong, [role=alert]").first).to_be_visible()
    expect(page.locator("#candidates input:checked")).to_have_count(1)


def test_a_tenure_ends_and_another_moves_to_an_empty_seat(walk: Walk) -> None:
    page = walk("county_officer")
    page.goto("/place/231221101/people/?state=held&type=supervisory_member")
    row = page.locator("main tbody tr").first
    name = row.locator("td a").first.inner_text()
    row.locator("a[href*='/end/']").click()
    page.locator("[name=end_on]").fill(day_from_today(7).isoformat())
    page.locator("[name=reason]").select_option(index=1)
    send(page)
    expect(page.locator("[role=status]")).to_contain_text(f"{name} leaves the post on {day_from_today(7)}")

    page.goto("/place/231221102/people/?state=held&type=supervisory_member")
    row = page.locator("main tbody tr").first
    name = row.locator("td a").first.inner_text()
    row.locator("a[href*='/transfer/']").click()
    page.locator("[name=post]").first.check()
    page.locator("[name=day]").fill(day_from_today().isoformat())
    send(page)
    expect(page.locator("[role=status]")).to_contain_text(f"{name} is in post from {day_from_today()}")
    page.locator(".timeline > .now b a").click()
    expect(page.locator(".timeline > .now")).to_have_count(1)
    assert page.locator(".timeline > li").count() >= 2
