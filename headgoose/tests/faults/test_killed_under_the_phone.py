"""The server dies while a phone sends, and comes back: what was written is there once, in the order of its writing."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from headgoose.cli.tests.conftest import Operator
from headgoose.tests.faults.browser import Browser as Client
from headgoose.tests.faults.server import Server, serving
from headgoose.tests.faults.truths import assert_whole

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.journey
ENTRIES, KILLS = 60, 4
COUNT = "#queue-open"
WRITE = """async ([first, last]) => {
    const tasks = await (await fetch('/phone/tasks.json')).json();
    const queue = await import('/static/casework/phone/queue.mjs');
    for (let turn = first; turn < last; turn += 1)
        await queue.write(tasks.owner, 'request',
            {place: tasks.places[0].code, category: 'road', text: `坏了的第${turn}盏灯`}, `${turn}`);
}"""
TOOK = "SELECT text FROM casework_request WHERE text LIKE '坏了的第%' ORDER BY id"


@pytest.fixture
def server(county: Operator) -> Iterator[Server]:
    """A server on the county."""
    with serving(county) as found:
        yield found


@pytest.fixture
def phone(browser: "Browser", server: Server) -> "Iterator[Page]":
    """The grid worker's phone with its tasks."""
    client = Client(server.port)
    client.sign_in("grid_worker")
    client.close()
    address = f"http://127.0.0.1:{server.port}"
    context = browser.new_context(viewport={"width": 390, "height": 800}, base_url=address)
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in client.cookies.items()])
    page = context.new_page()
    page.goto("/phone/")
    expect(page.locator("#signal")).to_have_text(re.compile("Up to date|已是最新"))
    yield page
    context.close()


def test_a_server_that_is_killed_while_a_phone_sends_loses_and_doubles_nothing(
    phone: "Page", server: Server, county: Operator
) -> None:
    phone.evaluate(WRITE, [0, ENTRIES])
    phone.evaluate("window.dispatchEvent(new Event('hashchange'))")
    expect(phone.locator(COUNT)).to_have_text(str(ENTRIES))
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    left = ENTRIES
    for _kill in range(KILLS):
        # Some more have gone out; the next one is under way.
        expect(phone.locator(COUNT)).not_to_have_text(str(left), timeout=30_000)
        server.kill()
        left = int(phone.locator(COUNT).text_content() or 0)
        assert left > 0
        server.start()
    expect(phone.locator(COUNT)).to_be_hidden(timeout=60_000)
    assert [row[0] for row in county.query(TOOK)] == [f"坏了的第{turn}盏灯" for turn in range(ENTRIES)]
    assert_whole(county)


def test_what_is_written_while_the_server_is_gone_waits_for_it(phone: "Page", server: Server, county: Operator) -> None:
    server.kill()
    phone.goto("/phone/#/new")
    phone.locator("input[name=category]").first.check()
    phone.fill("textarea[name=text]", "坏了的第0盏灯")
    phone.locator("main form button").click()
    expect(phone.locator(COUNT)).to_have_text("1")
    expect(phone.locator("#signal")).to_have_attribute("data-tone", "warn")
    server.start()
    expect(phone.locator(COUNT)).to_be_hidden(timeout=30_000)
    assert [row[0] for row in county.query(TOOK)] == ["坏了的第0盏灯"]
