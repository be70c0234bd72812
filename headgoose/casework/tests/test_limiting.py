"""Who floods a form waits; an office behind one address is slowed and never shut out; guessing codes ends soon."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from headgoose.casework import limiting
from headgoose.casework.limiting import Pace, Turns, Wait, turns
from headgoose.casework.models import Request
from headgoose.casework.tests.conftest import GRID, VILLAGE, Net
from headgoose.kernel import clock

SOON = Pace(3, 10)
OTHER_GRID = "231221100200002"


@dataclass
class Watch:
    """A clock that a test moves."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def limited(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Limits turned on, with a clock of their own."""
    settings.PUBLIC_LIMITS = True
    watch = Watch()
    monkeypatch.setattr(turns, "_clock", watch)
    turns.clear()
    return watch


def send(client: Client, place: str = GRID, address: str = "10.0.0.1", **more: Any) -> Any:
    said = {"client_id": str(uuid4()), "category": "road", "text": "灯坏了", **more}
    return client.post(f"/ask/{place}/", said, REMOTE_ADDR=address)


def visitor() -> Client:
    """A browser that has seen the form."""
    client = Client()
    client.get(f"/ask/{GRID}/")
    return client


def test_a_pace_lets_some_at_once_and_then_one_by_one() -> None:
    watch = Watch()
    found = Turns(watch)
    assert [found.take([("a", SOON)]) for _turn in range(3)] == [0, 0, 0]
    assert found.take([("a", SOON)]) == 10
    assert found.take([("b", SOON)]) == 0
    watch.seconds += 10
    assert found.take([("a", SOON)]) == 0
    assert found.take([("a", SOON)]) == 10
    watch.seconds += 1000
    assert [found.take([("a", SOON)]) for _turn in range(3)] == [0, 0, 0]


def test_turns_queue_up_and_too_long_ones_are_not_taken() -> None:
    found = Turns(Watch())
    waits = [found.take([("a", SOON)], longest=25) for _turn in range(7)]
    assert waits == [0, 0, 0, 10, 20, 30, 30]


def test_the_slowest_of_several_keys_counts_and_none_is_taken_alone() -> None:
    found = Turns(Watch())
    for _turn in range(3):
        found.take([("a", SOON)])
    assert found.take([("a", SOON), ("b", Pace(1, 5))]) == 10
    assert found.take([("b", Pace(1, 5))]) == 0


def test_keys_not_used_for_longest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "KEYS_MOST", 2)
    found = Turns(Watch())
    for key in ("a", "b", "c"):
        found.take([(key, Pace(1, 5))])
    assert [found.wait([(key, Pace(1, 5))]) for key in ("a", "b", "c")] == [0, 5, 5]


def test_one_browser_is_told_to_wait_and_what_it_typed_is_kept(net: Net, limited: Watch) -> None:
    client = visitor()
    for _turn in range(limiting.ASK_BROWSER.burst):
        assert send(client).status_code == 302
    client_id = str(uuid4())
    answer = send(client, client_id=client_id, text="第十一件事")
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "第十一件事" in page
    [turn] = re.findall(r'name="turn" value="([^"]+)"', page)
    assert f'name="client_id" value="{client_id}"' in page
    # Too early: the same turn stands, and no second one is taken.
    with clock.frozen(net.at + timedelta(seconds=10)):
        early = send(client, client_id=client_id, text="第十一件事", turn=turn)
    assert (early.status_code, early.headers["Retry-After"]) == (429, "20")
    with clock.frozen(net.at + timedelta(seconds=31)):
        assert send(client, client_id=client_id, text="第十一件事", turn=turn).status_code == 302
    assert Request.objects.count() == limiting.ASK_BROWSER.burst + 1


def test_others_behind_the_same_address_are_not_held_up(net: Net, limited: Watch) -> None:
    for _turn in range(limiting.ASK_BROWSER.burst):
        send(one := visitor())
    flooding = visitor()
    for _turn in range(limiting.ASK_BROWSER.burst + 1):
        last = send(flooding)
    assert last.status_code == 429
    assert send(visitor()).status_code == 302
    assert send(one).status_code == 302


def test_an_address_and_a_grid_have_their_own_paces(net: Net, limited: Watch) -> None:
    taken = 0
    while (answer := send(Client(), VILLAGE)).status_code == 302:
        taken += 1
    assert taken == limiting.ASK_GRID.burst
    assert answer.headers["Retry-After"] == "5"
    # Another grid is open, until the address has had its share.
    while send(Client(), OTHER_GRID).status_code == 302:
        taken += 1
    assert taken == limiting.ASK_ADDRESS.burst - 1
    assert send(Client(), GRID, "10.0.0.2").status_code == 302


def test_a_repeat_of_what_was_sent_is_never_held_up(net: Net, limited: Watch) -> None:
    client, client_id = visitor(), str(uuid4())
    send(client, client_id=client_id)
    for _turn in range(limiting.ASK_BROWSER.burst):
        send(client)
    assert send(client, client_id=client_id).status_code == 302


def test_a_turn_is_good_for_its_own_request_only(net: Net, limited: Watch, rf: Any) -> None:
    request = rf.post("/")
    for _turn in range(limiting.ASK_GRID.burst):
        limiting.check_asking(request, 1, uuid4())
    mine = UUID(int=1)
    with pytest.raises(Wait) as refused:
        limiting.check_asking(request, 1, mine)
    turn = refused.value.turn
    with clock.frozen(net.at + timedelta(seconds=60)):
        limiting.check_asking(request, 1, mine, turn)
        for forged in (turn[:-1] + "x", "", "x:y:z"):
            with pytest.raises(Wait):
                limiting.check_asking(request, 1, mine, forged)
        with pytest.raises(Wait):
            limiting.check_asking(request, 1, UUID(int=2), turn)


def test_a_wait_longer_than_two_minutes_is_no_turn(net: Net, limited: Watch, rf: Any) -> None:
    waits = []
    for _turn in range(limiting.ASK_GRID.burst + 40):
        try:
            limiting.check_asking(rf.post("/"), 1, uuid4())
        except Wait as wait:
            waits.append((wait.seconds, bool(wait.turn)))
    assert waits[0] == (5, True)
    assert waits[-1] == (limiting.LONGEST_WAIT_S, False)
    limited.seconds += 400
    limiting.check_asking(rf.post("/"), 1, uuid4())


def test_guessing_codes_ends_soon_and_even_a_right_guess_is_not_told(net: Net, limited: Watch) -> None:
    request = net.ask()
    wrong = 0
    while Client().get(f"/follow/WRONG{wrong:05d}/").status_code == 404:
        wrong += 1
    assert wrong == limiting.WRONG_ADDRESS.burst
    answer = Client().get(f"/follow/{request.code}/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert Client().get(f"/follow/{request.code}/", REMOTE_ADDR="10.0.0.9").status_code == 200
    limited.seconds += 6
    assert Client().get(f"/follow/{request.code}/").status_code == 200


def test_who_opened_a_request_before_is_not_held_up_by_a_neighbour(net: Net, limited: Watch) -> None:
    request = net.ask()
    known = Client()
    known.get(f"/follow/{request.code}/")
    for number in range(limiting.WRONG_ADDRESS.burst + 1):
        Client().get(f"/follow/WRONG{number:05d}/")
    assert known.get(f"/follow/{request.code}/").status_code == 200
    stranger = Client()
    stranger.cookies["asker"] = "forged.1:x:y"
    assert stranger.get(f"/follow/{request.code}/").status_code == 429


def test_right_codes_are_not_counted(net: Net, limited: Watch) -> None:
    request = net.ask()
    for _turn in range(limiting.WRONG_ADDRESS.burst + 5):
        assert Client().get(f"/follow/{request.code}/").status_code == 200


def test_words_on_one_request_have_a_pace(net: Net, limited: Watch) -> None:
    request = net.ask()
    said = [
        Client().post(f"/follow/{request.code}/add/", {"client_id": str(uuid4()), "text": f"第{number}句"})
        for number in range(limiting.ADD_TO_ONE.burst + 1)
    ]
    assert [answer.status_code for answer in said[-2:]] == [302, 429]
    assert f"第{limiting.ADD_TO_ONE.burst}句" in said[-1].content.decode()


def test_places_are_looked_for_as_fast_as_people_type(net: Net, limited: Watch) -> None:
    said = [Client().get("/ask/?q=x").status_code for _turn in range(limiting.SEARCH_ADDRESS.burst + 1)]
    assert said[-2:] == [200, 429]


def test_of_ipv6_the_network_is_counted(rf: Any) -> None:
    seen = {
        limiting.browser_of(rf.get("/", REMOTE_ADDR=address)).address
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "10.0.0.1", "")
    }
    assert seen == {"2001:db8:1:2::/64", "2001:db8:1:3::/64", "10.0.0.1", ""}


def test_behind_a_proxy_that_tells_no_addresses_none_is_counted(net: Net, limited: Watch, settings: Any) -> None:
    settings.BEHIND_TLS, settings.FORWARDED_ADDRESS = True, False
    for number in range(limiting.WRONG_ADDRESS.burst + 1):
        Client().get(f"/follow/WRONG{number:05d}/", secure=True)
    assert Client().get("/follow/WRONGAGAIN/", secure=True).status_code == 404


def test_it_speaks_the_readers_language(net: Net, limited: Watch) -> None:
    for number in range(limiting.WRONG_ADDRESS.burst + 1):
        Client().get(f"/follow/WRONG{number:05d}/")
    english = Client(headers={"Accept-Language": "en"}).get("/follow/WRONGAGAIN/")
    assert "Too many codes that do not exist came from here." in english.content.decode()
