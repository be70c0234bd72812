"""A phone in a real browser whose signal, server and user come and go: nothing is lost, nothing twice, order kept."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from headgoose.casework.models import Answer, Event, Request
from headgoose.casework.tests.conftest import Net
from headgoose.casework.tests.rollcalling import call

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
QUEUE = re.compile(r"/phone/queue\.json$")
TEXTS = ["第一件：路灯坏了", "第二件：水沟堵了", "第三件：线杆歪了"]


@pytest.fixture
def phone(net: Net, page: "Page", live_server: Any) -> "Iterator[Page]":
    """The grid worker's phone, with its tasks taken along."""
    sign_in(page, net, "grid_worker", live_server.url)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/phone/")
    expect(page.locator("#signal")).to_have_text(re.compile("Up to date|已是最新"))
    yield page
    page.unroute_all(behavior="wait")


def sign_in(page: "Page", net: Net, part: str, url: str) -> None:
    """Put somebody's session into the browser."""
    client = Client()
    client.force_login(net.users[part])
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def write(page: "Page", text: str) -> None:
    """Take a request down."""
    page.goto("/phone/#/new")
    page.locator("input[name=category][value=road]").check()
    page.fill("textarea[name=text]", text)
    page.locator("main form button").click()
    expect(page.locator("textarea[name=text]")).to_have_count(0)


def texts() -> list[str]:
    """What the server has, in the order in which it came."""
    return list(Request.objects.order_by("pk").values_list("text", flat=True))


def waits(page: "Page", number: int) -> None:
    """So many entries are not sent yet."""
    if number:
        expect(page.locator("#queue-open")).to_have_text(str(number))
    else:
        expect(page.locator("#queue-open")).to_be_hidden(timeout=20_000)


def arrived(page: "Page", wanted: list[str]) -> list[str]:
    """What the server has once nothing waits; a page just opened shows no number before it has looked."""
    for _turn in range(200):
        if texts() == wanted:
            break
        page.wait_for_timeout(100)
    waits(page, 0)
    return texts()


def answer_with(status: int) -> "Callable[[Route], None]":
    """Answer in place of the server."""
    return lambda route: route.fulfill(status=status, content_type="text/html", body="<p>no</p>")


def let_pass(route: "Route") -> None:
    """Leave it to the server."""
    route.continue_()


def cut_short(route: "Route") -> None:
    """Let the server do its work, and cut its answer off in the middle."""
    done = route.fetch()
    route.fulfill(status=done.status, content_type="application/json", body=done.text()[:20])


def test_what_is_written_without_a_signal_goes_out_in_order_when_it_returns(phone: "Page") -> None:
    phone.context.set_offline(True)
    for text in TEXTS:
        write(phone, text)
    waits(phone, 3)
    phone.context.set_offline(False)
    assert arrived(phone, TEXTS) == TEXTS


@pytest.mark.parametrize("trouble", [answer_with(401), answer_with(403), answer_with(500), answer_with(502), cut_short])
def test_trouble_on_the_way_loses_nothing_and_doubles_nothing(
    phone: "Page", trouble: "Callable[[Route], None]"
) -> None:
    # Not taken off on the way: what is under way then would be answered by nobody.
    doing = [trouble]
    phone.route(QUEUE, lambda route: doing[0](route))
    for text in TEXTS:
        write(phone, text)
    waits(phone, 3)
    # The last try is over: from here on only the phone's own next look can send them.
    expect(phone.locator("#signal")).to_have_attribute("data-tone", re.compile("warn|bad"))
    doing[0] = let_pass
    assert arrived(phone, TEXTS) == TEXTS


def test_a_line_cut_before_and_after_the_server_did_its_work_changes_nothing(phone: "Page") -> None:
    turns = iter(["before", "after"])

    def cut(route: "Route") -> None:
        turn = next(turns, "")
        if turn == "after":
            route.fetch()
        if turn:
            route.abort("connectionreset")
        else:
            route.continue_()

    phone.route(QUEUE, cut)
    for text in TEXTS:
        write(phone, text)
    assert arrived(phone, TEXTS) == TEXTS


def test_a_page_that_is_closed_and_opened_without_a_signal_still_has_everything(phone: "Page") -> None:
    expect(phone.locator("main")).not_to_be_empty()
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.context.set_offline(True)
    write(phone, TEXTS[0])
    again = phone.context.new_page()
    phone.goto("about:blank")
    again.goto("/phone/")
    waits(again, 1)
    write(again, TEXTS[1])
    again.context.set_offline(False)
    assert arrived(again, TEXTS[:2]) == TEXTS[:2]


def test_somebody_else_on_the_same_phone_does_not_send_what_is_not_theirs(
    phone: "Page", net: Net, live_server: Any
) -> None:
    phone.route(QUEUE, answer_with(401))
    write(phone, TEXTS[0])
    waits(phone, 1)
    sign_in(phone, net, "secretary", live_server.url)
    phone.unroute_all(behavior="wait")
    phone.goto("/phone/#/queue")
    phone.reload()
    expect(phone.locator("main")).to_contain_text(re.compile("somebody else|别人"))
    assert texts() == []
    sign_in(phone, net, "grid_worker", live_server.url)
    phone.reload()
    assert arrived(phone, TEXTS[:1]) == TEXTS[:1]
    assert Event.objects.get(verb="accept").person_id == net.users["grid_worker"].person_id


def test_what_the_server_refuses_is_kept_for_its_writer_and_holds_nothing_up(phone: "Page", net: Net) -> None:
    refuse = [True]

    def once(route: "Route") -> None:
        if refuse.pop() if refuse else False:
            route.fulfill(status=409, content_type="application/json", body='{"reason": "与先前的不同"}')
        else:
            route.continue_()

    phone.route(QUEUE, once)
    write(phone, TEXTS[0])
    write(phone, TEXTS[1])
    waits(phone, 1)
    assert texts() == [TEXTS[1]]
    phone.goto("/phone/#/queue")
    expect(phone.locator("main")).to_contain_text("与先前的不同")


def test_a_step_and_an_answer_to_a_roll_call_are_given_without_a_signal(phone: "Page", net: Net) -> None:
    roll = call(net)
    write(phone, TEXTS[0])
    assert arrived(phone, TEXTS[:1]) == TEXTS[:1]
    request = Request.objects.get()
    phone.reload()
    expect(phone.locator("main")).to_contain_text(TEXTS[0])
    phone.context.set_offline(True)
    phone.goto(f"/phone/#/request/{request.pk}")
    step = phone.locator("form.phone-step:has(textarea)").first
    step.locator("textarea").fill("已看过，明天带工具来修好")
    step.locator("button").click()
    waits(phone, 1)
    phone.goto(f"/phone/#/roll/{roll.pk}/231221100200001")
    phone.locator("select[name='given.status']").select_option("all_well")
    phone.locator("main form button").click()
    waits(phone, 2)
    assert not Answer.objects.exists()
    phone.context.set_offline(False)
    waits(phone, 0)
    event = Event.objects.get(request=request, text="已看过，明天带工具来修好")
    assert event.person_id == net.users["grid_worker"].person_id
    assert [answer.given["status"] for answer in Answer.objects.all()] == ["all_well"]


def test_two_hundred_entries_go_out_oldest_first(phone: "Page", net: Net) -> None:
    owner = net.users["grid_worker"].person_id
    phone.context.set_offline(True)
    phone.evaluate(
        """async ([owner, place]) => {
        const queue = await import('/static/casework/phone/queue.mjs');
        for (let turn = 0; turn < 200; turn += 1)
            await queue.write(owner, 'request', {place, category: 'road', text: `第${turn}件`}, `${turn}`);
        }""",
        [owner, "231221100200001"],
    )
    phone.evaluate("window.dispatchEvent(new Event('hashchange'))")
    waits(phone, 200)
    phone.context.set_offline(False)
    expect(phone.locator("#queue-open")).to_be_hidden(timeout=90_000)
    assert texts() == [f"第{turn}件" for turn in range(200)]
