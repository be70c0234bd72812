"""Files of vouchers that somebody has looked at and not yet taken. They lie beside the database, for some days.

Looking at a file writes nothing into the books. Whoever keeps the same book finds it here, also after the server was
killed while it was being taken: what lies here and is not among the files of the book was not taken.
"""

import hashlib
import json
import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from headgoose.ledger.models import VoucherFile

KEPT = timedelta(days=7)
# Of one book; the oldest makes room.
FILES_MAX = 20
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Laid:
    """A file that waits to be taken."""

    sha256: str
    name: str
    vouchers: int
    label: str
    laid_at: datetime
    path: Path

    def content(self) -> bytes:
        """The file itself."""
        _head, _line, packed = self.path.read_bytes().partition(b"\n")
        return zlib.decompress(packed)


def lay_file(book_id: int, name: str, content: bytes, vouchers: int, label: str, at: datetime) -> str:
    """Lay a file down for a book; its SHA-256, by which it is found again."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    sha256 = hashlib.sha256(content).hexdigest()
    head = {"name": name, "vouchers": vouchers, "label": label, "at": at.isoformat()}
    descriptor, written = tempfile.mkstemp(dir=folder, prefix="new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(head).encode() + b"\n" + zlib.compress(content))
        Path(written).replace(_path(book_id, sha256))
    except BaseException:
        Path(written).unlink(missing_ok=True)
        raise
    _clear(at)
    for old in laid_files(book_id)[FILES_MAX:]:
        old.path.unlink(missing_ok=True)
    return sha256


def laid_files(book_id: int) -> list[Laid]:
    """The files that lie here for a book and were not taken, newest first."""
    taken = set(VoucherFile.objects.filter(book_id=book_id).values_list("sha256", flat=True))
    found = [one for one in _read_all(f"{book_id}-*") if one.sha256 not in taken]
    return sorted(found, key=lambda one: one.laid_at, reverse=True)


def find_laid(book_id: int, sha256: str) -> Laid | None:
    """The file with a fingerprint, if it lies here for a book."""
    return _read(_path(book_id, sha256)) if SHA256.fullmatch(sha256) else None


def remove_laid(book_id: int, sha256: str) -> None:
    """Take a file away, if it is there."""
    if SHA256.fullmatch(sha256):
        _path(book_id, sha256).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.HOME) / "voucher-files"


def _path(book_id: int, sha256: str) -> Path:
    return _folder() / f"{book_id}-{sha256}"


def _clear(at: datetime) -> None:
    """Remove what has lain too long, and what a killed server was writing."""
    for one in _read_all("[0-9]*"):
        if at - one.laid_at > KEPT:
            one.path.unlink(missing_ok=True)
    for path in _folder().glob("new-*"):
        if at.timestamp() - path.stat().st_mtime > KEPT.total_seconds():
            path.unlink(missing_ok=True)


def _read_all(pattern: str) -> Iterator[Laid]:
    for path in _folder().glob(pattern):
        if laid := _read(path):
            yield laid


def _read(path: Path) -> Laid | None:
    try:
        with path.open("rb") as file:
            head = json.loads(file.readline())
    except (FileNotFoundError, ValueError):
        return None
    sha256 = path.name.partition("-")[2]
    return Laid(sha256, head["name"], head["vouchers"], head["label"], datetime.fromisoformat(head["at"]), path)
