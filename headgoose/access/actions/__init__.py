"""The only writers of the room."""

from headgoose.access.actions.accounts import (
    CastMember,
    close_account,
    close_ended_accounts,
    open_account,
    open_accounts,
    open_cast_accounts,
)
from headgoose.access.actions.passages import refuse_sign_in, sign_in, sign_out, unlock_account

__all__ = [
    "CastMember",
    "close_account",
    "close_ended_accounts",
    "open_account",
    "open_accounts",
    "open_cast_accounts",
    "refuse_sign_in",
    "sign_in",
    "sign_out",
    "unlock_account",
]
