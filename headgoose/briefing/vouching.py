"""Whether a stored briefing is the one that was signed, by a key that this home trusts.

Who writes the database can write any key into it; so nothing there is believed that a key outside it does not vouch
for, the columns beside the content neither.
"""

from collections.abc import Container
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.briefing.canonical import digest_of
from headgoose.briefing.models import FrozenBriefing
from headgoose.briefing.signing import is_signed, trusted_keys
from headgoose.kernel.refusal import Because, Refused


class NotGenuine(Refused):
    """A stored briefing, or a file of it, does not fit its signature."""

    def __init__(self) -> None:
        super().__init__(_("The stored briefing does not fit its signature."), Because.CONFLICT)


def is_genuine(frozen: FrozenBriefing, trusted: Container[str] | None = None) -> bool:
    """Whether a briefing is as it was signed, by one of the keys given or else by one that this home trusts."""
    keys = trusted_keys() if trusted is None else trusted
    if frozen.public_key not in keys or not is_signed(frozen.content, frozen.signature, frozen.public_key):
        return False
    return frozen.digest == digest_of(frozen.content) and _told_beside(frozen) == _told_within(frozen)


def _told_beside(frozen: FrozenBriefing) -> tuple[object, ...]:
    """What the columns beside the content say once more."""
    named = (frozen.number, frozen.place_id, frozen.on.isoformat(), frozen.basis, frozen.title)
    former = frozen.amends.number if frozen.amends else ""
    return *named, frozen.frozen_at, frozen.by_label, former, frozen.reason


def _told_within(frozen: FrozenBriefing) -> tuple[object, ...]:
    said = frozen.said
    named = (said["number"], said["place"]["id"], said["on"], said["basis"], said["texts"]["zh-hans"]["title"])
    amends = said["amends"] or {"number": "", "reason": ""}
    return *named, datetime.fromisoformat(said["frozen_at"]), said["by"], amends["number"], amends["reason"]


def require_genuine(frozen: FrozenBriefing) -> None:
    """Refused (NotGenuine) when a briefing is not as it was signed."""
    if not is_genuine(frozen):
        raise NotGenuine
