"""A file of vouchers that is being taken when the process is killed is there whole or not at all, and the page says it.

Once at chosen points, by a process that kills itself there; once from outside, in the midst of a served request.
"""

import random
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from headgoose.cli.tests.conftest import Operator
from headgoose.tests.faults.browser import UNREACHABLE, Browser
from headgoose.tests.faults.server import Server
from headgoose.tests.faults.truths import assert_whole

TAKE = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.kernel.clock import now, today
from headgoose.ledger.actions import files
from headgoose.ledger.models import Book, Entry, Voucher
from headgoose.people.models import Tenure

path, point = sys.argv[1:]
user = User.objects.get(cast="village_accountant")
place = Tenure.objects.filter(person_id=user.person_id, type__code="village_accountant").latest("start_on").place_id
book = Book.objects.get(place_id=place)
insert_rows, record_act = files.insert_rows, files.record_act

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def dying(rows):
    for number, row in enumerate(rows):
        if number == 700:
            die()
        yield row

def insert(model, columns, rows):
    insert_rows(model, columns, dying(rows) if point == f"midst of {model.__name__}" else rows)
    if point == f"after {model.__name__}":
        die()

def record(**said):
    act = record_act(**said)
    if point == "before the commit":
        die()
    return act

files.insert_rows, files.record_act = insert, record
content = Path(path).read_bytes()
files.take_voucher_file(by=actor_of(user, today(), "test"), at=now(), book_id=book.pk, file_name=path, content=content)
if point == "after the commit":
    die()
"""
POINTS = ["midst of Voucher", "after Voucher", "midst of Entry", "after Entry", "before the commit"]
VOUCHERS = 1500
FILES, KILLS = 5, 8
VILLAGE = """
SELECT s.key FROM people_tenure t JOIN access_user u ON u.person_id = t.person_id
JOIN places_span s ON s.place_id = t.place_id
WHERE u."cast" = 'village_accountant' AND s.kind = 50 AND s.end_on = '9999-12-31' AND t.end_on = '9999-12-31'
"""
COUNTS = """
SELECT f.name, f.taken, (SELECT count(*) FROM ledger_voucher v WHERE v.file_id = f.id),
(SELECT count(*) FROM ledger_entry e JOIN ledger_voucher v ON v.id = e.voucher_id WHERE v.file_id = f.id)
FROM ledger_voucherfile f
"""
ACTS = "SELECT count(*) FROM records_act WHERE verb = 'ledger.take_voucher_file'"


def sheet(mark: str, day: str, count: int) -> str:
    lines = ["日期,凭证号,摘要,科目编码,借方金额,贷方金额"]
    for number in range(1, count + 1):
        lines += [f"{day},{number},收款{mark}-{number},102,{number}.00,", f",,,501,,{number}.00"]
    return "\n".join(lines)


def open_day(county: Operator) -> str:
    """A day on which vouchers wait, so that its month is open."""
    return str(county.query("SELECT max(\"on\") FROM ledger_voucher WHERE state = 'draft'")[0][0])


def taken_of(county: Operator, count: int) -> set[str]:
    """The names of the files that were taken, each whole, with one act and no voucher besides."""
    rows = county.query(COUNTS)
    assert all(row[1:] == (count, count, 2 * count) for row in rows), rows
    [(acts,)] = county.query(ACTS)
    [(strays,)] = county.query("SELECT count(*) FROM ledger_voucher WHERE summary LIKE '收款%'")
    assert (acts, strays) == (len(rows), count * len(rows))
    return {Path(str(row[0])).name for row in rows}


def run(county: Operator, path: Path, point: str) -> int:
    surroundings = {**county.environment, "DJANGO_SETTINGS_MODULE": "headgoose.settings"}
    return subprocess.run([sys.executable, "-c", TAKE, str(path), point], env=surroundings, check=False).returncode


def test_nothing_is_there_of_a_file_at_whatever_point_its_taking_was_killed(county: Operator, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(sheet("", open_day(county), VOUCHERS), encoding="utf-8")
    for point in POINTS:
        assert run(county, path, point) == -9, point
        assert taken_of(county, VOUCHERS) == set(), point
    assert run(county, path, "after the commit") == -9
    assert taken_of(county, VOUCHERS) == {"sheet.csv"}
    assert run(county, path, "never") == 1
    assert_whole(county)


class Keeper:
    """The village's accountant, who sends a form until it is answered."""

    def __init__(self, county: Operator, server: Server) -> None:
        self.where = f"/place/{str(county.query(VILLAGE)[0][0])[:12]}/books/files/"
        self.browser = Browser(server.port)
        self.browser.sign_in("village_accountant")
        self.fields = {"csrfmiddlewaretoken": self.browser.get(self.where).hidden()["csrfmiddlewaretoken"]}

    def lay(self, name: str, content: str) -> str:
        """Look at a file; the address of its preview."""
        page = self.browser.send_file(self.where, self.fields, name, content)
        assert page.went, page.complaints
        return page.location

    def take(self, preview: str) -> None:
        """Take a file; whether that went well the records tell."""
        with suppress(*UNREACHABLE):
            self.browser.post(f"{preview}take/", self.fields)

    def listed(self, names: list[str]) -> tuple[set[str], set[str]]:
        """The files that the page tells as taken, and as only looked at."""
        text = self.browser.get(self.where).text
        laid, _mark, taken = text.partition('id="taken"') if 'id="taken"' in text else (text, "", "")
        return {name for name in names if name in taken}, {name for name in names if name in laid}


def test_after_each_kill_of_the_server_the_page_says_what_was_taken(county: Operator) -> None:
    draw, server, browser = random.Random(4), Server(county), None
    names = [f"四月第{number}份.csv" for number in range(FILES)]
    try:
        server.start()
        keeper = Keeper(county, server)
        browser = keeper.browser
        day = open_day(county)
        previews = {name: keeper.lay(name, sheet(name, day, VOUCHERS)) for name in names}
        keeper.take(previews[names[0]])
        for _kill in range(KILLS):
            waiting = [name for name in names if name not in taken_of(county, VOUCHERS)]
            if not waiting:
                break
            taking = threading.Thread(target=keeper.take, args=(previews[waiting[0]],))
            taking.start()
            time.sleep(draw.uniform(0.05, 1.5))
            server.kill()
            taking.join()
            browser.close()
            server.start()
            taken = taken_of(county, VOUCHERS)
            assert keeper.listed(names) == (taken, set(names) - taken)
        for name in set(names) - taken_of(county, VOUCHERS):
            keeper.take(previews[name])
        assert keeper.listed(names) == (set(names), set())
        assert taken_of(county, VOUCHERS) == set(names)
    finally:
        server.stop()
        if browser is not None:
            browser.close()
    assert "Traceback" not in server.words()
    assert_whole(county)
