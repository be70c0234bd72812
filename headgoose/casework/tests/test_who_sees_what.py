"""Who sees which requests: one condition for lists, counts, search, single reads and pictures."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from conftest import Tree
from headgoose.casework.actions.joining import join_desk
from headgoose.casework.actions.steps import Said, accept_request, transfer_request
from headgoose.casework.listing import Asked, Group, RequestList, Sort
from headgoose.casework.models import Channel, Photo, Request
from headgoose.casework.panels import find_by_words
from headgoose.casework.queries import find_seen, get_photo, get_request, sight_of
from headgoose.casework.routing import Against
from headgoose.casework.tests.conftest import COUNTY, GRID, TOWNSHIP, VILLAGE, Net
from headgoose.kernel.area import area_of, key_of, level_of
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.records.attachments import Document

SIBLING_GRID = "231221100200002"
OTHER_VILLAGE = "231221101200"
PARTS = [
    "province_officer",
    "prefecture_officer",
    "county_officer",
    "township_officer",
    "township_accountant",
    "village_accountant",
    "secretary",
    "first_secretary",
    "grid_worker",
    "auditor",
    "audit_admin",
    "system_admin",
    "resident",
    "stranger",
]
DIRECTORS = {
    "province_officer",
    "prefecture_officer",
    "county_officer",
    "township_officer",
    "auditor",
    "audit_admin",
}
IN_VILLAGE = {*DIRECTORS, "secretary", "first_secretary"}


def sees(net: Net, request: Request) -> set[str]:
    """Who sees a request by each way of reading; all ways must agree."""
    on = date_of(net.at)
    found = set()
    for part in PARTS:
        actor = net.actor(part)
        one = request.pk in find_seen(actor, on, [request.pk])
        listed = request.pk in everything(net, part, "23")
        hits = find_by_words(str(request.pk), actor, on, 5)
        assert (one, listed, bool(hits)) in {(True, True, True), (False, False, False)}, part
        if one:
            assert get_request(actor, request.pk, on) == request
            found.add(part)
            continue
        with pytest.raises(Refused) as refused:
            get_request(actor, request.pk, on)
        assert refused.value.because is Because.NOT_FOUND
    return found


def everything(net: Net, part: str, code: str, **asked: Any) -> list[int]:
    """The ids that a list of a place shows somebody."""
    sight = sight_of(net.actor(part), date_of(net.at))
    area = area_of(key_of(code), level_of(code))
    found = RequestList(sight, area, Asked(**{"at": net.at, "group": Group.ALL, "sort": Sort.NEWEST, **asked}))
    ids = [one.pk for one in found[0:100]]
    assert len(found) == len(ids)
    return ids


def test_an_open_request_is_seen_by_who_answers_and_directs_there(net: Net) -> None:
    # The road goes to the secretary; the grid worker of the grid answers requests there.
    assert sees(net, net.ask()) == {*IN_VILLAGE, "grid_worker"}


def test_a_worker_of_another_grid_sees_it_not(net: Net) -> None:
    assert sees(net, net.ask(place=SIBLING_GRID)) == IN_VILLAGE
    assert sees(net, net.ask(place=OTHER_VILLAGE)) == DIRECTORS - {"township_officer"}


def test_a_private_request_is_seen_by_who_directs_or_reads_the_trail_and_by_its_desk(net: Net) -> None:
    assert sees(net, net.ask(private=True)) == {*DIRECTORS, "secretary"}


def test_what_was_asked_openly_and_sent_on_as_private_is_seen_like_a_private_one(net: Net) -> None:
    request = net.ask()
    desk, said = (VILLAGE, "secretary"), Said("属照料事项")
    net.do(transfer_request, "township_officer", request, desk=desk, said=said, category="care")
    assert sees(net, request) == {*DIRECTORS, "secretary"}


def test_a_desk_that_joined_sees_a_private_request(net: Net) -> None:
    request = net.ask(private=True)
    net.do(accept_request, "secretary", request)
    assert "first_secretary" not in sees(net, request)
    net.do(join_desk, "township_officer", request, desk=(VILLAGE, "first_secretary"))
    assert sees(net, request) == {*DIRECTORS, "secretary", "first_secretary"}


def test_who_holds_it_sees_it_after_leaving_the_desk(net: Net) -> None:
    request = net.do(accept_request, "secretary", net.ask(private=True))
    person = net.users["secretary"].person
    assert person is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_tenure WHERE person_id = %s", [person.pk])
    person.tenures.update(end_on=date_of(net.at))
    assert request.pk in find_seen(net.actor("secretary"), date_of(net.at), [request.pk])


def test_a_complaint_of_the_village_is_hidden_from_the_village(net: Net) -> None:
    request = net.ask(against=Against(net.tree[VILLAGE].place_id))
    assert sees(net, request) == DIRECTORS


def test_pictures_are_for_who_sees_the_request(net: Net) -> None:
    request = net.ask(photos=[Document("image/png", b"\x89PNG\r\n\x1a\n")])
    photo, on = Photo.objects.get(), date_of(net.at)
    assert get_photo(net.actor("secretary"), request.pk, photo.pk, on) == photo
    with pytest.raises(Refused) as refused:
        get_photo(net.actor("village_accountant"), request.pk, photo.pk, on)
    assert refused.value.because is Because.NOT_FOUND
    other = net.ask()
    with pytest.raises(Refused):
        get_photo(net.actor("secretary"), other.pk, photo.pk, on)


def test_a_list_is_narrowed_by_everything_that_can_be_asked(net: Net) -> None:
    road = net.ask()
    net.later(days=3)
    waste = net.ask(category="waste", urgency="urgent", text="垃圾没人清运", where_text="老李家门口")

    def ids(**asked: Any) -> list[int]:
        return everything(net, "county_officer", COUNTY, **asked)

    assert ids() == [waste.pk, road.pk]
    assert ids(category="waste") == [waste.pk]
    assert ids(urgency="urgent") == [waste.pk]
    assert ids(channel=Channel.WORKER) == []
    assert ids(since=date_of(net.at)) == [waste.pk]
    assert ids(until=date_of(road.received_at)) == [road.pk]
    assert ids(words="清运") == [waste.pk]
    assert ids(words="老李") == [waste.pk]
    assert ids(words="100%") == []
    assert ids(words=f"#{road.pk}") == [road.pk]
    assert ids(words=road.code.lower()) == [road.pk]
    # The road was to be accepted on a working day; that of the waste has two hours.
    assert ids(late=True) == [road.pk]
    assert ids(sort=Sort.DUE, group=Group.OPEN) == [road.pk, waste.pk]
    assert ids(group=Group.ENDED) == []
    assert everything(net, "county_officer", SIBLING_GRID) == []
    assert everything(net, "county_officer", GRID) == [waste.pk, road.pk]
    assert everything(net, "grid_worker", TOWNSHIP) == [waste.pk, road.pk]


def test_a_walk_by_time_and_one_by_key_give_the_same(net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    for turn in range(8):
        net.later(hours=1)
        net.ask(place=SIBLING_GRID if turn % 2 else GRID, category="road" if turn % 3 else "waste")
    by_time = [everything(net, "county_officer", COUNTY, category=code) for code in ("", "waste")]
    monkeypatch.setattr("headgoose.casework.listing.STEPS_MOST", -1)
    by_key = [everything(net, "county_officer", COUNTY, category=code) for code in ("", "waste")]
    assert by_time == by_key
    assert len(by_time[0]) == 8


def test_lists_walk_the_indexes_meant_for_them(net: Net, tree: Tree) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by its statistics")
    net.ask()
    plans: dict[str, str] = {}
    from headgoose.casework import listing

    def explain(self: RequestList, sql: str) -> list[Any]:
        params = list(self._condition.params)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            plans[asked] = " ".join(row[3] for row in cursor.fetchall())
            cursor.execute(sql, params)
            return list(cursor.fetchall())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing.RequestList, "_found", explain)
        sight = sight_of(net.actor("county_officer"), date_of(net.at))
        for asked, group, sort in (  # noqa: B007 - read where the query runs
            ("open", Group.OPEN, Sort.DUE),
            ("all", Group.ALL, Sort.NEWEST),
        ):
            RequestList(sight, tree[COUNTY].area, Asked(net.at, group, sort=sort)).ids(0, 50)
    assert "request_open_by_key" in plans["open"]
    assert "request_by_time" in plans["all"]
    assert "TEMP B-TREE" not in plans["all"]


def test_the_page_of_a_request_that_is_not_ones_own_is_not_there(net: Net, client: Client) -> None:
    request = net.ask(private=True)
    client.force_login(net.users["village_accountant"])
    assert client.get(f"/request/{request.pk}/").status_code == 404
    assert client.post(f"/request/{request.pk}/step/accept/", {"version": 1}).status_code == 404
    assert client.post(f"/request/{request.pk}/reveal/", {"why": "想知道是谁"}).status_code == 404
    assert client.get(f"/request/{request.pk}/photo/1/").status_code == 404
    assert client.get("/request/999999/").status_code == 404
