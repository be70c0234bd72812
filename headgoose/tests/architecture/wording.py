"""The words of the product: what the code asks to be translated against what the Chinese file translates."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import polib

from headgoose.tests.architecture.source import PACKAGE

CHINESE = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
HOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def extract(scratch: Path) -> polib.POFile:
    """All messages marked in the code, by Django's own extraction, in a copy of the sources."""
    copy = scratch / "headgoose"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("locale", "tests", "vendor", "__pycache__"))
    (copy / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale=zh_Hans", "--keep-pot", "--no-location"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True, text=True)
    return polib.pofile(str(copy / "locale" / "django.pot"))


def holders(text: str) -> list[str]:
    """The placeholders of a message, sorted."""
    return sorted(HOLDER.findall(text.replace("%%", "")))


def entry_faults(entry: polib.POEntry) -> list[str]:
    """What is wrong with one translated message."""
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    wanted = holders(entry.msgid_plural or entry.msgid)
    faults = ["is marked fuzzy"] if entry.fuzzy else []
    if not texts or not all(texts):
        faults.append("is not translated")
    elif any(holders(text) != wanted for text in texts):
        faults.append(f"does not keep its placeholders {wanted}")
    return [f"{entry.msgid!r} {fault}" for fault in faults]


def wording_faults(asked: Iterable[polib.POEntry], given: polib.POFile) -> list[str]:
    """Messages that lack a translation, translations that nobody asks for, and translations that are wrong."""
    wanted = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in asked}
    there = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in given if not entry.obsolete}
    faults = [f"{msgid!r} is missing" for _, msgid, _ in wanted - there]
    faults += [f"{msgid!r} is asked for by nobody" for _, msgid, _ in there - wanted]
    faults += [f"{entry.msgid!r} is kept though obsolete" for entry in given.obsolete_entries()]
    return sorted(faults + [fault for entry in given if not entry.obsolete for fault in entry_faults(entry)])
