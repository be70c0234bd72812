"""The only writers of tokens."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from headgoose.access.models import User
from headgoose.access.queries import get_user, seats_on
from headgoose.access.rules import check_may_secure
from headgoose.api.models import AccessToken
from headgoose.api.queries import PREFIX_LENGTH, TOKEN_SIGN, living_tokens
from headgoose.api.rules import check_token
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action, writing
from headgoose.records.actions import record_act

USE_WRITTEN_EVERY = timedelta(hours=1)


@action
def make_token(
    *, by: Actor, at: datetime, user_id: int, name: str, rights: Sequence[Right], expires_on: date
) -> tuple[AccessToken, str]:
    """Make a token for one's own account; return it with its secret, which nobody can read again.

    Args:
        by: the user's own actor: a token gives nothing that its user does not have.
    """
    if by.user_id != user_id:
        raise Refused(_("A token is made by the one whom it stands for."), Because.FORBIDDEN)
    # Locked where rows can be, so that two at a time do not pass the most that one may have.
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    name = " ".join(name.split())
    held = living_tokens(user_id, date_of(at)).count()
    check_token(by=by, name=name, rights=rights, today=date_of(at), expires_on=expires_on, held=held)
    secret = TOKEN_SIGN + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        user=user,
        name=name,
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        prefix=secret[:PREFIX_LENGTH],
        rights=[right.value for right in rights],
        made_at=at,
        expires_on=expires_on,
    )
    after = {"user": user_id, "prefix": token.prefix, "rights": token.rights, "expires_on": expires_on.isoformat()}
    record_act(by=by, at=at, verb="api.make_token", subject=f"api.token:{token.pk}", after=after)
    return token, secret


@action
def end_token(*, by: Actor, at: datetime, token_id: int) -> None:
    """End a token: one's own, or as the system anybody's."""
    token = AccessToken.objects.select_for_update(of=("self",)).filter(pk=token_id).first()
    if token is None or (by.user_id != token.user_id and by.user_id is not None):
        raise Refused(_("You have no such token."), Because.NOT_FOUND)
    if token.ended_at is not None:
        raise Refused(_("This token is ended already."), Because.CONFLICT)
    token.ended_at = at
    token.save(update_fields=["ended_at"])
    record_act(by=by, at=at, verb="api.end_token", subject=f"api.token:{token.pk}", after={"prefix": token.prefix})


@action
def end_tokens(*, by: Actor, at: datetime, user_id: int) -> int:
    """End all tokens of an account that is in wrong hands, by whoever guards it; how many."""
    user = get_user(user_id)
    check_may_secure(by, seats_on(user, at), user.pk)
    ended = shut_tokens(by, at, user_id)
    if not ended:
        raise Refused(_("This account has no token in force."), Because.CONFLICT)
    return ended


def shut_tokens(by: Actor, at: datetime, user_id: int) -> int:
    """End the tokens of an account with what made it safe; how many. Inside an action that asked whether one may."""
    ended = living_tokens(user_id, date_of(at)).update(ended_at=at)
    if ended:
        seats = seats_on(get_user(user_id), at)
        key = seats[0].span.key if seats else None
        subject, after = f"access.user:{user_id}", {"ended": ended}
        record_act(by=by, at=at, verb="api.end_tokens", subject=subject, place_key=key, after=after)
    return ended


def note_use(*, token: AccessToken, at: datetime) -> None:
    """Keep when a token was last used, at most once an hour. A full disk is no reason to refuse a reader."""
    if token.used_at is not None and timedelta() <= at - token.used_at < USE_WRITTEN_EVERY:
        return
    try:
        with writing():
            AccessToken.objects.filter(pk=token.pk).update(used_at=at)
    except DatabaseError:
        return
