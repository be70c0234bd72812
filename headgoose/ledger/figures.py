"""The figures over the books: what collectives earn, spend and owe, and whether their books are open in time.

Each reads the month totals. Of one book and year they lie together; a debt is all that was ever posted, so that it is
read by account instead, over all books at once.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import cast

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.area import Level
from headgoose.kernel.figures import Direction, Figure, Period, figures
from headgoose.ledger.definitions import disclosure_rule_on
from headgoose.ledger.income import DEFAULT, LIMITS_YUAN, LINE_YUAN, definition_of, listed
from headgoose.ledger.models import Account
from headgoose.ledger.months import OPENING, month_of
from headgoose.ledger.periods import quarter_of

READS = frozenset({"ledger", "places"})
INCOME = definition_of(DEFAULT)
RUNNING, DEBTS = 513, (201, 211, 221)
# Tells the accounts of one book from those of every other in the number of a row.
ACCOUNTS_A_BOOK = 10**9
OF_THE_YEAR = "t.book_id = b.id AND t.month BETWEEN %(first)s AND %(last)s"
BOOKS = "FROM area JOIN ledger_book b ON b.place_id = area.place_id AND b.since <= %(last)s"
ROW = f"CAST(b.id AS bigint) * {ACCOUNTS_A_BOOK} + coalesce(%s, 0) AS record_id"


def months_of_the_year(on: date) -> Mapping[str, object]:
    """The first and the last month of the year of a date.

    With what a book that began within the year brought along of it; one that begins with a year brings none.
    """
    return {"first": on.year * 100 + OPENING, "last": on.year * 100 + 12}


def month_of_the_date(on: date) -> Mapping[str, object]:
    """The month of a date."""
    return {"last": month_of(on)}


def last_due_quarter(on: date) -> Mapping[str, object]:
    """The months of the last quarter whose books had to be open by a date, and the last day for it.

    Before the rule took effect nothing was due: no book is that old.
    """
    rule = disclosure_rule_on(on)
    allowed = timedelta(days=rule.days_after)
    quarter = quarter_of(month_of(on))
    while quarter.end_on + allowed > on:
        quarter = quarter_of(month_of(quarter.start_on - timedelta(days=1)))
    last = quarter.last if quarter.end_on >= rule.effective_on else 0
    months = {"first": quarter.first, "second": quarter.first + 1, "last": last}
    return {**months, "by": quarter.end_on + allowed}


def share_over(yuan: int) -> str:
    """A query over the villages that had a book in the year: whose income lay over an amount."""
    return (
        f"SELECT area.place_id, area.key, CASE WHEN {INCOME.sql('t')} > {yuan * 100} THEN 1 ELSE 0 END AS numerator, "
        f"1 AS denominator, b.id AS record_id, NULL AS part {BOOKS} "
        f"LEFT JOIN ledger_monthtotal t ON {OF_THE_YEAR} AND t.top IN ({listed(INCOME.accounts)}) "
        "GROUP BY area.place_id, area.key, b.id"
    )


def turnover(tops: Sequence[int], amount: str, part: str, which: str = "1 = 1") -> str:
    """A query for the turnover of accounts over the year, a row for each account of a book; one where there was none.

    Args:
        amount: SQL for what one month total `t` adds.
        part: its column that says which part it belongs to.
        which: SQL for the books `b` to look at.
    """
    return (
        f"SELECT area.place_id, area.key, CAST(coalesce(sum({amount}), 0) AS bigint) AS numerator, 1 AS denominator, "
        f"{ROW % 't.account_id'}, {part} AS part {BOOKS} "
        f"LEFT JOIN ledger_monthtotal t ON {OF_THE_YEAR} AND t.top IN ({listed(tops)}) "
        f"WHERE {which} GROUP BY area.place_id, area.key, b.id, t.account_id, t.top"
    )


def by_detail(top: int, amount: str) -> str:
    """A query for the turnover of an account over the year, by the details of those villages that keep some below it.

    The totals of all others are read from the index alone.
    """
    kept = f"EXISTS (SELECT 1 FROM ledger_account k WHERE k.book_id = b.id AND k.top = {top})"
    whole = (
        f"SELECT t.book_id, CAST(sum({amount}) AS bigint) AS fen FROM ledger_monthtotal t WHERE t.top = {top} "
        "AND t.month BETWEEN %(first)s AND %(last)s GROUP BY t.book_id"
    )
    return (
        "SELECT area.place_id, area.key, coalesce(w.fen, 0) AS numerator, 1 AS denominator, "
        f"{ROW % 'a.id'}, a.id AS part {BOOKS} LEFT JOIN ({whole}) w ON w.book_id = b.id "
        f"LEFT JOIN ledger_account a ON a.code = '{top}' AND a.book_id IS NULL AND w.fen IS NOT NULL "
        f"WHERE NOT {kept} UNION ALL {turnover([top], amount, 't.account_id', kept)}"
    )


def balances(tops: Sequence[int]) -> str:
    """A query for what books owe on accounts at the end of the month; a debit balance is no debt."""
    # Not `month <=`: SQLite would skip through the other index book by book, ten times as slow.
    owed = (
        "SELECT t.book_id, t.top, sum(t.credit_fen) - sum(t.debit_fen) AS fen FROM ledger_monthtotal t "
        f"WHERE t.top IN ({listed(tops)}) AND t.month + 0 <= %(last)s GROUP BY t.book_id, t.top "
        "HAVING sum(t.credit_fen) > sum(t.debit_fen)"
    )
    return (
        "SELECT area.place_id, area.key, CAST(coalesce(owed.fen, 0) AS bigint) AS numerator, 1 AS denominator, "
        f"{ROW % 'a.id'}, owed.top AS part {BOOKS} LEFT JOIN ({owed}) owed ON owed.book_id = b.id "
        "LEFT JOIN ledger_account a ON a.top = owed.top AND a.book_id IS NULL"
    )


def _opened(month: str) -> str:
    return (
        f"(%({month})s < b.since OR EXISTS (SELECT 1 FROM ledger_disclosure d WHERE d.book_id = b.id "
        f"AND d.from_month <= %({month})s AND d.to_month >= %({month})s AND d.declared_on <= %(by)s))"
    )


OPENED = " AND ".join(_opened(month) for month in ("first", "second", "last"))
IN_TIME = (
    f"SELECT area.place_id, area.key, CASE WHEN {OPENED} THEN 1 ELSE 0 END AS numerator, 1 AS denominator, "
    f"b.id AS record_id, NULL AS part {BOOKS}"
)


def names_by_top() -> Mapping[int, str]:
    """The accounts of the shared chart by number, in the reader's language."""
    return {account.top: account.name for account in Account.objects.filter(book=None)}


def names_of_running_costs() -> Mapping[int, str]:
    """The account of running costs, and the details that villages keep below it, by id."""
    return {account.pk: account.name for account in Account.objects.filter(top=RUNNING)}


SHARE_OF_VILLAGES = _("% of villages")
YUAN = _("yuan")
OVER = {
    50_000: ("E1-50", _("Villages with an income over 50,000 yuan")),
    LINE_YUAN: ("E1", _("Villages with an income over 100,000 yuan")),
    500_000: ("E1-500", _("Villages with an income over 500,000 yuan")),
    1_000_000: ("E1-1000", _("Villages with an income over 1,000,000 yuan")),
}
OVER_DEFINED = _(
    "Villages whose collective earned more than {yuan} yuan in the last calendar year that ended by the date, out of "
    "all villages that had a book in that year. Counted are operating income, investment income, subsidies and other "
    "income (501, 502, 503, 504) from posted vouchers, gross; earmarked grants (241) are not."
)
for place, limit in enumerate(sorted(LIMITS_YUAN, key=lambda yuan: (yuan != LINE_YUAN, yuan))):
    figures.declare(
        Figure(
            code=OVER[limit][0],
            version=INCOME.title,
            name=OVER[limit][1],
            unit=SHARE_OF_VILLAGES,
            definition=cast(Promise, format_lazy(OVER_DEFINED, yuan=f"{limit:,}")),
            direction=Direction.MORE,
            level=Level.VILLAGE,
            share=True,
            reads=READS,
            query=share_over(limit),
            record="ledger.income",
            order=110 + place,
            parameters=months_of_the_year,
            period=Period.YEAR,
            missing_without_rows=True,
        )
    )
figures.declare(
    Figure(
        code="E1-income",
        version=INCOME.title,
        name=_("Collective income"),
        unit=YUAN,
        definition=_(
            "What village collectives earned in the last calendar year that ended by the date, by kind: operating "
            "income, investment income, subsidies and other income (501, 502, 503, 504) from posted vouchers, gross; "
            "earmarked grants (241) are not counted."
        ),
        direction=Direction.MORE,
        level=Level.VILLAGE,
        share=False,
        reads=READS,
        query=turnover(INCOME.accounts, INCOME.amount("t"), "t.top"),
        record="ledger.account",
        order=120,
        parameters=months_of_the_year,
        part_label=_("Kind of income"),
        parts=names_by_top,
        period=Period.YEAR,
        money=True,
        missing_without_rows=True,
    )
)
figures.declare(
    Figure(
        code="E1-running",
        version="running-costs/1",
        name=_("Running costs of villages"),
        unit=YUAN,
        definition=_(
            "Administrative expenses (513) of village collectives in the last calendar year that ended by the date, "
            "from posted vouchers, by the details that villages keep below the account. The line “of which: running "
            "costs” of their statements counts those details alone that are named so."
        ),
        direction=Direction.LESS,
        level=Level.VILLAGE,
        share=False,
        reads=READS,
        query=by_detail(RUNNING, "t.debit_fen - t.credit_fen"),
        record="ledger.account",
        order=130,
        parameters=months_of_the_year,
        part_label=_("Detail"),
        parts=names_of_running_costs,
        period=Period.YEAR,
        money=True,
        missing_without_rows=True,
    )
)
figures.declare(
    Figure(
        code="E1-debt",
        version="debt/1",
        name=_("Debt of village collectives"),
        unit=YUAN,
        definition=_(
            "Credit balances of short-term borrowings, payables and long-term borrowings (201, 211, 221) at the end of "
            "the last month that ended by the date, from posted vouchers; a debit balance is no debt and lowers none."
        ),
        direction=Direction.LESS,
        level=Level.VILLAGE,
        share=False,
        reads=READS,
        query=balances(DEBTS),
        record="ledger.account",
        order=140,
        parameters=month_of_the_date,
        part_label=_("Kind of debt"),
        parts=names_by_top,
        period=Period.MONTH,
        money=True,
        missing_without_rows=True,
    )
)
figures.declare(
    Figure(
        code="E1-disclosed",
        version="disclosed-in-time/1",
        name=_("Villages whose books were opened in time"),
        unit=SHARE_OF_VILLAGES,
        definition=_(
            "Villages whose books of the last due quarter were disclosed, as a quarter or month by month, within the "
            "15 days that the rule allows, out of all villages that had a book then. Due is the last quarter that "
            "ended at least so many days before the date; before the rule took effect, none. Earlier quarters that are "
            "still missing are in the list of overdue villages."
        ),
        direction=Direction.MORE,
        level=Level.VILLAGE,
        share=True,
        reads=READS,
        query=IN_TIME,
        record="ledger.book",
        order=150,
        parameters=last_due_quarter,
        missing_without_rows=True,
    )
)
