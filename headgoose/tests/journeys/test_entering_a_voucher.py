"""A voucher is entered by keys alone, and without JavaScript; somebody else reviews it, the receipt in sight."""

import io
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from headgoose.tests.journeys.pages import first_match
from headgoose.tests.journeys.walking import Walk, day_from_today

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey


@pytest.fixture
def village(walk: Walk) -> str:
    """The code of the village whose accountant is of the cast."""
    page = walk("village_accountant")
    page.goto("/places/")
    return first_match(r'href="/place/(\d{12})/"', page.content())


def press(page: "Page", *keys: str) -> None:
    """Type texts and press keys where the focus is; a key stands in angle brackets."""
    for key in keys:
        if key.startswith("<"):
            page.keyboard.press(key.strip("<>"))
        else:
            page.keyboard.type(key)


def receipt() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.effect_mandelbrot((120, 80), (-2, -1.2, 1, 1.2), 20).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def test_a_voucher_is_entered_by_keys_alone_and_the_next_one_follows(walk: Walk, village: str) -> None:
    page = walk("village_accountant")
    page.goto(f"/place/{village}/books/vouchers/new/")
    expect(page.locator("#id_on")).to_be_focused()
    press(page, "<Enter>", "2", "<Enter>", "测试收果园承包费", "<Enter>")
    # By pinyin initials, then straight from a filled debit to the next line.
    press(page, "yhck")
    expect(page.locator("#choices [aria-selected=true]")).to_contain_text("102")
    expect(page.locator("#choices")).to_be_visible()
    press(page, "<Enter>", "<Enter>", "１２００．５")
    expect(page.locator("[data-difference]")).to_have_text("missing in credit: 1,200.50")
    press(page, "<Enter>", "50", "<ArrowDown>", "<ArrowUp>", "<Enter>", "<Control+d>", "<Enter>", "<Enter>", "=")
    expect(page.locator("[name=account]").nth(1)).to_have_value(re.compile("^501 "))
    expect(page.locator("[name=line_summary]").nth(1)).to_have_value("测试收果园承包费")
    expect(page.locator("[name=credit]").nth(1)).to_have_value("1,200.50")
    expect(page.locator("[data-difference]")).to_have_text("✓ balanced")
    press(page, "<Control+Enter>")
    expect(page.locator("[role=status].success")).to_contain_text("1,200.50")
    expect(page).to_have_url(re.compile(rf"/vouchers/new/\?on={day_from_today()}$"))
    expect(page.locator("[name=account]").first).to_have_value("")
    press(page, "<Alt+l>")
    expect(page.locator("[name=account]").first).to_have_value(re.compile("^102 "))
    expect(page.locator("[name=credit]").nth(1)).to_have_value("1,200.50")


def test_a_line_is_added_at_the_end_by_enter_and_by_tab(walk: Walk, village: str) -> None:
    page = walk("village_accountant")
    page.goto(f"/place/{village}/books/vouchers/new/")
    lines = page.locator("tr[data-line]")
    expect(lines).to_have_count(4)
    page.locator("[name=account]").last.focus()
    press(page, "102", "<Enter>", "<Enter>", "5", "<Enter>")
    expect(lines).to_have_count(5)
    expect(page.locator("[name=account]").last).to_be_focused()
    press(page, "501", "<Tab>", "<Tab>", "<Tab>", "5", "<Tab>", "<Tab>", "<Tab>")
    expect(lines).to_have_count(6)
    # From a line that is blank the way leads out of the lines again.
    press(page, "<Tab>", "<Tab>", "<Tab>", "<Tab>", "<Tab>", "<Tab>")
    expect(lines).to_have_count(6)
    expect(page.locator("button[name=next]")).to_be_focused()


def test_what_is_wrong_is_said_beside_its_cell_and_put_right(walk: Walk, village: str) -> None:
    page = walk("village_accountant")
    page.goto(f"/place/{village}/books/vouchers/new/?typical=contract_fee")
    page.locator("[name=debit]").first.fill("八百")
    press(page, "<Control+Enter>")
    wrong = page.locator("[name=debit][aria-invalid]").first
    expect(wrong).to_be_focused()
    expect(page.locator(f"#{wrong.get_attribute('aria-describedby')}")).to_contain_text("八百")
    expect(page.locator("[name=summary]")).to_have_value("收到当年承包费")


def test_the_form_works_without_javascript(walk: Walk, village: str) -> None:
    page = walk("village_accountant", java_script_enabled=False)
    page.goto(f"/place/{village}/books/vouchers/new/")
    page.locator("[name=summary]").fill("测试无脚本")
    page.locator("button[name=more]").click()
    expect(page.locator("tr[data-line]")).to_have_count(9)
    for place, (account, cell, amount) in enumerate([("513", "debit", "80"), ("kcxj", "credit", "80")]):
        page.locator("[name=account]").nth(place).fill(account)
        page.locator(f"[name={cell}]").nth(place).fill(amount)
    page.locator("main form[method=post] .actions button", has_text="Save").nth(1).click()
    expect(page).to_have_url(re.compile(r"/voucher/\d+/$"))
    expect(page.locator(".voucher tbody")).to_contain_text("101 Cash on hand")


def test_a_receipt_is_laid_under_it_and_a_second_person_posts_it_and_goes_on(walk: Walk, village: str) -> None:
    maker, reviewer = walk("village_accountant"), walk("township_accountant")
    maker.goto(f"/place/{village}/books/vouchers/new/?typical=office_cost")
    maker.locator("[name=debit]").first.fill("66")
    maker.locator("[name=credit]").nth(1).fill("66")
    maker.locator("main form[method=post] .actions button", has_text="Save").nth(1).click()
    expect(maker.locator("form[action$='/post/']")).to_have_count(0)
    maker.locator("[name=file]").set_input_files({"name": "发票.jpg", "mimeType": "image/jpeg", "buffer": receipt()})
    maker.locator("form[action$='/evidence/'] button").click()
    expect(maker.locator(".evidence li")).to_have_count(1)

    reviewer.goto(maker.url)
    picture = reviewer.locator(".evidence img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") == 120
    with reviewer.expect_download() as download:
        reviewer.locator(".evidence a", has_text="发票.jpg").click()
    assert download.value.suggested_filename == "发票.jpg"
    reviewer.locator("form[action$='/post/'] button[name=next]").click()
    expect(reviewer.locator("[role=status].success")).to_contain_text("Posted")
    maker.reload()
    expect(maker.locator(".voucher .pill").first).to_have_text("posted")
    expect(maker.locator("form[action$='/remove/']")).to_have_count(0)
