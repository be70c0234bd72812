"""A resident's telephone: with script and without, the form goes out once, and nothing of its address leaks."""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from headgoose.casework.actions.steps import Said, accept_request, answer_request
from headgoose.casework.models import Petitioner, Photo, Request
from headgoose.casework.tests.conftest import GRID, VILLAGE, Net
from headgoose.casework.tests.pictures import MAKER, jpeg
from headgoose.records.attachments import read_document

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = pytest.mark.journey
PHONE: "ViewportSize" = {"width": 360, "height": 740}


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def phone(request: pytest.FixtureRequest, browser: "Browser", live_server: Any) -> "Iterator[Page]":
    """An old telephone, with and without script."""
    context = browser.new_context(
        base_url=live_server.url, locale="zh-CN", viewport=PHONE, java_script_enabled=request.param, has_touch=True
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.mark.django_db(transaction=True)
def test_three_taps_and_some_words_send_a_request_that_is_followed(net: Net, phone: "Page") -> None:
    phone.goto(f"/ask/{GRID}/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.tap("#category-road")
    phone.fill("textarea[name=text]", "路灯坏了")
    big = jpeg(size=(2400, 1800))
    phone.set_input_files("input[name=photos]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": big})
    phone.tap("button.send")
    phone.wait_for_url("**/sent/")
    request = Request.objects.get()
    assert phone.inner_text(".code-card .tracking") == request.code
    kept = bytes(Photo.objects.get().content)
    assert MAKER.encode() not in kept
    assert Image.open(BytesIO(kept)).format == "JPEG"
    # Made small on the telephone where there is script; as it was taken where there is none.
    assert len(kept) < len(big)
    phone.tap("main a.btn.wide")
    phone.locator(".shots img").scroll_into_view_if_needed()
    shown = phone.request.get(phone.get_attribute(".shots img", "src") or "")
    assert Image.open(BytesIO(shown.body())).format == "JPEG"
    phone.tap("details.more summary")
    phone.fill("form[action$='/add/'] textarea", "今晚又灭了")
    phone.tap("form[action$='/add/'] button")
    phone.wait_for_selector("text=今晚又灭了")
    assert request.events.filter(verb="add").count() == 1
    phone.tap("a.danger")
    phone.tap("main button.danger")
    phone.wait_for_url(f"**/follow/{request.code}/")
    request.refresh_from_db()
    assert request.text == ""
    assert "路灯坏了" not in phone.inner_text("main")


@pytest.mark.django_db(transaction=True)
def test_what_is_missing_keeps_what_was_typed(net: Net, phone: "Page") -> None:
    phone.goto(f"/ask/{GRID}/")
    phone.tap("#category-water")
    phone.fill("textarea[name=text]", "水管裂了")
    phone.tap("details.more summary >> nth=0")
    phone.fill("input[name=phone]", "不是电话")
    phone.tap("button.send")
    phone.wait_for_selector("#id_phone_error")
    assert phone.input_value("textarea[name=text]") == "水管裂了"
    assert phone.is_checked("#category-water")
    phone.fill("input[name=phone]", "0455-1234567")
    phone.tap("button.send")
    phone.wait_for_url("**/sent/")
    assert Petitioner.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_reloading_sends_nothing_again(net: Net, phone: "Page") -> None:
    phone.goto(f"/ask/{GRID}/")
    phone.tap("#category-water")
    phone.fill("textarea[name=text]", "水管裂了")
    phone.tap("button.send")
    phone.wait_for_url("**/sent/")
    phone.reload()
    assert phone.url.endswith(f"/follow/{Request.objects.get().code}/sent/")


@pytest.mark.django_db(transaction=True)
def test_nothing_but_the_page_is_loaded_and_little_of_it(net: Net, phone: "Page") -> None:
    hosts: set[str] = set()
    phone.on("request", lambda seen: hosts.add(seen.url.split("/")[2]))
    answer = phone.goto(f"/ask/{GRID}/", wait_until="networkidle")
    assert answer is not None
    assert len(hosts) == 1
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_on_what_residents_see(net: Net, page: "Page") -> None:
    done = net.do(accept_request, "secretary", net.ask())
    net.do(answer_request, "secretary", done, said=Said("换了新灯", photos=[read_document(jpeg())]))
    for _turn in range(3):
        net.ask(category="waste")
    urls = ["/ask/?q=望奎", "/follow/", "/follow/NOSUCHCODE/", f"/open/{VILLAGE}/requests/", f"/open/{VILLAGE}/"]
    urls += [f"/ask/{GRID}/", *(f"/follow/{done.code}/{part}" for part in ("", "sent/", "erase/"))]
    faults = []
    for url in urls:
        page.goto(url)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found = Axe().run(page)
        faults += [(url, fault["id"], fault["nodes"][0]["html"]) for fault in found.response["violations"]]
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], url
        page.set_viewport_size({"width": 1440, "height": 900})
    assert faults == []
