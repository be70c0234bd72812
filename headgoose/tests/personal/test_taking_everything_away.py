"""A file with all that is held about one person, and nobody else's."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from conftest import AT
from headgoose.access.models import User
from headgoose.kernel.actor import Actor
from headgoose.people.models import Tenure
from headgoose.personal.actions.fields import record_field
from headgoose.personal.models import FieldKind, Reveal
from headgoose.tests.personal.conftest import IDENTITY, PHONE, VALUES

REASON = {"purpose": "request", "words": "本人来信要求"}


def unpacked(answer: Any) -> tuple[dict[str, list[dict[str, Any]]], CalamineWorkbook]:
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        sheet, plain = sorted(file.namelist(), reverse=True)
        return json.loads(file.read(plain)), CalamineWorkbook.from_filelike(io.BytesIO(file.read(sheet)))


@pytest.fixture
def held(person_id: int, county: Actor) -> int:
    """A person with all three values, whose tenure was put right once."""
    for kind, value in zip(FieldKind, VALUES, strict=True):
        record_field(by=county, at=AT, person_id=person_id, kind=kind, text=value)
    Tenure.objects.filter(person_id=person_id).update(start_on="2020-02-01", known_at=AT)
    return person_id


def test_the_file_holds_every_room_s_share(held: int, user: User, as_user: Callable[..., Client]) -> None:
    client = as_user(user)
    parts, book = unpacked(client.post(f"/person/{held}/personal/export/", headers={"accept-language": "en"}))
    assert [row["value"] for row in parts["values in the clear"]] == list(VALUES)
    assert parts["person"][0]["name"] == "测试甲"
    assert parts["tenures"][0]["start_on"] == "2020-02-01"
    assert parts["tenures as they were on record before"][0]["start_on"] == "2020-01-01"
    assert {row["verb"] for row in parts["acts about the person"]} >= {"personal.record_field", "personal.reveal_all"}
    assert book.sheet_names[0] == "values in the clear"
    assert [IDENTITY in row for row in book.get_sheet_by_index(0).to_python()][1]
    assert len(book.sheet_names) == len(parts)
    assert not Reveal.objects.exists()


def test_an_officer_takes_it_for_a_reason_that_the_person_can_read(held: int, as_user: Callable[..., Client]) -> None:
    client = as_user("county_officer", "231221")
    parts, _book = unpacked(client.post(f"/person/{held}/personal/export/", REASON, headers={"accept-language": "en"}))
    assert [row["value"] for row in parts["values in the clear"]] == list(VALUES)
    assert Reveal.objects.get().act.after["words"] == "本人来信要求"
    assert Reveal.objects.get().act.verb == "personal.reveal_all"


def test_nothing_of_others_is_in_the_file(
    held: int, user_at: Callable[..., User], user: User, as_user: Callable[..., Client], county: Actor
) -> None:
    other = user_at("secretary", "231221100201", name="别人丙")
    assert other.person_id is not None
    record_field(by=county, at=AT, person_id=other.person_id, kind=FieldKind.PHONE, text="13900139000")
    parts, _book = unpacked(as_user(user).post(f"/person/{held}/personal/export/"))
    said = json.dumps(parts, ensure_ascii=False)
    assert PHONE in said
    assert "13900139000" not in said
    assert "别人丙" not in said


def test_a_value_that_cannot_be_read_is_said_to_be_so(
    held: int, user: User, as_user: Callable[..., Client], own_keys: Any
) -> None:
    own_keys.unlink()
    answer = as_user(user).post(f"/person/{held}/personal/export/", headers={"accept-language": "en"})
    parts, _book = unpacked(answer)
    assert {row["value"] for row in parts["values in the clear"]} == {"cannot be read"}


def test_the_file_is_sent_for_a_form_and_not_for_a_link(held: int, user: User, as_user: Callable[..., Client]) -> None:
    answer = as_user(user).get(f"/person/{held}/personal/export/")
    assert answer["Content-Type"].startswith("text/html")
