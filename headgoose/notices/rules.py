"""How an address is written, when a delivery is tried again, what code confirms a channel. All of it is pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.cipher import fingerprint_of
from headgoose.kernel.keyring import Keyring
from headgoose.kernel.refusal import Refused
from headgoose.notices.models import Service, Wants

CHANNELS_MAX = 10
CODES_AN_HOUR = 6
CODE_DIGITS = 6
CODE_HOLDS = timedelta(minutes=30)
CODE_TRIES = 5

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=4)
TRIES_MAX = 15
# Longer than all waits together: what a quiet channel holds back is given up as well.
GIVEN_UP_AFTER = timedelta(hours=30)
# A claim that nobody kept fresh for so long is anybody's.
LEASE = timedelta(minutes=3)
BROKEN_AFTER = 3

MAIL_LONGEST = 254
KEY = r"[A-Za-z0-9_-]{8,128}"
WORD = r"[A-Za-z0-9]{8,128}"
# What a robot's page shows for copying is its whole address: of that the key is taken, and nothing else is kept.
SHAPES = {
    Service.WECOM: re.compile(rf"(?:https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=)?(?P<key>{KEY})"),
    Service.DINGTALK: re.compile(rf"(?:https://oapi\.dingtalk\.com/robot/send\?access_token=)?(?P<key>{WORD})"),
    Service.FEISHU: re.compile(rf"(?:https://open\.feishu\.cn/open-apis/bot/v2/hook/)?(?P<key>{KEY})/?"),
}
SECRET = re.compile(WORD)


@dataclass(frozen=True)
class Address:
    """Where a channel leads: a mail address, or the key of a robot, with DingTalk's secret for signing."""

    value: str
    secret: str = ""

    def __repr__(self) -> str:
        return "Address(…)"

    @property
    def text(self) -> str:
        """Both as they are encrypted."""
        return f"{self.value} {self.secret}".strip()


def address_from(text: str) -> Address:
    """An address as it was encrypted."""
    value, _space, secret = text.partition(" ")
    return Address(value, secret)


def read_address(service: Service, text: str, secret: str = "") -> Address:
    """An address from what was typed. Raises Refused; what was typed is never in the reason."""
    plain = text.strip()
    if service is Service.MAIL:
        return Address(_read_mail(plain))
    found = SHAPES[service].fullmatch(plain)
    if found is None:
        reason = _("This is no key of such a robot: copy its address from the page of the robot.")
        raise Refused(reason, field="address")
    plain_secret = secret.strip()
    if plain_secret and (service is not Service.DINGTALK or not SECRET.fullmatch(plain_secret)):
        raise Refused(_("The secret for signing has letters and digits only; only DingTalk has one."), field="secret")
    return Address(found["key"], plain_secret)


def _read_mail(plain: str) -> str:
    reason = _("This is not a mail address.")
    if not plain.isascii() or len(plain) > MAIL_LONGEST:
        raise Refused(reason, field="address")
    try:
        validate_email(plain)
    except ValidationError:
        raise Refused(reason, field="address") from None
    return plain


def mask_address(service: Service, address: Address) -> str:
    """Enough for the owner to know it again, too little to use."""
    if service is not Service.MAIL:
        return f"****{address.value[-4:]}"
    name, _at, domain = address.value.partition("@")
    return f"{name[:1]}****@{domain}"


def next_wait(tries: int, chance: float) -> timedelta | None:
    """How long after a failure the next try comes; None when there is to be none.

    Doubles from half a minute up to four hours, for about a day; a tenth either way by chance, so that what failed
    together does not come back together.

    Args:
        tries: how many there were.
        chance: between 0 and 1.
    """
    if tries >= TRIES_MAX:
        return None
    doubled: timedelta = FIRST_WAIT * 2 ** (tries - 1)
    return min(doubled, LONGEST_WAIT) * (0.9 + 0.2 * chance)


def wants_notice(wants: str, chosen: Sequence[str], kind: str, urgent: bool) -> bool:
    """Whether a channel takes a kind of notice."""
    if wants == Wants.SOME:
        return kind in chosen
    return urgent or wants == Wants.ALL


def code_of(channel_id: int, made_at: datetime, keyring: Keyring) -> str:
    """The digits that confirm a channel: the same for both ends, known to nobody without the keys."""
    printed = fingerprint_of(f"headgoose.notices/code/{channel_id}/{made_at.isoformat()}", keyring)
    return f"{int(printed, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def is_broken(failures: int, last_error: str) -> bool:
    """Whether the owner is to be told that a channel does not work."""
    return failures >= BROKEN_AFTER or (failures > 0 and last_error.startswith("refused"))
