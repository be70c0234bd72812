"""The hash chain of a book: what of a posted voucher is hashed, and how one stands on the one before.

The content is a JSON array without spaces, in UTF-8: sequence, year, number, month, date, kind, summary, number of
documents, source, event, sequence of the voucher it reverses (or null), maker, reviewer, instant of posting (UTC, ISO
8601 with microseconds and Z), the entries [line, account, debit in fen, credit in fen, summary, payee, payee kind] by
line, and the SHA-256 of each picture or PDF, sorted. The hash of a voucher is SHA-256, in hexadecimal, over the hash
of the one before ("" for the first), a line feed, and the content. `check_book.py` does the same without us.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

_plain = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
Line = tuple[int, str, int, int, str, str, str]


def content_of(
    *,
    sequence: int,
    year: int,
    number: int,
    month: int,
    on: date | str,
    kind: str,
    summary: str,
    documents: int,
    source: str,
    event: str,
    reverses: int | None,
    maker: int,
    reviewer: int,
    posted_at: datetime | str,
    entries: Sequence[Line],
    evidence: Iterable[str] = (),
) -> str:
    """The content of a posted voucher as it is hashed."""
    day = on if isinstance(on, str) else on.isoformat()
    at = posted_at if isinstance(posted_at, str) else instant(posted_at)
    head = [sequence, year, number, month, day, kind, summary, documents, source, event, reverses, maker, reviewer, at]
    return _plain([*head, entries, sorted(evidence)])


@lru_cache(maxsize=64)
def instant(at: datetime) -> str:
    """An instant as the content has it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def link(previous: str, content: str) -> str:
    """The hash of a voucher that follows the one with the hash `previous`."""
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()
