"""Who may open and close whose account: pure functions."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from headgoose.access.queries import Seat
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.rules import check_reach

USERNAME = re.compile(r"[^\W_](?:[\w.\-]{0,58}[^\W_])?")

# The trail names the system by these; an account of such a name would pass for it.
RESERVED = {"system", "root", "admin", "administrator", "headgoose", "cli", "demo", "test", "系统", "管理员"}


def check_username(username: str) -> None:
    """A user name: letters, digits, dots, hyphens and underscores, and none that passes for the system."""
    if not USERNAME.fullmatch(username):
        reason = _("A user name has 1 to 60 letters and digits; dots, hyphens and underscores may stand between.")
        raise Refused(reason, field="username")
    if username.casefold() in RESERVED:
        raise Refused(_("Nobody opens an account for the system."), Because.FORBIDDEN, field="username")


def is_system(actor: Actor) -> bool:
    """Whether the actor is the system itself and nobody's account."""
    return actor.user_id is None and actor.may(Right.APPOINT, EVERYWHERE)


def check_may_manage(by: Actor, seats: Sequence[Seat]) -> None:
    """Refuse unless the actor may fill every post that the account's person holds now.

    To open an account is to hand out what its posts may do, so nobody opens one for a peer or for the rank above;
    where no post is held there is nothing an officer could answer for, and only the system may.
    """
    if is_system(by):
        return
    if not seats:
        reason = _("This person holds no post now; an officer opens accounts only for people in post.")
        raise Refused(reason, Because.FORBIDDEN)
    for seat in seats:
        check_reach(by, seat.type, seat.span.key)
