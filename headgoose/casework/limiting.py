"""How often somebody may ask without an account. Beyond that they wait their turn; nobody is shut out.

Each key, a browser, an address or a grid, has a pace: so many at once, then one every so many seconds. Who comes sooner
gets a turn: a signed note of when it begins, good for that one request. An office behind one address is thus slowed
down and never locked out, and a machine that floods a form waits as long as its own flood is
(docs/decisions/030-who-floods-a-form-waits.md).
"""

import ipaddress
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from headgoose.access.middleware import origin_of
from headgoose.kernel.clock import now
from headgoose.kernel.refusal import Because, Refused

KEYS_MOST = 50_000
# Longer than this nobody waits in front of a page: they are told to come back.
LONGEST_WAIT_S = 120
TURN_LASTS_S = 3600
TURN_SALT = "headgoose.casework.turn"
COOKIE_AGE_S = 365 * 24 * 3600
COOKIE_SALT = "headgoose.casework.browser"
IPV6_NETWORK = 64


@dataclass(frozen=True)
class Pace:
    """So many at once, then one every so many seconds."""

    burst: int
    seconds: float


ASK_BROWSER = Pace(10, 30)
ASK_ADDRESS = Pace(120, 3)
ASK_GRID = Pace(60, 5)
# Codes that do not exist: people mistype, and nobody mistypes sixty times.
WRONG_BROWSER = Pace(20, 10)
WRONG_ADDRESS = Pace(60, 5)
ADD_TO_ONE = Pace(10, 60)
SEARCH_ADDRESS = Pace(120, 1)


class Turns:
    """When each key may come next. Kept in this process; the keys not used for longest are forgotten first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        # Not the wall clock: that may be set back.
        self._clock = clock
        self._lock = threading.Lock()
        # By key, the instant at which all it has taken will be paid off.
        self._paid_at: OrderedDict[str, float] = OrderedDict()

    def wait(self, keys: Iterable[tuple[str, Pace]]) -> float:
        """Seconds until one more may come for all of some keys; nothing is counted."""
        with self._lock:
            return self._wait(list(keys), self._clock())

    def take(self, keys: Iterable[tuple[str, Pace]], longest: float = 0) -> float:
        """Take the next turn for all of some keys, and say in how many seconds it is. Longer ones are not taken."""
        found = list(keys)
        with self._lock:
            at = self._clock()
            seconds = self._wait(found, at)
            if seconds <= longest:
                for key, pace in found:
                    self._paid_at[key] = max(self._paid_at.get(key, at), at) + pace.seconds
                    self._paid_at.move_to_end(key)
                while len(self._paid_at) > KEYS_MOST:
                    self._paid_at.popitem(last=False)
            return seconds

    def _wait(self, keys: list[tuple[str, Pace]], at: float) -> float:
        free = (self._paid_at.get(key, at) - (pace.burst - 1) * pace.seconds - at for key, pace in keys)
        return max(0.0, *free) if keys else 0.0

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._paid_at.clear()


turns = Turns()


class Wait(Refused):
    """Too much at once. `turn` is good for this one request in `seconds`; "" where there is none to be had."""

    def __init__(self, seconds: float, turn: str = "") -> None:
        self.seconds, self.turn = max(ceil(seconds), 1), turn
        said = {"count": self.seconds}
        words = ngettext(
            "Very much is coming in just now. Wait %(count)d second and send it again: it is not lost.",
            "Very much is coming in just now. Wait %(count)d seconds and send it again: it is not lost.",
            self.seconds,
        )
        super().__init__(words % said, Because.TOO_MANY)


@dataclass(frozen=True)
class Browser:
    """The browser that asks.

    Args:
        mark: of its own, kept in a signed cookie; "" for one that brings none.
        proven: it has sent a request or opened one before.
    """

    mark: str
    proven: bool
    address: str


def browser_of(request: HttpRequest) -> Browser:
    """Who asks, as far as limits need to know."""
    kept = request.get_signed_cookie(cookie_name(), "", salt=COOKIE_SALT, max_age=COOKIE_AGE_S) or ""
    mark, _dot, proven = kept.partition(".")
    return Browser(mark, proven == "1", _network_of(origin_of(request)))


def cookie_name() -> str:
    """The name of the cookie."""
    return "__Host-asker" if settings.BEHIND_TLS else "asker"


def mark_browser(request: HttpRequest, response: HttpResponse, proven: bool = False) -> None:
    """Give a browser its mark, or keep the one it has; `proven` it stays once it is."""
    browser = browser_of(request)
    if browser.mark and (browser.proven or not proven):
        return
    response.set_signed_cookie(
        cookie_name(),
        f"{browser.mark or secrets.token_urlsafe(12)}.{int(proven)}",
        salt=COOKIE_SALT,
        max_age=COOKIE_AGE_S,
        httponly=True,
        secure=settings.BEHIND_TLS,
        samesite="Lax",
    )


def _network_of(address: str) -> str:
    """The address, of IPv6 the network: one household has 2^64 of those."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, IPV6_NETWORK), strict=False))


def _tells_addresses_apart() -> bool:
    """Behind a proxy that says nothing of addresses all come from one, and none is limited."""
    return settings.FORWARDED_ADDRESS or not settings.BEHIND_TLS


def check_asking(request: HttpRequest, place_id: int, client_id: UUID, turn: str = "") -> None:
    """Let a request in, or refuse it with a turn. A turn that has come lets in the one it was given for."""
    if not settings.PUBLIC_LIMITS:
        return
    ready_at = _read_turn(turn, client_id)
    if ready_at is not None:
        left = ready_at - now().timestamp()
        if left > 0:
            raise Wait(left, turn)
        return
    browser = browser_of(request)
    keys = [(f"grid {place_id}", ASK_GRID)]
    if browser.mark:
        keys.append((f"browser {browser.mark}", ASK_BROWSER))
    if _tells_addresses_apart():
        keys.append((f"address {browser.address}", ASK_ADDRESS))
    seconds = turns.take(keys, LONGEST_WAIT_S)
    if seconds > LONGEST_WAIT_S:
        raise Wait(LONGEST_WAIT_S)
    if seconds > 0:
        kept = [str(client_id), now().timestamp() + seconds]
        raise Wait(seconds, signing.dumps(kept, salt=TURN_SALT))


def _read_turn(turn: str, client_id: UUID) -> float | None:
    """When a turn begins, or None for one that is forged, of another request, or long past."""
    try:
        whose, ready_at = signing.loads(turn, salt=TURN_SALT, max_age=TURN_LASTS_S)
    except signing.BadSignature:
        return None
    return float(ready_at) if whose == str(client_id) else None


def _looking_up(request: HttpRequest) -> list[tuple[str, Pace]]:
    browser = browser_of(request)
    if browser.proven:
        return [(f"codes of {browser.mark}", WRONG_BROWSER)]
    if _tells_addresses_apart():
        return [(f"codes from {browser.address}", WRONG_ADDRESS)]
    return []


def check_looking_up(request: HttpRequest) -> None:
    """Refuse to look at a code where too many wrong ones came from: right ones too, else guessing would go on."""
    if settings.PUBLIC_LIMITS and (seconds := turns.wait(_looking_up(request))) > 0:
        raise Wait(seconds)


def note_wrong_code(request: HttpRequest) -> None:
    """Count a code that does not exist."""
    if settings.PUBLIC_LIMITS:
        turns.take(_looking_up(request))


def check_searching(request: HttpRequest) -> None:
    """Refuse to look for places faster than people type."""
    if settings.PUBLIC_LIMITS and _tells_addresses_apart():
        keys = [(f"search from {browser_of(request).address}", SEARCH_ADDRESS)]
        if (seconds := turns.take(keys)) > 0:
            raise Wait(seconds)


def check_adding(request_id: int) -> None:
    """Refuse words that follow each other too fast on one request."""
    if settings.PUBLIC_LIMITS and (seconds := turns.take([(f"request {request_id}", ADD_TO_ONE)])) > 0:
        raise Wait(seconds)
