"""The trial balance summed over all books of a place, and the same for each of the places below.

Balances of one account in many books are set off against each other, as in the balance sheet; where the balance sheet
tells an account apart by the side on which its details stand, so does this.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from headgoose.kernel.area import Level
from headgoose.ledger.balances import BalanceRow, TrialBalance, shared_accounts
from headgoose.ledger.definitions import BALANCE, definition_on
from headgoose.ledger.income import listed
from headgoose.ledger.months import last_day
from headgoose.ledger.summing import Ground, Sums, area_sums, books_of, total_of
from headgoose.places.models import Span

# By account of the shared chart: debits and credits.
Moves = Mapping[int, tuple[int, int]]


def place_trial_balance(
    span: Span, on: date, level: Level, first: int, last: int
) -> tuple[TrialBalance, dict[int, TrialBalance]]:
    """The trial balance of a place's books on the map of a day, and those of the places of a level, by key.

    Args:
        first, last: months; `last` may be the closing of a year.
    """
    cuts = (first - 1, last)
    sums = area_sums(span, on, level, cuts, definition_on(BALANCE, last_day(last)))
    moves = _moves(span, on, level, cuts)
    below = {key: _balance(first, last, own, moves[key]) for key, own in sums.items()}
    whole: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for own in moves.values():
        for top, (debit, credit) in own.items():
            whole[top] = whole[top][0] + debit, whole[top][1] + credit
    return _balance(first, last, total_of(sums.values(), cuts), whole), below


def _moves(span: Span, on: date, level: Level, cuts: tuple[int, int]) -> Mapping[int, Moves]:
    books, values = books_of(span, on, level)
    rows = Ground(span, on, level, books, values).totals(
        "area.child, t.top, sum(t.debit_fen), sum(t.credit_fen)",
        f"t.top IN ({listed(sorted(account.top for account in shared_accounts().values()))}) "
        "AND t.month > %s AND t.month <= %s",
        "area.child, t.top",
        cuts,
    )
    found: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for child, top, debit, credit in rows:
        found[child][top] = int(debit), int(credit)
    return found


def _balance(first: int, last: int, sums: Sums, moves: Moves) -> TrialBalance:
    rows = []
    for account in sorted(shared_accounts().values(), key=lambda one: one.code):
        top = account.top
        if top not in sums.nets and top not in sums.both and top not in moves:
            continue
        (opening_debit, opening_credit), (closing_debit, closing_credit) = (
            sums.both[top][place] if top in sums.both else _sides(sums.upto(sums.nets.get(top), cut))
            for place, cut in enumerate(sums.cuts)
        )
        debit, credit = moves.get(top, (0, 0))
        rows.append(BalanceRow(account, 0, opening_debit, opening_credit, debit, credit, closing_debit, closing_credit))
    totals = tuple(map(sum, zip(*(row.amounts for row in rows), strict=True))) or (0,) * 6
    return TrialBalance(first, last, rows, totals)


def _sides(balance: int) -> tuple[int, int]:
    return max(balance, 0), max(-balance, 0)
