"""What a check is, and what it finds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from headgoose.ledger.checks.ground import Ground


@dataclass(frozen=True, slots=True)
class KnownBook:
    """A book as checks see it: whose it is on the map of the day, and how far it is closed."""

    pk: int
    place_id: int
    key: int
    since: int
    closed_to: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found in a book. It is computed anew each time; what is kept of it is who looked at it.

    Args:
        subject: names it within book and check, the same each time it is found.
        on: the day that it is about.
        sentence, said: what was found, in the reader's language.
        amount_fen: how much it is about, where it is about an amount.
        voucher_ids: the vouchers of the book behind it.
    """

    check: str
    book: KnownBook
    subject: str
    on: date
    month: int
    sentence: Promise
    said: Mapping[str, object]
    amount_fen: int | None = None
    voucher_ids: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The sentence."""
        return str(self.sentence) % {name: str(value) for name, value in self.said.items()}

    @property
    def name(self) -> tuple[int, str, str]:
        """Under which it is acknowledged."""
        return self.book.pk, self.check, self.subject


@dataclass(frozen=True)
class Check:
    """A declared check.

    Args:
        definition: how it is computed, as the user reads it.
        find: what it finds on a ground.
        thresholds: the codes of those that it measures against.
        in_county: whether it looks at nothing outside the county of the book.
    """

    code: str
    name: Promise
    definition: Promise
    find: "Callable[[Ground], Iterable[Finding]]"
    order: int
    thresholds: tuple[str, ...] = ()
    in_county: bool = True
