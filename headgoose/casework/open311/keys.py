"""The key that a programme sends with, and the id that it makes for each thing it sends."""

import re
from dataclasses import dataclass
from math import ceil
from uuid import UUID, uuid5

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from headgoose.casework.actions.client_keys import digest_of
from headgoose.casework.limiting import Pace, turns
from headgoose.casework.open311.asking import Asked
from headgoose.casework.open311.errors import Wrong, bad
from headgoose.kernel.area import Area, Level, area_of, code_of
from headgoose.kernel.clock import today
from headgoose.places.models import Kind
from headgoose.records.idempotency.answering import KEY_FORM

KEY_MOST = 100
# A programme sends for many: what has piled up at once, then ten a second.
PACE = Pace(2000, 0.1)
UUID_FORM = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
OTHER_FORM = re.compile(KEY_FORM)
# A key with the place it is for, as that is called today; asked with everything that is sent.
BY_DIGEST = (
    "SELECT k.id, k.name, s.key, s.kind FROM casework_clientkey AS k "
    "JOIN places_span AS s ON s.place_id = k.place_id AND s.start_on <= %s AND s.end_on > %s "
    "WHERE k.digest = %s AND k.ended_at IS NULL"
)
# Ids that are no UUID are made into one with this.
IDS = UUID("0f6ff7e1-9c27-5a5e-9d8e-7d1f3b0f4311")


@dataclass(frozen=True)
class Pass:
    """A key that was found, with the place it is for."""

    key_id: int
    name: str
    place_key: int
    level: Level

    @property
    def area(self) -> Area:
        """Where it may send requests about."""
        return area_of(self.place_key, self.level)

    @property
    def code(self) -> str:
        """The code of its place."""
        return code_of(self.place_key, self.level)


def get_pass(asked: Asked) -> Pass:
    """Who sends. Raises Wrong (403)."""
    secret = asked.text("api_key")
    if not secret:
        raise Wrong(403, _("api_key was not provided."))
    held = _find_pass(secret) if len(secret) <= KEY_MOST else None
    if held is None:
        raise Wrong(403, _("api_key is not known here, or was ended."))
    _check_pace(held.key_id)
    return held


def _find_pass(secret: str) -> Pass | None:
    on = connection.ops.adapt_datefield_value(today())
    with connection.cursor() as cursor:
        cursor.execute(BY_DIGEST, [on, on, digest_of(secret)])
        row = cursor.fetchone()
    return Pass(row[0], row[1], row[2], Kind(row[3]).level) if row else None


def _check_pace(key_id: int) -> None:
    """Who sends faster waits: nothing is lost, the client sends it again."""
    if settings.PUBLIC_LIMITS and (seconds := turns.take([(f"open311 {key_id}", PACE)])) > 0:
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
