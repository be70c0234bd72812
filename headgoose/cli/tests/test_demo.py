"""`headgoose demo` builds once, keeps what it built, and never builds over other data."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import AT
from headgoose.cli import demo
from headgoose.cli.console import Problem
from headgoose.cli.demo import Scale
from headgoose.kernel.actor import Actor
from headgoose.kernel.writing import action
from headgoose.records.actions import record_act, seal_acts
from headgoose.records.verifying import verify_seals

pytestmark = pytest.mark.django_db


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, int]]:
    made: list[tuple[str, int]] = []

    def build(scale: Scale, seed: int) -> None:
        made.append((scale, seed))
        monkeypatch.setattr(demo, "_has_places", lambda: True)
        demo._write_note(state="built", scale=scale, seed=seed)

    monkeypatch.setattr(demo, "home", lambda: tmp_path)
    monkeypatch.setattr(demo, "_build", build)
    return made


def test_a_second_demo_keeps_what_the_first_built(builds: list[Any]) -> None:
    demo._ensure_built(None, None)
    demo._ensure_built(None, None)
    demo._ensure_built(Scale.PROVINCE, demo.DEFAULT_SEED)
    assert builds == [("province", demo.DEFAULT_SEED)]


def test_another_seed_is_not_built_over_the_first(builds: list[Any]) -> None:
    demo._ensure_built(Scale.COUNTY, 5)
    with pytest.raises(Problem, match="seed 5"):
        demo._ensure_built(None, 6)
    assert builds == [("county", 5)]


def test_a_demo_is_not_built_over_other_data(builds: list[Any], tree: Any) -> None:
    with pytest.raises(Problem, match="not the demo's"):
        demo._ensure_built(None, None)
    assert builds == []


def test_a_build_that_was_cut_short_is_begun_again(
    builds: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cleared: list[int] = []
    monkeypatch.setattr(demo, "_clear_unfinished", lambda: cleared.append(1))
    demo._write_note(state="building", scale="county", seed=3)
    demo._ensure_built(Scale.COUNTY, 3)
    assert (cleared, builds) == ([1], [("county", 3)])


def test_a_fresh_demo_is_as_it_was_sealed_and_so_published(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any, system: Actor
) -> None:
    settings.SEAL_FILE, settings.HOME = tmp_path / "heads.txt", tmp_path
    settings.SEAL_FILE.write_text("heads of another trail")
    monkeypatch.setattr(demo, "home", lambda: tmp_path)
    monkeypatch.setattr("headgoose.demo.build.build_demo", lambda **_: leave_sealed_act(system))
    demo._build(Scale.COUNTY, 3)
    verdict = verify_seals(settings.SEAL_FILE)
    assert (verdict.findings, verdict.seals, verdict.unsealed) == ([], 1, 0)


def leave_sealed_act(by: Actor) -> None:
    @action
    def one() -> None:
        record_act(by=by, at=AT, verb="places.set_mark", subject="places.place:1")

    one()
    seal_acts(by=by, at=AT)


def test_a_note_about_another_database_is_not_believed(builds: list[Any], tmp_path: Path) -> None:
    demo._write_note(state="building", scale="county", seed=3)
    note = json.loads((tmp_path / "demo.json").read_text())
    note["database"]["NAME"] = "elsewhere"
    (tmp_path / "demo.json").write_text(json.dumps(note))
    assert demo._read_note() == {}
