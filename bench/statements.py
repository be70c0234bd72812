"""Trial balances and statements over the full demo: against one bare indexed read, and against limits in milliseconds.

The bare reads fetch the same book's kept sums by the index that they lie in, as rows and summed by the database, and
do nothing with them.
"""

import random
import statistics
from functools import partial
from typing import Any

from bench.measure import median_of, milliseconds, report, start
from bench.pages import Visitor

TIMES, PAGE, ROLL_UP = 3.0, 60.0, 300.0
SAMPLE = 40
BARE = "SELECT account_id, month, debit_fen, credit_fen FROM ledger_monthtotal WHERE book_id = %s"
SUMMED = (
    "SELECT account_id, sum(debit_fen), sum(credit_fen) FROM ledger_monthtotal WHERE book_id = %s GROUP BY account_id"
)
Rows = list[tuple[str, float, str, float | None]]


def sample() -> list[Any]:
    """A seeded sample of books, with the codes of their villages."""
    from headgoose.ledger.models import Book
    from headgoose.places.queries import last_spans_of

    books = list(Book.objects.order_by("pk"))
    if not books:
        raise SystemExit("This demo has no books.")
    drawn = random.Random(23).sample(books, min(SAMPLE, len(books)))
    spans = last_spans_of(book.place_id for book in drawn)
    return [(book, spans[book.place_id].code) for book in drawn]


def trial_balances(drawn: list[Any], year: int) -> Rows:
    """The trial balance of a village beside the bare read of its sums."""
    from django.db import connection

    from headgoose.ledger.balances import trial_balance

    def bare(sql: str, book_id: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, [book_id])
            cursor.fetchall()

    found: Rows = []
    months = year * 100 + 1, year * 100 + 13
    own = statistics.median(median_of(partial(trial_balance, book.pk, *months), 31) for book, _code in drawn)
    for name, sql in (("all rows", BARE), ("summed by account", SUMMED)):
        read = statistics.median(median_of(partial(bare, sql, book.pk), 31) for book, _code in drawn)
        words = f"trial balance of a village {own:.3f} ms, bare read, {name}, {read:.3f} ms"
        found.append((words, own / read, "x", TIMES))
    return found


def statement_pages(visitor: Visitor, drawn: list[Any], year: int) -> Rows:
    """Pages of villages, with middleware and templates."""
    found: Rows = []
    for name, path in (
        ("balance sheet of a village", "/place/{}/books/statements/?of=balance&period={}"),
        ("income and distribution of a village", "/place/{}/books/statements/?of=income&period={}"),
        ("trial balance of a village", "/place/{}/books/balances/?from={}-01"),
        ("detail ledger of a village's bank account", "/place/{}/books/accounts/102/?from={}-01"),
    ):
        times = sorted(visitor.time(path.format(code, year)) for _book, code in drawn)
        found.append((f"{name}, page, median of {len(times)}", statistics.median(times), "ms", PAGE))
        found.append((f"{name}, page, worst", times[-1], "ms", None))
    return found


def roll_ups(year: int) -> Rows:
    """A year of the whole province by county: with what is long past kept, and with nothing kept."""
    from django.core.cache import caches

    from headgoose.kernel.area import Level
    from headgoose.kernel.clock import today
    from headgoose.ledger.definitions import BALANCE, INCOME
    from headgoose.ledger.disclosures import overdue_within
    from headgoose.ledger.periods import year_period
    from headgoose.ledger.statements import area_statement
    from headgoose.places.models import Kind, Span

    on = today()
    province = Span.objects.on(on).filter(kind=Kind.PROVINCE).order_by("pk")[0]
    found: Rows = []
    for statement in (INCOME, BALANCE):
        work = partial(area_statement, province, on, Level.COUNTY, statement, year_period(year))
        caches["figures"].clear()
        found.append((f"{statement} of the province, {year}, by county, nothing kept", milliseconds(work), "ms", None))
        found.append((f"{statement} of the province, {year}, by county", median_of(work), "ms", ROLL_UP))
    overdue = median_of(partial(overdue_within, province, on))
    found.append(("villages of the province overdue with their disclosure", overdue, "ms", ROLL_UP))
    return found


def main() -> bool:
    """The measures as a table."""
    start()
    from headgoose.kernel.clock import today

    year, drawn, visitor = today().year - 1, sample(), Visitor()
    visitor.fetch(f"/place/{drawn[0][1]}/books/statements/")
    rows = trial_balances(drawn, year)
    rows += statement_pages(visitor, drawn, year)
    rows += roll_ups(year)
    for name, url in (
        ("statement of the province, page", f"/place/23/statements/?of=income&period={year}&by=county"),
        ("overdue disclosures of the province, page", "/place/23/disclosures/"),
    ):
        times = [visitor.time(url) for _time in range(5)]
        rows.append((f"{name}, median of 5", statistics.median(times), "ms", None))
    return report("Balances and statements over the full demo, in process", rows)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
