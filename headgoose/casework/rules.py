"""Who may do what with a request, and what a request must say."""

import secrets
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.casework.deadlines import due_at
from headgoose.casework.desks import Desk, desks_of
from headgoose.casework.models import Joiner, Request, RequestState
from headgoose.casework.routing import Against
from headgoose.casework.states import REQUEST, WHO, Who
from headgoose.casework.working_days import is_working_day
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.names import plain_text

TEXT_MAX, WHERE_MAX, NAME_MAX, NOTE_MAX = 2000, 200, 40, 2000
TEXT_MIN = 2
# They hold an emoji of several signs together; nothing else that cannot be seen is kept.
JOINERS = str.maketrans("", "", "\u200c\u200d")
# No letter or digit that is taken for another one when it is read out.
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
RETURN_WITHIN_MINUTES = 1440
DISPATCHES_MOST = 3
REOPEN_WITHIN = timedelta(days=30)
PHOTOS_MOST = 5


def make_code() -> str:
    """A code that a resident follows a request by: 49 bits that nobody guesses."""
    return "".join(secrets.choice(CODE_SIGNS) for _turn in range(CODE_LENGTH))


def plain_tracking_code(text: str) -> str:
    """A code as it was meant: full-width signs, small letters and blanks folded."""
    return plain_text(text).replace(" ", "").replace("-", "").upper()


def point_of(key: int) -> Area:
    """The area of one key alone, to ask rights over it."""
    return Area(key, key + 1)


def against_of(request: Request) -> Against:
    """The unit that a request complains of."""
    return Against(request.against_place_id, request.against_type_id)


def is_complained_of(request: Request, desks: Iterable[Desk]) -> bool:
    """Whether somebody at these desks belongs to the unit complained of."""
    against = against_of(request)
    return any(against.meets(desk) for desk in desks)


def directs(actor: Actor, request: Request, lowest: Level = Level.GRID) -> bool:
    """Whether a post at a level or above lets an actor direct requests where this one lies."""
    point = point_of(request.key)
    return any(
        grant.right is Right.DIRECT_REQUESTS and grant.area.covers(point) and 0 < grant.post_level <= lowest
        for grant in actor.grants
    )


def parts_of(actor: Actor, request: Request, on: date) -> frozenset[Who]:
    """On what an actor's part in a request rests. Whoever is complained of has none but that of a joined desk."""
    desks = desks_of(actor, on)
    joined = {(row.place_id, row.type_id) for row in Joiner.objects.filter(request=request)}
    parts = {Who.JOINED} if desks & joined else set()
    if is_complained_of(request, desks):
        return frozenset(parts)
    at_desk = (request.desk_place_id, request.desk_type_id) in desks
    if at_desk:
        parts.add(Who.DESK)
    leads = at_desk if request.holder_id is None else request.holder_id == actor.person_id
    if leads:
        parts.add(Who.HOLDER)
    if directs(actor, request):
        parts.add(Who.DIRECTOR)
    if directs(actor, request, Level.COUNTY):
        parts.add(Who.COUNTY)
    return frozenset(parts)


def verbs_for(request: Request, parts: Iterable[Who]) -> list[str]:
    """What somebody with these parts may do now, in the order of the table."""
    mine = set(parts)
    return [verb for verb in REQUEST.verbs(request.state) if mine & set(WHO[request.state, verb])]


def check_may(request: Request, verb: str, parts: Iterable[Who]) -> RequestState:
    """The state that a verb leads to. Refuses what the table does not name (CONFLICT), and who may not (FORBIDDEN)."""
    target = REQUEST.allowed(request.state, verb)
    if not set(parts) & set(WHO[request.state, verb]):
        raise Refused(_("This step is for somebody else."), Because.FORBIDDEN)
    return RequestState(target)


def check_as_seen(request: Request, version: int | None) -> None:
    """Refuse a step on a request that is no longer what the page showed; None does not ask."""
    if version is not None and version != request.version:
        raise Refused(_("Somebody did something here meanwhile; look at it again."), Because.CONFLICT)


def check_return(request: Request, at: datetime) -> None:
    """A wrong dispatch is returned within one working day; the third dispatch only the county settles."""
    if request.designated:
        raise Refused(_("The county has designated this desk: it cannot be given back."), Because.CONFLICT)
    if request.dispatches >= DISPATCHES_MOST:
        reason = _("It has been sent three times: now the county designates who has it.")
        raise Refused(reason, Because.CONFLICT)
    until = due_at(request.dispatched_at, RETURN_WITHIN_MINUTES, (), is_working_day)
    if until is None or at > until:
        raise Refused(_("It could be given back within one working day; now it is yours."), Because.CONFLICT)


def check_transfer(request: Request) -> None:
    """After the third dispatch nobody sends it on but the county, by designation."""
    if request.dispatches >= DISPATCHES_MOST or request.designated:
        reason = _("It has been sent three times: now the county designates who has it.")
        raise Refused(reason, Because.CONFLICT)


def check_text(text: str, field: str = "text", least: int = TEXT_MIN, most: int = TEXT_MAX) -> str:
    """What somebody wrote, without needless blanks; line breaks and Chinese punctuation stay."""
    lines = [_plain_line(line) for line in text.replace("\r\n", "\n").split("\n")]
    plain = "\n".join(lines).strip()
    if not least <= len(plain) <= most or not _can_be_seen(plain.replace("\n", "")):
        said = {"least": least, "most": f"{most:,}"}
        raise Refused(_("Write %(least)d to %(most)s characters.") % said, field=field)
    return plain


def _plain_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _can_be_seen(text: str) -> bool:
    return text.translate(JOINERS).isprintable()


def check_short(text: str, field: str, most: int = WHERE_MAX) -> str:
    """One line that may be empty, without needless blanks."""
    plain = _plain_line(text)
    if len(plain) > most or not _can_be_seen(plain):
        raise Refused(_("Write at most %(most)d characters.") % {"most": most}, field=field)
    return plain


def main_of(request: Request) -> Request:
    """The request that it is answered with: itself, or the one that it was merged into."""
    while request.merged_into is not None:
        request = request.merged_into
    return request


def rounds_of(request: Request) -> int:
    """How many times it has been answered, or its petitioner replied to the answer of the one it was merged into."""
    merged = Q(verb="reply", state=RequestState.MERGED)
    return request.events.filter(Q(verb="answer") | merged).count()


def ended_at(request: Request) -> datetime | None:
    """When it was settled for its petitioner; for a merged one when the other was. None while it is not."""
    main = main_of(request)
    settled = main.state in {RequestState.ANSWERED, RequestState.CLOSED, RequestState.REJECTED}
    return (main.closed_at or main.answered_at) if settled else None


def can_reopen(request: Request, at: datetime) -> bool:
    """Whether its petitioner may still say that it is not settled."""
    ended = ended_at(request)
    return ended is not None and at <= ended + REOPEN_WITHIN


def check_can_reopen(request: Request, at: datetime) -> None:
    """Refuse to open again what is not settled yet, or was settled too long ago."""
    ended = ended_at(request)
    if ended is None:
        raise Refused(_("It is not settled yet: there is nothing to open again."), Because.CONFLICT)
    if at > ended + REOPEN_WITHIN:
        raise Refused(_("It was settled more than 30 days ago. Please send a new request."), Because.CONFLICT)
