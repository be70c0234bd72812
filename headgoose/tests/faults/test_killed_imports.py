"""A file of vouchers that is being taken when the process is killed is there whole, or not at all."""

import random
import subprocess
import sys
import time
from pathlib import Path

from headgoose.cli.tests.conftest import Operator

TAKE = """
import sys
from pathlib import Path
import django
django.setup()
from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.kernel.clock import now, today
from headgoose.ledger.actions.files import take_voucher_file
from headgoose.ledger.models import Book
from headgoose.people.models import Tenure
user = User.objects.get(cast="village_accountant")
place = Tenure.objects.filter(person_id=user.person_id, type__code="village_accountant").latest("start_on").place_id
book = Book.objects.get(place_id=place)
content = Path(sys.argv[1]).read_bytes()
print("begins", flush=True)
file = take_voucher_file(by=actor_of(user, today(), "test"), at=now(), book_id=book.pk,
                         file_name=sys.argv[1], content=content)
print("taken", file.taken, flush=True)
"""
VOUCHERS, KILLS = 1500, 6


def sheet(folder: Path, number: int, day: str) -> Path:
    lines = ["日期,凭证号,摘要,科目编码,借方金额,贷方金额"]
    for voucher in range(1, VOUCHERS + 1):
        lines += [f"{day},{voucher},收款{number}-{voucher},102,{voucher}.00,", f",,,501,,{voucher}.00"]
    path = folder / f"sheet{number}.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def taken_of(county: Operator) -> dict[str, tuple[int, int]]:
    there = "(SELECT count(*) FROM ledger_voucher v WHERE v.file_id = f.id)"
    rows = county.query(f"SELECT f.name, f.taken, {there} FROM ledger_voucherfile f")
    return {str(name): (int(str(taken)), int(str(there))) for name, taken, there in rows}


def test_a_killed_import_is_whole_or_nothing_and_can_be_sent_again(county: Operator, tmp_path: Path) -> None:
    draw = random.Random(4)
    day = str(county.query("SELECT max(\"on\") FROM ledger_voucher WHERE state = 'draft'")[0][0])
    surroundings = {**county.environment, "DJANGO_SETTINGS_MODULE": "headgoose.settings"}
    paths = [sheet(tmp_path, number, day) for number in range(KILLS)]
    said: dict[str, bool] = {}
    for path in paths:
        command = [sys.executable, "-c", TAKE, str(path)]
        with subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "begins"
            time.sleep(draw.uniform(0, 0.9))
            process.kill()
            said[path.name] = "taken" in process.stdout.read()
    there = taken_of(county)
    assert all(taken == found == VOUCHERS for taken, found in there.values())
    assert all(name in there for name, acknowledged in said.items() if acknowledged)
    [(strays,)] = county.query("SELECT count(*) FROM ledger_voucher WHERE summary LIKE '收款%'")
    assert strays == VOUCHERS * len(there)
    again = next(path for path in paths if path.name not in there)
    subprocess.run([sys.executable, "-c", TAKE, str(again)], env=surroundings, check=True)
    assert taken_of(county)[again.name] == (VOUCHERS, VOUCHERS)
