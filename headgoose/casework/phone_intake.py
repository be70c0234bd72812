"""What a phone sends from its queue: one entry at a time, each under an id of its own, once.

The body is taken as it came: its SHA-256 tells the same entry sent again from another one under the same id. The
server's clock and the session's account count; what the phone says of either is only compared.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from headgoose.casework.actions.calling_roll import answer_roll
from headgoose.casework.actions.receiving import Asked, receive_request
from headgoose.casework.actions.steps import (
    Said,
    accept_request,
    answer_request,
    note_on_request,
    pause_request,
    resume_request,
    start_request,
)
from headgoose.casework.models import Channel, Request, Urgency
from headgoose.casework.petitioners import read_asker
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.records.attachments import PDF, Document, read_document

BODY_MOST = 3_500_000
PHOTOS_MOST = 5
STEPS: dict[str, Callable[..., Request]] = {
    "accept": accept_request,
    "start": start_request,
    "answer": answer_request,
    "pause": pause_request,
    "resume": resume_request,
    "note": note_on_request,
}
WANTING = _("The phone sent something that cannot be read. Its entry is kept; show it to your township.")


@dataclass(frozen=True)
class Entry:
    """One entry of a queue: its id, what it is, what it says, and the fingerprint of all that came."""

    client_id: UUID
    kind: str
    said: Mapping[str, Any]
    digest: str


@sensitive_variables()
def read_entry(body: bytes, actor: Actor) -> Entry:
    """An entry as it came. Raises Refused: unreadable (INVALID), too large, or somebody else's (FORBIDDEN)."""
    if len(body) > BODY_MOST:
        raise Refused(_("The entry is too large: send fewer pictures."), Because.TOO_LARGE)
    try:
        said = json.loads(body)
        client_id = UUID(said["client_id"])
        kind, owner = said["kind"], said["owner"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused(WANTING) from error
    if owner != actor.person_id:
        raise Refused(_("This entry was written by somebody else, who has to sign in to send it."), Because.FORBIDDEN)
    if kind not in KINDS:
        raise Refused(WANTING)
    return Entry(client_id, kind, said, hashlib.sha256(body).hexdigest())


@sensitive_variables()
def take_entry(entry: Entry, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Do what an entry says, or answer as before when it came before; what the phone is told."""
    return KINDS[entry.kind](entry, by, at)


def _request(entry: Entry, by: Actor, at: datetime) -> dict[str, Any]:
    asked = Asked(
        place=_text(entry, "place"),
        category=_text(entry, "category"),
        text=_text(entry, "text"),
        channel=Channel.WORKER,
        urgency=_urgency(entry),
        where_text=_text(entry, "where"),
        asker=read_asker(_text(entry, "name"), _text(entry, "phone")),
        photos=_photos(entry.said.get("photos", ())),
        client_id=entry.client_id,
        digest=entry.digest,
        accept=bool(entry.said.get("accept")),
    )
    request = receive_request(by=by, at=at, asked=asked)
    return {"number": request.pk, "code": request.code}


def _step(entry: Entry, by: Actor, at: datetime) -> dict[str, Any]:
    verb, number = entry.said.get("verb"), entry.said.get("request")
    if verb not in STEPS or not isinstance(number, int) or not 0 < number < 2**63:
        raise Refused(WANTING)
    said = Said(
        _text(entry, "text"),
        open=entry.said.get("open") is not False,
        photos=_photos(entry.said.get("photos", ())),
        client_id=entry.client_id,
        digest=entry.digest,
    )
    return {"number": STEPS[verb](by=by, at=at, request_id=number, said=said).pk}


def _roll(entry: Entry, by: Actor, at: datetime) -> dict[str, Any]:
    number, given = entry.said.get("roll"), entry.said.get("given")
    if not isinstance(number, int) or not 0 < number < 2**63 or not isinstance(given, dict):
        raise Refused(WANTING)
    photos = _photos(entry.said.get("photos", ()))
    answer = answer_roll(
        by=by,
        at=at,
        roll_call_id=number,
        grid=_text(entry, "grid"),
        given=given,
        photo=photos[0] if photos else None,
        client_id=entry.client_id,
        digest=entry.digest,
        for_grid=bool(entry.said.get("for_grid")),
    )
    return {"number": answer.pk}


KINDS: dict[str, Callable[[Entry, Actor, datetime], dict[str, Any]]] = {
    "request": _request,
    "step": _step,
    "roll": _roll,
}


def _text(entry: Entry, name: str) -> str:
    value = entry.said.get(name, "")
    if not isinstance(value, str) or "\0" in value:
        raise Refused(WANTING, field=name)
    return value


def _urgency(entry: Entry) -> Urgency:
    try:
        return Urgency(_text(entry, "urgency") or Urgency.ORDINARY)
    except ValueError as error:
        raise Refused(WANTING, field="urgency") from error


def _photos(given: Any) -> Sequence[Document]:
    """Pictures as base64, without what a camera adds."""
    if not isinstance(given, list | tuple) or len(given) > PHOTOS_MOST:
        raise Refused(_("At most 5 pictures."), Because.TOO_LARGE, field="photos")
    found = []
    for text in given:
        try:
            document = read_document(base64.b64decode(text, validate=True))
        except (binascii.Error, TypeError, ValueError) as error:
            raise Refused(WANTING, field="photos") from error
        if document.media == PDF:
            raise Refused(_("Send a picture, not a PDF."), field="photos")
        found.append(document)
    return found
