"""Answers a request that writes once by its key, and the same again each time it is repeated."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Annotated, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import HeaderEx
from pydantic import StringConstraints

from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import writing
from headgoose.records.idempotency.actions import KEY_FIELD as KEY_FIELD
from headgoose.records.idempotency.actions import claim_key, keep_answer
from headgoose.records.idempotency.models import KeptAnswer

MEDIA_TYPE = "application/json; charset=utf-8"
REPLAYED = "Idempotent-Replayed"
# What of a form is no part of what it says.
NOT_SAID = {"csrfmiddlewaretoken", "next"}
KEY_FORM = r"^[A-Za-z0-9_.:-]{8,80}$"
KEY_WORDS = (
    "Names this request, so that it can be repeated after a lost answer: with the same key and body it is answered the "
    "same and has no second effect. Kept for at least 90 days. Take a new one, such as a UUID, for each new request."
)
Key = Annotated[str, StringConstraints(pattern=KEY_FORM)]
IdempotencyKey = Annotated[Key, HeaderEx(..., alias="Idempotency-Key", description=KEY_WORDS)]


class Said(NamedTuple):
    """What is answered: a status, JSON as text, and headers."""

    status: int
    body: str
    headers: Mapping[str, str]


def answer_once(request: HttpRequest, key: str, write: Callable[[], Said]) -> HttpResponse:
    """What `write` answers, kept in the transaction of what it writes; under the same key again, what is kept.

    A refusal keeps nothing, since it wrote nothing: the key is free for another try.

    Raises:
        Refused: the key belongs to another request, or the request comes from no account.
    """
    actor = get_actor(request)
    if actor.user_id is None:
        raise Refused(_("A key belongs to an account."), Because.FORBIDDEN)
    with writing():
        kept, new = claim_key(user_id=actor.user_id, key=key, digest=digest_of(request), at=now())
        if not new:
            return _again(kept)
        said = write()
        keep_answer(answer=kept, status=said.status, headers=said.headers, body=said.body)
    return HttpResponse(said.body, status=said.status, content_type=MEDIA_TYPE, headers=dict(said.headers))


def go_once(request: HttpRequest, key: str, write: Callable[[], str]) -> tuple[str, bool]:
    """Where a form leads that `write` writes, and whether it was written now: sent again, it leads there again.

    Args:
        key: that the form carries. Without a good one it is written each time.

    Raises:
        Refused: with KEY_FIELD, when the key came with something else before.
    """
    actor = get_actor(request)
    if actor.user_id is None or not re.fullmatch(KEY_FORM, key):
        return write(), True
    said = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_SAID)
    digest = hashlib.sha256(json.dumps([request.path, said]).encode()).hexdigest()
    with writing():
        kept, new = claim_key(user_id=actor.user_id, key=key, digest=digest, at=now())
        if not new:
            return kept.headers["Location"], False
        address = write()
        keep_answer(answer=kept, status=302, headers={"Location": address}, body="")
    return address, True


def _again(kept: KeptAnswer) -> HttpResponse:
    headers = {**kept.headers, REPLAYED: "true"}
    return HttpResponse(kept.body, status=kept.status, content_type=MEDIA_TYPE, headers=headers)


def digest_of(request: HttpRequest) -> str:
    """A fingerprint of method, address and body; JSON that differs in blanks or in the order of names is the same."""
    body = json.dumps(json.loads(request.body), sort_keys=True) if request.body else ""
    return hashlib.sha256("\n".join([str(request.method), request.path, body]).encode()).hexdigest()
