"""Amounts far out of the range that is usual for their kind."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from statistics import median
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.area import Level
from headgoose.kernel.money import show_fen
from headgoose.ledger.checks.finding import Check, Finding, KnownBook
from headgoose.ledger.checks.ground import Ground, as_date

AMOUNTS = (
    'SELECT v.book_id, v.id, v.month, v."on", e.line, a.top, e.debit_fen + e.credit_fen FROM ledger_voucher v '
    "JOIN ledger_entry e ON e.voucher_id = v.id JOIN ledger_account a ON a.id = e.account_id "
    "WHERE {vouchers} AND (a.kind = 'income' AND e.credit_fen > 0 OR a.kind = 'expense' AND e.debit_fen > 0)"
)


class Amount(NamedTuple):
    """One line of income or expense."""

    book: KnownBook
    voucher_id: int
    month: int
    on: date
    line: int
    top: int
    fen: int


def out_of_range(ground: Ground) -> Iterator[Finding]:
    """Lines many times the median of their account in the county and the year.

    The books of the ground are the counties' own: who asks gives all books of a county.
    """
    groups: dict[tuple[int, int, int], list[Amount]] = defaultdict(list)
    whole_years = ground.since.replace(month=1, day=1)
    for book_id, voucher, month, on, line, top, fen in ground.standing(AMOUNTS, whole_years):
        book = ground.by_id[book_id]
        amount = Amount(book, voucher, month, as_date(on), line, top, int(fen))
        groups[book.key // Level.COUNTY.divisor, month // 100, top].append(amount)
    for amounts in groups.values():
        middle = int(median(amount.fen for amount in amounts))
        for amount in amounts:
            if amount.on >= ground.since and _is_out(ground, amount, middle, len(amounts)):
                yield _finding(ground, amount, middle, len(amounts))


def _is_out(ground: Ground, amount: Amount, middle: int, count: int) -> bool:
    times, least, enough = (
        ground.thresholds.value(code, amount.on) for code in ("range_times", "range_least", "range_amounts")
    )
    if times is None or least is None or enough is None:
        return False
    return count >= enough and amount.fen >= least and amount.fen > times * middle


def _finding(ground: Ground, amount: Amount, middle: int, count: int) -> Finding:
    said = {
        "amount": show_fen(amount.fen),
        "account": ground.chart[amount.top],
        "times": round(amount.fen / middle),
        "middle": show_fen(middle),
        "count": count,
    }
    return Finding(
        "out_of_range",
        amount.book,
        f"voucher:{amount.voucher_id}:{amount.line}",
        amount.on,
        amount.month,
        _("%(amount)s yuan under %(account)s is %(times)s times the median of %(count)s amounts in the county and the "
          "year, %(middle)s yuan."),
        said,
        amount.fen,
        (amount.voucher_id,),
    )  # fmt: skip


CHECKS = (
    Check(
        code="out_of_range",
        name=_("Amount out of range"),
        definition=_(
            "A line of income or expense is more than the number of times the median of all lines under the same "
            "account in the same county and year, and at least the amount given; where the county has fewer lines than "
            "the number given in that year, nothing is said. Half of the amounts lie below the median, so that a few "
            "very large ones do not move it."
        ),
        find=out_of_range,
        order=70,
        thresholds=("range_times", "range_least", "range_amounts"),
    ),
)
