"""Balance sheet and statement of income and distribution: lines, columns, ties, and what stands behind a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from headgoose.kernel.area import Level
from headgoose.ledger.balances import accounts_with, shared_accounts
from headgoose.ledger.definitions import BALANCE, Definition, Line, Part, definition_on
from headgoose.ledger.models import Account
from headgoose.ledger.months import OPENING, previous_month
from headgoose.ledger.periods import Period
from headgoose.ledger.summing import KEPT, Sums, area_sums, book_sums, total_of
from headgoose.places.models import Span


@dataclass(frozen=True)
class Column:
    """A column of amounts: balances at the end of a month, or what moved after one month up to another."""

    label: str
    upto: int
    before: int | None = None

    @property
    def first(self) -> int:
        """The first month that it covers: of balances, the first of the year."""
        return self.upto // 100 * 100 + 1 if self.before is None else self.before + 1

    @property
    def earned_after(self) -> int:
        """The month after which income and expenses are its own.

        A book that began within a year brought along, with its opening, what that year had earned by then.
        """
        before = self.first - 1 if self.before is None else self.before
        return previous_month(before + 1) if before % 100 == OPENING else before


@dataclass(frozen=True)
class Tie:
    """Two amounts that must be equal, in words."""

    label: str
    left: int
    right: int

    @property
    def holds(self) -> bool:
        """Whether they are."""
        return self.left == self.right


@dataclass(frozen=True)
class Behind:
    """An account behind a line, with its amount in each column."""

    account: Account
    amounts: list[int]


@dataclass(frozen=True)
class Row:
    """A line of a statement with its amounts."""

    line: Line
    amounts: list[int]


@dataclass(frozen=True)
class Statement:
    """A statement of one book or of many, over a period."""

    definition: Definition
    period: Period
    columns: list[Column]
    values: list[dict[int, int]]
    ties: list[Tie]
    sums: Sums

    def row(self, line: Line) -> Row:
        """A line with its amounts."""
        return Row(line, [values[line.number] for values in self.values])

    @property
    def parts(self) -> list[tuple[Part, list[Row]]]:
        """The parts with their lines."""
        return [(part, [self.row(line) for line in part.lines]) for part in self.definition.parts]

    @property
    def rows(self) -> list[Row]:
        """Every line with its amounts."""
        return [self.row(line) for line in self.definition.lines]

    @property
    def holds(self) -> bool:
        """Whether every tie holds."""
        return all(tie.holds for tie in self.ties)


def columns_of(statement: str, period: Period) -> list[Column]:
    """The columns of a statement over a period, the first one for the period itself."""
    if statement == BALANCE:
        start = period.year * 100 + OPENING
        return [
            Column(_("End of %(period)s") % {"period": period.said}, period.end),
            Column(_("Start of the year"), start),
        ]
    columns = [Column(_("This period"), period.last, period.before)]
    if not period.is_year:
        columns.append(Column(_("Year to date"), period.last, period.to_date.before))
    earlier = period.year_before
    columns.append(Column(_("Same months of last year"), earlier.last, earlier.before))
    return columns


def cuts_of(columns: Sequence[Column], period: Period) -> tuple[int, ...]:
    """The months at whose ends the columns need sums, in order."""
    cuts = {column.upto for column in columns}
    for column in columns:
        if column.before is not None:
            cuts |= {column.before, column.earned_after}
    return tuple(sorted(cuts | {period.last, period.end}))


def book_statement(book_id: int, statement: str, period: Period) -> Statement:
    """A statement of one book."""
    definition, columns = definition_on(statement, period.end_on), columns_of(statement, period)
    return state(definition, period, columns, book_sums(book_id, cuts_of(columns, period), definition))


def area_statement(
    span: Span, on: date, level: Level, statement: str, period: Period
) -> tuple[Statement, dict[int, Statement]]:
    """A statement summed over all books of a place on the map of a day, and the same for each place of a level."""
    definition, columns = definition_on(statement, period.end_on), columns_of(statement, period)
    cuts = cuts_of(columns, period)
    found = area_sums(span, on, level, cuts, definition)
    below = {key: state(definition, period, columns, sums) for key, sums in found.items()}
    return state(definition, period, columns, total_of(found.values(), cuts)), below


def state(definition: Definition, period: Period, columns: list[Column], sums: Sums) -> Statement:
    """A statement from sums."""
    values = [evaluate(definition, column, sums) for column in columns]
    return Statement(definition, period, columns, values, _ties(definition, period, values[0], sums), sums)


def evaluate(definition: Definition, column: Column, sums: Sums) -> dict[int, int]:
    """The amount of every line in a column, by its number. Lines sum only lines above them."""
    values: dict[int, int] = {}
    elsewhere = {top for line in definition.lines for top in line.against}
    for line in definition.lines:
        values[line.number] = (
            sum(values[number] for number in line.plus)
            - sum(values[number] for number in line.minus)
            + line.sign * _taken(line, column, sums)
            + _sides(line, column, sums)
            + _moved(line, column, sums, elsewhere)
        )
    return values


def _amount(column: Column, sums: Sums, stretches: Sequence[int] | None) -> int:
    if column.before is None:
        return sums.upto(stretches, column.upto)
    return sums.between(stretches, column.earned_after, column.upto)


def _stood(column: Column, sums: Sums, top: int) -> int:
    """The balance with which a column of movements begins; what its own year had earned is none of it."""
    before = column.before or 0
    return sums.upto(sums.nets.get(top), before if top in KEPT else column.earned_after)


def _taken(line: Line, column: Column, sums: Sums) -> int:
    """Debits less credits of the accounts that a line takes from."""
    taken = sum(_amount(column, sums, sums.nets.get(top)) for top in line.accounts)
    taken += sum(_amount(column, sums, sums.named.get(top)) for top, _words in line.named)
    if line.opening and column.before is not None:
        taken += sum(_stood(column, sums, top) for top in line.opening)
    return taken


def _sides(line: Line, column: Column, sums: Sums) -> int:
    place = sums.cuts.index(column.upto)
    debits = sum(sums.both[top][place][0] for top in line.debit_balances if top in sums.both)
    return debits + sum(sums.both[top][place][1] for top in line.credit_balances if top in sums.both)


def _moved(line: Line, column: Column, sums: Sums, elsewhere: set[int]) -> int:
    if not line.moved or column.before is None:
        return 0
    found = 0
    for (taken, top), stretches in sums.moved.items():
        if taken == (line.moved == "out") and _is_against(line, top, elsewhere):
            found += sums.between(stretches, column.before, column.upto)
    return found if line.moved == "out" else -found


def _is_against(line: Line, top: int, elsewhere: set[int]) -> bool:
    if line.against:
        return top in line.against
    return top not in elsewhere if line.against_others else True


def _ties(definition: Definition, period: Period, values: dict[int, int], sums: Sums) -> list[Tie]:
    """What must be equal in the first column."""
    if definition.statement == BALANCE:
        balances = [sums.upto(stretches, period.end) for stretches in sums.nets.values()]
        on_debit, on_credit = (sum(max(sign * one, 0) for one in balances) for sign in (1, -1))
        return [
            Tie(_("Debit balances = credit balances"), on_debit, on_credit),
            Tie(
                _("Assets = liabilities + equity"),
                values[definition.role("assets").number],
                values[definition.role("claims").number],
            ),
        ]
    results = definition.role("before").opening
    kept = -sum(sums.upto(sums.nets.get(top), period.last) for top in results)
    before = values[definition.role("before").number]
    ties = [
        Tie(
            _("Net result and distribution = change of undistributed income in the balance sheet"),
            values[definition.role("undistributed").number] - before,
            kept - before,
        )
    ]
    carried = -sum(sums.between(sums.nets.get(top), period.last, period.end) for top in KEPT)
    if period.is_year and carried:
        net = values[definition.role("net").number]
        ties.append(Tie(_("Net result = what the closing of the year carried to 321 and 322"), net, carried))
    return ties


def accounts_behind(statement: Statement, line: Line) -> list[Behind]:
    """The accounts of one book behind a line; of many books, the accounts of the shared chart."""
    sums = statement.sums
    if line.moved:
        return _movers_behind(statement, line)
    if sums.accounts:
        accounts = accounts_with(sums.accounts)
        found = [(accounts[pk], stretches) for pk, stretches in sums.accounts.items()]
    else:
        chart = {account.top: account for account in shared_accounts().values()}
        found = [(chart[top], stretches) for top, stretches in sums.nets.items()]
    rows = []
    for account, stretches in sorted(found, key=lambda one: one[0].code):
        amounts = [_share(line, account, column, sums, stretches) for column in statement.columns]
        if any(amounts):
            rows.append(Behind(account, amounts))
    return rows


def _share(line: Line, account: Account, column: Column, sums: Sums, stretches: Sequence[int]) -> int:
    """What one account brings to a line."""
    top = account.top
    if top in line.accounts:
        return line.sign * _amount(column, sums, stretches)
    if top in line.opening and column.before is not None:
        return line.sign * sums.upto(stretches, column.before if top in KEPT else column.earned_after)
    if top in line.debit_balances or top in line.credit_balances:
        if not sums.accounts:
            return sums.both[top][sums.cuts.index(column.upto)][top in line.credit_balances]
        balance = sums.upto(stretches, column.upto)
        return max(balance if top in line.debit_balances else -balance, 0)
    words = dict(line.named).get(top, ())
    if sums.accounts and any(word in account.name_zh for word in words) and account.book_id is not None:
        return line.sign * _amount(column, sums, stretches)
    return 0 if sums.accounts or not words else line.sign * _amount(column, sums, sums.named.get(top))


def _movers_behind(statement: Statement, line: Line) -> list[Behind]:
    elsewhere = {top for other in statement.definition.lines for top in other.against}
    chart = {account.top: account for account in shared_accounts().values()}
    rows = []
    for top in sorted({top for _taken, top in statement.sums.moved if _is_against(line, top, elsewhere)}):
        only = Sums(statement.sums.cuts, moved={k: v for k, v in statement.sums.moved.items() if k[1] == top})
        amounts = [_moved(line, column, only, elsewhere) for column in statement.columns]
        if any(amounts):
            rows.append(Behind(chart[top], amounts))
    return rows
