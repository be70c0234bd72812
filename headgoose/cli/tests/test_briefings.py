"""Frozen briefings checked at the command line."""

import json
from pathlib import Path

from headgoose.cli.tests.conftest import Operator

CONTENT = {"number": "231221-2026-001", "place": {"code": "231221"}}


def _signed(tmp_path: Path, home: Path) -> Path:
    """A file as the page gives it, signed with the key of a home."""
    from django.test import override_settings

    from headgoose.briefing import signing
    from headgoose.briefing.canonical import digest_of, spell

    text = spell(CONTENT)
    with override_settings(HOME=home):
        kept = {"content": CONTENT, "digest": digest_of(text), "signature": signing.sign(text)}
        file, key = tmp_path / "kept.json", tmp_path / "key.pem"
        file.write_text(spell({**kept, "public_key": signing.public_key()}))
        key.write_bytes(signing.public_pem())
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
