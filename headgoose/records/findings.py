"""What a check of the seals can find, each in one plain sentence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What was found."""

    ACT_EDITED = "act_edited"
    ACT_DELETED = "act_deleted"
    ACT_INSERTED = "act_inserted"
    ACT_MOVED = "act_moved"
    SEAL_EDITED = "seal_edited"
    LEAVES_EDITED = "leaves_edited"
    SEAL_MISSING = "seal_missing"
    SEAL_CUT_OFF = "seal_cut_off"
    SEAL_UNCHAINED = "seal_unchained"
    SEAL_REBUILT = "seal_rebuilt"
    HEAD_MISSING = "head_missing"
    HEAD_UNREADABLE = "head_unreadable"
    HEADS_DISORDERED = "heads_disordered"


SENTENCES: dict[Kind, Promise] = {
    Kind.ACT_EDITED: _("%(what)s: edited after it was sealed."),
    Kind.ACT_DELETED: _("%(what)s: sealed, and no longer there."),
    Kind.ACT_INSERTED: _("%(what)s: inserted among acts that were sealed."),
    Kind.ACT_MOVED: _("%(what)s: holds what was sealed as act %(other)s."),
    Kind.SEAL_EDITED: _("%(what)s: the seal itself was edited."),
    Kind.LEAVES_EDITED: _("%(what)s: the list of hashes in the seal was edited, so an act under it may have been too."),
    Kind.SEAL_MISSING: _("%(what)s: missing between the others."),
    Kind.SEAL_CUT_OFF: _("%(what)s: published, and no longer there; acts and seals were cut off at the end."),
    Kind.SEAL_UNCHAINED: _("%(what)s: does not stand on the seal before it."),
    Kind.SEAL_REBUILT: _("%(what)s: not the one that was published; the chain was computed anew."),
    Kind.HEAD_MISSING: _("%(what)s: not in the file of heads, which was cut or not yet written."),
    Kind.HEAD_UNREADABLE: _("%(what)s: says nothing that is true of itself; it was edited or cut."),
    Kind.HEADS_DISORDERED: _("%(what)s: stands out of order in the file of heads."),
}
ONE = {"act": _("Act %(first)s"), "seal": _("Seal %(first)s"), "line": _("Line %(first)s of the file of heads")}
MANY = {
    "act": _("Acts %(first)s to %(last)s"),
    "seal": _("Seals %(first)s to %(last)s"),
    "line": _("Lines %(first)s to %(last)s of the file of heads"),
}
WITH_ACTS = _("%(what)s (acts %(first_act)s to %(last_act)s)")


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed: of what kind, which act, seal or line.

    Args:
        noun: "act", "seal" or "line"; `first` and `last` are its numbers.
        other: for an act that moved, the number it was sealed under.
        acts: for a seal, the acts under it, when they are known.
    """

    kind: Kind
    noun: str
    first: int
    last: int
    other: int | None = None
    acts: tuple[int, int] | None = None

    def __str__(self) -> str:
        words = ONE if self.first == self.last else MANY
        what = str(words[self.noun]) % {"first": self.first, "last": self.last}
        if self.acts:
            what = str(WITH_ACTS) % {"what": what, "first_act": self.acts[0], "last_act": self.acts[1]}
        return str(SENTENCES[self.kind]) % {"what": what, "other": self.other}

    def as_plain(self) -> dict[str, object]:
        """For machines."""
        plain = {"kind": self.kind.value, "of": self.noun, "first": self.first, "last": self.last}
        return {**plain, "other": self.other, "acts": self.acts, "sentence": str(self)}


def runs(kind: Kind, noun: str, numbers: Iterable[int]) -> Iterator[Finding]:
    """One finding for each run of numbers without a gap."""
    ordered = sorted(set(numbers))
    starts = ordered[:1] + [b for a, b in pairwise(ordered) if b != a + 1]
    ends = [a for a, b in pairwise(ordered) if b != a + 1] + ordered[-1:]
    for first, last in zip(starts, ends, strict=True):
        yield Finding(kind, noun, first, last)
