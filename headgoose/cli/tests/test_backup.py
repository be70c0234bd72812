"""What was acknowledged before a backup is there after a restore; what is not whole is refused."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from headgoose.cli.tests.conftest import Operator

New = Callable[[], Operator]


@pytest.fixture(scope="session")
def kept(first_filled: Operator, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The archive of a filled home."""
    archive = tmp_path_factory.mktemp("kept") / "kept.tar.gz"
    first_filled.succeed("backup", str(archive))
    return archive.read_bytes()


@pytest.fixture
def archive(kept: bytes, tmp_path: Path) -> Path:
    """A copy of the archive, to be spoilt."""
    path = tmp_path / "kept.tar.gz"
    path.write_bytes(kept)
    return path


def contents(operator: Operator) -> list[tuple[object, ...]]:
    return [
        *operator.query("SELECT id, verb, subject, actor_label FROM records_act ORDER BY id"),
        *operator.query("SELECT id, place_id, key, name FROM places_span ORDER BY id"),
    ]


def test_what_was_acknowledged_is_there_after_a_restore(filled: Operator, new_operator: New, tmp_path: Path) -> None:
    before = contents(filled)
    archive = tmp_path / "kept.tar.gz"
    filled.succeed("backup", str(archive))
    other = new_operator()
    other.succeed("restore", str(archive))
    assert contents(other) == before
    assert len(before) > 3
    assert (other.home / "media" / "orders" / "一号.txt").read_text(encoding="utf-8") == "as issued"
    assert (other.home / "secret").read_bytes() == (filled.home / "secret").read_bytes()
    assert "WRONG" not in other.succeed("check")


def test_work_goes_on_after_a_restore(archive: Path, new_operator: New, places_file: Path) -> None:
    other = new_operator()
    other.succeed("restore", str(archive))
    acts = len(other.query("SELECT id FROM records_act"))
    other.succeed("places", "import", str(places_file), "--effective-on", "2017-01-01", "--apply")
    assert len(other.query("SELECT id FROM records_act")) > acts


def test_a_backup_is_for_its_owner_s_eyes_and_never_written_over(filled: Operator, tmp_path: Path) -> None:
    archive = tmp_path / "kept.tar.gz"
    filled.succeed("backup", str(archive))
    assert archive.stat().st_mode & 0o077 == 0
    kept = archive.read_bytes()
    assert "exists already" in filled.fail("backup", str(archive))
    assert archive.read_bytes() == kept
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_a_cut_archive_is_refused_and_nothing_is_touched(archive: Path, new_operator: New) -> None:
    whole = archive.read_bytes()
    other = new_operator()
    for length in (0, len(whole) // 2, len(whole) - 1):
        archive.write_bytes(whole[:length])
        assert "cut or altered" in other.fail("restore", str(archive))
    assert not (other.home / "headgoose.sqlite3").exists()
    archive.write_bytes(whole)
    other.succeed("restore", str(archive))


def test_an_archive_with_one_changed_byte_is_refused(archive: Path, new_operator: New) -> None:
    changed = bytearray(archive.read_bytes())
    changed[len(changed) // 2] ^= 1
    archive.write_bytes(changed)
    assert "cut or altered" in new_operator().fail("restore", str(archive))


@pytest.mark.parametrize("name", ["secret", "media/orders/一号.txt"])
def test_a_repacked_archive_with_another_file_in_it_is_refused(archive: Path, new_operator: New, name: str) -> None:
    repack(archive, {name: b"something else"})
    assert "differs from the manifest" in new_operator().fail("restore", str(archive))


def test_a_manifest_that_names_a_file_outside_the_home_is_refused(
    archive: Path, new_operator: New, tmp_path: Path
) -> None:
    with tarfile.open(archive) as tar:
        file = tar.extractfile("manifest.json")
        assert file is not None
        manifest = json.load(file)
    manifest["files"]["../../escaped"] = manifest["files"].pop("secret")
    repack(archive, {"manifest.json": json.dumps(manifest).encode()})
    assert "bad name" in new_operator().fail("restore", str(archive))
    assert not list(tmp_path.rglob("escaped"))


def test_a_manifest_that_promises_more_rows_is_refused(archive: Path, new_operator: New) -> None:
    with tarfile.open(archive) as tar:
        file = tar.extractfile("manifest.json")
        assert file is not None
        manifest = json.load(file)
    manifest["rows"]["places_span"] += 1
    repack(archive, {"manifest.json": json.dumps(manifest).encode()})
    assert "does not have the rows" in new_operator().fail("restore", str(archive))


def test_a_home_with_data_is_not_restored_into_unless_forced(
    filled: Operator, archive: Path, places_file: Path
) -> None:
    before = contents(filled)
    filled.succeed("places", "import", str(places_file), "--effective-on", "2017-01-01", "--apply")
    later = contents(filled)
    assert "not empty" in filled.fail("restore", str(archive))
    assert contents(filled) == later != before
    filled.succeed("restore", str(archive), "--force")
    assert contents(filled) == before
    assert "WRONG" not in filled.succeed("check")


def test_heads_of_what_was_here_are_set_aside_and_those_of_the_backup_written(
    filled: Operator, tmp_path: Path, places_file: Path
) -> None:
    filled.succeed("seal")
    filled.succeed("backup", str(tmp_path / "kept.tar.gz"))
    for day in ("2017-01-01", "2018-01-01"):
        filled.succeed("places", "import", str(places_file), "--effective-on", day, "--apply")
        filled.succeed("seal")
    seals = filled.home / "seals"
    (seals / "mailed.json").write_text(json.dumps({"number": 3, "on": "2026-06-01"}))
    later = (seals / "heads.txt").read_text()
    said = filled.succeed("restore", str(tmp_path / "kept.tar.gz"), "--force")
    (aside,) = seals.glob("heads-until-*.txt")
    assert str(aside) in said
    assert aside.read_text() == later
    assert (seals / "heads.txt").read_text() == "".join(later.splitlines(keepends=True)[:2])
    assert not (seals / "mailed.json").exists()
    filled.succeed("verify-seals")
    done = filled.run("verify-seals", "--heads", str(aside))
    assert done.returncode == 1
    assert [line[:6] for line in done.stdout.splitlines() if "cut off" in line] == ["Seal 2", "Seal 3"]
    filled.succeed("places", "import", str(places_file), "--effective-on", "2019-01-01", "--apply")
    assert "Heads written: 1," in filled.succeed("seal")
    filled.succeed("verify-seals")


def test_a_restore_says_when_heads_cannot_be_begun_anew(filled: Operator, archive: Path) -> None:
    (filled.home / "seals").write_text("not a folder")
    assert "could not be begun anew" in filled.fail("restore", str(archive), "--force")
    assert contents(filled)


def test_something_that_is_no_backup_is_refused(operator: Operator, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("not a backup")
    with gzip.open(tmp_path / "empty.tar.gz", "wb"):
        pass
    assert "cut or altered" in operator.fail("restore", str(tmp_path / "words.txt"))
    assert "cut or altered" in operator.fail("restore", str(tmp_path / "empty.tar.gz"))
    assert "No such file" in operator.fail("restore", str(tmp_path / "absent.tar.gz"))


def repack(archive: Path, changes: dict[str, bytes]) -> None:
    with tarfile.open(archive) as tar:
        kept = [(member, file.read()) for member in tar if (file := tar.extractfile(member)) is not None]
    with tarfile.open(archive, "w:gz") as tar:
        for member, content in kept:
            content = changes.get(member.name, content)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
