"""How often: sliding windows in this process, which is enough where one process serves all (the embedded default)."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

WINDOW_SECONDS = 60
KEYS_MOST = 10_000


@dataclass(frozen=True)
class Allowance:
    """What is left to one key: how many requests, and after how many seconds the oldest falls out of the window."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """As the client is told, in the fields of the IETF draft on rate limits."""
        return {
            "RateLimit-Policy": f'"minute";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"minute";r={self.remaining};t={self.reset_seconds}',
        }


class Limiter:
    """At most so many in any sixty seconds by key. It forgets the keys not used for longest when there are too many."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        # Not the wall clock: that may be set back.
        self._clock = clock
        self._lock = threading.Lock()
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, key: str, limit: int) -> Allowance:
        """Count one more, unless the limit is reached."""
        with self._lock:
            times, now = self._fresh(key)
            allowed = len(times) < limit
            if allowed:
                times.append(now)
            reset = ceil(times[0] + WINDOW_SECONDS - now) if times else WINDOW_SECONDS
            return Allowance(allowed, limit, limit - len(times), max(reset, 1))

    def _fresh(self, key: str) -> tuple[deque[float], float]:
        now = self._clock()
        times = self._times.setdefault(key, deque())
        self._times.move_to_end(key)
        while times and times[0] <= now - WINDOW_SECONDS:
            times.popleft()
        if len(self._times) > KEYS_MOST:
            self._times.popitem(last=False)
        return times, now

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._times.clear()


by_token = Limiter()
failures = Limiter()
