"""Values of people at the command line: keys rotated and dropped, files of everything, backups without keys."""

import io
import json
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from headgoose.cli.tests.conftest import Operator

pytestmark = pytest.mark.one_engine

PHONE = "13800138000"
RECORD = f"""
from datetime import date
from headgoose.cli.start import start_django, operator
start_django()
from headgoose.kernel.clock import now
from headgoose.kernel.cipher import seal
from headgoose.kernel.keyring import make_keyring
from headgoose.people.models import Person
from headgoose.personal.models import PersonalField
for number in range(1203):
    person = Person.objects.create(name="测试", initials="cs", sex="f", born_on=date(1985, 3, 5))
    field = PersonalField(person=person, kind="phone", changed_at=now())
    sealed = seal("{PHONE}", field.bound_to, make_keyring(now()))
    field.ciphertext, field.key_name, field.algorithm = sealed.ciphertext, sealed.key_name, sealed.algorithm
    field.save()
"""


@pytest.fixture
def holder(filled: Operator) -> Operator:
    """An operator with 1,203 telephones."""
    subprocess.run([sys.executable, "-c", RECORD], env=filled.environment, check=True, timeout=120)
    return filled


def key_names(operator: Operator) -> list[object]:
    return [row[0] for row in operator.query("SELECT DISTINCT key_name FROM personal_personalfield")]


def phone_of(operator: Operator, person: int, out: Path) -> str:
    operator.succeed("person", "export", str(person), "--out", str(out), "--why", "本人来信要求")
    assert out.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(io.BytesIO(out.read_bytes())) as file:
        parts = json.loads(file.read(f"person-{person}.json"))
    return str(parts["values in the clear"][0]["value"])


def test_keys_are_rotated_while_values_stay_readable_and_old_ones_dropped(holder: Operator, tmp_path: Path) -> None:
    (old,) = key_names(holder)
    assert f"{old}  made" in holder.succeed("keys", "list")
    assert "rotate first" in holder.fail("keys", "drop", str(old))
    assert "1203 values now lie under" in holder.succeed("keys", "rotate")
    (new,) = key_names(holder)
    assert new != old
    assert phone_of(holder, 7, tmp_path / "first.zip") == PHONE
    holder.succeed("keys", "drop", str(old))
    assert str(old) not in holder.succeed("keys", "list")
    assert phone_of(holder, 1203, tmp_path / "second.zip") == PHONE
    assert "rotate first" in holder.fail("keys", "drop", str(new))


def test_a_rotation_that_was_killed_is_gone_on_with(holder: Operator, tmp_path: Path) -> None:
    begun = key_names(holder)
    with subprocess.Popen(
        [sys.executable, "-m", "headgoose.cli", "keys", "rotate"], env=holder.environment
    ) as rotation:
        while len(begun := key_names(holder)) == 1 and rotation.poll() is None:
            time.sleep(0.005)
        rotation.send_signal(signal.SIGKILL)
    assert len(begun) == 2
    assert phone_of(holder, 1, tmp_path / "1.zip") == phone_of(holder, 1203, tmp_path / "2.zip") == PHONE
    holder.succeed("keys", "rotate")
    (left,) = key_names(holder)
    assert left in begun
    assert phone_of(holder, 1203, tmp_path / "3.zip") == PHONE


def test_a_backup_holds_no_key_and_says_so(
    holder: Operator, new_operator: Callable[[], Operator], tmp_path: Path
) -> None:
    archive = tmp_path / "kept.tar.gz"
    assert "keys.json is not in a backup" in holder.succeed("backup", str(archive))
    with tarfile.open(archive) as tar:
        assert not [name for name in tar.getnames() if "key" in name]
    secret = json.loads((holder.home / "keys.json").read_text())["keys"][0]["secret"]
    assert secret.encode() not in archive.read_bytes()
    other = new_operator()
    assert "1203 encrypted values cannot be read here" in other.succeed("restore", str(archive))
    assert phone_of(other, 1, tmp_path / "1.zip") == "cannot be read"
    assert "MISSING" in other.succeed("keys", "list")
    assert "their keys are not in" in other.run("check").stdout
    (other.home / "keys.json").write_bytes((holder.home / "keys.json").read_bytes())
    (other.home / "keys.json").chmod(0o644)
    assert "can be read by others" in other.run("check").stdout
    (other.home / "keys.json").chmod(0o600)
    assert "WRONG" not in other.succeed("check")
    assert phone_of(other, 1, tmp_path / "2.zip") == PHONE


def test_a_file_of_everything_needs_a_reason_and_is_never_written_over(holder: Operator, tmp_path: Path) -> None:
    out = tmp_path / "x.zip"
    assert "4 to 200" in holder.fail("person", "export", "1", "--out", str(out), "--why", "钱")
    assert not out.exists()
    out.write_text("mine")
    assert "exists already" in holder.fail("person", "export", "1", "--out", str(out), "--why", "本人来信要求")
    assert "no such person" in holder.fail("person", "export", "99999", "--out", f"{out}2", "--why", "本人来信要求")
    assert holder.query("SELECT count(*) FROM personal_reveal") == [(0,)]


def test_purge_says_what_would_go_before_it_goes(holder: Operator) -> None:
    said = holder.succeed("purge", "--dry-run")
    assert "telephones of those who left: 0 from before" in said
    assert "Nothing was cleared" in said
    assert "Cleared: 0 in 0 kinds" in holder.succeed("purge")


def test_periods_are_listed_and_set(filled: Operator) -> None:
    before = filled.succeed("period")
    assert "personal_phone  from 2021-11-01: 365 days" in before
    given = ("--from", "2099-07-01", "--source", "省委组织部通知")
    assert "personal_phone: 30 days" in filled.succeed("period", "personal_phone", "30", *given)
    after = filled.succeed("period").splitlines()
    (new,) = set(after) - set(before.splitlines())
    assert new.startswith("personal_phone  from 2099-07-01: 30 days")
    assert "省委组织部通知" in new
    assert "no such period" in filled.fail("period", "shoes", "30", *given)
    assert "--from" in filled.fail("period", "personal_phone", "30")
    assert "not a date" in filled.fail("period", "personal_phone", "30", "--from", "soon", "--source", "省委组织部通知")
    assert filled.query("SELECT count(*) FROM records_act WHERE verb = 'personal.set_period'") == [(1,)]


def test_pairs_of_posts_are_listed_and_added(filled: Operator) -> None:
    assert "system_admin x audit_admin  anywhere  (" in filled.succeed("excluded-pairs", "list")
    given = ("graduate", "collective_head", "--kin", "--source", "省委组织部通知")
    filled.succeed("excluded-pairs", "add", *given)
    line = "graduate x collective_head  at the same place, near relatives too  (省委组织部通知)"
    assert line in filled.succeed("excluded-pairs", "list")
    assert "already" in filled.fail("excluded-pairs", "add", *given)
    assert "no kind of post" in filled.fail("excluded-pairs", "add", "graduate", "king", "--source", "省委组织部通知")
