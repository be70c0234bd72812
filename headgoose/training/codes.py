"""The code that turns: what the class teacher shows for a session, and what counts when somebody scans it.

A code names its session and half a minute, signed with a key of that session alone. It counts in its own half minute
and the next. Whoever has scanned a fresh code gets a receipt for their own person, with which they may say within a few
minutes that they are there: a slow hand does not need a slow code.
"""

import re
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Because, Refused
from headgoose.training.models import Session

STEP_S = 30
# How many half minutes a code may be old.
STEPS_OLD = 1
RECEIPT_LASTS = timedelta(minutes=5)
RECEIPT_SALT = "headgoose.training.receipt"
FORM = re.compile(r"([0-9]{1,18})-([0-9]{1,12})-([0-9a-f]{32})", re.ASCII)


def step_of(at: datetime) -> int:
    """The half minute that an instant lies in."""
    return int(at.timestamp()) // STEP_S


def code_for(session: Session, at: datetime) -> str:
    """The code to be shown for a session at an instant."""
    return _signed(session, step_of(at))


def _signed(session: Session, step: int) -> str:
    mark = salted_hmac(f"training.session.{session.pk}.{session.salt}", str(step), algorithm="sha256").hexdigest()[:32]
    return f"{session.pk}-{step}-{mark}"


def session_named(code: str) -> int:
    """The number of the session that a code names. Refuses what is no code."""
    found = FORM.fullmatch(code)
    if found is None:
        raise Refused(_("This is no code of a session: scan it from the screen."), Because.NOT_FOUND)
    return int(found.group(1))


def check_code(session: Session, code: str, at: datetime) -> None:
    """Refuse a code that was not made for this session, or that is older than the last half minute."""
    found = FORM.fullmatch(code)
    step = int(found.group(2)) if found else 0
    if found is None or not constant_time_compare(_signed(session, step), code):
        raise Refused(_("This is no code of a session: scan it from the screen."), Because.NOT_FOUND)
    if not 0 <= step_of(at) - step <= STEPS_OLD:
        raise Refused(_("This code has run out: scan the one that the screen shows now."), Because.CONFLICT)


def receipt_for(code: str, person_id: int, at: datetime) -> str:
    """What somebody gets who has scanned a fresh code."""
    return signing.Signer(salt=RECEIPT_SALT).sign_object([code, person_id, int(at.timestamp())])


def scanned_at(receipt: str, code: str, person_id: int, at: datetime) -> datetime:
    """When the person scanned the code, by their receipt; without one, now. Refuses that of somebody else."""
    if not receipt:
        return at
    try:
        named, person, seconds = signing.Signer(salt=RECEIPT_SALT).unsign_object(receipt)
    except (signing.BadSignature, ValueError, TypeError):
        named, person, seconds = "", 0, 0
    scanned = datetime.fromtimestamp(seconds, UTC)
    if (named, person) != (code, person_id) or not timedelta(0) <= at - scanned <= RECEIPT_LASTS:
        raise Refused(_("This code has run out: scan the one that the screen shows now."), Because.CONFLICT)
    return scanned
