"""The interface is complete in Chinese; its English is the code's own."""

import shutil
from pathlib import Path

import polib
import pytest

from headgoose.tests.architecture.wording import CHINESE, extract, wording_faults


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed; `make check` installs it")
def test_every_message_is_translated_into_chinese(tmp_path: Path) -> None:
    assert CHINESE.exists()
    asked = extract(tmp_path)
    assert len(asked) > 50
    assert wording_faults(asked, polib.pofile(str(CHINESE))) == []


def test_planted_gaps_in_the_translation_are_found() -> None:
    asked = [polib.POEntry(msgid=text) for text in ("kept", "empty", "missing", "%(n)s posts", "unsure")]
    given = polib.POFile()
    given += [
        polib.POEntry(msgid="kept", msgstr="在"),
        polib.POEntry(msgid="empty", msgstr=""),
        polib.POEntry(msgid="%(n)s posts", msgstr="%(m)s 个岗位"),
        polib.POEntry(msgid="unsure", msgstr="也许", flags=["fuzzy"]),
        polib.POEntry(msgid="stale", msgstr="旧"),
    ]
    assert wording_faults(asked, given) == [
        "'%(n)s posts' does not keep its placeholders ['%(n)s']",
        "'empty' is not translated",
        "'missing' is missing",
        "'stale' is asked for by nobody",
        "'unsure' is marked fuzzy",
    ]
