"""Amounts of money: integer fen (1/100 yuan) inside, text at the edge."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Refused

MOST_FEN = 10**15
# Groups of three, or of any length where nobody grouped: 1,234,567.80 and 1234567.8
PLAIN = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d*))?\Z")
SIGNS = str.maketrans({"，": ",", "。": ".", "￥": "", "¥": "", "−": "-", "–": "-", " ": "", "\u00a0": ""})


def parse_fen(text: str) -> int:
    """The amount that somebody typed in yuan, in fen; full-width digits and thousand separators are read.

    Raises:
        Refused: it is no number, has more than two decimals, or is larger than books can hold.
    """
    plain = unicodedata.normalize("NFKC", text).translate(SIGNS).removesuffix("元").strip()
    found = PLAIN.match(plain)
    if not found or not (found[2] or found[3]):
        raise Refused(_("“%(text)s” is not an amount.") % {"text": text[:40]}, field="amount")
    decimals = (found[3] or "").rstrip("0")
    if len(decimals) > 2:
        raise Refused(_("An amount has at most two decimals: %(text)s") % {"text": text[:40]}, field="amount")
    whole = (found[2] or "0").replace(",", "")
    if len(whole.lstrip("0")) > 14:
        raise Refused(_("The amount is larger than books can hold: %(text)s") % {"text": text[:40]}, field="amount")
    fen = int(whole) * 100 + int(decimals.ljust(2, "0"))
    if fen > MOST_FEN:
        raise Refused(_("The amount is larger than books can hold: %(text)s") % {"text": text[:40]}, field="amount")
    return -fen if found[1] == "-" else fen


def fen_of_number(value: float) -> int:
    """The fen of a number from a spreadsheet cell, which holds yuan as binary floating point. Raises Refused."""
    return parse_fen(repr(value) if abs(value) < 1e15 else f"{value:.0f}")


def show_fen(fen: int) -> str:
    """`-1,234.50`: with thousand separators and two decimals, as books are written."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
