"""The open books of a village: statements of the months that were declared open, for anybody, without signing in.

Sums of the accounts that all books share, and nothing below: no entry, no summary, no payee, no name that a village
gave to a detail.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.kernel.answers import kept_answer
from headgoose.kernel.clock import today
from headgoose.kernel.gate import public
from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.balances import BalanceRow, trial_balance
from headgoose.ledger.definitions import STATEMENTS
from headgoose.ledger.disclosures import meeting_from, with_periods
from headgoose.ledger.models import AccountKind, Book, Disclosure, Voucher
from headgoose.ledger.periods import Period, parse_period
from headgoose.ledger.statements import book_statement
from headgoose.people.views.public import LANGUAGES, PublicShell
from headgoose.places.models import Kind, Span
from headgoose.places.queries import get_span, plain_code

SHOWN = 40


@public
@require_safe
def open_books(request: HttpRequest, code: str, months: str = "") -> HttpResponse:
    """What a village has opened of its books, or the statements of months that it has opened."""
    language = LANGUAGES.get(request.GET.get("in", ""), get_language() or settings.LANGUAGE_CODE)
    if code != (plain := plain_code(code)):
        return redirect("open-books-period", plain, months) if months else redirect("open-books", plain)
    asked = parse_period(months) if months else None
    span = get_span(code, today())
    if span.kind != Kind.VILLAGE:
        raise Refused(_("Books are kept for the collective of a village."), Because.NOT_FOUND, field="code")
    book = Book.objects.filter(place_id=span.place_id).first()
    # Months that are open are closed: only what is posted, closed or declared in this book can change the page.
    key = ("open-books", span.pk, asked, language, state_of(book) if book else None)
    with translation.override(language):
        return kept_answer(request, key, lambda: draw(book, span, asked, language))


def state_of(book: Book) -> tuple[object, ...]:
    """What tells whether a finished page still holds."""
    head = Voucher.objects.filter(book=book, sequence__isnull=False).order_by("-sequence")
    declared = Disclosure.objects.filter(book=book).order_by("-to_month", "-pk")
    numbers = head.values_list("sequence", flat=True)[:1], declared.values_list("pk", flat=True)[:SHOWN]
    return book.pk, book.closed_to, *map(tuple, numbers)


def draw(book: Book | None, span: Span, asked: Period | None, language: str) -> str:
    """The page. Raises Refused (NOT_FOUND) for months that were not opened."""
    context: dict[str, Any] = {
        "span": span,
        "book": book,
        "other": "zh" if language == "en" else "en",
        "trail": [(span.said, reverse("open-place", args=[span.code]))],
    }
    path = reverse("open-books", args=[span.code])
    if asked is None:
        found = Disclosure.objects.filter(book=book).order_by("-to_month", "-from_month")[:SHOWN]
        context["rows"] = with_periods(found)
        context["trail"] += [(_("Open books"), "")]
        context["shell"] = PublicShell(path, None, language, "", settings.DEMO, ())
        return render_to_string("ledger/public.html", context)
    disclosure = Disclosure.objects.filter(book=book, from_month=asked.first, to_month=asked.last).first()
    if book is None or disclosure is None:
        said = {"period": asked.said}
        raise Refused(_("The books of %(period)s are not open.") % said, Because.NOT_FOUND, field="period")
    balance = trial_balance(book.pk, asked.first, asked.last)
    context |= {
        "disclosure": disclosure,
        "period": asked,
        # The report of a year stands on its closing too.
        "reopened": book.closed_to < (asked.end if asked.is_year else asked.last),
        "meeting_from": meeting_from(disclosure, asked),
        "statements": [book_statement(book.pk, statement, asked) for statement in STATEMENTS],
        "moved": [row for row in balance.tops if _is_result(row)],
        "shell": PublicShell(path, None, language, "", settings.DEMO, ()),
    }
    context["trail"] += [(_("Open books"), path), (asked.said, "")]
    return render_to_string("ledger/public_period.html", context)


def _is_result(row: BalanceRow) -> bool:
    return row.account.kind in {AccountKind.INCOME, AccountKind.EXPENSE} and bool(row.debit or row.credit)
