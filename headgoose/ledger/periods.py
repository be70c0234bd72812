"""Months, quarters and years as statements and notices name them: 2026-05, 2026-Q2, 2026."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headgoose.kernel.refusal import Refused
from headgoose.ledger.months import CLOSING, first_day, last_day, month_of, previous_month, show_month

WRITTEN = re.compile(r"((?:19|20)\d\d)(?:-Q([1-4])|-(0[1-9]|1[0-2]))?", re.ASCII)


@dataclass(frozen=True, order=True)
class Period:
    """Calendar months from one to another of the same year, both included."""

    first: int
    last: int

    @property
    def code(self) -> str:
        """As an address names it."""
        year = self.year
        if self.is_year:
            return f"{year}"
        return f"{year}-{self.first % 100:02d}" if self.is_month else f"{year}-Q{(self.last % 100) // 3}"

    @property
    def said(self) -> str:
        """In words."""
        if self.is_year:
            return _("the year %(year)d") % {"year": self.year}
        if self.is_month:
            return show_month(self.first)
        return _("quarter %(quarter)d of %(year)d") % {"quarter": (self.last % 100) // 3, "year": self.year}

    @property
    def year(self) -> int:
        """The year that it lies in."""
        return self.first // 100

    @property
    def is_year(self) -> bool:
        """Whether it is a whole year."""
        return self.last - self.first == 11

    @property
    def is_month(self) -> bool:
        """Whether it is a single month."""
        return self.first == self.last

    @property
    def before(self) -> int:
        """The month up to which balances count that it begins with; of a January, the opening of the year."""
        return self.first - 1

    @property
    def end(self) -> int:
        """The month up to which balances count that it ends with: of a December, the closing of the year."""
        return self.year * 100 + CLOSING if self.last % 100 == 12 else self.last

    @property
    def start_on(self) -> date:
        """Its first day."""
        return first_day(self.first)

    @property
    def end_on(self) -> date:
        """Its last day."""
        return last_day(self.last)

    @property
    def to_date(self) -> "Period":
        """The year up to its end."""
        return Period(self.year * 100 + 1, self.last)

    @property
    def year_before(self) -> "Period":
        """The same months of the year before."""
        return Period(self.first - 100, self.last - 100)


def year_period(year: int) -> Period:
    """A whole year."""
    return Period(year * 100 + 1, year * 100 + 12)


def quarter_of(month: int) -> Period:
    """The quarter that a month lies in."""
    first = (month % 100 - 1) // 3 * 3 + 1
    return Period(month // 100 * 100 + first, month // 100 * 100 + first + 2)


def parse_period(text: str) -> Period:
    """`2026`, `2026-Q2` or `2026-05`. Raises Refused."""
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        reason = gettext_lazy("“%(text)s” is no period: write a year, quarter or month as 2026, 2026-Q2 or 2026-05.")
        raise Refused(reason % {"text": text[:20]}, field="period")
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        return Period(year * 100 + int(quarter) * 3 - 2, year * 100 + int(quarter) * 3)
    return Period(year * 100 + int(month), year * 100 + int(month)) if month else year_period(year)


def last_over(on: date) -> int:
    """The last calendar month that is over on a date."""
    month = previous_month(month_of(on))
    return month - 1 if month % 100 == CLOSING else month


def quarters_over(on: date, since: int) -> list[Period]:
    """The quarters that are over on a date and end no earlier than a month, the newest first."""
    quarter = quarter_of(month_of(on))
    found: list[Period] = []
    while True:
        first = quarter.first - 3 if quarter.first % 100 > 3 else quarter.first - 91
        quarter = Period(first, first + 2)
        if quarter.last < since:
            return found
        found.append(quarter)


def periods_to_choose(since: int, on: date) -> list[tuple[str, list[Period]]]:
    """Years, quarters and months from a month on up to a date, newest first, under their headings."""
    years = [year_period(year) for year in range(on.year, since // 100 - 1, -1)]
    quarters = [quarter_of(month_of(on)), *quarters_over(on, max(since, (on.year - 2) * 100 + 1))]
    months, month = [], month_of(on)
    while month >= max(since, (on.year - 1) * 100 + 1):
        months.append(Period(month, month))
        month = month - 1 if month % 100 > 1 else month - 89
    return [(_("Years"), years), (_("Quarters"), quarters), (_("Months"), months)]
