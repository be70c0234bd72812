"""Eight officers who write through ordinary forms, repeat what was not answered, and remember what they were told."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from headgoose.cli.tests.conftest import Operator
from headgoose.kernel.clock import CHINA
from headgoose.tests.faults.browser import UNREACHABLE, Browser, Page

WRITERS = 8
PAUSE_S = 0.05
PLAIN = {503, 507}
REFUSED = {409, 422}


class Outcome(StrEnum):
    """What a writer knows of a deed."""

    UNKNOWN = "unknown"
    DONE = "done"
    # Refused when it was sent again, because the first time had done it already.
    DONE_BEFORE = "done before"


@dataclass
class Deed:
    """One form, sent until it is answered. Its words are its own, so that a repeat is recognised."""

    kind: str
    path: str
    words: str
    fields: dict[str, str]
    outcome: Outcome = Outcome.UNKNOWN
    sent: int = 0


def in_chinese(number: int) -> str:
    """A name for grids and persons alike, for which digits will not do."""
    return "写" + str(number).translate(str.maketrans("0123456789", "零一二三四五六七八九"))


def today_there() -> date:
    """The date as the server has it; the tests' own clock is held."""
    return datetime.now(CHINA).date()


@dataclass
class Ground:
    """What one writer writes on, and nobody else: a village, its grids, and a seat that is empty."""

    village: str
    grids: list[str]
    post_id: int


@dataclass
class Writer:
    """An officer at work until told to stop."""

    number: int
    ground: Ground
    browser: Browser
    stop: threading.Event
    deeds: list[Deed] = field(default_factory=list)
    troubles: list[Page] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)

    def work(self) -> None:
        """Do one deed after the other."""
        try:
            for deed in self._ideas():
                if self.stop.is_set():
                    return
                self._do(deed)
        except Exception as error:  # A thread's error must reach the test.
            self.surprises.append(repr(error))

    def _ideas(self) -> Iterator[Deed]:
        today = today_there()
        for turn in itertools.count():
            words, grids = in_chinese(self.number * 100_000 + turn), self.ground.grids
            day = today + timedelta(days=1 + turn // len(grids))
            yield Deed("make", f"/place/{self.ground.village}/grids/make/", words, {"count": "1"})
            grid = grids[turn % len(grids)]
            yield Deed("rename", f"/place/{grid}/rename/", words, {"name": words, "on": day.isoformat()})
            start, end = today + timedelta(days=turn + 1), today + timedelta(days=turn + 2)
            said = {"who": "new", "name": words, "sex": "f", "born_on": "1990-01-01", "how": "appointed"}
            said |= {"start_on": start.isoformat(), "end_on": end.isoformat()}
            yield Deed("appoint", f"/post/{self.ground.post_id}/appoint/", words, said)
            asked = {"category": "road", "text": f"{words}路灯坏了"}
            yield Deed("ask", f"/ask/{grid}/", words, asked)

    def _do(self, deed: Deed) -> None:
        while not self.stop.is_set():
            page = self._try(deed)
            if page is None or page.status in PLAIN:
                time.sleep(PAUSE_S)
                continue
            if page.went:
                deed.outcome = Outcome.DONE
            elif page.status in REFUSED and deed.sent > 1:
                deed.outcome = Outcome.DONE_BEFORE
            else:
                self.surprises.append(f"{deed.kind} {deed.path}: {page.status} {page.location} {page.complaints}")
            return

    def _try(self, deed: Deed) -> Page | None:
        """Look at the form if that has not been done, and send it as it was then; None when the server is gone."""
        try:
            if "csrfmiddlewaretoken" not in deed.fields:
                page = self.browser.get(deed.path)
                if page.status != 200:
                    return self._noted(page)
                deed.fields = {"on": today_there().isoformat(), **deed.fields, **page.hidden()}
                self.looked(deed, page)
            # Once begun it may have been done: from here on only an answer tells.
            deed.sent += 1
            if deed.sent == 1:
                self.deeds.append(deed)
            return self._noted(self.browser.post(deed.path, deed.fields))
        except UNREACHABLE:
            return None

    def looked(self, deed: Deed, page: Page) -> None:
        """The form must be there."""
        if "csrfmiddlewaretoken" not in deed.fields:
            self.surprises.append(f"{deed.path}: no form {page.text[-500:]}")

    def _noted(self, page: Page) -> Page:
        if page.status >= 500:
            self.troubles.append(page)
        if "Traceback" in page.text:
            self.surprises.append(page.text[:1500])
        return page


class Writers:
    """All of them."""

    def __init__(self, operator: Operator, port: int) -> None:
        self._stop = threading.Event()
        self.all = [Writer(n, g, Browser(port), self._stop) for n, g in enumerate(grounds(operator))]
        for writer in self.all:
            writer.browser.sign_in("county_officer")
        self._threads = [threading.Thread(target=writer.work, daemon=True) for writer in self.all]

    @property
    def deeds(self) -> list[Deed]:
        """Everything that was sent so far, in no order."""
        return [deed for writer in self.all for deed in list(writer.deeds)]

    @property
    def done(self) -> list[Deed]:
        """Everything that was acknowledged so far."""
        return [deed for deed in self.deeds if deed.outcome is not Outcome.UNKNOWN]

    @property
    def surprises(self) -> list[str]:
        """Answers that should never be."""
        return [surprise for writer in self.all for surprise in writer.surprises]

    @property
    def troubles(self) -> list[Page]:
        """Answers that say what is wrong with the server."""
        return [page for writer in self.all for page in list(writer.troubles)]

    def wait_for(self, more: int, within_s: float = 60.0) -> None:
        """Return when so many more deeds are done."""
        enough = len(self.done) + more
        self._wait_until(lambda: len(self.done) >= enough, within_s)

    def wait_for_trouble(self, more: int, within_s: float = 60.0) -> None:
        """Return when they were told so many more times that the server is in trouble."""
        enough = len(self.troubles) + more
        self._wait_until(lambda: len(self.troubles) >= enough, within_s)

    def _wait_until(self, happened: Callable[[], bool], within_s: float) -> None:
        deadline = time.monotonic() + within_s
        while not happened():
            if self.surprises or time.monotonic() > deadline:
                raise AssertionError((self.surprises or ["The writers are stuck."])[0])
            time.sleep(0.01)

    def start(self) -> None:
        """Let them write."""
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Let each end what it is at, or leave it."""
        self._stop.set()
        for thread in self._threads:
            thread.join(40)
        for writer in self.all:
            writer.browser.close()


@contextmanager
def writing(operator: Operator, port: int) -> Iterator[Writers]:
    """Eight writers at work as long as the block."""
    writers = Writers(operator, port)
    writers.start()
    try:
        yield writers
    finally:
        writers.finish()


VILLAGES = "SELECT key, place_id FROM places_span WHERE kind IN (50, 51) AND end_on = '9999-12-31' ORDER BY key"
GRIDS = "SELECT key FROM places_span WHERE kind = 60 AND end_on = '9999-12-31' ORDER BY key"
SEATS = """
SELECT p.id FROM people_post p JOIN people_posttype y ON y.id = p.type_id
WHERE y.code IN ('grid_worker', 'supervisory_member', 'graduate', 'village_accountant', 'collective_head')
AND p.end_on = '9999-12-31'
AND NOT EXISTS (SELECT 1 FROM people_tenure t WHERE t.post_id = p.id AND t.end_on > CURRENT_DATE) ORDER BY p.id
"""


def grounds(operator: Operator) -> list[Ground]:
    """A village with grids and an empty seat for each writer; nobody else writes there."""
    seats = [row[0] for row in operator.query(SEATS)]
    grids = [str(row[0]) for row in operator.query(GRIDS)]
    found: list[Ground] = []
    for key, _place_id in operator.query(VILLAGES):
        village = str(key)[:12]
        own = [code for code in grids if code.startswith(village)]
        if len(own) >= 3 and len(found) < WRITERS:
            found.append(Ground(village, own, int(str(seats[len(found)]))))
    return found
