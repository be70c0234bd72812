"""A book in four sums."""

from django.db.models import F, Q, Sum

from headgoose.ledger.models import Book, MonthTotal
from headgoose.ledger.months import OPENING

INCOME = (501, 502, 503, 504)
EXPENSES = (511, 512, 513, 514, 515, 521)


def sums_of(book: Book, year: int) -> dict[str, int]:
    """Money in hand and at the bank, income and expenses of the year so far, in fen; one query.

    With what a book that began within the year brought along of it.
    """
    of_year = Q(month__gte=year * 100 + OPENING, month__lte=year * 100 + 12)
    turned = F("debit_fen") - F("credit_fen")
    found = MonthTotal.objects.filter(book=book).aggregate(
        cash=Sum(turned, filter=Q(top=101)),
        bank=Sum(turned, filter=Q(top=102)),
        income=Sum(-1 * turned, filter=Q(top__in=INCOME) & of_year),
        expenses=Sum(turned, filter=Q(top__in=EXPENSES) & of_year),
    )
    sums = {name: int(value or 0) for name, value in found.items()}
    return sums | {"money": sums["cash"] + sums["bank"]}
