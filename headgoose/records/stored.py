"""Seals as the database holds them, read without trust: a tamperer may have put anything into any column."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from headgoose.records.sealing import (
    LEAF_BYTES,
    Head,
    Row,
    UnknownAlgorithm,
    hasher,
    instant_column,
    instant_of,
    read_rows,
    split_leaves,
)

SEALS_A_READ = 64


@dataclass(frozen=True)
class StoredSeal:
    """One seal: its head, None where a column holds what none can, the hash it claims, and its leaves."""

    number: int
    head: Head | None
    hash: str
    leaves: bytes

    @cached_property
    def digest(self) -> Callable[[bytes], bytes] | None:
        """The hash function it names; None when that is none of ours."""
        try:
            return hasher(self.head.algorithm) if self.head else None
        except UnknownAlgorithm:
            return None

    @cached_property
    def numbers(self) -> list[int]:
        """The acts in its leaves."""
        return [number for number, _ in split_leaves(self.leaves)]

    @cached_property
    def is_whole(self) -> bool:
        """Whether its own hash is that of its head."""
        return self.digest is not None and self.head is not None and self.head.hash == self.hash

    @cached_property
    def has_its_leaves(self) -> bool:
        """Whether its leaves are those that its root is the hash of."""
        return self.digest is not None and self.head is not None and self.digest(self.leaves).hex() == self.head.root

    @cached_property
    def fits(self) -> bool:
        """Whether its leaves are those that root, count, first and last speak of; an unknown algorithm is no fault."""
        if self.head is None or self.digest is None:
            return True
        if not self.has_its_leaves or len(self.leaves) != self.head.count * LEAF_BYTES or not self.numbers:
            return False
        return (self.numbers[0], self.numbers[-1]) == (self.head.first_act, self.head.last_act)

    @property
    def last_believed(self) -> int:
        """The last act under it, by whatever of it still holds together."""
        by_head = [self.head.last_act] if self.head else []
        if self.is_whole:
            return by_head[0]
        by_leaves = [max(self.numbers)] if self.numbers else []
        if self.has_its_leaves and by_leaves:
            return by_leaves[0]
        return min(by_head + by_leaves, default=0)


def stored_seals(number: int) -> Iterator[StoredSeal]:
    """Seals beyond a number, in order, a few at a time: their leaves are large."""
    query = (
        f"SELECT number, first_act, last_act, count, algorithm, root, previous, {instant_column('sealed_at')}, "
        f"hash, leaves FROM records_seal WHERE number > %s ORDER BY number LIMIT {SEALS_A_READ}"
    )
    while rows := read_rows(query, [number]):
        yield from map(_stored, rows)
        number = rows[-1][0]


def _stored(row: Row) -> StoredSeal:
    number, first, last, count, algorithm, root, previous, sealed_at, claimed, leaves = row
    sealed_us = instant_of(sealed_at)
    fits = all(isinstance(value, int) for value in (first, last, count, sealed_us))
    fits = fits and all(isinstance(value, str) and value.isascii() for value in (algorithm, root, previous))
    head = Head(number, first, last, count, algorithm, root, previous, sealed_us) if fits else None
    return StoredSeal(number, head, str(claimed), b"" if isinstance(leaves, str) or leaves is None else bytes(leaves))
