"""Who asked is shown for a stated purpose; what a resident said can be erased, in history and pictures too."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from headgoose.casework.actions.steps import NOTHING, take_step
from headgoose.casework.desks import desks_of
from headgoose.casework.keeping import BATCH, kept_words, known_petitioners
from headgoose.casework.log import SYSTEM, Step, lock_request, standing_of
from headgoose.casework.models import CallBack, Event, Petitioner, Photo, Request, Whistle
from headgoose.casework.petitioners import Asker, open_petitioner
from headgoose.casework.rules import check_text, is_complained_of, parts_of
from headgoose.casework.states import Who
from headgoose.casework.writing.requests import add_event, note
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.cipher import Unreadable
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.keyring import NoKeyring
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.records.actions import record_act

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
        unread = _("The value cannot be read: its key is not on this server. Ask the operator for the key file.")
        raise Refused(unread, Because.CONFLICT) from None


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
    _wipe(done)
    return done


def _wipe(request: Request) -> None:
    """Take away all that somebody wrote or showed, and who asked."""
    _overwrite_what_goes()
    Petitioner.objects.filter(request=request).delete()
    request.text, request.where_text, request.attributes, request.lat_e6, request.long_e6 = "", "", {}, None, None
    request.digest = ""
    request.save(update_fields=["text", "where_text", "attributes", "lat_e6", "long_e6", "digest"])
    Event.objects.filter(request=request).exclude(text="", digest="").update(text="", digest="")
    CallBack.objects.filter(request=request).exclude(words="").update(words="")
    # Whoever blew a whistle for it said there what it is about.
    Whistle.objects.filter(request=request).exclude(text="").update(text="")
    Photo.objects.filter(event__request=request).delete()


def _overwrite_what_goes() -> None:
    """Have SQLite write zeros over what is deleted: else it lies on in the file, in pages that are free."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


@action
def clear_petitioners(*, by: Actor, at: datetime, before: datetime) -> int:
    """Take away who asked, of requests that ended by an instant; how many there were, a batch at most."""
    by.require(Right.OPERATE, EVERYWHERE)
    ids = sorted(known_petitioners(before).values_list("request_id", flat=True)[:BATCH])
    _note_cleared(by, at, "clear_petitioners", before, ids)
    _overwrite_what_goes()
    Petitioner.objects.filter(request_id__in=ids).delete()
    return len(ids)


@action
def clear_words(*, by: Actor, at: datetime, before: datetime) -> int:
    """Erase requests that ended by an instant, as their petitioners could; how many there were, a batch at most."""
    by.require(Right.OPERATE, EVERYWHERE)
    ids = sorted(kept_words(before).values_list("pk", flat=True)[:BATCH])
    _note_cleared(by, at, "clear_words", before, ids)
    for request_id in ids:
        request = lock_request(request_id)
        step = Step("erase", request.state, label=SYSTEM)
        add_event(request, standing_of(request), step, by=by, at=at)
        _wipe(request)
    return len(ids)


def _note_cleared(by: Actor, at: datetime, verb: str, before: datetime, ids: list[int]) -> None:
    record_act(
        by=by,
        at=at,
        verb=f"casework.{verb}",
        subject="casework.request:",
        touches_from=FOREVER,
        after={"ended_by": before.isoformat(), "count": len(ids), "requests": ids},
    )
