"""Who asked is shown for a stated purpose; what a resident said can be erased, in history and pictures too."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from headgoose.casework.actions.steps import NOTHING, take_step
from headgoose.casework.desks import desks_of
from headgoose.casework.log import lock_request, note
from headgoose.casework.models import CallBack, Event, Petitioner, Photo, Request
from headgoose.casework.petitioners import Asker, open_petitioner
from headgoose.casework.rules import check_text, is_complained_of, parts_of
from headgoose.casework.states import Who
from headgoose.kernel.actor import Actor
from headgoose.kernel.cipher import Unreadable
from headgoose.kernel.clock import date_of
from headgoose.kernel.keyring import NoKeyring
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action

# A desk that joined helps with the thing; who leads speaks with the petitioner.
MAY_SEE = {Who.DESK, Who.HOLDER, Who.DIRECTOR}


@sensitive_variables()
@action
def reveal_petitioner(*, by: Actor, at: datetime, request_id: int, why: str) -> Asker:
    """Who asked, after the trail has who was shown it and for what.

    Raises:
        Refused: it is not theirs to see (FORBIDDEN), nobody is on record (NOT_FOUND), no purpose was said (INVALID).
    """
    request = lock_request(request_id)
    row = Petitioner.objects.filter(request=request).first()
    check_may_see(by, request, row, at)
    reason = check_text(why, "why", 4, 200)
    note(by, at, "reveal_petitioner", request, purpose=reason)
    if row is None:
        raise Refused(_("Nobody is on record: who asked did not say."), Because.NOT_FOUND)
    try:
        return open_petitioner(row)
    except (Unreadable, NoKeyring):
        reason = _("The value cannot be read: its key is not on this server. Ask the operator for the key file.")
        raise Refused(reason, Because.CONFLICT) from None


def check_may_see(by: Actor, request: Request, row: Petitioner | None, at: datetime) -> None:
    """Refuse whoever does not lead or direct, and the unit complained of unless the petitioner agrees."""
    on = date_of(at)
    if is_complained_of(request, desks_of(by, on)):
        if row is not None and row.agrees and by.person_id is not None:
            return
        raise Refused(_("Who asked does not agree that the unit complained of sees it."), Because.FORBIDDEN)
    if not MAY_SEE & parts_of(by, request, on):
        raise Refused(_("Who asked is seen only by who leads or directs the request."), Because.FORBIDDEN)


@action
def erase_request(*, by: Actor, at: datetime, request_id: int, petitioner: bool = False) -> Request:
    """Erase what was said and shown, everywhere it lies, and who asked. What happened when, and the counts, stay."""
    also = (Who.PETITIONER,) if petitioner else ()
    done = take_step(by, at, request_id, "erase", NOTHING, also=also)
    Petitioner.objects.filter(request=done).delete()
    done.text, done.where_text, done.attributes, done.lat_e6, done.long_e6 = "", "", {}, None, None
    done.digest = ""
    done.save(update_fields=["text", "where_text", "attributes", "lat_e6", "long_e6", "digest"])
    Event.objects.filter(request=done).exclude(text="", digest="").update(text="", digest="")
    CallBack.objects.filter(request=done).exclude(words="").update(words="")
    Photo.objects.filter(event__request=done).delete()
    return done
