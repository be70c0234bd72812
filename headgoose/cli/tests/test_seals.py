"""The operator seals the trail, and is told in plain sentences when it is not as it was sealed."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from headgoose.cli.tests.conftest import Operator, _server


def falsify(operator: Operator, *statements: str) -> None:
    """Change the database behind the application's back, as its owner can."""
    if operator.database.startswith("sqlite"):
        with closing(sqlite3.connect(operator.home / "headgoose.sqlite3")) as file:
            names = file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'records%'")
            for (name,) in names.fetchall():
                file.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                file.execute(statement)
            file.commit()
        return
    with psycopg.connect(**_server(), dbname=operator.database.rpartition("/")[2]) as server:
        for statement in (
            "ALTER TABLE records_act DISABLE TRIGGER USER",
            "ALTER TABLE records_seal DISABLE TRIGGER USER",
            *statements,
        ):
            server.execute(statement.encode())


def test_a_trail_that_nobody_touched_is_sound(filled: Operator) -> None:
    assert "Seals made: 1. Heads written: 1," in filled.succeed("seal")
    assert "Seals made: 0. Heads written: 0," in filled.succeed("seal")
    said = filled.succeed("verify-seals")
    assert "Seals: 1. Acts not sealed yet: 0." in said
    assert said.endswith("Everything is as it was sealed.\n")


def test_each_finding_is_a_line_and_the_exit_code_is_one(filled: Operator, tmp_path: Path) -> None:
    filled.succeed("seal")
    kept = tmp_path / "kept.txt"
    kept.write_bytes((filled.home / "seals" / "heads.txt").read_bytes())
    falsify(
        filled, "UPDATE records_act SET actor_label = 'nobody' WHERE id = 1", "DELETE FROM records_act WHERE id = 2"
    )
    done = filled.run("verify-seals")
    assert done.returncode == 1
    assert done.stdout.splitlines()[:2] == [
        "Act 1: edited after it was sealed.",
        "Act 2: sealed, and no longer there.",
    ]
    found = json.loads(filled.run("verify-seals", "--json", "--heads", str(kept)).stdout)
    assert [(one["kind"], one["first"]) for one in found["findings"]] == [("act_edited", 1), ("act_deleted", 2)]


def test_everything_cut_off_is_known_from_a_copy_of_the_heads(filled: Operator, tmp_path: Path) -> None:
    filled.succeed("seal")
    kept = (filled.home / "seals" / "heads.txt").rename(tmp_path / "kept.txt")
    falsify(filled, "DELETE FROM records_seal", "DELETE FROM records_act")
    assert filled.run("verify-seals").returncode == 0
    done = filled.run("verify-seals", "--heads", str(kept))
    assert done.returncode == 1
    assert done.stdout.startswith("Seal 1 (acts 1 to ")


def test_a_file_that_is_not_there_is_said(filled: Operator) -> None:
    assert "There is no file" in filled.fail("verify-seals", "--heads", "nowhere.txt")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of ours")
def test_a_head_that_was_edited_is_named(filled: Operator) -> None:
    filled.succeed("seal")
    file = filled.home / "seals" / "heads.txt"
    file.write_text(file.read_text().replace(" sha256 ", " sm3 "))
    done = filled.run("verify-seals")
    assert done.returncode == 1
    assert "Line 2 of the file of heads" in done.stdout
