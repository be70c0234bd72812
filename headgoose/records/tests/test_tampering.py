"""A thousand times the trail is falsified behind the application's back; each time the check names what was done."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from conftest import AT
from headgoose.kernel.actor import Actor
from headgoose.records.actions import COLUMNS, seal_acts
from headgoose.records.findings import Finding, Kind
from headgoose.records.heads import publish_heads
from headgoose.records.models import Act, Seal
from headgoose.records.tests.tampering import EXACT, TRICKS, Trail, edit, numbers_of_acts, rebuild, run
from headgoose.records.verifying import verify_seals

TRIALS = 1000
SEALS = 7
GUARDED = ("records_act", "records_seal")


@pytest.fixture
def trail(db: None, system: Actor, settings: Any, tmp_path: Path) -> Iterator[Trail]:
    """Some sixty acts with gaps between their numbers, under seven seals of two algorithms; the guards are down."""
    settings.SEAL_FILE = tmp_path / "heads.txt"
    draw = random.Random(1)
    with transaction.atomic():
        for number in range(1, SEALS + 1):
            settings.SEAL_HASH = "sm3" if number > 4 else "sha256"
            _leave_acts(draw, number)
            seal_acts(by=system, at=AT)
        _take_guards_down()
        publish_heads()
        acts = numbers_of_acts()
        free = sorted(set(range(acts[0] - 3, acts[-1])) - set(acts))
        heads = settings.SEAL_FILE
        yield Trail(acts, free, list(range(1, SEALS + 1)), heads, heads.read_text())
        transaction.set_rollback(True)


def _leave_acts(draw: random.Random, batch: int) -> None:
    newest = max(numbers_of_acts(), default=0)
    numbers = sorted(draw.sample(range(newest + 1, newest + 16), 8))
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    for number in numbers:
        at = f"2026-06-01 02:00:{draw.randint(10, 59)}"
        row = [
            number,
            at if connection.vendor == "sqlite" else f"{at}+00:00",
            f"officer {number}",
            draw.choice([None, 5]),
        ]
        row += ["test", "people", "people.issue_order", f"people.tenure:{number}", 231221100200000, "2026-06-01"]
        row += [draw.choice([None, f'{{"n": {number}}}']), f'{{"batch": {batch}, "name": "张"}}']
        run(f"INSERT INTO records_act ({names}) VALUES ({', '.join(['%s'] * len(row))})", *row)
    if connection.vendor == "postgresql":
        run("SELECT setval(pg_get_serial_sequence('records_act', 'id'), %s)", numbers[-1])


def _take_guards_down() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in GUARDED:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)", GUARDED)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def _named(findings: list[Finding]) -> set[tuple[Kind, int]]:
    return {(found.kind, number) for found in findings for number in range(found.first, found.last + 1)}


def test_a_thousand_falsifications_are_all_found_and_named(trail: Trail) -> None:
    assert verify_seals(trail.heads).sound
    for trial in range(TRIALS):
        trick, draw = TRICKS[trial % len(TRICKS)], random.Random(trial)
        with transaction.atomic():
            owed = trick(trail, draw)
            named = _named(verify_seals(trail.heads).findings)
            transaction.set_rollback(True)
        trail.heads.write_text(trail.text)
        assert owed <= named, (trial, trick.__name__)
        assert trick not in EXACT or named == owed, (trial, trick.__name__)
    assert verify_seals(trail.heads).sound


def test_a_chain_that_was_rebuilt_is_known_only_by_what_was_published(trail: Trail) -> None:
    edit(trail.acts[3], random.Random(0))
    rebuild(trail, 1)
    assert verify_seals().sound
    assert [found.kind for found in verify_seals(trail.heads).findings] == [Kind.SEAL_REBUILT, Kind.SEAL_REBUILT]


def test_a_copy_of_the_heads_taken_earlier_is_no_fault(trail: Trail) -> None:
    trail.heads.write_text("".join(trail.text.splitlines(keepends=True)[:3]))
    assert verify_seals(trail.heads, is_copy=True).sound
    assert not verify_seals(trail.heads).sound


def test_acts_without_a_seal_are_counted_and_not_judged(trail: Trail) -> None:
    _leave_acts(random.Random(2), 9)
    verdict = verify_seals(trail.heads)
    assert (verdict.sound, verdict.unsealed, verdict.seals) == (True, 8, SEALS)


def test_the_newest_seals_can_be_checked_alone(trail: Trail) -> None:
    edit(trail.acts[0], random.Random(0))
    edit(trail.acts[-1], random.Random(0))
    verdict = verify_seals(trail.heads, last_seals=2)
    assert verdict.seals == 2
    assert _named(verdict.findings) == {(Kind.ACT_EDITED, trail.acts[-1])}


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL takes none of these")
@pytest.mark.parametrize(
    "column", ["at = 'x'", "actor_label = CAST(x'ff' AS text)", "touches_from = 7", "user_id = 'x'", "origin = x'00'"]
)
def test_what_no_column_should_hold_is_named_and_breaks_nothing(trail: Trail, column: str) -> None:
    run(f"UPDATE records_act SET {column} WHERE id = {trail.acts[5]}")
    assert _named(verify_seals(trail.heads).findings) == {(Kind.ACT_EDITED, trail.acts[5])}


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL takes none of these")
@pytest.mark.parametrize(
    "column", ["sealed_at = 'x'", "root = x'ff'", "first_act = 'x'", "leaves = 'x'", "hash = x'ff'"]
)
def test_what_no_seal_should_hold_is_named_and_breaks_nothing(trail: Trail, column: str) -> None:
    run(f"UPDATE records_seal SET {column} WHERE number = 3")
    assert 3 in {found.first for found in verify_seals(trail.heads).findings if found.noun == "seal"}


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite knows no infinity")
def test_an_act_at_the_end_of_time_is_named_and_breaks_nothing(trail: Trail) -> None:
    run("UPDATE records_act SET at = 'infinity', touches_from = 'infinity' WHERE id = %s", trail.acts[5])
    run("UPDATE records_seal SET sealed_at = 'infinity' WHERE number = 3")
    named = _named(verify_seals(trail.heads).findings)
    assert named >= {(Kind.ACT_EDITED, trail.acts[5]), (Kind.SEAL_EDITED, 3)}


def test_everything_gone_is_named(trail: Trail) -> None:
    run("DELETE FROM records_act")
    run("DELETE FROM records_seal")
    assert (Act.objects.count(), Seal.objects.count()) == (0, 0)
    assert _named(verify_seals(trail.heads).findings) == {(Kind.SEAL_CUT_OFF, number) for number in trail.seals}
