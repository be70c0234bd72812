"""Months of a book as numbers yyyymm; yyyy00 holds opening balances, yyyy13 the closing of the year."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headgoose.kernel.refusal import Refused

OPENING, CLOSING = 0, 13


def month_of(on: date) -> int:
    """The month of a date: 202603."""
    return on.year * 100 + on.month


def year_of(month: int) -> int:
    """The year of a month."""
    return month // 100


def first_day(month: int) -> date:
    """The first day of a month; of the opening, of January; of the closing, of December."""
    return date(month // 100, min(max(month % 100, 1), 12), 1)


def last_day(month: int) -> date:
    """The last day of a month."""
    year, number = month // 100, month % 100
    return date(year, 12, 31) if number >= 12 else date.fromordinal(date(year, max(number, 1) + 1, 1).toordinal() - 1)


def next_month(month: int) -> int:
    """What is closed after it: December is followed by the closing of the year, that by January."""
    year, number = month // 100, month % 100
    return (year + 1) * 100 + 1 if number == CLOSING else month + 1


def previous_month(month: int) -> int:
    """What was closed before it."""
    year, number = month // 100, month % 100
    return (year - 1) * 100 + CLOSING if number <= 1 else month - 1


def months_between(first: int, last: int) -> list[int]:
    """Calendar months from one to another, both included."""
    found, month = [], first
    while month <= last:
        if 1 <= month % 100 <= 12:
            found.append(month)
        month = next_month(month)
    return found


def parse_month(text: str) -> int:
    """`2026-03` or `202603` as a calendar month. Raises Refused."""
    plain = text.replace("-", "")
    if (
        len(plain) == 6
        and plain.isascii()
        and plain.isdigit()
        and 1 <= int(plain[4:]) <= 12
        and plain[:2] in ("19", "20")
    ):
        return int(plain)
    raise Refused(gettext_lazy("“%(text)s” is not a month.") % {"text": text[:20]}, field="month")


def show_month(month: int) -> str:
    """`2026-03`, or in words for the opening and the closing of a year."""
    year, number = month // 100, month % 100
    if number == OPENING:
        return _("%(year)d, opening") % {"year": year}
    if number == CLOSING:
        return _("%(year)d, closing") % {"year": year}
    return f"{year}-{number:02d}"
