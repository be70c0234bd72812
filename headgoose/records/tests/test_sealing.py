"""Acts are put under seal, each once, and the seals stand on each other."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from conftest import AT
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Refused
from headgoose.kernel.writing import action
from headgoose.records import actions
from headgoose.records.actions import Entry, record_act, record_acts, seal_acts
from headgoose.records.chores import seal_all
from headgoose.records.heads import mail_head, publish_heads, read_line, set_heads_aside
from headgoose.records.models import Act, Seal
from headgoose.records.sealing import act_rows, content_of, has_unsealed, split_leaves, unsealed_count
from headgoose.records.verifying import verify_seals


@action
def leave_acts(by: Actor, count: int, at: datetime = AT) -> range:
    entries = [
        Entry(f"people.tenure:{n}", 231221100200000 + n, date(2026, 7, 1), {"n": n}, {"z": "选举", "a": [1, None]})
        for n in range(count)
    ]
    return record_acts(by=by, at=at, verb="people.issue_order", entries=entries)


@pytest.fixture
def heads(settings: Any, tmp_path: Path) -> Path:
    settings.SEAL_FILE = tmp_path / "heads.txt"
    settings.HOME = tmp_path
    return tmp_path / "heads.txt"


@pytest.mark.django_db
def test_the_content_of_an_act_is_the_same_bytes_on_every_engine(system: Actor) -> None:
    leave_acts(system, 1, datetime(2026, 6, 1, 2, 0, 0, 250, tzinfo=UTC))
    assert content_of(act_rows(0, 1)[0]) == (
        b'[1780279200000250,"test",null,"test","people","people.issue_order","people.tenure:0",231221100200000,'
        b'"2026-07-01",[{"n":0}],[{"a":[1,null],"z":"\\u9009\\u4e3e"}]]'
    )


@pytest.mark.django_db
def test_one_seal_holds_every_act_and_the_act_of_sealing(system: Actor) -> None:
    ids = leave_acts(system, 5)
    seal = seal_acts(by=system, at=AT)
    numbers = [number for number, _ in split_leaves(bytes(seal.leaves))]
    assert numbers[:5] == list(ids)
    assert Act.objects.get(pk=numbers[5]).verb == "records.seal_acts"
    assert (seal.first_act, seal.last_act, seal.count) == (numbers[0], numbers[5], 6)
    assert seal.root == hashlib.sha256(bytes(seal.leaves)).hexdigest()
    assert not has_unsealed()


@pytest.mark.django_db
def test_nothing_is_sealed_when_nothing_happened(system: Actor) -> None:
    leave_acts(system, 1)
    seal_acts(by=system, at=AT)
    with pytest.raises(Refused):
        seal_acts(by=system, at=AT)
    assert Seal.objects.count() == 1
    assert seal_all(by=system, at=AT) == 0


@pytest.mark.django_db
def test_a_backlog_is_sealed_in_batches_without_a_gap(system: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "ACTS_A_SEAL", 4)
    leave_acts(system, 10)
    assert seal_all(by=system, at=AT) == 4
    assert unsealed_count() == 0
    under = [n for seal in Seal.objects.order_by("number") for n, _ in split_leaves(bytes(seal.leaves))]
    assert under == list(Act.objects.order_by("id").values_list("id", flat=True))
    assert verify_seals().sound


@pytest.mark.django_db
def test_a_change_of_the_hash_midway_verifies(system: Actor, settings: Any) -> None:
    for algorithm in ("sha256", "sm3", "sha256"):
        settings.SEAL_HASH = algorithm
        leave_acts(system, 2)
        seal_acts(by=system, at=AT)
    assert list(Seal.objects.order_by("number").values_list("algorithm", flat=True)) == ["sha256", "sm3", "sha256"]
    verdict = verify_seals()
    assert verdict.sound
    assert verdict.acts == 9


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_seal SET count = 3",
        "DELETE FROM records_seal",
        "INSERT INTO records_seal SELECT number + 2, last_act + 1, last_act + 1, 1, algorithm, leaves, root, "
        "previous, hash, sealed_at FROM records_seal",
        "INSERT INTO records_seal SELECT number + 1, last_act, last_act + 1, 1, algorithm, leaves, root, "
        "previous, hash, sealed_at FROM records_seal",
        "INSERT INTO records_act (id, at, actor_label, origin, room, verb, subject, touches_from) "
        "SELECT 0, at, actor_label, origin, room, verb, subject, touches_from FROM records_act WHERE id = "
        "(SELECT max(id) FROM records_act)",
    ],
)
def test_the_database_refuses(system: Actor, statement: str) -> None:
    leave_acts(system, 1)
    seal_acts(by=system, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_an_act_after_the_seal_is_taken(system: Actor) -> None:
    leave_acts(system, 1)
    seal_acts(by=system, at=AT)
    leave_acts(system, 1)
    assert unsealed_count() == 1


@pytest.mark.django_db
def test_heads_are_written_once_and_make_up_for_what_was_missed(system: Actor, heads: Path) -> None:
    for _ in range(2):
        leave_acts(system, 1)
        seal_acts(by=system, at=AT)
    assert publish_heads() == 2
    assert publish_heads() == 0
    leave_acts(system, 1)
    seal = seal_acts(by=system, at=AT)
    # The machine stopped in the middle of a line.
    with heads.open("a") as opened:
        opened.write("3 7 8")
    assert publish_heads() == 1
    lines = heads.read_text().splitlines()
    assert [head.number for head in map(read_line, lines) if head] == [1, 2, 3]
    last = read_line(lines[-1])
    assert last is not None
    assert last.hash == seal.hash


@pytest.mark.django_db
def test_files_set_aside_in_one_second_do_not_replace_each_other(system: Actor, heads: Path) -> None:
    assert set_heads_aside(AT) is None
    for words in ("first", "second", "third"):
        heads.write_text(words)
        assert set_heads_aside(AT)
    assert not heads.exists()
    kept = {path.name: path.read_text() for path in heads.parent.glob("heads-until-*")}
    assert kept == {
        "heads-until-20260601-100000.txt": "first",
        "heads-until-20260601-100000-2.txt": "second",
        "heads-until-20260601-100000-3.txt": "third",
    }


@pytest.mark.django_db
def test_the_newest_head_goes_by_mail_once_a_day(system: Actor, heads: Path, settings: Any) -> None:
    settings.SEAL_MAIL = ["audit@example.org"]
    leave_acts(system, 1)
    seal = seal_acts(by=system, at=AT)
    assert [mail_head(AT), mail_head(AT)] == [True, False]
    assert seal.hash in mail.outbox[0].body
    next_day = datetime(2026, 6, 2, 2, 0, tzinfo=UTC)
    assert not mail_head(next_day)
    leave_acts(system, 1)
    seal_acts(by=system, at=next_day)
    assert mail_head(next_day)


@pytest.mark.django_db
def test_a_dead_mail_server_stops_nothing_and_is_tried_again(
    system: Actor, heads: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    settings.SEAL_MAIL = ["audit@example.org"]
    leave_acts(system, 1)
    seal_acts(by=system, at=AT)
    with monkeypatch.context() as patch:
        patch.setattr("headgoose.records.heads.send_mail", dead)
        assert not mail_head(AT)
    assert mail_head(AT)


@pytest.mark.django_db
def test_sealing_is_itself_an_act(system: Actor) -> None:
    @action
    def one() -> None:
        record_act(by=system, at=AT, verb="places.set_mark", subject="places.place:1")

    one()
    seal = seal_acts(by=system, at=AT)
    newest = Act.objects.order_by("-id")[0]
    assert (newest.verb, newest.subject) == ("records.seal_acts", f"records.seal:{seal.number}")
