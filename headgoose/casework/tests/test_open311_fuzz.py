"""Whatever is sent, Open311 answers in form and never breaks."""

import json
import urllib.parse
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headgoose.casework import limiting
from headgoose.casework.actions.client_keys import make_client_key
from headgoose.casework.tests.conftest import COUNTY, GRID, Net
from headgoose.kernel.actor import Actor

V2 = "/open311/v2"
READ = [
    "jurisdiction_id",
    "service_request_id",
    "service_code",
    "start_date",
    "end_date",
    "status",
    "page",
    "page_size",
]
SENT = [
    "jurisdiction_id",
    "service_code",
    "lat",
    "long",
    "address_string",
    "address_id",
    "email",
    "device_id",
    "account_id",
    "first_name",
    "last_name",
    "phone",
    "description",
    "media_url",
    "client_id",
    "private",
    "attribute[kind]",
    "attribute[lamp_number]",
    "attribute[trouble][]",
    "attribute[since]",
    "attribute[litres]",
    "service_request_id",
    "status",
]
PATHS = ["services", "services/road", "requests", "requests/1", "tokens/1", "servicerequestupdates", "discovery"]
LIKELY = [
    "",
    "231221",
    GRID,
    "road",
    "water",
    "open",
    "1",
    "0",
    "-1",
    "99999999999999999999",
    "46.8",
    "2026-06-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-02-30T00:00:00Z",
    "true",
    "http://example.org/a.jpg",
    "http://[",
    "\u202e\ufeff",
    "\ud7ff\ufffe",
    "１２",
    "٣",
]
TEXT = st.one_of(st.sampled_from(LIKELY), st.text(max_size=40))
RAW = st.one_of(TEXT.map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=20))
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KIND = st.sampled_from(["xml", "json"])


def query(pairs: list[tuple[str, bytes]]) -> str:
    return "&".join(f"{urllib.parse.quote(name)}={urllib.parse.quote_from_bytes(value)}" for name, value in pairs)


def check_in_form(answer: Any, kind: str) -> None:
    """Never a fault of ours, and always readable."""
    assert answer.status_code < 500, answer.content
    text = answer.content.decode("utf-8")
    if kind == "xml":
        assert ElementTree.fromstring(text).tag
    else:
        assert isinstance(json.loads(text), list | dict)


@pytest.mark.django_db
@FUZZ
@given(path=st.sampled_from(PATHS), kind=KIND, said=st.lists(st.tuples(st.sampled_from(READ), RAW), max_size=4))
def test_any_question_is_answered_in_form(net: Net, path: str, kind: str, said: list[tuple[str, bytes]]) -> None:
    check_in_form(Client().get(f"{V2}/{path}.{kind}?{query(said)}"), kind)


@pytest.mark.django_db
@FUZZ
@given(
    path=st.sampled_from(["requests", "servicerequestupdates"]),
    kind=KIND,
    said=st.lists(st.tuples(st.sampled_from(SENT), RAW), max_size=6),
    whole=st.booleans(),
)
def test_anything_sent_is_answered_in_form(
    net: Net, system: Actor, path: str, kind: str, said: list[tuple[str, bytes]], whole: bool
) -> None:
    limiting.turns.clear()
    _key, secret = make_client_key(by=system, at=net.at, name="fuzz", place=COUNTY)
    given = {name for name, _value in said}
    base = [("api_key", secret), ("service_code", "road"), ("address_id", GRID), ("description", "路灯坏了")]
    own = [(name, value.encode()) for name, value in base if name == "api_key" or (whole and name not in given)]
    body = query([*own, *said])
    kind_of_body = "application/x-www-form-urlencoded"
    check_in_form(Client().post(f"{V2}/{path}.{kind}", body, content_type=kind_of_body), kind)


@pytest.mark.django_db
@FUZZ
@given(path=st.text(st.characters(exclude_characters="/?#", exclude_categories=["Cs"]), max_size=20), kind=KIND)
def test_any_number_is_answered_in_form(path: str, kind: str) -> None:
    for noun in ("requests", "services", "tokens"):
        check_in_form(Client().get(f"{V2}/{noun}/{urllib.parse.quote(path, safe='')}.{kind}"), kind)
