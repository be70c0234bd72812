"""What the running server does for the trail by itself: seal what happened, publish the heads, mail the newest."""

import logging
from datetime import datetime

from headgoose.kernel.actor import Actor, system_actor
from headgoose.kernel.refusal import Refused
from headgoose.records.actions import seal_acts
from headgoose.records.heads import mail_head, publish_heads
from headgoose.records.sealing import has_unsealed

log = logging.getLogger(__name__)


def seal_all(*, by: Actor, at: datetime) -> int:
    """Seal until every act has a seal; each seal is a transaction of its own. Returns how many were made."""
    made = 0
    while has_unsealed():
        try:
            seal_acts(by=by, at=at)
        except Refused:
            # Somebody else sealed meanwhile.
            break
        made += 1
    return made


def keep_seals(at: datetime) -> None:
    """Seal, and publish what was sealed; a file that cannot be written is made up for the next time."""
    seal_all(by=system_actor("system", "chores"), at=at)
    try:
        publish_heads()
    except OSError as error:
        log.exception("The heads of seals could not be written: %s", error.strerror)


def mail_seals(at: datetime) -> None:
    """Mail the newest head, once a day."""
    mail_head(at)
