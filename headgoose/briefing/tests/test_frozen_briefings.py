"""A frozen briefing stays: signed, the same to the byte on any day, never edited, amended for all to see."""

import hashlib
import io
import os
import subprocess
import sys
import zipfile
import zlib
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override

from headgoose.briefing import signing
from headgoose.briefing.actions import amend_briefing, freeze_briefing
from headgoose.briefing.canonical import spell
from headgoose.briefing.freezing import recount, values_in
from headgoose.briefing.keeping import forget_tables
from headgoose.briefing.models import FrozenBriefing, FrozenFile
from headgoose.briefing.renderings import (
    RENDERINGS,
    broken_files,
    changed_renderings,
    is_intact,
    json_file,
    kept_file,
    rendered,
    word_of,
)
from headgoose.briefing.tests.changes import MapChanges
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import frozen as clock_frozen
from headgoose.kernel.clock import now
from headgoose.kernel.figures import Basis
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.actions.corrections import void_tenure
from headgoose.people.models import Tenure
from headgoose.people.rules import Seating
from headgoose.places.actions import make_grids
from headgoose.records.models import Act

if TYPE_CHECKING:
    from collections.abc import Callable

    from headgoose.briefing.tests.conftest import Countryside

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)
VILLAGE = "231221100200"
LATER = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Any) -> None:
    """A signing key of the test's own."""
    settings.HOME = tmp_path


@pytest.fixture
def staffed(countryside: "Countryside") -> "Countryside":
    """Two first secretaries in 望奎, entered the day before."""
    since, at = date(2022, 3, 1), now() - timedelta(days=1)
    posts = [countryside.post(code, "first_secretary") for code in (VILLAGE, "231221100201")]
    countryside.seat(
        *(Seating(post, person, since) for post, person in zip(posts, countryside.persons, strict=False)), at=at
    )
    return countryside


@pytest.fixture
def kept(staffed: "Countryside") -> FrozenBriefing:
    """The briefing of the county."""
    return freeze_briefing(by=staffed.system, at=now(), place="231221", on=ON)


def sha256(content: bytes) -> str:
    """The hash of a file."""
    return hashlib.sha256(content).hexdigest()


def _number(frozen: FrozenBriefing, code: str = "P4") -> int:
    return values_in(frozen.said)[code].numerator


def test_it_keeps_every_word_and_number_with_what_they_were_counted_from(kept: FrozenBriefing) -> None:
    content = kept.said
    assert kept.number == content["number"] == "231221-2026-001"
    assert _number(kept) == 2
    entry = next(entry for entry in content["figures"] if entry["code"] == "P4")
    assert entry["version"] == "first-secretaries/1"
    assert len(entry["definition_sha256"]) == 64
    assert set(content["texts"]) == {"zh-hans", "en"}
    runs = content["texts"]["en"]["chapters"][0]["runs"]
    assert ["2", "P4"] in runs
    assert content["newest_act"] > 0
    act = Act.objects.get(verb="briefing.freeze_briefing")
    assert act.after["digest"] == kept.digest
    assert spell(content) == kept.content


def test_it_is_signed_and_every_change_breaks_the_signature(kept: FrozenBriefing) -> None:
    assert signing.is_signed(kept.content, kept.signature, kept.public_key)
    forged = kept.content.replace('"numerator":2', '"numerator":3')
    assert forged != kept.content
    assert not signing.is_signed(forged, kept.signature, kept.public_key)
    assert not signing.is_signed(kept.content, kept.signature, "AAAA")
    assert oct(signing.key_path().stat().st_mode)[-3:] == "600"


def test_the_database_refuses_to_edit_or_delete_it(kept: FrozenBriefing) -> None:
    for write in (
        lambda: FrozenBriefing.objects.update(reason="other"),
        lambda: FrozenBriefing.objects.all()._raw_delete("default"),
        lambda: FrozenFile.objects.update(name="x"),
        lambda: FrozenFile.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_all_its_files_come_out_the_same_under_another_clock_and_language(kept: FrozenBriefing) -> None:
    first, file = {name: sha256(made) for name, made in rendered(kept)}, json_file(kept)
    assert set(first) == {f"{name}:{tongue}" for name in RENDERINGS for tongue in ("zh-hans", "en")}
    with clock_frozen(LATER), override("en"):
        later = FrozenBriefing.objects.get(pk=kept.pk)
        assert {name: sha256(made) for name, made in rendered(later)} == first
        assert json_file(later) == file
    assert dict(kept.files.values_list("name", "sha256")) == first
    assert changed_renderings(kept) == broken_files(kept) == []


def test_its_files_are_handed_out_as_kept_though_a_later_version_would_set_them_otherwise(
    kept: FrozenBriefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept_file(kept, "word", "en")
    monkeypatch.setattr("headgoose.briefing.word.LINE_POINTS", 30)
    assert changed_renderings(kept) == ["word:en", "word:zh-hans"]
    assert kept_file(kept, "word", "en") == before


def test_a_file_changed_behind_the_back_is_not_handed_out(kept: FrozenBriefing) -> None:
    """As is one that was put in the place of another, though rightly signed under its own name."""
    file = kept.files.get(name="page:en")
    assert is_intact(kept, file)
    forged = zlib.decompress(bytes(file.content)).replace(b">2<", b">3<")
    file.content, file.sha256 = zlib.compress(forged), hashlib.sha256(forged).hexdigest()
    assert not is_intact(kept, file)
    other = kept.files.get(name="print:en")
    other.name = "page:en"
    assert not is_intact(kept, other)


def test_its_word_file_comes_out_the_same_in_another_process(kept: FrozenBriefing, tmp_path: Any) -> None:
    """Another process, another seed of hashes, another time of the file system: the same bytes."""
    given, made = tmp_path / "given.json", tmp_path / "made.docx"
    given.write_bytes(json_file(kept))
    code = (
        "import sys, json, django; django.setup();"
        "from django.utils.translation import activate; activate('en');"
        "from headgoose.briefing.paper import paper_of, Seal; from headgoose.briefing.word import word_file;"
        "k = json.load(open(sys.argv[1])); c = k['content'];"
        "s = Seal(c['number'], k['digest'], k['signature'], k['public_key']);"
        "open(sys.argv[2], 'wb').write(word_file(paper_of(c, 'en', s)))"
    )
    home = {"HEADGOOSE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "headgoose.settings", "PYTHONHASHSEED": "7"}
    subprocess.run(
        [sys.executable, "-c", code, str(given), str(made)], check=True, env={**os.environ, **home, "TZ": "UTC"}
    )
    assert made.read_bytes() == word_of(kept, "en")
    with zipfile.ZipFile(io.BytesIO(made.read_bytes())) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert "P4 First secretaries in villages: 2." in archive.read("word/footnotes.xml").decode()
        assert kept.digest in archive.read("word/document.xml").decode()


def test_what_happens_later_changes_neither_it_nor_its_recount(staffed: "Countryside", kept: FrozenBriefing) -> None:
    """A tenure voided since: from the records as known then the number still comes out; today it does not."""
    void_tenure(
        by=staffed.system, at=now() + timedelta(hours=1), tenure_id=Tenure.objects.earliest("pk").pk, why="never there"
    )
    forget_tables()
    found = recount(FrozenBriefing.objects.get(pk=kept.pk))
    assert found is not None
    assert found.then == []
    assert found.redefined == []
    assert [(row.code, row.before.number, row.after.number) for row in found.present if row.code == "P4"] == [
        ("P4", 2, 1)
    ]
    assert changed_renderings(kept) == []


def test_a_change_of_the_map_of_that_day_is_told_with_what_it_moves(kept: FrozenBriefing, system: Actor) -> None:
    before = recount(kept)
    assert before is not None
    assert (before.then, before.map_acts) == ([], 0)
    make_grids(by=system, at=now(), village_code="231221100200", count=1, start_on=kept.on)
    after = recount(kept)
    assert after is not None
    assert after.then
    assert after.map_acts == 1


def test_a_record_changed_behind_the_back_shows_in_the_recount(kept: FrozenBriefing) -> None:
    """Somebody moved the start of a tenure by hand: the number as known then no longer comes out."""
    Tenure.objects.filter(pk=Tenure.objects.earliest("pk").pk).update(end_on=date(2026, 5, 1))
    forget_tables()
    found = recount(kept)
    assert found is not None
    past = {row.code: (row.before.number, row.after.number) for row in found.then}
    assert past["P4"] == (2, 1)


def test_an_amendment_points_both_ways_and_says_what_changed(staffed: "Countryside", kept: FrozenBriefing) -> None:
    at = now() + timedelta(hours=1)
    with pytest.raises(Refused) as same:
        amend_briefing(by=staffed.system, at=at, number=kept.number, reason="for nothing")
    assert same.value.because is Because.CONFLICT
    void_tenure(by=staffed.system, at=at, tenure_id=Tenure.objects.earliest("pk").pk, why="never there")
    before = FrozenBriefing.objects.values().get(pk=kept.pk)
    amended = amend_briefing(by=staffed.system, at=at, number=kept.number, reason="  one was\n never there ")
    assert (amended.number, amended.reason) == ("231221-2026-002", "one was never there")
    assert amended.said["amends"] == {"number": kept.number, "digest": kept.digest, "reason": "one was never there"}
    assert _number(amended) == 1
    assert FrozenBriefing.objects.values().get(pk=kept.pk) == before
    assert FrozenBriefing.objects.get(pk=kept.pk).amendment == amended
    with pytest.raises(Refused, match="231221-2026-002"):
        amend_briefing(by=staffed.system, at=at, number=kept.number, reason="again")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 401])
def test_an_amendment_says_why(staffed: "Countryside", kept: FrozenBriefing, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        amend_briefing(by=staffed.system, at=now(), number=kept.number, reason=reason)
    assert refused.value.field == "reason"


def test_who_may_not_freeze_or_sends_a_form_twice_is_refused(
    staffed: "Countryside", kept: FrozenBriefing, actor_at: "Callable[..., Actor]"
) -> None:
    may, sister = actor_at("231221", Right.FREEZE_BRIEFINGS), actor_at("231222", Right.FREEZE_BRIEFINGS)
    for actor in (actor_at("231221"), sister):
        with pytest.raises(Refused) as refused:
            freeze_briefing(by=actor, at=now(), place="231221", on=ON)
        assert refused.value.because is Because.FORBIDDEN
        with pytest.raises(Refused):
            amend_briefing(by=actor, at=now(), number=kept.number, reason="x")
    with pytest.raises(Refused) as stale:
        freeze_briefing(by=may, at=now(), place="231221", on=ON, seen="")
    assert stale.value.because is Because.CONFLICT
    assert freeze_briefing(by=may, at=now(), place="231221", on=ON, seen=kept.number).number == "231221-2026-002"
    with pytest.raises(Refused) as early:
        freeze_briefing(by=may, at=now(), place="231221", on=date(2026, 6, 2))
    assert early.value.field == "on"


def test_it_can_be_frozen_on_todays_map_and_is_counted_again_on_that_map(staffed: "Countryside") -> None:
    """Two villages merged in 2024: the briefing of 2023 on today's map has both, and keeps to it."""
    tree, at = staffed.tree, now()
    changes = MapChanges(tree)
    changes.merge(tree["231221100201"], tree[VILLAGE], date(2024, 1, 1))
    past = date(2023, 1, 1)
    then = freeze_briefing(by=staffed.system, at=at, place=VILLAGE, on=past)
    today = freeze_briefing(by=staffed.system, at=at, place=VILLAGE, on=past, basis=Basis.TODAY)
    assert (_number(then), _number(today)) == (1, 2)
    changes.split(tree[VILLAGE], 500_000, date(2026, 7, 1))
    forget_tables()
    found = recount(today)
    assert found is not None
    assert found.then == []
