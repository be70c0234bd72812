"""Ten years of books for all villages, carried over as an operator carries over former books."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np

from headgoose.demo.bookkeeping import SPENT, Keeper, Planned, VillageBook, earn, share_out
from headgoose.demo.incomes import SHARES, incomes
from headgoose.demo.scene import Scene
from headgoose.demo.trouble import Trouble, draw_trouble, make_trouble
from headgoose.kernel.ahead import ahead
from headgoose.kernel.area import Level
from headgoose.ledger.actions.books import NewBook, open_books
from headgoose.ledger.actions.carrying import Carried, Prepared, carry_over, prepare
from headgoose.ledger.definitions import disclosure_rules
from headgoose.ledger.models import Account
from headgoose.ledger.months import CLOSING, last_day, month_of, previous_month
from headgoose.people.models import Tenure
from headgoose.places.models import Kind

BOOKS_AT_A_TIME = 400
# In one village of so many, and in how many of the last full years, part of the result went to fund and members.
SHARING, YEARS_SHARED = 5, 2
# In so many of the first years what came in was entered once, for the whole year.
YEARS_SUMMED = 4
Holders = dict[int, list[tuple[int, int]]]


def keep_books(scene: Scene) -> None:
    """Open a book for every village and carry its years over."""
    sites = scene.sites[Kind.VILLAGE]
    since = (scene.today.year - len(SHARES)) * 100 + 1
    new = [NewBook(place, since) for place in sites.ids.tolist()]
    books = open_books(by=scene.by, at=scene.at, books=new)
    clerks, plan = Clerks(scene), Plan(scene, len(books))
    accounts = dict(Account.objects.filter(book=None).values_list("code", "pk"))

    def carried(index: int) -> Carried:
        book = books[index]
        village = VillageBook(book, clerks.keeper(book.place_id, int(sites.keys[index])), accounts)
        plan.fill(village, index)
        return plan.carried(village, index, clerks)

    def prepared() -> Iterator[Prepared]:
        first_id = 1
        for start in range(0, len(books), BOOKS_AT_A_TIME):
            some = [carried(index) for index in range(start, min(start + BOOKS_AT_A_TIME, len(books)))]
            yield (ready := prepare(scene.at, some, first_id))
            first_id += len(ready.rows.vouchers)

    for ready in ahead(prepared):
        carry_over(by=scene.by, at=scene.at, prepared=ready)


class Clerks:
    """Who kept and who reviewed the books of each village at each time."""

    def __init__(self, scene: Scene) -> None:
        self._accountants = _holders(scene, "village_accountant")
        self._secretaries = _holders(scene, "secretary")
        self._township = _holders(scene, "township_accountant")
        above = scene.sites[Kind.TOWNSHIP]
        self._townships = dict(zip(above.keys.tolist(), above.ids.tolist(), strict=True))

    def keeper(self, place_id: int, key: int) -> Keeper:
        """For one village."""
        township = self._townships[key - key % Level.TOWNSHIP.divisor]
        makers = self._accountants.get(place_id) or self._secretaries[place_id]
        reviewers = self._township[township]
        return Keeper(lambda day: _at(makers, day), lambda day: _at(reviewers, day))

    def declarer(self, place_id: int) -> int:
        """Who hangs the books out today."""
        makers = self._accountants.get(place_id) or self._secretaries[place_id]
        return makers[-1][1]


def _holders(scene: Scene, code: str) -> Holders:
    found: Holders = {}
    rows = Tenure.objects.filter(type__code=code, start_on__lte=scene.today).order_by("place_id", "start_on", "pk")
    for place, person, start in rows.values_list("place_id", "person_id", "start_on"):
        found.setdefault(place, []).append((start.toordinal(), person))
    return found


def _at(holders: list[tuple[int, int]], day: int) -> int:
    """Who came last before a day; before the first one, the first one."""
    return holders[max(bisect_right(holders, (day, 1 << 62)) - 1, 0)][1]


class Plan:
    """What is drawn for all villages at once, year by year."""

    def __init__(self, scene: Scene, villages: int) -> None:
        numbers = scene.numbers("books")
        self.today = scene.today
        self.first = scene.today.year - len(SHARES)
        self.income = incomes(numbers, villages)
        years = len(self.income)
        self.fee_share = numbers.uniform(0.55, 0.85, (years, villages))
        self.spent_share = numbers.uniform(0.30, 0.68, (years, villages))
        self.second = numbers.choice(3, villages, p=[0.6, 0.25, 0.15])
        self.days = numbers.integers(1, 29, (years, 3, villages))
        self.months = np.stack([numbers.integers(*span, (years, villages)) for span in ((2, 6), (6, 10), (10, 13))])
        self.words = numbers.integers(0, 60, (years, villages))
        self.opening = numbers.integers(20, 160, (3, villages)) * 1_000
        self.behind = np.where(numbers.random(villages) < 0.03, numbers.integers(2, 6, villages), 0)
        self.ruled = disclosure_rules()[-1].effective_on.year
        self.disclosing = numbers.random(((scene.today.year + 1 - self.ruled) * 4, villages))
        self.trouble: list[Trouble | None] = draw_trouble(scene, villages)

    def fill(self, village: VillageBook, index: int) -> None:
        """All vouchers of one village, by date."""
        bank, fixed, fund = (int(self.opening[row, index]) * 100 for row in range(3))
        opening = [("102", bank), ("151", fixed * 3), ("301", -(bank + fixed * 3 - fund)), ("311", -fund)]
        village.open(date(self.first, 1, 1), opening)
        for row in range(len(self.income)):
            year = self.first + row
            planned = list(self._year(row, index))
            trouble = self.trouble[index]
            if trouble and year == self.today.year - trouble.years_ago:
                planned += make_trouble(trouble, year, village.bank)
            for on, summary, lines, more in sorted(planned, key=lambda one: one[0]):
                if on < self.today:
                    village.enter(on, summary, lines, **more)
            if year < self.today.year:
                village.close_year(year)

    def _year(self, row: int, index: int) -> Iterator[Planned]:
        total = int(self.income[row][index]) * 100
        spent = int(total * float(self.spent_share[row, index])) // 1_000 * 1_000
        word = int(self.words[row, index])
        days = [
            date(self.first + row, int(self.months[part, row, index]), int(self.days[row, part, index]))
            for part in range(3)
        ]
        fee = int(total * float(self.fee_share[row, index])) // 10_000 * 10_000
        code = ("503", "502", "504")[int(self.second[index])]
        yield from earn(fee, code, total - fee, days, word, summed=row < YEARS_SUMMED)
        running = spent * 7 // 10
        if not spent:
            return
        lines = [("513", running), ("511", spent - running), ("102", -spent)]
        more: dict[str, Any] = {"documents": 2 + word % 5, "payee": "示范服务单位", "payee_kind": "unit"}
        yield days[2], SPENT[word % len(SPENT)], lines, more
        if index % SHARING == 0 and len(SHARES) - YEARS_SHARED <= row < len(SHARES):
            yield from share_out(self.first + row, total - spent)

    def carried(self, village: VillageBook, index: int, clerks: Clerks) -> Carried:
        """The vouchers with the marks and what was hung out."""
        closed_to = previous_month(month_of(self.today))
        for _month in range(int(self.behind[index])):
            closed_to = previous_month(closed_to)
        locked_to = (self.today.year - 2) * 100 + CLOSING
        locked_to = min(locked_to, closed_to)
        person = clerks.declarer(village.book.place_id)
        disclosed = [(*quarter, on, person) for *quarter, on in self._disclosed(index, closed_to)]
        return Carried(village.book, village.vouchers, closed_to, locked_to, disclosed)  # type: ignore[arg-type]

    def _disclosed(self, index: int, closed_to: int) -> Iterator[tuple[int, int, date]]:
        for year in range(self.ruled, closed_to // 100 + (closed_to % 100 == CLOSING)):
            on = date(year + 1, 2, 1 + index % 28)
            if on < self.today:
                yield year * 100 + 1, year * 100 + 12, on
        quarter = self.today.year * 10 + (self.today.month - 1) // 3
        for back in range(len(self.disclosing)):
            quarter = quarter - 1 if quarter % 10 else quarter - 7
            first = quarter // 10 * 100 + quarter % 10 * 3 + 1
            chance = float(self.disclosing[back, index])
            if chance > 0.98 or first + 2 > closed_to or first // 100 < self.ruled:
                continue
            late = 16 + int(chance * 1000) % 25 if chance > 0.93 else 2 + int(chance * 1000) % 12
            on = last_day(first + 2) + timedelta(days=late)
            if on < self.today:
                yield first, first + 2, on
