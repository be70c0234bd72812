"""The log of a request as it stands, and a step that is about to be added to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from headgoose.casework.models import Request
from headgoose.casework.replay import Standing, replay
from headgoose.kernel.refusal import Because, Refused
from headgoose.records.attachments import Document

RESIDENT, SYSTEM = "resident", "system"


@dataclass(frozen=True)
class Step:
    """One event about to happen.

    Args:
        state: that it leads to.
        label: who does it, where it is no person in post.
        open: whether the resident reads the text.
        client_id, digest: of a client that may repeat it.
    """

    verb: str
    state: str
    text: str = ""
    outcome: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    open: bool = True
    photos: Sequence[Document] = ()
    client_id: UUID | None = None
    digest: str = ""


def lock_request(request_id: int) -> Request:
    """The request, held until the transaction ends. Raises Refused (NOT_FOUND)."""
    found = Request.objects.select_for_update().filter(pk=request_id).first()
    if found is None:
        raise Refused(_("There is no such request."), Because.NOT_FOUND)
    return found


def standing_of(request: Request) -> Standing:
    """What follows from its events so far."""
    return replay(request.events.all())
