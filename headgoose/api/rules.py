"""What a token may be: pure functions."""

from collections.abc import Collection
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right

LONGEST_DAYS = 366
TOKENS_MOST = 20
NAME_MAX = 60

# What a token can be given. To make accounts safe, or to see personal fields, takes the person at a screen.
FOR_WRITING: dict[Right, Promise] = {
    Right.APPOINT: _("read, and draw up orders"),
    Right.KEEP_BOOKS: _("read, and enter vouchers"),
    Right.ANSWER_REQUESTS: _("read, and take down and answer requests"),
}
FOR_TOKENS = (Right.READ, *FOR_WRITING)


def check_token(*, by: Actor, name: str, rights: Collection[Right], today: date, expires_on: date, held: int) -> None:
    """Refuse a token without a name, without an end within a year, or with rights that its user does not have."""
    if not name or len(name) > NAME_MAX or not name.isprintable():
        raise Refused(_("Name the programme that will use the token, in at most 60 characters."), field="name")
    if not today < expires_on <= today + timedelta(days=LONGEST_DAYS):
        raise Refused(_("A token ends tomorrow at the earliest and after a year at the latest."), field="expires_on")
    if not rights or any(right not in FOR_TOKENS for right in rights):
        raise Refused(_("A token is for reading, and for orders, vouchers or requests besides."), field="rights")
    if not all(by.scope(right) for right in rights):
        raise Refused(_("Your posts do not give you what the token is to be used for."), Because.FORBIDDEN, "rights")
    if held >= TOKENS_MOST:
        raise Refused(_("You have twenty tokens already: end one first."), Because.CONFLICT)
