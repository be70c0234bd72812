"""Who may check the seals sees them, checks the newest, and takes their heads away."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from conftest import AT, Tree
from headgoose.kernel.actor import Actor
from headgoose.kernel.writing import action
from headgoose.records import verifying
from headgoose.records.actions import record_act, seal_acts
from headgoose.records.findings import Finding, Kind
from headgoose.records.heads import publish_heads


@pytest.fixture
def auditor(tree: Tree, as_user: Callable[..., Client], system: Actor, settings: Any, tmp_path: Path) -> Client:
    """An auditor after two seals were made and published."""
    settings.SEAL_FILE = tmp_path / "heads.txt"

    @action
    def leave() -> None:
        record_act(by=system, at=AT, verb="places.set_mark", subject="places.place:1")

    for _ in range(2):
        leave()
        seal_acts(by=system, at=AT)
    publish_heads()
    client = as_user("auditor", "2312")
    client.cookies["language"] = "en"
    return client


def test_seals_are_listed_and_the_newest_checked(auditor: Client) -> None:
    page = auditor.get("/trail/seals/?check=yes").content.decode()
    assert "Everything is as it was sealed." in page
    assert "Acts looked at: 4; seals: 2." in page


def test_what_is_found_is_said_on_the_page(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "_moves", lambda acts: [Finding(Kind.ACT_EDITED, "act", 3, 3)])
    page = auditor.get("/trail/seals/?check=yes").content.decode()
    assert "Something is not as it was sealed." in page
    assert "Act 3: edited after it was sealed." in page


def test_the_heads_taken_away_are_those_of_the_file(auditor: Client, settings: Any) -> None:
    answer: Any = auditor.get("/trail/seals/heads.txt")
    assert b"".join(answer).decode() == settings.SEAL_FILE.read_text()
