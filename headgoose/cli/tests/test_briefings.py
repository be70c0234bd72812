"""Frozen briefings checked at the command line."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from headgoose.cli.tests.conftest import Operator, _server

pytestmark = pytest.mark.one_engine

CONTENT = {"number": "231221-2026-001", "place": {"code": "231221"}}


def _signed(tmp_path: Path, home: Path) -> Path:
    """A file as the page gives it, signed with the key of a home."""
    from django.test import override_settings

    from headgoose.briefing import signing
    from headgoose.briefing.canonical import digest_of, spell

    text = spell(CONTENT)
    with override_settings(HOME=home):
        signer = signing.signing_key(may_make=True)
        kept = {"content": CONTENT, "digest": digest_of(text), "signature": signing.sign(text, signer)}
        file, key = tmp_path / "kept.json", tmp_path / "key.pem"
        file.write_text(spell({**kept, "public_key": signing.public_key_of(signer)}))
        key.write_text(signing.public_pem())
    return file


def test_a_downloaded_file_is_checked_against_a_key_that_is_trusted(filled: Operator, tmp_path: Path) -> None:
    file = _signed(tmp_path, tmp_path / "home")
    assert "unchanged" in filled.succeed("briefing", "verify", str(file), "--key", str(tmp_path / "key.pem"))
    forged = json.loads(file.read_text())
    forged["content"]["place"]["code"] = "231222"
    file.write_text(json.dumps(forged))
    assert "changed" in filled.fail("briefing", "verify", str(file), "--key", str(tmp_path / "key.pem"))


def test_a_file_signed_with_another_key_than_this_homes_is_named(filled: Operator, tmp_path: Path) -> None:
    file = _signed(tmp_path, tmp_path / "home")
    assert "BEGIN PUBLIC KEY" in filled.succeed("briefing", "key")
    assert "not with the trusted" in filled.fail("briefing", "verify", str(file))


def test_what_is_no_frozen_briefing_is_said_plainly(filled: Operator, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    assert "no frozen briefing" in filled.fail("briefing", "verify", str(tmp_path / "x.json"), "--key", "/dev/null")
    assert "no frozen briefing" in filled.fail("briefing", "verify", "231221-2026-999")


FREEZE = """
import django; django.setup()
from headgoose.briefing.actions import freeze_briefing
from headgoose.kernel.actor import system_actor
from headgoose.kernel.clock import now, today
print(freeze_briefing(by=system_actor("t", "cli"), at=now(), place="231221", on=today()).number)
"""


@pytest.fixture
def frozen(filled: Operator) -> tuple[Operator, str]:
    """A home with a frozen briefing, and its number."""
    given = {**filled.environment, "DJANGO_SETTINGS_MODULE": "headgoose.settings"}
    done = subprocess.run([sys.executable, "-c", FREEZE], env=given, capture_output=True, text=True, check=True)
    return filled, done.stdout.strip()


def _forge(operator: Operator) -> None:
    """Change the reason of all frozen briefings behind the guards."""
    change = "UPDATE briefing_frozenbriefing SET reason = 'x'"
    if operator.database.startswith("sqlite"):
        with closing(sqlite3.connect(operator.home / "headgoose.sqlite3")) as file:
            found = file.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name LIKE 'briefing_f%'")
            for (name,) in found.fetchall():
                file.execute(f'DROP TRIGGER "{name}"')
            file.execute(change)
            file.commit()
        return
    with psycopg.connect(**_server(), dbname=operator.database.rpartition("/")[2]) as server:
        server.execute(b"ALTER TABLE briefing_frozenbriefing DISABLE TRIGGER USER")
        server.execute(change.encode())


def test_a_new_key_leaves_what_the_former_one_signed_trusted(frozen: tuple[Operator, str]) -> None:
    operator, number = frozen
    before = operator.succeed("briefing", "key")
    assert "safe place" in operator.succeed("briefing", "new-key")
    after = operator.succeed("briefing", "key")
    assert (before.count("BEGIN"), after.count("BEGIN")) == (1, 2)
    assert "unchanged" in operator.succeed("briefing", "verify", number)
    assert "WRONG" not in operator.succeed("check")


def test_check_and_new_key_say_when_the_keys_are_gone(frozen: tuple[Operator, str], tmp_path: Path) -> None:
    operator, number = frozen
    (tmp_path / "public.pem").write_text(operator.succeed("briefing", "key"))
    (operator.home / "signing.pem").chmod(0o644)
    assert "can be read by others" in operator.run("check").stdout
    for path in operator.home.glob("signing*"):
        path.unlink()
    found = operator.run("check")
    assert found.returncode == 1
    assert "The key that signs briefings is not in" in found.stdout
    assert "1 frozen briefings are signed with a key that is not known here" in found.stdout
    assert "no signing key in this home" in operator.fail("briefing", "verify", number)
    assert "not known here" in operator.fail("briefing", "new-key")
    assert not (operator.home / "signing.pem").exists()
    operator.succeed("briefing", "new-key", "--former", str(tmp_path / "public.pem"))
    assert "unchanged" in operator.succeed("briefing", "verify", number)
    assert "WRONG" not in operator.succeed("check")


def test_check_and_verify_name_a_briefing_that_was_changed(frozen: tuple[Operator, str]) -> None:
    operator, number = frozen
    _forge(operator)
    assert f"The frozen briefing {number} does not fit its signature" in operator.run("check").stdout
    assert "was changed" in operator.fail("briefing", "verify", number)


def test_backup_and_restore_remind_of_the_keys(
    frozen: tuple[Operator, str], new_operator: Callable[[], Operator], tmp_path: Path
) -> None:
    operator, _number = frozen
    said = operator.succeed("backup", str(tmp_path / "b.tar.gz"))
    assert "signing.pem" in said
    assert "signing-keys.pem" in said
    restored = new_operator().succeed("restore", str(tmp_path / "b.tar.gz"))
    assert "signing-keys.pem" in restored
    assert "No briefing can be frozen here" in restored
