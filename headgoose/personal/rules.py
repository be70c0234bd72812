"""How an identity number, a telephone and a bank account are written, what they must agree with, and their masks."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Refused
from headgoose.people.models import Person, Sex
from headgoose.personal.models import FieldKind, Purpose
from headgoose.places.names import plain_text

IDENTITY = re.compile(r"\d{17}[\dX]", re.ASCII)
# ISO 7064 MOD 11-2, as GB 11643 writes it out.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
# Three digits of area code for the cities 010 and 02x, four for all others.
LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})(\d{7,8})", re.ASCII)
ACCOUNT = re.compile(r"\d{8,30}", re.ASCII)
CARD_DIGITS = range(16, 20)
WORDS_MIN, WORDS_MAX = 4, 200
# Eleven digits in a purpose would be somebody's number, unless they are dates: the trail never holds one.
DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
LONG_NUMBER = re.compile(r"\d(?:[\s\-]?\d){10}", re.ASCII)
# Of one length for all: how long a value is tells something too.
MASK = "****"
REVEALS_AN_HOUR = 30
# Of an identity number none: with the date of birth and the sex beside it, few digits are left to guess, and the last
# one rules out ten in eleven of them.
LAST_SHOWN = {FieldKind.IDENTITY: 0, FieldKind.PHONE: 4, FieldKind.ACCOUNT: 4}


@dataclass(frozen=True)
class Reason:
    """Why somebody wants to see a value: a purpose from the list, and words of their own."""

    purpose: Purpose
    words: str = ""


OWN = Reason(Purpose.OWN)


def read_value(kind: FieldKind, text: str, person: Person, passbook: bool = False) -> str:
    """A value as it is kept, from what was typed: full-width digits, spaces and hyphens folded.

    Args:
        passbook: the account is no card's, so that its digits need not check.

    Raises:
        Refused: it is not one, or it does not agree with the person's record.
    """
    plain = re.sub(r"[\s\-–—]", "", plain_text(text))
    if kind is FieldKind.IDENTITY:
        return _read_identity(plain.upper(), person)
    return _read_phone(plain) if kind is FieldKind.PHONE else _read_account(plain, passbook)


def _read_identity(plain: str, person: Person) -> str:
    if not IDENTITY.fullmatch(plain):
        raise Refused(_("An identity number has 18 characters: 17 digits, then a digit or X."), field="value")
    if CHECK_CHARACTERS[sum(w * int(c) for w, c in zip(WEIGHTS, plain, strict=False)) % 11] != plain[17]:
        raise Refused(_("The check digit does not fit: a digit was mistyped."), field="value")
    try:
        born_on = date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    except ValueError:
        raise Refused(_("The date of birth in the number is not a date."), field="value") from None
    if born_on != person.born_on:
        raise Refused(_("The date of birth in the number is not the one on record for this person."), field="value")
    if (int(plain[16]) % 2 == 1) != (person.sex == Sex.MALE):
        raise Refused(_("The number is a man's and the record a woman's, or the reverse."), field="value")
    return plain


def _read_phone(plain: str) -> str:
    plain = plain.replace("(", "").replace(")", "")
    plain = re.sub(r"^(\+86|0086|86(?=1[3-9]\d{9}$))", "", plain)
    if MOBILE.fullmatch(plain):
        return plain
    if found := LANDLINE.fullmatch(plain):
        return f"{found[1]}-{found[2]}"
    reason = _("This is no telephone number: a mobile has 11 digits, a landline begins with its area code.")
    raise Refused(reason, field="value")


def _read_account(plain: str, passbook: bool) -> str:
    if not ACCOUNT.fullmatch(plain):
        raise Refused(_("A bank account has 8 to 30 digits."), field="value")
    if not passbook and len(plain) not in CARD_DIGITS:
        reason = _("A bank card has 16 to 19 digits. If this is no card's number, say that it is a passbook's.")
        raise Refused(reason, field="value")
    if not passbook and _luhn(plain) != 0:
        reason = _(
            "The digits of the card do not check: one was mistyped. If this is no card's number, say that it is a "
            "passbook's."
        )
        raise Refused(reason, field="value")
    return plain


def _luhn(digits: str) -> int:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 * (value > 9) for value in doubled) % 10


def mask(kind: FieldKind, value: str) -> str:
    """Enough to compare with a paper in hand, too little to use: the last four; of an identity number nothing."""
    return MASK + value[len(value) - LAST_SHOWN[kind] :]


def read_reason(purpose: str, words: str) -> Reason:
    """A purpose that somebody gave. Raises Refused when it says too little, or holds what may be a value."""
    plain = plain_text(words)
    if purpose not in Purpose.values or purpose == Purpose.OWN:
        raise Refused(_("Choose what you need it for."), field="purpose")
    if not WORDS_MIN <= len(plain) <= WORDS_MAX:
        raise Refused(_("Say in 4 to 200 characters what it is for, such as which payment."), field="words")
    if LONG_NUMBER.search(DAY.sub("", plain)):
        raise Refused(
            _("Write no long numbers here: the purpose is kept in the trail for others to read."), field="words"
        )
    return Reason(Purpose(purpose), plain)
