"""How books and their accounts are shown as the records behind a figure."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import connection
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from headgoose.kernel.bulk import among
from headgoose.kernel.money import show_fen
from headgoose.kernel.registries import Hit
from headgoose.ledger.figures import ACCOUNTS_A_BOOK
from headgoose.ledger.income import DEFAULT, definition_of
from headgoose.ledger.models import Account, Book
from headgoose.ledger.months import OPENING, month_of
from headgoose.ledger.views.around import address
from headgoose.ledger.views.balances import ledger_url
from headgoose.places.queries import last_spans_of


def present_books(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """The name of each book, and its page."""
    return {book.pk: Hit(book.name, "", address("place-books", code)) for book, code in _books(ids)}


def present_accounts(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """An account of a book, and its page over the year of the date; of none, that nothing was entered."""
    books = {book.pk: (book, code) for book, code in _books([row // ACCOUNTS_A_BOOK for row in ids])}
    accounts = Account.objects.in_bulk({row % ACCOUNTS_A_BOOK for row in ids} - {0})
    found = {}
    for row in ids:
        book, code = books[row // ACCOUNTS_A_BOOK]
        account = accounts.get(row % ACCOUNTS_A_BOOK)
        if account is None:
            found[row] = Hit(_("nothing entered"), book.name, address("place-books", code))
        else:
            url = ledger_url(code, account.code, on.year * 100 + 1, month_of(on))
            found[row] = Hit(str(account), book.name, url)
    return found


def present_incomes(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """Each book with what its village earned in the year of the date, and its income statement."""
    condition, value = among("t.book_id", ids)
    definition = definition_of(DEFAULT)
    asked = (
        f"SELECT t.book_id, {definition.sql('t')} FROM ledger_monthtotal t WHERE {condition} "
        "AND t.month BETWEEN %s AND %s GROUP BY t.book_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [value, on.year * 100 + OPENING, on.year * 100 + 12])
        earned = {book: int(fen) for book, fen in cursor.fetchall()}
    query = urlencode({"of": "income", "period": str(on.year)})
    found = {}
    for book, code in _books(ids):
        said = {"year": on.year, "yuan": show_fen(earned.get(book.pk, 0))}
        url = f"{address('ledger-statements', code)}?{query}"
        found[book.pk] = Hit(book.name, _("%(year)d: %(yuan)s yuan") % said, url)
    return found


def _books(ids: Sequence[int]) -> list[tuple[Book, str]]:
    """Books with the last codes of their villages, under which their pages are found."""
    books = list(Book.objects.filter(pk__in=set(ids)))
    spans = last_spans_of([book.place_id for book in books])
    return [(book, spans[book.place_id].code) for book in books]
