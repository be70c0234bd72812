"""The heads of seals outside the database: a line for each in a file, and the newest by mail once a day.

Whoever can change the database can rebuild every hash in it. What was published elsewhere before stays as it was.
"""

import itertools
import json
import logging
import os
import smtplib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail

from headgoose.kernel.clock import CHINA, date_of
from headgoose.records.models import Seal
from headgoose.records.sealing import Head, head_of, last_seal, microseconds

TITLE = "# number first_act last_act count algorithm root previous hash sealed_at"
TAIL_BYTES = 16_384
log = logging.getLogger(__name__)


def line_of(head: Head) -> str:
    """A head as a line: nine words."""
    at = head.sealed_at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    words = [head.number, head.first_act, head.last_act, head.count, head.algorithm, head.root, head.previous or "-"]
    return " ".join(str(word) for word in [*words, head.hash, at])


def read_line(line: str) -> Head | None:
    """The head that a line says; None when it says none, or another hash than its own."""
    words = line.split(" ")
    if len(words) != 9:
        return None
    try:
        numbers = [int(word) for word in words[:4]]
        at = datetime.fromisoformat(words[8])
        previous = "" if words[6] == "-" else words[6]
        head = Head(numbers[0], numbers[1], numbers[2], numbers[3], words[4], words[5], previous, microseconds(at))
        return head if line_of(head) == line else None
    except (ValueError, TypeError, OverflowError):
        return None


def lines_in(file: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file of heads with their numbers, without remarks; none when there is no file."""
    if not file.exists():
        return
    with file.open(encoding="utf-8", errors="backslashreplace") as opened:
        for number, line in enumerate(opened, 1):
            if not line.startswith("#"):
                yield number, line.rstrip("\n")


def heads_from(number: int) -> Iterator[Head]:
    """The heads of all seals beyond a number, in order."""
    for seal in Seal.objects.defer("leaves").filter(number__gt=number).order_by("number").iterator():
        yield head_of(seal)


def heads_text(heads: Iterable[Head]) -> Iterator[str]:
    """Heads as the lines of a file."""
    yield TITLE + "\n"
    for head in heads:
        yield line_of(head) + "\n"


def publish_heads(file: Path | None = None) -> int:
    """Append to the file what it lacks of the seals, down to the disk. Returns how many lines were written.

    A line that a full disk cut in half stays, and the check names it; the next one begins on a line of its own.
    """
    file = file or settings.SEAL_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    known, newest = _last_number_in(file), last_seal()
    if known > (newest.number if newest else 0):
        log.error("%s speaks of seal %s, which the database does not have: run verify-seals.", file, known)
    new = list(heads_from(known))
    if new:
        _append(file, new)
    return len(new)


def set_heads_aside(at: datetime, file: Path | None = None) -> Path | None:
    """Give the file of heads a dated name beside its own, for another trail begins; None when there is no file.

    It still says what was sealed before. Which head was mailed last is forgotten, so that the new ones are mailed.
    """
    file = file or settings.SEAL_FILE
    _mark().unlink(missing_ok=True)
    if not file.exists():
        return None
    name = f"{file.stem}-until-{at.astimezone(CHINA):%Y%m%d-%H%M%S}"
    aside = file.with_name(f"{name}{file.suffix}")
    for number in itertools.count(2):
        if not aside.exists():
            break
        aside = file.with_name(f"{name}-{number}{file.suffix}")
    return file.rename(aside)


def _last_number_in(file: Path) -> int:
    """The number in the last whole line; the whole file is read only when there is none near its end."""
    if not file.exists():
        return 0
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - TAIL_BYTES))
        tail = opened.read().decode(errors="backslashreplace").split("\n")
    for line in reversed(tail):
        if head := read_line(line):
            return head.number
    return max((head.number for head in (read_line(line) for _, line in lines_in(file)) if head), default=0)


def _append(file: Path, heads: list[Head]) -> None:
    with file.open("ab") as opened:
        if opened.tell() == 0:
            opened.write(f"{TITLE}\n".encode())
        elif not _ends_whole(file):
            opened.write(b"\n")
        opened.write("".join(f"{line_of(head)}\n" for head in heads).encode())
        opened.flush()
        os.fsync(opened.fileno())


def _ends_whole(file: Path) -> bool:
    with file.open("rb") as opened:
        opened.seek(-1, os.SEEK_END)
        return opened.read(1) == b"\n"


def mail_head(at: datetime) -> bool:
    """Send the newest head to those named, once a day and only when there is a newer one. Returns whether it was sent.

    A mail server that does not answer stops nothing: what could not be sent is tried again the next time.
    """
    newest = last_seal()
    number, on = _sent()
    if not settings.SEAL_MAIL or newest is None or number >= newest.number or on == str(date_of(at)):
        return False
    subject = f"Headgoose: seal {newest.number}, act {newest.last_act}"
    body = f"{TITLE}\n{line_of(head_of(newest))}\n\nheadgoose verify-seals --heads FILE\n"
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, settings.SEAL_MAIL)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("The head of seal %s could not be mailed: %s", newest.number, error)
        return False
    _mark_sent(newest.number, str(date_of(at)))
    return True


def _mark() -> Path:
    return Path(settings.HOME) / "seals" / "mailed.json"


def _sent() -> tuple[int, str]:
    try:
        found = json.loads(_mark().read_text())
        return int(found["number"]), str(found["on"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, ""


def _mark_sent(number: int, on: str) -> None:
    _mark().parent.mkdir(parents=True, exist_ok=True)
    _mark().write_text(json.dumps({"number": number, "on": on}))
