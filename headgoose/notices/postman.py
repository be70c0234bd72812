"""Takes what is due to the services: claims in short transactions, sends outside any, in a few threads a service.

A service that hangs fills its own threads and nobody else's; a channel that fails is left alone for a while. What is
under way when a round ends goes on, its claim kept fresh; what dies with the process is free again when its claim is
stale. The threads see no database.
"""

import os
import random
import secrets
import socket
import threading
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from datetime import datetime
from queue import SimpleQueue
from time import monotonic

from django.conf import settings

from headgoose.kernel.cipher import Unreadable
from headgoose.kernel.clock import now
from headgoose.kernel.encrypted import usable_keyring
from headgoose.kernel.keyring import Keyring
from headgoose.notices.actions.deliveries import Settled, claim_due, give_up_old, keep_claims, settle
from headgoose.notices.models import Delivery, Service
from headgoose.notices.rules import LEASE, address_from
from headgoose.notices.sending import Letter, Outcome, send
from headgoose.notices.wording import code_words, letter_words

THREADS_A_SERVICE = 6
CLAIMED_A_SERVICE = 60
# How long a round may hold up the other duties of the server.
ROUND_S = 4.0
KEEP_EVERY_S = 30.0
# No sending begins in the last minute of a claim: by the time it is stale, it is over.
BEGUN_WITHIN_S = LEASE.total_seconds() - 60


@dataclass
class Flight:
    """A letter under way. `claimed` is when its claim was last kept fresh, on a clock that never goes back."""

    delivery: Delivery
    letter: Letter | None
    claimed: float = field(default_factory=monotonic)

    def fly(self) -> Outcome | None:
        """Send it; None when its claim is too old for that, as after a long sleep of the machine."""
        if self.letter is None:
            return Outcome("unreadable")
        return send(self.letter) if monotonic() - self.claimed < BEGUN_WITHIN_S else None


class Crew:
    """A few threads that end with the process, whatever they are at."""

    def __init__(self, name: str, size: int) -> None:
        self.waiting: SimpleQueue[tuple[Flight, Future[Outcome | None]]] = SimpleQueue()
        for number in range(size):
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True).start()

    def send(self, flight: Flight) -> "Future[Outcome | None]":
        """Have a letter sent when a thread is free."""
        future: Future[Outcome | None] = Future()
        self.waiting.put((flight, future))
        return future

    def _work(self) -> None:
        while True:
            flight, future = self.waiting.get()
            future.set_result(flight.fly())


@dataclass
class Postman:
    """One sender. `name` tells its claims from those of any other, also of a process with the same number before."""

    name: str = field(default_factory=lambda: f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(6)}")
    crews: dict[Service, Crew] = field(default_factory=dict)
    flying: dict["Future[Outcome | None]", Flight] = field(default_factory=dict)
    kept_at: float = field(default_factory=monotonic)
    busy: threading.Lock = field(default_factory=threading.Lock)

    def go_round(self, seconds: float = ROUND_S) -> int:
        """Send what is due for so many seconds at most; how many deliveries were settled."""
        if not self.busy.acquire(blocking=False):
            return 0
        try:
            return self._go_round(monotonic() + seconds)
        finally:
            self.busy.release()

    def _go_round(self, until: float) -> int:
        settled = self.settle_landed()
        give_up_old(at=now())
        while monotonic() < until:
            self._take_off()
            if not self.flying:
                break
            wait(self.flying, timeout=max(0.0, min(until - monotonic(), 1.0)), return_when=FIRST_COMPLETED)
            settled += self.settle_landed()
        self._keep_claims()
        return settled

    def _take_off(self) -> None:
        """Claim as much as there is room for, and begin to send it."""
        keyring = usable_keyring()
        for service in Service:
            under_way = sum(1 for flight in self.flying.values() if flight.delivery.channel.service == service.value)
            # Asking for one or two at a time would cost more than sending them.
            if under_way <= CLAIMED_A_SERVICE // 2:
                most = CLAIMED_A_SERVICE - under_way
                for delivery in claim_due(service=service, most=most, by=self.name, at=now()):
                    flight = Flight(delivery, letter_for(service, delivery, keyring))
                    self.flying[self._crew(service).send(flight)] = flight

    def _crew(self, service: Service) -> Crew:
        if service not in self.crews:
            self.crews[service] = Crew(f"notices-{service.value}", THREADS_A_SERVICE)
        return self.crews[service]

    def settle_landed(self) -> int:
        """Note what came of those that are through; what was not begun is left for whoever finds its claim stale."""
        landed = {future: flight.delivery for future, flight in self.flying.items() if future.done()}
        outcomes = [
            Settled(delivery.pk, delivery.channel_id, outcome, random.random())  # noqa: S311 - guards nothing
            for future, delivery in landed.items()
            if (outcome := future.result()) is not None
        ]
        done = settle(settled=outcomes, by=self.name, at=now())
        # Not before it is noted: what a full disk kept from being noted is noted the next time.
        for future in landed:
            del self.flying[future]
        return done

    def _keep_claims(self) -> None:
        if self.flying and monotonic() - self.kept_at >= KEEP_EVERY_S:
            self.kept_at = monotonic()
            ids = [flight.delivery.pk for flight in self.flying.values()]
            kept = keep_claims(delivery_ids=ids, by=self.name, at=now())
            for flight in self.flying.values():
                if flight.delivery.pk in kept:
                    flight.claimed = self.kept_at


def letter_for(service: Service, delivery: Delivery, keyring: Keyring | None) -> Letter | None:
    """What goes out for a delivery, in the language of its channel; None when the address cannot be read."""
    channel = delivery.channel
    if keyring is None:
        return None
    try:
        address = address_from(channel.disclose(keyring))
    except Unreadable:
        return None
    words = letter_words(delivery.notice, channel.language) if delivery.notice else code_words(channel, keyring)
    return Letter(service, address, *words)


postman = Postman()


def send_due(at: datetime) -> None:
    """The duty of the running server."""
    if settings.NOTICE_SERVICES or postman.flying:
        postman.go_round()
