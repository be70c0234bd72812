"""A letter, what may come of it, and the sending of it: outside any transaction, within a time, and it never raises."""

import logging
from dataclasses import dataclass

from headgoose.notices.models import Service
from headgoose.notices.rules import Address

log = logging.getLogger(__name__)
# Well below the 2,048 bytes that the strictest of the services takes.
TEXT_MOST = 600
# Robots can be told to take only messages with a word in them: this one is in all of ours.
WORD_IN_ALL = "Headgoose"


@dataclass(frozen=True)
class Letter:
    """What goes where."""

    service: Service
    address: Address
    title: str
    body: str

    def __repr__(self) -> str:
        return f"Letter({self.service.value})"

    @property
    def text(self) -> str:
        """All of it, for those that know no titles."""
        whole = f"{WORD_IN_ALL}: {self.title}\n{self.body}"
        return whole if len(whole) <= TEXT_MOST else f"{whole[: TEXT_MOST - 1]}…"


@dataclass(frozen=True)
class Outcome:
    """What came of it. `error` is one of our own words, "" when it was taken; `for_good`: another try is of no use."""

    error: str = ""
    for_good: bool = False


TAKEN = Outcome()


def send(letter: Letter) -> Outcome:
    """Send a letter. Whatever goes wrong is an outcome: an error's own words may hold the address."""
    try:
        # Not before something is sent: the library is large, and most servers send nothing.
        from headgoose.notices.services import deliver

        return deliver(letter)
    except Exception as error:
        log.error("A notice could not be sent by %s: %s.", letter.service.value, type(error).__name__)
        return Outcome("unreachable")
