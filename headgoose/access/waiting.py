"""What waits on the desks of the security administrator and of the system administrator."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.access.listing import Slice, find_rows, locked_users
from headgoose.access.running import backed_up_at
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of, now
from headgoose.kernel.registries import Waiting
from headgoose.kernel.rights import Right
from headgoose.look.wording import day_text


def duties_of_administrators(actor: Actor, on: date) -> Iterator[Waiting]:
    """Locked accounts of one's area, and how the system stands."""
    if areas := actor.scope(Right.SECURE_ACCOUNTS):
        locked = list(locked_users(now()))
        count = len({row.user for row in find_rows([Slice(areas)], on, users=locked, limit=len(locked) + 1)})
        text = _("Accounts locked after failed tries")
        yield Waiting(text, f"{reverse('security')}?state=locked", count, tone="warn" if count else "")
        yield Waiting(_("Second factors, passkeys and sessions"), reverse("security"))
    if actor.scope(Right.OPERATE):
        at = backed_up_at()
        detail = day_text(date_of(at)) if at else _("None has been made in this home.")
        yield Waiting(_("Last backup"), reverse("system"), detail=detail, tone="" if at else "warn")
