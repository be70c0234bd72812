"""The villages of a place by bands of yearly income, under one definition of income held against the others.

Places are those of the year's last day, as the figures over a year have them. No village crosses the line by a change
of definition unseen: the page shows who would.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from django.core.cache import cache
from django.db import connection
from django.db.models import Min
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from headgoose.kernel.area import Area
from headgoose.kernel.figures import Period
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.registries import FigureLink, PlaceView
from headgoose.ledger.income import LIMITS_YUAN, LINE_YUAN, IncomeDefinition, definitions, listed
from headgoose.ledger.models import Book
from headgoose.ledger.months import OPENING
from headgoose.places.models import Span
from headgoose.places.queries import find_span, get_span, span_of
from headgoose.records.queries import latest_act_touching

Column = NDArray[np.int64]
Mask = NDArray[np.bool_]
READS = frozenset({"ledger", "places"})
FEN = 100
BANDS: tuple[Promise, ...] = (
    _("up to 50,000"),
    _("50,000 to 100,000"),
    _("100,000 to 500,000"),
    _("500,000 to 1,000,000"),
    _("over 1,000,000"),
)
LIMITS_FEN = np.array([limit * FEN for limit in LIMITS_YUAN], dtype=np.int64)
VILLAGES = (
    "SELECT s.key, b.id, {sums} FROM places_span s "
    "JOIN ledger_book b ON b.place_id = s.place_id AND b.since <= %(last)s "
    "LEFT JOIN ledger_monthtotal t ON t.book_id = b.id AND t.month BETWEEN %(first)s AND %(last)s "
    "AND t.top IN ({tops}) WHERE s.key >= %(low)s AND s.key < %(high)s AND s.kind >= 50 AND s.kind < 60 "
    "AND s.start_on <= %(on)s AND s.end_on > %(on)s GROUP BY s.key, b.id ORDER BY s.key"
)


@dataclass(frozen=True)
class Crossing:
    """Who lies on the other side of the line under another definition: masks over the villages."""

    against: IncomeDefinition
    rises: Mask
    falls: Mask

    @property
    def rising(self) -> int:
        """How many would come to lie over the line."""
        return int(np.count_nonzero(self.rises))

    @property
    def falling(self) -> int:
        """How many would no longer."""
        return int(np.count_nonzero(self.falls))

    @property
    def either(self) -> Mask:
        """All who would cross."""
        return self.rises | self.falls


@dataclass(frozen=True)
class Incomes:
    """The income of every village of an area that had a book in a year, under every definition, in fen.

    Args:
        keys: of the villages, ascending.
        amounts: a column a definition, in the order of `titles`.
    """

    titles: tuple[str, ...]
    keys: Column
    amounts: Column

    def under(self, definition: IncomeDefinition) -> Column:
        """The income of each village under a definition."""
        column: Column = self.amounts[:, self.titles.index(definition.title)]
        return column

    def within(self, area: Area) -> slice:
        """The villages of an area."""
        first, last = np.searchsorted(self.keys, [area.low, area.high])
        return slice(int(first), int(last))

    def counts(self, definition: IncomeDefinition, area: Area) -> list[int]:
        """How many villages of an area lie in each band, from the lowest."""
        found = np.bincount(bands_of(self.under(definition)[self.within(area)]), minlength=len(BANDS))
        return [int(count) for count in found]

    def crossing(self, chosen: IncomeDefinition, against: IncomeDefinition) -> Crossing:
        """Who would cross the line if another definition held."""
        over, would = self.under(chosen) > LINE_YUAN * FEN, self.under(against) > LINE_YUAN * FEN
        return Crossing(against, ~over & would, over & ~would)


def bands_of(amounts: Column) -> Column:
    """The band of each amount: an amount at a limit lies below it, as over the line means more than it."""
    found: Column = np.searchsorted(LIMITS_FEN, amounts, side="left")
    return found


def read_incomes(area: Area, year: int) -> Incomes:
    """The incomes of a year in an area, kept until an act that can have changed them."""
    on, every = date(year, 12, 31), definitions()
    titles = tuple(one.title for one in every)
    known = f"ledger.incomes:{area.low}:{area.high}:{year}:{latest_act_touching(READS, on)}:{hash(every)}"
    found: Incomes | None = cache.get(known)
    if found is None or found.titles != titles:
        found = _count(area, year, every)
        cache.set(known, found)
    return found


def _count(area: Area, year: int, every: Sequence[IncomeDefinition]) -> Incomes:
    sums = ", ".join(f"CAST({one.sql('t')} AS bigint)" for one in every)
    tops = sorted({top for one in every for top in one.accounts})
    months = {"first": year * 100 + OPENING, "last": year * 100 + 12}
    asked: dict[str, int | date] = {**months, "low": area.low, "high": area.high, "on": date(year, 12, 31)}
    with connection.cursor() as cursor:
        cursor.execute(VILLAGES.format(sums=sums, tops=listed(tops)), asked)
        rows = np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 2 + len(every))
    return Incomes(tuple(one.title for one in every), rows[:, 0].copy(), rows[:, 2:].copy())


@dataclass(frozen=True)
class YearOfBooks:
    """A place in a year whose books are looked at: as it was on the year's last day."""

    span: Span
    year: int
    today: date

    @property
    def on(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)

    @cached_property
    def years(self) -> list[int]:
        """The full years of which there are books below the place, the newest first."""
        last = last_full_year(self.today)
        villages = Span.objects.within([self.span.area]).filter(kind__gte=50, kind__lt=60)
        since = Book.objects.filter(place_id__in=villages.values("place_id")).aggregate(first=Min("since"))["first"]
        return list(range(last, (since // 100 if since else last) - 1, -1)) or [self.year]


def last_full_year(today: date) -> int:
    """The last calendar year that ended by a date."""
    return Period.YEAR.ended_by(today).year


def year_asked(text: str, today: date) -> int:
    """The year in an address, the last full one when none is named. Raises Refused."""
    last = last_full_year(today)
    if not text:
        return last
    if not (len(text) == 4 and text.isascii() and text.isdigit() and text[:2] in ("19", "20")):
        raise Refused(_("This is not a year: write it as 2025."), Because.INVALID, field="year")
    if int(text) > last:
        raise Refused(_("The year %(year)s is not over yet.") % {"year": text}, Because.INVALID, field="year")
    return int(text)


def place_in_year(code: str, year: int, today: date) -> tuple[Span, Span]:
    """The place of a code as it is today (else as it was), and as it was at the year's end. Raises Refused."""
    on = date(year, 12, 31)
    present = find_span(code, today)
    then = span_of(present.place_id, on) if present else None
    then = then or get_span(code, on)
    return present or then, then


def _bands_address(place: PlaceView, on: date) -> str:
    return f"{reverse('bands', args=[place.code])}?year={on.year}"


bands_link = FigureLink(
    _("Villages by income band, and what another definition would change"),
    frozenset({"E1", "E1-50", "E1-500", "E1-1000", "E1-income"}),
    _bands_address,
    order=10,
)
