"""Keys with which programmes send requests through Open311: made, and ended."""

import hashlib
import secrets
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from headgoose.casework.models import ClientKey
from headgoose.casework.rules import check_short
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.queries import get_span, span_of
from headgoose.records.actions import record_act

SIGN = "hg311_"
NAME_LEAST, NAME_MAX = 2, 60


def digest_of(secret: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(secret.encode()).hexdigest()


@sensitive_variables("secret")
@action
def make_client_key(*, by: Actor, at: datetime, name: str, place: str) -> tuple[ClientKey, str]:
    """Make a key for a programme that sends requests about a place and all below it; with its secret, told once."""
    span = get_span(place, date_of(at))
    by.require(Right.SET_CASEWORK, span.area)
    plain = check_short(name, "name", NAME_MAX)
    if len(plain) < NAME_LEAST:
        raise Refused(_("Say which programme will use it."), field="name")
    secret = SIGN + secrets.token_urlsafe(32)
    key = ClientKey.objects.create(name=plain, place_id=span.place_id, digest=digest_of(secret), made_at=at)
    record_act(
        by=by,
        at=at,
        verb="casework.make_client_key",
        subject=f"casework.client_key:{key.pk}",
        place_key=span.key,
        after={"name": plain},
    )
    return key, secret


@action
def end_client_key(*, by: Actor, at: datetime, key_id: int) -> None:
    """End a key: nothing more is taken from it, and what came with it stays."""
    key = ClientKey.objects.select_for_update().filter(pk=key_id).first()
    if key is None:
        raise Refused(_("There is no such key."), Because.NOT_FOUND)
    span = span_of(key.place_id, date_of(at))
    if span is not None:
        by.require(Right.SET_CASEWORK, span.area)
    if key.ended_at is not None:
        raise Refused(_("This key is ended already."), Because.CONFLICT)
    key.ended_at = at
    key.save(update_fields=["ended_at"])
    record_act(
        by=by,
        at=at,
        verb="casework.end_client_key",
        subject=f"casework.client_key:{key.pk}",
        place_key=span.key if span else None,
    )
