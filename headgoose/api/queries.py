"""Reads of tokens, and what each lets its bearer do on a day."""

import hashlib
import re
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from headgoose.access.queries import actor_of
from headgoose.api.models import AccessToken
from headgoose.kernel.actor import Actor
from headgoose.kernel.rights import Right

TOKEN_SIGN = "hg_"  # noqa: S105 the sign by which a token is known, not a token
PREFIX_LENGTH = 9
FORM = re.compile(rf"{TOKEN_SIGN}[A-Za-z0-9_-]{{43}}", re.ASCII)


def find_token(secret: str, on: date) -> AccessToken | None:
    """The token of a secret, if it is not over and its account is open; one query with its user and person."""
    if not FORM.fullmatch(secret):
        return None
    digest = hashlib.sha256(secret.encode()).hexdigest()
    tokens = AccessToken.objects.select_related("user__person").filter(digest=digest, user__is_active=True)
    return tokens.filter(ended_at__isnull=True, expires_on__gt=on).first()


def bearer_of(token: AccessToken, on: date, address: str) -> Actor:
    """The actor that a token stands for: what its user's posts give on the day, as far as the token goes."""
    actor = actor_of(token.user, on, f"{address} {token.prefix}"[:64])
    lent = {Right(right) for right in token.rights}
    return replace(actor, grants=tuple(grant for grant in actor.grants if grant.right in lent))


def tokens_of(user_id: int) -> QuerySet[AccessToken]:
    """All tokens of an account, newest first."""
    return AccessToken.objects.filter(user_id=user_id)


def living_tokens(user_id: int, on: date) -> QuerySet[AccessToken]:
    """The tokens of an account that can still be used."""
    return tokens_of(user_id).filter(ended_at__isnull=True, expires_on__gt=on)
