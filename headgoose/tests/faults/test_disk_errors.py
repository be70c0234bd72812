"""While one call in fifty on the database's files fails, nothing wrong is said, nothing acknowledged is lost."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.db import connection

from headgoose.cli.tests.conftest import Operator
from headgoose.tests.faults.browser import UNREACHABLE, Browser
from headgoose.tests.faults.server import serving
from headgoose.tests.faults.shim import Shim
from headgoose.tests.faults.truths import check, read
from headgoose.tests.faults.writers import grounds, today_there, writing

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its files itself")
# When a figure was counted is not part of it.
TIMES = re.compile(r'"computed_at": "[^"]+"')
PERCENT, SECONDS = 2.0, 8.0


class Reader:
    """Somebody who reads what nobody changes, over and over, and compares."""

    def __init__(self, port: int, paths: list[str]) -> None:
        self._browser, self._stop = Browser(port), threading.Event()
        self._browser.sign_in("county_officer")
        self._right = {path: self._browser.get(path) for path in paths}
        assert {page.status for page in self._right.values()} == {200}
        self.statuses: dict[int, int] = {}
        self.wrong: list[str] = []
        self.thread = threading.Thread(target=self._read, daemon=True)

    def _read(self) -> None:
        with closing(self._browser):
            while not self._stop.is_set():
                for path, right in self._right.items():
                    self._look(path, right.text)

    def _look(self, path: str, right: str) -> None:
        try:
            page = self._browser.get(path)
        except UNREACHABLE as error:
            self.wrong.append(f"{path}: {error!r}")
            return
        self.statuses[page.status] = self.statuses.get(page.status, 0) + 1
        if page.status not in {200, 503} or "Traceback" in page.text:
            self.wrong.append(f"{path}: {page.status} {page.location} {page.text[:600]}")
        if page.status == 200 and TIMES.sub("", page.text) != TIMES.sub("", right):
            self.wrong.append(f"{path}: {page.text[:600]}")

    def finish(self) -> None:
        """Stop reading."""
        self._stop.set()
        self.thread.join(40)


@contextmanager
def reading(port: int, paths: list[str]) -> Iterator[Reader]:
    """A reader at it as long as the block."""
    reader = Reader(port, paths)
    reader.thread.start()
    try:
        yield reader
    finally:
        reader.finish()


def quiet_paths(operator: Operator) -> list[str]:
    """Addresses that answer in JSON about a township in which nobody writes."""
    busy = {ground.village[:9] for ground in grounds(operator)}
    rows = operator.query("SELECT key FROM places_span WHERE kind = 40 AND end_on = '9999-12-31' ORDER BY key DESC")
    quiet = next(code for (key,) in rows if (code := str(key)[:9]) not in busy)
    day = today_there().isoformat()
    return [f"/place/{quiet}.json", *(f"/figure/{name}/{quiet}/{day}.json" for name in ("P4", "G7", "VAC"))]


def test_no_wrong_answer_while_one_call_in_fifty_on_the_database_fails(county: Operator, shim: Shim) -> None:
    before = read(county)
    with serving(county, shim.environment) as server:
        with writing(county, server.port) as writers, reading(server.port, quiet_paths(county)) as reader:
            writers.wait_for(16)
            shim.let_err(PERCENT)
            time.sleep(SECONDS)
            shim.let_err(0)
            writers.wait_for(40)
        told = {page.status for page in writers.troubles}
    assert shim.failed > 50
    assert writers.surprises == []
    assert reader.wrong == []
    assert told == {503}
    assert all(page.title for page in writers.troubles)
    check(county, before, writers.deeds)
