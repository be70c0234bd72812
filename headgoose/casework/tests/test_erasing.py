"""Erased is erased: from every table, from the trail, and from the file of the database."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from headgoose.casework.actions.protecting import erase_request, reveal_petitioner
from headgoose.casework.actions.steps import Said, accept_request, answer_request
from headgoose.casework.models import Event, Petitioner, Photo, Request
from headgoose.casework.tests.conftest import GRID, RESIDENT, VILLAGE, Net
from headgoose.casework.tests.pictures import jpeg, upload
from headgoose.casework.tests.whistling import blow
from headgoose.kernel.refusal import Refused
from headgoose.records.attachments import read_document

TEXT, WHERE, NAME, PHONE = "水管裂了独有字句甲", "独有地点乙", "独有姓名丙", "13900007777"
ADDED, WORDS, ANSWER = "独有补充丁", "独有评价戊", "独有答复己"
SAID = (TEXT, WHERE, NAME, PHONE, ADDED, WORDS, ANSWER)


def everything() -> Iterator[tuple[str, bytes]]:
    """Every value of every table as bytes, with the name of the table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    if isinstance(value, bytes | memoryview):
                        yield table, bytes(value)
                    elif value is not None:
                        yield table, str(value).encode()


def tables_with(needle: bytes) -> set[str]:
    return {table for table, value in everything() if needle in value}


def through_the_pages(net: Net) -> Request:
    """A request with all that a resident can say and show, answered with words that speak of them."""
    client = Client()
    asked = {"client_id": str(uuid4()), "category": "water", "text": TEXT, "where_text": WHERE, "name": NAME}
    client.post(f"/ask/{GRID}/", {**asked, "phone": PHONE, "photos": [upload()]})
    request = Request.objects.get()
    client.post(f"/follow/{request.code}/add/", {"client_id": str(uuid4()), "text": ADDED, "photos": [upload()]})
    reveal_petitioner(by=net.actor("township_officer"), at=net.at, request_id=request.pk, why="电话回访")
    net.do(accept_request, "township_officer", request)
    blow(net, "township_officer", place=VILLAGE[:9], request_id=request.pk, text=f"群众反映：{TEXT}")
    net.do(answer_request, "township_officer", request, said=Said(ANSWER, photos=[read_document(jpeg((7, 7, 7)))]))
    reply = {"client_id": str(uuid4()), "solved": "no", "words": WORDS, "satisfaction": "1"}
    client.post(f"/follow/{request.code}/reply/", reply)
    return request


def test_no_table_holds_a_trace_of_what_was_erased(net: Net) -> None:
    request = through_the_pages(net)
    sealed = bytes(Petitioner.objects.get().ciphertext)
    pictures = [bytes(photo.content) for photo in Photo.objects.all()]
    digests = [*Event.objects.exclude(digest="").values_list("digest", flat=True), request.digest]
    hashes = list(Photo.objects.values_list("sha256", flat=True))
    needles = [*(said.encode() for said in SAID if said not in (NAME, PHONE)), sealed, *pictures]
    needles += [said.encode() for said in [*digests, *hashes]]
    # The scan finds what is there, and name and telephone are nowhere in the clear even now.
    assert all(tables_with(needle) for needle in needles)
    assert not tables_with(NAME.encode()) | tables_with(PHONE.encode())
    answer = Client().post(f"/follow/{request.code}/erase/")
    assert answer.status_code == 302
    for needle in needles:
        assert tables_with(needle) == set()
    request.refresh_from_db()
    assert (request.erased_at is not None, request.lat_e6, request.attributes) == (True, None, {})


def test_acts_never_hold_what_was_said(net: Net) -> None:
    through_the_pages(net)
    for said in SAID:
        assert "records_act" not in tables_with(said.encode())


def test_what_happened_and_the_counts_stay(net: Net) -> None:
    request = through_the_pages(net)
    before = list(request.events.values_list("number", "verb", "at", "state"))
    Client().post(f"/follow/{request.code}/erase/")
    after = list(request.events.values_list("number", "verb", "at", "state"))
    assert after[:-1] == before
    assert after[-1][1] == "erase"
    page = Client().get(f"/follow/{request.code}/").content.decode()
    assert not [said for said in SAID if said in page]


def test_it_asks_once_more_before_it_erases(net: Net) -> None:
    request = through_the_pages(net)
    page = Client().get(f"/follow/{request.code}/erase/")
    assert page.status_code == 200
    assert TEXT.encode() in b" ".join(value for _table, value in everything())
    assert re.search(rf'<form method="post" action="/follow/{request.code}/erase/"', page.content.decode())
    for _tap in range(2):
        assert Client().post(f"/follow/{request.code}/erase/").status_code == 302
    assert request.events.filter(verb="erase").count() == 1


def test_only_the_code_and_the_county_erase(net: Net) -> None:
    request = through_the_pages(net)
    for part in ("secretary", "grid_worker", "township_officer"):
        with pytest.raises(Refused):
            erase_request(by=net.actor(part), at=net.at, request_id=request.pk)
    erase_request(by=net.actor("county_officer"), at=net.at, request_id=request.pk)


@pytest.mark.django_db(transaction=True)
def test_the_file_of_the_database_holds_no_trace_either(net: Net) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's dead rows go with its own vacuum")
    # So long that it fills pages of its own, which are then free and would be left as they are.
    request = net.ask(text=(TEXT * 200)[:2000])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = Path(connection.settings_dict["NAME"])
    assert TEXT.encode() in file.read_bytes()
    erase_request(by=RESIDENT, at=net.at, request_id=request.pk, petitioner=True)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert TEXT.encode() not in file.read_bytes()
