"""The key that a programme sends with, and the id that it makes for each thing it sends."""

import re
from dataclasses import dataclass
from datetime import date
from math import ceil
from uuid import UUID, uuid5

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from headgoose.casework.actions.client_keys import digest_of
from headgoose.casework.limiting import Pace, turns
from headgoose.casework.models import ClientKey
from headgoose.casework.open311.asking import Asked
from headgoose.casework.open311.errors import Wrong, bad
from headgoose.kernel.area import Area
from headgoose.kernel.clock import today
from headgoose.kernel.prepared import Prepared
from headgoose.places.models import Span
from headgoose.records.idempotency.answering import KEY_FORM

KEY_MOST = 100
# A programme sends for many: what has piled up at once, then ten a second.
PACE = Pace(2000, 0.1)
UUID_FORM = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
OTHER_FORM = re.compile(KEY_FORM)
BY_DIGEST = Prepared(lambda digest: ClientKey.objects.filter(digest=digest, ended_at=None), digest=str)
PLACE_OF_KEY = Prepared(lambda place, on: Span.objects.on(on).filter(place_id=place).order_by("pk"), place=int, on=date)
# Ids that are no UUID are made into one with this.
IDS = UUID("0f6ff7e1-9c27-5a5e-9d8e-7d1f3b0f4311")


@dataclass(frozen=True)
class Pass:
    """A key that was found, with the place it is for."""

    key: ClientKey
    span: Span

    @property
    def area(self) -> Area:
        """Where it may send requests about."""
        return self.span.area


def get_pass(asked: Asked) -> Pass:
    """Who sends. Raises Wrong (403)."""
    secret = asked.text("api_key")
    if not secret:
        raise Wrong(403, _("api_key was not provided."))
    key = BY_DIGEST.first(digest=digest_of(secret)) if len(secret) <= KEY_MOST else None
    span = PLACE_OF_KEY.first(place=key.place_id, on=today()) if key else None
    if key is None or span is None:
        raise Wrong(403, _("api_key is not known here, or was ended."))
    _check_pace(key)
    return Pass(key, span)


def _check_pace(key: ClientKey) -> None:
    """Who sends faster waits: nothing is lost, the client sends it again."""
    if settings.PUBLIC_LIMITS and (seconds := turns.take([(f"open311 {key.pk}", PACE)])) > 0:
        raise Wrong(429, _("Too much at once. Send it again later."), {"Retry-After": str(ceil(seconds))})


def client_id_asked(request: HttpRequest, asked: Asked, key_id: int) -> UUID | None:
    """The client's own id of what it sends, from the header Idempotency-Key or the parameter client_id."""
    said = request.headers.get("Idempotency-Key", "").strip() or asked.text("client_id").strip()
    if not said:
        return None
    if found := client_id_of(said):
        return found
    if not OTHER_FORM.fullmatch(said):
        raise bad(_("client_id must be a UUID, or 8 to 80 letters, digits and . : _ -"))
    return uuid5(IDS, f"{key_id}:{said}")


def client_id_of(token: str) -> UUID | None:
    """A UUID as it was written; None for anything else."""
    return UUID(token) if UUID_FORM.fullmatch(token) else None
