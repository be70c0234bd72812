"""Numbers, dates, lists and labels as people read them, in the language of the page."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from headgoose.kernel.clock import FOREVER, date_of

MISSING = "—"
Number = int | float | Decimal | Fraction

# Steps from the largest; a number below the last is written out.
CHINESE_STEPS = [(100_000_000, "亿"), (10_000, "万")]
ENGLISH_STEPS = [(1_000_000_000, "bn"), (1_000_000, "m"), (1_000, "k")]


def reads_chinese() -> bool:
    """Whether the page is in Chinese."""
    return (get_language() or "zh").startswith("zh")


def exact(value: Number) -> Decimal:
    """A number as a decimal, without the tail of a binary float."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value))


def rounded(value: Decimal, places: int) -> Decimal:
    """Rounded half up, as people do."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number_text(value: Number | None) -> str:
    """12,058; fractions keep what they have, to two places; — for None."""
    if value is None:
        return MISSING
    amount = exact(value)
    if amount != amount.to_integral_value():
        text = f"{rounded(amount, 2):,f}"
        return text.rstrip("0").rstrip(".")
    return f"{int(amount):,}"


def big_text(value: Number | None) -> str:
    """1.2万, 11.2亿; in English 12.1k, 1.1bn; — for None."""
    if value is None:
        return MISSING
    amount = exact(value)
    steps = CHINESE_STEPS if reads_chinese() else ENGLISH_STEPS
    for place, (size, unit) in enumerate(steps):
        short = rounded(amount / size, 1)
        # 99,999 rounds up to a whole 10万, and 99,999,999 to 1亿: a step is reached by what is shown.
        smaller = steps[place + 1 :]
        reached = abs(amount) >= size or (smaller and abs(rounded(amount / smaller[0][0], 1)) * smaller[0][0] >= size)
        if reached:
            return f"{short.normalize():,f}{unit}"
    return number_text(value)


def percent_text(share: Number | None) -> str:
    """A share of 1 as 81.2%. 100.0% is said only of all, 0.0% only of none; — for None."""
    if share is None:
        return MISSING
    amount = exact(share)
    shown = rounded(amount * 100, 1)
    if shown == 100 and amount < 1:
        shown = Decimal("99.9")
    if shown == 0 and amount > 0:
        shown = Decimal("0.1")
    return f"{shown}%"


def day_text(value: date | None) -> str:
    """2026-06-01; an open end is "present"; an instant is taken in China Standard Time; — for None."""
    if value is None:
        return MISSING
    on = date_of(value) if isinstance(value, datetime) else value
    return pgettext("an end that is not set", "present") if on == FOREVER else on.isoformat()


def month_text(value: date | None) -> str:
    """2026-06; as `day_text` otherwise."""
    text = day_text(value)
    return text[:7] if text[:4].isdigit() else text


def listed(names: Iterable[object]) -> str:
    """A, B, C; in Chinese A、B、C."""
    return pgettext("between the names of a list", ", ").join(map(str, names))


def chained(clauses: Iterable[object]) -> str:
    """Clauses one after the other: with a semicolon between, in Chinese a wide one."""
    return _("; ").join(map(str, clauses))


def labelled(label: object, value: object) -> str:
    """Name: value; in Chinese with a wide colon."""
    colon = pgettext("after a label", ": ")
    return f"{label}{colon}{value}"
