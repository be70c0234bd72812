"""Who asked and what was said go when their periods are over; and keys rotate for who asked."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from headgoose.casework.actions.calling_back import close_silent
from headgoose.casework.actions.steps import Said, accept_request, answer_request, merge_request
from headgoose.casework.keeping import PETITIONERS, WORDS
from headgoose.casework.models import Event, Petitioner, Request
from headgoose.casework.petitioners import Asker, open_petitioner
from headgoose.casework.replay import replay, stored_of
from headgoose.casework.tests.conftest import GRID, Net
from headgoose.kernel.actor import Actor
from headgoose.kernel.encrypted import values_by_key
from headgoose.kernel.keyring import keys_file
from headgoose.personal.actions.keys import begin_key, drop_old_key, finish_key, reencrypt_batch
from headgoose.personal.purging import find_outlived, purge
from headgoose.records.models import Act

SAID = {"category": "road", "text": "灯坏了"}
ASKER = Asker("张三测", "13900000001")


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> None:
    """A file of keys that the test may lose."""
    settings.KEYS_FILE = tmp_path / "keys.json"


def ended(net: Net, **asked: Any) -> Request:
    request = net.do(accept_request, "secretary", net.ask(asker=ASKER, **asked))
    net.do(answer_request, "secretary", request, said=Said("换了新灯，今晚就亮"))
    net.later(days=8)
    close_silent(by=net.actor("secretary"), at=net.at, request_id=request.pk)
    request.refresh_from_db()
    return request


def counts(net: Net) -> dict[str, int]:
    return {one.name: one.count for one in find_outlived(net.at) if one.name in (PETITIONERS, WORDS)}


def test_who_asked_goes_half_a_year_after_the_end(net: Net, system: Actor) -> None:
    request = ended(net)
    net.later(days=183)
    assert counts(net) == {PETITIONERS: 0, WORDS: 0}
    net.later(days=2)
    assert counts(net) == {PETITIONERS: 1, WORDS: 0}
    purge(system, net.at)
    assert not Petitioner.objects.exists()
    request.refresh_from_db()
    assert request.text
    act = Act.objects.latest("pk")
    assert (act.verb, act.after["requests"]) == ("casework.clear_petitioners", [request.pk])


def test_words_go_three_years_after_the_end_as_by_an_erasure(net: Net, system: Actor) -> None:
    request = ended(net)
    net.later(days=1097)
    purge(system, net.at)
    request.refresh_from_db()
    assert (request.text, request.erased_at) == ("", net.at)
    assert not Event.objects.filter(request=request).exclude(text="").exists()
    assert all(getattr(request, name) == value for name, value in stored_of(replay(request.events.all())).items())
    assert counts(net) == {PETITIONERS: 0, WORDS: 0}


def test_what_has_not_ended_stays(net: Net, system: Actor) -> None:
    main = net.ask(asker=ASKER)
    other = net.ask(asker=ASKER, text="我家门口也黑着")
    net.do(merge_request, "township_officer", other, into_id=main.pk)
    net.later(days=2000)
    assert counts(net) == {PETITIONERS: 0, WORDS: 0}
    purge(system, net.at)
    assert Petitioner.objects.count() == 2


def test_a_merged_request_ends_with_the_other(net: Net, system: Actor) -> None:
    main = net.do(accept_request, "secretary", net.ask())
    other = net.ask(asker=ASKER, text="我家门口也黑着")
    net.do(merge_request, "township_officer", other, into_id=main.pk)
    net.do(answer_request, "secretary", main, said=Said("换了新灯，今晚就亮"))
    net.later(days=8)
    close_silent(by=net.actor("secretary"), at=net.at, request_id=main.pk)
    net.later(days=185)
    assert counts(net)[PETITIONERS] == 1


def test_nothing_is_left_when_there_are_many(net: Net, system: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("keeping", "actions.protecting"):
        monkeypatch.setattr(f"headgoose.casework.{module}.BATCH", 2)
    for _turn in range(5):
        ended(net)
    net.later(days=1100)
    purge(system, net.at)
    assert counts(net) == {PETITIONERS: 0, WORDS: 0}
    assert not Request.objects.exclude(text="").exists()
    assert net.at - timedelta(days=1100) > Request.objects.latest("pk").received_at


def test_a_rotation_of_keys_reaches_who_asked(net: Net, system: Actor) -> None:
    net.ask(asker=ASKER)
    before = Petitioner.objects.get().key_name
    assert values_by_key() == {before: 1}
    begin_key(by=system, at=net.at)
    reencrypt_batch(by=system, at=net.at, after_id=0, table="casework.Petitioner")
    finish_key(by=system, at=net.at)
    row = Petitioner.objects.get()
    assert row.key_name != before
    drop_old_key(by=system, at=net.at, name=before)
    assert open_petitioner(row) == ASKER


def test_without_the_keys_a_request_is_taken_and_a_telephone_is_not(net: Net) -> None:
    net.ask(asker=ASKER)
    keys_file().unlink()
    page = Client().post(f"/ask/{GRID}/", {**SAID, "client_id": str(uuid4()), "phone": "13900000001"})
    assert (page.status_code, Request.objects.count()) == (409, 1)
    assert "id_phone_error" in page.content.decode()
    assert Client().post(f"/ask/{GRID}/", {**SAID, "client_id": str(uuid4())}).status_code == 302
