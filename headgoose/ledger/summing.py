"""Sums of posted entries for statements: of one book, and of all books of an area, told apart by the places below.

Months are cut into stretches at the ends that a statement needs: a balance is the sum of the stretches up to a cut, a
movement that of the stretches between two. The sums kept with every posting are read, never the entries; only what
moved undistributed income within a year asks for vouchers, and there are few of these.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.core.cache import caches
from django.db import connection

from headgoose.kernel.area import Level
from headgoose.ledger.balances import accounts_with, shared_accounts
from headgoose.ledger.definitions import Definition
from headgoose.ledger.models import Account
from headgoose.ledger.months import CLOSING, last_day
from headgoose.places.models import Kind, Span
from headgoose.records.queries import latest_act_touching

# The accounts that hold what was not distributed; what moves one into the other changes nothing.
KEPT = (321, 322)
Stretches = list[int]


@dataclass
class Sums:
    """Debits less credits in fen, by account of the shared chart and stretch of months.

    Args:
        cuts: the months that end the stretches, in order.
        both: for accounts told apart by side: at each cut the sum of debit balances and of credit balances.
        named: of an account only the details of some names.
        moved: what undistributed income was moved against: (taken from it, account), credits less debits.
        accounts: for one book, the same by account.
    """

    cuts: tuple[int, ...]
    nets: dict[int, Stretches] = field(default_factory=dict)
    both: dict[int, list[list[int]]] = field(default_factory=dict)
    named: dict[int, Stretches] = field(default_factory=dict)
    moved: dict[tuple[bool, int], Stretches] = field(default_factory=dict)
    accounts: dict[int, Stretches] = field(default_factory=dict)

    def upto(self, stretches: Sequence[int] | None, cut: int) -> int:
        """The sum of all months up to a cut."""
        return sum(stretches[: self.cuts.index(cut) + 1]) if stretches else 0

    def between(self, stretches: Sequence[int] | None, before: int, cut: int) -> int:
        """The sum of the months after one cut up to another."""
        return sum(stretches[self.cuts.index(before) + 1 : self.cuts.index(cut) + 1]) if stretches else 0

    def add(self, kept: dict[Any, Stretches], key: Any, place: int, amount: int) -> None:
        """Add an amount to a stretch."""
        if key not in kept:
            kept[key] = [0] * len(self.cuts)
        kept[key][place] += amount

    def include(self, other: "Sums") -> None:
        """Add the sums of another area or book, with the same cuts."""
        for mine, theirs in ((self.nets, other.nets), (self.named, other.named), (self.moved, other.moved)):
            for key, stretches in theirs.items():
                for place, amount in enumerate(stretches):
                    self.add(mine, key, place, amount)
        for top, sides in other.both.items():
            own = self.both.setdefault(top, [[0, 0] for _cut in self.cuts])
            for place, (debit, credit) in enumerate(sides):
                own[place][0] += debit
                own[place][1] += credit


def stretch_of(cuts: Sequence[int], month: str) -> str:
    """SQL that says in which stretch a month lies; months come from our own code, never from a reader."""
    cases = " ".join(f"WHEN {month} <= {int(cut)} THEN {place}" for place, cut in enumerate(cuts))
    return f"CASE {cases} END"


def book_sums(book_id: int, cuts: Sequence[int], definition: Definition) -> Sums:
    """The sums of one book: one query; one more where a line follows what moved undistributed income."""
    sums = Sums(tuple(cuts))
    stretch = stretch_of(cuts, "month")
    sql = (
        f"SELECT account_id, top, {stretch} AS stretch, sum(debit_fen - credit_fen) FROM ledger_monthtotal "
        "WHERE book_id = %s AND month <= %s GROUP BY account_id, top, stretch"
    )
    for account_id, top, place, amount in _rows(sql, [book_id, cuts[-1]]):
        sums.add(sums.accounts, account_id, place, int(amount))
        sums.add(sums.nets, top, place, int(amount))
    accounts = accounts_with(sums.accounts)
    for account_id, stretches in sums.accounts.items():
        _tell_apart(sums, definition, accounts[account_id], stretches)
    if definition.follows_moves:
        books, values = "SELECT id AS book_id, 0 AS child FROM ledger_book WHERE id = %s", [book_id]
        for _child, out, top, place, amount in _moves(books, values, cuts, BY_BOOK):
            sums.add(sums.moved, (bool(out), top), place, int(amount))
    return sums


def _tell_apart(sums: Sums, definition: Definition, account: Account, stretches: Stretches) -> None:
    if account.top in definition.splits:
        own = sums.both.setdefault(account.top, [[0, 0] for _cut in sums.cuts])
        for place, cut in enumerate(sums.cuts):
            balance = sums.upto(stretches, cut)
            own[place][0 if balance > 0 else 1] += abs(balance)
    words = definition.names.get(account.top, ())
    if account.book_id is not None and any(word in account.name_zh for word in words):
        for place, amount in enumerate(stretches):
            sums.add(sums.named, account.top, place, amount)


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


# The sum keeps SQLite from the index of books.
BY_ACCOUNT = "ledger_monthtotal t CROSS JOIN area WHERE t.book_id + 0 = area.book_id"
BY_BOOK = "area CROSS JOIN ledger_monthtotal t WHERE t.book_id = area.book_id"
# Which vouchers moved 321 or 322 but not by closing (that lies in a month of its own), and against which accounts.
MOVES = """
WITH area AS MATERIALIZED ({books}),
touched AS MATERIALIZED (
  SELECT DISTINCT area.book_id, t.month, area.child FROM {joined}
  AND t.top IN (321, 322) AND t.month > %s AND t.month <= %s AND t.month %% 100 BETWEEN 1 AND 12
),
moving AS (
  SELECT v.id, v.month, touched.child,
    CASE WHEN (sum(e.debit_fen - e.credit_fen) > 0) = (v.kind <> 'reversal') THEN 1 ELSE 0 END AS taken
  FROM touched CROSS JOIN ledger_voucher v CROSS JOIN ledger_entry e JOIN ledger_account a ON a.id = e.account_id
  WHERE v.book_id = touched.book_id AND v.month = touched.month AND v.state = 'posted' AND e.voucher_id = v.id
  AND a.top IN (321, 322) GROUP BY v.id, v.month, v.kind, touched.child
  HAVING sum(e.debit_fen - e.credit_fen) <> 0
)
SELECT m.child, m.taken, a.top, {stretch} AS stretch, sum(e.credit_fen - e.debit_fen)
FROM moving m JOIN ledger_entry e ON e.voucher_id = m.id JOIN ledger_account a ON a.id = e.account_id
WHERE a.top NOT IN (321, 322) GROUP BY m.child, m.taken, a.top, stretch
"""


def _moves(books: str, values: Sequence[Any], cuts: Sequence[int], joined: str) -> list[tuple[Any, ...]]:
    sql = MOVES.format(books=books, joined=joined, stretch=stretch_of(cuts, "m.month"))
    return _rows(sql, [*values, cuts[0], cuts[-1]])


def books_of(span: Span, on: date, level: Level) -> tuple[str, list[Any]]:
    """SQL for the books of a place's villages on a map, each with the key of the place of a level that it lies in."""
    villages = Span.objects.on(on).within([span.area]).filter(kind=Kind.VILLAGE).values("place_id", "key")
    sql, parameters = villages.query.sql_with_params()
    divisor = int(level.divisor)
    return (
        f"SELECT b.id AS book_id, s.key / {divisor} * {divisor} AS child FROM ({sql}) s "
        "JOIN ledger_book b ON b.place_id = s.place_id",
        list(parameters),
    )


@dataclass(frozen=True)
class Ground:
    """The books of a place on the map of a day, told apart by the places of a level below it.

    SQLite joins in the order written here: over many books it walks the index of accounts, over few that of books.
    """

    span: Span
    on: date
    level: Level
    books: str
    values: Sequence[Any]

    @property
    def is_wide(self) -> bool:
        """Whether it is worth walking over accounts, and keeping what is long past."""
        return self.span.level <= Level.PREFECTURE

    @property
    def joined(self) -> str:
        """The tables in the order in which they are joined, and by what."""
        return BY_ACCOUNT if self.is_wide else BY_BOOK

    def totals(self, select: str, where: str, group: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Rows from the sums of these books; conditions are on `t`, the place below is `area.child`."""
        sql = (
            f"WITH area AS MATERIALIZED ({self.books}) SELECT {select} FROM {self.joined} AND {where} GROUP BY {group}"
        )
        return _rows(sql, [*self.values, *values])


def area_sums(span: Span, on: date, level: Level, cuts: Sequence[int], definition: Definition) -> dict[int, Sums]:
    """The sums of all books of a place on the map of a day, by the keys of places of a level below it."""
    books, values = books_of(span, on, level)
    ground = Ground(span, on, level, books, values)
    said = f"{definition.code}.{definition.effective_on}.{'-'.join(map(str, cuts))}"
    kept = _kept(ground, f"sums:{said}", cuts[-1], lambda: _sum_up(ground, cuts, definition))
    found = defaultdict(lambda: Sums(tuple(cuts)), kept)
    # Accounts are named anew without a posting: by name nothing is kept.
    for top, words in definition.names.items():
        _name_area(found, ground, (top, words), cuts)
    return dict(found)


def _sum_up(ground: Ground, cuts: Sequence[int], definition: Definition) -> dict[int, Sums]:
    found: dict[int, Sums] = defaultdict(lambda: Sums(tuple(cuts)))
    # What lies before the year in which the first stretch ends is kept apart: what is posted every day leaves it alone.
    past = cuts[0] if cuts[0] % 100 == CLOSING else (cuts[0] // 100 - 1) * 100 + CLOSING
    for child, top, amount in _kept(ground, f"past:{past}", past, lambda: _read_past(ground, past)):
        if top in definition.tops:
            found[child].add(found[child].nets, top, 0, amount)
    for child, top, place, amount in ground.totals(
        f"area.child, t.top, {stretch_of(cuts, 't.month')} AS stretch, sum(t.debit_fen - t.credit_fen)",
        f"t.top IN ({_listed(definition.tops)}) AND t.month > %s AND t.month <= %s",
        "area.child, t.top, stretch",
        [past, cuts[-1]],
    ):
        found[child].add(found[child].nets, top, place, int(amount))
    for top in definition.splits:
        _split_area(found, ground, top, cuts)
    if definition.follows_moves:
        for child, out, top, place, amount in _moves(ground.books, ground.values, cuts, ground.joined):
            found[child].add(found[child].moved, (bool(out), top), place, int(amount))
    return dict(found)


T = TypeVar("T")


def _kept(ground: Ground, what: str, month: int, read: Callable[[], T]) -> T:
    """What is read of the books of a wide area: kept until an act touches the map, or a day up to a month."""
    if not ground.is_wide:
        return read()
    newest = latest_act_touching(["ledger"], last_day(month)), latest_act_touching(["places"], ground.on)
    place = f"{ground.span.key}.{ground.span.kind}.{ground.on}.{ground.level.value}"
    key = f"ledger.{what}:{place}:{newest[0]}:{newest[1]}"
    kept: T | None = caches["figures"].get(key)
    if kept is None:
        kept = read()
        caches["figures"].set(key, kept, timeout=None)
    return kept


def _listed(tops: Iterable[int]) -> str:
    return ", ".join(str(top) for top in sorted(tops))


def _read_past(ground: Ground, month: int) -> list[tuple[int, int, int]]:
    tops = {account.top for account in shared_accounts().values()}
    rows = ground.totals(
        "area.child, t.top, sum(t.debit_fen - t.credit_fen)",
        f"t.top IN ({_listed(tops)}) AND t.month <= %s",
        "area.child, t.top",
        [month],
    )
    return [(child, top, int(amount)) for child, top, amount in rows]


def _split_area(found: Mapping[int, Sums], ground: Ground, top: int, cuts: Sequence[int]) -> None:
    """Debit and credit balances of the details of an account at each cut, book by book."""
    balances = ", ".join(
        f"sum(CASE WHEN t.month <= {int(cut)} THEN t.debit_fen - t.credit_fen ELSE 0 END)" for cut in cuts
    )
    rows = ground.totals(
        f"area.child, {balances}",
        "t.top = %s AND t.month <= %s",
        "area.child, t.book_id, t.account_id",
        [top, cuts[-1]],
    )
    for child, *amounts in rows:
        own = found[child].both.setdefault(top, [[0, 0] for _cut in cuts])
        for place, amount in enumerate(amounts):
            own[place][0 if amount > 0 else 1] += abs(int(amount))


def _name_area(
    found: Mapping[int, Sums], ground: Ground, named: tuple[int, Sequence[str]], cuts: Sequence[int]
) -> None:
    """What details of some names moved."""
    top, words = named
    said = " OR ".join(["a.name_zh LIKE %s"] * len(words))
    details = f"SELECT a.id FROM ledger_account a WHERE a.book_id IS NOT NULL AND a.top = %s AND ({said})"
    like = [top, *(f"%{word}%" for word in words)]
    if not _rows(f"{details} LIMIT 1", like):
        return
    rows = ground.totals(
        f"area.child, {stretch_of(cuts, 't.month')} AS stretch, sum(t.debit_fen - t.credit_fen)",
        f"t.top = %s AND t.month > %s AND t.month <= %s AND t.account_id IN ({details})",
        "area.child, stretch",
        [top, cuts[0], cuts[-1], *like],
    )
    for child, place, amount in rows:
        found[child].add(found[child].named, top, place, int(amount))


def total_of(sums: Iterable[Sums], cuts: Sequence[int]) -> Sums:
    """The sums of several areas or books together."""
    total = Sums(tuple(cuts))
    for one in sums:
        total.include(one)
    return total
