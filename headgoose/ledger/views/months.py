"""The months of a book: close the next, open again with a reason, lock; and the closing of a year."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.ledger.actions.periods import close_month, draft_year_end, first_open_month, lock_month, reopen_month
from headgoose.ledger.closing import unclosed_balances
from headgoose.ledger.forms_book import WhyForm
from headgoose.ledger.models import Book
from headgoose.ledger.months import CLOSING, show_month
from headgoose.ledger.queries import get_book
from headgoose.ledger.strip import Month, months_of, waiting_in
from headgoose.ledger.views.around import address, around_book
from headgoose.ledger.waiting import closings_due
from headgoose.places.models import Span

MONTH_DIGITS = 6


@signed_in
@require_safe
def months(request: HttpRequest, code: str) -> HttpResponse:
    """All months of a book, the newest first, with what can be done to the next one."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today())
    return draw_months(request, actor, book, span)


def draw_months(
    request: HttpRequest, actor: Actor, book: Book, span: Span, refused: Refused | None = None
) -> HttpResponse:
    """The page, with why something was refused."""
    first = first_open_month(book)
    years = months_of(book, today())
    listed = [month for row in years.values() for month in row]
    open_before = [month for month in listed if book.closed_to < month.month <= first]
    context = {
        **around_book(span, actor, "book-months", queue=request.GET.get("queue", "")[:20]),
        "book": book,
        "title": _("Months"),
        "years": [(year, [(month, tone_of(month)) for month in reversed(row)]) for year, row in years.items()],
        "year_open": first // 100,
        "first_open": next((month for month in listed if month.month == first), None),
        "due": closings_due(first, today()),
        "waiting": waiting_in(open_before),
        "year": first // 100,
        "is_closing": first % 100 == CLOSING,
        "balances": len(unclosed_balances(book.pk, first)) if first % 100 == CLOSING else 0,
        "since": show_month(book.since),
        "locked_to": show_month(book.locked_to) if book.locked_to else "",
        "closed_to": show_month(book.closed_to) if book.closed_to else "",
        "refused": refused,
        "vouchers_url": address("vouchers", span.code),
    }
    return render(request, "ledger/months.html", context, status=refused.status if refused else 200)


def tone_of(month: Month) -> str:
    """The tone of a month's pill."""
    return {"locked": "plain", "closed": "good", "next": "warn" if month.over else "plain", "open": "plain"}[
        month.state
    ]


def read_month(text: str) -> int:
    """A month or the closing of a year as an address has it: 202603, 202613. Raises Refused."""
    if len(text) == MONTH_DIGITS and text.isascii() and text.isdigit():
        return int(text)
    raise Refused(_("“%(text)s” is not a month.") % {"text": text[:20]}, field="month")


def _step(request: HttpRequest, code: str, act: Callable[[Actor, Book], str]) -> HttpResponse:
    """Do something to a book and show its months again; or why it cannot be done."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today())
    try:
        said = act(actor, book)
    except Refused as refused:
        return draw_months(request, actor, Book.objects.get(pk=book.pk), span, refused)
    messages.success(request, said)
    return redirect("book-months", span.code)


@signed_in
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close the month that the form names."""

    def act(actor: Actor, book: Book) -> str:
        month = read_month(request.POST.get("month", ""))
        close_month(by=actor, at=now(), book_id=book.pk, month=month)
        return _("%(month)s is closed.") % {"month": show_month(month)}

    return _step(request, code, act)


@signed_in
@require_POST
def lock(request: HttpRequest, code: str) -> HttpResponse:
    """Lock all months up to the one that the form names."""

    def act(actor: Actor, book: Book) -> str:
        month = read_month(request.POST.get("month", ""))
        lock_month(by=actor, at=now(), book_id=book.pk, month=month)
        return _("All months up to %(month)s are locked.") % {"month": show_month(month)}

    return _step(request, code, act)


@signed_in
@require_POST
def year_end(request: HttpRequest, code: str) -> HttpResponse:
    """Draft the vouchers that close a year."""

    def act(actor: Actor, book: Book) -> str:
        year = read_month(request.POST.get("month", "")) // 100
        count = len(draft_year_end(by=actor, at=now(), book_id=book.pk, year=year))
        said = ngettext(
            "%(count)d voucher was drafted; a second person reviews it.",
            "%(count)d vouchers were drafted; a second person reviews them.",
            count,
        )
        return said % {"count": count}

    return _step(request, code, act)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, code: str, month: int) -> HttpResponse:
    """Open a closed month again, and all after it, for a reason."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today())
    form = WhyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            reopen_month(by=actor, at=now(), book_id=book.pk, month=month, why=form.cleaned_data["why"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(month)s is open again.") % {"month": show_month(month)})
            return redirect("book-months", span.code)
    context: dict[str, Any] = {
        "form": form,
        "title": _("Open %(month)s again") % {"month": show_month(month)},
        "below": _("with it all months after it; the reason stays in the trail"),
        "button": _("Open it again"),
        "danger": True,
        "back": reverse("book-months", args=[span.code]),
        **around_book(span, actor, "book-months", _("Months")),
    }
    return render(request, "ledger/book_form.html", context, status=form.status if form.errors else 200)
