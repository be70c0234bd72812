"""Finished answers of public pages, kept in memory under a key that says what they were made from.

Whoever makes the key puts into it the newest act that can have changed the page: an answer is then right at once after
an act, and one that is out of date is never asked for again. Only pages that are the same for every reader go here.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

MOST = 600
# Zipped once and then served many times.
GZIP_LEVEL = 6


@dataclass(frozen=True)
class Kept:
    """A page as it leaves, plain and zipped."""

    plain: bytes
    zipped: bytes
    mark: str


class Answers:
    """The pages asked for last."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], str]) -> Kept:
        """The page of a key, made when it is not here."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        kept = _finish(make())
        with self._lock:
            self._kept[key] = kept
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return kept

    def clear(self) -> None:
        """Forget everything (tests)."""
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


def _finish(page: str) -> Kept:
    plain = page.encode()
    mark = hashlib.sha256(plain).hexdigest()[:32]
    return Kept(plain, gzip.compress(plain, GZIP_LEVEL, mtime=0), mark)


answers = Answers()


def kept_answer(request: HttpRequest, key: Hashable, make: Callable[[], str], shelf: Answers = answers) -> HttpResponse:
    """A page from memory; 304 for a reader who has it already.

    Caches on the way may keep it too, but ask each time whether it still holds.
    """
    kept = shelf.get(key, make)
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    # Two forms of one page are two things to a cache.
    mark = f'"{kept.mark}{"-gzip" if zipped else ""}"'
    answer = HttpResponse(kept.zipped if zipped else kept.plain)
    if zipped:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["ETag"] = mark
    answer.headers["Cache-Control"] = "public, no-cache"
    patch_vary_headers(answer, ("Accept-Encoding",))
    response = get_conditional_response(request, etag=mark, response=answer)
    return response if isinstance(response, HttpResponse) else answer
