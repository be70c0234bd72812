"""The steps of a request, each an event: taken by whoever the table of states names, at the state it names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from headgoose.casework.desks import Chain, chain_of_key, get_type, holders_of
from headgoose.casework.log import RESIDENT, Step, lock_request, standing_of
from headgoose.casework.models import CallBack, Event, Request, RequestState, RouteRule
from headgoose.casework.routing import find_route
from headgoose.casework.rules import (
    against_of,
    check_as_seen,
    check_can_reopen,
    check_may,
    check_return,
    check_text,
    check_transfer,
    main_of,
    parts_of,
    rounds_of,
)
from headgoose.casework.states import Who
from headgoose.casework.tables import tables
from headgoose.casework.telling import tell_desk, tell_holder
from headgoose.casework.writing.requests import add_event, note
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.records.attachments import Document

WHY_LEAST = 4


@dataclass(frozen=True)
class Said:
    """What comes with a step.

    Args:
        text: the answer, the reason, the note.
        open: whether the resident reads it.
        version: of the request as the page showed it; refused (CONFLICT) when something was done since.
        client_id, digest: a phone's own id for the step, and the SHA-256 of all that came with it.
    """

    text: str = ""
    open: bool = True
    photos: Sequence[Document] = ()
    version: int | None = None
    client_id: UUID | None = None
    digest: str = ""


NOTHING = Said()


def find_repeated_step(said: Said) -> Event | None:
    """The event that a client's id stands for already. Raises Refused (CONFLICT) for another body."""
    if said.client_id is None:
        return None
    before = Event.objects.filter(client_id=said.client_id).select_related("request").first()
    if before is not None and before.digest != said.digest:
        reason = _("This id was used for another step. A new step needs a new one.")
        raise Refused(reason, Because.CONFLICT, field="client_id")
    return before


def take_step(
    by: Actor,
    at: datetime,
    request_id: int,
    verb: str,
    said: Said,
    *,
    least: int = 0,
    outcome: dict[str, Any] | None = None,
    also: Sequence[Who] = (),
) -> Request:
    """One step: allowed, written, noted. `also` are parts that the caller vouches for."""
    if before := find_repeated_step(said):
        note(by, at, "repeat_step", before.request)
        return before.request
    request = lock_request(request_id)
    parts = {*also} or set(parts_of(by, request, date_of(at)))
    target = check_may(request, verb, parts)
    check_as_seen(request, said.version)
    text = check_text(said.text, least=least) if least or said.text else ""
    label = RESIDENT if Who.PETITIONER in also else "system" if Who.SYSTEM in also else ""
    step = Step(verb, target, text, outcome or {}, label, said.open, said.photos, said.client_id, said.digest)
    add_event(request, standing_of(request), step, by=by, at=at)
    note(by, at, f"{verb}_request", request)
    return request


@action
def accept_request(*, by: Actor, at: datetime, request_id: int, said: Said = NOTHING) -> Request:
    """Accept it, and lead from now on until it is answered."""
    return take_step(by, at, request_id, "accept", said)


@action
def start_request(*, by: Actor, at: datetime, request_id: int, said: Said = NOTHING) -> Request:
    """Begin to work on it."""
    return take_step(by, at, request_id, "start", said)


@action
def pause_request(*, by: Actor, at: datetime, request_id: int, said: Said) -> Request:
    """Let the deadline rest, with a reason that the resident reads."""
    return take_step(by, at, request_id, "pause", said, least=WHY_LEAST)


@action
def resume_request(*, by: Actor, at: datetime, request_id: int, said: Said = NOTHING) -> Request:
    """Go on: the deadline runs again."""
    return take_step(by, at, request_id, "resume", said)


@action
def answer_request(*, by: Actor, at: datetime, request_id: int, said: Said) -> Request:
    """Answer it; the petitioner is asked next whether it is solved."""
    return take_step(by, at, request_id, "answer", said, least=WHY_LEAST)


@action
def note_on_request(*, by: Actor, at: datetime, request_id: int, said: Said) -> Request:
    """Write something into the log: for colleagues, or open to the resident."""
    return take_step(by, at, request_id, "note", said, least=2)


@action
def reject_request(*, by: Actor, at: datetime, request_id: int, said: Said) -> Request:
    """Reject it, with a reason that the resident reads, under the name of who rejects."""
    return take_step(by, at, request_id, "reject", said, least=WHY_LEAST)


@action
def hand_over_request(*, by: Actor, at: datetime, request_id: int, body: str, said: Said) -> Request:
    """Pass it to an office outside, such as the police or a court; the resident reads to whom."""
    name = check_text(body, "body", 2, 60)
    return take_step(by, at, request_id, "hand_over", said, least=WHY_LEAST, outcome={"body": name})


@action
def close_request(*, by: Actor, at: datetime, request_id: int, said: Said = NOTHING) -> Request:
    """Close what was answered; who has not said anything by then counts as asked, and silent."""
    done = take_step(by, at, request_id, "close", said)
    # The same step sent again may find it opened anew.
    if done.state == RequestState.CLOSED:
        keep_silence(done)
    return done


def keep_silence(request: Request) -> None:
    """Keep that the petitioner was asked about the answer, where nothing is kept of this round yet."""
    asked = {"asked_at": request.answered_at}
    CallBack.objects.get_or_create(request=request, round=rounds_of(request), defaults=asked)


@action
def return_request(*, by: Actor, at: datetime, request_id: int, said: Said) -> Request:
    """Give back what was wrongly sent, with a reason: it goes one desk up, which sends it on."""
    request = lock_request(request_id)
    check_return(request, at)
    return _send(by, at, request, "return", said, None)


@action
def transfer_request(
    *, by: Actor, at: datetime, request_id: int, desk: tuple[str, str], said: Said, category: str = ""
) -> Request:
    """Send it to another desk, (code of the place, code of the type of post); under another category if need be."""
    request = lock_request(request_id)
    check_transfer(request)
    return _send(by, at, request, "transfer", said, desk, category)


@action
def designate_request(*, by: Actor, at: datetime, request_id: int, desk: tuple[str, str], said: Said) -> Request:
    """Settle as the county who has it; it is not given back from there."""
    return _send(by, at, lock_request(request_id), "designate", said, desk)


def _send(
    by: Actor,
    at: datetime,
    request: Request,
    verb: str,
    said: Said,
    desk: tuple[str, str] | None,
    category: str = "",
) -> Request:
    chain = chain_of_key(request.key, date_of(at))
    outcome = _above(request, chain, at) if desk is None else _at_desk(request, chain, desk)
    outcome |= _deadline(request, chain, category)
    done = take_step(by, at, request.pk, verb, said, least=WHY_LEAST, outcome=outcome)
    tell_desk(done, (done.desk_place_id, done.desk_type_id), "request_came", at)
    return done


def _at_desk(request: Request, chain: Chain, desk: tuple[str, str]) -> dict[str, Any]:
    """A desk of the request's own place or above it, named by codes."""
    place, type_ = desk
    span = next((span for span in chain.spans.values() if span.code == place), None)
    if span is None:
        raise Refused(_("Choose a place in which the request lies."), field="desk")
    found = get_type(type_)
    if against_of(request).meets((span.place_id, found.pk)):
        raise Refused(_("That is the unit that is complained of."), Because.CONFLICT, field="desk")
    if int(span.kind) not in found.kinds:
        raise Refused(_("There is no such post at this place."), field="desk")
    return {"place": span.place_id, "type": found.pk, "why": {"by_hand": True}}


def _above(request: Request, chain: Chain, at: datetime) -> dict[str, Any]:
    """The general desk one level above the one that gives it back."""
    rows = tables()
    level = chain.level_of(request.desk_place_id)
    rule = RouteRule(level=max((level or Level.GRID) - 1, Level.PROVINCE))
    on = date_of(at)
    route = find_route(chain, rule, rows.types, lambda found: bool(holders_of(found, on)), against_of(request))
    return {"place": route.place.place_id, "type": route.type.pk, "why": {"returned": True, "skipped": route.skipped}}


def _deadline(request: Request, chain: Chain, category: str) -> dict[str, Any]:
    rows = tables()
    found = rows.category(category, chain.place_ids) if category else request.category
    rule = rows.deadline(found.code, request.urgency, chain.place_ids)
    said: dict[str, Any] = {"category": found.pk} if category else {}
    return said | {
        "accept_minutes": rule.accept_minutes,
        "answer_minutes": rule.answer_minutes,
        "working": rule.working,
        "deadline": rule.pk,
    }


@action
def reopen_request(*, by: Actor, at: datetime, request_id: int, said: Said, petitioner: bool = False) -> Request:
    """Say that it is not settled. `petitioner`: the caller holds the code, and is bound to 30 days.

    A merged request goes its own way again from here.
    """
    request = lock_request(request_id)
    if petitioner and find_repeated_step(said) is None:
        check_can_reopen(request, at)
    chain = chain_of_key(request.key, date_of(at))
    also = (Who.PETITIONER,) if petitioner else ()
    done = take_step(by, at, request_id, "reopen", said, least=2, outcome=_deadline(request, chain, ""), also=also)
    tell_holder(done, "request_reopened", at)
    return done


@action
def add_to_request(*, by: Actor, at: datetime, request_id: int, said: Said) -> Request:
    """Add something as who asked; the caller holds the code."""
    done = take_step(by, at, request_id, "add", said, least=2, also=(Who.PETITIONER,))
    tell_holder(done, "request_added_to", at, leads=main_of(done))
    return done


@action
def merge_request(*, by: Actor, at: datetime, request_id: int, into_id: int, said: Said = NOTHING) -> Request:
    """Put it to another request about the same; its petitioner keeps the answer, the rating and the right to reopen."""
    if request_id == into_id:
        raise Refused(_("A request is not merged into itself."), field="into")
    request, into = _lock_two(request_id, into_id)
    if into.state == RequestState.MERGED:
        raise Refused(_("That one is merged into another itself."), Because.CONFLICT, field="into")
    if request.village_id != into.village_id:
        raise Refused(_("Only requests of one village are merged."), field="into")
    check_may_direct(by, into, at)
    return take_step(by, at, request_id, "merge", said, outcome={"into": into.pk})


def _lock_two(first: int, second: int) -> tuple[Request, Request]:
    """Both, always in the order of their ids, so that two who merge crosswise never wait in a circle."""
    found = {number: lock_request(number) for number in sorted((first, second))}
    return found[first], found[second]


def check_may_direct(by: Actor, request: Request, at: datetime) -> None:
    """Refuse whoever does not direct requests there."""
    if Who.DIRECTOR not in parts_of(by, request, date_of(at)):
        raise Refused(_("This step is for somebody else."), Because.FORBIDDEN)
