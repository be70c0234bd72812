"""Who asked: name and telephone in one encrypted value beside the request; sealed and opened here alone."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from headgoose.casework.models import Petitioner, Request
from headgoose.casework.rules import NAME_MAX, check_short
from headgoose.kernel.cipher import seal, unseal
from headgoose.kernel.encrypted import keyring_for_writing
from headgoose.kernel.keyring import Keyring, get_keyring
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.names import plain_text

PHONE_SIGNS = set("0123456789+")
PHONE_LEAST, PHONE_MOST = 7, 20


@dataclass(frozen=True)
class Asker:
    """Who asks: a name, a telephone, an e-mail, or several of them.

    Args:
        agrees: the unit complained of may see it.
    """

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    agrees: bool = False
    email: str = field(default="", repr=False)


@sensitive_variables()
def read_asker(name: str, phone: str, agrees: bool = False, email: str = "") -> Asker | None:
    """Who asks as it was typed, or None where nothing was. Raises Refused for what is no telephone."""
    plain_name = check_short(name, "name", NAME_MAX)
    plain_phone = plain_text(phone).replace(" ", "").replace("-", "")
    if plain_phone and not (PHONE_LEAST <= len(plain_phone) <= PHONE_MOST and set(plain_phone) <= PHONE_SIGNS):
        raise Refused(
            _("This is no telephone number: digits only, such as 13800000000 or 0455-1234567."), field="phone"
        )
    return Asker(plain_name, plain_phone, agrees, email) if plain_name or plain_phone or email else None


@sensitive_variables()
def seal_petitioner(request: Request, asker: Asker, at: datetime) -> Petitioner:
    """Who asked as a row to be saved, inside the action that takes the request down and after its act."""
    row = Petitioner(request=request, agrees=asker.agrees)
    sealed = seal(
        json.dumps([asker.name, asker.phone, asker.email], ensure_ascii=False), row.bound_to, _keyring_for_writing(at)
    )
    row.ciphertext, row.key_name, row.algorithm = sealed.ciphertext, sealed.key_name, sealed.algorithm
    return row


def _keyring_for_writing(at: datetime) -> Keyring:
    """The keys. A resident can do nothing about lost ones: they are asked to leave the value out."""
    try:
        return keyring_for_writing(at)
    except Refused:
        reason = _("Names and telephones cannot be kept safely just now. Leave yours out and send it all the same.")
        raise Refused(reason, Because.CONFLICT, field="phone") from None


@sensitive_variables()
def open_petitioner(row: Petitioner) -> Asker:
    """Who asked, in the clear. Raises Unreadable; whoever calls this has written down for what."""
    name, phone, email = json.loads(unseal(row.sealed, row.bound_to, get_keyring()))
    return Asker(name, phone, row.agrees, email)
