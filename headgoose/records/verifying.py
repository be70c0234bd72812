"""The check of the whole trail against its seals, of the seals against each other, and of both against the heads.

What one seal says is believed only as far as it holds together. Acts under a seal whose list of hashes was edited are
compared with that list all the same; acts whose seal is gone cannot be.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from headgoose.records.findings import Finding, Kind, runs
from headgoose.records.heads import lines_in, read_line
from headgoose.records.models import Act, Seal
from headgoose.records.sealing import (
    ALGORITHMS,
    BELOW_ALL,
    Head,
    Row,
    content_of,
    hasher,
    leaves_of,
    split_leaves,
    stream_acts,
)
from headgoose.records.stored import StoredSeal, stored_seals


@dataclass
class Verdict:
    """What a check found, and how much it looked at. Acts that no seal protects yet are counted, not judged."""

    findings: list[Finding] = field(default_factory=list)
    seals: int = 0
    acts: int = 0
    unsealed: int = 0
    newest: Head | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_plain(self) -> dict[str, object]:
        """For machines."""
        newest = {"number": self.newest.number, "last_act": self.newest.last_act} if self.newest else None
        counts = {"seals": self.seals, "acts": self.acts, "unsealed": self.unsealed, "newest": newest}
        return {"sound": self.sound, **counts, "findings": [found.as_plain() for found in self.findings]}


def verify_seals(heads: Path | None = None, *, last_seals: int | None = None, is_copy: bool = False) -> Verdict:
    """Check every act and every seal, or only the newest seals.

    Args:
        heads: the file of heads to compare with; None leaves it out.
        last_seals: how many of the newest seals to look at.
        is_copy: the file is a copy taken some time ago, which rightly knows nothing of newer seals.
    """
    published = _read_heads(heads) if heads else _Published()
    check = _Check(_before_the_last(last_seals))
    for seal in stored_seals(check.number):
        check.look_at(seal)
    verdict = check.verdict
    verdict.findings += _moves(check.acts)
    verdict.unsealed = Act.objects.filter(id__gt=check.position).count()
    if heads:
        if not is_copy:
            # Seals may have been published while the acts were read.
            published = _read_heads(heads)
        verdict.findings += published.findings
        verdict.findings += _compared(published.heads, check, is_copy)
    verdict.findings.sort(key=lambda found: (found.noun != "act", found.noun, found.first))
    return verdict


@dataclass
class _Differences:
    """Acts that are not what the leaves say.

    `sealed_as` has the hashes that acts edited or deleted were sealed under, `held` by number what is there instead:
    its hashes by every algorithm, for it may have been sealed under another one where it was.
    """

    edited: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    inserted: set[int] = field(default_factory=set)
    sealed_as: dict[bytes, int] = field(default_factory=dict)
    held: dict[int, set[bytes]] = field(default_factory=dict)

    def note(self, expected: dict[int, bytes], rows: Sequence[Row], digest: Callable[[bytes], bytes]) -> None:
        """Compare acts with the leaves of their seal."""
        for row in rows:
            number, content = row[0], content_of(row)
            if expected.get(number) == digest(content):
                continue
            (self.edited if number in expected else self.inserted).add(number)
            self.held[number] = {hasher(algorithm)(content) for algorithm in ALGORITHMS}
        self.deleted |= expected.keys() - {row[0] for row in rows}
        gone = {expected[number]: number for number in expected if number in self.edited or number in self.deleted}
        self.sealed_as |= gone


class _Check:
    """A walk along the seals: `position` is the last act that a seal has accounted for."""

    def __init__(self, before: StoredSeal | None) -> None:
        self.start = self.number = before.number if before else 0
        self.position = before.head.last_act if before and before.head else BELOW_ALL
        self.previous: str | None = before.hash if before else ""
        self.verdict = Verdict()
        self.acts = _Differences()
        self.stored: dict[int, tuple[Head | None, str]] = {}

    def look_at(self, seal: StoredSeal) -> None:
        """Check one seal and the acts under it."""
        if seal.number != self.number + 1:
            self._find(Kind.SEAL_MISSING, self.number + 1, seal.number - 1)
            self.previous = None
            # What lies between was under a seal that is gone: it can be compared with nothing.
            self.position = max(self.position, min(seal.numbers, default=self.position + 1) - 1)
        if not seal.is_whole:
            self._find(Kind.SEAL_EDITED, seal.number, seal.number, seal.head)
        if seal.head and not seal.fits:
            self._find(Kind.LEAVES_EDITED, seal.number, seal.number, seal.head)
        if self.previous is not None and seal.head and seal.head.previous != self.previous:
            self._find(Kind.SEAL_UNCHAINED, seal.number, seal.number, seal.head)
        self._look_under(seal)
        self.stored[seal.number] = (seal.head, seal.hash)
        self.number, self.previous = seal.number, seal.hash if seal.head else None
        self.verdict.newest = seal.head
        self.verdict.seals += 1

    def _find(self, kind: Kind, first: int, last: int, head: Head | None = None) -> None:
        acts = (head.first_act, head.last_act) if head else None
        self.verdict.findings.append(Finding(kind, "seal", first, last, acts=acts))

    def _look_under(self, seal: StoredSeal) -> None:
        last = seal.last_believed
        if seal.digest is not None and last > self.position:
            rows = list(stream_acts(self.position, last))
            if leaves_of(rows, seal.digest) != seal.leaves:
                expected = {number: digest for number, digest in split_leaves(seal.leaves) if number <= last}
                self.acts.note(expected, rows, seal.digest)
            self.verdict.acts += len(rows)
        self.position = max(self.position, last)


def _moves(acts: _Differences) -> Iterator[Finding]:
    """Edited, deleted and inserted acts, told apart from those that only changed places."""
    moved = {
        number: acts.sealed_as[digest]
        for number, digests in acts.held.items()
        for digest in digests
        if digest in acts.sealed_as
    }
    for number, other in sorted(moved.items()):
        yield Finding(Kind.ACT_MOVED, "act", number, number, other=other)
    yield from runs(Kind.ACT_EDITED, "act", acts.edited - moved.keys())
    yield from runs(Kind.ACT_DELETED, "act", acts.deleted - set(moved.values()))
    yield from runs(Kind.ACT_INSERTED, "act", acts.inserted - moved.keys())


@dataclass
class _Published:
    """What a file of heads says, and what is wrong with it by itself."""

    heads: dict[int, Head] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def _read_heads(file: Path) -> _Published:
    published, last = _Published(), 0
    unreadable, disordered = [], []
    for number, line in lines_in(file):
        head = read_line(line)
        if head is None:
            unreadable.append(number)
        elif head.number <= last:
            disordered.append(number)
        if head is not None:
            published.heads.setdefault(head.number, head)
            last = max(last, head.number)
    published.findings += runs(Kind.HEAD_UNREADABLE, "line", unreadable)
    published.findings += runs(Kind.HEADS_DISORDERED, "line", disordered)
    return published


def _compared(heads: dict[int, Head], check: _Check, is_copy: bool) -> Iterator[Finding]:
    """Seals that are not what was published, or that the file or the database lacks."""
    newest = max(heads, default=0)
    for number in sorted(number for number in heads if number > max(check.number, check.start)):
        head = heads[number]
        yield Finding(Kind.SEAL_CUT_OFF, "seal", number, number, acts=(head.first_act, head.last_act))
    carried = []
    for number, (stored, stored_hash) in check.stored.items():
        said = heads.get(number)
        if said is None or said.hash == stored_hash:
            continue
        if stored and stored.root == said.root:
            # Its own acts are as they were; it was only put upon another seal.
            carried.append(number)
        else:
            yield Finding(Kind.SEAL_REBUILT, "seal", number, number, acts=(said.first_act, said.last_act))
    yield from runs(Kind.SEAL_REBUILT, "seal", carried)
    lacking = [number for number in check.stored if number not in heads and not (is_copy and number > newest)]
    yield from runs(Kind.HEAD_MISSING, "seal", lacking)


def _before_the_last(last_seals: int | None) -> StoredSeal | None:
    if last_seals is None:
        return None
    numbers = Seal.objects.order_by("-number").values_list("number", flat=True)[last_seals : last_seals + 1]
    return next(stored_seals(numbers[0] - 1), None) if numbers else None
