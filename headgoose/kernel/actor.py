"""Who acts, and with what authority. An upper room builds an Actor from the tenures a user holds now.

Default deny: an actor without a grant may do nothing, and an action asks before it writes.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.area import EVERYWHERE, Area, outermost
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right


@dataclass(frozen=True)
class Grant:
    """One right over one area, from one post."""

    right: Right
    area: Area
    post_level: int = 0


@dataclass(frozen=True)
class Actor:
    """The one in whose name an act is done.

    Args:
        label: how the trail names the actor.
        user_id: the account, or None for the system itself.
        grants: what the posts held now allow.
        origin: where the act came from (an address, "cli", "demo").
    """

    label: str
    user_id: int | None = None
    grants: tuple[Grant, ...] = ()
    origin: str = ""
    person_id: int | None = None
    posts: tuple[str, ...] = field(default=())

    def may(self, right: Right, area: Area) -> bool:
        """Whether some post held now gives this right over the whole area."""
        return any(grant.right is right and grant.area.covers(area) for grant in self.grants)

    def require(self, right: Right, area: Area) -> None:
        """Refuse unless `may`."""
        if not self.may(right, area):
            raise Refused(_("Your posts do not give you this right here."), Because.FORBIDDEN)

    def scope(self, right: Right) -> tuple[Area, ...]:
        """The areas over which the actor holds a right, outermost only."""
        return outermost(grant.area for grant in self.grants if grant.right is right)


def system_actor(label: str, origin: str) -> Actor:
    """The system acting for itself (first set-up, demo builder, command line of the operator)."""
    grants = tuple(Grant(right, EVERYWHERE) for right in Right)
    return Actor(label=label, grants=grants, origin=origin)
