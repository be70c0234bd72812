"""Who may open and close whose account, when a password is not enough, and when a session is over: pure functions."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.access.models import Over, Session
from headgoose.access.queries import Seat
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE, Level
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.rules import check_reach

USERNAME = re.compile(r"[^\W_](?:[\w.\-]{0,58}[^\W_])?")

# The trail names the system by these; an account of such a name would pass for it.
RESERVED = {"system", "root", "admin", "administrator", "headgoose", "cli", "demo", "test", "系统", "管理员"}

# Who keep the system, its accounts and its trail; wherever they sit.
ADMINISTRATORS = {"system_admin", "security_admin", "audit_admin"}


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


def check_may_manage(by: Actor, seats: Sequence[Seat], absent: Promise) -> None:
    """Refuse unless the actor may fill every post that the account's person holds now or is to hold.

    To open an account is to hand out what its posts may do, so nobody opens one for a peer or for the rank above;
    where no post is held there is nothing an officer could answer for, and only the system may.

    Args:
        absent: what is said of an account or person that is not there, and alike of those who sit outside the area.
    """
    if is_system(by):
        return
    if not by.scope(Right.APPOINT):
        by.require(Right.APPOINT, EVERYWHERE)
    scope = by.scope(Right.READ)
    if not any(area.covers(seat.span.area) for seat in seats for area in scope):
        raise Refused(absent, Because.NOT_FOUND)
    for seat in seats:
        check_reach(by, seat.type, seat.span.key)


NO_ACCOUNT = _("There is no such account in your area.")
NO_PERSON = _("There is no such person in your area.")


def check_may_secure(by: Actor, seats: Sequence[Seat], user_id: int) -> None:
    """Refuse unless the actor guards the accounts of every place at which the account's person sits now.

    Nobody loosens the locks of an own account: that takes another one.
    """
    if is_system(by):
        return
    if by.user_id == user_id:
        raise Refused(_("Nobody does this to an own account; ask another security administrator."), Because.FORBIDDEN)
    scope = by.scope(Right.SECURE_ACCOUNTS)
    if not scope:
        by.require(Right.SECURE_ACCOUNTS, EVERYWHERE)
    if not any(area.covers(seat.span.area) for seat in seats for area in scope):
        raise Refused(NO_ACCOUNT, Because.NOT_FOUND)
    for seat in seats:
        by.require(Right.SECURE_ACCOUNTS, seat.span.area)


def demands_second_factor(seats: Iterable[Seat]) -> bool:
    """Whether some post is at county level or above, or keeps the system."""
    return settings.SECOND_FACTOR_REQUIRED and any(
        seat.span.level <= Level.COUNTY or seat.type.code in ADMINISTRATORS for seat in seats
    )


def grants_demand_second_factor(actor: Actor) -> bool:
    """The same for somebody signed in, told from what the posts give: a post that gives nothing guards nothing."""
    return settings.SECOND_FACTOR_REQUIRED and any(grant.post_level <= Level.COUNTY for grant in actor.grants)


def find_why_over(session: Session, at: datetime) -> Over | None:
    """Why a session is over, or None while it is not."""
    if session.ended:
        return Over.ENDED
    if at >= session.expire_date:
        return Over.LONG
    if at - session.seen_at >= timedelta(seconds=settings.SESSION_IDLE_S):
        return Over.IDLE
    return None


def browser_of(agent: str) -> str:
    """The family of a browser and its system, from what it says of itself: Edge · Windows."""
    return " · ".join(name for name in (_first(BROWSERS, agent), _first(SYSTEMS, agent)) if name)


# The first that is named counts: most claim to be others as well.
BROWSERS = {
    "MicroMessenger": "WeChat",
    "DingTalk": "DingTalk",
    "Lark": "Feishu",
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "HarmonyOS": "HarmonyOS",
    "OpenHarmony": "HarmonyOS",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def _first(names: dict[str, str], agent: str) -> str:
    return next((name for sign, name in names.items() if sign in agent), "")
