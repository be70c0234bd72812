"""Every address for every member of the cast at their own place, a child, a sibling and the parent of it."""

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from headgoose.kernel.rights import Right
from headgoose.people.models import Person
from headgoose.tests.matrix.table import page_of
from headgoose.tests.matrix.walk import BROKEN, DOOR, PROVIDERS, Address, addresses, call, url_of
from headgoose.tests.matrix.world import Member, World, build_world

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "access-matrix.md"
METHODS = ("get", "post")
# Names of who holds public office there are meant for everybody.
PUBLISHED = {"open-place"}

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


@pytest.fixture
def world(settings: Any) -> World:
    settings.API_REQUESTS_A_MINUTE = settings.API_FAILURES_A_MINUTE = 10**6
    return build_world()


@cache
def _addresses() -> list[Address]:
    return addresses()


def _calls(world: World, member: Member, address: Address) -> Iterator[tuple[str, str]]:
    """The relations that an address is called for, and its url at each."""
    if not address.about_a_place:
        yield "", url_of(address, world, member.seat, PROVIDERS)
        return
    for relation, code in world.relations(member.seat).items():
        yield relation, url_of(address, world, code, PROVIDERS)


def _told(world: World, member: Member, address: Address) -> dict[str, Any]:
    """What goes with a request: to programs' addresses the member's token."""
    token = world.tokens.get(member.name)
    if address.gate != "token" or token is None:
        return {}
    return {"headers": {"Authorization": f"Bearer {token}"}}


def _rights(address: Address) -> tuple[Right, ...]:
    """Which rights let one see persons at an address: those who keep accounts or the trail see whose they are."""
    if address.route.startswith("security/"):
        return (Right.READ, Right.SECURE_ACCOUNTS)
    return (Right.READ, Right.READ_TRAIL) if "trail" in address.route else (Right.READ,)


def _leaks(world: World, hidden: Mapping[str, Person], text: str) -> Iterator[str]:
    """What an answer says of persons that its reader may not see, and telephones, which nobody may without a word."""
    yield from (f"the person of {code}" for code, person in hidden.items() if person.name in text)
    yield from (f"telephone {phone}" for phone in world.phones if phone in text)


def test_everybody_gets_what_the_reference_page_says_and_no_row_more(world: World) -> None:
    rows: dict[tuple[str, str], dict[str, Mapping[str, str]]] = {}
    leaks, broken = [], []
    for member in world.members:
        # One of the addresses signs out.
        for address, client in zip(_addresses(), member.clients(), strict=False):
            hidden = world.hidden_from(member, *_rights(address))
            for method in METHODS:
                cells: dict[str, str] = {}
                for relation, url in _calls(world, member, address):
                    answer = call(client, method, url, **_told(world, member, address))
                    cells[relation] = answer.sign
                    if cells[relation] == BROKEN:
                        broken.append(f"{member.name} {method} {url}: {answer.status}")
                    if address.name not in PUBLISHED:
                        leaks += [
                            f"{member.name} {method} {url}: {leak}" for leak in _leaks(world, hidden, answer.text)
                        ]
                rows.setdefault((address.route, method), {})[member.name] = cells
    assert broken == []
    assert leaks == []
    assert _never_entered(rows) == []
    text = page_of(rows, [member.name for member in world.members])
    if os.environ.get("HEADGOOSE_WRITE_MATRIX"):
        PAGE.write_text(text, encoding="utf-8")
    assert text == PAGE.read_text(encoding="utf-8")


def _never_entered(rows: Mapping[tuple[str, str], Mapping[str, Mapping[str, str]]]) -> list[str]:
    """Addresses at which everybody was sent to the door, as if nobody had been signed in; the door's own left out."""
    signs = {key: {sign for cells in told.values() for sign in cells.values()} for key, told in rows.items()}
    return [
        f"{method} {route}"
        for (route, method), found in signs.items()
        if found == {DOOR} and not route.startswith("sign-")
    ]


def test_nobody_finds_by_searching_what_they_may_not_read(world: World) -> None:
    leaks = []
    for member in world.members:
        seat = world.relations(member.seat)
        for address, client in zip(_addresses(), member.clients(), strict=False):
            _relation, url = next(_calls(world, member, address))
            hidden = world.hidden_from(member, *_rights(address))
            for code in {"22", seat.get("sibling", "22")} & hidden.keys() if address.name not in PUBLISHED else ():
                person = hidden[code]
                first, second = person.name[0], person.name[1]
                asked = dict.fromkeys(("q", "words", "search", "name", "person", "actor"), first)
                answer = call(client, "get", url, data=asked, **_told(world, member, address))
                if second in answer.text:
                    leaks.append(f"{member.name} {url}: the person of {code}")
                if answer.sign == BROKEN:
                    leaks.append(f"{member.name} {url}: broken by a search")
    assert leaks == []


def test_the_walk_sees_persons_where_they_may_be_read(world: World) -> None:
    officer = next(member for member in world.members if member.name == "province_officer")
    client = officer.client()
    person = world.persons["231221100200"]
    for url in (
        "/place/231221100200/people/",
        f"/person/{person.pk}/",
        "/place/23/people.xlsx",
        f"/search/?q={person.name[0]}",
    ):
        assert person.name in call(client, "get", url).text, url
