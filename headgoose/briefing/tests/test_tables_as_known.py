"""Whoever asks for figures as known on day after day pushes nothing good out, fills no disk and counts alone."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import caches

from headgoose.briefing import engine, keeping
from headgoose.briefing.engine import Reader
from headgoose.briefing.ground import Ground
from headgoose.briefing.table import from_rows
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.clock import now
from headgoose.kernel.figures import figures
from headgoose.people.known import end_of

if TYPE_CHECKING:
    from headgoose.briefing.tests.conftest import Countryside

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)
FORMER = end_of(date(2026, 5, 1))


def test_tables_as_known_push_no_other_out_and_lie_in_no_file(
    countryside: "Countryside", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping._recent, "_size", 3)
    monkeypatch.setattr(keeping._recent_as_known, "_size", 3)
    figure, present = figures.get("P4"), Ground(ON)
    table = Reader(ON).table(figure, EVERYWHERE)
    known = [end_of(date(2026, 5, 1) + timedelta(days=back)) for back in range(5)]
    written: list[str] = []
    monkeypatch.setattr(caches["figures"], "set", lambda key, *args, **given: written.append(key))
    for at in known:
        Reader(ON, None, at).table(figure, EVERYWHERE)
    assert written == []
    assert list(keeping._recent._tables.values()) == [table]
    assert keeping.recall(figure, EVERYWHERE, present) is table
    kept = [keeping.recall(figure, EVERYWHERE, replace(present, known_at=at)) is not None for at in known]
    assert kept == [False, False, True, True, True]


def test_a_table_as_known_is_counted_once(countryside: "Countryside", monkeypatch: pytest.MonkeyPatch) -> None:
    figure = figures.get("P4")
    first = Reader(ON, None, FORMER).table(figure, EVERYWHERE)
    monkeypatch.setattr(engine, "compute", None)
    assert Reader(ON, None, FORMER).table(figure, EVERYWHERE) is first


class Counts:
    """Stands for the database: notes how many count at once; each tarries until another has come or none comes."""

    def __init__(self, patience_s: float) -> None:
        self.at_once = self.most = self.made = 0
        self.meeting = Barrier(2, timeout=patience_s)

    def __call__(self, figure: Any, area: Any, ground: Ground) -> Any:
        self.at_once, self.made = self.at_once + 1, self.made + 1
        self.most = max(self.most, self.at_once)
        try:
            self.meeting.wait()
        except BrokenBarrierError:
            self.meeting.reset()
        self.at_once -= 1
        return from_rows(figure, ground.on, area, [], now())


def _count_in_threads(monkeypatch: pytest.MonkeyPatch, *grounds: Ground, patience_s: float = 0.2) -> Counts:
    counts, figure = Counts(patience_s), figures.get("P4")
    monkeypatch.setattr(engine, "compute", counts)
    monkeypatch.setattr(engine, "latest_act_touching", lambda rooms, on: 1)
    with ThreadPoolExecutor(len(grounds)) as pool:
        list(pool.map(lambda ground: Reader(ON, None, ground.known_at).table(figure, EVERYWHERE), grounds))
    return counts


def test_of_counts_as_known_one_runs_at_a_time(countryside: "Countryside", monkeypatch: pytest.MonkeyPatch) -> None:
    counts = _count_in_threads(monkeypatch, Ground(ON, None, FORMER), Ground(ON, None, FORMER - timedelta(days=1)))
    assert (counts.most, counts.made) == (1, 2)


def test_two_who_ask_for_the_same_count_it_once(countryside: "Countryside", monkeypatch: pytest.MonkeyPatch) -> None:
    counts = _count_in_threads(monkeypatch, Ground(ON, None, FORMER), Ground(ON, None, FORMER))
    assert counts.made == 1


def test_counts_as_known_do_not_hold_up_those_of_today(
    countryside: "Countryside", monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = _count_in_threads(monkeypatch, Ground(ON, None, FORMER), Ground(ON), patience_s=30)
    assert (counts.most, counts.made) == (2, 2)
